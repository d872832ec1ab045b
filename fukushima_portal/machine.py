"""Makes this machine ready: what `make run`, `make demo` and `make test` do before anything else.

Runs on the machine's own python3 before anything is installed, so it uses the standard library
only. It asks no question; what it may not do itself (system packages without root) it names.
"""

import errno
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
from ctypes.util import find_library
from functools import partial
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": "requirements.lock", "test": "requirements-dev.lock"}
POSTGRES_BINARIES = "/usr/lib/postgresql/*/bin/initdb"


def has_font(family):
    fonts = shutil.which("fc-list")
    return fonts and subprocess.run([fonts, family], capture_output=True).stdout


#: Debian package -> whether what we need of it is here
FOR_RUN = {
    "python3-venv": partial(find_spec, "ensurepip"),
    "libpango-1.0-0": partial(find_library, "pango-1.0"),
    "libpangoft2-1.0-0": partial(find_library, "pangoft2-1.0"),
    "libharfbuzz-subset0": partial(find_library, "harfbuzz-subset"),
    "fontconfig": partial(shutil.which, "fc-list"),
    "fonts-morisawa-bizud-gothic": partial(has_font, "BIZ UDPGothic"),
}
FOR_TEST = {
    **FOR_RUN,
    "chromium": partial(shutil.which, "chromium"),
    "libatomic1": partial(find_library, "atomic"),  # the program that drives Chromium needs it
    "postgresql": lambda: any(Path("/").glob(POSTGRES_BINARIES[1:])),
    "gettext": partial(shutil.which, "msgfmt"),
    "poppler-utils": partial(shutil.which, "pdftotext"),
    "default-jre-headless": partial(shutil.which, "java"),  # the Nu Html Checker runs on it
    # Headings, as on readers' own machines.
    "fonts-morisawa-bizud-mincho": partial(has_font, "BIZ UDPMincho"),
}


def say(text):
    print(text, flush=True)


def refuse(text):
    sys.exit(f"\n{text}")


def missing(packages):
    return [name for name, is_here in packages.items() if not is_here()]


def system_packages(packages):
    """Installs what is missing where it may; returns what is still missing."""
    names = missing(packages)
    if not names or os.geteuid() != 0 or not shutil.which("apt-get"):
        return names
    say(f"Installing system packages: {', '.join(names)}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *names]):
        subprocess.run(
            ["apt-get", *step], env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
    return missing(packages)


def works(*arguments):
    """Whether the environment's python runs this (it does not after a move or half a set-up)."""
    try:
        return not subprocess.run([PYTHON, *arguments], capture_output=True).returncode
    except OSError:
        return False


def environment(kind):
    """The virtual environment with the locked packages; a stamp lets the next run skip this."""
    lock_files = b"".join((ROOT / name).read_bytes() for name in LOCKS.values())
    digest = hashlib.sha256(lock_files).hexdigest()
    stamp = VENV / "installed"
    # What the tests need includes what the portal needs.
    enough = {f"test {digest}", f"{kind} {digest}"}
    if stamp.is_file() and stamp.read_text() in enough and works("-c", ""):
        return
    if not works("-m", "pip", "--version"):
        if system_packages({"python3-venv": FOR_RUN["python3-venv"]}):
            refuse("python3-venv is missing. As root: apt-get install python3-venv")
        say("Making the virtual environment .venv")
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    say(f"Installing {LOCKS[kind]}")
    stamp.unlink(missing_ok=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "--no-input", "--require-hashes", "-r", ROOT / LOCKS[kind]])
    if done.returncode:
        refuse(f"pip could not install {LOCKS[kind]}; its message is above.")
    stamp.write_text(f"{kind} {digest}")


def env_file():
    """Settings for this machine; an existing file is never touched."""
    try:
        file = os.open(ROOT / ".env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(file, "w") as lines:
        lines.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\n")
        lines.write("ALLOWED_HOSTS=localhost,127.0.0.1,[::1]\n")
        lines.write("HTTPS=off\nSECOND_FACTOR=off\n")


def free_port(text):
    """The port as a number, if we may listen on it; gunicorn itself would share it silently."""
    if not (text.isdigit() and 0 < int(text) < 65536):
        refuse(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            busy = error.errno == errno.EADDRINUSE
            reason = "is in use by another program" if busy else f"cannot be used ({error})"
            refuse(f"Port {text} {reason}. Choose another: make run PORT={int(text) % 65535 + 1}")
    return int(text)


def manage(*arguments):
    if subprocess.run([PYTHON, "manage.py", *arguments], cwd=ROOT).returncode:
        refuse(f"manage.py {arguments[0]} failed; its message is above.")


def run(port, demo=False):
    """Sets up what is not set up yet and serves, until it is stopped.

    With `demo` there is a fictional programme too, with counts up to yesterday and a year before.
    """
    port = free_port(port)
    if absent := system_packages({**FOR_RUN, "python3-venv": lambda: True}):
        say(f"Missing: {', '.join(absent)}. Without them tables as PDF fail or lack Japanese type;")
        say(f"everything else works. As root: apt-get install {' '.join(absent)}")
    environment("run")
    env_file()
    manage("migrate", "--no-input", "--verbosity=0")
    manage("collectstatic", "--no-input", "--verbosity=0")
    manage("load_programme", "nec/2024", "nec/2025", "--if-new")
    if demo:
        manage("make_demo")
    manage("make_login")
    say(f"\nThe portal:  http://localhost:{port}/\nBack office: http://localhost:{port}/admin/")
    if not demo:
        say("make demo adds a made-up campaign that runs today, with pictures, to try it all with.")
    say("Stop with Ctrl-C; the data stay.\n")
    os.chdir(ROOT)
    # The control socket would be one more file in the home directory, for nothing.
    options = "--worker-class gthread --workers 2 --threads 4 --reuse-port --no-control-socket"
    gunicorn = [PYTHON, "-m", "gunicorn", *options.split(), "--log-level", "warning"]
    os.execv(PYTHON, [*gunicorn, "--bind", f"127.0.0.1:{port}", "fukushima_portal.wsgi"])


def run_of_tests(program):
    """Sets up what the tests need and runs one of their programs."""
    system_packages(FOR_TEST)
    environment("test")
    os.execv(PYTHON, [PYTHON, ROOT / "tests" / program])


def bench():
    """Sets up what the tests need and measures, on SQLite and on PostgreSQL."""
    absent = system_packages(FOR_TEST)
    environment("test")
    script = [PYTHON, ROOT / "tests" / "bench" / "run.py"]
    codes = [subprocess.run(script, cwd=ROOT).returncode]
    if "postgresql" in absent:
        say("PostgreSQL is missing: not measured on it. As root: apt-get install postgresql")
        codes.append(1)
    else:
        postgres = [PYTHON, ROOT / "tests" / "with_postgres.py", "--", *script]
        codes.append(subprocess.run(postgres, cwd=ROOT).returncode)
    sys.exit(max(codes))


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036  (the machine's python3 may be any)
        refuse(f"Python 3.11 or newer is needed; python3 is {sys.version.split()[0]}.")
    if sys.argv[1] == "bench":
        bench()
    if sys.argv[1] in ("test", "shots"):  # all tests, or a picture of every page type
        run_of_tests({"test": "run.py", "shots": "shots.py"}[sys.argv[1]])
    run(sys.argv[2], demo=sys.argv[1] == "demo")
