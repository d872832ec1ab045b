"""A record behind a published figure changes only with a word why, by whatever way."""

from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from events.models import Exchange
from produce.models import Meal, Menu
from programmes import imports
from programmes.models import Event, IndicatorRecord, ReasonNeeded, change_reason, store

from .back_office import add, change, delete_chosen, post, put_back, text
from .factories import (
    CountingLineFactory,
    IndicatorFactory,
    MealFactory,
    MenuFactory,
    OutletFactory,
    ProgrammeFactory,
    PublicationFactory,
    ReleaseFactory,
    SaleFactory,
    SignUpCountFactory,
)
from .grids import name, sent, soup, url
from .releases import drafted, issued

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 6, day) for day in (1, 2, 3))
WHY = "拠点からの訂正"


@pytest.fixture
def programme(db):
    return ProgrammeFactory(fiscal_year=2026, starts_on=MONDAY, ends_on=date(2026, 6, 26))


@pytest.fixture
def outlet(programme):
    return OutletFactory(partnership=programme.partnership, name="本社食堂")


@pytest.fixture
def meal(programme, outlet):
    return MealFactory(
        programme=programme, outlet=outlet, starts_on=MONDAY, ends_on=MONDAY, servings=120
    )


@pytest.fixture
def published(meal):
    """The meals of Monday and Tuesday, published."""
    return publish(meal.programme, "produce.meal", period_start=MONDAY, period_end=TUESDAY)


def publish(programme, model, **days):
    release = ReleaseFactory(programme=programme)
    figure = {"model": model, "label": "食数", **days}
    return PublicationFactory(release=release, figures=[figure]).figures.get()


def outlet_programme(published):
    return published.publication.release.programme


def reasons(meal):
    versions = Meal.history.filter(id=meal.pk)
    return [version.history_change_reason for version in versions]


def stored(meal):
    return Meal.objects.filter(programme=meal.programme)


# the rule


def test_it_may_change_freely_until_its_figure_is_published(meal):
    meal.servings = 121
    meal.save()
    assert reasons(meal) == [None, None]


def test_then_it_needs_a_reason_which_the_history_keeps(published, meal):
    meal.servings = 121
    with pytest.raises(ReasonNeeded, match="公表した数字（食数）") as refused:
        meal.save()
    assert refused.value == ReasonNeeded("食数")
    with change_reason(WHY):
        meal.save()
    assert reasons(meal) == [WHY, None]


def test_saving_it_unchanged_needs_none(published, meal):
    Meal.objects.get(pk=meal.pk).save()


def test_deleting_it_needs_one(published, meal):
    with pytest.raises(ReasonNeeded):
        meal.delete()
    with pytest.raises(ReasonNeeded):
        stored(meal).delete()
    with change_reason(WHY):
        stored(meal).delete()
    assert reasons(meal) == [WHY, None]


def test_a_forgotten_day_needs_one_and_a_day_after_what_was_published_does_not(published, outlet):
    about = {"programme": outlet_programme(published), "outlet": outlet}
    with pytest.raises(ReasonNeeded):
        MealFactory(**about, starts_on=TUESDAY, ends_on=TUESDAY)
    MealFactory(**about, starts_on=WEDNESDAY, ends_on=WEDNESDAY)


def test_a_day_that_moves_out_of_what_was_published_needs_one(published, meal):
    meal.starts_on = meal.ends_on = WEDNESDAY
    with pytest.raises(ReasonNeeded):
        meal.save()


def test_a_record_for_comparison_and_a_day_without_count_need_none(published, outlet):
    about = {"programme": outlet_programme(published), "starts_on": TUESDAY, "ends_on": TUESDAY}
    MealFactory(**about, outlet=None, servings=400, is_comparison=True)
    MealFactory(**about, outlet=outlet, servings=None, state="closed")


def test_another_programme_and_another_kind_need_none(meal):
    publish(ProgrammeFactory(), "produce.meal", period_start=MONDAY, period_end=TUESDAY)
    publish(meal.programme, "produce.sale", period_start=MONDAY, period_end=TUESDAY)
    meal.servings = 121
    meal.save()


def test_an_open_end_covers_all_later_days(meal, outlet):
    publish(meal.programme, "produce.meal", period_start=MONDAY, period_end=None)
    with pytest.raises(ReasonNeeded):
        MealFactory(programme=meal.programme, outlet=outlet, starts_on=WEDNESDAY, ends_on=WEDNESDAY)


def test_a_count_to_a_later_date_needs_none_and_one_to_an_earlier_does(programme):
    old = SignUpCountFactory(programme=programme, ends_on=MONDAY)
    publish(programme, "probono.signupcount", basis="cumulative", as_of=MONDAY)
    SignUpCountFactory(programme=programme, line=old.line, ends_on=TUESDAY)
    with pytest.raises(ReasonNeeded):
        SignUpCountFactory(programme=programme, line=old.line, ends_on=date(2026, 5, 31))


def test_many_at_once_need_one_or_nothing_is_saved(published, meal, outlet):
    programme = meal.programme
    free = MealFactory.build(
        programme=programme, outlet=outlet, starts_on=WEDNESDAY, ends_on=WEDNESDAY
    )
    meal.servings = 121
    with pytest.raises(ReasonNeeded):
        store(Meal, programme, [free], [meal], fields=["servings"])
    with pytest.raises(ReasonNeeded):
        store(Meal, programme, [free], deleted=[meal])
    assert stored(meal).get().servings == 120
    store(Meal, programme, [free], [meal], fields=["servings"], reason=WHY)
    assert reasons(meal) == [WHY, None]


def test_only_the_records_that_the_figure_selects_need_one(programme):
    sale = SaleFactory(programme=programme, kind="online", starts_on=MONDAY, ends_on=MONDAY)
    about = {"period_start": MONDAY, "period_end": TUESDAY, "selection": {"kind": "shop"}}
    publish(programme, "produce.sale", **about)
    sale.items += 1
    sale.save()
    with pytest.raises(ReasonNeeded):
        SaleFactory(programme=programme, kind="shop", starts_on=TUESDAY, ends_on=TUESDAY)


def test_an_own_indicator_asks_for_its_own_counts_up_to_the_date(programme):
    mine, other = (
        IndicatorFactory(programme=programme, basis="cumulative", slug=slug) for slug in "ab"
    )
    asked = {"basis": "cumulative", "as_of": MONDAY, "selection": {"indicator": mine.pk}}
    publish(programme, "programmes.indicatorrecord", **asked)

    def count(indicator, day):
        IndicatorRecord(indicator=indicator, programme=programme, ends_on=day, value=5).save()

    count(other, MONDAY)
    count(mine, TUESDAY)
    with pytest.raises(ReasonNeeded):
        count(mine, MONDAY)


def test_what_a_published_figure_means_needs_one_too(programme):
    mine = IndicatorFactory(programme=programme, slug="mine")
    publish(programme, "", strand="headline", slug="participations")
    mine.label = "別の名前"
    mine.save()
    mine.counts_as_participation = True
    with pytest.raises(ReasonNeeded):
        mine.save()
    with change_reason(WHY):
        mine.save()
    publish(programme, "programmes.indicatorrecord", slug="mine")
    mine.unit = "回"
    with pytest.raises(ReasonNeeded):
        mine.save()


@pytest.mark.parametrize("factory", [IndicatorFactory, CountingLineFactory])
def test_a_published_name_of_a_figure_is_not_changed(programme, factory):
    mine = factory(programme=programme, slug="mine")
    publish(programme, "programmes.indicatorrecord", slug="mine")
    mine.slug = "elsewhere"
    with pytest.raises(ValidationError, match="アドレス"):
        mine.save()


def test_a_dish_may_have_had_the_name_of_a_figure(programme):
    dish = MenuFactory(programme=programme, slug="mine")
    publish(programme, "programmes.indicatorrecord", slug="mine")
    dish.slug = "elsewhere"
    dish.save()
    assert Menu.objects.get().slug == "elsewhere"


def test_an_outlet_takes_another_name_in_addresses_and_its_old_one_back(
    admin_client, outlet, published
):
    before = outlet.slug
    post(admin_client, change(outlet), slug="elsewhere")
    outlet.refresh_from_db()
    assert outlet.slug == "elsewhere"
    put_back(admin_client, outlet, outlet.history.last())
    outlet.refresh_from_db()
    assert outlet.slug == before


def test_a_headcount_that_a_report_printed_needs_one(nec2024, author, approver):
    event = Event.objects.get(slug="exchange-2025-01")
    release = drafted(author, programme=nec2024, slug="report", kind="report", event=event)
    publication = issued(release, author, approver)
    assert publication.figures.get(slug=f"{event.slug}.party-1.people").printed == "10名"
    exchange = Exchange.objects.get(event=event)
    for obj, field in ((exchange.parties.first(), "headcount"), (exchange, "groups")):
        setattr(obj, field, getattr(obj, field) + 1)
        with pytest.raises(ReasonNeeded):
            obj.save()


def test_a_release_that_names_only_the_headline_protects_its_parts(nec2025, author, approver):
    release = ReleaseFactory.build(
        programme=nec2025,
        kind="report",
        event=Event.objects.filter(programme=nec2025).first(),
        text="# 報告\n{participations}",
        text_en="# Report\n{participations}",
    )
    release._history_user = author
    release.save()
    lines = issued(release, author, approver).figures
    assert {"participations", "meals"} <= set(lines.values_list("slug", flat=True))
    meal = Meal.objects.get(programme=nec2025)
    meal.servings = 100
    with pytest.raises(ReasonNeeded):
        meal.save()


# the ways


def test_setting_a_total_aside_asks_at_the_field(admin_client, programme, outlet):
    total = MealFactory(
        programme=programme, outlet=None, starts_on=MONDAY, ends_on=WEDNESDAY, servings=400
    )
    publish(programme, "produce.meal", period_start=MONDAY, period_end=WEDNESDAY)
    typed = {"programme": programme.pk, "outlet": outlet.pk, "servings": "5"}
    typed |= {"starts_on": "2026-06-01", "settles_overlap": "on"}
    response = post(admin_client, add(Meal), **typed)
    assert "change_reason" in response.context["adminform"].form.errors
    assert 'value="5"' in text(response)
    total.refresh_from_db()
    assert not total.is_comparison
    post(admin_client, add(Meal), **typed, change_reason=WHY)
    total.refresh_from_db()
    assert total.is_comparison


def test_the_form_asks_at_the_field_and_keeps_what_was_typed(admin_client, published, meal):
    response = post(admin_client, change(meal), servings="121")
    form = response.context["adminform"].form
    assert list(form.errors) == ["change_reason"]
    assert 'value="121"' in text(response)
    post(admin_client, change(meal), servings="121", change_reason=WHY)
    assert reasons(meal) == [WHY, None]


def test_the_form_of_a_new_record_asks_too(admin_client, published, meal):
    typed = {"programme": meal.programme_id, "outlet": meal.outlet_id, "servings": "5"}
    response = post(admin_client, add(Meal), **typed, starts_on="2026-06-02")
    assert 'name="change_reason"' in text(response)
    assert stored(meal).count() == 1
    post(admin_client, add(Meal), **typed, starts_on="2026-06-02", change_reason=WHY)
    assert stored(meal).count() == 2


def test_the_pages_that_delete_ask(admin_client, published, meal):
    page = change(meal).replace("change/", "delete/")
    seen = admin_client.get(page).context["opened_on"]
    response = admin_client.post(page, {"post": "yes", "opened_on": seen}, follow=True)
    assert "まだ削除していません。公表した数字" in text(response)
    assert "まだ何も削除していません。公表した数字" in text(delete_chosen(admin_client, [meal]))
    assert stored(meal).exists()
    delete_chosen(admin_client, [meal], change_reason=WHY)
    assert reasons(meal) == [WHY, None]


def test_going_back_asks(admin_client, published, meal):
    with change_reason("一度目"):
        meal.servings = 1
        meal.save()
    first = meal.history.last()
    assert "戻せません。公表した数字" in text(put_back(admin_client, meal, first))
    put_back(admin_client, meal, first, change_reason=WHY)
    assert reasons(meal) == [WHY, "一度目", None]


def test_the_grid_asks_only_then_and_keeps_what_was_typed(admin_client, published, meal, outlet):
    page = soup(admin_client.get(url(meal.programme)))
    assert not page.select("[name=change_reason]")
    typed = sent(page) | {name(outlet, MONDAY): "121"}
    page = soup(admin_client.post(url(meal.programme), typed))
    assert page.select_one("[name=change_reason]")["aria-invalid"] == "true"
    assert stored(meal).get().servings == 120
    typed = sent(page)
    assert typed[name(outlet, MONDAY)] == ["121"]
    typed["change_reason"] = WHY
    assert admin_client.post(url(meal.programme), typed).status_code == 302
    assert reasons(meal) == [WHY, None]


def test_a_file_and_taking_it_back_ask(published, meal, admin_user):
    batch = imports.upload(
        meal.programme,
        "produce.meal",
        "a.csv",
        "拠点,日付,提供数\n本社食堂,2026-06-01,121\n".encode(),
        admin_user,
    )
    with pytest.raises(imports.Conflicts, match="公表した数字"):
        imports.commit(batch, admin_user, choice="file")
    imports.commit(batch, admin_user, choice="file", reason=WHY)
    batch.refresh_from_db()
    with pytest.raises(imports.Conflicts, match="公表した数字"):
        imports.undo(batch, admin_user)
    imports.undo(batch, admin_user, "戻す")
    assert reasons(meal) == ["戻す", WHY, None]


def test_the_command_asks(folder, db):
    call_command("load_programme", "nec/2025", folder=folder, verbosity=0)
    total = Meal.objects.get(servings=6600)
    days = {"period_start": total.starts_on, "period_end": total.ends_on}
    publish(total.programme, "produce.meal", **days)
    path = folder / "nec-2025.toml"
    path.write_text(path.read_text().replace("servings = 6600", "servings = 6700"))
    load = ("load_programme", "nec/2025")
    with pytest.raises(CommandError, match="公表した数字"):
        call_command(*load, folder=folder, stdout=StringIO())
    call_command(*load, folder=folder, stdout=StringIO(), reason=WHY)
    assert reasons(total) == [WHY, None]
