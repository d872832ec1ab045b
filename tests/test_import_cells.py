"""What a cell of a file becomes, and what is told at it where it can become nothing."""

from datetime import date

import pytest

from probono.models import Workation
from produce.models import Meal
from programmes import imports
from programmes.imports.cleaning import span

from .factories import MealFactory, MenuFactory, OutletFactory, ProgrammeFactory
from .staff import person

HEAD = "拠点,日付,提供数"


@pytest.fixture
def programme(db):
    made = ProgrammeFactory()
    for position, name in enumerate(("本社食堂", "玉川食堂"), 1):
        OutletFactory(partnership=made.partnership, name=name, position=position)
    return made


@pytest.fixture
def bring(programme, admin_user):
    """Uploads lines under a heading; returns the batch."""

    def upload(head, *lines, kind="produce.meal", change_source=admin_user):
        text = "\n".join([head, *lines, ""])
        return imports.upload(programme, kind, "食堂.csv", text.encode(), change_source)

    return upload


def test_a_wrong_day_above_one_column_hides_no_fault_of_the_next(bring):
    batch = bring("拠点,2/19,2/30,2/20", "本社食堂,120,130,12.5")
    assert [fault[0] for fault in batch.report["faults"]] == ["C1", "D2"]


@pytest.mark.parametrize(
    "head, line, address, value, message",
    [
        # a number and a version are the export's, up to what a database counts
        (f"{HEAD},記録番号", "本社食堂,2/19,120,12a", "D2", "12a", "書き出したときの番号"),
        (f"{HEAD},記録番号", f"本社食堂,2/19,120,{'9' * 19}", "D2", "9" * 19, "書き出したとき"),
        (f"{HEAD},版", "本社食堂,2/19,120,-1", "D2", "-1", "書き出したときの番号"),
        # a name
        (HEAD, "第九食堂,2/19,120", "A2", "第九食堂", "拠点「第九食堂」が見つかりません"),
        (HEAD, ",2/19,120", "A2", "", "拠点が空です。名前を書くか、すべての合計なら「全拠点」"),
        # what the record itself finds wrong, at the cell that it is about
        (f"{HEAD},最終日", "本社食堂,2/19,120,2/18", "D2", "2026-02-18", "最終日"),
        # long values are told by their beginning
        (HEAD, f"{'あ' * 61},2/19,120", "A2", "あ" * 59 + "…", "拠点"),
        (HEAD, f"{'あ' * 60},2/19,120", "A2", "あ" * 60, "拠点"),
    ],
)
def test_a_fault_is_told_at_its_cell(bring, head, line, address, value, message):
    [[where, quoted, words]] = bring(head, line).report["faults"]
    assert (where, quoted) == (address, value)
    assert message in words


def test_the_longest_number_of_a_record_is_understood(bring):
    batch = bring(f"{HEAD},記録番号", f"本社食堂,2/19,120,{'9' * 18}")
    assert not any("書き出したとき" in message for _at, _value, message in batch.report["faults"])


def test_what_has_no_closed_days_takes_numbers_only(bring, programme):
    lines = ("磐梯,2/19,休,", "会津,2/20,12,はい", ",2/21,3,")
    batch = bring("名称,日付,参加者数,概数", *lines, kind="probono.workation")
    [[address, shown, message]] = batch.report["faults"]
    assert (address, shown) == ("C2", "休") and "休みや未集計はありません" in message
    batch = bring("名称,日付,参加者数,概数", *lines[1:], kind="probono.workation")
    imports.commit(batch, batch.uploaded_by)
    made = Workation.objects.filter(programme=programme).order_by("starts_on")
    found = [(one.title, one.participants, one.is_approximate) for one in made]
    assert found == [("会津", 12, True), ("", 3, False)]


def test_what_a_field_cannot_hold_is_told_though_it_may_be_empty(bring):
    lines = (f"{'磐' * 201},2/19,3", ",2/20,4")
    batch = bring("名称,日付,参加者数", *lines, kind="probono.workation")
    assert [fault[0] for fault in batch.report["faults"]] == ["A2"]


def test_a_row_tells_all_its_faults(bring):
    batch = bring(f"{HEAD},記録番号", "本社食堂,2/31,120,12a")
    assert [fault[0] for fault in batch.report["faults"]] == ["B2", "D2"]


def test_what_stands_across_is_told_at_its_own_cell(bring, programme):
    """What only the comparison with other records finds, too."""
    menu = MenuFactory(programme=programme, name="親子丼")
    outlet = programme.partnership.outlets.get(name="玉川食堂")
    MealFactory(programme=programme, outlet=outlet, menu=menu, starts_on=date(2026, 2, 19))
    batch = bring("日付,本社食堂,玉川食堂", "2/19,1,2")
    assert [fault[0] for fault in batch.report["faults"]] == ["C2"]


def test_rows_without_a_count_are_blank_and_a_closed_day_is_none(bring, programme):
    batch = bring(HEAD, "本社食堂,2/19,", "玉川食堂,2/19,", "本社食堂,2/20,休")
    assert (batch.report["blank"], batch.report["new"], batch.report["faults"]) == (2, 1, [])


def test_faults_of_several_rows_stand_in_the_rows_order_and_save_nothing(bring, programme):
    batch = bring(HEAD, "第九食堂,2/19,1", "本社食堂,2/19,2", "第八食堂,2/19,3")
    assert [fault[0] for fault in batch.report["faults"]] == ["A2", "A4"]
    assert not Meal.objects.filter(programme=programme).exists()


def test_the_total_counts_what_stands_in_the_file(bring):
    assert bring(HEAD, "本社食堂,2/19,120", "玉川食堂,2/19,休").report["total"] == 120


def test_a_row_that_is_another_persons_is_told_at_its_outlet(bring, programme):
    mine = person("入力担当")
    batch = bring(HEAD, "本社食堂,2/19,120", change_source=mine)
    assert [fault[0] for fault in batch.report["faults"]] == ["A2"]
    assert "担当していない拠点かプログラムです" in batch.report["faults"][0][2]


@pytest.mark.parametrize(
    "fields, first, last",
    [
        ({"starts_on": date(2026, 2, 2), "ends_on": date(2026, 2, 27)}, (2, 2), (2, 27)),
        ({"starts_on": date(2026, 2, 2), "ends_on": None}, (2, 2), (3, 31)),
        ({"starts_on": None, "ends_on": None}, (4, 1), (3, 31)),
    ],
)
def test_a_day_without_a_year_lies_in_the_campaign_or_else_the_fiscal_year(fields, first, last):
    programme = ProgrammeFactory.build(fiscal_year=2025, **fields)
    assert [(day.month, day.day) for day in span(programme)] == [first, last]
