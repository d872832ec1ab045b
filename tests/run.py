"""What `make test` and `make sweep` run: every step by name, whatever became of the others.

`make test` is what one runs while working, `make sweep` all the rest: nothing is in both, but what
draws random cases draws ten times as many in the sweep, on SQLite. WITHOUT=crawl,breaks leaves out
the pages of site and back office one by one, and the small breaks; BREAKS=4 makes four of these in
each module, and without it as many as they make by themselves; MINUTES sets the time limit.

Standard library only. Exits with 1 if a step failed or could not run.
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
WITHOUT = os.environ.get("WITHOUT", "").split(",")
BREAKS = os.environ.get("BREAKS")
SECONDS = 60 * int(os.environ.get("MINUTES") or (180 if SWEEP else 20))
PYTHON = sys.executable
#: into which a step writes how many tests it has
COUNTED = ROOT / "var" / "counted"
BROWSER = ("chromium", "libatomic1", "default-jre-headless")
POSTGRES = ("postgresql",)
PASSED, FAILED = "passed", "failed"


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
    suite: str = ""  # of which suite it runs a part
    every: int = 0  # how many tests the suite has, once the step has run
    ran: int = 0  # how many of them are the step's


def manage(*arguments):
    return [PYTHON, "manage.py", *arguments]


def pytest(marked, *arguments):
    return [PYTHON, "-m", "pytest", "-m", marked, *arguments]


def postgres(command):
    return [PYTHON, "tests/with_postgres.py", "--", *command]


# Not the developer's own database: what stands in it is no matter of the tests.
SQLITE = {"DATABASE_URL": f"sqlite:///{ROOT / 'var' / 'checks.sqlite3'}"}
# What is compiled is kept for the next step, whatever the machine's habit.
KEPT = {"PYTHONDONTWRITEBYTECODE": ""}
# What is drawn at random is drawn ten times as often on one database; the other sees the usual.
FEW = {"CASES": os.environ.get("CASES", "0.1")}
# On both cores; a file's tests share what it makes.
BOTH = ("-n", "2", "--dist", "loadfile")
SEVENTH = ("--ds=tests.seventh.settings", "tests/seventh")


def steps_of_test():
    checks = SQLITE | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    deploy = manage("check", "--deploy", "--fail-level", "WARNING")
    usual = "not sweep and not crawl"
    most = pytest(f"not database and {usual}", *BOTH)
    decided = on_postgres(f"database and {usual}")
    seventh = pytest(usual, *SEVENTH)
    browser = pytest(usual, *BOTH, "tests/browser")
    return [
        Step("lint", [PYTHON, "-m", "ruff", "check", "--output-format=concise", "."]),
        Step("types", [PYTHON, "tests/typed.py"]),
        Step("format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        Step("system checks", manage("check", "--fail-level", "WARNING"), checks),
        Step("system checks for production", deploy, production()),
        Step("missing migrations", manage("makemigrations", "--check", "--dry-run"), checks),
        Step("most of the suite, on SQLite", most, SQLITE, (), "SQLite"),
        Step("what a database decides, on PostgreSQL", decided, {}, POSTGRES, "PostgreSQL"),
        Step("a seventh strand on SQLite", seventh, SQLITE, (), "seventh"),
        Step("browser", browser, SQLITE, BROWSER, "browser"),
    ]


def on_postgres(marked, *arguments):
    return postgres(pytest(marked, *(arguments or BOTH)))


def steps_of_sweep():
    long = pytest("sweep or hypothesis or database", *BOTH)
    rest = on_postgres("sweep or hypothesis or not database")
    seventh = on_postgres("", *SEVENTH)
    browser = pytest("sweep", *BOTH, "tests/browser")
    crawl = pytest("crawl", *BOTH, "tests/browser")
    found = [
        Step("all the rest on SQLite", long, SQLITE, (), "SQLite"),
        Step("all the rest on PostgreSQL", rest, FEW, POSTGRES, "PostgreSQL"),
        Step("a seventh strand on PostgreSQL", seventh, {}, POSTGRES, "seventh"),
        Step("the long in the browser", browser, SQLITE, BROWSER, "browser"),
    ]
    if "breaks" not in WITHOUT:
        number = ("--number", BREAKS) if BREAKS else ()
        found.append(Step("small breaks", [PYTHON, "-m", "tests.mutation", *number], SQLITE))
    if "crawl" not in WITHOUT:
        found.append(Step("every page", crawl, SQLITE, BROWSER, "browser"))
    return found


def numbers(steps):
    """How many tests ran here, and how many `make test` and `make sweep` run together."""
    suites = {step.suite: step.every for step in steps if step.suite}
    together = sum(suites.values()) + suites.get("seventh", 0)  # which each of them runs whole
    return sum(step.ran for step in steps), together


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
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        return FAILED, "not run: no time left"
    process = subprocess.Popen(
        step.command,
        cwd=ROOT,
        env=os.environ | KEPT | step.values | {"COUNTED": str(COUNTED)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # so that it can be stopped with all its children
    )
    code = finish(process, seconds)
    if COUNTED.exists():
        step.ran, step.every = map(int, COUNTED.read_text().split())
        COUNTED.unlink()
    if code is None:
        return FAILED, f"stopped: the time limit is {SECONDS // 60} minutes"
    return (PASSED, "") if code == 0 else (FAILED, f"exit code {code}")


def main():
    deadline = time.monotonic() + SECONDS
    COUNTED.parent.mkdir(exist_ok=True)
    absent = machine.missing(machine.FOR_TEST)
    lines = []
    if absent:
        advice = f"missing: {', '.join(absent)}; as root: apt-get install {' '.join(absent)}"
        lines.append((FAILED, "system packages", 0, advice))
    steps = steps_of_sweep() if SWEEP else steps_of_test()
    for step in steps:
        print(f"\n=== {step.name}", flush=True)
        began = time.monotonic()
        how, why = outcome(step, absent, deadline)
        lines.append((how, step.name, time.monotonic() - began, why))
        if why:
            print(why, flush=True)
    print("\n=== summary")
    for how, name, seconds, why in lines:
        print(f"{how:8} {name:40} {seconds:4.0f} s  {why}".rstrip())
    ran, together = numbers(steps)
    print(f"tests: {ran:,} here; make test and make sweep run {together:,} together")
    count = {word: sum(line[0] == word for line in lines) for word in (PASSED, FAILED)}
    print("steps: " + ", ".join(f"{number} {word}" for word, number in count.items()), flush=True)
    return 1 if count[FAILED] else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
