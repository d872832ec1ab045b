"""Whatever is recorded, both counts agree: values, days, records and prints of every figure."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from programmes.recount import recount

from .at_random import ROWS, fill

pytestmark = pytest.mark.django_db


@settings(
    max_examples=50,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ROWS)
def test_whatever_is_recorded_both_counts_agree(rows):
    with transaction.atomic():
        fill(rows)
        assert recount().differences == []
        transaction.set_rollback(True)
