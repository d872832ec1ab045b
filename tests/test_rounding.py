import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.lib import rounding
from programmes.lib.rounding import (
    AT_LEAST,
    EXACT,
    OVER,
    PEOPLE,
    Claim,
    Style,
    Unit,
    approx,
    printed,
    read,
)

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


@pytest.mark.parametrize(
    "value, style, floor, text",
    [
        (1, EXACT, None, "1 person"),
        (2, EXACT, None, "2 people"),
        (1, AT_LEAST, None, "1 or more people"),  # a bound is no single one
        (2, OVER, 1, "over 1 people"),
        (851, OVER, 850, "over 850 people"),
    ],
)
def test_one_person_is_singular_unless_it_is_a_bound(value, style, floor, text):
    assert str(printed(value, PEOPLE, style, floor=floor, language="en")) == text


def test_the_styles_go_by_their_names():
    assert list(rounding.STYLES) == ["approx", "exact", "at_least", "over"]
    assert str(printed(851, PEOPLE, rounding.STYLES["over"], floor=850)) == "850名超"


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


# reading


@pytest.mark.parametrize(
    "text, number, word, unit",
    [
        ("約6,600食", 6_600, "about", "食"),
        ("約６,６００食", 6_600, "about", "食"),
        ("6600", 6_600, "", ""),
        ("約1万人", 10_000, "about", "人"),
        ("2万6000点", 26_000, "", "点"),
        ("1億2000万円", 120_000_000, "", "円"),
        ("2.6万点", 26_000, "", "点"),
        ("850名以上", 850, "at_least", "名"),
        ("850名超", 850, "over", "名"),
        ("5つ", 5, "", "つ"),
        ("about 6,600 meals", 6_600, "about", "meals"),
        ("850 or more people", 850, "at_least", "people"),
        ("over 850 people", 850, "over", "people"),
        ("1 person", 1, "", "person"),
    ],
)
def test_what_a_person_typed_is_read(text, number, word, unit):
    assert read(text) == Claim(number, word, unit)


@pytest.mark.parametrize(
    "text", ["", "約", "約850名以上", "about 850 or more people", "many", "-3"]
)
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(ValueError, match="no figure"):
        read(text)


@pytest.mark.parametrize(
    "text, value, approximate, holds",
    [
        ("850名以上", 849, False, False),
        ("850名以上", 850, False, True),
        ("850名超", 850, False, False),
        ("850名以上", 850, True, False),
        ("850名以上", 9_000, True, False),
        ("850名超", 9_000, True, False),
        ("850 or more people", 850, True, False),
        ("約6,600食", 6_612, False, True),
        ("約7,000食", 6_612, False, True),
        ("約6,700食", 6_612, False, False),
        ("約6,612食", 6_612, False, False),
        ("約6,612食", 6_612, True, True),
        ("6,612食", 6_612, False, True),
        ("6,612食", 6_612, True, False),
        ("6,600食", 6_612, False, False),
        ("約10名", 12, False, False),
        ("約80名", 80, True, True),
        ("約1万人", 9_830, False, True),
    ],
)
def test_a_typed_figure_holds_for_its_value_or_does_not(text, value, approximate, holds):
    assert read(text).holds(value, approximate=approximate) is holds


@pytest.mark.parametrize(
    "text, value, digits, rounds",
    [
        ("約2,000名", 2_013, 2, True),
        ("約2,000名", 2_080, 2, False),  # one digit would do, two are asked for
        ("約2,000名", 2_080, 1, True),
        ("約2,010名", 2_013, 2, True),
        ("約2,013名", 2_013, 2, True),
        ("約2,020名", 2_013, 2, False),
    ],
)
def test_a_number_rounds_a_value_at_its_own_digits_or_finer(text, value, digits, rounds):
    assert read(text).rounds(value, digits) is rounds


def test_a_claim_is_in_the_unit_of_its_figure_or_names_none():
    assert read("約6,600食").is_in(MEALS) and read("約6,600").is_in(MEALS)
    assert read("about 6,600 meals").is_in(MEALS) and not read("約6,600点").is_in(MEALS)
    assert read("約1万人").is_in(PEOPLE) and read("10件").is_in(EVENTS)


# whatever the number

NUMBERS = st.integers(min_value=0, max_value=10**13) | st.integers(0, 2_000)
KINDS = st.sampled_from([approx(1), approx(), approx(3), EXACT])
BOUNDS = st.sampled_from([AT_LEAST, Style("at_least", 2, "down", "at_least")])


@given(NUMBERS, NUMBERS, KINDS | BOUNDS)
def test_rounding_keeps_the_order(one, other, style):
    small, large = sorted((one, other))
    rounded = [rounding.significant(n, style.digits, style.direction) for n in (small, large)]
    assert rounded == sorted(rounded)


@given(NUMBERS, KINDS | BOUNDS, st.booleans())
def test_what_is_printed_reads_back_and_holds(value, style, approximate):
    claims = [
        read(str(printed(value, MEALS, style, approximate=approximate, language=language)))
        for language in ("ja", "en")
    ]
    for claim in claims:
        assert claim.holds(value, approximate=approximate and not style.is_bound)
        assert claim.is_in(MEALS)
    assert claims[0][:2] == claims[1][:2]


@given(NUMBERS, BOUNDS)
def test_at_least_is_never_above_the_value(value, style):
    assert read(str(printed(value, PEOPLE, style))).number <= value


@given(st.integers(1, 10**9))
def test_over_is_always_below_the_value(value):
    assert read(str(printed(value, PEOPLE, OVER, floor=value - 1))).number < value
    with pytest.raises(ValueError, match="does not hold"):
        printed(value, PEOPLE, OVER)
