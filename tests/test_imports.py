"""Spreadsheets: understood, shown beside what is there, then all saved or nothing."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from produce.models import Meal, Sale
from programmes import imports
from programmes.figures import results
from programmes.imports.columns import columns_of
from programmes.models import ChangeSource, ImportBatch, Programme

from .factories import (
    MealFactory,
    MenuFactory,
    OutletFactory,
    ProgrammeFactory,
    SaleFactory,
)
from .tables import exported

pytestmark = pytest.mark.database

HEAD = "拠点,日付,提供数\n"
Status = ImportBatch.Status


@pytest.fixture
def programme(db):
    return ProgrammeFactory()


@pytest.fixture
def outlets(programme):
    names = ("本社食堂", "玉川食堂", "髙﨑食堂")
    numbered = enumerate(names, 1)
    return [
        OutletFactory(partnership=programme.partnership, name=name, position=position)
        for position, name in numbered
    ]


@pytest.fixture
def bring(programme, outlets, admin_user):
    """Uploads a text as CSV in CP932 and returns the batch."""

    def upload(text, kind="produce.meal", name="食堂.csv", encoding="cp932"):
        data = text if isinstance(text, bytes) else text.encode(encoding)
        return imports.upload(programme, kind, name, data, admin_user)

    return upload


def meals(programme):
    found = Meal.objects.filter(programme=programme).order_by("outlet__position", "starts_on")
    return [(str(m.outlet), m.starts_on.day, m.servings, m.state) for m in found]


def fault_messages(batch):
    return [message for _address, _value, message in batch.report["faults"]]


# new records


def test_nothing_is_saved_until_it_is_committed(bring, programme):
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n髙﨑食堂,2/20,休\n")
    assert (batch.status, batch.report["new"], batch.report["faults"]) == (Status.UPLOADED, 2, [])
    assert batch.report["total"] == 120
    assert meals(programme) == []


def test_the_records_know_their_batch_row_author_and_way(bring, programme, admin_user):
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n髙﨑食堂,2/20,休\n")
    imports.commit(batch, admin_user, reason="拠点からの報告")
    assert meals(programme) == [
        ("本社食堂", 19, 120, "counted"),
        ("髙﨑食堂", 20, None, "closed"),
    ]
    counted, closed = Meal.objects.filter(programme=programme).order_by("starts_on")
    assert (counted.batch, counted.batch_row, closed.batch_row) == (batch, 2, 3)
    assert counted.entered_by == admin_user
    version = counted.history.get()
    assert (version.way, version.detail, version.batch_row) == ("import", str(batch.pk), 2)
    assert (version.history_user, version.history_change_reason) == (admin_user, "拠点からの報告")
    assert results(programme)["meals"].value == 120


def test_the_batch_keeps_the_bytes_the_name_the_hash_and_the_person(bring, admin_user):
    text = HEAD + "本社食堂,2026-02-19,120\n"
    batch = ImportBatch.objects.get(pk=bring(text).pk)
    assert bytes(batch.content) == text.encode("cp932")
    assert (batch.name, batch.size, batch.uploaded_by) == (
        "食堂.csv",
        len(batch.content),
        admin_user,
    )
    assert len(batch.sha256) == 64


def test_the_same_file_twice_says_so_and_changes_nothing(bring, programme, admin_user):
    text = HEAD + "本社食堂,2026-02-19,120\n玉川食堂,2026-02-19,0\n"
    imports.commit(bring(text), admin_user)
    versions, version = Meal.history.count(), Programme.objects.get(pk=programme.pk).version
    again = bring(text)
    assert len(again.report["twins"]) == 1
    assert [again.report[name] for name in ("new", "changed_total", "same")] == [0, 0, 2]
    imports.commit(again, admin_user)
    assert Meal.history.count() == versions
    assert meals(programme)[1] == ("玉川食堂", 19, 0, "counted")
    assert Programme.objects.get(pk=programme.pk).version >= version


# every fault at once


def test_all_faults_are_told_at_once_with_their_cells_and_nothing_is_saved(bring, programme):
    batch = bring(
        HEAD + "本社食堂,2026-02-19,12.5\n第九食堂,2026-02-19,120\n玉川食堂,2026-02-19(金),80\n"
        "髙﨑食堂,2026-02-20,130\n"
    )
    assert batch.status == Status.FAILED
    assert {fault[0] for fault in batch.report["faults"]} == {"C2", "A3", "B4"}
    assert any("第九食堂" in message and "本社食堂" in message for message in fault_messages(batch))
    assert meals(programme) == []


def test_a_file_that_is_no_spreadsheet_is_refused_and_kept(bring):
    batch = bring(b"%PDF-1.7 not a table", name="表.pdf")
    assert batch.status == Status.FAILED
    assert batch.report["refusal"]
    assert ImportBatch.objects.get(pk=batch.pk).status == Status.FAILED


def test_a_row_twice_names_the_other_row(bring):
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n本社食堂,2026-02-19,121\n")
    assert batch.status == Status.FAILED
    assert "2行目" in fault_messages(batch)[0]


def test_an_outlet_left_blank_is_a_question_not_a_total(bring):
    batch = bring(HEAD + ",2026-02-19,120\n")
    assert "全拠点" in fault_messages(batch)[0]


def test_all_outlets_are_meant_only_when_written(bring, programme, admin_user):
    imports.commit(bring(HEAD + "全拠点,2026-02-19,300\n"), admin_user)
    assert Meal.objects.get(programme=programme).outlet is None


# beside what is there


def test_a_changed_row_needs_a_choice(bring, programme, outlets, admin_user):
    meal = MealFactory(programme=programme, outlet=outlets[0], starts_on=date(2026, 2, 19))
    batch = bring(HEAD + "本社食堂,2026-02-19,130\n玉川食堂,2026-02-19,80\n")
    [row] = batch.report["changed"]
    assert row["cells"] == [["提供数", "120", "130"]]
    with pytest.raises(imports.Conflicts):
        imports.commit(batch, admin_user)
    assert Meal.objects.filter(programme=programme).count() == 1
    imports.commit(batch, admin_user, choice="file")
    meal.refresh_from_db()
    assert (meal.servings, meal.batch) == (130, batch)


def test_a_row_can_be_left_as_it_is(bring, programme, outlets, admin_user):
    for outlet in outlets[:2]:
        MealFactory(programme=programme, outlet=outlet, starts_on=date(2026, 2, 19))
    batch = bring(HEAD + "本社食堂,2026-02-19,130\n玉川食堂,2026-02-19,80\n")
    with pytest.raises(imports.Conflicts, match="選ばれていない行"):
        imports.commit(batch, admin_user, rows={0: "keep"})
    imports.commit(batch, admin_user, choice="file", rows={0: "keep"})
    assert [row[2] for row in meals(programme)] == [120, 80]


def test_a_campaign_total_is_set_aside_only_when_asked(bring, programme, admin_user):
    total = MealFactory(programme=programme, ends_on=date(2026, 2, 27), servings=6600)
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n")
    assert batch.report["settled"][0][1] == "6,600食"
    with pytest.raises(imports.Conflicts):
        imports.commit(batch, admin_user)
    imports.commit(batch, admin_user, settles=True)
    total.refresh_from_db()
    assert total.is_comparison
    assert total.history.first().way == ChangeSource.IMPORT
    assert results(programme)["meals"].value == 120


def test_a_record_that_overlaps_otherwise_is_a_fault(bring, programme, outlets):
    menu = MenuFactory(programme=programme, name="親子丼")
    MealFactory(programme=programme, outlet=outlets[0], menu=menu, starts_on=date(2026, 2, 19))
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n")
    assert "重なって" in fault_messages(batch)[0]


# nobody overwrites anybody


def test_a_row_that_somebody_changed_meanwhile_is_asked_about(
    bring, programme, outlets, admin_user
):
    meal = MealFactory(programme=programme, outlet=outlets[0], starts_on=date(2026, 2, 19))
    batch = bring(HEAD + "本社食堂,2026-02-19,130\n玉川食堂,2026-02-19,80\n")
    meal.servings = 125
    meal.save()
    with pytest.raises(imports.Conflicts):
        imports.commit(batch, admin_user, choice="file")
    assert [row[2] for row in meals(programme)] == [125]


def test_a_choice_holds_for_the_value_that_was_shown_only(admin_client, bring, programme, outlets):
    meal = MealFactory(programme=programme, outlet=outlets[0], starts_on=date(2026, 2, 19))
    batch = bring(HEAD + "本社食堂,2026-02-19,130\n")
    url = reverse("admin:import_commit", args=[batch.pk])
    for servings in (125, 126):
        meal.servings = servings
        meal.save()
        assert admin_client.post(url, {"row-0": "file"}).status_code == 409
        batch.refresh_from_db()
        [row] = batch.report["changed"]
        assert (row["is_contested"], row["cells"]) == (True, [["提供数", str(servings), "130"]])
        assert [one[2] for one in meals(programme)] == [servings]
    assert admin_client.post(url, {"choice": "file"}).status_code == 409
    assert admin_client.post(url, {"row-0": "file"}).status_code == 302
    assert [one[2] for one in meals(programme)] == [130]


@pytest.mark.parametrize(("word", "left"), [("keep", []), ("file", [130])])
def test_a_record_that_was_deleted_meanwhile_comes_back_only_when_chosen(
    admin_client, bring, programme, outlets, word, left
):
    meal = MealFactory(programme=programme, outlet=outlets[0], starts_on=date(2026, 2, 19))
    batch = bring(HEAD + "本社食堂,2026-02-19,130\n")
    meal.delete()
    url = reverse("admin:import_commit", args=[batch.pk])
    page = admin_client.post(url, {"choice": "file"})
    assert page.status_code == 409
    assert "ほかの人が削除しました" in page.content.decode()
    assert admin_client.post(url, {"row-0": word}).status_code == 302
    assert [one[2] for one in meals(programme)] == left


def test_a_row_that_appeared_meanwhile_is_asked_about(bring, programme, outlets, admin_user):
    batch = bring(HEAD + "本社食堂,2026-02-19,130\n玉川食堂,2026-02-19,80\n")
    MealFactory(programme=programme, outlet=outlets[0], starts_on=date(2026, 2, 19))
    with pytest.raises(imports.Conflicts):
        imports.commit(batch, admin_user, choice="file")
    assert [row[2] for row in meals(programme)] == [120]


def test_changes_elsewhere_hinder_nobody(bring, programme, outlets, admin_user):
    batch = bring(HEAD + "本社食堂,2026-02-19,130\n")
    MealFactory(programme=programme, outlet=outlets[1], starts_on=date(2026, 2, 19))
    imports.commit(batch, admin_user)
    assert [row[2] for row in meals(programme)] == [130, 120]


def test_a_batch_is_committed_once(bring, programme, admin_user):
    batch = bring(HEAD + "本社食堂,2026-02-19,130\n")
    imports.commit(batch, admin_user)
    with pytest.raises(imports.Conflicts):
        imports.commit(ImportBatch.objects.get(pk=batch.pk), admin_user)
    assert Meal.history.filter(programme=programme).count() == 1


# undone


def test_an_undone_batch_leaves_what_was_before(bring, programme, outlets, admin_user):
    meal = MealFactory(programme=programme, outlet=outlets[0], starts_on=date(2026, 2, 19))
    total = MealFactory(
        programme=programme, outlet=outlets[1], ends_on=date(2026, 2, 27), servings=900
    )
    batch = bring(HEAD + "本社食堂,2026-02-19,130\n玉川食堂,2026-02-19,80\n")
    imports.commit(batch, admin_user, choice="file", settles=True)
    imports.undo(batch, admin_user, "別の週のファイルだった")
    meal.refresh_from_db()
    total.refresh_from_db()
    assert (meal.servings, meal.batch, total.is_comparison) == (120, None, False)
    assert Meal.objects.filter(programme=programme).count() == 2
    ways = Meal.history.filter(way=ChangeSource.UNDO, detail=str(batch.pk))
    assert sorted(ways.values_list("history_type", flat=True)) == ["-", "~", "~"]
    assert set(ways.values_list("history_user", flat=True)) == {admin_user.pk}
    assert ImportBatch.objects.get(pk=batch.pk).status == Status.UNDONE


def test_a_batch_with_changes_on_top_is_not_undone(bring, programme, admin_user):
    batch = bring(HEAD + "本社食堂,2026-02-19,120\n玉川食堂,2026-02-19,80\n")
    imports.commit(batch, admin_user)
    meal = Meal.objects.get(programme=programme, servings=80)
    meal.servings = 81
    meal.save()
    with pytest.raises(imports.NotUndone) as caught:
        imports.undo(batch, admin_user)
    assert [version.servings for version in caught.value.records] == [81]
    assert Meal.objects.filter(programme=programme).count() == 2


# there and back


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("slug", ["nec2024", "nec2025"])
def test_an_export_comes_back_unchanged(request, suffix, slug, admin_user):
    """Every kind of record of both documents."""
    programme = request.getfixturevalue(slug)
    tried = 0
    for kind, model in imports.kinds().items():
        number = model.objects.filter(programme=programme).count()
        if not number:
            continue
        data = exported(model, programme, suffix)
        batch = imports.upload(programme, kind, f"{kind}.{suffix}", data, admin_user)
        assert batch.report["faults"] == [], kind
        found = (batch.report["changed"], batch.report["sample"], batch.report["same"])
        assert found == ([], [], number), kind
        tried += 1
    assert tried >= 1


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_closed_approximate_and_guarded_cells_come_back_unchanged(
    programme, outlets, admin_user, suffix
):
    menu = MenuFactory(programme=programme, name="=1+1 定食")
    common = {"programme": programme, "outlet": outlets[0]}
    MealFactory(**common, menu=menu, note="-5 から\n直した", servings=0)
    MealFactory(**common, state="closed", servings=None, starts_on=date(2026, 2, 3))
    MealFactory(**common, state="unknown", servings=None, starts_on=date(2026, 2, 4))
    MealFactory(**common, is_approximate=True, servings=300, starts_on=date(2026, 2, 5))
    MealFactory(programme=programme, is_comparison=True, ends_on=date(2026, 2, 27))
    data = exported(Meal, programme, suffix)
    batch = imports.upload(programme, "produce.meal", f"戻す.{suffix}", data, admin_user)
    assert batch.report["faults"] == []
    assert (batch.report["changed"], batch.report["same"]) == ([], 5)


def test_a_record_changed_after_the_export_is_asked_about(programme, outlets, admin_user):
    meal = MealFactory(programme=programme, outlet=outlets[0])
    data = exported(Meal, programme, "csv").replace(b",120,", b",130,")
    meal.servings = 125
    meal.save()
    batch = imports.upload(programme, "produce.meal", "戻す.csv", data, admin_user)
    [row] = batch.report["changed"]
    assert row["is_contested"]
    with pytest.raises(imports.Conflicts):
        imports.commit(batch, admin_user, choice="file")
    imports.commit(batch, admin_user, rows={0: "file"})
    meal.refresh_from_db()
    assert meal.servings == 130


def test_an_edited_export_of_records_that_nobody_touched_is_asked_about_once_for_all(
    programme, outlets, admin_user
):
    meals = [MealFactory(programme=programme, outlet=outlet, servings=10) for outlet in outlets]
    for meal in meals:
        meal.servings = 120
        meal.save()
    data = exported(Meal, programme, "csv").replace(b",120,", b",130,")
    batch = imports.upload(programme, "produce.meal", "戻す.csv", data, admin_user)
    assert (batch.report["changed_total"], batch.report["contested"]) == (len(meals), 0)
    assert [row["is_contested"] for row in batch.report["changed"]] == [False] * len(meals)
    imports.commit(batch, admin_user, choice="file")
    assert {meal.servings for meal in Meal.objects.filter(programme=programme)} == {130}


def test_headings_and_words_are_japanese_whatever_the_language_that_asks_first():
    columns_of.cache_clear()
    try:
        with override("en"):
            state = next(one for one in columns_of(Meal) if one.name == "state")
        assert (state.title, state.choices["休業"]) == ("状態", "closed")
    finally:
        columns_of.cache_clear()


def test_a_sale_takes_its_place_from_its_outlet(programme, admin_user):
    OutletFactory(partnership=programme.partnership, kind="online", name="ウェブ店")
    OutletFactory(partnership=programme.partnership, kind="shop", name="本社売店")
    SaleFactory(programme=programme, kind="online", starts_on=date(2026, 2, 18))
    text = "店舗,実施日,販売数\nウェブ店,2026-02-19,5\n本社売店,2026-02-19,3\n"
    batch = imports.upload(programme, "produce.sale", "売.csv", text.encode("cp932"), admin_user)
    assert batch.report["faults"] == []
    imports.commit(batch, admin_user)
    sold = Sale.objects.filter(programme=programme, starts_on=date(2026, 2, 19))
    assert sorted(sold.values_list("kind", "items")) == [("online", 5), ("shop", 3)]


# in the back office


def test_a_person_brings_a_file_looks_and_commits(admin_client, programme, outlets):
    data = (HEAD + "本社食堂,2026-02-19,120\n").encode("cp932")
    typed = {
        "programme": programme.pk,
        "kind": "produce.meal",
        "file": SimpleUploadedFile("食堂.csv", data),
    }
    page = admin_client.post(reverse("admin:import"), typed, follow=True)
    assert "まだ何も保存していません" in page.content.decode()
    batch = ImportBatch.objects.get()
    assert meals(programme) == []
    page = admin_client.post(reverse("admin:import_commit", args=[batch.pk]), follow=True)
    assert "取り込みました" in page.content.decode()
    assert meals(programme) == [("本社食堂", 19, 120, "counted")]
    original = admin_client.get(reverse("admin:import_file", args=[batch.pk]))
    assert original.content == data


def test_the_report_can_be_downloaded(admin_client, bring):
    batch = bring(HEAD + "第九食堂,2026-02-19,=1+1\n")
    report = admin_client.get(reverse("admin:import_report", args=[batch.pk]))
    text = report.content.decode("utf-8-sig")
    assert text.startswith("場所,値,内容と直し方")
    assert "A2,第九食堂," in text


def test_a_conflict_in_the_back_office_keeps_what_was_chosen(
    admin_client, bring, programme, outlets
):
    meal = MealFactory(programme=programme, outlet=outlets[0], starts_on=date(2026, 2, 19))
    batch = bring(HEAD + "本社食堂,2026-02-19,130\n")
    meal.servings = 125
    meal.save()
    url = reverse("admin:import_commit", args=[batch.pk])
    page = admin_client.post(url, {"choice": "file", "reason": "訂正の報告"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "125" in text and "130" in text and "訂正の報告" in text
    page = admin_client.post(url, {"choice": "file", "row-0": "file"}, follow=True)
    meal.refresh_from_db()
    assert meal.servings == 130


def test_every_kind_has_a_template_that_is_understood(admin_client, programme, admin_user):
    kinds = imports.kinds()
    assert len(kinds) >= 11
    for kind in kinds:
        response = admin_client.get(reverse("admin:import_template", args=[kind, "csv"]))
        data = b"".join(response) if response.streaming else response.content
        batch = imports.upload(programme, kind, "ひな形.csv", data, admin_user)
        faults = [message for message in fault_messages(batch) if "見出し" in message]
        assert faults == [], kind
