import datetime
import django.core.validators
import django.db.models.deletion
import programmes.models.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('programmes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalPicking',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('way', models.CharField(blank=True, choices=[('form', 'フォーム'), ('grid', '日別入力'), ('import', 'ファイルの取り込み'), ('undo', '取り込みの取り消し'), ('action', '一覧での操作'), ('restore', '以前の値に戻す'), ('copy', '翌年度の作成'), ('command', 'コマンド')], max_length=8, verbose_name='方法')),
                ('detail', models.CharField(blank=True, max_length=100, verbose_name='方法の詳細')),
                ('starts_on', programmes.models.fields.DayField(blank=True, help_text='例：2026-02-19', null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1989, 1, 8), '年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。'), django.core.validators.MaxValueValidator(datetime.date(2100, 12, 31), '年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。')], verbose_name='初日')),
                ('ends_on', programmes.models.fields.DayField(blank=True, help_text='一日だけなら初日と同じ日。続いているときは空欄。', null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1989, 1, 8), '年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。'), django.core.validators.MaxValueValidator(datetime.date(2100, 12, 31), '年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。')], verbose_name='最終日')),
                ('is_approximate', models.BooleanField(default=False, help_text='出典が「約」で書いている数。ページでも「約」を付けます。', verbose_name='概数')),
                ('is_comparison', models.BooleanField(default=False, help_text='合計に入れず、見比べるためだけに残します（例：日別の数が入った後の、文書の合計）。', verbose_name='照合用')),
                ('note', models.TextField(blank=True, help_text='公開されます。個人の名前は書かないでください。', verbose_name='備考')),
                ('note_en', models.TextField(blank=True, verbose_name='備考（英語）')),
                ('reading', models.TextField(blank=True, help_text='文書に書かれておらず、私たちがそう読んだこと（例：最終日までの数とみなした）。', verbose_name='当サイトの読み')),
                ('reading_en', models.TextField(blank=True, verbose_name='当サイトの読み（英語）')),
                ('entered_at', models.DateTimeField(blank=True, editable=False, verbose_name='入力日時')),
                ('batch_row', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='取り込みの行')),
                ('orchard', models.CharField(blank=True, max_length=60, verbose_name='果樹園')),
                ('baskets', programmes.models.fields.CountField(validators=[django.core.validators.MaxValueValidator(1000000, '100万を超えています。桁が多すぎないか、お確かめください。')], verbose_name='かごの数')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('batch', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.importbatch', verbose_name='取り込み')),
                ('entered_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='入力者')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.programme', verbose_name='プログラム')),
                ('source', models.ForeignKey(blank=True, db_constraint=False, help_text='文書から写した数なら、その文書。', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.source', verbose_name='出典')),
            ],
            options={'verbose_name': 'historical 収穫の実績', 'verbose_name_plural': 'historical 収穫の実績', 'ordering': ('-history_date', '-history_id'), 'get_latest_by': ('history_date', 'history_id')},
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Orchard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', programmes.models.fields.SlugField(help_text='ページのアドレスになります。半角の英小文字・数字・ハイフン（例：fureru）。公開後は変えないでください。', max_length=60, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*$', '半角の英小文字・数字・ハイフンだけを使ってください（例：fukushima-2026）。')], verbose_name='アドレス用の名前')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('opens_on', programmes.models.fields.DayField(validators=[django.core.validators.MinValueValidator(datetime.date(1989, 1, 8), '年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。'), django.core.validators.MaxValueValidator(datetime.date(2100, 12, 31), '年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。')], verbose_name='初日')),
                ('opening', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='programmes.event')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='programmes.programme')),
            ],
            options={'verbose_name': '果樹園', 'verbose_name_plural': '果樹園'},
        ),
        migrations.CreateModel(
            name='HistoricalTree',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('way', models.CharField(blank=True, choices=[('form', 'フォーム'), ('grid', '日別入力'), ('import', 'ファイルの取り込み'), ('undo', '取り込みの取り消し'), ('action', '一覧での操作'), ('restore', '以前の値に戻す'), ('copy', '翌年度の作成'), ('command', 'コマンド')], max_length=8, verbose_name='方法')),
                ('detail', models.CharField(blank=True, max_length=100, verbose_name='方法の詳細')),
                ('kind', models.CharField(max_length=20, verbose_name='種類')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('orchard', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='harvest.orchard')),
            ],
            options={'verbose_name': 'historical 木', 'verbose_name_plural': 'historical 木', 'ordering': ('-history_date', '-history_id'), 'get_latest_by': ('history_date', 'history_id')},
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Picking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', programmes.models.fields.DayField(blank=True, help_text='例：2026-02-19', null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1989, 1, 8), '年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。'), django.core.validators.MaxValueValidator(datetime.date(2100, 12, 31), '年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。')], verbose_name='初日')),
                ('ends_on', programmes.models.fields.DayField(blank=True, help_text='一日だけなら初日と同じ日。続いているときは空欄。', null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1989, 1, 8), '年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。'), django.core.validators.MaxValueValidator(datetime.date(2100, 12, 31), '年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。')], verbose_name='最終日')),
                ('is_approximate', models.BooleanField(default=False, help_text='出典が「約」で書いている数。ページでも「約」を付けます。', verbose_name='概数')),
                ('is_comparison', models.BooleanField(default=False, help_text='合計に入れず、見比べるためだけに残します（例：日別の数が入った後の、文書の合計）。', verbose_name='照合用')),
                ('note', models.TextField(blank=True, help_text='公開されます。個人の名前は書かないでください。', verbose_name='備考')),
                ('note_en', models.TextField(blank=True, verbose_name='備考（英語）')),
                ('reading', models.TextField(blank=True, help_text='文書に書かれておらず、私たちがそう読んだこと（例：最終日までの数とみなした）。', verbose_name='当サイトの読み')),
                ('reading_en', models.TextField(blank=True, verbose_name='当サイトの読み（英語）')),
                ('entered_at', models.DateTimeField(auto_now_add=True, verbose_name='入力日時')),
                ('batch_row', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='取り込みの行')),
                ('orchard', models.CharField(blank=True, max_length=60, verbose_name='果樹園')),
                ('baskets', programmes.models.fields.CountField(validators=[django.core.validators.MaxValueValidator(1000000, '100万を超えています。桁が多すぎないか、お確かめください。')], verbose_name='かごの数')),
                ('batch', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.importbatch', verbose_name='取り込み')),
                ('entered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='入力者')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='programmes.programme', verbose_name='プログラム')),
                ('source', models.ForeignKey(blank=True, help_text='文書から写した数なら、その文書。', null=True, on_delete=django.db.models.deletion.PROTECT, to='programmes.source', verbose_name='出典')),
            ],
            options={'verbose_name': '収穫の実績', 'verbose_name_plural': '収穫の実績', 'ordering': ['-ends_on', '-pk'], 'abstract': False},
        ),
        migrations.AddField(
            model_name='orchard',
            name='best',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='harvest.picking'),
        ),
        migrations.CreateModel(
            name='HistoricalOrchard',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('way', models.CharField(blank=True, choices=[('form', 'フォーム'), ('grid', '日別入力'), ('import', 'ファイルの取り込み'), ('undo', '取り込みの取り消し'), ('action', '一覧での操作'), ('restore', '以前の値に戻す'), ('copy', '翌年度の作成'), ('command', 'コマンド')], max_length=8, verbose_name='方法')),
                ('detail', models.CharField(blank=True, max_length=100, verbose_name='方法の詳細')),
                ('slug', programmes.models.fields.SlugField(help_text='ページのアドレスになります。半角の英小文字・数字・ハイフン（例：fureru）。公開後は変えないでください。', max_length=60, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*$', '半角の英小文字・数字・ハイフンだけを使ってください（例：fukushima-2026）。')], verbose_name='アドレス用の名前')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('opens_on', programmes.models.fields.DayField(validators=[django.core.validators.MinValueValidator(datetime.date(1989, 1, 8), '年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。'), django.core.validators.MaxValueValidator(datetime.date(2100, 12, 31), '年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。')], verbose_name='初日')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opening', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.event')),
                ('programme', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.programme')),
                ('best', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='harvest.picking')),
            ],
            options={'verbose_name': 'historical 果樹園', 'verbose_name_plural': 'historical 果樹園', 'ordering': ('-history_date', '-history_id'), 'get_latest_by': ('history_date', 'history_id')},
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Tree',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='種類')),
                ('orchard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trees', to='harvest.orchard')),
            ],
            options={'verbose_name': '木', 'verbose_name_plural': '木'},
        ),
    ]
