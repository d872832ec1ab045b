"""Imports at once, and an import that is killed: on real transactions of whichever database."""

import os
import signal
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from produce.models import Meal
from programmes import imports
from programmes.models import ImportBatch

from .factories import MealFactory, OutletFactory, ProgrammeFactory
from .test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "拠点,日付,提供数\n"


@pytest.fixture
def programme(transactional_db):
    programme = ProgrammeFactory()
    for name in ("本社食堂", "玉川食堂"):
        OutletFactory(partnership=programme.partnership, name=name)
    return programme


@pytest.fixture
def person(transactional_db):
    return get_user_model().objects.create_superuser("hanako")


def bring(programme, person, text):
    return imports.upload(programme, "produce.meal", "食堂.csv", text.encode("cp932"), person)


def commit(batch, person, **chosen):
    return lambda: imports.commit(ImportBatch.objects.get(pk=batch.pk), person, **chosen)


def counts(programme):
    found = Meal.objects.filter(programme=programme).order_by("outlet__name")
    return list(found.values_list("outlet__name", "servings"))


def outcomes_of(*acts):
    return sorted(type(outcome).__name__ for outcome in at_once(*acts))


def test_of_two_imports_of_the_same_cell_one_is_asked_about(programme, person):
    first = bring(programme, person, HEAD + "本社食堂,2026-02-19,120\n")
    second = bring(programme, person, HEAD + "本社食堂,2026-02-19,130\n")
    outcomes = outcomes_of(
        commit(first, person, choice="file"), commit(second, person, choice="file")
    )
    assert outcomes == ["Conflicts", "ImportBatch"]
    assert len(counts(programme)) == 1
    assert Meal.history.filter(programme=programme).count() == 1


def test_two_imports_of_different_cells_both_go_through(programme, person):
    first = bring(programme, person, HEAD + "本社食堂,2026-02-19,120\n")
    second = bring(programme, person, HEAD + "玉川食堂,2026-02-19,80\n")
    assert outcomes_of(commit(first, person), commit(second, person)) == ["ImportBatch"] * 2
    assert counts(programme) == [("本社食堂", 120), ("玉川食堂", 80)]


def test_one_file_committed_twice_at_once_is_saved_once(programme, person):
    batch = bring(programme, person, HEAD + "本社食堂,2026-02-19,120\n")
    assert outcomes_of(*[commit(batch, person)] * 2) == ["Conflicts", "ImportBatch"]
    assert Meal.history.filter(programme=programme).count() == 1


def test_a_form_and_an_import_of_the_same_cell_do_not_overwrite_each_other(programme, person):
    outlet = programme.partnership.outlets.get(name="本社食堂")
    meal = MealFactory(programme=programme, outlet=outlet, starts_on=date(2026, 2, 19))
    batch = bring(programme, person, HEAD + "本社食堂,2026-02-19,130\n")
    meal.servings = 125

    outcomes = at_once(commit(batch, person, choice="file"), meal.save)
    meal.refresh_from_db()
    if isinstance(outcomes[0], imports.Conflicts):
        assert meal.servings == 125
    else:  # the import came first, and the form's own check is not part of save()
        versions = list(meal.history.order_by("history_id").values_list("servings", flat=True))
        assert versions == [120, 130, 125]


KILLED = """
import os, sys, django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.contrib.auth import get_user_model
from programmes import imports
from programmes.imports import batches
from programmes.models import ImportBatch

store = batches.store

def slow(model, programme, new=(), **more):
    def halfway():
        for number, record in enumerate(new):
            if number == 3000:  # the first lots are written, the transaction is open
                print("writing", flush=True)
                sys.stdin.read()
            yield record
    return store(model, programme, new=halfway(), **more)

batches.store = slow
imports.commit(ImportBatch.objects.get(pk=int(sys.argv[2])), get_user_model().objects.get())
print("committed", flush=True)
"""


def start_commit(batch):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", KILLED, str(settings.DATABASES["default"]["NAME"]), str(batch.pk)],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def large(programme, person):
    """A file of 5,000 rows, understood and not yet committed."""
    outlets = OutletFactory.create_batch(250, partnership=programme.partnership)
    lines = [
        f"{outlet.name},2026-02-{day:02},{50 + day}" for outlet in outlets for day in range(2, 22)
    ]
    connection.close()
    return bring(programme, person, HEAD + "\n".join(lines))


def test_a_server_killed_in_the_middle_of_an_import_leaves_no_row(programme, person, large):
    process = start_commit(large)
    assert process.stdout.readline() == "writing\n"
    assert Meal.objects.filter(programme=programme).count() == 0  # readers go on meanwhile
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    assert Meal.objects.filter(programme=programme).count() == 0
    assert Meal.history.filter(programme=programme).count() == 0
    large.refresh_from_db()
    assert large.status == ImportBatch.Status.UPLOADED
    imports.commit(large, person)  # nothing stands in the way of another try
    assert Meal.objects.filter(programme=programme).count() == 5000


def test_an_import_that_is_not_killed_leaves_all_rows(programme, large):
    process = start_commit(large)
    assert process.stdout.readline() == "writing\n"
    rest, _errors = process.communicate("go on", timeout=120)
    assert rest == "committed\n"
    assert Meal.objects.filter(programme=programme).count() == 5000
    assert Meal.history.filter(programme=programme).count() == 5000
