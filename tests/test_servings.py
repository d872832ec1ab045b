"""The plan of dishes in the back office: who enters what, what is refused, what becomes of it."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin import site
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.urls import reverse

from produce.models import ClosedDay, Menu, OutletDuty, Serving
from programmes.models import Programme, Role
from programmes.models.next_year import Plan, models_left_out

from .back_office import add, address, change, delete_chosen, filled, post, text
from .factories import (
    MenuFactory,
    OutletFactory,
    PartnershipFactory,
    ProgrammeFactory,
    ServingFactory,
)
from .loading import append, load
from .staff import judged, person

pytestmark = pytest.mark.django_db
MONDAY, FRIDAY, SATURDAY = date(2026, 2, 2), date(2026, 2, 6), date(2026, 2, 7)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def menu(programme):
    return MenuFactory(programme=programme, name="親子丼")


@pytest.fixture
def mine(programme):
    return OutletFactory(partnership=programme.partnership, slug="mine", name="本社食堂")


@pytest.fixture
def other(programme):
    return OutletFactory(partnership=programme.partnership, slug="other", name="支社食堂")


@pytest.fixture
def user(programme, mine):
    found = person(Role.ENTRY, partnership=programme.partnership)
    OutletDuty.objects.create(user=found, outlet=mine)
    return found


@pytest.fixture
def entry(client, user):
    client.force_login(user)
    return client


def rows(*dishes):
    """The plan on the page of a dish: new rows of (outlet, first day, last day)."""
    typed = {"plan-TOTAL_FORMS": len(dishes)}
    for number, (outlet, first, last) in enumerate(dishes):
        values = {"outlet": outlet.pk if outlet else "", "starts_on": first, "ends_on": last}
        typed |= {f"plan-{number}-{name}": value for name, value in values.items()}
    return typed


# who enters what


def test_a_dish_of_ones_own_cafeteria_is_planned_in_one_form(entry, menu, mine):
    page = post(entry, add(Serving), menu=menu.pk, outlet=mine.pk, starts_on="2026/2/2")
    assert "追加しました" in text(page)
    serving = Serving.objects.get()
    assert (serving.menu, serving.outlet, serving.starts_on) == (menu, mine, MONDAY)
    version = serving.history.get()
    assert (version.way, version.history_user) == ("form", page.wsgi_request.user)


def test_the_form_offers_only_ones_own_cafeterias(entry, admin_user, mine, other):
    shop = OutletFactory(partnership=mine.partnership, kind="shop")
    form = entry.get(add(Serving)).context["adminform"].form
    assert list(form.fields["outlet"].queryset) == [mine]
    assert form.fields["outlet"].empty_label == "すべての食堂"
    entry.force_login(admin_user)
    offered = set(entry.get(add(Serving)).context["adminform"].form.fields["outlet"].queryset)
    assert {mine, other} <= offered and shop not in offered


def test_another_cafeterias_dish_is_refused_wherever_it_is_posted(entry, menu, mine, other):
    page = post(entry, add(Serving), menu=menu.pk, outlet=other.pk, starts_on=MONDAY)
    assert page.context["adminform"].form.errors["outlet"]
    page = post(entry, change(menu), **rows((mine, MONDAY, ""), (other, MONDAY, "")))
    assert "「支社食堂」は担当の食堂ではありません。" in text(page)
    assert not Serving.objects.exists()


def test_a_dish_for_all_cafeterias_is_for_who_has_them_all(entry, user, menu, mine, other):
    page = post(entry, add(Serving), menu=menu.pk, outlet="", starts_on=MONDAY)
    [message] = page.context["adminform"].form.errors["outlet"]
    assert "全部の食堂の担当者だけが" in message
    assert not Serving.objects.exists()
    OutletDuty.objects.create(user=user, outlet=other)
    post(entry, add(Serving), menu=menu.pk, outlet="", starts_on=MONDAY)
    assert Serving.objects.get().outlet is None


def test_what_each_says_and_what_the_queryset_says_agree(user, menu, mine, other):
    far = MenuFactory()
    servings = [
        ServingFactory(menu=menu, outlet=mine),
        ServingFactory(menu=menu, outlet=other),
        ServingFactory(menu=menu, outlet=None),
        ServingFactory(menu=far, outlet=None),
    ]
    assert judged(servings, user) == [True, False, False, False]
    for role in (Role.PUBLICATION, Role.ADMINISTRATION):
        assert judged(servings, person(role)) == [True] * 4


def test_another_partnerships_plan_is_seen_in_no_list(entry, menu, mine):
    ServingFactory(menu=menu, outlet=mine)
    far = ServingFactory(menu=MenuFactory(name="よその丼"))
    page = text(entry.get(address(Serving, "changelist")))
    assert "親子丼" in page and "よその丼" not in page
    assert entry.get(change(far)).status_code in (302, 403)
    far.delete()
    assert "よその丼" not in text(entry.get(address(Serving, "deleted")))


def test_the_page_of_a_dish_takes_its_whole_plan_at_once(entry, menu, mine):
    page = post(entry, change(menu), **rows((mine, MONDAY, FRIDAY), (mine, "2026-02-16", "")))
    assert "変更しました" in text(page)
    assert [one.last_day for one in menu.plan.all()] == [FRIDAY, date(2026, 2, 16)]


def test_a_row_of_another_cafeteria_may_stand_but_not_be_touched(entry, menu, mine, other):
    theirs = ServingFactory(menu=menu, outlet=other)
    post(entry, change(menu), name="鶏の親子丼")
    assert Menu.objects.get().name == "鶏の親子丼"
    for typed in ({"plan-0-outlet": mine.pk}, {"plan-0-DELETE": "on"}):
        page = post(entry, change(menu), **typed)
        assert "担当の食堂ではありません" in text(page)
    assert Serving.objects.get().outlet == theirs.outlet


def test_ones_own_row_is_changed_and_deleted(entry, menu, mine):
    serving = ServingFactory(menu=menu, outlet=mine)
    post(entry, change(serving), starts_on="R8.2.3")
    assert Serving.objects.get().starts_on == date(2026, 2, 3)
    delete_chosen(entry, [serving])
    assert not Serving.objects.exists()
    assert Serving.history.first().history_type == "-"


def test_publishers_enter_for_every_cafeteria(client, menu, mine):
    client.force_login(person(Role.PUBLICATION))
    post(client, add(Serving), menu=menu.pk, outlet=mine.pk, starts_on=MONDAY)
    assert Serving.objects.get().outlet == mine


# what is refused


@pytest.mark.parametrize(
    "typed, field, message",
    [
        ({"starts_on": "2026-02-06", "ends_on": "2026-02-02"}, "ends_on", "出す日より前"),
        ({"starts_on": "2026-02-06", "ends_on": "2036-02-02"}, "ends_on", "1年より長く"),
        ({"starts_on": "金曜"}, "starts_on", "2026-02-19"),
        ({"starts_on": ""}, "starts_on", "必須"),
    ],
)
def test_a_message_says_what_to_do(admin_client, menu, typed, field, message):
    page = post(admin_client, add(Serving), menu=menu.pk, **typed)
    assert message in str(page.context["adminform"].form.errors[field])
    assert not Serving.objects.exists()


def test_the_same_dish_on_the_same_day_is_entered_once(menu, mine):
    ServingFactory(menu=menu, outlet=mine)
    with pytest.raises(ValidationError, match="もう入っています"):
        ServingFactory(menu=menu, outlet=mine)
    ServingFactory(menu=MenuFactory(programme=menu.programme), outlet=mine)
    assert Serving.objects.during(MONDAY, MONDAY).count() == 2


def test_a_shop_or_another_agreements_cafeteria_serves_nothing(menu):
    shop = OutletFactory(partnership=menu.programme.partnership, kind="shop")
    for outlet, message in ((shop, "社内売店です"), (OutletFactory(), "別の協定")):
        with pytest.raises(ValidationError, match=message):
            ServingFactory(menu=menu, outlet=outlet)


def test_what_no_page_will_show_is_saved_with_a_warning(admin_client, menu, mine):
    ClosedDay(outlet=mine, closed_on=FRIDAY).save()
    for outlet, day in ((mine, SATURDAY), (mine, FRIDAY), (None, date(2026, 3, 2))):
        typed = {"menu": menu.pk, "outlet": outlet.pk if outlet else "", "starts_on": day}
        assert "ページに出ません" in text(post(admin_client, add(Serving), **typed))
    page = post(admin_client, add(Serving), menu=menu.pk, outlet="", starts_on=FRIDAY)
    assert "ページに出ません" not in text(page)
    assert text(admin_client.get(address(Serving, "changelist"))).count("親子丼") >= 4
    page = post(admin_client, change(menu))
    assert text(page).count("ページに出ません") == 3


# the list


def test_the_list_is_filtered_by_site_and_day(admin_client, menu, mine, other, at):
    at(2026, 2, 3, 9)
    today = ServingFactory(menu=menu, outlet=mine, starts_on=MONDAY, ends_on=FRIDAY)
    past = ServingFactory(menu=menu, outlet=other, starts_on=MONDAY)
    next_week = ServingFactory(menu=menu, outlet=other, starts_on=date(2026, 2, 9))

    def listed(query):
        return set(
            admin_client.get(f"{address(Serving, 'changelist')}?{query}").context["cl"].queryset
        )

    assert listed("when=today") == listed("when=tomorrow") == {today}
    assert listed("when=week") == {today, past}
    assert listed("when=next") == {next_week}
    assert listed("when=coming") == {today, next_week}
    assert listed(f"outlet__id__exact={other.pk}") == {past, next_week}


def test_tomorrow_and_the_weeks_begin_and_end_on_their_days(admin_client, menu, mine, at):
    at(2026, 2, 8, 9)  # a Sunday
    days = (1, 2, 8, 9, 10, 15, 16)
    for number in days:
        ServingFactory(menu=menu, outlet=mine, starts_on=date(2026, 2, number))

    def shown(query):
        return admin_client.get(address(Serving, "changelist") + query).context["cl"]

    whole = shown("")
    choices = {one["display"]: one["query_string"] for one in whole.filter_specs[0].choices(whole)}
    listed = {
        word: [one.starts_on.day for one in shown(query).result_list]
        for word, query in choices.items()
    }
    assert listed.pop("全て") == sorted(days, reverse=True)
    assert listed == {
        **{"今日": [8], "明日": [9], "今週": [2, 8], "来週": [9, 10, 15]},
        "今日から": [8, 9, 10, 15, 16],
    }


def test_a_row_of_the_list_tells_day_site_dish_and_programme(admin_client, menu, mine):
    ServingFactory(menu=menu, outlet=mine, starts_on=MONDAY, ends_on=FRIDAY)
    page = BeautifulSoup(text(admin_client.get(address(Serving, "changelist"))), "html.parser")
    cells = {
        name: page.select_one(f"#result_list tbody .field-{name}").get_text(" ", strip=True)
        for name in ("days", "site", "dish", "programme")
    }
    assert "2月2日" in cells["days"] and "6日" in cells["days"]
    assert (cells["site"], cells["dish"], cells["programme"]) == (
        "本社食堂",
        "親子丼",
        str(menu.programme),
    )


def test_the_rows_of_a_dish_offer_ones_own_partnerships_cafeterias_only(entry, menu, mine, other):
    OutletFactory(partnership=mine.partnership, kind="shop", name="売店")
    OutletFactory(partnership=PartnershipFactory(), name="よその食堂")
    [shown] = entry.get(change(menu)).context["inline_admin_formsets"]
    field = shown.formset.empty_form.fields["outlet"]
    assert set(field.queryset) == {mine, other} and field.empty_label == "すべての食堂"


def test_from_the_rows_of_a_dish_nobody_makes_a_cafeteria_or_leaves(admin_client, menu, mine):
    ServingFactory(menu=menu, outlet=mine)
    page = admin_client.get(change(menu))
    [shown] = page.context["inline_admin_formsets"]
    widget = shown.formset.empty_form.fields["outlet"].widget
    rights = ("add", "change", "delete", "view")
    assert not any(getattr(widget, f"can_{right}_related") for right in rights)
    assert not BeautifulSoup(page.content, "html.parser").select(".inline-group a[href*='/r/']")


def test_the_programmes_of_the_dish_before_and_after_are_locked(rf, admin_user, menu, mine):
    serving, other = ServingFactory(menu=menu, outlet=mine), MenuFactory()
    stands, chosen = {menu.programme_id}, {other.programme_id}

    def locked(pk, menu=""):
        request = rf.post("/", {"menu": menu})
        request.user = admin_user
        return site.get_model_admin(Serving)._programmes_to_lock(request, pk and str(pk))

    assert locked(None, other.pk) == chosen and locked(serving.pk, other.pk) == stands | chosen
    assert locked(None) == set() and locked(serving.pk) == locked(serving.pk, "x") == stands


@pytest.mark.parametrize("is_visible", [True, False])
def test_a_serving_leads_to_the_site_once_its_programme_is_there(menu, mine, is_visible):
    serving = ServingFactory(menu=menu, outlet=mine)
    menu.programme.visible_from = MONDAY if is_visible else None
    link = site.get_model_admin(Serving).get_view_on_site_url(serving)
    assert link == (serving.get_absolute_url() if is_visible else None)


# copying and loading


def test_the_plan_is_of_its_year_and_not_copied(programme, menu):
    ServingFactory(menu=menu)
    assert Serving in models_left_out()
    plan = Plan(programme)
    asked = plan.suggested()
    made = plan.make(asked, {model for model, _objects in plan.kinds}, {})
    assert Menu.objects.filter(programme=made).count() == 1
    assert not Serving.objects.of(made).exists()


PLANNED = """
[[produce.menu]]
programme = "nec/2025"
slug = "oyakodon"
name = "親子丼"

[[produce.serving]]
menu = "nec/2025/oyakodon"
starts_on = 2026-02-24
ends_on = 2026-02-27
"""


def test_the_plan_is_loaded_from_a_file_and_again_changes_nothing(folder):
    append(folder, "nec-2025", PLANNED)
    assert "2 new" in load("nec/2025", folder=folder)[-1]
    serving = Serving.objects.get()
    assert (serving.outlet, serving.last_day) == (None, date(2026, 2, 27))
    assert serving.programme == Programme.objects.get(partnership__slug="nec", slug="2025")
    assert "0 new, 0 changed" in load("nec/2025", folder=folder)[-1]


def test_a_file_with_an_impossible_span_is_refused(folder):
    append(folder, "nec-2025", PLANNED.replace("02-27", "02-20"))
    with pytest.raises(CommandError, match="出す日より前"):
        load("nec/2025", folder=folder)
    assert not Serving.objects.exists()


def test_each_write_moves_the_programme_of_its_dish(menu, mine):
    seen = [Programme.objects.get(pk=menu.programme_id).version]
    serving = ServingFactory(menu=menu, outlet=mine)
    seen.append(Programme.objects.get(pk=menu.programme_id).version)
    serving.menu = MenuFactory(programme=ProgrammeFactory(partnership=mine.partnership, slug="x"))
    serving.save()
    seen.append(Programme.objects.get(pk=menu.programme_id).version)
    serving.delete()
    seen.append(Programme.objects.get(pk=serving.menu.programme_id).version)
    assert seen[:3] == sorted(set(seen[:3])) and seen[3] > 1


def test_a_deleted_dish_comes_back_with_its_plan_told(admin_client, menu, mine):
    serving = ServingFactory(menu=menu, outlet=mine)
    page = text(admin_client.get(address(Serving, "history", serving.pk)))
    assert "本社食堂" in page
    assert filled(admin_client, change(serving))["outlet"] == mine.pk


def test_a_cafeteria_of_the_plan_is_not_deleted(admin_client, menu, mine):
    ServingFactory(menu=menu, outlet=mine)
    page = text(admin_client.get(address(type(mine), "delete", mine.pk)))
    assert "削除できません" in page and "2026年2月2日" in page


def test_partnerships_do_not_share_their_plans(menu):
    ServingFactory(menu=menu)
    assert not Serving.objects.of(ProgrammeFactory(partnership=PartnershipFactory())).exists()


def test_the_desk_leads_to_the_coming_plan_of_its_programme(entry, menu, mine):
    ServingFactory(menu=menu, outlet=mine, starts_on=date(2026, 7, 3))
    ServingFactory(menu=menu, outlet=mine, starts_on=date(2026, 7, 2))
    ServingFactory(menu=menu, outlet=mine, starts_on=FRIDAY)
    shown = BeautifulSoup(entry.get("/admin/").content, "html.parser")
    [link] = [one for one in shown.select(".fp-desk-part a") if "これからの献立" in one.text]
    planned = entry.get(link["href"]).context["cl"].result_list
    assert [one.starts_on for one in planned] == [date(2026, 7, 2), date(2026, 7, 3)]


def test_the_whole_plan_begins_with_the_newest(entry, menu, mine):
    for day in (MONDAY, FRIDAY):
        ServingFactory(menu=menu, outlet=mine, starts_on=day)
    planned = entry.get(address(Serving, "changelist")).context["cl"].result_list
    assert [one.starts_on for one in planned] == [FRIDAY, MONDAY]


@pytest.mark.parametrize(
    ("english", "slugs"),
    [("", ["menu", "menu-2", "menu-3"]), ("Kozuyu_set  (large)", ["kozuyu-set-large"])],
)
def test_a_dish_without_a_name_for_files_gets_one(programme, english, slugs):
    made = [Menu(programme=programme, name=f"料理{n}", name_en=english) for n in slugs]
    for menu in made:
        menu.save()
    assert [menu.slug for menu in made] == slugs


def test_the_form_of_a_dish_asks_for_no_name_for_files(admin_client, programme):
    rows = {"plan-TOTAL_FORMS": "0", "plan-INITIAL_FORMS": "0"}
    fields = {"programme": programme.pk, "name": "こづゆ定食", "origin": "all"}
    url = reverse("admin:produce_menu_add")
    assert admin_client.post(url, {**fields, **rows}).status_code == 302
    assert Menu.objects.get(name="こづゆ定食").slug == "menu"
