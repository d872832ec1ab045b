"""How templates set words: phrases, readings, months, and what has no English."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from programmes.templatetags import text


def bare(html):
    return str(html).replace("<wbr>", "|").replace('<span class="fp-phrases">', "")[:-7]


def test_a_heading_breaks_between_phrases():
    found = bare(text.phrases("関係人口の創出に向けた参加登録"))
    assert found.replace("|", "") == "関係人口の創出に向けた参加登録"
    assert "創出に|向けた|参加登録" in found


def test_a_phrase_too_long_for_a_phone_breaks_where_the_script_changes():
    found = bare(text.phrases("ふくしま応援アクション2026（練習用）"))
    assert "アクション2026|（" in found
    assert max(map(len, found.split("|"))) <= 14


@pytest.mark.parametrize("word", ["若手交流会", "関係人口の", "架空", "第1回", "包括連携協定"])
def test_a_short_compound_is_not_cut(word):
    heading = "架空の若手交流会 第1回 関係人口の包括連携協定と架空ふくしまファンの会"
    assert word in bare(text.phrases(heading)).replace("の|", "の")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("架空ふくしまファンの会（練習用）", "架空|ふくしま|ファンの会|（練習用）"),
        ("架空オンライン対話セッション 第2回", "架空|"),
    ],
)
def test_no_letter_of_a_heading_stands_alone(words, found):
    assert bare(text.phrases(words)).startswith(found)


def test_latin_headings_and_marked_ones_stay_as_they_are():
    assert text.phrases("About 10,000") == "About 10,000"
    assert text.phrases("<b>福島</b>") == "<b>福島</b>"


def test_a_heading_is_escaped():
    assert "&amp;" in text.phrases("桃&米の福島")


def test_readings_stand_over_their_words():
    assert text.ruby("福島県《ふくしまけん》の 桃《もも》").count("<rt>") == 2
    assert "<ruby>桃<rp>（</rp><rt>もも</rt><rp>）</rp></ruby>" in text.ruby("桃《もも》")
    assert "&lt;b&gt;" in text.ruby("<b>")


@pytest.mark.parametrize(
    ("day", "last", "expected"),
    [
        (date(2025, 1, 1), False, "2025年1月"),
        (date(2025, 8, 31), True, "2025年8月"),
        (date(2025, 8, 31), False, "2025年8月31日(日)"),
        (date(2025, 1, 2), False, "2025年1月2日(木)"),
    ],
)
def test_a_month_stands_where_only_the_month_is_known(day, last, expected):
    assert expected in text.edge(day, last=last)


def test_what_has_no_english_is_shown_in_japanese_and_says_so():
    thing = SimpleNamespace(name="桃<", name_en="")
    with override("en"):
        for html in (text.text(thing, "name"), text.heading(thing, "name")):
            assert '<span lang="ja">' in html
            assert "Japanese" in html
            assert "桃&lt;" in html
        html = text.paragraphs(thing, "name")
        assert '<div lang="ja">' in html and "Japanese" in html
    assert text.text(thing, "name") == "桃<"
