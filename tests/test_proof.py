"""A text is read against the records: unbound numbers, broken tokens, values that have moved."""

import pytest

from produce.models import Meal
from programmes.release.proof import findings, moved
from programmes.release.values import Values

from .factories import ReleaseFactory

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


def told(text, values, language="ja"):
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
    found = [one for one in told(text, values) if one[0] == 2]
    assert found == [(2, number, suggestion)]


def test_numbers_in_headline_notes_and_english_are_found_too(values):
    text = "# 2025の結果[*a]\n[*a] 注は3つ"
    assert [one[:2] for one in told(text, values)] == [(1, "2025"), (2, "3つ")]
    assert [one[:2] for one in told("# Results of 2025\nOver 850 people", values, "en")] == [
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
