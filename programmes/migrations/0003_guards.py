"""The triggers by which the database refuses to change what was issued."""

from django.db import migrations

from programmes.models import immutability


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_municipalities")]
    operations = [migrations.RunPython(immutability.in_migration, immutability.out_of_migration)]
