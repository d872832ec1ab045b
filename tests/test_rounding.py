import pytest

from programmes import rounding
from programmes.rounding import AT_LEAST, EXACT, PEOPLE, Unit, approx, printed

MEALS = Unit("食", "meals")
EVENTS = Unit("つ", "events")


@pytest.mark.parametrize(
    "value, style, approximate, ja, en",
    [
        (6_600, approx(), True, "約6,600食", "about 6,600 meals"),
        (6_600, approx(), False, "6,600食", "6,600 meals"),
        (6_612, approx(), False, "約6,600食", "about 6,600 meals"),
        (105, approx(), False, "約110食", "about 110 meals"),
        (995, approx(), False, "約1,000食", "about 1,000 meals"),
        (9_970, approx(), False, "約1万食", "about 10,000 meals"),
        (26_049, approx(), False, "約26,000食", "about 26,000 meals"),
        (80, approx(), True, "約80食", "about 80 meals"),
        (34, approx(), False, "34食", "34 meals"),
        (1, approx(), False, "1食", "1 meal"),
        (0, approx(), False, "0食", "0 meals"),
        (9_830, approx(1), True, "約1万食", "about 10,000 meals"),
        (20_000, approx(), False, "2万食", "20,000 meals"),
        (12_000_000, approx(), False, "1200万食", "12,000,000 meals"),
        (300_000_000, approx(), False, "3億食", "300,000,000 meals"),
        (123_456_789, approx(), False, "約1億2000万食", "about 120,000,000 meals"),
        (2_013, EXACT, False, "2,013食", "2,013 meals"),
        (20_000, EXACT, False, "20,000食", "20,000 meals"),
        (2_013, EXACT, True, "約2,013食", "about 2,013 meals"),
        (850, AT_LEAST, False, "850食以上", "850 or more meals"),
    ],
)
def test_a_figure_is_printed_as_its_style_says(value, style, approximate, ja, en):
    assert str(printed(value, MEALS, style, approximate=approximate)) == ja
    assert str(printed(value, MEALS, style, approximate=approximate, language="en")) == en


@pytest.mark.parametrize("number, text", [(0, "0件"), (1, "1つ"), (9, "9つ"), (10, "10件")])
def test_tsu_counts_from_one_to_nine_only(number, text):
    assert str(printed(number, EVENTS, approx())) == text


def test_one_person_is_singular():
    assert str(printed(1, PEOPLE, EXACT, language="en")) == "1 person"


def test_at_least_prints_the_number_of_the_source():
    assert str(printed(863, PEOPLE, AT_LEAST, floor=850)) == "850名以上"


def test_at_least_is_refused_above_the_value():
    with pytest.raises(ValueError, match="849"):
        printed(849, PEOPLE, AT_LEAST, floor=850)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        printed(-1, MEALS, approx())


def test_the_three_parts_make_the_whole():
    parts = printed(6_612, MEALS, approx())
    assert parts == ("約", "6,600", "食")
    assert str(parts) == "".join(parts)


def test_half_is_rounded_up_not_to_even():
    assert [rounding.significant(n, 2) for n in (105, 115, 125, 1_250)] == [110, 120, 130, 1_300]
