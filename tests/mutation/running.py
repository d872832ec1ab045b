"""Runs tests against mutants: everything is imported and collected once, and each is a fork."""

import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from . import applied

fork = get_context("fork")
CHECKOUT = Path(__file__).parents[2]
#: how a mutant ended
NOTICED, SLOW, SURVIVED, UNFIT = "noticed", "too slow", "survived", "unfit"
#: a mutant may take so many seconds, and besides so often what its tests take without it
SECONDS, TIMES = 30, 5


def _broken(what):
    pytest.exit(f"Without any mutant this does not pass, and so tells nothing: {what}", 2)


@dataclass
class Task:
    """What a process of its own does, and how long it may take."""

    subject: object
    work: object
    seconds: float


def finished(tasks, processes):
    """(subject, result) as the tasks end; SLOW where one was stopped, NOTICED where it died.

    `tasks` is a deque that may grow meanwhile.
    """
    running = {}
    try:
        while tasks or running:
            while tasks and len(running) < processes:
                task = tasks.popleft()
                connection, process = _started(task.work)
                running[connection] = task, process, time.monotonic() + task.seconds
            ready = wait(running, timeout=1)
            for connection, (task, process, deadline) in list(running.items()):
                if connection in ready or time.monotonic() > deadline:
                    result = _result(connection) if connection in ready else SLOW
                    del running[connection]
                    _stop(process)
                    yield task.subject, result
    finally:
        for _task, process, _deadline in running.values():
            _stop(process)


def _started(work):
    here, there = fork.Pipe(duplex=False)
    process = fork.Process(target=_work, args=(work, there))
    process.start()
    there.close()
    return here, process


def _work(work, connection):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setsid()  # so that it can be stopped with all that it starts
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    connection.send(work())
    os._exit(0)


def _result(connection):
    try:
        return connection.recv()
    except EOFError:
        return NOTICED
    finally:
        connection.close()


def _stop(process):
    with suppress(ProcessLookupError):
        os.killpg(process.pid, 9)
    process.kill()  # which has no group of its own yet when it is stopped at once
    process.join()


@dataclass
class Test:
    item: object
    seconds: float
    statements: set = field(default_factory=set)

    @property
    def place(self):
        """Tests that empty the database come last, and the quick ones first."""
        marker = self.item.get_closest_marker("django_db")
        return bool(marker and marker.kwargs.get("transaction")), self.seconds


class Runner:
    """A plugin of pytest that runs `whole(self)` in place of the tests, or else just the tests."""

    def __init__(self, root, folder, whole=None):
        self.root, self.folder, self.whole = root, folder, whole

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self.items = session.items
        if self.whole:
            self.whole(self)
            return True
        self.use(self.folder)
        return None

    def use(self, folder):
        """Gives this process a database and a place for files of its own."""
        from django.db import connection

        connection.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")
        self.items[0].config._tmp_path_factory._basetemp = folder

    @contextmanager
    def alone(self):
        folder = self.folder / str(os.getpid())
        folder.mkdir()
        self.use(folder)
        yield folder
        shutil.rmtree(folder, ignore_errors=True)

    def reports(self, items):
        """(item, whether it failed, seconds) of each, until the caller has enough."""
        for item, after in zip_longest(items, items[1:]):
            began = time.monotonic()
            every = runtestprotocol(item, log=False, nextitem=after)
            yield item, any(report.failed for report in every), time.monotonic() - began

    def tests(self, sources, processes):
        """Every test as a Test, with the statements that it runs."""

        def trace(items):
            with self.alone():
                traces = applied.Traces(sources)
                traces.taken()
                return [
                    (item.nodeid, failed, seconds, traces.taken())
                    for item, failed, seconds in self.reports(items)
                ]

        files = {}
        for item in self.items:
            files.setdefault(item.path, []).append(item)
        largest = sorted(files.values(), key=len, reverse=True)
        tasks = deque(Task(items, lambda items=items: trace(items), 1200) for items in largest)
        by_id, tests = {item.nodeid: item for item in self.items}, []
        for items, found in finished(tasks, processes):
            if isinstance(found, str):
                _broken(f"{items[0].path} {found}")
            for nodeid, failed, seconds, statements in found:
                if failed:
                    _broken(nodeid)
                tests.append(Test(by_id[nodeid], seconds, set(statements)))
        return sorted(tests, key=lambda test: test.place)

    def outcomes(self, mutants, tests_of, processes):
        """(mutant, how it ended) as they end; `tests_of` gives the Tests of its module."""
        tasks = deque(self._task(mutant, tests_of(mutant)) for mutant in mutants)
        for mutant, result in finished(tasks, processes):
            if result == UNFIT:
                tasks.append(self._task_before_import(mutant, tests_of(mutant)))
            else:
                yield mutant, result

    def _task(self, mutant, tests):
        place = mutant.path, mutant.statement
        running = [test for test in tests if place in test.statements]
        if not mutant.function or not running:  # it may run while its module is imported
            return self._task_before_import(mutant, tests)
        items = [test.item for test in running]
        return Task(mutant, lambda: self._outcome(mutant, items), _limit(running))

    def _outcome(self, mutant, items):
        filename = str(self.root / mutant.path)
        try:
            applied.swap(applied.compiled(mutant.tree(), filename), filename, mutant.function)
        except applied.Unfit:
            return UNFIT
        for cache in applied.caches({filename}):
            cache.cache_clear()
        with self.alone():
            noticed = any(failed for _item, failed, _seconds in self.reports(items))
        return NOTICED if noticed else SURVIVED

    def _task_before_import(self, mutant, tests):
        def run():
            with self.alone() as folder:
                (folder / "mutant").write_bytes(pickle.dumps(mutant))
                command = [sys.executable, "-m", "tests.mutation", "--root", self.root]
                done = subprocess.run([*command, "--alone", folder], cwd=CHECKOUT)
            return NOTICED if done.returncode else SURVIVED

        return Task(mutant, run, SECONDS + _limit(tests))


def _limit(tests):
    return SECONDS + TIMES * sum(test.seconds for test in tests)
