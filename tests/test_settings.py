"""The portal refuses to start without what production needs, and is clean when it has it."""

import os
import subprocess
import sys

import pytest

from tests.run import ROOT, production


def manage(*arguments, **values):
    """manage.py in a process of its own, under the README's production values and these."""
    environment = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **production(), **values}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_without_a_required_value_the_portal_does_not_start_and_names_it(name):
    # Empty rather than absent: a developer's .env may provide it, and the two are refused alike.
    done = manage("check", **{name: ""})
    assert done.returncode != 0
    assert f"Set the {name} environment variable" in done.stderr


@pytest.mark.sweep
def test_the_deployment_check_is_clean_under_the_production_values():
    values = production()
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"} <= values.keys()
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.sweep
def test_the_deployment_check_sees_what_is_switched_off():
    done = manage("check", "--deploy", "--fail-level", "WARNING", HTTPS="off")
    assert done.returncode != 0
    assert "security.W008" in done.stderr
