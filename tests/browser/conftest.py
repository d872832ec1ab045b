"""A real server with both documents, as production serves them, and Debian's Chromium."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.databases import ROOT, alone, copy_sqlite, digest, sqlite_template

PASSWORD = "only-for-this-test-run"
WIDTHS = {"phone": (360, 740), "tablet": (768, 1024), "desktop": (1280, 900)}
#: a Wednesday, a quarter of an hour before lunch
LUNCHTIME = "2026-11-25T11:45"
HANAKO = ["createsuperuser", "--noinput", "--username", "hanako", "--email", "h@example.jp"]
#: Chromium as it behaves on a machine without a screen and without the outside
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def django_db_setup():
    """These tests ask the server, which has a database of its own."""


@pytest.fixture(autouse=True)
def summer_2026():
    """The server runs on the real day."""


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    return environment_in(tmp_path_factory.mktemp("server"))


def environment_in(folder):
    """The settings of a server whose database and photos stand in this folder."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "DJANGO_SETTINGS_MODULE": "fukushima_portal.settings",
        "SECRET_KEY": "a key for the browser tests only",
        "ALLOWED_HOSTS": "localhost",
        "HTTPS": "off",
        "SECOND_FACTOR": "off",
        "DEBUG": "off",
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }


@pytest.fixture(scope="session")
def manage(environment):
    return managing(environment)


def managing(environment):
    """Runs manage.py in an environment."""

    def call(*arguments):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(
            command, env=environment, cwd=settings.BASE_DIR, check=True, capture_output=True
        )

    return call


@pytest.fixture(scope="session")
def collected(manage, tmp_path_factory, testrun_uid):
    """The static files stand where every server of this run reads them; collected by the first."""
    folder = tmp_path_factory.getbasetemp().parent
    with (folder / f"static-{testrun_uid}").open("a+") as done:
        fcntl.flock(done, fcntl.LOCK_EX)
        done.seek(0)
        if not done.read():
            manage("collectstatic", "--noinput")
            done.write("done")


@pytest.fixture(scope="session")
def address(environment, manage, collected):
    """The address of a server that answers."""
    copy_sqlite(sqlite_template(), Path(environment["DATABASE_URL"].removeprefix("sqlite:///")))
    manage(*HANAKO)
    with serving(environment) as address:
        yield address


@pytest.fixture(scope="session")
def demo(tmp_path_factory, collected):
    """The address of a server that also has the fictional programme, whose campaign runs today."""
    own = tmp_path_factory.mktemp("demo") / "own"
    shutil.copytree(made_demo(), own)
    with serving(clocked(own)) as address:
        yield address


def clocked(folder, moment=LUNCHTIME):
    """The settings of a server in this folder on which it is always this moment."""
    clock = {"DJANGO_SETTINGS_MODULE": "tests.clocked", "CLOCK": moment}
    return environment_in(folder) | clock


def made_demo():
    """A folder with a database of both documents and the fictional programme, and its photos.

    It is made anew when the portal's code or the tests' clock changes, and kept otherwise.
    """
    clock = (ROOT / "tests" / "clocked.py").read_text(encoding="utf-8")
    folder = ROOT / "var" / f"demo-{digest(clock, LUNCHTIME)}"
    with alone("demo"):
        if not folder.exists():
            for old in folder.parent.glob("demo-*/"):
                shutil.rmtree(old)
            work = folder.with_name("demo-work")
            work.mkdir()
            copy_sqlite(sqlite_template(), work / "db.sqlite3")
            for command in (HANAKO, ["make_demo"]):
                managing(clocked(work))(*command)
            work.rename(folder)
    return folder


@contextmanager
def serving(environment):
    """A server of its own for this environment, as long as the context lasts."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "fukushima_portal.wsgi", "--threads", "4"]
    command += ["--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    server = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)
    try:
        _wait_for(f"http://localhost:{port}/readyz", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(url, server):
    for _attempt in range(100):
        assert server.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium")
    assert path, "install Debian's package chromium"
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, address):
    """Opens pages of a width; on leaving, whatever the console complained about fails the test."""
    return opening(chromium, address)


@pytest.fixture
def open_demo(chromium, demo):
    """Opens pages of the server with the fictional programme, as `open_page` does."""
    return opening(chromium, demo)


def opening(chromium, address):
    @contextmanager
    def opened(width="desktop", **options):
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        context = chromium.new_context(**{"viewport": size, "base_url": address} | options)
        page = context.new_page()
        complaints = []
        page.on(
            "console",
            lambda message: (
                message.type in ("error", "warning")
                and complaints.append(f"{page.url}: {message.text}")
            ),
        )
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        yield page
        context.close()
        assert complaints == []

    return opened


@pytest.fixture(scope="session")
def violations():
    """What axe finds on a page: a line per violation, the best practices included."""
    axe = Axe()

    def find(page):
        # Without fetching the sheets once more: it would take their imports from a wrong folder.
        found = axe.run(page, options={"preload": False}).response["violations"]
        return [
            f"{page.url} {one['id']} ({one['impact']}): "
            + " | ".join(node["html"][:120] for node in one["nodes"][:3])
            for one in found
        ]

    return find
