"""What `make run` prepares on a machine."""

import re
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
def test_two_logins_are_made_once_and_told_with_what_they_are_for():
    printed = make_login()
    passwords = re.findall(r"password: (\S+)", printed)
    for name, password, words in zip(
        ("staff", "approver"), passwords, ("administers", "approves"), strict=True
    ):
        assert len(password) >= 16 and User.objects.get(username=name).check_password(password)
        assert re.search(rf"{name} \(.*{words}", printed)
    staff, approver = User.objects.get(username="staff"), User.objects.get(username="approver")
    assert (staff.is_superuser, approver.is_superuser, approver.is_staff) == (True, False, True)
    assert approver.has_perm("programmes.change_release")
    before = list(User.objects.values_list("password", flat=True))
    assert "password:" not in make_login()
    assert list(User.objects.values_list("password", flat=True)) == before


@pytest.mark.django_db
def test_who_is_alone_gets_a_second_person_to_approve():
    User.objects.create_superuser("hanako", password="secret-word")
    printed = make_login()
    assert "approver" in printed and "staff (" not in printed
    assert User.objects.get(username="hanako").check_password("secret-word")


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
def test_serving_sets_up_the_documents_and_with_demo_the_fictional_programme(
    monkeypatch, capsys, demo
):
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
    assert ("make demo adds" in capsys.readouterr().out) is not demo
    assert asked.index("load_programme") < asked.index("make_login")
    assert "127.0.0.1:8123" in served[0]
