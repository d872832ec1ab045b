"""The history: who, when, from, to, by which way and why; to read, to compare, to go back."""

import ast
from datetime import date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Exchange, Session, Talk
from probono.models import Community, CountingLine
from produce.models import Meal, Menu, Sale
from programmes.figures import results
from programmes.models import (
    ChangeSource,
    Event,
    ImportBatch,
    Indicator,
    Photo,
    Programme,
    Role,
    change_reason,
    change_source,
    restore,
)
from programmes.reporting import changes

from . import pictures
from .back_office import (
    add,
    address,
    change,
    copy_programme,
    delete_chosen,
    filled,
    post,
    put_back,
    restore_address,
    text,
)
from .factories import (
    IndicatorFactory,
    MealFactory,
    MenuFactory,
    OutletFactory,
    PartnershipFactory,
    PhotoFactory,
    ProgrammeFactory,
    SaleFactory,
)
from .grids import Screen
from .grids import url as grid_address
from .staff import person


@pytest.fixture
def programme(db):
    return ProgrammeFactory(fiscal_year=2026, starts_on=date(2026, 6, 1), ends_on=None)


@pytest.fixture
def meal(programme):
    return MealFactory(programme=programme, starts_on=date(2026, 6, 2), servings=120)


@pytest.fixture
def session(nec2025):
    return Session.objects.get(programme=nec2025)


def rows(response):
    """The rows of the list of changes, as texts without the spaces of their markup."""
    found = BeautifulSoup(response.content, "html.parser").select(".fp-history tbody tr")
    return [" ".join(row.get_text(" ").split()) for row in found]


def history(client, obj):
    response = client.get(address(type(obj), "history", obj.pk))
    assert response.status_code == 200
    return rows(response)


def looker(client, django_user_model, *rights):
    user = django_user_model.objects.create_user("looker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    return client


# the ways


def by_adding(client, meal):
    post(client, add(Meal), starts_on="2026-06-09", servings=1)
    return Meal.history.first()


def by_changing(client, meal):
    post(client, change(meal), servings=1)
    return meal.history.first()


def by_deleting(client, meal):
    client.post(address(Meal, "delete", meal.pk), {"post": "yes"})
    return Meal.history.first()


def by_an_action(client, meal):
    delete_chosen(client, [meal])
    return Meal.history.first()


def by_restoring(client, meal):
    meal.servings = 1
    meal.save()
    put_back(client, meal, meal.history.last())
    return meal.history.first()


def by_a_child(client, meal):
    outlet = OutletFactory(partnership=meal.programme.partnership)
    typed = {"closed_days__0__closed_on": "2026-06-03", "closed_days__TOTAL_FORMS": 1}
    post(client, change(outlet), **typed)
    return outlet.closed_days.get().history.get()


def by_setting_aside(client, meal):
    """Another record than the form's own."""
    outlet = OutletFactory(partnership=meal.programme.partnership)
    typed = {"starts_on": "2026-06-02", "servings": 1, "outlet": outlet.pk}
    post(client, add(Meal), **typed, settles_overlap="on")
    return meal.history.first()


def by_choosing_several(client, meal):
    line = CountingLine.objects.exclude(communities=None).first()
    post(client, change(line), communities=[])
    typed = {"communities": [str(Community.objects.first().pk)]}
    post(client, change(line), **typed)
    return line.history.first()


def with_outlet(meal):
    meal.outlet = OutletFactory(partnership=meal.programme.partnership, name="本社食堂")
    meal.save()
    return meal


def in_the_grid(typed):
    """Types into the cell of 2 June, where the meal is, and saves the screen."""

    def write(client, meal):
        with_outlet(meal)
        screen = Screen(client, grid_address(meal.programme))
        screen.type(meal.outlet, meal.starts_on, typed)
        assert screen.save().saved
        return Meal.history.first()

    return write


def batch_of(client, meal, line):
    """Uploads a sheet for the meal's programme and commits it, as a person does."""
    with_outlet(meal)
    lines = f"拠点,日付,提供数\n{meal.outlet},{line}\n".encode()
    typed = {"programme": meal.programme_id, "kind": "produce.meal"}
    client.post(reverse("admin:import"), {**typed, "file": SimpleUploadedFile("a.csv", lines)})
    batch = ImportBatch.objects.latest("pk")
    client.post(reverse("admin:import_commit", args=[batch.pk]), {"choice": "file"})
    return batch


def imported(line):
    def write(client, meal):
        batch = batch_of(client, meal, line)
        version = Meal.history.first()
        assert (version.batch_id, version.batch_row, version.detail) == (batch.pk, 2, str(batch.pk))
        return version

    return write


def undone(line):
    def write(client, meal):
        batch = batch_of(client, meal, line)
        client.post(reverse("admin:import_undo", args=[batch.pk]), {"post": "yes"})
        return Meal.history.first()

    return write


def by_restoring_what_was_deleted(client, meal):
    version = meal.history.first()
    pk = meal.pk
    meal.delete()
    meal.pk = pk
    put_back(client, meal, version)
    return meal.history.first()


def by_copying(model):
    """Makes the next year's programme."""

    def write(client, meal):
        MenuFactory(programme=meal.programme)
        copy_programme(client, meal.programme)
        return model.history.first()

    return write


def by_a_photo(client, meal):
    url = add(Photo)
    typed = {**filled(client, url), "programme": meal.programme_id, "alt": "定食"}
    client.post(url, {**typed, "upload": SimpleUploadedFile("a.jpg", pictures.from_a_phone())})
    return Photo.history.first()


def by_the_nightly_command(client, meal):
    PhotoFactory(programme=meal.programme, withdrawn_on=date(2026, 6, 2))
    call_command("remove_expired_photos", verbosity=0)
    return Photo.history.first()


def by_the_demo(client, meal):
    call_command("make_demo", quick=True, verbosity=0)
    return Meal.history.first()


def by_a_command(client, meal):
    Meal.objects.filter(programme__slug="2025", programme__partnership__slug="nec").delete()
    call_command("load_programme", "nec/2025", verbosity=0)
    return Meal.history.first()


#: every way to write: its name, what does it (and returns the version that it made), the way that
#: the history tells. A new way to write gets a row here.
PATHS = [
    ("form, add", by_adding, ChangeSource.FORM),
    ("form, change", by_changing, ChangeSource.FORM),
    ("form, delete", by_deleting, ChangeSource.FORM),
    ("form, child", by_a_child, ChangeSource.FORM),
    ("form, another record", by_setting_aside, ChangeSource.FORM),
    ("form, many to many", by_choosing_several, ChangeSource.FORM),
    ("action", by_an_action, ChangeSource.ACTION),
    ("restore", by_restoring, ChangeSource.RESTORE),
    ("restore of what was deleted", by_restoring_what_was_deleted, ChangeSource.RESTORE),
    ("grid, change", in_the_grid("130"), ChangeSource.GRID),
    ("grid, delete", in_the_grid(""), ChangeSource.GRID),
    ("import, add", imported("2026-06-03,5"), ChangeSource.IMPORT),
    ("import, change", imported("2026-06-02,5"), ChangeSource.IMPORT),
    ("undo, delete", undone("2026-06-03,5"), ChangeSource.UNDO),
    ("undo, change", undone("2026-06-02,5"), ChangeSource.UNDO),
    ("copy, programme", by_copying(Programme), ChangeSource.COPY),
    ("copy, what is in it", by_copying(Menu), ChangeSource.COPY),
    ("form, photo", by_a_photo, ChangeSource.FORM),
    ("command, loading", by_a_command, ChangeSource.COMMAND),
    ("command, photos", by_the_nightly_command, ChangeSource.COMMAND),
]
DEMO = ("command, demo", by_the_demo, ChangeSource.COMMAND)


@pytest.mark.parametrize(
    ("name", "write", "way"),
    [*PATHS, pytest.param(*DEMO, marks=pytest.mark.sweep)],
    ids=[path[0] for path in (*PATHS, DEMO)],
)
def test_each_path_leaves_history_with_author_and_way(
    admin_client, admin_user, nec2025, meal, name, write, way
):
    version = write(admin_client, meal)
    assert version.way == way
    assert version.history_user == (None if way == ChangeSource.COMMAND else admin_user)


def test_every_way_has_its_path():
    assert {source for _name, _write, source in PATHS} == set(ChangeSource)


ROOT = Path(__file__).resolve().parent.parent
#: what writes without history
BYPASSES = {"update", "bulk_create", "bulk_update", "_raw_delete", "update_or_create"}
#: module -> calls that write rows which no history tells of, on purpose
ALLOWED = {
    "programmes.models.locking": 2,  # the versions of pages
    "programmes.models.bulk": 4,  # versions with their rows, as the history library does
    "programmes.models.history": 1,  # the date of entry of what was put back
    "probono.models": 3,  # clicks: the one count that nobody enters and no page shows
    "programmes.releases.publication_builder": 2,  # lines and files: never changed again
}


def bypasses(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for call in calls:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        # What sets fields by name: `rows.update(version=…)`, not `{}.update(others)`.
        if name in BYPASSES and (name != "update" or call.keywords):
            yield call.lineno


def test_nothing_is_written_past_the_history():
    found = {}
    for app in ("programmes", "produce", "events", "probono"):
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts and (lines := list(bypasses(path))):
                found[".".join(path.relative_to(ROOT).with_suffix("").parts)] = len(lines)
    assert set(found) <= set(ALLOWED), found
    assert found["programmes.models.locking"] == 2
    assert all(number <= ALLOWED[name] for name, number in found.items()), found


# reasons


def test_a_reason_is_kept_with_all_that_the_save_wrote(admin_client, session):
    post(
        admin_client,
        change(session),
        talks__0__title="新しい題",
        audience="社員",
        change_reason=" 文書の訂正 ",
    )
    for version in (session.history.first(), session.talks.first().history.first()):
        assert version.history_change_reason == "文書の訂正"
    assert "理由：文書の訂正" in history(admin_client, session)[0]


def test_without_a_reason_none_is_kept(admin_client, meal):
    post(admin_client, change(meal), servings=1, change_reason="  ")
    assert meal.history.first().history_change_reason is None


def test_a_reason_too_long_is_refused_at_its_field(admin_client, meal):
    response = post(admin_client, change(meal), servings=1, change_reason="あ" * 101)
    assert list(response.context["adminform"].form.errors) == ["change_reason"]
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one(".fp-reason .errorlist")


#: more than fits, on two lines, with what no database keeps
UNKEPT = "拠点からの\x00\r\n 訂正" + "あ" * 300
KEPT = ("拠点からの 訂正" + "あ" * 300)[:100]


@pytest.mark.sweep
@pytest.mark.parametrize("way", ["form", "list", "restore"])
def test_a_reason_that_no_database_keeps_is_cut_to_what_it_does(admin_client, meal, way):
    if way == "form":
        url = address(Meal, "delete", meal.pk)
        response = admin_client.post(url, {"post": "yes", "change_reason": UNKEPT})
        assert response.status_code == 302
    elif way == "list":
        delete_chosen(admin_client, [meal], change_reason=UNKEPT)
    else:
        meal.servings = 999
        meal.save()
        put_back(admin_client, meal, meal.history.last(), change_reason=UNKEPT)
    newest = Meal.history.first()
    assert newest.history_type == ("~" if way == "restore" else "-")
    assert newest.history_change_reason == KEPT


def test_a_reason_on_a_form_is_kept_on_one_line(admin_client, meal):
    post(admin_client, change(meal), servings=1, change_reason="拠点からの\r\n 訂正 ")
    assert meal.history.first().history_change_reason == "拠点からの 訂正"


def test_a_reason_alone_is_no_change_of_a_field(admin_client, meal):
    response = post(admin_client, change(meal), change_reason="確認")
    assert "「確認」" not in text(response)
    assert "変更の理由" in text(admin_client.get(change(meal)))
    assert "変更の理由" not in text(admin_client.get(add(Meal)))


def test_a_reason_holds_only_inside(meal):
    with change_reason("訂正"):
        meal.save()
    meal.save()
    reasons = list(meal.history.values_list("history_change_reason", flat=True))
    assert reasons == [None, "訂正", None]


# reading


def test_a_page_tells_who_when_how_from_and_to(admin_client, admin_user, meal):
    admin_user.first_name, admin_user.last_name = "花子", "佐藤"
    admin_user.save()
    admin_user.groups.add(Group.objects.get(name="入力担当"))
    post(admin_client, change(meal), servings=1500)
    version = meal.history.first()
    moment = datetime(2026, 2, 20, 8, 55, tzinfo=changes.periods.TOKYO)
    type(version).objects.filter(pk=version.pk).update(history_date=moment)
    first = next(row for row in history(admin_client, meal) if row.startswith("2026年2月20日"))
    assert first.startswith("2026年2月20日(金) 08:55 佐藤 花子（入力担当） フォーム 変更")
    assert "提供数（食） ：120 → 1,500" in first


def test_values_are_told_as_staff_would_write_them(admin_client, programme, meal):
    outlet = OutletFactory(partnership=programme.partnership, name="本社食堂")
    typed = {"outlet": outlet.pk, "state": "unknown", "servings": "", "is_approximate": "on"}
    post(admin_client, change(meal), **typed, starts_on="2026-06-01")
    first = history(admin_client, meal)[0]
    for line in (
        "拠点 ：（空欄） → 本社食堂",
        "状態 ：集計済み → 未集計",
        "概数 ：いいえ → はい",
        "提供数（食） ：120 → （空欄）",
        "初日 ：2026年6月2日(火) → 2026年6月1日(月)",
    ):
        assert line in first


@pytest.mark.sweep
def test_a_strand_a_time_and_several_objects_are_told_by_name(admin_client, nec2025):
    event = Event.objects.filter(programme=nec2025, strand="dialogue").get()
    post(admin_client, change(event), strand="produce", start_time="１３：３０", end_time="")
    first = history(admin_client, event)[0]
    assert "取り組みの柱 ：オンライン対話セッション → 福島県産品の振興" in first
    assert "→ 13:30" in first
    line = CountingLine.objects.filter(programme=nec2025).first()
    community = Community.objects.exclude(counting_lines=line).first()
    post(admin_client, change(line), communities=[str(community.pk)])
    assert f"→ {community}" in history(admin_client, line)[0]


def test_of_a_long_text_the_change_is_shown_in_place(admin_client, meal):
    meal.note = "雨のため、予定していた定食を取りやめ、代わりに温かい汁物を出しました。" * 3
    meal.save()
    meal.note = meal.note.replace("温かい", "冷たい", 1)
    meal.save()
    page = BeautifulSoup(admin_client.get(address(Meal, "history", meal.pk)).content, "html.parser")
    diff = page.select_one(".fp-diff")
    assert [one.text for one in diff.select("del")] == ["温か"]
    assert [one.text for one in diff.select("ins")] == ["冷た"]
    assert "…" in diff.text
    assert len(diff.text) < 50


def test_the_pieces_of_a_difference_give_both_texts():
    old, new = "福島のりんごを使いました", "福島の桃を使いました"
    pieces = changes.differing(old, new)
    assert "".join(part for kind, part in pieces if kind != "come") == old
    assert "".join(part for kind, part in pieces if kind != "gone") == new


def test_a_name_that_is_gone_is_told_as_it_was(admin_client, programme, meal):
    menu = MenuFactory(programme=programme, name="親子丼")
    meal.menu = menu
    meal.save()
    meal.menu = None
    meal.save()
    menu.delete()
    assert "メニュー ：親子丼 → （空欄）" in history(admin_client, meal)[0]


def test_changes_of_children_stand_in_the_history_of_their_record(admin_client, session):
    talk = session.talks.first()
    post(admin_client, change(session), talks__0__title="新しい題")
    lines = history(admin_client, session)
    assert f"変更 ：講話・紹介「新しい題」 題名 ：{talk.title} → 新しい題" in lines[0]
    post(admin_client, change(session), talks__0__DELETE="on")
    lines = history(admin_client, session)
    assert any("削除 ：講話・紹介「新しい題」" in row for row in lines)


def test_markup_in_a_value_is_text(admin_client, meal):
    meal.note = "<script>alert(1)</script>"
    meal.save()
    page = text(admin_client.get(address(Meal, "history", meal.pk)))
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_an_import_is_told_with_its_row(meal):
    version = meal.history.first()
    version.way, version.detail, version.batch_id, version.batch_row = (
        ChangeSource.IMPORT,
        "12",
        12,
        5,
    )
    assert changes.way(version) == "取り込み12の5行目"
    version.detail = "13"
    assert changes.way(version) == "取り込み13", "the row is of the import that made the record"
    version.way, version.detail = ChangeSource.COMMAND, "load_programme nec-2025.toml"
    assert changes.way(version) == "コマンド（load_programme nec-2025.toml）"


def links(response):
    """(text, address) of the ways that lead to an import."""
    found = BeautifulSoup(response.content, "html.parser").select("td .fp-quiet a")
    return [(one.get_text(), one["href"]) for one in found]


@pytest.mark.sweep
def test_an_import_that_sets_aside_what_another_brought_is_told_as_itself(admin_client, meal):
    with_outlet(meal)
    meal.delete()
    upload = {"programme": meal.programme_id, "kind": "produce.meal"}
    batches = []
    for line in ("全拠点,2026-06-01,2026-06-30,600", f"{meal.outlet},2026-06-03,2026-06-03,5"):
        file = SimpleUploadedFile("a.csv", f"拠点,日付,最終日,提供数\n{line}\n".encode())
        admin_client.post(reverse("admin:import"), {**upload, "file": file})
        batches.append(ImportBatch.objects.latest("pk").pk)
        url = reverse("admin:import_commit", args=[batches[-1]])
        assert admin_client.post(url, {"settles": "on"}).status_code == 302
    total = Meal.objects.get(is_comparison=True)
    response = admin_client.get(address(Meal, "history", total.pk))
    first, second = batches
    page = "admin:programmes_importbatch_change"
    assert links(response) == [
        (f"取り込み{second}", reverse(page, args=[second])),
        (f"取り込み{first}の2行目", reverse(page, args=[first])),
    ]
    assert admin_client.get(links(response)[0][1]).status_code == 200


def test_an_import_that_was_taken_back_is_led_to(admin_client, meal):
    batch = batch_of(admin_client, meal, "2026-06-02,5")
    admin_client.post(reverse("admin:import_undo", args=[batch.pk]), {"post": "yes"})
    page = reverse("admin:programmes_importbatch_change", args=[batch.pk])
    response = admin_client.get(address(Meal, "history", meal.pk))
    assert [href for _words, href in links(response)] == [page, page]


def test_an_import_is_led_to_only_for_who_may_look_at_it(
    admin_client, client, django_user_model, meal
):
    batch = batch_of(admin_client, meal, "2026-06-02,5")
    url = address(Meal, "history", meal.pk)
    looker(client, django_user_model, "view_meal")
    for is_shown in (False, True):
        if is_shown:
            client.force_login(person(Role.ENTRY, partnership=meal.programme.partnership))
        response = client.get(url)
        assert f"取り込み{batch.pk}の2行目" in rows(response)[0]
        page = reverse("admin:programmes_importbatch_change", args=[batch.pk])
        assert bool(links(response)) == is_shown == (client.get(page).status_code == 200)


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.sweep
def test_a_history_takes_as_many_queries_for_many_changes_as_for_few(admin_client, session):
    url = address(Session, "history", session.pk)

    def some(first, last):
        for number in range(first, last):
            session.audience = f"社員{number}"
            session.save()
            talk = session.talks.first()
            talk.title = f"題{number}"
            talk.save()

    some(0, 3)
    few = queries(admin_client, url)
    some(3, 60)  # 60 of the session and of its talk: 120 changes, 50 on a page
    assert queries(admin_client, url) <= few
    assert "3ページ中1ページ目" in text(admin_client.get(url))
    assert queries(admin_client, f"{url}?p=3") <= few + 2


# comparing


def test_two_versions_stand_side_by_side(admin_client, meal):
    for servings in (130, 140):
        meal.servings = servings
        meal.save()
    newest, _middle, oldest = meal.history.all()
    url = address(Meal, "compare", meal.pk)
    response = admin_client.get(url, {"version": [newest.pk, oldest.pk]})
    found = rows(response)
    assert "提供数（食） 120 140 違う" in found
    assert sum("違う" in row for row in found) == 1
    assert sum("同じ" in row for row in found) == len(found) - 1


@pytest.mark.parametrize("number", [0, 1, 3])
def test_other_than_two_versions_are_not_compared(admin_client, meal, number):
    meal.save()
    meal.save()
    chosen = [version.pk for version in meal.history.all()[:number]]
    response = admin_client.get(address(Meal, "compare", meal.pk), {"version": chosen}, follow=True)
    assert "二つ選んでください" in text(response)


def test_versions_of_another_record_are_not_compared(admin_client, programme, meal):
    other = MealFactory(programme=programme, starts_on=date(2026, 6, 3))
    chosen = [meal.history.get().pk, other.history.get().pk]
    url = address(Meal, "compare", meal.pk)
    assert admin_client.get(url, {"version": chosen}).status_code == 302
    assert admin_client.get(url, {"version": ["x", "9" * 30]}).status_code == 302


# going back


def test_an_old_version_is_put_back_through_the_same_path(admin_client, admin_user, meal):
    before = meal.programme
    meal.servings = 999
    meal.save()
    first = meal.history.last()
    shown = Programme.objects.get(pk=before.pk).version
    page = admin_client.get(restore_address(meal, first))
    assert rows(page) == ["提供数（食） 999 120"]
    meal.refresh_from_db()
    assert meal.servings == 999
    response = put_back(admin_client, meal, first, change_reason="打ち間違い")
    assert "の値に戻しました" in text(response)
    meal.refresh_from_db()
    assert meal.servings == 120
    newest = meal.history.first()
    assert (newest.way, newest.detail) == (ChangeSource.RESTORE, str(first.pk))
    assert (newest.history_user, newest.history_change_reason) == (admin_user, "打ち間違い")
    words = f"以前の値に戻す（{changes.when(first.history_date)}の値）"
    assert words in history(admin_client, meal)[0]
    assert Programme.objects.get(pk=before.pk).version > shown
    assert results(before)["meals"].value == 120


def test_a_version_like_the_present_one_offers_nothing_to_put_back(admin_client, meal):
    page = text(admin_client.get(restore_address(meal, meal.history.get())))
    assert "今の値と同じです" in page
    assert "<button" not in page.partition("content-main")[2]


def test_a_deleted_record_comes_back_under_its_old_number(admin_client, meal):
    pk, entered = meal.pk, meal.entered_at
    first = meal.history.get()
    meal.delete()
    gone = admin_client.get(address(Meal, "deleted"))
    assert len(rows(gone)) == 1
    assert address(Meal, "history", pk) in text(gone)
    meal.pk = pk
    assert "削除されています" in text(admin_client.get(address(Meal, "history", pk)))
    put_back(admin_client, meal, first)
    stored = Meal.objects.get(pk=pk)
    assert (stored.servings, stored.entered_at) == (120, entered)
    assert stored.history.first().history_type == "+"
    assert rows(admin_client.get(address(Meal, "deleted"))) == []


def test_every_list_leads_to_what_was_deleted(admin_client, meal):
    page = text(admin_client.get(address(Meal, "changelist")))
    assert f'href="{address(Meal, "deleted")}"' in page


def test_what_overlaps_now_is_not_put_back(admin_client, programme, meal):
    first = meal.history.get()
    pk = meal.pk
    meal.delete()
    MealFactory(programme=programme, starts_on=date(2026, 6, 2), servings=77)
    meal.pk = pk
    response = put_back(admin_client, meal, first)
    assert response.status_code == 200
    assert "戻せません。" in text(response)
    assert "照合用" in text(response)
    assert not Meal.objects.filter(pk=pk).exists()


def test_what_refers_to_something_deleted_is_not_put_back(admin_client, programme, meal):
    meal.menu = menu = MenuFactory(programme=programme, name="親子丼")
    meal.save()
    with_menu = meal.history.first()
    meal.menu = None
    meal.save()
    pk, menu_version = menu.pk, menu.history.get()
    menu.delete()
    response = put_back(admin_client, meal, with_menu)
    assert "「メニュー」だったものが削除されています。先にそれを戻してください。" in text(response)
    menu.pk = pk
    put_back(admin_client, menu, menu_version)
    put_back(admin_client, meal, with_menu)
    meal.refresh_from_db()
    assert meal.menu == Menu.objects.get(pk=pk)


def test_a_record_comes_back_although_who_entered_it_has_left(admin_client, meal):
    meal.entered_by = User.objects.create_user("left")
    meal.save()
    version = meal.history.first()
    meal.servings = 1
    meal.save()
    meal.entered_by.delete()
    put_back(admin_client, meal, version)
    meal.refresh_from_db()
    assert (meal.servings, meal.entered_by) == (120, None)


@pytest.mark.sweep
def test_children_stay_as_they_are_and_come_back_one_by_one(admin_client, session):
    talk = session.talks.first()
    old, old_talk = session.history.first(), talk.history.first()
    title = talk.title
    post(admin_client, change(session), audience="誰か", talks__0__title="新しい題")
    page = admin_client.get(restore_address(session, old))
    assert "講話・紹介）は、今のままです" in text(page)
    put_back(admin_client, session, old)
    talk.refresh_from_db()
    assert talk.title == "新しい題"
    put_back(admin_client, session, old_talk)
    talk.refresh_from_db()
    assert talk.title == title
    assert talk.history.first().way == ChangeSource.RESTORE


def test_a_deleted_child_comes_back(admin_client, session):
    talk = session.talks.first()
    pk, version = talk.pk, talk.history.first()
    post(admin_client, change(session), talks__0__DELETE="on")
    assert not Talk.objects.filter(pk=pk).exists()
    put_back(admin_client, session, version)
    assert Talk.objects.get(pk=pk).session == session


@pytest.mark.sweep
def test_parties_that_would_not_add_up_are_not_put_back(admin_client, nec2024):
    exchange = Exchange.objects.get(programme=nec2024)
    first = exchange.history.first()
    exchange.participants = 31
    exchange.save()
    wrong = exchange.history.first()
    put_back(admin_client, exchange, first)
    response = put_back(admin_client, exchange, wrong)
    assert "参加者数31名と合いません" in text(response)
    exchange.refresh_from_db()
    assert exchange.participants == 30


def test_chosen_objects_are_put_back_too(admin_client, nec2025):
    line = CountingLine.objects.filter(programme=nec2025).first()
    before = set(line.communities.all())
    version = line.history.first()
    assert before
    line.communities.set([])
    put_back(admin_client, line, version)
    assert set(line.communities.all()) == before


def test_a_programme_that_was_deleted_comes_back(admin_client, db):
    programme = ProgrammeFactory(partnership=PartnershipFactory())
    pk, version = programme.pk, programme.history.first()
    programme.delete()
    restore(version)
    assert Programme.objects.get(pk=pk).title == programme.title


def test_an_indicator_does_not_come_back_onto_a_name_that_is_taken(admin_client, programme):
    indicator = IndicatorFactory(programme=programme, slug="volunteers")
    pk, version = indicator.pk, indicator.history.get()
    indicator.delete()
    line = CountingLine(programme=programme, slug="volunteers", label="登録")
    line.save()
    indicator.pk = pk
    response = put_back(admin_client, indicator, version)
    assert "今は別の指標が使っています" in text(response)
    assert not Indicator.objects.filter(pk=pk).exists()


def test_what_changed_after_the_question_is_not_put_back_over(admin_client, meal):
    first = meal.history.get()
    meal.servings = 999
    meal.save()
    url = restore_address(meal, first)
    newest = admin_client.get(url).context["newest"]
    meal.servings = 777
    meal.save()
    response = admin_client.post(url, {"newest": newest})
    assert "ほかの人が変更しました" in text(response)
    assert "777" in rows(response)[0]
    meal.refresh_from_db()
    assert meal.servings == 777


def test_who_may_only_look_reads_the_history_and_puts_nothing_back(client, django_user_model, meal):
    first = meal.history.get()
    meal.servings = 1
    meal.save()
    looker(client, django_user_model, "view_meal")
    assert "この版に戻す" not in " ".join(history(client, meal))
    assert client.get(restore_address(meal, first)).status_code == 403
    assert client.post(restore_address(meal, first), {"newest": 2}).status_code == 403
    assert client.get(address(Meal, "deleted")).status_code == 200


def test_to_put_back_what_was_deleted_takes_the_right_to_add(client, django_user_model, meal):
    first, url = meal.history.get(), restore_address(meal, meal.history.get())
    meal.delete()
    looker(client, django_user_model, "view_meal", "change_meal")
    assert client.get(url).status_code == 403
    entering = Group.objects.get(name=Role.ENTRY).permissions
    right = Permission.objects.get(codename="add_meal")
    client.force_login(person(Role.ENTRY, partnership=meal.programme.partnership))
    entering.remove(right)
    assert client.get(url).status_code == 403
    entering.add(right)
    assert client.post(url, {"newest": Meal.history.first().pk}).status_code == 302
    assert Meal.objects.filter(pk=first.id).exists()


def test_who_may_not_look_sees_no_history(client, django_user_model, meal):
    looker(client, django_user_model, "view_sale")
    figure = reverse(
        "admin:figure_history", args=[meal.programme.partnership.slug, "2025", "meals"]
    )
    for url in (
        address(Meal, "history", meal.pk),
        address(Meal, "deleted"),
        address(Meal, "compare", meal.pk),
        restore_address(meal, meal.history.get()),
        figure,
    ):
        assert client.get(url).status_code == 403, url


@pytest.mark.parametrize("page", ["history", "compare"])
@pytest.mark.parametrize("pk", ["999999", "x", "9" * 30])
def test_a_record_that_never_was_has_no_history(admin_client, db, page, pk):
    assert admin_client.get(address(Meal, page, pk)).status_code == 404


def test_a_deletion_or_another_records_version_is_nothing_to_go_back_to(admin_client, meal):
    other = MealFactory(programme=meal.programme, starts_on=date(2026, 6, 3))
    assert admin_client.get(restore_address(meal, other.history.get())).status_code == 404
    meal_pk = meal.pk
    meal.delete()
    meal.pk = meal_pk
    deletion = Meal.history.filter(id=meal_pk).first()
    assert admin_client.get(restore_address(meal, deletion)).status_code == 404
    assert admin_client.get(address(Meal, "restore", meal_pk, "talk", 1)).status_code == 404


# at the figure


def figure_url(programme, slug):
    return reverse("admin:figure_history", args=[programme.partnership.slug, programme.slug, slug])


def test_a_figure_tells_every_change_behind_it(admin_client, admin_user, programme, meal):
    other = MealFactory(programme=programme, starts_on=date(2026, 6, 3), servings=80)
    post(admin_client, change(meal), servings=130, change_reason="訂正")
    other.delete()
    MealFactory()  # of another programme
    response = admin_client.get(figure_url(programme, "meals"))
    lines = rows(response)
    assert len(lines) == 4  # two were added, one was changed, one deleted
    assert "削除" in lines[0]
    assert "提供数（食） ：120 → 130" in lines[1]
    assert "理由：訂正" in lines[1]
    assert "130食" in text(response)


@pytest.mark.sweep
def test_a_record_that_left_the_figure_is_still_told(admin_client, programme):
    sale = SaleFactory(programme=programme, starts_on=date(2026, 6, 2))
    sale.kind = Sale.Kind.ONLINE
    sale.save()
    lines = rows(admin_client.get(figure_url(programme, "shop-items")))
    assert "売り場 ：社内売店 → オンラインストア" in lines[0]
    assert len(rows(admin_client.get(figure_url(programme, "online-items")))) == 2  # added, moved


@pytest.mark.sweep
def test_every_figure_of_both_documents_has_its_history(admin_client, nec2024, nec2025):
    seen = 0
    for programme in (nec2024, nec2025):
        for result in results(programme):
            response = admin_client.get(figure_url(programme, result.slug))
            assert response.status_code == 200
            if not result.is_composite and result.value is not None:
                assert rows(response), result.slug
                seen += 1
    assert seen >= 12


def test_the_headline_leads_to_the_histories_of_its_parts(admin_client, nec2025):
    page = text(admin_client.get(figure_url(nec2025, "participations")))
    assert figure_url(nec2025, "meals") in page


def test_a_figure_that_is_none_has_no_history(admin_client, nec2025):
    assert admin_client.get(figure_url(nec2025, "no-such")).status_code == 404


@pytest.mark.sweep
def test_the_history_of_a_figure_takes_as_many_queries_for_60_records_as_for_10(
    admin_client, programme
):
    def some(number):
        for _ in range(number):
            outlet = OutletFactory(partnership=programme.partnership)
            MealFactory(programme=programme, outlet=outlet, menu=MenuFactory(programme=programme))

    url = figure_url(programme, "meals")
    some(10)
    few = queries(admin_client, url)
    some(50)
    assert queries(admin_client, url) == few
    assert len(rows(admin_client.get(url))) == 50  # a page of 60 changes


def test_the_public_page_leads_staff_there_and_strangers_to_the_sign_in(client, nec2025):
    page = text(client.get(reverse("figure", args=["nec", "2025", "meals"])))
    url = figure_url(nec2025, "meals")
    assert f'href="{url}"' in page
    response = client.get(url)
    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


# what a save says


def test_saving_says_what_the_figure_is_now(admin_client, programme):
    response = post(admin_client, add(Meal), starts_on="2026-06-02", servings=6720)
    assert "社員食堂の提供数は6,720食（約6,700食）になりました。" in text(response)
    response = post(admin_client, add(Meal), starts_on="2026-06-03", servings="", state="closed")
    assert text(response).count("になりました。") == 1
    typed = {"starts_on": "2026-06-02", "servings": 1, "is_comparison": "on"}
    assert "になりました。" not in text(post(admin_client, add(Meal), **typed))


@pytest.mark.parametrize("typed", ["１３：３０", "13:30", "13時30分", " 13:30 "])
def test_times_are_understood_as_people_type_them(admin_client, nec2025, typed):
    event = Event.objects.filter(programme=nec2025).first()
    post(admin_client, change(event), start_time=typed, end_time="")
    event.refresh_from_db()
    assert f"{event.start_time:%H:%M}" == "13:30"


def test_a_time_that_is_none_is_refused_with_an_example(admin_client, nec2025):
    event = Event.objects.filter(programme=nec2025).first()
    response = post(admin_client, change(event), start_time="昼")
    assert "「13:30」のように" in response.context["adminform"].form.errors["start_time"][0]


def test_a_list_says_yes_in_words(admin_client, programme):
    MealFactory(programme=programme, is_approximate=True)
    page = BeautifulSoup(admin_client.get(address(Meal, "changelist")).content, "html.parser")
    assert not page.select("#result_list img")
    assert "概数" in page.select_one("#result_list tbody").text


def test_a_table_of_children_has_no_nameless_head_and_no_nameless_box(admin_client, db):
    outlet = OutletFactory()
    page = BeautifulSoup(admin_client.get(change(outlet)).content, "html.parser")
    heads = page.select(".tabular th")
    assert len(heads) >= 4
    assert all(head.text.strip() for head in heads)
    boxes = page.select(".tabular td input:not([type=hidden])")
    assert boxes
    assert all(box.get("aria-label") for box in boxes)


def test_a_way_inside_another_is_told_as_the_outer_one(meal):
    with change_source(ChangeSource.GRID, "6月"), change_source(ChangeSource.FORM):
        meal.save()
    version = meal.history.first()
    assert (version.way, version.detail) == (ChangeSource.GRID, "6月")
    assert changes.way(version) == "日別入力（6月）"
