"""What `make test` runs: every step by name, each whatever became of the others, then a summary.

Standard library only. Exits with 1 if a step failed or could not run. SWEEP=1 (`make sweep`) adds
the tests marked `sweep` and lifts the time limit; MINUTES sets another.
"""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fukushima_portal import machine  # noqa: E402

SWEEP = os.environ.get("SWEEP") == "1"
SECONDS = 60 * int(os.environ.get("MINUTES") or (180 if SWEEP else 19))
PYTHON = sys.executable
BROWSER = ("chromium", "libatomic1", "default-jre-headless")
PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


def production():
    """The example of the README's section "Production", with a secret key of its own."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## Production\n")[1]
    values = dict(re.findall(r"^([A-Z_]+)=(\S*)$", section.split("```")[1], re.MULTILINE))
    # The .env of `make run` would else switch these off; on a clean checkout the defaults count.
    own = {"HTTPS": "on", "SECOND_FACTOR": "on", "DEBUG": "off"} if (ROOT / ".env").exists() else {}
    key = {"SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRST"}
    return own | values | key


@dataclass
class Step:
    name: str
    command: list
    values: dict = field(default_factory=dict)  # of the environment
    needs: tuple = ()  # system packages
    folder: str = ""  # skipped while this folder has no test


def manage(*arguments):
    return [PYTHON, "manage.py", *arguments]


def pytest(*arguments):
    return [PYTHON, "-m", "pytest", *(["-m", ""] if SWEEP else []), *arguments]


def postgres(command):
    return [PYTHON, "tests/with_postgres.py", "--", *command]


def steps():
    # Not the developer's own database: what stands in it is no matter of the tests.
    sqlite = {"DATABASE_URL": f"sqlite:///{ROOT / 'var' / 'checks.sqlite3'}"}
    checks = sqlite | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    deploy = manage("check", "--deploy", "--fail-level", "WARNING")
    suite = pytest("-n", "2")
    other = suite if SWEEP else [*suite, "-m", "not sweep and not once"]
    # Each of the two has a server of its own; a file's tests share what it makes.
    browser = pytest("-n", "2", "--dist", "loadfile", "tests/browser")
    seventh = pytest("--ds=tests.seventh.settings", "tests/seventh")
    return [
        Step("lint", [PYTHON, "-m", "ruff", "check", "--output-format=concise", "."]),
        Step("format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        Step("system checks", manage("check", "--fail-level", "WARNING"), checks),
        Step("system checks for production", deploy, production()),
        Step("missing migrations", manage("makemigrations", "--check", "--dry-run"), checks),
        Step("suite on SQLite", suite, sqlite),
        Step("suite on PostgreSQL", postgres(other), needs=("postgresql",)),
        Step("a seventh strand on SQLite", seventh, sqlite, folder="seventh"),
        Step("a seventh strand on PostgreSQL", postgres(seventh), {}, ("postgresql",), "seventh"),
        Step("browser", browser, sqlite, BROWSER, "browser"),
    ]


def finish(process, seconds):
    """The process's exit code, or None when it had to be stopped; its children go with it."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if process.poll() is None:
                os.killpg(process.pid, sign)
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    continue


def outcome(step, absent, deadline):
    """How the step ended, and why it did not pass."""
    if needed := [name for name in step.needs if name in absent]:
        return FAILED, f"not run: {', '.join(needed)} missing"
    if step.folder and not any((ROOT / "tests" / step.folder).glob("test_*.py")):
        return SKIPPED, f"tests/{step.folder} has no test yet"
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        return FAILED, "not run: no time left"
    process = subprocess.Popen(
        step.command,
        cwd=ROOT,
        env=os.environ | step.values,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # so that it can be stopped with all its children
    )
    code = finish(process, seconds)
    if code is None:
        return FAILED, f"stopped: the time limit is {SECONDS // 60} minutes"
    return (PASSED, "") if code == 0 else (FAILED, f"exit code {code}")


def main():
    deadline = time.monotonic() + SECONDS
    absent = machine.missing(machine.FOR_TEST)
    lines = []
    if absent:
        advice = f"missing: {', '.join(absent)}; as root: apt-get install {' '.join(absent)}"
        lines.append((FAILED, "system packages", 0, advice))
    for step in steps():
        print(f"\n=== {step.name}", flush=True)
        began = time.monotonic()
        how, why = outcome(step, absent, deadline)
        lines.append((how, step.name, time.monotonic() - began, why))
        if why:
            print(why, flush=True)
    print("\n=== summary")
    for how, name, seconds, why in lines:
        print(f"{how:8} {name:32} {seconds:4.0f} s  {why}".rstrip())
    count = {word: sum(line[0] == word for line in lines) for word in (PASSED, FAILED, SKIPPED)}
    print("steps: " + ", ".join(f"{number} {word}" for word, number in count.items()), flush=True)
    return 1 if count[FAILED] else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
