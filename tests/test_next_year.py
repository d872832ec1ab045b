"""Next year's programme from this year's: the structure without a figure, shown to staff only."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from probono.models import Community, CountingLine, Need
from produce.models import ClosedDay, Menu, Outlet
from programmes.figures import results
from programmes.models import (
    Activity,
    ChangeSource,
    Event,
    Indicator,
    Note,
    Programme,
    Record,
    TrackedModel,
)
from programmes.models.next_year import CopyErrors, Plan, copied_models, descendants

from .back_office import copy_address, copy_form, copy_programme, version
from .factories import IndicatorFactory, MenuFactory, OutletFactory, ProgrammeFactory
from .pages import soup
from .together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(nec2025):
    """The programme of 2025 with what staff would have added to it."""
    OutletFactory(partnership=nec2025.partnership)
    MenuFactory(programme=nec2025, name="会津の親子丼2025")
    IndicatorFactory(programme=nec2025, slug="volunteers")
    Need(programme=nec2025, slug="need", text="担い手が足りない").save()
    nec2025.declared_headline, nec2025.declared_headline_source = 10_000, nec2025.source
    nec2025.save()
    return nec2025


def copied(programme, **changes):
    plan = Plan(programme)
    wanted = {model for model, _objects in plan.kinds}
    return plan.make(plan.suggested() | changes, wanted, {})


def count_all():
    return {m: m._base_manager.count() for m in apps.get_models() if issubclass(m, TrackedModel)}


# --- what is copied ------------------------------------------------------------------------------


def test_structure_texts_and_definitions_are_copied(full):
    copy = copied(full)
    assert (copy.partnership, copy.slug, copy.fiscal_year) == (full.partnership, "2026", 2026)
    assert copy.title == "NECグループ ふくしま応援アクション2026"
    assert copy.title_en == "NEC Group Fukushima Support Action 2026"
    assert (copy.lead, copy.lead_en) == (full.lead, full.lead_en)
    assert Menu.objects.get(programme=copy).name == "会津の親子丼2026"
    assert Note.objects.filter(programme=copy).count() == 2
    indicator = Indicator.objects.get(programme=copy)
    assert (indicator.slug, indicator.label, indicator.unit_en) == (
        *("volunteers", "ボランティア参加者数", "people"),
    )
    kickoff = Event.objects.get(programme=copy, kind="kickoff")
    assert kickoff.slug == "kickoff-2027-02"
    assert kickoff.title == "ふくしま応援アクション2026 キックオフ"
    assert Activity.objects.filter(event=kickoff).count() == 2


def test_nothing_counted_is_copied(full):
    copy = copied(full)
    records = [model for model in apps.get_models() if issubclass(model, Record)]
    assert len(records) >= 11
    assert not any(model.objects.filter(programme=copy).exists() for model in records)
    assert {result.value for result in results(copy)} == {None}


def test_last_years_announcement_is_not_copied(full):
    copy = copied(full)
    assert copy.source is None
    assert copy.declared_headline is None and copy.declared_headline_source is None
    for event in Event.objects.filter(programme=copy):
        assert event.source is None and event.reading == ""
    sources = {note.source.slug for note in Note.objects.filter(programme=copy)}
    assert sources == {"agreement-2024", "probono-club"}  # these hold in any year


def test_what_belongs_to_its_year_is_not_copied(full, nec2024):
    assert not Need.objects.filter(programme=copied(full)).exists()
    event = Event.objects.filter(programme=nec2024, voices__isnull=False).first()
    copy = Event.objects.get(programme=copied(nec2024, slug="2025-2"), title=event.title)
    assert event.voices.count() and not copy.voices.count()


def test_what_belongs_to_the_partnership_is_shared(full):
    before = Outlet.objects.count(), Community.objects.count(), ClosedDay.objects.count()
    copy = copied(full)
    assert (Outlet.objects.count(), Community.objects.count(), ClosedDay.objects.count()) == before
    for line in CountingLine.objects.filter(programme=copy):
        old = CountingLine.objects.get(programme=full, slug=line.slug)
        assert set(line.communities.all()) == set(old.communities.all())


def test_days_move_to_the_same_weekday_of_the_next_fiscal_year(full):
    copy = copied(full)
    assert (copy.starts_on, copy.ends_on) == (date(2027, 2, 18), date(2027, 3, 12))
    old = Event.objects.filter(programme=full).order_by("starts_on", "slug")
    new = Event.objects.filter(programme=copy).order_by("starts_on", "slug")
    assert len(old) == len(new) == 4
    for before, after in zip(old, new, strict=True):
        assert (after.starts_on - before.starts_on).days == 7 * 52
        assert after.start_time == before.start_time


def test_only_staff_see_it_until_told_otherwise(full, client, admin_client):
    copy = copied(full)
    assert copy.visible_from is None
    assert client.get("/nec/2026/").status_code == 404
    assert admin_client.get("/nec/2026/").status_code == 200
    assert "アクション2026" not in soup(client, "/").get_text()


def test_the_original_stays_as_it_is(full):
    before = version(full), Event.objects.filter(programme=full).count()
    rows = list(Event.objects.filter(programme=full).order_by("pk").values())
    copied(full)
    assert (version(full), Event.objects.filter(programme=full).count()) == before
    assert list(Event.objects.filter(programme=full).order_by("pk").values()) == rows


@pytest.mark.sweep
def test_a_copy_can_be_copied_again(full):
    second = copied(copied(full))
    assert (second.slug, second.title) == ("2027", "NECグループ ふくしま応援アクション2027")
    assert Event.objects.filter(programme=second).count() == 4


def test_every_kind_of_a_programme_is_either_copied_or_left_on_purpose():
    left = {
        model.__name__
        for model in apps.get_models()
        if issubclass(model, TrackedModel)
        and not issubclass(model, Record)
        and any(f.related_model is Programme for f in model._meta.concrete_fields)
        and model not in copied_models()
    }
    assert left == {"Need", "Photo", "Release"}
    assert {Event, Indicator, Menu, CountingLine, Note} <= set(copied_models())


def test_an_event_that_is_not_wanted_leaves_its_parts_behind(full):
    plan = Plan(full)
    assert [child for child, _found in descendants(Event.objects.filter(programme=full), Event)]
    copy = plan.make(plan.suggested(), {Menu}, {})
    assert Menu.objects.filter(programme=copy).count() == 1
    assert not Event.objects.filter(programme=copy).exists()
    assert not Activity.objects.filter(event__programme=copy).exists()


def test_history_tells_the_copy_and_its_author(full, admin_client, admin_user):
    copy_programme(admin_client, full)
    copy = Programme.objects.get(partnership=full.partnership, slug="2026")
    made = [copy, *Event.objects.filter(programme=copy), *Menu.objects.filter(programme=copy)]
    made += Activity.objects.filter(event__programme=copy)
    assert len(made) > 6
    for obj in made:
        entry = obj.history.get()
        assert (entry.way, entry.detail) == (ChangeSource.COPY, "nec/2025")
        assert entry.history_user == admin_user


def test_all_or_nothing(full, monkeypatch):
    before = count_all()

    def refuse(menu):
        raise ValidationError({"name": "この名称は使えません。"})

    monkeypatch.setattr(Menu, "clean", refuse)
    with pytest.raises(CopyErrors) as refused:
        copied(full)
    assert [(str(obj), name) for obj, name, _text in refused.value.by_field()] == [
        ("会津の親子丼2025", "name")
    ]
    assert count_all() == before


# --- the page ------------------------------------------------------------------------------------


def test_the_programmes_page_leads_there(admin_client, full):
    url = reverse("admin:programmes_programme_change", args=[full.pk])
    assert soup(admin_client, url).select_one(f".object-tools a[href='{copy_address(full)}']")


def test_the_page_shows_what_will_be_copied_and_every_day_to_check(admin_client, full):
    page = soup(admin_client, copy_address(full))
    kinds_shown = page.select_one(".fp-copy__kinds").get_text()
    assert "催し（4件）" in kinds_shown and "内容2件を含みます" in kinds_shown
    assert all(box.has_attr("checked") for box in page.select(".fp-copy__kinds input"))
    rows = page.select(".fp-copy__days tbody tr")
    assert len(rows) == 2 + 4
    assert "2026年2月19日(木)" in rows[0].get_text()
    assert rows[0].input["value"] == "2027-02-18"
    assert "拠点（1件）" in page.select_one(".fp-copy__kept").get_text()
    named = {label["for"] for label in page.select("#content label[for]")}
    inputs = page.select("#content input:not([type=hidden], [type=submit])")
    assert {each["id"] for each in inputs} <= named


def test_a_holiday_is_pointed_out(admin_client, full):
    event = Event.objects.get(programme=full, kind="report")
    event.starts_on = date(2026, 2, 24)  # 52 weeks on: 23 February 2027, a holiday
    event.save()
    text = soup(admin_client, copy_address(full)).select_one(".fp-copy__days").get_text()
    assert "祝日（天皇誕生日）です。" in text


def test_one_post_makes_it_and_says_what_to_check(admin_client, full):
    answer = copy_programme(
        admin_client, full, title="来年のアクション", starts_on="２０２７／２／２２"
    )
    copy = Programme.objects.get(partnership=full.partnership, slug="2026")
    assert (copy.title, copy.starts_on) == ("来年のアクション", date(2027, 2, 22))
    assert answer.redirect_chain[-1][0] == reverse(
        "admin:programmes_programme_change", args=[copy.pk]
    )
    body = answer.content.decode()
    assert "いまは職員だけに見えます" in body
    assert f"/admin/programmes/event/?programme__id__exact={copy.pk}" in body
    assert (
        admin_client.get(f"/admin/programmes/event/?programme__id__exact={copy.pk}").status_code
        == 200
    )


def test_days_typed_on_the_page_are_kept(admin_client, full):
    event = Event.objects.get(programme=full, kind="kickoff")
    copy_programme(admin_client, full, **{f"day-event-{event.pk}-starts_on": "2027-02-25"})
    assert Event.objects.get(programme__slug="2026", kind="kickoff").starts_on == date(2027, 2, 25)


def test_what_is_not_ticked_is_not_copied(admin_client, full):
    answer = copy_programme(admin_client, full, **{"kind-produce-menu": None})
    copy = Programme.objects.get(slug="2026")
    assert not Menu.objects.filter(programme=copy).exists()
    assert "メニュー（" not in answer.content.decode()


def test_a_year_that_stands_already_is_named(admin_client, full):
    assert not soup(admin_client, copy_address(full)).select(".fp-copy__twins")
    copy = copied(full)
    page = soup(admin_client, copy_address(full))
    assert page.select_one(".fp-copy__twins a")["href"].endswith(f"/{copy.pk}/change/")
    assert page.find(id="id_slug")["value"] == "2026-2"


def test_pressing_twice_makes_one(admin_client, full):
    data = copy_form(admin_client, full)
    assert admin_client.post(copy_address(full), data).status_code == 302
    before = count_all()
    answer = admin_client.post(copy_address(full), data)
    assert answer.status_code == 200 and count_all() == before
    assert "もうあります" in answer.context["form"].errors["slug"][0]
    assert answer.context["form"]["slug"].value() == "2026"


def test_every_error_stands_at_its_field_and_what_was_typed_stays(admin_client, full):
    before = count_all()
    event = Event.objects.get(programme=full, kind="kickoff")
    name = f"day-event-{event.pk}-starts_on"
    wrong = {"title": "", "slug": "二〇二六", "ends_on": "2027-02-01x", "fiscal_year": "1"}
    answer = copy_programme(admin_client, full, **wrong, **{name: "あした"})
    errors = answer.context["form"].errors
    assert {"title", "ends_on", "fiscal_year", name} <= set(errors)
    assert answer.context["form"][name].value() == "あした"
    again = copy_programme(admin_client, full, slug="二〇二六", ends_on="2027-02-01")
    assert {"slug", "ends_on"} <= set(again.context["form"].errors)
    empty = copy_programme(admin_client, full, **{name: ""})
    assert name in empty.context["form"].errors
    assert count_all() == before


def test_another_year_can_be_asked_for(admin_client, full):
    answer = copy_programme(admin_client, full, fiscal_year="2027", slug="2027")
    copy = Programme.objects.get(slug="2027")
    assert copy.fiscal_year == 2027
    assert "2027年度の外です" in answer.content.decode()


def test_it_needs_the_right_to_add_a_programme(client, full):
    user = User.objects.create_user("editor", password="x", is_staff=True)
    every = Permission.objects.filter(content_type__app_label="programmes")
    user.user_permissions.set(every.exclude(codename="add_programme"))
    client.force_login(user)
    assert client.get(copy_address(full)).status_code == 403
    assert client.post(copy_address(full), {}).status_code == 403
    change = reverse("admin:programmes_programme_change", args=[full.pk])
    assert "翌年度をつくる" not in client.get(change).content.decode()
    user.user_permissions.add(every.get(codename="add_programme"))
    assert client.get(copy_address(full)).status_code == 200
    client.logout()
    assert client.get(copy_address(full)).status_code == 302


def test_a_programme_that_is_not_there_is_not_found(admin_client):
    assert admin_client.get(reverse("admin:programmes_programme_copy", args=[0])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_posts_at_once_one_makes_it(transactional_db, admin_user):
    programme = ProgrammeFactory()
    MenuFactory(programme=programme)

    def send():
        client = Client()
        client.force_login(admin_user)
        return client.post(copy_address(programme), copy_form(client, programme))

    outcomes = at_once(send, send)
    assert sorted(outcome.status_code for outcome in outcomes) == [200, 302], outcomes
    assert programme.partnership.programmes.count() == 2
    assert Menu.objects.filter(programme__partnership=programme.partnership_id).count() == 2
