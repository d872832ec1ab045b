import django.db.models.deletion
import simple_history.models
from django.db import migrations, models


def fill(apps, schema_editor):
    """Versions from before hold no communities: they get the present ones, the best that is known."""
    held = apps.get_model("probono", "HistoricalCountingLine_communities")
    versions = apps.get_model("probono", "HistoricalCountingLine").objects
    for row in apps.get_model("probono", "CountingLine").communities.through.objects.all():
        ids = {"countingline_id": row.countingline_id, "community_id": row.community_id}
        for version in versions.filter(id=row.countingline_id):
            held.objects.create(id=row.pk, history_id=version.pk, **ids)


class Migration(migrations.Migration):

    dependencies = [
        ('probono', '0002_history_tells_the_way'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalCountingLine_communities',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                ('community', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='probono.community')),
                ('countingline', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='probono.countingline')),
                ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='probono.historicalcountingline')),
            ],
            options={
                'verbose_name': 'HistoricalCountingLine_communities',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
