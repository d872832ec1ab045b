import argparse
import os
import pickle
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from functools import partial
from importlib import import_module
from itertools import chain
from math import sqrt
from pathlib import Path

import pytest

import tests

from . import __doc__ as about
from . import applied, running
from .mutants import drawn, mutants

HERE = Path(__file__).parent
SEED, NUMBER = 2026, 15
#: Of a hundred mutants that are no equivalents, so many are noticed, in all modules together.
FLOOR = 90
#: A run repeats itself: the seed is fixed, and a small draw is the beginning of a large one. But an
#: edit or a new name of a module draws anew, and of mutants for which no test was written 92 in a
#: hundred were noticed: one in five draws of 124 would stay under the floor. So a draw smaller than
#: usual may fall short by so many standard deviations: with tests at the floor one in 100 does.
CHANCE = 2.33


def arguments():
    parser = argparse.ArgumentParser("python -m tests.mutation", description=about)
    parser.add_argument("paths", nargs="*", help="modules; without any, all of subjects.toml")
    parser.add_argument("--root", type=Path, default=HERE.parents[1], help="of another checkout")
    parser.add_argument("--number", type=int, default=NUMBER, help="of mutants of each module")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.number < 1:
        parser.error("--number: at least 1, or nothing would be seen")
    return options


def settle(root, folder):
    """Makes a checkout the one whose tests and modules are imported."""
    os.environ |= {"DATABASE_URL": f"sqlite:///{folder / 'none.sqlite3'}", "SWEEP": "0"}
    os.environ.pop("COUNTED", None)
    os.chdir(root)
    sys.path[0] = str(root)
    tests.__path__ = [str(root / "tests")]


def run_pytest(files, plugin):
    """The long tests too: much of what is signed stands in them."""
    quiet = "-qq -x --capture=no --disable-warnings -p no:cacheprovider -p no:xdist"
    paths = (f"tests/{name}.py" for name in files)
    return pytest.main([*quiet.split(), "-m", "not crawl", *paths], [plugin])


def table(name):
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


class Run:
    """The mutants of some modules: drawn, run, told in a table."""

    def __init__(self, options, subjects, folder):
        self.options, self.subjects, self.folder = options, subjects, folder
        self.root, self.outcomes, self.faults = options.root, {}, []
        sources = {path: (self.root / path).read_text(encoding="utf-8") for path in subjects}
        self.sources = {path: (str(self.root / path), text) for path, text in sources.items()}
        every = {path: mutants(path, text) for path, text in sources.items()}
        self.equivalents = self._equivalents(every)
        draw = partial(drawn, number=options.number, seed=options.seed)
        self.drawn = {path: draw(found) for path, found in every.items()}

    def _equivalents(self, every):
        """The keys of the list; one that no mutant of the code bears out any more is a fault."""
        names = ("path", "function", "line", "change")
        listed = [tuple(one[name] for name in names) for one in table("equivalents.toml")["mutant"]]
        listed = {key for key in listed if key[0] in every}
        there = {mutant.key for found in every.values() for mutant in found}
        self.faults += [f"no longer there: {'  '.join(key)}" for key in sorted(listed - there)]
        return listed

    def __call__(self, runner):
        began = time.monotonic()
        for path in self.subjects:  # some only a request would import
            import_module(_name(path))
        self._keep_template()
        found = runner.tests(self.sources, self.options.processes)
        print(f"{len(found)} tests pass without a mutant, {time.monotonic() - began:.0f} s")

        def tests_of(mutant):
            return [one for one in found if one.item.path.stem in self.subjects[mutant.path]]

        every = list(chain.from_iterable(self.drawn.values()))
        self.outcomes = dict(runner.outcomes(every, tests_of, self.options.processes))
        print(f"{len(every)} mutants, {time.monotonic() - began:.0f} s in all\n")

    def _keep_template(self):
        """Copies the tests' database: made of the code as it is, and the code may be edited."""
        from tests.databases import sqlite_template

        template = shutil.copy(sqlite_template(), self.folder / "template.sqlite3")
        os.environ["TEST_TEMPLATE"] = str(template)

    def report(self):
        """Prints the table, and returns what is wrong."""
        print(f"{'module':36} mutants noticed equivalent score")
        total = Counter()
        for path, chosen in self.drawn.items():
            _print_line(path, count := self._count(chosen))
            total += count
        _print_line("all", total)
        for mutant, outcome in self.outcomes.items():
            is_equivalent = mutant.key in self.equivalents
            if outcome == running.SURVIVED and not is_equivalent:
                print(mutant)
            if outcome == running.NOTICED and is_equivalent:  # too slow is the machine's fault
                self.faults.append(f"no equivalent, a test noticed it: {mutant}")
        floor = _floor(self.options.number, total["mutants"] - total["equivalent"])
        if _score(total) < floor:
            self.faults.append(f"less than {floor:.0f} % noticed")
        return self.faults

    def _count(self, chosen):
        outcomes = [self.outcomes[one] for one in chosen]
        survived = [one for one in chosen if self.outcomes[one] == running.SURVIVED]
        return Counter(
            mutants=len(chosen),
            noticed=len(chosen) - len(survived),
            equivalent=sum(one.key in self.equivalents for one in survived),
            slow=outcomes.count(running.SLOW),
        )


def _floor(number, valid):
    """The least score of so many valid mutants, drawn `number` of each module."""
    is_small = number < NUMBER and valid
    return FLOOR - CHANCE * sqrt(FLOOR * (100 - FLOOR) / valid) if is_small else FLOOR


def _score(count):
    valid = count["mutants"] - count["equivalent"]
    return 100 * count["noticed"] / valid if valid else 100


def _print_line(name, count):
    slow = f"  {count['slow']} by the time limit" if count["slow"] else ""
    figures = f"{count['mutants']:7} {count['noticed']:7} {count['equivalent']:10}"
    print(f"{name:36} {figures} {_score(count):4.0f}%{slow}")


def _name(path):
    return path.removesuffix(".py").replace("/", ".")


def run_alone(options):
    """One mutant that must be there before anything is imported; exits with the tests' code."""
    mutant = pickle.loads((options.alone / "mutant").read_bytes())
    applied.Instead(_name(mutant.path), str(options.root / mutant.path), mutant)
    plugin = running.Runner(options.root, options.alone)
    return run_pytest(table("subjects.toml")[mutant.path], plugin)


def main():
    options = arguments()
    options.root = options.root.resolve()
    if options.alone:
        settle(options.root, options.alone)
        return run_alone(options)
    subjects = table("subjects.toml")
    subjects = {path: subjects[path] for path in options.paths or subjects}
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        settle(options.root, Path(folder))
        run = Run(options, subjects, Path(folder))
        files = sorted({name for names in subjects.values() for name in names})
        if code := run_pytest(files, running.Runner(options.root, Path(folder), run)):
            return code
        faults = run.report()
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    # A plain kill, too, must stop the forks and remove their files.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main())
