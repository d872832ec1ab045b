"""Pictures of figures: what they show, that they agree with their tables, that they are whole."""

import csv
import io
import json
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.utils.translation import override
from hypothesis import example, given
from hypothesis import strategies as st

from probono.models import Project
from produce.models import ClosedDay, Meal
from programmes.figures import results
from programmes.lib import rounding
from programmes.models import Programme
from programmes.reporting import charts
from programmes.reporting.charts import bars, panels, scale
from programmes.reporting.charts.drawing import MARGINS, Bar, Text
from programmes.reporting.charts.inks import INKS, SIZES
from tests.factories import (
    MealFactory,
    OutletFactory,
    PartnerFactory,
    PartnershipFactory,
    ProgrammeFactory,
    SaleFactory,
)
from tests.pages import soup, squeezed

COUNTS = st.integers(min_value=0, max_value=10**7)
SVG = "{http://www.w3.org/2000/svg}"


# the layout


@given(COUNTS, st.integers(min_value=1, max_value=6))
@example(0, 3)
@example(1, 3)
@example(585, 3)
def test_ticks_are_round_start_at_zero_and_stay_below_the_highest(highest, most):
    found = scale.ticks(highest, most)
    assert found[0] == 0 and found[-1] <= highest
    assert len(found) <= most + 1
    steps = {after - before for before, after in zip(found, found[1:], strict=False)}
    assert len(steps) <= 1
    assert all(str(step).rstrip("0") in ("1", "2", "5") for step in steps)


def panel(values, **more):
    known = [value for value in values if value is not None]
    return panels.Panel("食堂", values, 100, max(known, default=0), has_axis=True, **more)


@given(st.lists(st.none() | COUNTS, min_size=1, max_size=80))
def test_columns_stay_in_their_plot_and_are_as_high_as_their_numbers(values):
    drawing = panels.columns([panel(values)], [""] * len(values))
    columns = drawing.shapes("now")
    known = [value for value in values if value is not None]
    highest = max(known, default=0)
    assert len(columns) == len(known)
    assert len({round(bar.top + bar.height, 6) for bar in columns}) <= 1  # one zero line
    for bar, value in zip(columns, known, strict=True):
        assert bar.left >= 0 and bar.left + bar.width <= 100
        assert bar.top >= 0 and bar.height <= 100 and bar.top + bar.height <= drawing.height
        exact = 100 * value / highest if highest else 0
        assert bar.height == pytest.approx(exact) or (0 < exact < 1 and bar.height == 1)
    for before, after in zip(columns, columns[1:], strict=False):
        assert before.left + before.width < after.left


@given(st.lists(COUNTS, min_size=2, max_size=9))
def test_lying_bars_begin_at_zero_and_are_as_long_as_their_numbers(values):
    group = bars.BarGroup(
        [bars.BarRow(value, f"{value}食", "名前") for value in values], max(values)
    )
    shapes = bars.drawn([group]).shapes("now")
    for bar, value in zip(shapes, values, strict=True):
        assert bar.left == 0
        assert bar.width == pytest.approx(100 * value / max(values) if max(values) else 0)


def spans(words, narrow):
    """Where each line of text stands on the narrowest page: (top, left, right) in pixels."""
    for one in words:
        wide = scale.width(one.text, 11)
        begin = {"start": 0, "middle": wide / 2, "end": wide}[one.anchor]
        left = narrow * one.left / 100 + one.shift - begin
        yield one.top, left, left + wide


def crossing(words, narrow):
    found = sorted(spans(words, narrow))
    return [
        (one, other)
        for one, other in zip(found, found[1:], strict=False)
        if one[0] == other[0] and other[1] < one[2] - 1
    ]


@given(st.text(alphabet="Members of the 福島ファンクラブ", min_size=1, max_size=90))
def test_long_names_stay_on_a_narrow_page(name):
    group = bars.BarGroup([bars.BarRow(3, "3食", name)], 3, name, "title")
    drawing = bars.drawn([group])
    words = [*drawing.shapes("label"), *drawing.shapes("title")]
    assert all(scale.width(one.text, 13) <= 288 or " " not in one.text for one in words)
    assert squeezed("".join(one.text for one in drawing.shapes("label"))) == squeezed(name)
    assert drawing.shapes("now")[0].top > max(one.top for one in words)


@pytest.mark.parametrize("text", ["約740", "about 11,000"])
@pytest.mark.parametrize("last", [3, 19])
@pytest.mark.parametrize("level", [(), (1000, "2024年度の合計")])
def test_the_number_of_the_newest_point_stays_on_a_narrow_page(text, last, level):
    values = [50 * n if n <= last else None for n in range(20)]
    drawing = panels.lines([panel(values, labels={last: text}, level=level)], [""] * 20)
    [number] = drawing.shapes("value")
    [(_top, left, right)] = spans([number], drawing.narrow)
    before, after = drawing.margins
    assert -before <= left and right <= drawing.narrow + after + 6


@given(st.integers(min_value=2, max_value=90))
def test_names_of_days_do_not_meet_on_a_narrow_page(number):
    names = [f"{day // 28 + 1}/{day % 28 + 1}" if day % 5 == 0 else "" for day in range(number)]
    drawing = panels.columns([panel([1] * number, has_dates=True)], names)
    dates = [one for one in drawing.shapes("note") if "/" in one.text]
    assert dates and dates[0].text == names[0]
    assert not crossing(dates, drawing.narrow)


@given(st.lists(st.sampled_from(["", "休", "未", "これから"]), min_size=20, max_size=24))
def test_marks_of_two_days_side_by_side_do_not_cover_each_other(marks):
    drawing = panels.columns([panel([None] * len(marks), marks=marks)], [""] * len(marks))
    found = [one for one in drawing.shapes("mark") if one.text != "これから"]
    assert len({one.top for one in found}) <= 2
    assert not crossing(found, drawing.narrow)


@given(st.text(alphabet="福島県のランチ、。（）abc 12", min_size=1, max_size=120))
def test_a_wrapped_text_keeps_its_words_and_its_room(text):
    lines = scale.wrapped(text, 15, 300)
    assert squeezed("".join(lines)) == squeezed(text)
    assert not [line for line in lines[1:] if line and line[0] in "、。）"]


def test_a_wrapped_sentence_fills_no_more_than_its_room():
    text = "いちばん多かったのは11月4日(水)の585食で、最後の11月20日(金)は229食（集計中）です。"
    lines = scale.wrapped(text, 15, 300)
    assert len(lines) > 2
    assert all(scale.width(line, 15) <= 300 for line in lines)
    assert all(not line.startswith(tuple("、。）")) for line in lines)


def test_the_letters_of_a_drawing_are_large_enough():
    assert SIZES and min(SIZES.values()) >= 11


# a campaign with daily counts


def days(first, number):
    return [first + timedelta(days=n) for n in range(number)]


@pytest.fixture
def campaign(db, at):
    """Two cafeterias in the second week of a campaign, with closed and open questions.

    Together they served 150, 110, 120, 130 and 140 meals in the first week, then 90: 740.
    """
    at(2026, 2, 12, 15)
    programme = ProgrammeFactory()  # 2 February, a Monday, to 27 February
    partnership = programme.partnership
    large, small = (
        OutletFactory(partnership=partnership, name=name, position=place)
        for place, name in enumerate(("本社", "工場"), start=1)
    )
    for place, day in enumerate(days(date(2026, 2, 2), 5)):
        MealFactory(programme=programme, outlet=large, starts_on=day, servings=100 + 10 * place)
    day_of_small = {2: 50, 3: 0}
    for day, servings in day_of_small.items():
        MealFactory(
            programme=programme, outlet=small, starts_on=date(2026, 2, day), servings=servings
        )
    MealFactory(
        programme=programme,
        outlet=small,
        starts_on=date(2026, 2, 4),
        servings=None,
        state="closed",
    )
    MealFactory(
        programme=programme,
        outlet=small,
        starts_on=date(2026, 2, 5),
        servings=None,
        state="unknown",
    )
    ClosedDay(outlet=small, closed_on=date(2026, 2, 6), reason="設備点検").save()
    MealFactory(programme=programme, outlet=large, starts_on=date(2026, 2, 9), servings=90)
    return programme


def drawn(programme):
    fresh = Programme.objects.get(pk=programme.pk)
    return {chart.slug: chart for chart in charts.of(fresh, results(fresh))}


def test_meals_by_day_draw_what_was_served(campaign):
    chart = drawn(campaign)["meals-by-day"]
    rows = {(row["day"], row["outlet"]): row for row in chart.table.rows}
    totals = [row["value"] for (_day, outlet), row in rows.items() if outlet is None]
    assert totals[:6] == [150, 110, 120, 130, 140, 90]
    # the whole days in one ink; the days on which the small one has not counted in another
    whole, part = chart.drawing.shapes("now"), chart.drawing.shapes("part")
    assert len(part) == 2  # the 5th and the 9th
    assert len(whole) == 4 + 6 + 2  # totals, days of the large one, days of the small one
    assert "150" in chart.drawing.words() and "90" in chart.drawing.words()
    assert chart.as_of == date(2026, 2, 9)
    assert chart.strand == "produce"


def test_a_closed_day_is_no_zero_and_an_uncounted_day_is_told(campaign):
    chart = drawn(campaign)["meals-by-day"]
    small = next(row["outlet"] for row in chart.table.rows if row["outlet_ja"] == "工場")
    states = {
        row["day"].day: (row["state"], row["value"])
        for row in chart.table.rows
        if row["outlet"] == small
    }
    assert states[2] == ("entered", 50)
    assert states[3] == ("zero", 0)
    assert states[4] == ("closed", None)
    assert states[5] == ("unknown", None)
    assert states[6] == ("off", None)
    assert states[9] == ("missing", None)
    assert states[11] == ("off", None)  # a public holiday
    assert states[12] == ("ahead", None)  # today may still be entered
    marks = [shape.text for shape in chart.drawing.shapes("mark")]
    assert {"休", "未", "0", "これから"} <= set(marks)
    assert ("休", "休業日") in chart.key and ("未", "まだ集計していない日") in chart.key


def test_the_reading_says_what_one_sees(campaign):
    chart = drawn(campaign)["meals-by-day"]
    assert chart.reading == (
        "いちばん多かったのは2月2日(月)の150食で、最後の2月9日(月)は90食（集計中）です。"
    )


def test_an_outlet_of_which_nothing_is_expected_any_more_leaves_no_question(campaign, at):
    ProgrammeFactory(
        partnership=campaign.partnership,
        slug="2026",
        fiscal_year=2026,
        starts_on=date(2027, 2, 1),
        ends_on=date(2027, 2, 26),
    )
    OutletFactory(partnership=campaign.partnership, name="新しい食堂", position=3)
    at(2027, 2, 3)
    outlets = {row["outlet_ja"] for row in drawn(campaign)["meals-by-day"].table.rows}
    assert outlets == {"合計", "本社", "工場"}


def test_daily_totals_without_a_site_make_one_panel(db, at):
    at(2026, 2, 6)
    programme = ProgrammeFactory()
    for day in days(date(2026, 2, 2), 3):
        MealFactory(programme=programme, starts_on=day)
    chart = drawn(programme)["meals-by-day"]
    assert len(chart.drawing.shapes("title")) == 1
    assert len(chart.drawing.shapes("now")) == 3
    assert not chart.drawing.shapes("part")


def test_a_total_or_a_single_day_makes_no_chart_of_days(db, at):
    at(2026, 3, 6)
    programme = ProgrammeFactory()
    MealFactory(programme=programme, ends_on=date(2026, 2, 27), servings=900)
    assert drawn(programme) == {}
    other = ProgrammeFactory()
    MealFactory(programme=other)
    assert drawn(other) == {}


def test_an_empty_programme_has_no_chart(db):
    assert drawn(ProgrammeFactory()) == {}


# running sums


def year_before(campaign, **fields):
    before = ProgrammeFactory(
        partnership=campaign.partnership,
        slug="2024",
        fiscal_year=2024,
        starts_on=date(2025, 2, 3),
        ends_on=date(2025, 2, 28),
        visible_from=date(2025, 2, 3),
    )
    return before


def test_running_sums_end_at_the_newest_count(campaign):
    chart = drawn(campaign)["running"]
    totals = [row["total"] for row in chart.table.rows]
    assert totals == [150, 260, 380, 510, 650, 650, 650, 740]  # 650 over the weekend
    [line] = chart.drawing.shapes("line")
    assert len(line.points) == len(totals)
    tops = [top for _left, top in line.points]
    assert tops == sorted(tops, reverse=True)
    assert "740" in chart.drawing.words()
    assert chart.reading == "2月9日(月)までの社員食堂の提供数は740食です。"


def test_the_year_before_stands_behind_as_a_line_on_the_same_days(campaign):
    before = year_before(campaign)
    for day in days(date(2025, 2, 3), 5):
        MealFactory(programme=before, starts_on=day, servings=200)
    chart = drawn(campaign)["running"]
    [line] = chart.drawing.shapes("before")
    earlier = [row for row in chart.table.rows if row["programme"].endswith("/2024")]
    assert [row["total"] for row in earlier] == [200, 400, 600, 800, 1000]
    assert [row["campaign_day"] for row in earlier] == [1, 2, 3, 4, 5]
    assert len(line.points) == 5
    assert "2024年度" in chart.drawing.words()
    assert "2024年度" in chart.reading


def test_a_year_before_that_knows_its_total_only_is_a_level_line(campaign):
    before = year_before(campaign)
    MealFactory(
        programme=before,
        starts_on=date(2025, 2, 3),
        ends_on=date(2025, 2, 28),
        servings=1480,
    )
    chart = drawn(campaign)["running"]
    [level] = chart.drawing.shapes("level")
    assert level.top == level.bottom
    assert "2024年度の合計 約1,500食" in chart.drawing.words()
    assert "約50%" in chart.reading


@pytest.mark.sweep
def test_a_hidden_year_before_is_not_drawn(campaign):
    before = year_before(campaign)
    before.visible_from = None
    before.save()
    for day in days(date(2025, 2, 3), 5):
        MealFactory(programme=before, starts_on=day, servings=200)
    chart = drawn(campaign)["running"]
    assert not chart.drawing.shapes("before")
    assert "2024" not in chart.reading
    assert "year-on-year" not in drawn(campaign)


def test_a_count_before_the_first_day_of_the_other_year_is_in_its_sum(campaign):
    before = year_before(campaign)
    for day in days(date(2025, 1, 30), 10):
        MealFactory(programme=before, starts_on=day, servings=10)
    earlier = [
        row for row in drawn(campaign)["running"].table.rows if row["programme"].endswith("/2024")
    ]
    assert earlier[0]["day"] == date(2025, 2, 3) and earlier[0]["total"] == 5 * 10


# parts of the headline, years


def test_the_parts_of_the_headline_are_bars_with_their_printed_numbers(nec2025):
    chart = drawn(nec2025)["participation"]
    every = results(nec2025)
    drawn_bars = chart.drawing.shapes("now")
    values = [part.value for part in every.headline.parts]
    assert [bar.width for bar in drawn_bars] == pytest.approx(
        [100 * value / max(values) for value in values]
    )
    words = chart.drawing.words()
    for part in every.headline.parts:
        assert part.text() in words and str(part.figure.label) in words
    assert [row["value"] for row in chart.table.rows] == [*values, sum(values)]
    assert chart.reading == (
        "参加の合計約1万人のうち、いちばん多いのは社員食堂の提供数の約6,600食で、全体の約67%です。"
    )


def test_one_part_is_no_comparison(db):
    programme = ProgrammeFactory()
    MealFactory(programme=programme)
    assert "participation" not in drawn(programme)
    SaleFactory(programme=programme)
    assert "participation" in drawn(programme)


def test_years_stand_side_by_side_where_they_were_counted_alike(nec2025):
    chart = drawn(nec2025)["year-on-year"]
    table = {(row["programme"], row["figure"]): row for row in chart.table.rows}
    figures = {figure for _programme, figure in table}
    assert ("nec/2024", "exchange-participants") in table
    assert not [row for row in chart.table.rows if row["differs_in"]]
    now, earlier = chart.drawing.shapes("now"), chart.drawing.shapes("earlier")
    assert len(now) == len(earlier) == len(figures)
    assert max(bar.width for bar in [*now, *earlier]) == 100
    assert "2024年度" in chart.drawing.words() and "2025年度" in chart.drawing.words()


def test_what_goes_on_in_both_years_has_a_chart_too(campaign):
    for programme in (campaign, year_before(campaign)):
        client = PartnerFactory()
        fields = {"slug": "shop", "title": "店の応援", "support": "計画", "client": client}
        Project(programme=programme, starts_on=programme.starts_on, **fields).save()
    chart = drawn(campaign)["year-on-year"]
    assert chart.as_of == campaign.starts_on
    assert "プロボノプロジェクト" in chart.drawing.words()


def test_a_year_that_runs_says_so(campaign):
    before = year_before(campaign)
    MealFactory(
        programme=before, starts_on=date(2025, 2, 3), ends_on=date(2025, 2, 28), servings=900
    )
    chart = drawn(campaign)["year-on-year"]
    assert "740食（途中）" in chart.reading


def test_the_first_year_has_nothing_to_compare_with(nec2024):
    assert set(drawn(nec2024)) <= {"participation"}


# pages and files


def home(programme):
    """The Japanese address of a programme's page, whatever language was spoken last."""
    with override("ja"):
        return programme.get_absolute_url()


PAGES = ("participation", "running", "meals-by-day")


@pytest.mark.parametrize("slug", PAGES)
@pytest.mark.parametrize("language", ["", "/en"])
def test_each_chart_has_a_page_that_says_it_in_words(client, campaign, slug, language):
    SaleFactory(programme=campaign)
    page = soup(client, f"{language}{home(campaign)}charts/{slug}/")
    assert page.find("html")["lang"] == (language[1:] or "ja")
    drawing = page.select_one("svg[role=img].fp-plot")
    named = drawing["aria-labelledby"].split()
    assert [page.find(id=name).get_text() for name in named][0] == page.find("h1").get_text()
    assert page.select_one(".fp-chart__reading").get_text() in page.find(id=named[1]).get_text()
    assert page.select("details table tbody tr")
    assert not page.select("svg [style]")
    links = [link["href"] for link in page.select(".fp-files a")]
    assert len(links) == 4  # SVG, CSV, Excel, JSON
    for link in links:
        assert client.get(link).status_code == 200


@pytest.mark.parametrize("slug", PAGES)
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_downloaded_picture_stands_alone(client, campaign, slug, language):
    SaleFactory(programme=campaign)
    answer = client.get(f"{language}{home(campaign)}charts/{slug}.svg")
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    name = answer.headers["Content-Disposition"]
    assert name.startswith("attachment") and f"{slug}{'-en' if language else ''}.svg" in name
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{SVG}svg"
    assert not [
        node for node in root.iter() if "style" in node.attrib or node.tag.endswith("style")
    ]
    shapes = list(root.iter(f"{SVG}g"))
    assert shapes and all("fill" in node.attrib or "stroke" in node.attrib for node in shapes)
    assert "CC BY 4.0" in "".join(root.itertext())
    assert "var(" not in answer.content.decode()


def test_a_name_with_special_signs_breaks_no_picture(client, campaign):
    outlet = campaign.partnership.outlets.first()
    outlet.name = '食堂<A&B>"'
    outlet.save()
    root = ElementTree.fromstring(client.get(f"{home(campaign)}charts/meals-by-day.svg").content)
    assert outlet.name in "".join(root.itertext())


def test_the_files_of_a_chart_hold_the_numbers_that_are_drawn(client, campaign):
    base = f"{home(campaign)}charts/meals-by-day"
    lines = list(csv.DictReader(io.StringIO(client.get(f"{base}.csv").content.decode("utf-8-sig"))))
    data = json.loads(b"".join([client.get(f"{base}.json").content]))
    assert [line["value"] for line in lines] == [
        "" if row["value"] is None else str(row["value"]) for row in data["rows"]
    ]
    assert sum(int(line["value"] or 0) for line in lines if not line["outlet"]) == 740
    assert all(line["source"] for line in lines)
    assert client.get(f"{base}.pdf").status_code == 404


def test_the_programme_page_has_each_chart_where_it_belongs(client, campaign):
    page = soup(client, home(campaign))
    assert page.select_one("#produce #chart-meals-by-day svg")
    assert page.select_one("[aria-labelledby=charts] #chart-running svg")
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.sweep
def test_a_chart_that_is_not_there_is_not_found(client, nec2025):
    for name in ("running/", "running.svg", "running.csv", "nothing/"):
        assert client.get(f"/nec/2025/charts/{name}").status_code == 404


def test_charts_of_a_draft_are_for_staff(client, admin_client, campaign):
    campaign.visible_from = None
    campaign.save()
    for name in ("meals-by-day/", "meals-by-day.svg", "meals-by-day.csv"):
        path = f"{home(campaign)}charts/{name}"
        assert client.get(path).status_code == 404
        assert admin_client.get(path).status_code == 200


def test_every_ink_of_a_drawing_has_its_place_in_the_stylesheet(settings):
    style = (settings.BASE_DIR / "static" / "css" / "pictures.css").read_text(encoding="utf-8")
    assert all(f'[data-ink="{ink}"]' in style for ink in INKS)
    axis, value = MARGINS["axis"], MARGINS["value"]
    assert f"margin-inline-start: {axis}px" in style
    assert f"calc(100% - {axis + value}px)" in style


def test_numbers_in_a_drawing_are_printed_by_the_one_printer(campaign):
    """The label of a day is what rounding prints of it, less its unit."""
    with override("en"):
        chart = drawn(campaign)["meals-by-day"]
        printed = rounding.printed(150, Meal.unit, rounding.EXACT, language="en")
    assert f"{printed.before}{printed.number}" in chart.drawing.words()


def test_shapes_tell_their_places_in_percent_and_pixels():
    assert Bar(12.5, 3, 100 / 3, 10).attributes() == {
        "x": "12.5%",
        "width": "33.33%",
        "y": "3",
        "height": "10",
    }
    assert Text(50, 4, "食", "middle").attributes() == {
        "x": "50%",
        "y": "4",
        "text-anchor": "middle",
    }


def test_a_partnership_without_other_years_is_told_apart(db):
    alone = ProgrammeFactory(partnership=PartnershipFactory())
    assert alone.earlier == [] and alone.year_before is None


@pytest.mark.sweep
@pytest.mark.parametrize("stray", [date(2024, 2, 10), date(2028, 2, 10)])
def test_a_date_in_a_wrong_year_breaks_no_drawing(client, campaign, stray):
    before = drawn(campaign)
    SaleFactory(programme=campaign, starts_on=stray)
    MealFactory(programme=campaign, starts_on=stray, servings=7)
    after = drawn(campaign)
    assert set(before) <= set(after)
    assert after["running"].reading == before["running"].reading
    assert client.get(campaign.get_absolute_url()).status_code == 200
