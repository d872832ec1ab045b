"""A process that imports a file into the database of the bench and prints its peak of memory."""

import json
import os
import subprocess
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402  (after the setup)

from produce.models import Meal  # noqa: E402

from .bench_import import DAYS, ROOT, csv_of, ours, world  # noqa: E402
from .measuring import peak_megabytes  # noqa: E402


def bring(kind, number, database):
    """Imports so many rows in this process, in the database that the parent set up."""
    settings.DATABASES["default"]["NAME"] = database
    programme, user = world(number // DAYS, f"{kind}-{number}-{os.getpid()}")
    data = csv_of(number) if kind == "csv" else _made_elsewhere(number)
    ours(programme, user, data, f"meals.{kind}")
    assert Meal.objects.filter(programme=programme).count() == number
    print(json.dumps({"peak": peak_megabytes()}))


def _made_elsewhere(number):
    """The bytes of a workbook, whose making is none of what is measured."""
    code = (
        "import sys, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings';"
        "import django; django.setup();"
        "from tests.bench.bench_import import xlsx_of;"
        f"sys.stdout.buffer.write(xlsx_of({number}))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True
    ).stdout


bring(sys.argv[1], int(sys.argv[2]), sys.argv[3])
