"""Whatever is recorded, both counts agree: values, days, records and prints of every figure."""

import pytest
from django.db import transaction
from hypothesis import given, settings

from programmes.audit import recount

from .at_random import ROWS, fill
from .effort import cases

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.sweep
@settings(max_examples=cases(50))
@given(ROWS)
def test_whatever_is_recorded_both_counts_agree(rows):
    with transaction.atomic():
        fill(rows)
        assert recount().differences == []
        transaction.set_rollback(True)
