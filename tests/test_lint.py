"""Numbers are found in a text however they are written; words with a numeral in them are not."""

import pytest

from programmes.release import lint
from programmes.release.lint import COUNT, DATE, MARK, ORDINAL, TIME, numbers

JAPANESE = [
    ("社員食堂では約六千六百食を提供", [("約六千六百食", COUNT)]),
    ("提供数は６,６００食でした", [("６,６００食", COUNT)]),
    ("6600食を提供", [("6600食", COUNT)]),
    ("約6,600食（累計）", [("約6,600食", COUNT)]),
    ("二月十九日に開催", [("二月十九日", DATE)]),
    ("R8.2.19から", [("R8.2.19", DATE)]),
    ("令和７年１月30日(木)13:30~17:15", [("令和７年１月30日(木)", DATE), ("13:30~17:15", TIME)]),
    ("2026年2月19日(木)から3月13日(金)まで", [("2026年2月19日(木)", DATE), ("3月13日(金)", DATE)]),
    ("二〇二六年二月から", [("二〇二六年二月", DATE)]),
    ("2025年度の一年間", [("2025年度", DATE), ("一年間", COUNT)]),
    ("2024年度末までに", [("2024年度末", DATE)]),
    ("令和元年度に始まる", [("令和元年度", DATE)]),
    ("1/9(木)に見学", [("1/9(木)", DATE)]),
    ("2026/2/19と2026-03-13", [("2026/2/19", DATE), ("2026-03-13", DATE)]),
    ("午後1時半に開始", [("午後1時半", TIME)]),
    ("①田村市 ②西会津町", [("①", MARK), ("②", MARK)]),
    ("Ⅲ期", [("Ⅲ", MARK)]),
    ("3.11東日本大震災追悼映像", [("3.11", DATE)]),
    ("850名以上が所属", [("850名以上", COUNT)]),
    ("八百五十名超", [("八百五十名超", COUNT)]),
    ("約1万人が参加", [("約1万人", COUNT)]),
    ("1億2000万円", [("1億2000万円", COUNT)]),
    ("2.6万点", [("2.6万点", COUNT)]),
    ("第一回の交流会、第2回", [("第一回", ORDINAL), ("第2回", ORDINAL)]),
    ("各7~8名の4グループ", [("各7", COUNT), ("8名", COUNT), ("4グループ", COUNT)]),
    ("三者で実施", [("三者", COUNT)]),
    ("数十名が来場", [("数十名", COUNT)]),
    ("三分の一が初参加", [("三分の一", COUNT)]),
    ("五つの地域交流イベント", [("五つ", COUNT)]),
    ("10分程度で紹介", [("10分程度", COUNT)]),
    ("十分程度で紹介", [("十分程度", COUNT)]),
    ("2か月で3割増", [("2か月", COUNT), ("3割", COUNT)]),
    ("杉妻町3-45", [("3", COUNT), ("45", COUNT)]),
    ("１４年を経て", [("１４年", COUNT)]),
    ("34人・5校", [("34人", COUNT), ("5校", COUNT)]),
]
LEFT_ALONE = [
    *(
        "一人ひとりの声",
        "一つひとつ実現する",
        "一部の店舗",
        "一般の方",
        "唯一の機会",
        "一緒に",
        "統一",
    ),
    *(
        "十分に検討",
        "第三者の立場",
        "二本松市の酒蔵",
        "三春町と三島町",
        "千葉県",
        "四国と九州",
        "万全",
    ),
    *("https://jpn.nec.com/press/202402/20240221_01.html", "sco2@csr.jp.nec.com", "CO2を減らす"),
    *("「ひとつ、ひとつ、実現する ふくしま」広報隊", "一年を通じて", "万が一", "一番の魅力"),
]
ENGLISH = [
    ("about 6,600 meals were served", [("about 6,600", COUNT)]),
    ("on Thu 19 February 2026", [("Thu 19 February 2026", DATE)]),
    ("February 19, 2026", [("February 19, 2026", DATE)]),
    ("in March 2025", [("March 2025", DATE)]),
    ("FY2025 and 13:30–17:15", [("FY2025", DATE), ("13:30–17:15", TIME)]),
    ("850 or more people", [("850 or more", COUNT)]),
    ("thirty-four employees", [("thirty-four", COUNT)]),
    ("the first session, the 2nd", [("first", ORDINAL), ("2nd", ORDINAL)]),
    ("two thousand", [("two thousand", COUNT)]),
]
LEFT_ALONE_IN_ENGLISH = [
    *("One by One, Making It Happen: Fukushima", "no one", "someone may march", "at first"),
    *("https://example.org/2024/", "everyone"),
]


@pytest.mark.parametrize("text, found", JAPANESE)
def test_a_number_is_found_however_it_is_written(text, found):
    assert [(one.text, one.kind) for one in numbers(text)] == found


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_a_word_with_a_numeral_in_it_is_no_number(text):
    assert numbers(text) == []


@pytest.mark.parametrize("text, found", ENGLISH)
def test_a_number_in_english_is_found(text, found):
    assert [(one.text, one.kind) for one in numbers(text, "en")] == found


@pytest.mark.parametrize("text", LEFT_ALONE_IN_ENGLISH)
def test_an_english_phrase_with_a_number_word_is_no_number(text):
    assert numbers(text, "en") == []


def test_each_number_stands_where_it_says():
    text = "約６,６００食と①、二月十九日"
    assert [text[one.start : one.end] for one in numbers(text)] == [
        one.text for one in numbers(text)
    ]


@pytest.mark.parametrize("word", lint.WORDS)
def test_each_exception_is_one(word):
    """Without its entry the word would be taken for a number: no entry is there for nothing."""
    assert numbers(word) == []


@pytest.mark.parametrize("sign", "0123456789０１２３４５６７８９")
def test_no_digit_goes_unseen(sign):
    for text in (f"あ{sign}い", f"{sign}", f"Q{sign}", f"第{sign}", f"{sign}、{sign}"):
        assert numbers(text) and numbers(text, "en")
