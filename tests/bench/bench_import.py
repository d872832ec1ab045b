"""A file of daily counts through decode, validation, preview and commit with history."""

import json
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client
from django.urls import reverse

from produce.models import Meal
from programmes import imports
from programmes.models import Partner, Programme
from tests.factories import OutletFactory, PartnerFactory, ProgrammeFactory

from .measuring import Line, measured, seconds

FIRST = date(2026, 2, 2)
DAYS = 20
ROOT = Path(__file__).resolve().parent.parent.parent


def world(outlets, name="bench"):
    """A programme with so many cafeterias, and a person who brings files."""
    PartnerFactory.reset_sequence(Partner.objects.count())  # other processes made some, too
    programme = ProgrammeFactory(
        partnership__slug=name, starts_on=FIRST, ends_on=FIRST + timedelta(DAYS)
    )
    OutletFactory.reset_sequence(0)
    for number in range(outlets):
        OutletFactory(partnership=programme.partnership, slug=f"o{number}", name=f"第{number}食堂")
    users = get_user_model().objects
    user = users.filter(username=name).first() or users.create_superuser(name)
    return programme, user


def rows(number):
    """(outlet, day, count, note) of so many days and outlets."""
    for place in range(number):
        outlet, day = divmod(place, DAYS)
        yield f"第{outlet}食堂", FIRST + timedelta(day), 50 + place % 70, f"確認{place % 9}"


def csv_of(number):
    lines = (f"{outlet},{day},{count},{note}" for outlet, day, count, note in rows(number))
    return "\n".join(["拠点,日付,提供数,備考", *lines]).encode("cp932")


def xlsx_of(number):
    import io

    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    form = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["拠点", "日付", "提供数", "備考"])
    for place, (outlet, day, count, note) in enumerate(rows(number), 1):
        sheet.write_string(place, 0, outlet)
        sheet.write_datetime(place, 1, day, form)
        sheet.write_number(place, 2, count)
        sheet.write_string(place, 3, note)
    book.close()
    return file.getvalue()


def ours(programme, user, data, name="meals.csv"):
    batch = imports.upload(programme, "produce.meal", name, data, user)
    assert batch.report["faults_total"] == 0, batch.report["faults"][:3]
    imports.commit(batch, user, choice="file")


def empty(programme):
    Meal._base_manager.filter(programme=programme).delete()


@measured
def import_speed():
    """5,000 rows: three runs of each, the median; both read the same bytes."""
    from .yardstick import resource

    programme, user = world(250)
    data = csv_of(5000)

    def timed(act):
        taken = []
        for _run in range(3):
            taken.append(seconds(act))
            assert Meal.objects.filter(programme=programme).count() == 5000
            assert Meal.history.filter(programme=programme, history_type="+").count() >= 5000
            Meal._base_manager.filter(programme=programme)._raw_delete("default")
        return median(taken)

    mine = timed(lambda: ours(programme, user, data))
    for how, bound in (("fastest", "at least 1"), ("default", "at least 10")):
        other = timed(lambda how=how: resource(how, programme).bring(data, user))
        yield Line(f"import of 5,000 rows / import-export, {how}", mine, other, "s", bound)
        if how == "default":
            return


@measured
def import_memory():
    """The peak of a process that imports 100,000 rows beside one that imports 10,000."""
    for kind in ("csv", "xlsx"):
        small, large = (_peak(kind, number) for number in (10_000, 100_000))
        yield Line(
            f"peak memory, 100,000 rows / 10,000 rows ({kind})", large, small, "MB", "at most 1.5"
        )


def _peak(kind, number):
    """Makes the file in one process and imports it in another, whose peak is measured."""
    from django.conf import settings

    name = settings.DATABASES["default"]["NAME"]
    command = [sys.executable, "-m", "tests.bench.importing", kind, str(number), str(name)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])["peak"]


@measured
def readers_meanwhile():
    """The slowest read of a public page while another process imports, beside an idle portal."""
    programme, _user = world(10, "readers")
    Programme.objects.get(pk=programme.pk)
    path = reverse("programme", args=[programme.partnership.slug, programme.slug])
    idle = _reads(path, lambda: time.sleep(2))
    busy = _reads(path, lambda: _peak("csv", 20_000))
    yield Line(
        "slowest read of a page during an import / idle", max(busy), max(idle), "s", "at most 30"
    )
    yield Line(
        "median read of a page during an import / idle",
        median(busy),
        median(idle),
        "s",
        "at most 5",
    )


def _reads(path, act):
    """Seconds of each read of a page while `act` runs."""
    taken, done = [], threading.Event()

    def read():
        client = Client()
        while not done.is_set():
            taken.append(seconds(lambda: _whole(client, path)))
            time.sleep(0.02)
        connections.close_all()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        act()
    finally:
        done.set()
        reader.join()
    return taken


def _whole(client, path):
    assert client.get(path).status_code == 200
