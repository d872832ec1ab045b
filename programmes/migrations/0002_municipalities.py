"""The municipalities, as rows of the file that every version keeps."""

import csv

from django.conf import settings
from django.db import migrations

FIELDS = (
    "name", "kana", "name_en", "kind", "county", "county_en",
    "region", "region_en", "subregion", "subregion_en",
)


def load(apps, schema_editor):
    with (settings.BASE_DIR / "fixtures" / "municipalities.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    municipality = apps.get_model("programmes", "Municipality")
    municipality.objects.bulk_create(
        municipality(code=row["code6"], **{name: row[name] for name in FIELDS}) for row in rows
    )


def unload(apps, schema_editor):
    apps.get_model("programmes", "Municipality").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
