"""A database of an earlier version is told of, and what is no table has a way back."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from programmes.models import Municipality, immutability

BEFORE = "An earlier version of the portal made this database"


def messages():
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [f"{one.msg} {one.hint}" for one in found if one.id == "programmes.E030"]


@pytest.mark.django_db
def test_a_database_of_this_version_is_no_fault():
    MigrationRecorder(connection).record_applied("axes", "0001_of_some_later_axes")
    assert messages() == []


@pytest.mark.django_db
@pytest.mark.parametrize("app, name", [("programmes", "0005_duty"), ("sign_in", "0001_names")])
def test_a_migration_that_is_no_more_tells_of_an_earlier_version(app, name):
    MigrationRecorder(connection).record_applied(app, name)
    [text] = messages()
    assert BEFORE in text and f"{app}.{name}" in text and "Nothing was changed" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql, name",
    [
        ("ALTER TABLE produce_meal DROP COLUMN batch_row", "produce_meal.batch_row"),
        ("ALTER TABLE produce_meal ADD COLUMN guests integer", "produce_meal.guests"),
        ("DROP TABLE probono_clickcount", "probono_clickcount"),
    ],
)
def test_tables_of_an_earlier_version_tell_of_it_under_the_same_names(sql, name):
    with connection.cursor() as cursor:
        cursor.execute(sql)
    [text] = messages()
    assert BEFORE in text and name in text


@pytest.mark.sweep
def test_migrate_says_in_words_where_to_put_an_earlier_database(tmp_path):
    """As `make run` meets it: nothing is written, and no traceback."""
    media, file = tmp_path / "media", tmp_path / "db.sqlite3"
    media.mkdir()
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{file}",
        "MEDIA_ROOT": str(media),
    }
    earlier = (
        "from django.db import connection as c\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder(c).record_applied('programmes', '0001_initial')\n"
        "c.cursor().execute('CREATE TABLE programmes_programme (id integer, slug varchar(60))')\n"
    )

    def manage(*arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
        )

    assert manage("shell", "-v0", "-c", earlier).returncode == 0
    before = file.read_bytes()
    done = manage("migrate", "--no-input", "--verbosity=0")
    assert done.returncode == 1 and "Traceback" not in done.stderr and BEFORE in done.stderr
    [line] = [one for one in done.stderr.splitlines() if one.strip().startswith("mkdir")]
    assert file.read_bytes() == before
    subprocess.run(line, shell=True, check=True)
    [kept] = tmp_path.glob("*/db.sqlite3")
    assert kept.read_bytes() == before and not file.exists() and not media.exists()


def migrated(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("programmes", name)])
    return connection


@pytest.mark.sweep
@pytest.mark.django_db(transaction=True)
def test_the_triggers_and_the_municipalities_have_a_way_back():
    call_command("flush", interactive=False, verbosity=0)
    assert immutability.installed(migrated("0002_municipalities")) == {}
    assert (
        immutability.missing() == {}
    )  # or `migrate` would not make them: it asks the checks first
    migrated("0001_initial")
    migrated("0002_municipalities")
    assert Municipality.objects.count() == 59
    migrated("0001_initial")
    assert not Municipality.objects.exists()
    assert immutability.installed(migrated("0003_guards")) == immutability.wanted(connection.vendor)
    assert Municipality.objects.count() == 59
