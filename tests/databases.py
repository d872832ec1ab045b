"""Test databases as copies of one that is migrated and holds both documents' programmes.

That one is made anew when the portal's code, its fixtures or its packages change, and kept
otherwise: on SQLite as a file in `var/`, on PostgreSQL as a database of the same cluster.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = os.environ.get("DJANGO_SETTINGS_MODULE", "tests.settings")
CODE = ("fukushima_portal", "programmes", "produce", "events", "probono", "tests/seventh")
#: makes and fills the tables of an empty database
CALLS = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_programme", "nec/2024", "nec/2025", verbosity=0)
"""


def digest(*more):
    """A short name of all that the first rows of a test database come from, and of texts."""
    files = [path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py"))]
    files += sorted(path for path in (ROOT / "fixtures").rglob("*") if path.is_file())
    files += [ROOT / "requirements.lock"]
    found = sha256("\0".join([SETTINGS, *more]).encode())
    for path in files:
        found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:12]


@contextmanager
def alone(name):
    """One process at a time; `name` says for what."""
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fill(url):
    """Migrates the empty database at an address and loads both programmes."""
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": SETTINGS}
    subprocess.run([sys.executable, "-c", CALLS], cwd=ROOT, env=environment, check=True)


# SQLite


def sqlite_template():
    """The path of the file to copy."""
    if given := os.environ.get("TEST_TEMPLATE"):  # whoever changes code on purpose has one ready
        return Path(given)
    name = f"template-of-{SETTINGS}"
    path = ROOT / "var" / f"{name}-{digest()}.sqlite3"
    with alone("template"):
        if not path.exists():
            for old in path.parent.glob(f"{name}-*.sqlite3*"):
                old.unlink()
            work = path.with_suffix(".sqlite3-work")
            fill(f"sqlite:///{work}")
            with closing(sqlite3.connect(work)) as made:
                made.execute("VACUUM INTO ?", [str(path)])  # what its journal holds included
            for file in path.parent.glob(f"{work.name}*"):
                file.unlink()
    return path


def copy_sqlite(template, path):
    """Puts a copy in the place of a database; who has the old one open keeps it."""
    new = path.with_name(f"{path.name}-new")
    shutil.copyfile(template, new)
    remove_sqlite(path)
    new.replace(path)


def remove_sqlite(path):
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        file.unlink(missing_ok=True)


# PostgreSQL


def postgres_template():
    """The name of the database to copy."""
    name = f"template_{digest()}"
    with alone("template"), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}_work"')
            cursor.execute(f'CREATE DATABASE "{name}_work"')
            base, _slash, _database = os.environ["DATABASE_URL"].rpartition("/")
            fill(f"{base}/{name}_work")
            cursor.execute(f'ALTER DATABASE "{name}_work" RENAME TO "{name}"')
    return name


def copy_postgres(template, name):
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')


def remove_postgres(name):
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class Copy:
    """The test database of this process."""

    def __init__(self):
        self.name = connection.creation._get_test_db_name()
        self.is_file = connection.vendor == "sqlite"
        self.template = sqlite_template() if self.is_file else postgres_template()

    def renew(self):
        """Takes back whatever was written, committed or not."""
        connection.close()
        if self.is_file:
            copy_sqlite(self.template, Path(self.name))
        else:
            copy_postgres(self.template, self.name)
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = self.name

    def remove(self):
        connection.close()
        if self.is_file:
            remove_sqlite(Path(self.name))
        else:
            remove_postgres(self.name)
