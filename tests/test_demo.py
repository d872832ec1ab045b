"""The demo: a fictional campaign around today, and what later runs add to it."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command

from events.models import Exchange, SchoolProgramme, Session, Voice
from probono.models import CountingLine, Need, Project, SignUpCount, Workation
from produce.models import Meal, Menu, Outlet, Product, Sale
from programmes.demo import make_demo
from programmes.demo.days import is_open
from programmes.figures import results
from programmes.lib import periods
from programmes.models import (
    ChangeSource,
    Event,
    IndicatorRecord,
    Partner,
    Partnership,
    Photo,
    Programme,
    Record,
    TrackedModel,
)

from .demos import TUESDAY, WEDNESDAY, demo_made, unreported
from .factories import MealFactory
from .loading import everything
from .pages import soup

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


def real():
    """Whatever is not the demo's."""
    models = [model for model in apps.get_models() if issubclass(model, Record)]
    rows = [list(m.objects.exclude(programme__partnership__slug="demo").values()) for m in models]
    programmes = Programme.objects.exclude(partnership__slug="demo").order_by("pk").values()
    partnerships = Partnership.objects.exclude(slug="demo").values()
    photos = Photo.objects.exclude(programme__partnership__slug="demo").count()
    return (
        *(rows, list(programmes), list(partnerships), photos),
        Partner.history.filter(slug="nec").count(),
    )


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        before = real()
    with demo_made(django_db_blocker) as made:
        made.real_before = before
        yield made


@pytest.fixture
def demo(made, db, at):
    at(*WEDNESDAY)
    return Programme.objects.get(pk=made.programme.pk)


def run(capsys):
    call_command("make_demo", quick=True)
    return capsys.readouterr().out


def records():
    """Every record of the demo as (its model's name, its row)."""
    return {
        (model.__name__, tuple(row.values()))
        for model in apps.get_models()
        if issubclass(model, Record)
        for row in model.objects.filter(programme__partnership__slug="demo").values()
    }


DAILY = ("meals", "shop-items", "online-items")


def missing_or_unknown(programme):
    """The days on which a count is due and not there."""
    figures = [results(programme)[slug].figure for slug in DAILY]
    return [gap for figure in figures if figure.gaps for gap in figure.gaps(programme)]


# --- what there is -------------------------------------------------------------------------------


def test_the_campaign_runs_around_today_and_the_public_sees_it(demo):
    assert (demo.starts_on, demo.ends_on) == (date(2026, 10, 28), date(2026, 12, 7))
    assert demo.fiscal_year == 2026 and demo.visible_from == demo.starts_on
    assert demo.partnership.is_fictional
    assert demo.partnership.prefecture == Partner.objects.get(slug="fukushima-prefecture")
    assert Programme.objects.latest_first().first() == demo


def test_there_are_outlets_of_all_kinds_and_things_with_an_origin(demo):
    kinds = Outlet.objects.filter(partnership=demo.partnership).values_list("kind", flat=True)
    assert Counter(kinds) == {"cafeteria": 5, "shop": 3, "online": 2}
    for model in (Menu, Product):
        offerings = model.objects.filter(programme=demo)
        assert offerings.count() == 8
        assert offerings.filter(municipality__isnull=False).count() >= 7
    coming = Event.objects.filter(programme=demo, starts_on__gte=periods.today())
    assert {"session", "school", "report"} <= set(coming.values_list("kind", flat=True))


@pytest.mark.parametrize("slug", ["2026", "2025"])
def test_every_strand_has_something_in_both_years(demo, slug):
    programme = Programme.objects.get(partnership__slug="demo", slug=slug)
    found = results(programme)
    assert {group.strand.slug for group in found.strands if not group.is_empty} == {
        *("produce", "dialogue", "community", "probono", "school", "exchange", "other"),
    }
    assert all(result.value for result in found), slug
    exchange = Exchange.objects.get(programme=programme)
    assert exchange.parties.count() == 3 and exchange.themes.exists() and exchange.ideas.exists()
    voices = Voice.objects.filter(event__programme=programme)
    assert voices.exists() and voices.count() == voices.public().count()


def test_the_work_lies_in_several_regions_and_grows_from_what_was_heard(demo):
    places = Workation.objects.filter(programme=demo).values("municipality__region")
    assert places.distinct().count() == 2
    grown = Project.objects.get(programme=demo)
    assert grown.need.programme == demo and grown.need.municipality == grown.municipality
    assert [project.slug for project in Project.objects.continuing_into(demo)] == ["demo-plan"]


def test_everything_has_its_english(demo):
    for model in apps.get_models():
        if issubclass(model, TrackedModel):
            pairs = [
                (field.name.removesuffix("_en"), field.name)
                for field in model._meta.concrete_fields
                if field.name.endswith("_en")
            ]
            for one in model.objects.all():
                programme = Programme.objects.filter(pk=one.programme_key()).first()
                if programme and programme.partnership_id == demo.partnership_id:
                    lacking = [ja for ja, en in pairs if getattr(one, ja) and not getattr(one, en)]
                    assert not lacking, (one, lacking)


def test_each_open_site_has_reported_each_day_but_two_cafeterias_the_last(demo):
    first, last = demo.starts_on, TUESDAY
    for number in range((last - first).days):
        day = first + timedelta(days=number)
        if is_open(day):
            assert not unreported(demo, day).exists(), day
            for outlet in Outlet.objects.filter(partnership=demo.partnership, kind="shop"):
                sold = Sale.objects.filter(outlet=outlet, starts_on=day).exists()
                assert sold or outlet.closed_days.filter(closed_on=day).exists()
        else:
            assert not Meal.objects.filter(programme=demo, starts_on=day).exists()
    assert unreported(demo, last).count() == 2
    assert not Meal.objects.filter(programme=demo, starts_on__gt=last).exists()


def test_zero_closed_uncounted_and_counts_by_menu_can_be_seen(demo):
    meals = Meal.objects.filter(programme=demo)
    assert meals.filter(servings=0).count() == 1
    assert set(meals.values_list("state", flat=True)) == {"counted", "closed", "unknown"}
    assert meals.filter(menu__isnull=False).exists() and meals.filter(menu=None).exists()
    assert Sale.objects.filter(programme=demo, product__isnull=False).exists()


def test_cumulative_counts_come_weekly_and_never_fall(demo):
    for line in CountingLine.objects.filter(programme=demo):
        counts = list(SignUpCount.objects.filter(line=line).order_by("ends_on"))
        assert len(counts) == 3 and not any(count.warnings_about_a_fall() for count in counts)
    assert IndicatorRecord.objects.filter(programme=demo).count() == 3


def test_the_year_before_stands_beside_it(client, demo):
    before = Programme.objects.get(partnership__slug="demo", slug="2025")
    assert before.fiscal_year == 2025 and before.starts_on.weekday() == demo.starts_on.weekday()
    assert not missing_or_unknown(before)
    for figure, then, now in zip(
        ("meals", "shop-items", "online-items"),
        *([results(year)[slug].value for slug in DAILY] for year in (before, demo)),
        strict=True,
    ):
        assert then > now > 0, figure  # it lasted to its end
    ends = SignUpCount.objects.filter(programme=before).values_list("line__slug", "members")
    for slug, members in ends:
        line = CountingLine.objects.get(programme=demo, slug=slug)
        assert members < min(line.counts.values_list("members", flat=True))
    heads = [th.get_text() for th in soup(client, "/demo/").select("thead th")]
    assert any("2025" in head for head in heads) and any("2026" in head for head in heads)


def test_history_names_the_command(demo):
    meal = Meal.objects.filter(programme=demo).first()
    for shown_object in (demo, demo.partnership, meal):
        version = shown_object.history.latest()
        assert (version.way, version.detail) == (ChangeSource.COMMAND, "make_demo")


# --- again ---------------------------------------------------------------------------------------


def test_a_second_run_on_the_same_day_changes_nothing_and_says_so(demo, capsys):
    before = everything()
    assert "nothing added" in run(capsys)
    assert everything() == before


def test_the_next_day_adds_that_day_and_the_late_reports_only(demo, at):
    before, texts = records(), set(Event.objects.values_list("pk", "starts_on"))
    late = set(unreported(demo, TUESDAY).values_list("pk", flat=True))
    at(2026, 11, 19, 9)
    make_demo(quick=True)
    assert before < records()
    old = {row[0] for name, row in before if name == "Meal"}
    added = Meal.objects.filter(programme=demo).exclude(pk__in=old)
    yesterday = date(2026, 11, 18)
    assert {meal.outlet_id for meal in added if meal.starts_on == TUESDAY} == late
    assert {meal.starts_on for meal in added} == {TUESDAY, yesterday}
    assert unreported(demo, yesterday).count() == 2
    assert set(Event.objects.values_list("pk", "starts_on")) == texts
    demo.refresh_from_db()
    assert demo.starts_on == date(2026, 10, 28)


def test_what_staff_changed_or_entered_otherwise_stays(demo, at):
    meal = Meal.objects.filter(programme=demo, menu=None, servings__gt=0).first()
    meal.servings += 1000
    meal.save()
    outlet = unreported(demo, TUESDAY).first()
    menu = Menu.objects.filter(programme=demo).first()
    MealFactory(programme=demo, outlet=outlet, menu=menu, starts_on=TUESDAY, servings=7)
    at(2026, 11, 19, 9)
    make_demo(quick=True)
    assert Meal.objects.get(pk=meal.pk).servings == meal.servings
    assert Meal.objects.get(outlet=outlet, starts_on=TUESDAY).servings == 7


def test_the_real_programmes_stay_as_they_are(made, demo):
    assert real() == made.real_before


def lies_in_the_future(record):
    last = record.ends_on or record.starts_on
    return last >= periods.today()


@pytest.mark.sweep
def test_results_become_known_on_the_day_after_and_never_before(demo, at):
    known = {}
    for day in (date(2026, 11, 25), date(2026, 11, 26), date(2026, 12, 7)):
        at(day.year, day.month, day.day, 9)
        make_demo(quick=True)
        for model in apps.get_models():
            if issubclass(model, Record):
                every = list(model.objects.filter(programme=demo))
                assert not [one for one in every if lies_in_the_future(one)], (day, model)
        known[day] = Session.objects.filter(programme=demo).count()
        needs = Need.objects.filter(programme=demo, heard_on__gte=day)
        assert not needs.exists()
    assert list(known.values()) == [2, 3, 3]  # the third is on 25 November
    assert Project.objects.filter(programme=demo).count() == 2
    assert SchoolProgramme.objects.filter(programme=demo).count() == 2
    assert Workation.objects.filter(programme=demo).count() == 3


@pytest.mark.sweep
def test_when_the_campaign_is_over_the_next_one_begins(demo, at):
    at(2027, 1, 20, 9)
    later = make_demo(quick=True).programme
    assert (later.slug, later.fiscal_year) == ("2026-2", 2026)
    assert later.starts_on <= periods.today() <= later.ends_on
    at(2027, 6, 10, 9)
    assert make_demo(quick=True).programme.slug == "2027"
