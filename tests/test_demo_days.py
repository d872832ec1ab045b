"""The demo made afresh on other days, and where something stands in its way."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from produce.models import Meal, Outlet
from programmes.demo import make_demo
from programmes.lib import periods
from programmes.models import Programme

from .demos import unreported
from .factories import PartnershipFactory
from .loading import everything

pytestmark = pytest.mark.django_db


def test_a_real_partnership_of_that_name_is_left_alone(db):
    PartnershipFactory(slug="demo")
    with pytest.raises(CommandError, match="架空のものではない"):
        call_command("make_demo")
    assert not Outlet.objects.filter(partnership__slug="demo").exists()


@pytest.mark.sweep
@pytest.mark.parametrize(
    "today",
    [
        date(2026, 4, 1),
        date(2027, 3, 31),
        date(2027, 1, 1),
        date(2026, 5, 5),
        date(2028, 2, 29),
    ],
)
def test_it_works_on_awkward_days(at, today):
    at(today.year, today.month, today.day, 9)
    made = make_demo(quick=True)
    demo = made.programme
    assert demo.starts_on < today <= demo.ends_on
    assert demo.fiscal_year == periods.fiscal_year(demo.starts_on)
    assert made.last_day < today and unreported(demo, made.last_day).count() == 2
    years = list(Programme.objects.filter(partnership__slug="demo").values_list("slug", flat=True))
    assert years == [str(demo.fiscal_year), str(demo.fiscal_year - 1)]
    assert not Meal.objects.filter(programme=demo, starts_on__gte=today).exists()
    if today.day == 1:
        before = everything()
        make_demo(quick=True)
        assert everything() == before
