"""Reading an XLSX beside the libraries that could: what our own reader is weighed against."""

import json
import subprocess
import sys
from statistics import median

from .bench_import import ROOT, xlsx_of
from .measuring import Line, measured

RUNS = 3


@measured
def sheet_reading():
    """Seconds and memory for 5,000 and 20,000 rows, each reader in processes of its own."""
    for number in (5_000, 20_000):
        data = xlsx_of(number)
        ours = _read("ours", number, data)
        for library, seconds, megabytes in (
            ("openpyxl", "at least 1.5", "at least 3"),
            ("calamine", "at least 0.05", "at least 1"),
        ):
            other = _read(library, number, data)
            for what, unit, bound in (("seconds", "s", seconds), ("peak", "MB", megabytes)):
                name = f"XLSX of {number:,} rows / {library}, {what}"
                yield Line(name, ours[what], other[what], unit, bound)


def _read(reader, number, data):
    """The medians of some runs."""
    command = [sys.executable, "-m", "tests.bench.reading", reader]
    runs = []
    for _run in range(RUNS):
        done = subprocess.run(command, cwd=ROOT, input=data, capture_output=True, check=True)
        runs.append(json.loads(done.stdout))
        assert runs[-1]["rows"] == number + 1
    return {name: max(median(run[name] for run in runs), 0.1) for name in ("seconds", "peak")}
