"""Year beside year: what stands together, what is marked, and where a percentage would mislead."""

from dataclasses import replace
from datetime import date

import pytest

from programmes import figures
from programmes.models import IndicatorRecord
from programmes.reporting import exports, tables
from programmes.reporting.tables.year_change import YearChange, change, differences
from tests.factories import (
    IndicatorFactory,
    MealFactory,
    ProgrammeFactory,
    PublicationFactory,
    ReleaseFactory,
)
from tests.pages import soup

pytestmark = [pytest.mark.django_db, pytest.mark.database]

COLUMNS = [
    *("programme", "fiscal_year", "strand", "figure", "label_ja", "label_en", "value"),
    *("approximate", "unit_ja", "unit_en", "basis", "period_start", "period_end", "as_of"),
    *("status", "printed_ja", "printed_en", "records", "source"),
    *("compared_with", "differs_in", "change", "change_percent"),
]


def texts(line):
    return [cell.text for cell in line.cells]


def test_a_year_that_lacks_a_figure_has_an_empty_row_of_it(nec2024, nec2025):
    pairs = [(programme, figures.results(programme)) for programme in (nec2024, nec2025)]
    rows = list(tables.years(nec2025.partnership, pairs).rows)
    by_year = {
        year: [row["figure"] for row in rows if row["programme"] == f"nec/{year}"]
        for year in (2024, 2025)
    }
    assert by_year[2024] == by_year[2025] and len(by_year[2025]) == 14
    gap = next(r for r in rows if (r["programme"], r["figure"]) == ("nec/2024", "participations"))
    assert (gap["value"], gap["status"], gap["approximate"]) == (None, None, None)
    assert gap["printed_ja"] == "記録なし"


def test_an_agreement_leads_to_the_programme_of_each_year(client, nec2024, nec2025):
    page = soup(client, "/nec/")
    led = [link["href"] for link in page.select("#programmes + ul a")]
    assert sorted(led) == [nec2024.get_absolute_url(), nec2025.get_absolute_url()]


def test_years_stand_side_by_side_and_in_long_form(nec2024, nec2025):
    pairs = [(programme, figures.results(programme)) for programme in (nec2024, nec2025)]
    table = tables.years(nec2025.partnership, pairs)
    assert [column.name for column in table.columns] == COLUMNS
    assert {row["programme"] for row in table.rows} == {"nec/2025", "nec/2024"}
    assert [str(column.title) for column in table.shown_columns[2:]] == [
        "2025年度（令和7年度）",
        "2024年度（令和6年度）",
        "前の年度との増減",
    ]
    shown = {line.cells[0].target.slug: texts(line)[2:] for line in table[:]}
    assert shown["meals"] == ["約6,600食", "記録なし", ""]
    assert shown["exchange-participants"] == ["30名", "30名", "増減なし"]
    assert table[:][-1].is_headline
    assert len(table) == len(shown) == 14  # figures of either year


def test_what_is_counted_otherwise_stands_on_a_line_of_its_own():
    older, newer = ProgrammeFactory(slug="2024", fiscal_year=2024), ProgrammeFactory()
    for programme, unit in ((older, "時間"), (newer, "名")):
        IndicatorFactory(programme=programme, slug="volunteers", unit=unit)
    pairs = [(programme, figures.results(programme)) for programme in (older, newer)]
    table = tables.years(newer.partnership, pairs)
    assert sum(line.cells[0].target.slug == "volunteers" for line in table[:]) == 2


@pytest.fixture
def newer(db):
    """Both years are over."""
    return ProgrammeFactory()


@pytest.fixture
def older(newer):
    return ProgrammeFactory(
        partnership=newer.partnership, slug="2024", fiscal_year=2024,
        starts_on=date(2025, 2, 3), ends_on=date(2025, 2, 28), visible_from=date(2025, 2, 3),
    )  # fmt: skip


def meals(programme, servings, **fields):
    return MealFactory(
        programme=programme, starts_on=programme.starts_on, servings=servings, **fields
    )


def count(programme, value, slug="volunteers", **fields):
    """A count of an own indicator, which is made by the way."""
    indicator = IndicatorFactory(programme=programme, slug=slug, **fields)
    day = programme.starts_on
    starts_on = day if indicator.basis == "period" else None
    return IndicatorRecord.objects.create(
        programme=programme, indicator=indicator, value=value, starts_on=starts_on, ends_on=day
    )


def as_final(results):
    """As they are once a final publication printed them."""
    for result in results:
        result.status = "final"
    return results


def table_of(*programmes, final=False):
    pairs = [(one, figures.results(one)) for one in programmes]
    if final:
        pairs = [(one, as_final(results)) for one, results in pairs]
    return tables.years(programmes[0].partnership, pairs)


@pytest.fixture(autouse=True)
def word_for_final(monkeypatch):
    monkeypatch.setitem(figures.STATUSES, "final", "確定")


def row_of(table, programme, figure="meals"):
    path = tables.programme_path(programme)
    return next(r for r in table.rows if (r["programme"], r["figure"]) == (path, figure))


def shown_differences(table, figure="meals"):
    """What the reader sees beside the values, line by line."""
    return [texts(ln)[-1] for ln in table[:] if getattr(ln.cells[0].target, "slug", "") == figure]


def compared(table, programme, figure="meals"):
    row = row_of(table, programme, figure)
    return row["differs_in"], row["change"], row["change_percent"]


def test_final_counts_of_two_years_have_a_difference_and_a_percentage(newer, older):
    meals(older, 6_100)
    meals(newer, 6_612)
    table = table_of(newer, older, final=True)
    assert shown_differences(table) == ["約510食増（8%）"]
    assert compared(table, newer) == (None, 512, 8)
    assert row_of(table, newer)["compared_with"].endswith("/2024")
    assert compared(table, older) == (None, None, None)
    assert row_of(table, older)["compared_with"] is None


@pytest.mark.parametrize(
    ("before", "after", "text", "percent"),
    [
        (200, 150, "50食減（25%）", -25),
        (200, 200, "増減なし", None),
        (99, 150, "51食増", None),
        (150, 99, "51食減", None),
        (100, 125, "25食増（25%）", 25),
        (1_000, 1_001, "1食増", None),
        (0, 5, "5食増", None),
    ],
)
def test_a_small_base_has_a_difference_alone(newer, older, before, after, text, percent):
    meals(older, before)
    meals(newer, after)
    table = table_of(newer, older, final=True)
    assert shown_differences(table) == [text]
    assert compared(table, newer) == (None, after - before, percent)


def test_what_is_not_final_has_no_percentage(newer, older):
    meals(older, 6_100)
    meals(newer, 6_612)
    assert shown_differences(table_of(newer, older)) == ["約510食増"]


@pytest.mark.parametrize("which", ["older", "newer"])
def test_rounded_records_have_no_difference(newer, older, which):
    for name, programme in (("older", older), ("newer", newer)):
        meals(programme, 6_600, is_approximate=name == which)
    assert compared(table_of(newer, older, final=True), newer) == (None, None, None)


def test_a_bound_has_no_difference(newer, older):
    for programme, value in ((older, 850), (newer, 900)):
        count(programme, value, style="at_least")
    table = table_of(newer, older, final=True)
    assert compared(table, newer, "volunteers") == (None, None, None)
    assert shown_differences(table, "volunteers") == [""]


def test_a_year_that_still_runs_has_no_difference(newer, older, at):
    meals(older, 6_100)
    meals(newer, 6_612)
    at(2026, 2, 27, 23, 59)
    assert shown_differences(table_of(newer, older, final=True)) == [""]
    at(2026, 2, 28)
    assert shown_differences(table_of(newer, older, final=True)) == ["約510食増（8%）"]


def test_a_programme_without_a_last_day_runs_until_its_fiscal_year_ends(newer, older, at):
    meals(older, 120)
    meals(newer, 240)
    newer.ends_on = None
    newer.save()
    at(2026, 3, 31, 12)
    assert shown_differences(table_of(newer, older, final=True)) == [""]
    at(2026, 4, 1)
    assert shown_differences(table_of(newer, older, final=True)) == ["120食増（100%）"]


def test_where_a_year_has_nothing_nothing_is_compared(newer, older):
    meals(newer, 120)
    table = table_of(newer, older, final=True)
    line = next(line for line in table[:] if line.cells[0].target.slug == "meals")
    assert texts(line)[2:] == ["120食", "記録なし", ""]
    assert row_of(table, newer)["compared_with"] is None


@pytest.mark.parametrize(
    ("fields", "codes", "words"),
    [
        ({"definition": "社員の家族も数えます。"}, "definition", "変更：定義"),
        ({"style": "exact"}, "style", "変更：書き方"),
        ({"unit": "回", "unit_en": "times"}, "unit", "変更：単位"),
        ({"basis": "stock"}, "basis", "変更：数え方"),
        (
            {"definition": "別のもの。", "style": "exact"},
            "definition / style",
            "変更：定義・書き方",
        ),
    ],
)
def test_what_changed_is_marked_and_not_compared(newer, older, fields, codes, words):
    count(older, 200)
    count(newer, 300, **fields)
    table = table_of(newer, older, final=True)
    assert compared(table, newer, "volunteers") == (codes, None, None)
    assert shown_differences(table, "volunteers")[0] == words


def test_a_figure_counted_in_another_unit_does_not_read_as_without_a_record(newer, older):
    count(older, 200, unit="時間")
    count(newer, 300)
    table = table_of(newer, older)
    lines = [texts(ln)[2:] for ln in table[:] if ln.cells[0].target.slug == "volunteers"]
    assert lines == [
        ["300名", "別の数え方", "変更：単位"],
        ["別の数え方", "200時間", ""],
    ]


def test_a_change_of_how_heads_are_counted_is_marked(newer, older):
    for programme, value in ((older, 200), (newer, 300)):
        meals(programme, value)
    new, old = (figures.results(programme)["meals"] for programme in (newer, older))
    new.figure = replace(new.figure, heads="gross")
    assert differences(new, old) == ("heads",)


def test_a_headline_of_other_parts_is_marked(newer, older):
    meals(older, 200)
    meals(newer, 200)
    count(newer, 300, counts_as_participation=True)
    table = table_of(newer, older, final=True)
    assert compared(table, newer, "participations") == ("parts", None, None)
    assert shown_differences(table, "participations") == ["変更：足した数字"]


def published(programme, definition, version=1, release=None, **fields):
    release = release or ReleaseFactory(programme=programme)
    figure = {"slug": "meals", "definition": definition, "unit": "食", "basis": "period"}
    PublicationFactory(release=release, version=version, figures=[figure], files=[], **fields)
    return release


def test_what_was_published_with_another_definition_is_marked(newer, older):
    meals(older, 200)
    meals(newer, 300)
    today = str(figures.results(newer)["meals"].figure.definition)
    release = published(older, "配膳した食器の数です。")
    assert compared(table_of(newer, older, final=True), newer)[0] == "definition"
    published(older, today, version=2, release=release)
    assert compared(table_of(newer, older, final=True), newer) == (None, 100, 50)


def test_a_publication_under_embargo_marks_nothing(newer, older, at):
    meals(older, 200)
    meals(newer, 300)
    published(older, "別のもの。")
    at(2026, 3, 31)
    assert compared(table_of(newer, older, final=True), newer)[0] is None
    at(2026, 4, 2)
    assert compared(table_of(newer, older, final=True), newer)[0] == "definition"


def test_each_year_is_compared_with_the_one_before(newer, older):
    first = ProgrammeFactory(
        partnership=newer.partnership, slug="2022", fiscal_year=2022,
        starts_on=date(2023, 2, 1), ends_on=date(2023, 2, 28),
    )  # fmt: skip
    for programme, servings in ((first, 100), (older, 200), (newer, 400)):
        meals(programme, servings)
    table = table_of(newer, older, first, final=True)
    assert compared(table, newer) == (None, 200, 100)
    assert compared(table, older) == (None, 100, 100)
    assert row_of(table, older)["compared_with"].endswith("/2022")


def test_two_programmes_of_one_year_are_not_compared_with_each_other(newer, older):
    twin = ProgrammeFactory(partnership=older.partnership, slug="2024-b", fiscal_year=2024)
    for programme in (newer, older, twin):
        meals(programme, 200)
    table = table_of(newer, older, twin, final=True)
    assert row_of(table, newer)["compared_with"] is None
    assert "前の年度との増減" not in [str(column.title) for column in table.shown_columns]
    assert table_of(newer)[:][0].cells[-1].text == "200食"  # alone it has no such column


def test_the_page_explains_its_marks_in_both_languages(client, newer, older):
    count(older, 200)
    count(newer, 300, definition="社員の家族も数えます。")
    path = newer.partnership.get_absolute_url()
    assert soup(client, f"/en{path}").find(id="years")
    page = soup(client, path)
    assert "変更：定義" in page.find(id="years").find_next("table").get_text()
    assert "終わった年度どうし" in page.get_text()


def test_every_file_carries_the_comparison(newer, older):
    meals(older, 200)
    meals(newer, 300)
    table = table_of(newer, older, final=True)
    text = b"".join(exports.csv(table)).decode("utf-8-sig")
    assert text.splitlines()[0].endswith('"differs_in","change","change_percent"')
    assert any(line.endswith(",,100,50") for line in text.splitlines())
    codes = {row["code"] for row in table.definitions if row["name"] == "differs_in"}
    assert {"definition", "unit", "basis", "heads", "style", "parts"} <= codes


def test_a_difference_is_told_in_words(newer, older):
    figure = figures.results(newer)["meals"].figure
    assert YearChange(512, 8).text(figure) == "約510食増（8%）"
    assert YearChange(-1, None).text(figure) == "1食減"
    meals(newer, 100)
    meals(older, 0)
    pair = [as_final(figures.results(one))["meals"] for one in (newer, older)]
    assert change(*pair) == YearChange(100, None)
