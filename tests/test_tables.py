"""The tables themselves: which rows they have, and what a reader sees of them."""

from datetime import date

import pytest
from django.utils.translation import override

from programmes import figures
from programmes.models import IndicatorRecord
from programmes.reporting import tables
from tests.factories import (
    CountingLineFactory,
    IndicatorFactory,
    MealFactory,
    OutletFactory,
    ProgrammeFactory,
    SignUpCountFactory,
    SourceFactory,
)

from .tables import many_meals, records, summary

pytestmark = [pytest.mark.django_db, pytest.mark.database]

COLUMNS = [
    *("strand", "figure", "label_ja", "label_en", "value", "approximate", "unit_ja", "unit_en"),
    *("basis", "period_start", "period_end", "as_of", "status", "printed_ja", "printed_en"),
    *("records", "source"),
]


def by_figure(table):
    return {row["figure"]: row for row in table.rows}


def texts(line):
    return [cell.text for cell in line.cells]


def test_the_summary_has_its_columns_in_order(nec2025):
    assert [column.name for column in summary(nec2025).columns] == COLUMNS


def test_the_summary_has_every_fact_of_the_documents(facts, nec2024, nec2025):
    found = {"nec/2024": by_figure(summary(nec2024)), "nec/2025": by_figure(summary(nec2025))}
    same = [name for name in COLUMNS if name in facts[0] and name not in ("strand", "source")]
    for fact in facts:
        row = found[fact["programme"]][fact["figure"]]
        row |= {"value": str(row["value"])}
        assert {name: row[name] for name in same} == {name: fact[name] for name in same}
    assert len(facts) == 15 and len(same) == 10


def test_a_figure_without_records_is_blank_and_not_zero(nec2024):
    row = by_figure(summary(nec2024))["meals"]
    assert row["value"] is None and row["records"] == 0 and row["source"] is None
    assert (row["printed_ja"], row["printed_en"]) == ("記録なし", "no record")


def test_the_headline_is_the_last_row_and_absent_without_parts(nec2024, nec2025):
    assert [row["strand"] for row in summary(nec2025).rows].index("headline") == 13
    assert summary(nec2025).rows[-1]["printed_ja"] == "約1万人"
    assert "headline" not in [row["strand"] for row in summary(nec2024).rows]


def test_each_strand_has_a_table_of_its_figures_alone(nec2025):
    results = figures.results(nec2025)
    every = []
    for group in results.strands:
        table = tables.strand_table(nec2025, results, group.strand.slug)
        assert {row["strand"] for row in table.rows} == {group.strand.slug}
        every += table.rows
    assert every == tables.summary(nec2025, results).rows[:-1]
    assert len(results.strands) == 6


def test_sources_are_joined_in_the_same_order_always():
    programme = ProgrammeFactory()
    for slug in ("b", "a"):
        source = SourceFactory(slug=slug, title=f"文書{slug}")
        MealFactory(programme=programme, source=source, starts_on=date(2026, 2, ord(slug) - 95))
    assert by_figure(summary(programme))["meals"]["source"] == "文書a / 文書b"


def test_a_line_shows_the_reader_its_words(nec2025):
    line = summary(nec2025)[:1][0]
    assert line.heading == "福島県産品の振興"
    assert texts(line)[:5] == [
        "社員食堂の提供数",
        "約6,600食",
        "期間\n2026年2月19日(木)～3月13日(金)",
        "速報",
        "1",
    ]
    assert line.cells[0].target.slug == "meals"
    with override("en"):
        shown = texts(summary(nec2025)[:1][0])
        assert shown[1] == "about 6,600 meals"
        assert "Thu 19 February – Fri 13 March 2026" in shown[2]


def test_on_paper_sources_are_numbers_into_the_list_below(nec2025):
    table = summary(nec2025)
    assert {texts(line)[-1] for line in table.footnoted()} == {"[1]"}
    assert len(table.sources) == 1
    assert texts(table[:1][0])[-1] == table.sources[0].title


def test_tables_are_found_by_slug(nec2025):
    results = figures.results(nec2025)
    slugs = [table.slug for table in tables.listing(nec2025, results)]
    of_strands = [
        slug
        for group in results.strands
        for slug in (group.strand.slug, f"{group.strand.slug}-records")
    ]
    assert slugs == ["summary", *of_strands] and len(slugs) == 13
    for slug in slugs:
        assert tables.find(nec2025, results, slug).slug == slug
    assert tables.find(nec2025, results, "nothing") is None


def test_definitions_explain_every_figure_column_and_code(nec2025):
    table = summary(nec2025)
    names = [column.name for column in tables.DEFINITION_COLUMNS]
    assert all(list(row) == names for row in table.definitions)
    explained = {(row["item"], row["name"], row["code"]) for row in table.definitions}
    assert {("figure", row["figure"], None) for row in table.rows} <= explained
    assert {("column", column.name, column.kind) for column in table.columns} <= explained
    for name in ("strand", "approximate", "basis", "status"):
        used = {("code", name, row[name]) for row in table.rows}
        assert used and used <= explained
    figures = [row for row in table.definitions if row["item"] == "figure"]
    assert all(row["description_ja"] and row["licence"] == "CC BY 4.0" for row in figures)


def test_the_data_of_one_figure(nec2025):
    data = tables.figure_data(figures.results(nec2025)["participations"])
    assert data["value"] == 9830
    assert "6,600＋2,200＋870＋160 = 9,830" in data["formula_ja"]
    assert set(COLUMNS) < set(data)


def test_a_record_list_says_how_each_record_is_used():
    programme = ProgrammeFactory()
    meals = {"programme": programme}
    MealFactory(**meals, servings=120)
    MealFactory(**meals, starts_on=date(2026, 2, 3), servings=None, state="closed")
    MealFactory(**meals, servings=6600, ends_on=date(2026, 2, 27), is_comparison=True)
    rows = {row["value"]: row for row in records(programme).rows}
    assert {value: (row["use"], row["state"]) for value, row in rows.items()} == {
        120: ("counted", "counted"),
        None: ("closed", "closed"),
        6600: ("comparison", "counted"),
    }
    table = records(programme)
    codes = {row["code"] for row in table.definitions if row["name"] == "state"}
    assert {"counted", "closed", "unknown"} <= codes


def test_of_counts_to_a_date_the_newest_counts_and_the_others_are_superseded():
    line = CountingLineFactory()
    for day, members in ((27, 200), (20, 150)):
        SignUpCountFactory(line=line, ends_on=date(2026, 2, day), members=members)
    other = CountingLineFactory(programme=line.programme)
    SignUpCountFactory(line=other, members=9)
    rows = list(records(line.programme, "community").rows)
    assert [(row["figure"], row["value"], row["use"]) for row in rows] == [
        (line.slug, 150, "superseded"),
        (line.slug, 200, "counted"),
        (other.slug, 9, "counted"),
    ]


def test_a_record_names_its_subject_in_both_languages():
    programme = ProgrammeFactory()
    outlet = OutletFactory(
        partnership=programme.partnership, name="本社食堂", name_en="Head office"
    )
    MealFactory(programme=programme, outlet=outlet, is_approximate=True)
    with override("en"):
        (row,) = records(programme).rows
        (line,) = records(programme)[:10]
    assert (row["subject_ja"], row["subject_en"]) == ("本社食堂", "Head office")
    assert texts(line)[1:4] == ["Mon 2 February 2026", "Head office", "about 120 meals"]


def test_a_page_of_records_is_a_slice_across_figures(nec2025):
    table = records(nec2025)
    every = [row["figure"] for row in table.rows]
    assert len(table) == len(every) == 3
    pages = [table.rows[n : n + 2] for n in (0, 2, 4)]
    assert [[row["figure"] for row in page] for page in pages] == [every[:2], every[2:], []]


@pytest.mark.parametrize("number", [10, pytest.param(10_000, marks=pytest.mark.sweep)])
def test_records_take_the_same_queries_however_many(number, django_assert_num_queries):
    programme = ProgrammeFactory()
    many_meals(programme, number)
    table = records(programme)
    with django_assert_num_queries(3):  # one for each figure of the strand
        assert sum(1 for _row in table.rows) == number
    with django_assert_num_queries(4):  # a count for each figure, and the page
        assert len(table) == number
        assert len(table[0:100]) == min(number, 100)


def test_an_own_indicator_is_in_the_tables():
    indicator = IndicatorFactory(slug="books", unit="冊", unit_en="books")
    programme = indicator.programme
    assert tables.find(programme, figures.results(programme), "other").rows[0]["value"] is None
    day = date(2026, 2, 2)
    IndicatorRecord(
        programme=programme, indicator=indicator, starts_on=day, ends_on=day, value=7
    ).save()
    assert by_figure(summary(programme))["books"]["printed_en"] == "7 books"
    assert [row["value"] for row in records(programme, "other").rows] == [7]
