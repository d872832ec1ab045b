"""What `make run` prepares on a machine."""

import socket
import stat
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from fukushima_portal import machine


def make_login():
    out = StringIO()
    call_command("make_login", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_first_login_is_made_once_and_its_password_shown():
    password = make_login().rpartition("password: ")[2].strip()
    staff = User.objects.get()
    assert (staff.username, staff.is_superuser) == ("staff", True)
    assert len(password) >= 16
    assert staff.check_password(password)
    assert "password:" not in make_login()
    assert User.objects.get().password == staff.password


def test_a_settings_file_is_made_once_and_never_touched(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    machine.env_file()
    made = (tmp_path / ".env").read_text()
    assert "ALLOWED_HOSTS=localhost,127.0.0.1,[::1]\nHTTPS=off\nSECOND_FACTOR=off\n" in made
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    machine.env_file()
    assert (tmp_path / ".env").read_text() == made


def test_a_busy_port_is_named_with_a_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is in use by another program"):
            machine.free_port(str(port))


@pytest.mark.parametrize("text", ["", "80a", "0", "65536", "-1"])
def test_a_port_is_a_number(text):
    with pytest.raises(SystemExit, match="PORT must be a number"):
        machine.free_port(text)


@pytest.mark.parametrize("demo", [False, True])
def test_serving_sets_up_the_documents_and_with_demo_the_fictional_programme(monkeypatch, demo):
    asked, served = [], []
    monkeypatch.setattr(machine, "free_port", int)
    monkeypatch.setattr(machine, "system_packages", lambda packages: [])
    monkeypatch.setattr(machine, "environment", lambda kind: None)
    monkeypatch.setattr(machine, "env_file", lambda: None)
    monkeypatch.setattr(machine, "manage", lambda *arguments: asked.append(arguments[0]))
    monkeypatch.setattr(machine.os, "chdir", lambda folder: None)
    monkeypatch.setattr(machine.os, "execv", lambda program, arguments: served.append(arguments))
    machine.run("8123", demo=demo)
    assert ("make_demo" in asked) is demo
    assert asked.index("load_programme") < asked.index("make_login")
    assert "127.0.0.1:8123" in served[0]
