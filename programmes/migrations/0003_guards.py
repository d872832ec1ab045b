"""The triggers by which the database refuses to change what was issued."""

from django.db import migrations

from programmes.models import guards


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_municipalities")]
    operations = [migrations.RunPython(guards.in_migration, guards.out_of_migration)]
