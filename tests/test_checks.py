"""Each system check finds what it is there for, and nothing in the portal as it stands."""

import dataclasses

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.db.models import Avg, Sum
from django.utils.translation import gettext_lazy as _

from produce.models import Meal
from programmes import figures
from programmes.figures import CUMULATIVE, STOCK, Figure, Strand, strand
from programmes.lib.rounding import PEOPLE


@pytest.fixture
def portal(monkeypatch):
    """The strands of the portal, to add a wrong one to."""
    monkeypatch.setattr(strand, "_strands", dict(strand._strands))
    return figures


FIGURE = Figure("pears", _("社員食堂の提供数"), Meal.unit, Meal, Sum("servings"), _("社員食堂"))
STRAND = Strand("pear", 9, _("社員食堂"), [FIGURE])


def found():
    return sorted({problem.id for problem in run_checks() if problem.id.startswith("programmes.")})


def test_the_portal_passes():
    assert found() == []


def with_figure(**changes):
    return dataclasses.replace(STRAND, figures=[dataclasses.replace(FIGURE, **changes)])


@pytest.mark.parametrize(
    "strand, problem",
    [
        (dataclasses.replace(STRAND, slug="summary"), "programmes.E001"),
        (with_figure(slug="meals"), "programmes.E001"),
        (with_figure(slug="participations"), "programmes.E001"),
        (with_figure(slug="Pears!"), "programmes.E002"),
        (dataclasses.replace(STRAND, slug="pear-records"), "programmes.E002"),
        (dataclasses.replace(STRAND, number=1), "programmes.E003"),
        (with_figure(model=User), "programmes.E004"),
        (with_figure(value=Avg("servings")), "programmes.E005"),
        (with_figure(value=Sum("servings", distinct=True)), "programmes.E005"),
        (with_figure(basis="weekly"), "programmes.E006"),
        (with_figure(basis=CUMULATIVE), "programmes.E006"),
        (with_figure(basis=STOCK, counts_as_participation=True), "programmes.E007"),
        (with_figure(unit=PEOPLE), "programmes.E023"),
        (with_figure(label=_("なしの数")), "programmes.W002"),
        (dataclasses.replace(STRAND, title=_("なし")), "programmes.W002"),
    ],
)
def test_a_wrong_strand_is_found(portal, strand, problem):
    portal.register(strand)
    assert problem in found()


def test_a_strand_takes_no_name_of_another_part_of_a_page(portal):
    reserved = {"headline", "participations", "summary", "years", "main", "notes", "empty"}
    for slug in reserved:
        portal.register(dataclasses.replace(STRAND, slug=slug, figures=[]))
    problems = {problem.msg for problem in run_checks() if problem.id == "programmes.E001"}
    assert problems == {f"The slug {slug} is taken." for slug in reserved}


def test_a_record_that_nobody_can_enter_is_found():
    registered = admin.site._registry.pop(Meal)
    try:
        assert found() == ["programmes.W001"]
    finally:
        admin.site._registry[Meal] = registered


def test_a_record_without_a_unit_is_found(monkeypatch):
    monkeypatch.setattr(Meal, "unit", None)
    assert found() == ["programmes.E022"]
