"""A line of the bench, and how time and memory are measured."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

MEASURED = []


def measured(function):
    MEASURED.append(function)
    return function


@dataclass
class Line:
    """`ratio` compares as `bound` says: "at least 10", "at most 1.5"."""

    name: str
    ours: float
    yardstick: float
    unit: str
    bound: str

    @property
    def ratio(self):
        """How many times better than the yardstick for "at least", else ours by the yardstick."""
        if self.bound.startswith("at least"):
            return self.yardstick / self.ours
        return self.ours / self.yardstick

    @property
    def is_met(self):
        limit = float(self.bound.split()[-1])
        return self.ratio >= limit if self.bound.startswith("at least") else self.ratio <= limit

    def __str__(self):
        ours, yardstick = (f"{value:.2f} {self.unit}" for value in (self.ours, self.yardstick))
        mark = "" if self.is_met else "  MISSED"
        return f"{self.name:58} {ours:>12} {yardstick:>12} {self.ratio:7.2f}  {self.bound}{mark}"


def seconds(act):
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def peak_megabytes():
    """Of this process since it began; for a child process that does one thing.

    Not `ru_maxrss`, which begins with the peak of the process that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024
