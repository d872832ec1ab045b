"""Who enters does so for what was given to them, and sees nothing of other partnerships."""

from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from probono.models import SignUpCount
from produce.models import Meal, Menu, Outlet, OutletDuty, Sale
from programmes import imports
from programmes.accounts.roles import rights
from programmes.models import Duty, Event, Indicator, Programme, Role

from .back_office import (
    add,
    address,
    change,
    delete_chosen,
    filled,
    post,
    put_back,
    restore_address,
    text,
)
from .factories import (
    CommunityFactory,
    CountingLineFactory,
    MealFactory,
    MenuFactory,
    OutletFactory,
    PhotoFactory,
    ProgrammeFactory,
    SaleFactory,
    SignUpCountFactory,
)
from .staff import judged, person


@pytest.fixture
def mine(db):
    return ProgrammeFactory(fiscal_year=2026, starts_on=date(2026, 6, 1), ends_on=None)


@pytest.fixture
def theirs(db):
    """Another partnership's, not public yet."""
    days = {"fiscal_year": 2026, "starts_on": date(2026, 6, 5), "ends_on": None}
    return ProgrammeFactory(title="よその極秘企画", visible_from=None, **days)


@pytest.fixture
def user(mine):
    return person(Role.ENTRY, partnership=mine.partnership)


@pytest.fixture
def entry(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def outlet(mine, user):
    """The one that is given; `another` beside it is not."""
    given = OutletFactory(partnership=mine.partnership, name="本社食堂")
    OutletDuty.objects.create(user=user, outlet=given)
    return given


@pytest.fixture
def another(mine):
    return OutletFactory(partnership=mine.partnership, name="支社食堂")


def sale(programme, day):
    return SaleFactory(programme=programme, kind="online", starts_on=date(2026, 6, day))


# the rules


def test_nothing_is_given_to_begin_with(mine, outlet):
    for someone in (person(), person(Role.ENTRY), person(Role.READING), person(Role.PUBLICATION)):
        assert not Programme.objects.enterable_by(someone).exists()
        assert not Outlet.objects.enterable_by(someone).exists()


def test_everything_is_given_to_who_administers(mine, theirs, outlet, another, admin_user):
    for someone in (admin_user, person(Role.ADMINISTRATION)):
        assert {mine, theirs} <= set(Programme.objects.enterable_by(someone))
        assert {outlet, another} <= set(Outlet.objects.enterable_by(someone))


def test_a_duty_of_who_is_no_longer_in_the_group_gives_nothing(mine):
    someone = person(Role.READING, partnership=mine.partnership)
    assert not Programme.objects.enterable_by(someone).exists()


def test_the_programmes_of_a_given_partnership_are_enterable(user, mine, theirs):
    assert list(Programme.objects.enterable_by(user)) == [mine]


def test_an_outlet_needs_its_partnership_too(user, outlet, another, theirs):
    far = OutletFactory(partnership=theirs.partnership)
    OutletDuty.objects.create(user=user, outlet=far)
    assert list(Outlet.objects.enterable_by(user)) == [outlet]


def test_a_record_of_any_kind_follows_its_partnership(user, mine, theirs):
    records = [SignUpCountFactory(line=CountingLineFactory(programme=p)) for p in (mine, theirs)]
    assert judged(records, user) == [True, False]


def test_a_record_of_an_outlet_follows_the_outlet(user, mine, theirs, outlet, another):
    records = [MealFactory(programme=mine, outlet=one) for one in (outlet, another)]
    records += [MealFactory(programme=theirs)]
    assert judged(records, user) == [True, False, False]


def test_a_total_needs_all_outlets_of_its_kind(user, mine, outlet, another):
    meal = MealFactory(programme=mine)
    sales = [SaleFactory(programme=mine, kind=kind) for kind in ("shop", "online")]
    OutletFactory(partnership=mine.partnership, kind="shop")
    assert judged([meal], user) == [False]
    assert judged(sales, user) == [False, True]
    OutletDuty.objects.create(user=user, outlet=another)
    assert judged([meal], user) == [True]


# what is seen


@pytest.fixture
def both(mine, theirs):
    """A record of each kind of programme and what it refers to."""
    for programme in (mine, theirs):
        menu = MenuFactory(programme=programme, name=f"{programme.title}の定食")
        MealFactory(programme=programme, menu=menu)
        SignUpCountFactory(line=CountingLineFactory(programme=programme, label=programme.title))


@pytest.mark.parametrize("model", [Meal, SignUpCount, Menu, Programme, Event, Outlet, Indicator])
def test_a_list_shows_nothing_of_another_partnership(entry, both, model):
    page = text(entry.get(address(model, "changelist")))
    assert "よその極秘企画" not in page
    assert "よその極秘企画" not in text(entry.get(f"{address(model, 'changelist')}?q=極秘"))


@pytest.mark.parametrize("roles", [[Role.READING], [Role.ENTRY, Role.READING]])
def test_who_reads_sees_every_partnership(client, both, mine, roles):
    client.force_login(person(*roles, partnership=mine.partnership))
    assert "よその極秘企画" in text(client.get(address(Meal, "changelist")))


def test_a_search_for_a_field_finds_nothing_of_another_partnership(entry, both, mine):
    query = "app_label=produce&model_name=meal&field_name=menu"
    found = entry.get(f"{reverse('admin:autocomplete')}?{query}").json()["results"]
    assert [one["text"] for one in found] == [f"{mine.title}の定食（{mine}）"]


def test_a_form_offers_only_what_is_given(entry, mine, theirs, outlet, another):
    form = entry.get(add(Meal)).context["adminform"].form
    assert list(form.fields["programme"].queryset) == [mine]
    assert list(form.fields["outlet"].queryset) == [outlet]
    assert form["programme"].value() == mine.pk


@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_a_record_of_another_partnership_is_not_there(entry, theirs, page):
    meal = MealFactory(programme=theirs)
    response = entry.get(address(Meal, page, meal.pk))
    assert response.status_code in (302, 403, 404)
    if response.status_code == 302:
        assert response.url == reverse("admin:index")


def test_the_history_of_a_deleted_record_of_another_partnership_stays_closed(entry, mine, theirs):
    for programme, status in ((mine, 200), (theirs, 403)):
        meal = MealFactory(programme=programme)
        key = meal.pk
        meal.delete()
        assert entry.get(address(Meal, "history", key)).status_code == status


@pytest.mark.sweep
def test_who_deleted_what_of_another_partnership_is_not_told(entry, mine, theirs, outlet):
    for programme in (mine, theirs):
        meal = MealFactory(programme=programme, outlet=outlet if programme == mine else None)
        url = change(meal)
        meal.delete()
        response = entry.post(url, {"programme": mine.pk})
        assert ("削除しました" in text(response)) == (programme == mine)
    assert (response.status_code, response.url) == (302, reverse("admin:index"))


def test_a_draft_of_another_partnership_is_not_on_the_site_either(entry, mine, theirs):
    mine.visible_from = None
    mine.save()
    assert entry.get(mine.get_absolute_url()).status_code == 200
    assert entry.get(theirs.get_absolute_url()).status_code == 404
    entry.force_login(person(Role.READING))
    assert entry.get(theirs.get_absolute_url()).status_code == 200


# what is written


def test_an_unannounced_partnership_is_shown_to_its_own_staff_alone(client, user, mine, theirs):
    community = CommunityFactory(partnership=theirs.partnership, join_url="https://example.org/")
    CountingLineFactory(programme=theirs).communities.add(community)
    event = Event.objects.create(
        programme=theirs,
        slug="secret",
        strand="dialogue",
        kind="session",
        title="極秘の催し",
        starts_on=theirs.starts_on,
    )
    partnership = theirs.partnership.get_absolute_url()
    paths = [theirs.get_absolute_url(), partnership, f"/en{partnership}"]
    paths += [f"{partnership}tables/years.{suffix}" for suffix in ("csv", "json", "pdf")]
    paths += [event.get_absolute_url(), "/events/secret.ics", f"/go/{community.slug}/"]
    paths += [PhotoFactory(programme=theirs, scope="internal").address]
    for obj in (theirs, theirs.partnership, event):
        kind = ContentType.objects.get_for_model(obj).pk
        paths.append(reverse("admin:view_on_site", args=[kind, obj.pk]))
    its_own, reader = person(Role.ENTRY, partnership=theirs.partnership), person(Role.READING)
    for someone, answers in ((user, {404}), (its_own, {200, 302}), (reader, {200, 302})):
        client.force_login(someone)
        statuses = {path: client.get(path).status_code for path in paths}
        assert set(statuses.values()) == answers, statuses


def test_the_way_to_the_site_leads_only_from_what_has_a_page_there(entry, mine):
    for model, pk in ((Programme, 0), (Programme, "x"), (Meal, 0), (Session, "1"), (None, 1)):
        kind = ContentType.objects.get_for_model(model).pk if model else 0
        path = reverse("admin:view_on_site", args=[kind, pk])
        assert entry.get(path).status_code == 404, (model, pk)


def sent(entry, url, **typed):
    """What a browser would send from the form, with values that it was not offered."""
    return entry.post(url, {**filled(entry, url), **typed}, follow=True)


def test_a_day_of_the_given_outlet_is_entered(entry, user, mine, outlet, another):
    post(entry, add(Meal), outlet=outlet.pk, starts_on="2026-06-02", servings=120)
    meal = Meal.objects.get(programme=mine)
    assert (meal.outlet, meal.servings, meal.entered_by) == (outlet, 120, user)


def test_a_programme_that_is_not_given_is_refused(entry, theirs, outlet):
    response = sent(entry, add(Meal), programme=theirs.pk, starts_on="2026-06-06", servings=1)
    assert "programme" in response.context["adminform"].form.errors
    assert not Meal.objects.filter(programme=theirs).exists()


def test_an_outlet_that_is_not_given_is_refused(entry, mine, outlet, another):
    response = sent(entry, add(Meal), outlet=another.pk, starts_on="2026-06-02", servings=1)
    assert "outlet" in response.context["adminform"].form.errors
    assert not Meal.objects.filter(programme=mine).exists()


def test_a_total_over_outlets_that_are_not_given_is_refused_in_words(entry, mine, outlet, another):
    response = sent(entry, add(Meal), outlet="", starts_on="2026-06-02", servings=1)
    assert "全拠点の担当者だけ" in response.context["adminform"].form.errors["outlet"][0]
    assert not Meal.objects.filter(programme=mine).exists()


def test_a_record_is_not_moved_to_what_is_not_given(entry, mine, theirs, outlet, another):
    meal = MealFactory(programme=mine, outlet=outlet)
    for typed in ({"outlet": another.pk}, {"outlet": ""}, {"programme": theirs.pk}):
        sent(entry, change(meal), **typed)
    meal.refresh_from_db()
    assert (meal.outlet, meal.programme, meal.history.count()) == (outlet, mine, 1)


def test_a_record_of_an_outlet_that_is_not_given_is_only_looked_at(entry, mine, outlet, another):
    meal = MealFactory(programme=mine, outlet=another)
    assert entry.get(change(meal)).status_code == 200
    refused = entry.post(change(meal), {"servings": 1})
    assert refused.status_code == 403
    assert "担当を増やして" in text(refused)
    assert entry.post(address(Meal, "delete", meal.pk), {"post": "yes"}).status_code == 403
    meal.refresh_from_db()
    assert meal.servings == 120


def test_the_list_deletes_only_what_is_given(entry, mine, outlet, another):
    meals = [MealFactory(programme=mine, outlet=one) for one in (outlet, another)]
    chosen = {"action": "delete_selected", "_selected_action": [meal.pk for meal in meals]}
    asked = entry.post(address(Meal, "changelist"), chosen)
    assert "あなたには消す権限がありません" in text(asked)
    assert 'name="post"' not in text(asked)
    assert delete_chosen(entry, meals).status_code == 403
    assert Meal.objects.filter(programme=mine).count() == 2
    delete_chosen(entry, meals[:1])
    assert list(Meal.objects.filter(programme=mine)) == [meals[1]]


def no_way_back(client, obj, version):
    """Neither offered nor done."""
    url = restore_address(obj, version)
    assert url not in text(client.get(address(type(obj), "history", obj.pk)))
    newest = type(obj).history.latest("history_id").pk
    return (client.get(url).status_code, client.post(url, {"newest": newest}).status_code)


@pytest.mark.sweep
def test_a_deleted_record_of_an_outlet_that_is_not_given_is_not_put_back(
    entry, mine, outlet, another
):
    for one, is_mine in ((another, False), (outlet, True)):
        meal = MealFactory(programme=mine, outlet=one)
        key, first = meal.pk, meal.history.get()
        meal.delete()
        meal.pk = key
        if is_mine:
            put_back(entry, meal, first)
        else:
            assert no_way_back(entry, meal, first) == (403, 403)
        assert Meal.objects.filter(pk=key).exists() == is_mine


def test_a_record_is_not_put_back_to_what_is_not_given(entry, mine, theirs, outlet, another):
    for elsewhere in ({"outlet": another}, {"outlet": None}, {"programme": theirs}):
        meal = MealFactory(**{"programme": mine, "outlet": outlet} | elsewhere)
        first = meal.history.get()
        meal.programme, meal.outlet = mine, outlet
        meal.save()
        assert no_way_back(entry, meal, first) == (403, 403), elsewhere
        meal.refresh_from_db()
        assert (meal.programme, meal.outlet) == (mine, outlet)
        meal.delete()


@pytest.mark.sweep
def test_a_record_that_was_moved_to_another_outlet_is_not_taken_back(entry, mine, outlet, another):
    meal = MealFactory(programme=mine, outlet=outlet)
    key, first = meal.pk, meal.history.get()
    meal.outlet = another
    meal.save()
    assert no_way_back(entry, meal, first) == (403, 403)
    meal.delete()
    meal.pk = key
    assert no_way_back(entry, meal, first) == (403, 403)


@pytest.mark.sweep
def test_a_dish_is_not_put_back_to_another_partnerships_programme(entry, mine, theirs):
    menu = MenuFactory(programme=theirs, name="よその丼")
    first = menu.history.get()
    menu.programme = mine
    menu.save()
    menu.name = "うちの丼"
    menu.save()
    second = menu.history.all()[1]
    assert no_way_back(entry, menu, first) == (403, 403)
    put_back(entry, menu, second)
    menu.refresh_from_db()
    assert (menu.programme, menu.name) == (mine, "よその丼")


def test_what_is_anothers_is_not_set_aside_for_an_overlap(entry, mine, outlet, another):
    total = MealFactory(programme=mine, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30))
    typed = {"outlet": outlet.pk, "starts_on": "2026-06-02", "servings": 12}
    response = post(entry, add(Meal), **typed, settles_overlap="on")
    assert "重なっています" in text(response)
    assert "印を付けて保存" not in text(response)
    total.refresh_from_db()
    assert not total.is_comparison
    assert Meal.objects.filter(programme=mine).count() == 1


def test_who_also_reads_everything_still_writes_only_what_is_given(client, mine, theirs):
    client.force_login(person(Role.ENTRY, Role.READING, partnership=mine.partnership))
    menu = MenuFactory(programme=theirs)
    assert client.get(change(menu)).status_code == 200
    assert client.post(change(menu), {"name": "別の名"}).status_code == 403
    response = sent(client, add(Menu), programme=theirs.pk, name="定食", slug="teishoku")
    assert "programme" in response.context["adminform"].form.errors
    assert not Menu.objects.filter(slug="teishoku").exists()


def test_the_days_dish_is_theirs_to_name(entry, mine):
    post(entry, add(Menu), name="会津地鶏の親子丼", slug="oyakodon")
    menu = Menu.objects.get(slug="oyakodon")
    assert menu.programme == mine
    assert entry.post(address(Menu, "delete", menu.pk), {"post": "yes"}).status_code == 403


def test_who_publishes_writes_texts_and_no_record(client, mine, theirs):
    client.force_login(person(Role.PUBLICATION))
    post(client, change(theirs), lead="新しい紹介文")
    theirs.refresh_from_db()
    assert theirs.lead == "新しい紹介文"
    assert client.get(add(Meal)).status_code == 403
    meal = MealFactory(programme=mine)
    assert client.post(change(meal), {"servings": 1}).status_code == 403


# the queries


@pytest.mark.sweep
@pytest.mark.parametrize("where", ["list", "delete"])
def test_more_records_take_no_more_queries(entry, mine, outlet, another, where):
    def queries():
        keys = [meal.pk for meal in meals]
        chosen = {"action": "delete_selected", "_selected_action": keys}
        with CaptureQueriesContext(connection) as captured:
            url = address(Sale, "changelist")
            response = entry.get(url) if where == "list" else entry.post(url, chosen)
        assert response.status_code == 200
        return sum("duty" in query["sql"] for query in captured), len(captured)

    meals = [sale(mine, 1)]
    few = queries()
    meals += [sale(mine, day) for day in range(2, 28)]
    many = queries()
    assert many[0] == few[0]
    if where == "list":
        assert many == few


@pytest.mark.sweep
def test_a_history_of_many_changes_asks_no_more_of_the_duties(entry, mine, outlet):
    meal = MealFactory(programme=mine, outlet=outlet)
    url = address(Meal, "history", meal.pk)

    def queries(changes):
        for _ in range(changes):
            meal.servings += 1
            meal.save()
        with CaptureQueriesContext(connection) as captured:
            assert entry.get(url).status_code == 200
        return len(captured)

    few = queries(2)
    assert queries(20) == few


# the duties themselves


@pytest.fixture
def boss(client, db):
    client.force_login(person(Role.ADMINISTRATION))
    return client


def test_an_administrator_gives_partnerships_and_outlets_on_a_persons_page(boss, mine, outlet):
    someone = person(Role.ENTRY)
    url = reverse("admin:auth_user_change", args=[someone.pk])
    rows = {
        "duty_set-TOTAL_FORMS": 1,
        "duty_set-0-partnership": mine.partnership_id,
        "duty_set-0-user": someone.pk,
        "outletduty_set-TOTAL_FORMS": 1,
        "outletduty_set-0-outlet": outlet.pk,
        "outletduty_set-0-user": someone.pk,
    }
    response = sent(boss, url, **rows)
    assert response.redirect_chain, text(response)
    assert list(Outlet.objects.enterable_by(someone)) == [outlet]
    duty = Duty.objects.get(user=someone)
    version = duty.history.get()
    assert (version.way, version.history_user.groups.get().name) == ("form", Role.ADMINISTRATION)
    assert OutletDuty.objects.get(user=someone).history.count() == 1


def test_only_administrators_may_give_duties():
    for model in (Duty, OutletDuty):
        assert [role for role in Role if rights(role, model)] == [Role.ADMINISTRATION]


def test_a_duty_is_given_once(user, mine):
    with pytest.raises(ValidationError):
        Duty(user=user, partnership=mine.partnership).full_clean()


# files


def brought(user, programme, text):
    """The faults of a file with meals that this person brings, and its batch."""
    batch = imports.upload(programme, "produce.meal", "食堂.csv", text.encode(), user)
    return [message for _address, _value, message in batch.report["faults"]], batch


def test_a_file_brings_only_what_is_given(user, mine, outlet, another):
    head = "拠点,日付,提供数\n"
    faults, _batch = brought(user, mine, f"{head}本社食堂,2026-06-02,5\n支社食堂,2026-06-02,7\n")
    [message] = faults
    assert "担当していない拠点" in message
    faults, batch = brought(user, mine, f"{head}本社食堂,2026-06-02,5\n")
    assert faults == []
    imports.commit(batch, user)
    assert [meal.outlet for meal in Meal.objects.filter(programme=mine)] == [outlet]


def test_a_file_takes_no_record_away_from_an_outlet_that_is_not_given(user, mine, outlet, another):
    meal = MealFactory(programme=mine, outlet=another)
    text = f"拠点,日付,提供数,記録番号\n本社食堂,2026-06-02,5,{meal.pk}\n"
    faults, _batch = brought(user, mine, text)
    assert faults == [f"記録番号{meal.pk}は、担当していない拠点の記録です。"]


def test_a_file_sets_no_total_aside_that_is_anothers(user, mine, outlet, another):
    MealFactory(programme=mine, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30))
    faults, batch = brought(user, mine, "拠点,日付,提供数\n本社食堂,2026-06-02,5\n")
    assert ["重なっています" in message for message in faults] == [True]
    OutletDuty.objects.create(user=user, outlet=another)
    faults, batch = brought(user, mine, "拠点,日付,提供数\n本社食堂,2026-06-02,5\n")
    assert (faults, len(batch.report["settled"])) == ([], 1)


def test_the_grid_and_the_desk_show_nothing_of_another_partnership(entry, mine, theirs, outlet):
    for page in ("index", "produce_grid"):
        response = entry.get(f"{reverse(f'admin:{page}')}?programme={theirs.pk}")
        assert "よその極秘企画" not in text(response)
    names = [theirs.partnership.slug, theirs.slug, "meals"]
    assert entry.get(reverse("admin:figure_history", args=names)).status_code == 404
    MealFactory(programme=theirs).delete()
    assert "極秘" not in text(entry.get(address(Meal, "deleted")))


def test_a_file_of_an_outlet_that_is_not_given_is_not_taken_back(
    entry, user, admin_user, mine, outlet, another
):
    _faults, batch = brought(admin_user, mine, "拠点,日付,提供数\n支社食堂,2026-06-02,7\n")
    imports.commit(batch, admin_user)
    page = entry.post(reverse("admin:import_undo", args=[batch.pk]), follow=True)
    assert "取り込んだ人か管理者に頼んで" in text(page)
    assert Meal.objects.filter(programme=mine).count() == 1
    OutletDuty.objects.create(user=user, outlet=another)
    entry.post(reverse("admin:import_undo", args=[batch.pk]))
    assert not Meal.objects.filter(programme=mine).exists()


def test_a_dish_that_comes_again_every_year_is_told_apart_the_newest_first(client, mine):
    year = {"fiscal_year": mine.fiscal_year - 1, "slug": "before", "title": "前の年の企画"}
    before = ProgrammeFactory(partnership=mine.partnership, **year)
    for programme in (before, mine):
        MenuFactory(programme=programme, name="毎年の定食")
    client.force_login(person(Role.ADMINISTRATION))
    query = "app_label=produce&model_name=serving&field_name=menu&term=毎年"
    found = client.get(f"{reverse('admin:autocomplete')}?{query}").json()["results"]
    assert [one["text"] for one in found] == [f"毎年の定食（{mine}）", f"毎年の定食（{before}）"]
