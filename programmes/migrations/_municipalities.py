"""The municipalities of Japan as rows, for the migrations that bring them."""

import csv

from django.conf import settings

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
