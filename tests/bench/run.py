"""What `make bench` runs: every measurement beside its yardstick, within one run, a line each.

A measurement is a function in a module here, decorated with `@measured`, that yields Lines. No
suite asserts them, because a time depends on the machine; a ratio out of bounds is marked.
"""

import importlib
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def main(names):
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import get_runner, setup_databases, teardown_databases  # noqa: F401

    from tests.bench.measuring import MEASURED

    for path in sorted(HERE.glob("bench_*.py")):
        importlib.import_module(f"tests.bench.{path.stem}")
    print(f"database: {connection.vendor}", flush=True)
    print(f"{'name':58} {'ours':>12} {'yardstick':>12} {'ratio':>7}", flush=True)
    missed = 0
    for measure in MEASURED:
        if names and measure.__name__ not in names:
            continue
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            for line in measure():
                print(line, flush=True)
                missed += not line.is_met
        finally:
            teardown_databases(databases, verbosity=0)
    print("every bound is met" if not missed else f"{missed} bounds are missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
