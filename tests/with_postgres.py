"""Runs a command with DATABASE_URL set to a PostgreSQL cluster of its own, then removes both.

    python tests/with_postgres.py -- python -m pytest

Standard library and Debian's binaries only; the newest installed version is taken. The cluster
listens on a socket in a directory that nobody else may enter, and on no port.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

SETTINGS = {
    "listen_addresses": "",
    "max_connections": 200,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "timezone": "UTC",
}


def binaries():
    """The directory of the newest version's programs."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = [path.parent for path in found if path.parent.parent.name.isdigit()]
    if not versions:
        sys.exit("PostgreSQL is not installed. As root: apt-get install postgresql")
    return max(versions, key=lambda path: int(path.parent.name))


def unprivileged():
    """The server refuses to run as root: it then runs as Debian's user postgres."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def cluster():
    """Starts a cluster; yields its DATABASE_URL."""
    programs, user = binaries(), unprivileged()
    # In /tmp, because the path of a socket is short and user postgres must reach it.
    home = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp"))
    data, log = home / "data", home / "log"

    def program(name, *arguments):
        done = subprocess.run(
            [programs / name, "-D", data, *arguments],
            cwd=home,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            # Into a file: the server inherits it, and a pipe would stay open as long as it runs.
            stdout=log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the command; the server stops after it
            **user,
        )
        if done.returncode:
            sys.exit(f"{name} failed:\n{log.read_text(errors='replace')}")

    try:
        if user:
            os.chown(home, user["user"], user["group"])
        program("initdb", "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        with (data / "postgresql.conf").open("a") as lines:
            settings = SETTINGS | {"unix_socket_directories": home}
            lines.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        program("pg_ctl", "-w", "start")
        try:
            yield f"postgres://portal@/{home}/postgres"
        finally:
            program("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main(command):
    # A plain kill, too, must stop the server and remove its files.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with cluster() as url:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    arguments = sys.argv[1:]
    arguments = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not arguments:
        sys.exit(__doc__)
    try:
        sys.exit(main(arguments))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
