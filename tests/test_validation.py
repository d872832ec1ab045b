"""A text is read against the records: unbound numbers, broken tokens, values that have moved."""

import pytest

from probono.models import ClubCount
from produce.models import Meal
from programmes.releases.validation import findings, moved
from programmes.releases.values import Values

from .factories import MealFactory, ProgrammeFactory, ReleaseFactory, SaleFactory

TEXT = """# {programme.title}を実施
~ {participations}が参加
食堂では{meals}を提供。売店では{shop-items}を販売。
## 関係人口
- 広報隊：{pr-corps-members}
NECは{=2010年}に始めた[*club]。
[*club] 倶楽部には{club-members}が参加。
"""
TEXT_EN = """# {programme.title}
We served {meals}. Shops sold {shop-items}.
"""


@pytest.fixture
def values(nec2025):
    return Values(nec2025)


def numbers_found(text, values, language="ja"):
    return [(one.line, one.number, one.suggestion) for one in findings(text, language, values)]


def test_a_text_of_values_has_nothing_to_find(values):
    assert findings(TEXT, "ja", values) == [] and findings(TEXT_EN, "en", values) == []


@pytest.mark.parametrize(
    "line, number, suggestion",
    [
        ("食堂で約6,600食", "約6,600食", "{meals}"),
        ("約7,000食", "約7,000食", "{meals:約7,000食}"),
        ("約1万人が参加", "約1万人", "{participations}"),
        ("850名以上", "850名以上", "{club-members}"),
        ("851名以上", "851名以上", ""),
        ("800名以上", "800名以上", "{club-members:800名以上}"),
        ("約6,600点", "約6,600点", ""),
        ("2026年2月19日(木)に", "2026年2月19日(木)", "{programme.starts.date}"),
        ("二月十九日に", "二月十九日", ""),
        ("第一回の会", "第一回", ""),
        ("[*note]5つ", "5つ", "{exchange-events}"),
    ],
)
def test_a_number_bound_to_nothing_is_found_with_its_token_where_there_is_one(
    values, line, number, suggestion
):
    text = f"# {{programme.title}}\n{line}\n[*note] 注"
    [found] = [one for one in findings(text, "ja", values) if one.line == 2]
    assert (found.number, found.suggestion) == (number, suggestion)
    fixed = f"{{={number}}} と書"
    way_out = (
        f"{suggestion} にするか、{fixed}" if suggestion else f"値の名前にするか、{fixed}いて、"
    )
    assert way_out in found.message


@pytest.fixture
def counted(db):
    """6,650 meals, which print as about 6,700, and 40 items."""
    programme = ProgrammeFactory()
    MealFactory(programme=programme, servings=6_650)
    SaleFactory(programme=programme, items=40)
    SaleFactory(programme=programme, kind="online", items=1_049)
    return Values(programme)


@pytest.mark.parametrize(
    "line, language, suggestion",
    [
        ("食堂では{meals}以上", "ja", "{meals:6,600食以上}"),
        ("食堂では{meals} 以上", "ja", "{meals:6,600食以上}"),
        ("食堂では{meals}[*a]以上", "ja", "{meals:6,600食以上}"),
        ("{meals}超", "ja", "{meals:6,600食超}"),
        ("{meals}を超える", "ja", "{meals:6,600食超}"),
        ("{shop-items+online-items}以上", "ja", "{shop-items+online-items:1,000点以上}"),
        ("{meals:約6,700食}以上", "ja", "{meals:6,600食以上}"),
        ("over {meals}", "en", "{meals:over 6,600 meals}"),
        ("more than {meals}", "en", "{meals:over 6,600 meals}"),
        ("at least {meals}", "en", "{meals:6,600 or more meals}"),
        ("{shop-items}超", "ja", ""),  # 40 is not over 40
        *((f"{{meals}}{word}", "ja", "") for word in ("未満", "以下", "弱")),
        *((f"{word}{{meals}}", "ja", "") for word in ("約", "およそ", "ほぼ")),
        *((f"{word} {{meals}}", "en", "") for word in ("about", "nearly")),
    ],
)
def test_what_is_claimed_beside_a_token_is_found_with_what_holds(
    counted, line, language, suggestion
):
    text = f"# {{programme.title}}\n{line}\n[*a] {{meals.label}}"
    found = [one for one in findings(text, language, counted) if one.line == 2]
    assert [(one.number, one.suggestion) for one in found] == [("", suggestion)]
    assert "を消して" in found[0].message and suggestion in found[0].message
    is_about = any(word in line for word in ("約{", "およそ", "ほぼ", "about", "nearly"))
    assert ("「約」は、要るときに自動で付きます。" in found[0].message) is is_about
    if suggestion:
        assert findings(f"# {suggestion}", language, counted) == []


def test_over_an_approximate_value_no_bound_is_offered_or_taken(nec2025, values):
    [found] = findings("# {meals}以上", "ja", values)
    assert "概数" in found.message and found.suggestion == ""
    [found] = findings("# {meals:850食以上}", "ja", values)
    assert "合いません" in found.message


def test_a_bound_of_the_source_stays(nec2025, values):
    assert findings("# {club-members}、{club-members:800名以上}", "ja", values) == []
    [found] = findings("# {club-members}以上", "ja", values)
    assert found.suggestion == "{club-members}"
    members = ClubCount.objects.get(programme=nec2025, measure="members")
    members.is_approximate = True
    members.save()
    assert findings("# {club-members}、{club-members:800名以上}", "ja", Values(nec2025)) == []


def test_beside_a_fact_only_what_it_does_not_say_itself_is_found(nec2024):
    values, name = Values(nec2024), "exchange-2025-01"
    assert findings(f"# about {{{name}.introduction}} each", "en", values) == []
    for line in (f"{{{name}.introduction}}以上", f"{{{name}.party-1.people}}超"):
        [found] = findings(f"# {line}", "ja", values)
        assert found.suggestion == "" and "を消してください" in found.message
    for line in (f"{{{name}.date}}以下", f"約{{{name}.title}}", f"{{{name}.venue}}近く"):
        assert findings(f"# {line}", "ja", values) == []


def test_words_apart_from_a_token_or_fixed_are_left_alone(counted):
    text = "# {meals}、以上です\n{meals}が約束\n{=約}{meals}\n{meals}の次は、約"
    assert findings(text, "ja", counted) == []


def test_numbers_in_headline_notes_and_english_are_found_too(values):
    text = "# 2025の結果[*a]\n[*a] 注は3つ"
    assert [one[:2] for one in numbers_found(text, values)] == [(1, "2025"), (2, "3つ")]
    assert [
        one[:2] for one in numbers_found("# Results of 2025\nOver 850 people", values, "en")
    ] == [
        (1, "2025"),
        (2, "Over 850"),
    ]


def test_a_token_that_does_not_hold_is_found(values):
    [found] = findings("# {mails}", "ja", values)
    assert "mails" in found.message and found.number == ""


def test_a_number_fixed_on_purpose_is_left_alone(values):
    assert findings("# {=第一回}の結果、{=850名以上}", "ja", values) == []


def test_a_changed_record_marks_exactly_the_sentences_that_used_it(nec2025, values):
    release = ReleaseFactory(programme=nec2025, text=TEXT, text_en=TEXT_EN)
    release.values = values.snapshot(TEXT, TEXT_EN)
    assert moved(release, Values(nec2025)) == {"ja": [], "en": []}
    meal = Meal.objects.get(programme=nec2025)
    meal.servings = 9_000
    meal.save()
    found = moved(release, Values(nec2025))
    assert Values(nec2025).results.headline.text("ja") == "約1万人"
    assert [(one.line, one.sentence, one.code) for one in found["ja"]] == [
        (3, "食堂では{meals}を提供。", "{meals}")
    ]
    assert [(one.sentence, one.before, one.now) for one in found["en"]] == [
        ("We served {meals}.", "about 6,600 meals", "about 9,000 meals")
    ]
