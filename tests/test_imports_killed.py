"""kill -9 in the middle of an import leaves either all rows or none, on whichever database."""

import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import environ
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from produce.models import Meal
from programmes import imports
from programmes.models import ImportBatch, Programme

from .factories import OutletFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 5_000

#: commits a batch and stops where it is told, saying how many rows it has written by then
KILLED = """
import sys, django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.contrib.auth import get_user_model
from produce.models import Meal
from programmes import imports
from programmes.imports import batches
from programmes.models import ImportBatch

point, store, save = sys.argv[3], batches.store, ImportBatch.save

batch = ImportBatch.objects.get(pk=int(sys.argv[2]))

def stop():
    print(Meal.objects.filter(programme=batch.programme_id).count(), flush=True)
    sys.stdin.read()

def stopping(model, programme, new=(), **more):
    def halfway():
        for number, record in enumerate(new):
            if str(number) == point:
                stop()
            yield record
    store(model, programme, new=halfway(), **more)
    if point == "stored":
        stop()

def saving(batch, *args, **more):
    save(batch, *args, **more)
    if point == "saved":  # everything is written, the transaction is still open
        stop()

batches.store, ImportBatch.save = stopping, saving
imports.commit(batch, get_user_model().objects.get())
if point == "committed":
    stop()
print("end", flush=True)
"""


@pytest.fixture
def person(transactional_db):
    return get_user_model().objects.create_superuser("hanako")


@pytest.fixture
def large(transactional_db, person):
    """A file of 5,000 rows, understood and not yet committed."""
    programme = ProgrammeFactory()
    outlets = OutletFactory.create_batch(ROWS // 20, partnership=programme.partnership)
    lines = [
        f"{outlet.name},2026-02-{day:02},{50 + day}" for outlet in outlets for day in range(2, 22)
    ]
    text = "拠点,日付,提供数\n" + "\n".join(lines)
    return imports.upload(programme, "produce.meal", "食堂.csv", text.encode("cp932"), person)


@pytest.fixture
def start_commit(large):
    """Starts a process that commits the file up to a point; none is left behind."""
    started = []

    def start(point):
        name, key = str(connection.settings_dict["NAME"]), str(large.pk)
        connection.close()
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, name, key, point],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait(timeout=30)


def stored(batch):
    """(records, versions, records that name the batch)"""
    meals = Meal.objects.filter(programme=batch.programme_id)
    versions = Meal.history.filter(programme=batch.programme_id)
    return meals.count(), versions.count(), meals.filter(batch=batch).count()


ALL, NONE = (ROWS, ROWS, ROWS), (0, 0, 0)


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("point", "written", "left"),
    [
        ("3000", 3000, NONE),
        *(
            pytest.param(*point, marks=pytest.mark.sweep)
            for point in (
                ("0", 0, NONE),
                ("700", 500, NONE),
                (str(ROWS - 1), ROWS - 500, NONE),
                ("stored", ROWS, NONE),
                ("saved", ROWS, NONE),
                ("committed", ROWS, ALL),
            )
        ),
    ],
)
def test_a_process_killed_at_any_point_leaves_all_rows_or_none(
    large, start_commit, point, written, left
):
    process = start_commit(point)
    assert process.stdout.readline() == f"{written}\n"  # inside of its transaction
    assert is_locked(large.programme_id) == (left == NONE)
    assert stored(large) == left  # readers go on meanwhile
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=30) == -signal.SIGKILL
    assert stored(large) == left
    large.refresh_from_db()
    if left == NONE:
        assert large.status == ImportBatch.Status.UPLOADED
        imports.commit(large, large.uploaded_by)  # nothing stands in the way of another try
    assert stored(large) == ALL
    large.refresh_from_db()
    assert large.status == ImportBatch.Status.COMMITTED


@pytest.mark.sweep
def test_a_process_that_is_not_killed_leaves_all_rows(large, start_commit):
    process = start_commit("3000")
    assert process.stdout.readline() == "3000\n"
    rest, _errors = process.communicate("go on", timeout=120)
    assert rest == "end\n"
    assert stored(large) == ALL


def is_locked(programme):
    """Whether somebody is writing to a programme at this moment."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        finally:
            other.close()
        return False
    try:
        with transaction.atomic():
            list(Programme.objects.select_for_update(nowait=True).filter(pk=programme))
    except DatabaseError:
        return True
    return False


# the server


class Server:
    """gunicorn as the image starts it, on the database of the test."""

    def __init__(self, person):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.token = "t" * 32
        self.cookie = f"sessionid={session}; csrftoken={self.token}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self.command()],
            cwd=settings.BASE_DIR,
            env=os.environ | self.environment(),
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )

    def command(self):
        image = Path(settings.BASE_DIR / "Dockerfile").read_text(encoding="utf-8")
        command = json.loads(
            re.search(r"^CMD (\[.*?\])", image, re.M | re.S)[1].replace("\\\n", "")
        )
        assert command[0] == "gunicorn"
        return [part.replace("0.0.0.0:8000", f"127.0.0.1:{self.port}") for part in command]

    def environment(self):
        name = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            address = f"sqlite:///{name}"
        else:
            address = environ.Env()("DATABASE_URL").rpartition("/")[0] + f"/{name}"
        own = {"DATABASE_URL": address, "SECRET_KEY": settings.SECRET_KEY}
        return own | {"DJANGO_SETTINGS_MODULE": "tests.settings"}

    def ask(self, path, method="GET", body=""):
        """The status of the answer, or None where the server went away."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.token, "Host": "localhost"}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            line.request(method, path, body, headers)
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()

    def wait(self):
        for _ in range(600):
            if self.ask("/healthz") == 200:
                return self
            assert self.process.poll() is None
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def workers(self):
        found = []
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = status.read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if parent == str(self.process.pid):
                found.append(int(status.parent.name))
        return found

    def kill_workers(self):
        found = self.workers()
        assert len(found) == 2
        for worker in found:
            os.kill(worker, signal.SIGKILL)

    def kill_all(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)


@pytest.fixture
def server(person):
    servers = []

    def start():
        servers.append(Server(person).wait())
        return servers[-1]

    yield start
    for one in servers:
        if one.process.poll() is None:
            one.kill_all()


def killed_while_writing(server, batch, delay, kill):
    """Sends the commit, kills while it writes; whether the kill came before its end."""
    path, answers = reverse("admin:import_commit", args=[batch.pk]), []
    thread = Thread(target=lambda: answers.append(server.ask(path, "POST", "choice=file")))
    thread.start()
    for _ in range(6_000):
        if is_locked(batch.programme_id):
            break
        assert not answers
        time.sleep(0.01)
    time.sleep(delay)
    was_writing = is_locked(batch.programme_id)
    kill()
    thread.join(timeout=60)
    assert not thread.is_alive()
    return was_writing


def settled(batch):
    """Waits until nobody writes any more: PostgreSQL notices a dead client after its statement."""
    for _ in range(3_000):
        if not is_locked(batch.programme_id):
            return stored(batch)
        time.sleep(0.01)
    raise AssertionError("somebody still writes")


@pytest.mark.sweep
def test_a_server_killed_while_it_saves_leaves_all_rows_or_none(large, server):
    middle, running = 0, server()
    for delay, whom in ((0, "workers"), (0.15, "all"), (0.4, "workers"), (0.8, "all")):
        kill = running.kill_workers if whom == "workers" else running.kill_all
        was_writing = killed_while_writing(running, large, delay, kill)
        left = settled(large)
        assert left in (ALL, NONE)
        large.refresh_from_db()
        assert (large.status == ImportBatch.Status.COMMITTED) == (left == ALL)
        if left == ALL:
            break
        middle += was_writing
        running = server() if whom == "all" else running.wait()
    assert middle >= 1
    if large.status == ImportBatch.Status.UPLOADED:
        path = reverse("admin:import_commit", args=[large.pk])
        assert running.ask(path, "POST", "choice=file") == 302
    assert settled(large) == ALL
