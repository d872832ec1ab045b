"""What was chosen for a file holds for what its page showed, and for nothing else."""

import io
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from openpyxl import Workbook

from events.models import Exchange, Session
from probono.models import Workation
from produce.models import Meal, OutletDuty
from programmes import imports
from programmes.imports import batches
from programmes.imports.diff import differs
from programmes.imports.report import SHOWN
from programmes.models import ImportBatch, Role

from .factories import MealFactory, OutletFactory, ProgrammeFactory
from .pages import soup
from .staff import person

DAY = date(2026, 2, 19)
HEAD = "拠点,日付,提供数\n"
Status = ImportBatch.Status


@pytest.fixture
def programme(db):
    return ProgrammeFactory()


@pytest.fixture
def outlets(programme):
    names = enumerate(("本社食堂", "玉川食堂"), 1)
    return [
        OutletFactory(partnership=programme.partnership, name=name, position=position)
        for position, name in names
    ]


@pytest.fixture
def bring(programme, outlets, admin_user):
    def upload(content, kind="produce.meal", user=admin_user, into=programme):
        data = content if isinstance(content, bytes) else content.encode("utf-8-sig")
        name = "食堂.xlsx" if data[:2] == b"PK" else "食堂.csv"
        return imports.upload(into, kind, name, data, user)

    return upload


def workbook(*sheets, hidden_rows=()):
    """(name, counts of the two outlets, whether it is hidden) of each sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, counts, is_hidden in sheets:
        sheet = book.create_sheet(name)
        sheet.append(["拠点", "日付", "提供数"])
        for outlet, count in zip(("本社食堂", "玉川食堂"), counts, strict=False):
            sheet.append([outlet, DAY, count])
        sheet.sheet_state = "hidden" if is_hidden else "visible"
        for row in hidden_rows:
            sheet.row_dimensions[row].hidden = True
    book.active = len(sheets) - 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def address(act, batch):
    return reverse(f"admin:import_{act}", args=[batch.pk])


def page_of(client, batch):
    return soup(client, reverse("admin:programmes_importbatch_change", args=[batch.pk]))


def sent(page, **more):
    """What the form of a page sends that nobody has touched, and `more`."""
    form = page.select_one("form[action$='/commit/']")
    hidden = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    return hidden | more


def counts(programme):
    return list(
        Meal.objects.filter(programme=programme)
        .order_by("outlet__position")
        .values_list("servings", flat=True)
    )


# what the page showed


def test_a_page_from_before_the_file_was_read_otherwise_saves_nothing(
    admin_client, bring, programme
):
    batch = bring(workbook(("確定", [120], False), ("見込み", [999], False)))
    page = page_of(admin_client, batch)
    assert "120食" in page.text
    admin_client.post(address("answer", batch), {"sheet": "見込み"})  # in another window
    refused = admin_client.post(address("commit", batch), sent(page))
    assert (refused.status_code, counts(programme)) == (409, [])
    assert "読み直されました" in refused.content.decode()
    page = page_of(admin_client, batch)
    assert admin_client.post(address("commit", batch), sent(page)).status_code == 302
    assert counts(programme) == [999]


def test_a_page_found_again_by_the_back_button_overwrites_nothing(
    admin_client, bring, programme, outlets
):
    meal = MealFactory(programme=programme, outlet=outlets[0], starts_on=DAY, servings=10)
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n")
    old = sent(page_of(admin_client, batch), **{"row-0": "file"})
    meal.servings = 55
    meal.save()
    for _ in range(2):
        assert admin_client.post(address("commit", batch), old).status_code == 409
        assert counts(programme) == [55]


def test_a_choice_for_another_value_is_not_offered_again(admin_client, bring, programme, outlets):
    meal = MealFactory(programme=programme, outlet=outlets[0], starts_on=DAY, servings=10)
    MealFactory(programme=programme, outlet=outlets[1], starts_on=DAY, servings=20)
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n玉川食堂,2026-02-19,80\n")
    meal.servings = 55
    meal.save()
    answer = admin_client.post(address("commit", batch), {"row-0": "file", "row-1": "keep"})
    page = answer.content.decode()
    assert 'name="row-1" value="keep" checked' in page
    assert 'name="row-0" value="file" checked' not in page


def test_the_sheet_that_was_read_is_the_one_that_is_named_and_chosen(
    admin_client, bring, programme
):
    batch = bring(
        workbook(("一覧", [999], True), ("2月", [120, 130], False), hidden_rows=[3]),
    )
    page = page_of(admin_client, batch)
    assert page.select_one(".fp-import-facts dd").text == "2月"
    [chosen] = page.select("#id_sheet option[selected]")
    assert chosen.text == "2月"
    answers = {"sheet": chosen.text, "hidden": "take"}
    admin_client.post(address("answer", batch), answers)
    batch.refresh_from_db()
    assert (batch.report["sheet"], batch.report["total"]) == ("2月", 250)


# a file is parsed once


@pytest.fixture
def parsed(monkeypatch):
    """The sheets asked for of each file that was parsed; empty for the first visible one."""
    real, asked = batches.sheets.store, []

    def store(book, sheet):
        asked.append(sheet or "")
        return real(book, sheet)

    monkeypatch.setattr(batches.sheets, "store", store)
    return asked


def test_a_file_is_parsed_once_for_all_that_is_asked_about_it(
    admin_client, bring, programme, outlets, parsed
):
    meal = MealFactory(programme=programme, outlet=outlets[0], starts_on=DAY, servings=10)
    batch = bring(workbook(("2月", [120, 130], False), hidden_rows=[3]))
    assert batch.report["questions"]
    ImportBatch.objects.update(content=b"")  # whatever reads it again fails
    for answer, total in (("skip", 120), ("take", 250)):
        admin_client.post(address("answer", batch), {"hidden": answer})
        batch.refresh_from_db()
        assert (batch.report["total"], batch.report["questions"]) == (total, [])
    meal.servings = 55
    meal.save()
    assert admin_client.post(address("commit", batch), {"choice": "file"}).status_code == 409
    assert admin_client.post(address("commit", batch), {"row-0": "file"}).status_code == 302
    assert counts(programme) == [120, 130]
    assert parsed == [""]


def test_another_sheet_is_parsed_when_it_is_asked_for(admin_client, bring, programme, parsed):
    batch = bring(workbook(("確定", [120], False), ("見込み", [999], False)))
    for sheet, total in (("見込み", 999), ("見込み", 999), ("", 120)):
        admin_client.post(address("answer", batch), {"sheet": sheet})
        batch.refresh_from_db()
        assert batch.report["total"] == total
    assert parsed == ["", "見込み", ""]


@pytest.mark.parametrize("act", ["commit", "abandon"])
def test_the_rows_of_a_file_are_kept_until_it_is_decided_about(admin_client, bring, act):
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n")
    assert batch.rows
    assert admin_client.post(address(act, batch)).status_code == 302
    batch.refresh_from_db()
    assert (batch.rows, bool(batch.content)) == (b"", True)


def test_a_file_that_ends_in_nonsense_is_refused_however_often_it_is_asked_about(
    admin_client, bring
):
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n" * 40 + '玉川食堂,"2026')
    for _ in range(2):
        [[_where, _value, message]] = batch.report["faults"]
        assert message.startswith('42行目：引用符（"）が閉じられていません。')
        admin_client.post(address("answer", batch), {"hidden": "take"})
        batch.refresh_from_db()


# all at once


def test_a_row_that_is_kept_as_it_is_sets_no_total_aside(bring, programme, outlets, admin_user):
    total = MealFactory(
        programme=programme, starts_on=date(2026, 2, 2), ends_on=date(2026, 2, 27), servings=6600
    )
    closed = MealFactory(
        programme=programme, outlet=outlets[0], starts_on=DAY, servings=None, state="closed"
    )
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n")
    assert batch.report["settled"]
    imports.commit(batch, admin_user, choice="keep", settles=True)
    total.refresh_from_db()
    closed.refresh_from_db()
    assert (total.is_comparison, closed.state) == (False, "closed")


def test_rows_that_fit_only_when_another_changes_are_refused_in_words(
    admin_client, bring, programme, outlets
):
    meal = MealFactory(programme=programme, outlet=outlets[0], starts_on=DAY, servings=10)
    rows = f"本社食堂,2026-02-25,2026-02-25,10,{meal.pk}\n本社食堂,2026-02-18,2026-02-19,99,\n"
    batch = bring("拠点,日付,最終日,提供数,記録番号\n" + rows)
    assert batch.status == Status.UPLOADED
    refused = admin_client.post(address("commit", batch), {"choice": "keep"})
    assert (refused.status_code, counts(programme)) == (409, [10])
    assert "D3" in refused.content.decode() and "重なっています" in refused.content.decode()
    assert admin_client.post(address("commit", batch), {"choice": "file"}).status_code == 302
    assert sorted(counts(programme)) == [10, 99]


@pytest.mark.sweep
def test_more_contested_rows_than_a_page_shows_are_to_be_split(programme, admin_user):
    days = [date(2026, 2, 1) + timedelta(days=number) for number in range(28)]
    names = [f"第{number}食堂" for number in range(SHOWN // len(days) + 2)]
    for name in names:
        OutletFactory(partnership=programme.partnership, name=name)

    def bring(count):
        rows = "".join(f"{name},{day},{count}\n" for name in names for day in days)
        data = (HEAD + rows).encode("utf-8-sig")
        return imports.upload(programme, "produce.meal", "食堂.csv", data, admin_user)

    imports.commit(bring(10), admin_user)
    late = bring(12)
    imports.commit(bring(11), admin_user, choice="file")
    with pytest.raises(imports.Conflicts):
        imports.commit(late, admin_user, choice="file")
    imports.review_again(late)
    assert late.status == Status.FAILED
    [[_where, _value, message]] = late.report["faults"]
    assert f"{SHOWN}件まで" in message and "分けてください" in message


# whose it is


def test_a_colleague_without_the_outlet_leaves_a_file_as_it_is(client, bring, programme, outlets):
    owner, colleague = (person(Role.ENTRY, partnership=programme.partnership) for _ in range(2))
    for user, outlet in zip((owner, colleague), outlets, strict=True):
        OutletDuty.objects.create(user=user, outlet=outlet)
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n", user=owner)
    client.force_login(colleague)
    refused = client.post(address("commit", batch), {})
    assert refused.status_code == 409 and "担当していない拠点" in refused.content.decode()
    client.post(address("answer", batch), {})
    batch.refresh_from_db()
    assert (batch.status, counts(programme)) == (Status.UPLOADED, [])
    client.force_login(owner)
    assert client.post(address("commit", batch), {}).status_code == 302
    assert counts(programme) == [120]


def test_changes_in_another_programme_are_not_counted_as_seen(bring, programme, outlets):
    """Each programme has a lock of its own, so that only its own versions come in order."""
    meal = MealFactory(programme=programme, outlet=outlets[0], starts_on=DAY)
    newest = meal.history.latest().pk
    MealFactory(programme=ProgrammeFactory())
    assert bring(HEAD + "本社食堂,2026-02-19,120\n").seen == newest


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("本社食堂,2026-02-25,5,{theirs}", "担当していない拠点の記録です。"),
        ("本社食堂,2026-02-25,5,987654", "記録が見つかりません。"),
        ("本社食堂,2026-02-19,5,\n本社食堂,2026-02-19,6,", "2行目と同じものです。"),
        ("本社食堂,2026-02-25,5,{mine}\n本社食堂,2026-02-19,6,", "2行目と同じものです。"),
    ],
)
def test_a_row_that_means_no_record_of_its_own_is_told_and_the_next_is_compared(
    bring, programme, outlets, rows, expected
):
    owner = person(Role.ENTRY, partnership=programme.partnership)
    OutletDuty.objects.create(user=owner, outlet=outlets[0])
    mine, theirs = (
        MealFactory(programme=programme, outlet=outlet, starts_on=DAY).pk for outlet in outlets
    )
    rows = rows.format(mine=mine, theirs=theirs)
    batch = bring(f"拠点,日付,提供数,記録番号\n{rows}\n本社食堂,2026-02-26,7,\n", user=owner)
    [[_where, _value, message]] = batch.report["faults"]
    assert expected in message and batch.report["new"] == 1


# what else there is


def test_a_place_that_becomes_known_or_unknown_is_a_difference():
    somewhere, nowhere = Workation(municipality_id="07201"), Workation()
    assert differs(nowhere, somewhere, "municipality")
    assert differs(somewhere, nowhere, "municipality")
    assert not differs(nowhere, Workation(), "municipality")


def test_headcounts_by_party_have_to_give_the_total_of_a_file(bring, nec2025):
    exchange = Exchange.objects.get(programme=nec2025)
    for party in exchange.parties.all():
        party.headcount = 10
        party.save()
    rows = f"催し,日付,参加者数\n{exchange.event.slug},{exchange.event.starts_on},37\n"
    batch = bring(rows, "events.exchange", into=nec2025)
    assert batch.status == Status.FAILED
    assert "団体別の人数（10＋10＋10＝30名）" in batch.report["faults"][0][2]


def test_an_event_has_one_record_for_comparison_or_not(bring, nec2025, admin_user):
    session = Session.objects.get(programme=nec2025)
    rows = f"催し,日付,参加者数,照合用\n{session.event.slug},{session.event.starts_on},150,はい\n"
    batch = bring(rows, "events.session", into=nec2025)
    assert (batch.report["new"], batch.report["changed_total"]) == (0, 1)
    imports.commit(batch, admin_user, choice="file")
    session.refresh_from_db()
    assert (session.attendees, session.is_comparison) == (150, True)


def test_who_else_changed_a_row_is_named_as_in_the_history(bring, programme, outlets):
    taro = User.objects.create_user("taro", first_name="太郎", last_name="相馬")
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n")
    meal = MealFactory.build(programme=programme, outlet=outlets[0], starts_on=DAY, servings=55)
    meal._history_user = taro
    meal.save()
    imports.review_again(batch)
    [row] = batch.report["changed"]
    assert row["who"].startswith("相馬 太郎")
