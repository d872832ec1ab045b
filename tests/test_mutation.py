"""The mutants that tests have to notice: which there are, and that each is really there."""

import importlib
import os
import sys
import time
from collections import deque
from multiprocessing import active_children
from textwrap import dedent
from types import SimpleNamespace

import pytest

from . import run
from .mutation import applied, running
from .mutation.__main__ import HERE, NUMBER, Run, arguments, table
from .mutation.mutants import drawn, mutants

ROOT = HERE.parents[1]


def of(source):
    return mutants("a.py", dedent(source))


def changes(body):
    """What can be changed in the body of a function."""
    return {mutant.change for mutant in of(f"def f(a, b):\n{body}") if mutant.function}


@pytest.mark.parametrize(
    "body, expected",
    [
        ("    g(a < b == 1)", {"a < b == 1  →  a <= b == 1", "a < b == 1  →  a < b != 1"}),
        ("    g(a and b)", {"a and b  →  a or b"}),
        ("    g(not a)", {"not a  →  a"}),
        ("    g(a + b)", {"a + b  →  a - b"}),
        ("    g(a & b)", {"a & b  →  a | b"}),
        ("    return a", {"return a  →  return None"}),
        ("    return False", {"False  →  True"}),
        ("    g(7, True)", {"7  →  8", "7  →  6", "True  →  False"}),
        ("    g('key')", {"'key'  →  ''"}),
        ("    g(a if b else 0)", {"b  →  True", "b  →  False"}),
        ("    g(c for c in a if c)", {"c  →  True", "c  →  False"}),
        ("    while a:\n        break", {"a  →  True", "a  →  False", "break  →  continue"}),
        ("    for c in a:\n        continue", {"continue  →  break"}),
        ("    a += b", {"a += b  →  (dropped)"}),
        ("    raise E", {"raise E  →  (dropped)"}),
        ("    del a[b]", {"del a[b]  →  (dropped)"}),
        ("    a.b = b", {"a.b = b  →  (dropped)"}),
        ("    c = a\n    c = b", {"c = a  →  (dropped)", "c = b  →  (dropped)"}),
        ("    g(a)", {"g(a)  →  (dropped)"}),
        ("    def inner(c=1): pass", {"1  →  2", "1  →  0"}),
    ],
)
def test_each_slip_is_a_mutant(body, expected):
    assert expected <= changes(body)


@pytest.mark.parametrize(
    "body",
    [
        "    '''A docstring.'''",
        "    c = a",  # whoever runs it misses the name
        "    return",
        "    return None",
        "    c: 1 = a",
        "    c = _('text', 1)",
        "    c = ValueError('text', 1)",
        "    c = g(verbose_name='text')",
        "    c = g('漢字')",
        "    c = '長い文です'",
        "    c = f'{a < b}'",
        "    c = 'a text' + [a]",
    ],
)
def test_words_for_people_and_what_cannot_go_unseen_are_left_alone(body):
    assert changes(body) == set()


def test_what_works_on_import_is_marked_by_having_no_function():
    found = of("A = 1\nclass C:\n    b = 2\n    def f(self, c=3):\n        return 4")
    assert {(one.change, one.function) for one in found if one.change.endswith("5")} == {
        ("4  →  5", "C.f")
    }
    assert {one.line for one in found if not one.function} == {
        *("A = 1", "b = 2", "def f(self, c=3):")
    }


def test_the_draw_is_of_every_kind_and_the_same_after_an_edit_elsewhere():
    before = "def f(a):\n    if a > 1:\n        g(a)\n    g(a + 1)\n    return not a\n"
    after = f"import os\n\n\ndef e(a):\n    pass\n\n\n{before}"
    one, other = (
        [mutant.key for mutant in drawn(mutants("a.py", text), 6, 1)] for text in (before, after)
    )
    assert one == other
    assert len({mutant.kind for mutant in drawn(of(before), 6, 1)}) >= 4
    assert one != [mutant.key for mutant in drawn(of(before), 6, 2)]


def test_a_small_draw_is_the_beginning_of_a_large_one():
    found = of("def f(a):\n    if a > 1:\n        g(a)\n    g(a + 1)\n    return not a\n")
    large = drawn(found, len(found), 2026)
    assert len(large) == len(found) > 4 and drawn(found, 4, 2026) == large[:4]


@pytest.mark.parametrize("number", ["0", "-1"])
def test_a_draw_of_nothing_is_refused(monkeypatch, capsys, number):
    monkeypatch.setattr(sys, "argv", ["mutation", "--number", number])
    with pytest.raises(SystemExit):
        arguments()
    assert "--number: at least 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("outcome", "listed", "faults"),
    [
        (running.NOTICED, False, []),
        (running.SURVIVED, False, ["less than 90 % noticed"]),
        (running.SLOW, False, []),
        (running.NOTICED, True, ["no equivalent, a test noticed it: a.py:1  1  →  2"]),
        (running.SURVIVED, True, []),
        (running.SLOW, True, []),  # the machine was busy: nobody noticed anything
    ],
)
def test_what_is_wrong_with_a_run(outcome, listed, faults):
    [one] = [mutant for mutant in of("A = 1") if mutant.change == "1  →  2"]
    made = object.__new__(Run)
    made.drawn, made.outcomes, made.faults = {"a.py": [one]}, {one: outcome}, []
    made.equivalents = {one.key} if listed else set()
    made.options = SimpleNamespace(number=NUMBER)
    assert made.report() == faults


@pytest.mark.parametrize(
    ("number", "noticed", "is_enough"),
    [(4, 104, True), (4, 103, False), (NUMBER, 112, True), (NUMBER, 111, False)],
)
def test_a_small_draw_may_fall_short_by_chance_and_no_further(number, noticed, is_enough):
    every = [mutant for mutant in of("A = 1\n" * 124) if mutant.change == "1  →  2"]
    made = object.__new__(Run)
    made.drawn, made.faults, made.equivalents = {"a.py": every}, [], set()
    made.options = SimpleNamespace(number=number)
    made.outcomes = dict.fromkeys(every, running.SURVIVED)
    made.outcomes |= dict.fromkeys(every[:noticed], running.NOTICED)
    assert (made.report() == []) is is_enough


@pytest.mark.parametrize(
    ("breaks", "left_out", "expected"),
    [
        (None, [], ["tests.mutation"]),
        ("4", [], ["tests.mutation", "--number", "4"]),
        ("4", ["crawl"], ["tests.mutation", "--number", "4"]),
        ("4", ["breaks"], None),
    ],
)
def test_the_sweep_hands_on_how_many_breaks_are_made(monkeypatch, breaks, left_out, expected):
    monkeypatch.setattr(run, "BREAKS", breaks)
    monkeypatch.setattr(run, "WITHOUT", left_out)
    commands = {step.name: step.command[2:] for step in run.steps_of_sweep()}
    assert commands.get("small breaks") == expected


SOURCE = """
import functools

def outer(limit):
    @functools.cache
    def inner(value):
        return value < limit
    return inner

class Page:
    @property
    def number(self):
        return 1

    @functools.wraps(outer)
    def wrapped(self):
        return super().__init__() or "kept"

early = outer(10)
SIZE = 5

from django.utils.translation import override

@functools.cache
@override("ja")
def remembered():
    return 8
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    path = tmp_path / "mutated_here.py"
    path.write_text(SOURCE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("mutated_here")
    del sys.modules["mutated_here"]


def mutant(change):
    [found] = [one for one in mutants("mutated_here.py", SOURCE) if one.change == change]
    return found


def swapped(module, change):
    one = mutant(change)
    applied.swap(applied.compiled(one.tree(), module.__file__), module.__file__, one.function)
    for cache in applied.caches({module.__file__}):
        cache.cache_clear()


def test_a_living_function_takes_the_change_whoever_holds_it(module):
    page, late = module.Page(), module.outer
    assert (module.early(10), late(10)(10), page.number) == (False, False, 1)
    swapped(module, "value < limit  →  value <= limit")
    assert (module.early(10), late(10)(10), page.number) == (True, True, 1)
    swapped(module, "1  →  2")
    assert page.number == 2


def test_what_was_remembered_before_the_change_is_forgotten(module):
    assert module.remembered() == 8
    swapped(module, "8  →  9")
    assert module.remembered() == 9


def test_a_change_that_no_living_function_can_take_is_told(module):
    with pytest.raises(applied.Unfit):  # without a name of the class
        swapped(module, "return super().__init__() or 'kept'  →  return None")
    del module.Page
    with pytest.raises(applied.Unfit, match="does not live"):
        applied.swap(applied.compiled(mutant("1  →  2").tree(), "x.py"), "x.py", "Page.number")


def test_a_module_can_be_imported_with_the_change(module, monkeypatch):
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    applied.Instead("mutated_here", module.__file__, mutant("5  →  6"))
    del sys.modules["mutated_here"]
    assert importlib.import_module("mutated_here").SIZE == 6


def test_the_statements_that_ran_are_told(module):
    traces = applied.Traces({"here": (module.__file__, SOURCE)})
    module.early(3)
    assert traces.taken() == [("here", 7)]
    module.outer(3)
    assert traces.taken() == [("here", 6), ("here", 8)]


def test_what_dies_is_noticed_and_what_hangs_is_stopped():
    works = {
        running.SURVIVED: lambda: running.SURVIVED,
        running.NOTICED: lambda: os._exit(3),
        running.SLOW: lambda: time.sleep(60),
    }
    tasks = deque(running.Task(name, work, 2) for name, work in works.items())
    began = time.monotonic()
    assert dict(running.finished(tasks, 2)) == {name: name for name in works}
    assert time.monotonic() - began < 30


def test_what_still_runs_is_stopped_when_the_run_ends_early():
    works = {"quick": lambda: 1, "slow": lambda: time.sleep(60)}
    tasks = deque(running.Task(name, work, 60) for name, work in works.items())
    found = running.finished(tasks, 2)
    assert next(found) == ("quick", 1)
    assert len(active_children()) == 1
    found.close()
    assert active_children() == []


def test_what_has_no_group_of_its_own_yet_is_stopped_too():
    process = running.fork.Process(target=time.sleep, args=(20,))
    process.start()
    running._stop(process)
    assert process.exitcode == -9


def test_every_subject_has_its_tests_and_every_equivalent_its_reason():
    subjects = table("subjects.toml")
    assert len(subjects) >= 25
    for path, names in subjects.items():
        assert (ROOT / path).is_file() and names, path
        assert not [name for name in names if not (ROOT / "tests" / f"{name}.py").is_file()], path
    for one in table("equivalents.toml")["mutant"]:
        assert one["path"] in subjects and len(one["reason"]) > 20, one
