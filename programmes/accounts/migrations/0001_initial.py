from django.db import migrations


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('axes', '0010_accessattemptexpiration'),
        ('mfa', '0003_authenticator_type_uniq'),
    ]

    operations = [
        migrations.CreateModel(
            name='Device',
            fields=[],
            options={'verbose_name': '二要素認証', 'verbose_name_plural': '二要素認証', 'proxy': True, 'indexes': [], 'constraints': []},
            bases=('mfa.authenticator',),
        ),
        migrations.CreateModel(
            name='Failure',
            fields=[],
            options={'verbose_name': 'ログインの失敗', 'verbose_name_plural': 'ログインの失敗', 'proxy': True, 'indexes': [], 'constraints': []},
            bases=('axes.accessattempt',),
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[],
            options={'verbose_name': 'ログインの記録', 'verbose_name_plural': 'ログインの記録', 'proxy': True, 'indexes': [], 'constraints': []},
            bases=('axes.accesslog',),
        ),
    ]
