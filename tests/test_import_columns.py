"""Which columns a file of a kind of record may have, and what its template says of them."""

import pytest

from events.models import Session
from probono.models import ClubCount, SignUpCount
from produce.models import Meal
from programmes import imports
from programmes.imports.columns import columns_of
from programmes.models import IndicatorRecord
from programmes.reporting import exports

from .factories import MealFactory, ProgrammeFactory


def column(model, name):
    return next(one for one in columns_of(model) if one.name == name)


def test_what_and_when_come_first_and_what_only_an_export_has_last():
    titles = [one.title for one in columns_of(Meal)]
    assert titles[:5] == ["拠点", "メニュー", "日付", "最終日", "提供数"]
    assert titles[-2:] == ["記録番号", "版"]
    assert [one.title for one in columns_of(SignUpCount)][:3] == ["集計単位", "時点", "いつから"]


@pytest.mark.parametrize(
    "model, name, known, unknown",
    [
        (Meal, "servings", {"提供数", "食数", "servings"}, {"累計"}),
        (SignUpCount, "members", {"累計", "累計参加数"}, {"休"}),
        (IndicatorRecord, "value", {"累計", "数"}, {"休"}),
        (Meal, "starts_on", {"日付", "実施日", "starts_on"}, {"時点", "まで", "開始"}),
        (Meal, "ends_on", {"最終日", "まで"}, {"実施日", "開始"}),
        (SignUpCount, "ends_on", {"時点", "基準日", "実施日"}, {"まで"}),
        (SignUpCount, "starts_on", {"いつから", "開始"}, {"実施日", "まで"}),
        (Meal, "is_comparison", {"照合用", "照合"}, {"概数"}),
        (Meal, "is_approximate", {"概数", "約"}, {"照合用"}),
    ],
)
def test_a_column_goes_by_the_words_that_files_use(model, name, known, unknown):
    words = set(column(model, name).words)
    assert known <= words and not unknown & words


def test_a_choice_goes_by_its_label_its_value_and_the_usual_signs():
    choices = column(Meal, "state").choices
    assert {choices[word] for word in ("休", "定休日", "closed")} == {"closed"}
    assert choices["未"] == choices["unknown"] == "unknown"
    assert {*choices.values()} <= {str(value) for value in choices}
    assert column(Meal, "servings").choices == {}


@pytest.mark.parametrize(
    "model, name, required, needed",
    [
        (Meal, "servings", False, True),  # a day may be closed
        (ClubCount, "people", True, True),
        (Meal, "outlet", False, True),  # which may be all of them, if somebody writes so
        (Session, "event", True, True),
        (Meal, "starts_on", False, True),
        (SignUpCount, "ends_on", False, True),
        (SignUpCount, "starts_on", False, False),
        (IndicatorRecord, "starts_on", False, False),  # its indicator knows what it needs
        (Meal, "note", False, False),
    ],
)
def test_what_a_file_and_what_a_row_cannot_do_without(model, name, required, needed):
    one = column(model, name)
    assert (one.required, one.needed) == (required, needed)


def test_only_an_indicator_counts_money_and_only_a_count_to_a_date_has_one():
    kinds = imports.kinds().values()
    assert {kind for kind in kinds if column(kind, "note").may_be_money} == {IndicatorRecord}
    to_a_date = {kind for kind in kinds if column(kind, "note").is_as_of}
    assert to_a_date == {SignUpCount, ClubCount}


def test_a_template_explains_what_must_be_written(db):
    columns = imports.template_table(Meal, ProgrammeFactory()).columns
    descriptions = {one.title: one.description for one in columns}
    assert not {"記録番号", "版", "照合用"} & descriptions.keys() and "概数" in descriptions
    assert descriptions["拠点"].startswith("必ず書きます。")
    assert not descriptions["提供数"].startswith("必ず書きます。")
    assert descriptions["概数"] == "「はい」か空欄。"
    assert descriptions["状態"].count("、") == 2


def test_a_record_is_written_so_that_it_can_be_edited_and_brought_back(db):
    meal = MealFactory(is_approximate=True)
    table = imports.records_table(Meal, meal.programme, Meal.objects.filter(pk=meal.pk))
    [row] = table.rows
    shown = ("拠点", "メニュー", "提供数", "状態", "概数", "照合用", "備考", "記録番号", "版")
    assert [row[title] for title in shown] == [
        *("全拠点", None, 120, meal.get_state_display(), "はい", None, None),
        *(str(meal.pk), str(meal.history.latest().pk)),
    ]
    descriptions = {one.title: one.description for one in table.columns}
    assert (
        "新しい行では空欄" in descriptions["記録番号"] and "誰かが変えた記録" in descriptions["版"]
    )
    assert exports.filename(table, "csv").endswith("-meal-edit.csv")
