"""The back office: forms that anyone can fill in, one write path, lists that add up."""

import re
from datetime import UTC, date, datetime, time

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session as SignedIn
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import DateTimeField, QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Exchange, Session
from probono.models import ClubCount, Need, SignUpCount
from produce.models import Meal, Outlet
from programmes import imports
from programmes.accounts.models import Device, Failure, Visit
from programmes.admin import RecordAdmin
from programmes.figures import results
from programmes.models import (
    ISSUED,
    Activity,
    Event,
    Indicator,
    IndicatorRecord,
    Municipality,
    Programme,
    Record,
    Release,
    SiteVersion,
    SlugField,
    TrackedModel,
)

from .back_office import add, address, change, delete_chosen, filled, post, text, version
from .factories import (
    CountingLineFactory,
    IndicatorFactory,
    MealFactory,
    MenuFactory,
    OutletFactory,
    ProgrammeFactory,
    PublicationFactory,
    SaleFactory,
    SignUpCountFactory,
)
from .pages import inline, soup

SHOWN = [model for model in admin.site._registry if issubclass(model, TrackedModel)]


@pytest.fixture
def programme(db):
    """It runs: without `at` it is 1 July 2026."""
    return ProgrammeFactory(fiscal_year=2026, starts_on=date(2026, 6, 1), ends_on=None)


@pytest.fixture
def total(nec2025):
    """The campaign's total as its document prints it: about 6,600 meals."""
    return Meal.objects.get(programme=nec2025)


@pytest.fixture
def exchange(nec2024):
    return Exchange.objects.get(programme=nec2024)


# every page


#: what nobody adds by hand
NOT_ADDED = {Municipality, Device, Failure, Visit}


def every_page():
    """(address, whether it may be added to) of each list, add, change and history page."""
    for model in admin.site._registry:
        pk = model._default_manager.values_list("pk", flat=True).first()
        assert pk, f"no {model.__name__} to visit"
        yield address(model, "changelist"), 200
        yield add(model), 403 if model in NOT_ADDED else 200
        yield address(model, "change", pk), 200
        if issubclass(model, TrackedModel):
            yield address(model, "history", pk), 200


@pytest.mark.sweep
def test_every_page_of_every_model_answers_without_inline_style_or_script(
    admin_client, admin_user, one_of_each
):
    pages = list(every_page())
    assert len(admin.site._registry) >= 26
    assert len(pages) >= 4 * 24
    for url, status in [*pages, (reverse("admin:index"), 200)]:
        response = admin_client.get(url)
        assert response.status_code == status, url
        if status == 200:
            assert inline(text(response)).found == [], url
            assert 'lang="ja"' in text(response)
            assert "ふくしま連携ポータル" in text(response)


#: half past eight in the evening in UTC is half past five of the next day here
EARLY = datetime(2026, 2, 19, 20, 30, tzinfo=UTC)


def set_every_moment(moment):
    """Puts every moment that a table of ours or of a library keeps to this one."""
    for model in apps.get_models(include_auto_created=True):
        fields = [one for one in model._meta.local_concrete_fields if type(one) is DateTimeField]
        if fields and model not in (*ISSUED, SignedIn):  # one that is over signs everybody out
            QuerySet(model).update(**{field.name: moment for field in fields})


@pytest.mark.sweep
def test_every_moment_is_told_as_it_is_in_japan(admin_client, admin_user, one_of_each):
    release = Release.objects.get(kind="results")
    printed = {"blocks": [{"kind": "headline", "text": "結果"}], "notes": []}
    fields = {"document": printed, "document_en": printed, "issued_at": EARLY, "figures": ()}
    PublicationFactory(release=release, **fields)
    rows = f"拠点,日付,提供数\n{Outlet.objects.get()},2026-02-19,80\n".encode()
    file = (release.programme, "produce.meal", "食堂.csv", rows, admin_user)
    imports.upload(*file)
    set_every_moment(EARLY)
    again = imports.upload(*file)  # whose page tells of the other with the same bytes
    public = release.publications.get().get_absolute_url()
    more = [change(release), change(again), public, f"/en{public}", f"{public[:-1]}.json"]
    pages = [url for url, status in every_page() if status == 200] + more
    texts = {url: text(admin_client.get(url)) for url in pages}
    for url, page in texts.items():
        assert not re.search(r"20:30|\+00:00|:\d\d(\.\d+)?Z\b", page), url
    early = {url for url, page in texts.items() if re.search(r"(?<!\d)0?5:30", page)}
    assert len(early) >= 40 and early >= set(more)


def has_slug(model):
    return any(isinstance(field, SlugField) for field in model._meta.fields)


@pytest.mark.parametrize(
    "slug",
    ["a/slash", *(pytest.param(slug, marks=pytest.mark.sweep) for slug in ("a blank", "ふくしま"))],
)
def test_a_slug_that_makes_no_address_is_refused_beside_its_field(admin_client, one_of_each, slug):
    objects = [model.objects.order_by("pk").first() for model in SHOWN if has_slug(model)]
    assert len(objects) >= 14
    for obj in objects:
        link = admin_client.get(change(obj)).context["absolute_url"]
        response = post(admin_client, change(obj), slug=slug)
        assert response.status_code == 200, obj
        assert response.context["adminform"].form.errors.keys() == {"slug"}, obj
        assert response.context["absolute_url"] == link, "still that of what is stored"


def test_every_page_sends_a_stranger_to_the_login(client, admin_user, one_of_each):
    pages = list(every_page())
    assert len(pages) >= 4 * 24
    for url, _status in pages:
        response = client.get(url)
        assert response.status_code == 302, url
        assert response.url.startswith(reverse("admin:login") + "?next=/admin/"), url


def test_the_login_page_is_ours_and_in_japanese_whatever_the_browser_prefers(client, db):
    headers = {"accept-language": "en"}
    response = client.get(reverse("admin:login"), headers=headers, follow=True)
    assert response.redirect_chain == [("/accounts/login/?next=/admin/", 302)]
    assert "ふくしま連携ポータル" in text(response)
    assert "ログイン" in text(response)


def test_what_is_entered_most_stands_first_beside_the_pages(admin_client, db):
    page = soup(admin_client, reverse("admin:produce_meal_changelist"))
    links = [link.text for link in page.select("#nav-sidebar .section")]
    assert links[:4] == ["県産品", "催しと交流", "コミュニティとプロボノ", "年度プログラム"]


def test_who_may_only_look_sees_the_form_without_its_offers(client, django_user_model, total):
    user = django_user_model.objects.create_user("looker", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_meal"))
    client.force_login(user)
    response = client.get(change(total))
    assert response.status_code == 200
    assert "settles_overlap" not in text(response)
    assert client.post(change(total), {"servings": 1}).status_code == 403


# filling in


@pytest.mark.parametrize("model", [Meal, SignUpCount, Event, Need, Indicator])
def test_the_running_programme_is_chosen_beforehand(admin_client, programme, model):
    form = admin_client.get(add(model)).context["adminform"].form
    assert form["programme"].value() == programme.pk


def test_without_a_running_programme_the_latest_is_chosen(admin_client, nec2025):
    form = admin_client.get(add(Meal)).context["adminform"].form
    assert form["programme"].value() == nec2025.pk


def test_the_partnership_of_the_running_programme_is_chosen_beforehand(admin_client, programme):
    form = admin_client.get(add(Outlet)).context["adminform"].form
    assert form["partnership"].value() == programme.partnership_id


def test_the_strand_of_an_event_is_chosen_from_the_strands(admin_client, nec2025):
    page = text(admin_client.get(add(Event)))
    assert '<option value="exchange">6. 若手職員・社員の交流会</option>' in page


def test_a_count_to_a_date_asks_for_one_day(admin_client, nec2025):
    form = admin_client.get(add(SignUpCount)).context["adminform"].form
    assert form.fields["ends_on"].label == "いつの時点の数か"
    assert "starts_on" not in form.fields
    assert "starts_on" in admin_client.get(add(ClubCount)).context["adminform"].form.fields


def test_an_exchange_is_not_asked_for_the_days_of_its_event(admin_client, exchange):
    form = admin_client.get(change(exchange)).context["adminform"].form
    assert not {"starts_on", "ends_on"} & set(form.fields)


def test_only_cafeterias_are_offered_for_meals(admin_client, programme):
    OutletFactory(partnership=programme.partnership, name="本社食堂")
    OutletFactory(partnership=programme.partnership, name="本社売店", kind="shop")
    page = text(admin_client.get(add(Meal)))
    assert "本社食堂" in page
    assert "本社売店" not in page


@pytest.mark.parametrize("typed", ["１２０", " 120 ", "120"])
def test_full_width_digits_are_understood(admin_client, programme, typed):
    post(admin_client, add(Meal), starts_on="２０２６-06-02", servings=typed)
    meal = Meal.objects.get(programme=programme)
    assert (meal.servings, meal.starts_on) == (120, date(2026, 6, 2))


def test_grouped_digits_are_understood(admin_client, programme):
    post(admin_client, add(Meal), starts_on="2026/6/2", servings="１，２００")
    assert Meal.objects.get(programme=programme).servings == 1200


@pytest.mark.parametrize("typed", ["令和8年6月2日(火)", "R8.6.2", "2026年6月2日（火）", "20260602"])
def test_a_day_is_understood_as_people_write_it(admin_client, programme, typed):
    post(admin_client, add(Meal), starts_on=typed, servings=1)
    assert Meal.objects.get(programme=programme).starts_on == date(2026, 6, 2)


def test_a_time_is_understood_as_people_write_it(admin_client, nec2025):
    form = admin_client.get(add(Event)).context["adminform"].form
    assert form.fields["start_time"].clean("13時30分") == time(13, 30)
    with pytest.raises(ValidationError, match="時刻は「13:30」のように入れてください。"):
        form.fields["start_time"].clean("昼過ぎ")


def test_a_meal_without_a_last_day_is_of_one_day(admin_client, programme):
    post(admin_client, add(Meal), starts_on="2026-06-02", servings=1)
    assert Meal.objects.get(programme=programme).ends_on == date(2026, 6, 2)


def test_a_child_without_a_position_comes_last(admin_client, nec2025):
    event = Event.objects.filter(programme=nec2025, strand="dialogue").get()
    Activity(event=event, position=3, text="あいさつ").save()
    before = event.activities.count()
    new = {
        f"activities__{before}__text": "質疑",
        f"activities__{before + 1}__text": "閉会",
        f"activities__{before}__position": "",
        f"activities__{before + 1}__position": "",
        "activities__TOTAL_FORMS": before + 2,
    }
    post(admin_client, change(event), **new)
    last = list(event.activities.values_list("text", flat=True))[-3:]
    assert last == ["あいさつ", "質疑", "閉会"]


#: asked for elsewhere, or nowhere: the days of an event, the beginning of a count to a date, what
#: a release is asked for once it has its drafts
NOT_ASKED = {
    Release: {
        *("text", "text_en", "reason", "reason_en"),
        *("embargo_until", "is_final", "next_update_on"),
    },
    Exchange: {"starts_on", "ends_on"},
    Session: {"starts_on", "ends_on"},
    SignUpCount: {"starts_on"},
}


@pytest.fixture
def request_of_staff(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    return request


def asked(model_admin, request):
    """The fields of the model that a form has, without what it offers or tells besides."""
    names = flatten_fieldsets(model_admin.get_fieldsets(request))
    besides = {"settles_overlap", "upload", *model_admin.readonly_fields}
    return [name for name in names if name not in besides]


@pytest.mark.parametrize("model", SHOWN)
def test_a_form_asks_for_each_field_once(request_of_staff, model):
    names = asked(admin.site._registry[model], request_of_staff)
    fields = [*model._meta.fields, *model._meta.many_to_many]
    editable = {field.name for field in fields if field.editable and not field.primary_key}
    assert sorted(names) == sorted(editable - {"entered_at"} - NOT_ASKED.get(model, set()))


@pytest.mark.parametrize("model", [m for m in SHOWN if issubclass(m, Record)])
def test_a_kind_of_record_that_names_no_fields_still_has_them_all(request_of_staff, model):
    by_name = asked(admin.site._registry[model], request_of_staff)
    by_default = asked(RecordAdmin(model, admin.site), request_of_staff)
    assert set(by_name) - {"starts_on"} <= set(by_default)
    assert len(by_default) == len(set(by_default))


# saving and deleting


def test_saving_a_meal_keeps_who_and_how_and_moves_the_version(admin_client, admin_user, programme):
    before = version(programme)
    response = post(admin_client, add(Meal), starts_on="2026-06-02", servings=120)
    meal = Meal.objects.get(programme=programme)
    assert response.redirect_chain[-1][0] == address(Meal, "changelist")
    assert meal.entered_by == admin_user
    made = meal.history.get()
    assert (made.history_user, made.way) == (admin_user, "form")
    assert version(programme) > before
    assert results(programme)["meals"].value == 120


def test_changing_a_meal_leaves_who_entered_it_and_shows_the_change(admin_client, programme):
    meal = MealFactory(programme=programme, starts_on=date(2026, 6, 2), servings=120)
    post(admin_client, change(meal), servings=130)
    meal.refresh_from_db()
    assert (meal.servings, meal.entered_by) == (130, None)
    page = text(admin_client.get(address(Meal, "history", meal.pk)))
    assert "120 → 130" in page
    assert "フォーム" in page


def test_deleting_a_meal_moves_the_version(admin_client, admin_user, programme):
    meal = MealFactory(programme=programme)
    before = version(programme)
    admin_client.post(address(Meal, "delete", meal.pk), {"post": "yes"})
    assert not Meal.objects.filter(programme=programme).exists()
    assert version(programme) > before
    gone = Meal.history.filter(id=meal.pk).first()
    assert (gone.history_type, gone.history_user) == ("-", admin_user)
    assert gone.way == "form"
    assert results(programme)["meals"].value is None


def test_deleting_chosen_meals_moves_the_version(admin_client, programme):
    meals = [MealFactory(programme=programme, starts_on=date(2026, 6, day)) for day in (1, 2)]
    before = version(programme)
    response = delete_chosen(admin_client, meals, change_reason="二重の入力")
    assert "2 個の 食堂の提供数 を削除しました" in text(response)
    assert not Meal.objects.filter(programme=programme).exists()
    assert version(programme) > before
    gone = Meal.history.filter(id__in=[meal.pk for meal in meals], history_type="-")
    reasons = {(row.way, row.history_change_reason) for row in gone}
    assert (len(gone), reasons) == (2, {("action", "二重の入力")})


def test_renaming_an_outlet_moves_the_version_of_the_site(admin_client, programme):
    outlet = OutletFactory(partnership=programme.partnership)
    before = SiteVersion.objects.get().number
    post(admin_client, change(outlet), name="本社ビル 社員食堂")
    outlet.refresh_from_db()
    assert outlet.name == "本社ビル 社員食堂"
    assert SiteVersion.objects.get().number > before


def test_the_list_tells_that_what_is_used_is_not_deleted(admin_client, programme):
    outlet = OutletFactory(partnership=programme.partnership)
    MealFactory(programme=programme, outlet=outlet)
    chosen = {"action": "delete_selected", "_selected_action": [outlet.pk]}
    page = text(admin_client.post(address(Outlet, "changelist"), chosen))
    assert "使っているので削除できません" in page
    assert "削除する" not in page


def test_an_outlet_with_counts_is_not_deleted(admin_client, programme):
    outlet = OutletFactory(partnership=programme.partnership)
    MealFactory(programme=programme, outlet=outlet)
    response = admin_client.post(address(Outlet, "delete", outlet.pk), {"post": "yes"})
    assert response.status_code == 200
    assert Outlet.objects.filter(pk=outlet.pk).exists()


def test_children_are_kept_with_who_and_how(admin_client, admin_user, exchange):
    post(admin_client, change(exchange), themes__0__text="関係人口")
    theme = exchange.themes.first()
    assert theme.text == "関係人口"
    newest = theme.history.first()
    assert (newest.history_user, newest.way) == (admin_user, "form")


def test_what_saving_refuses_comes_back_on_the_form(admin_client, programme, monkeypatch):
    def save(self, *args, **kwargs):
        raise ValidationError("ほかの人が先に保存しました。")

    monkeypatch.setattr(Meal, "save", save)
    before = version(programme)
    response = post(admin_client, add(Meal), starts_on="2026-06-02", servings=120)
    assert response.status_code == 200
    assert "ほかの人が先に保存しました。" in text(response)
    assert 'value="120"' in text(response)
    assert version(programme) == before


# messages


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"servings": "-5"}, "servings", "0以上の数を入れてください（例：120）。"),
        ({"servings": "1000001"}, "servings", "100万を超えています。桁が多すぎないか、"),
        ({"servings": "百二十"}, "servings", "数だけを入れてください（例：120）。"),
        ({"servings": ""}, "servings", "数を入れてください。休業や未集計なら「状態」を"),
        ({"state": "closed"}, "servings", "「休業」のときは数を空欄にしてください。"),
        ({"starts_on": ""}, "starts_on", "いつの数かを入れてください（例：2026-02-19）。"),
        ({"starts_on": "あした"}, "starts_on", "日付は「2026-02-19」のように入れてください。"),
        ({"starts_on": "6/2"}, "starts_on", "「6月2日」の年が分かりません。年から入れて"),
        ({"starts_on": "令和8年6月2日(月)"}, "starts_on", "2026年6月2日は火曜日です"),
        ({"ends_on": "2026-06-01"}, "ends_on", "最終日が初日より前です。"),
        ({"programme": ""}, "programme", "必須"),
        ({"programme": "x"}, "programme", "正しく選択してください"),
        ({"programme": "9" * 40}, "programme", "正しく選択してください"),
        ({"outlet": "x"}, "outlet", "正しく選択してください"),
    ],
)
def test_a_message_names_the_field_and_the_way_out(admin_client, programme, typed, field, message):
    usual = {"starts_on": "2026-06-02", "servings": "120"}
    response = post(admin_client, add(Meal), **(usual | typed))
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert list(errors) == [field]
    assert message in errors[field][0]
    assert len(errors[field]) == 1
    assert not Meal.objects.filter(programme=programme).exists()


@pytest.mark.parametrize("page", ["change", "delete"])
@pytest.mark.parametrize("model", [Programme, Outlet, Meal, User])
@pytest.mark.parametrize("key", ["²", "９９９", "9" * 30, "x"])
def test_an_address_that_names_nothing_is_answered(admin_client, db, model, page, key):
    url = address(model, page, key)
    assert admin_client.get(url).status_code in (302, 404)
    assert admin_client.post(url, {"post": "yes"}).status_code in (302, 404)


def test_a_nameless_row_is_answered(admin_client, programme):
    outlet = OutletFactory(partnership=programme.partnership)
    values = filled(admin_client, change(outlet), opened_on="0.0", **{"closed_days-": "1"})
    day = outlet.closed_days.create(closed_on=date(2026, 6, 3))
    assert day.pk
    assert admin_client.post(change(outlet), values).status_code == 200


@pytest.mark.parametrize("model", SHOWN)
def test_an_empty_form_is_answered_and_never_breaks(admin_client, nec2025, model):
    url = add(model)
    managed = {name: v for name, v in filled(admin_client, url).items() if "_FORMS" in name}
    response = admin_client.post(url, managed)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors


def test_a_date_outside_the_fiscal_year_is_saved_with_a_warning(admin_client, programme):
    response = post(admin_client, add(Meal), starts_on="2027-04-01", servings=120)
    assert Meal.objects.filter(programme=programme, servings=120).exists()
    assert "2027年4月1日(木)は2026年度の外です。" in text(response)


def test_a_programme_outside_its_fiscal_year_is_saved_with_a_warning(admin_client, programme):
    response = post(admin_client, change(programme), starts_on="2026-03-01")
    assert "2026年3月1日(日)は2026年度の外です。" in text(response)


def test_parties_that_do_not_add_up_are_refused_and_what_was_typed_is_kept(admin_client, exchange):
    before = version(exchange.programme)
    response = post(admin_client, change(exchange), participants=31, theme="防災")
    assert response.status_code == 200
    assert "団体別の人数（10＋9＋11＝30名）が、参加者数31名と合いません。" in text(response)
    assert 'value="31"' in text(response)
    assert 'value="防災"' in text(response)
    exchange.refresh_from_db()
    assert exchange.participants == 30
    assert version(exchange.programme) == before


def test_a_party_that_is_deleted_no_longer_adds(admin_client, exchange):
    response = post(admin_client, change(exchange), parties__0__DELETE="on")
    assert "（9＋11＝20名）が、参加者数30名と合いません。" in text(response)
    assert exchange.parties.count() == 3


def test_parties_may_leave_a_headcount_open(admin_client, exchange):
    post(admin_client, change(exchange), parties__0__headcount="")
    assert list(exchange.parties.values_list("headcount", flat=True)) == [None, 9, 11]


# overlap


def test_an_overlap_is_refused_with_the_way_out(admin_client, nec2025, total):
    response = post(admin_client, add(Meal), starts_on="2026-02-20", servings=120)
    assert response.status_code == 200
    message = response.context["adminform"].form.non_field_errors()[0]
    assert f'<a href="{change(total)}">{total}</a>' in message
    assert "6,600" in message
    assert "照合用" in message
    assert message in text(response)
    assert Meal.objects.get(programme=nec2025) == total


def test_a_name_in_the_message_is_text_and_never_markup(admin_client, programme):
    outlet = OutletFactory(partnership=programme.partnership, name="<script>本社</script>")
    MealFactory(programme=programme, outlet=outlet, starts_on=date(2026, 6, 2))
    response = post(admin_client, add(Meal), starts_on="2026-06-02", servings=1)
    assert "&lt;script&gt;本社" in response.context["adminform"].form.non_field_errors()[0]
    assert "<script>本社" not in text(response)


def test_a_total_never_takes_the_place_of_what_one_outlet_counted(admin_client, programme):
    outlet = OutletFactory(partnership=programme.partnership)
    day = MealFactory(programme=programme, outlet=outlet, starts_on=date(2026, 6, 2), servings=120)
    whole = {"starts_on": "2026-06-01", "ends_on": "2026-06-26", "servings": 500}
    response = post(admin_client, add(Meal), programme=programme.pk, **whole, settles_overlap="on")
    assert "重なっています" in text(response)
    day.refresh_from_db()
    assert not day.is_comparison and Meal.objects.filter(programme=programme).count() == 1


def test_ticked_the_total_is_kept_for_comparison_and_the_figure_follows_the_days(
    admin_client, admin_user, nec2025, total
):
    response = post(
        admin_client, add(Meal), starts_on="2026-02-20", servings=120, settles_overlap="on"
    )
    assert "照合用にしました" in text(response)
    total.refresh_from_db()
    assert total.is_comparison
    newest = total.history.first()
    assert (newest.history_user, newest.way) == (admin_user, "form")
    assert newest.is_comparison
    meals = results(nec2025)["meals"]
    assert (meals.value, [one.value for one in meals.comparisons]) == (120, [6600])
    page = text(admin_client.get(meals.get_absolute_url()))
    assert "6,600" in page
    assert "120" in page


def test_ticked_on_a_form_with_another_mistake_nothing_is_set_aside(admin_client, nec2025, total):
    before, changes = version(nec2025), total.history.count()
    response = post(
        admin_client, add(Meal), starts_on="2026-02-20", servings="-1", settles_overlap="on"
    )
    assert list(response.context["adminform"].form.errors) == ["servings"]
    total.refresh_from_db()
    assert not total.is_comparison
    assert (version(nec2025), total.history.count()) == (before, changes)


def test_ticked_needlessly_nothing_happens(admin_client, programme):
    other = MealFactory(programme=programme, starts_on=date(2026, 6, 1))
    post(admin_client, add(Meal), starts_on="2026-06-02", servings=120, settles_overlap="on")
    other.refresh_from_db()
    assert not other.is_comparison
    assert Meal.objects.filter(programme=programme).count() == 2


def test_a_second_count_to_the_same_date_can_replace_the_first(admin_client, nec2025):
    first = SignUpCount.objects.filter(programme=nec2025).first()
    typed = {"line": first.line_id, "ends_on": str(first.ends_on), "members": 2100}
    assert "照合用" in text(post(admin_client, add(SignUpCount), **typed))
    post(admin_client, add(SignUpCount), **typed, settles_overlap="on")
    assert results(nec2025)[first.line.slug].value == 2100


def test_a_kind_of_record_that_never_overlaps_has_no_such_offer(admin_client, exchange):
    assert "settles_overlap" not in text(admin_client.get(change(exchange)))


# lists


def meal_of_its_own(programme):
    outlet = OutletFactory(partnership=programme.partnership)
    MealFactory(programme=programme, outlet=outlet, menu=MenuFactory(programme=programme))


def count_of_its_own(programme):
    line = CountingLineFactory(programme=programme)
    SignUpCountFactory(line=line)


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("model", "make"), [(Meal, meal_of_its_own), (SignUpCount, count_of_its_own)]
)
def test_a_list_takes_as_many_queries_for_120_rows_as_for_10(admin_client, programme, model, make):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = admin_client.get(url)
        assert len(response.context["cl"].result_list) == min(made, 100)  # a page
        return len(captured)

    url = f"{address(model, 'changelist')}?programme__id__exact={programme.pk}"
    made = 10
    for _ in range(made):
        make(programme)
    few = queries()
    for _ in range(110):
        make(programme)
    made = 120
    assert queries() == few


def test_a_list_tells_the_sum_of_what_it_shows_without_what_is_for_comparison(
    admin_client, programme
):
    for day, servings in ((1, 1200), (2, 1300)):
        MealFactory(programme=programme, starts_on=date(2026, 6, day), servings=servings)
    MealFactory(programme=programme, starts_on=date(2026, 6, 1), servings=9000, is_comparison=True)
    url = f"{address(Meal, 'changelist')}?programme__id__exact={programme.pk}"
    page = text(admin_client.get(url))
    assert "提供数（食）の合計" in page
    assert "<strong>2,500</strong>" in page
    page = text(admin_client.get(f"{url}&starts_on__day=2&starts_on__month=6&starts_on__year=2026"))
    assert "<strong>1,300</strong>" in page


def test_counts_to_a_date_are_not_added_up(admin_client, nec2025):
    assert "の合計（" not in text(admin_client.get(address(SignUpCount, "changelist")))


def test_own_indicators_are_added_up_one_at_a_time(admin_client, programme):
    indicators = [IndicatorFactory(programme=programme) for _ in range(2)]
    for indicator in indicators:
        record = IndicatorRecord(programme=programme, indicator=indicator, value=1500)
        record.starts_on = record.ends_on = date(2026, 6, 2)
        record.save()
    url = address(IndicatorRecord, "changelist")
    assert "の合計（" not in text(admin_client.get(url))
    one = admin_client.get(f"{url}?indicator__id__exact={indicators[0].pk}")
    assert "<strong>1,500</strong>" in text(one)


# to the site and back


def test_a_record_leads_to_its_figure_on_the_site(admin_client, nec2025):
    sale = SaleFactory(programme=nec2025, kind="online", starts_on=date(2026, 1, 5))
    assert f'href="{reverse("figure", args=["nec", "2025", "online-items"])}"' in text(
        admin_client.get(change(sale))
    )


def test_nothing_leads_to_a_site_that_the_public_does_not_see(admin_client, programme):
    programme.visible_from = None
    programme.save()
    meal = MealFactory(programme=programme)
    for obj in (meal, programme):
        assert admin_client.get(change(obj)).context["absolute_url"] is None


# own indicators


def test_staff_define_an_indicator_and_enter_a_record_without_a_line_of_code(
    admin_client, programme
):
    post(
        admin_client,
        add(Indicator),
        label="清掃活動の参加者",
        label_en="Clean-up volunteers",
        slug="clean-up-volunteers",
        definition="清掃活動に参加した社員の人数です。",
        definition_en="Employees who joined a clean-up.",
        basis="period",
        unit="名",
        unit_en="people",
        unit_en_one="person",
    )
    indicator = Indicator.objects.get(slug="clean-up-volunteers")
    assert indicator.programme == programme
    typed = {"indicator": indicator.pk, "starts_on": "2026-06-02", "ends_on": "2026-06-02"}
    post(admin_client, add(IndicatorRecord), **typed, value="１２")
    assert results(programme)["clean-up-volunteers"].text("ja") == "12名"


@pytest.mark.parametrize("slug", ["meals", "participations"])
def test_an_indicator_takes_no_name_of_another_figure(admin_client, programme, slug):
    response = post(admin_client, add(Indicator), slug=slug)
    assert "別の指標が使っています" in response.context["adminform"].form.errors["slug"][0]


def test_an_indicator_keeps_its_own_name(admin_client, programme):
    indicator = IndicatorFactory(programme=programme)
    post(admin_client, change(indicator), label="参加者")
    indicator.refresh_from_db()
    assert indicator.label == "参加者"
