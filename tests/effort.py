"""How many random cases a run draws: a usual one a tenth of what a sweep does.

CASES=10 with SWEEP=1 draws ten times as many, for a long night; CASES=0.1 as few as a usual run.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

SWEEP = os.environ.get("SWEEP") == "1"
TIMES = float(os.environ.get("CASES", "1")) if SWEEP else 0.1
#: whether there are so many that even what is rare comes up
IS_LONG = TIMES >= 1


def cases(number):
    """How many of what a sweep tries are tried in this run."""
    return max(2, round(number * TIMES))


#: the same cases in each run, so that what passed here passes there
settings.register_profile(
    "portal",
    max_examples=cases(100),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("portal")

#: for what goes wrong now and then only: once in a usual run, three times with the sweep
attempts = pytest.mark.parametrize(
    "attempt", [0, *(pytest.param(number, marks=pytest.mark.sweep) for number in (1, 2))]
)


def some(cases, each=4):
    """For parametrize: one of so many of these cases in a usual run, all of them with the sweep."""
    return [
        case if place % each == 0 else pytest.param(case, marks=pytest.mark.sweep)
        for place, case in enumerate(cases)
    ]
