"""A token prints what the records say, in both languages, and nothing that they do not say."""

from datetime import date

import pytest

from programmes.releases.snapshot import printed_document
from programmes.releases.tokens import pieces
from programmes.releases.values import Marked, Unbound, Values

from .factories import IndicatorFactory, MealFactory, ProgrammeFactory, SaleFactory


@pytest.fixture
def values(nec2025):
    return Values(nec2025)


def text(values, token, language="ja"):
    [piece] = pieces(token)
    return values.text(piece, language)


@pytest.mark.parametrize(
    "token, ja, en",
    [
        ("{meals}", "約6,600食", "about 6,600 meals"),
        ("{participations}", "約1万人", "about 10,000 people"),
        ("{club-members}", "850名以上", "850 or more people"),
        ("{exchange-events}", "5つ", "5 events"),
        ("{meals:約7,000食}", "約7,000食", "約7,000食"),
        ("{club-members:800名以上}", "800名以上", "800名以上"),
        ("{shop-items+online-items}", "約3,100点", "about 3,100 items"),
        ("{programme.title}", "NECグループ ふくしま応援アクション2025", None),
        ("{programme.span}", "2026年2月19日(木)～3月13日(金)", None),
        ("{programme.starts.date}", "2026年2月19日(木)", "Thu 19 February 2026"),
        ("{programme.ends.short}", "3月13日(金)", "Fri 13 March"),
        ("{programme.starts.month}", "2026年2月", "February 2026"),
        ("{partnership.agreed}", "2024年2月", "February 2024"),
    ],
)
def test_a_token_prints_its_value(values, token, ja, en):
    assert text(values, token) == ja
    if en:
        assert text(values, token, "en") == en


def test_the_events_have_their_days_and_times(nec2024):
    values = Values(nec2024)
    [slug] = {name.split(".")[0] for name in values.facts if name.endswith(".times")}
    assert text(values, f"{{{slug}.wareki}}") == "令和7年1月30日(木)"
    assert text(values, f"{{{slug}.date}}", "en") == "Thu 30 January 2025"
    assert text(values, f"{{{slug}.times}}") == "13:30～17:15"


@pytest.mark.parametrize(
    "token, words",
    [
        ("{mails}", "「mails」という指標や項目はありません"),
        ("{club-members:851名以上}", "今の値（850名）に合いません"),
        ("{meals:6,600食}", "今の値（約6,600食）に合いません"),
        ("{meals:約6,600点}", "単位は「食」です"),
        ("{meals:たくさん}", "数として読めません"),
        ("{programme.title:約1}", "書き方を変えられるのは、数だけです"),
        ("{meals+shop-items}", "単位の違う数（「食」と「点」）は足せません"),
        ("{pr-corps-members+session-attendees}", "累計の数なので"),
        ("{session-attendees+club-members}", "現在の数なので"),
        ("{session-attendees+workation-participants}", "期間（2025年1月～12月）が違う"),
        ("{meals+programme.title}", "「programme.title」という指標や項目はありません"),
    ],
)
def test_what_does_not_hold_is_refused_in_words(values, token, words):
    with pytest.raises(Unbound, match=words.replace("（", ".").replace("）", ".")):
        text(values, token)


def test_a_figure_without_records_prints_nothing(db):
    with pytest.raises(Unbound, match="まだ記録がありません"):
        text(Values(ProgrammeFactory()), "{meals}")


def test_a_total_is_rounded_from_exact_parts(db):
    """Added from rounded ones, 1,049 + 1,049 would be about 2,000."""
    programme = ProgrammeFactory()
    for kind in ("shop", "online"):
        SaleFactory(programme=programme, kind=kind, items=1_049, starts_on=date(2026, 2, 5))
    values = Values(programme)
    assert text(values, "{shop-items}") == "約1,000点"
    assert text(values, "{shop-items+online-items}") == "約2,100点"


def test_at_least_is_refused_as_soon_as_the_value_is_lower(nec2025):
    from probono.models import ClubCount

    members = ClubCount.objects.get(programme=nec2025, measure="members")
    members.people = 849
    members.save()
    with pytest.raises(Unbound, match="849名"):
        text(Values(nec2025), "{club-members:850名以上}")


def test_a_text_is_filled_in(values):
    written = "{programme.title}で{meals}[*club]。{=2010年}から。"
    printed = printed_document(written, "ja", values)["blocks"][0]["text"]
    assert printed == "NECグループ ふくしま応援アクション2025で約6,600食(注?)。2010年から。"


def test_a_snapshot_tells_what_each_token_prints(values):
    assert values.snapshot("{meals}と{nothing}", "{meals}") == {
        "{meals}": ["約6,600食", "about 6,600 meals"],
        "{nothing}": [None, None],
    }


def test_a_preview_tells_where_nothing_stands_for_a_token(values):
    marked = Marked(values)
    assert text(marked, "{meals}") == "約6,600食"
    assert text(marked, "{nothing}") == "【{nothing} 値がありません】"
    assert text(marked, "{nothing}", "en") == "【{nothing} no value】"


def test_only_counts_over_days_make_the_headline(db):
    programme = ProgrammeFactory()
    MealFactory(programme=programme, servings=100)
    IndicatorFactory(programme=programme, basis="cumulative", counts_as_participation=False)
    assert Values(programme).results.headline.value == 100
