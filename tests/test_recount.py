"""Everything counted a second time: no difference as things stand, and every corruption named."""

import pytest
from django.core.management import CommandError, call_command

from programmes.demo import make_demo
from programmes.models import Recount

pytestmark = pytest.mark.django_db


def differences():
    """What the command finds; it exits non-zero exactly when there is something."""
    try:
        call_command("recount", "--quiet")
    except CommandError:
        assert Recount.objects.first().differences
    else:
        assert not Recount.objects.first().differences
    return Recount.objects.first().differences


def test_the_programmes_of_the_documents_recount_without_difference(capsys, nec2025, nec2024):
    call_command("recount")
    assert "no difference" in capsys.readouterr().out
    found = Recount.objects.get()
    assert found.figures >= 20 and found.differences == []


def test_the_demo_recounts_without_difference(at):
    at(2026, 11, 18, 9)
    make_demo()
    assert differences() == []
