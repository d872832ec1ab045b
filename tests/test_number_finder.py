"""Numbers are found in a text however they are written; words with a numeral in them are not."""

import csv

import pytest
from django.conf import settings

from programmes.releases import number_finder
from programmes.releases.number_finder import COUNT, DATE, MARK, ORDINAL, TIME, claims, numbers

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
    # an address ends where its ASCII does, and never in a count
    ("https://www.example.jp/で6600食", [("6600食", COUNT)]),
    ("https://www.example.jp/6600食", [("6600食", COUNT)]),
    ("https://www.example.jp/６６００食", [("６６００食", COUNT)]),
    ("（https://www.example.jp/）850名", [("850名", COUNT)]),
    ("参加850名info@example.jp", [("850名", COUNT)]),
    ("info@example.co.jp850名", [("850名", COUNT)]),
    # a name with a digit is written as it is
    ("5gの塩と５ｇの砂糖", [("5", COUNT), ("５", COUNT)]),
    ("H2年とH2.4.1", [("H2年", DATE), ("H2.4.1", DATE)]),
    # a word is none where its numeral and a counter go on
    ("九十九名", [("九十九名", COUNT)]),
    ("十二分間の発表", [("十二分間", COUNT)]),
    ("発表は十二分", [("十二分", COUNT)]),
    ("十分の発表", [("十分", COUNT)]),
    ("十分の一", [("十分の一", COUNT)]),
    ("約十分", [("約十分", COUNT)]),
    ("四十九日間", [("四十九日間", COUNT)]),
    ("四方向と一部署", [("四方向", COUNT), ("一部署", COUNT)]),
    ("一部以上、一番目の", [("一部以上", COUNT), ("一番目", COUNT)]),
    ("第一部と各一部", [("第一部", ORDINAL), ("各一部", COUNT)]),
    # whatever follows: a lone numeral is a number
    ("十数名、何千人", [("十数名", COUNT), ("何千人", COUNT)]),
    ("百を超える企業", [("百", COUNT)]),
    ("千以上、百超", [("千以上", COUNT), ("百超", COUNT)]),
    ("三会場", [("三会場", COUNT)]),
    ("三チーム", [("三チーム", COUNT)]),
    ("三商品", [("三商品", COUNT)]),
    ("四大学", [("四大学", COUNT)]),
    ("五％", [("五％", COUNT)]),
    ("三ヵ年", [("三ヵ年", COUNT)]),
    ("三茶器、三大", [("三", COUNT), ("三", COUNT)]),
    ("三村で", [("三村", COUNT)]),
    ("廿名と卅食", [("廿名", COUNT), ("卅食", COUNT)]),
    ("参円", [("参円", COUNT)]),
    ("午前一時は", [("午前一時", TIME)]),
    # numbers without a numeral
    ("½と1½", [("½", COUNT), ("1½", COUNT)]),
    ("半数が、半年間", [("半数", COUNT), ("半年間", COUNT)]),
    ("倍増、数倍", [("倍増", COUNT), ("数倍", COUNT)]),
    ("事故はゼロ", [("ゼロ", COUNT)]),
    ("ふたつの会", [("ふたつ", COUNT)]),
    ("㋀と㏠、㍘", [("㋀", DATE), ("㏠", DATE), ("㍘", TIME)]),
    ("٣名", [("٣名", COUNT)]),
    ("の 6600食", [("6600食", COUNT)]),
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
    *("一般市民と一部店舗", "同一人物", "統一テーマ", "一番目立つ", "不十分", "十分ではない"),
    *(
        "活動の一環",
        "第一線",
        "会津八一",
        "日本赤十字社",
        "会津三十三観音",
        "九十九里浜",
        "二酸化炭素",
    ),
    *(
        "完全一致",
        "全九州",
        "計画と一体の",
        "数百貨店",
        "5G、Web3、H2",
        "参加と参考",
        "半導体",
        "一流以上の味",
    ),
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
    ("the thirteenth, fifteenth", [("thirteenth", ORDINAL), ("fifteenth", ORDINAL)]),
    ("the twentieth, twenty-first", [("twentieth", ORDINAL), ("twenty-first", ORDINAL)]),
    ("one hundred and fifth", [("one hundred and fifth", ORDINAL)]),
    ("two-thirds and one third", [("two-thirds", COUNT), ("one third", COUNT)]),
    ("millions, tens of thousands", [("millions", COUNT), ("tens of thousands", COUNT)]),
    ("zero or nought", [("zero", COUNT), ("nought", COUNT)]),
    ("tenfold, five-fold", [("tenfold", COUNT), ("five-fold", COUNT)]),
    ("double, tripled, halved", [("double", COUNT), ("tripled", COUNT), ("halved", COUNT)]),
    ("half of the visitors", [("half", COUNT)]),
    ("a quarter of, a couple of", [("a quarter of", COUNT), ("a couple of", COUNT)]),
    ("a hundred and five", [("hundred and five", COUNT)]),
    ("trillion, thrice, dozens", [("trillion", COUNT), ("thrice", COUNT), ("dozens", COUNT)]),
    ("in the nineties", [("nineties", COUNT)]),
    ("5g of salt, ½", [("5", COUNT), ("½", COUNT)]),
]
LEFT_ALONE_IN_ENGLISH = [
    *("One by One, Making It Happen: Fukushima", "no one", "someone may march", "at first"),
    *("https://example.org/2024/", "everyone", "tend to halfway often", "someone's weight"),
    "They came one-by-one",
]
#: beside the number, and what is claimed of it
CLAIMS = [
    ("", "以上", [("at_least", "以上")]),
    ("", " or more people", [("at_least", "or more")]),
    ("at least ", "", [("at_least", "at least")]),
    ("no fewer than ", "", [("at_least", "no fewer than")]),
    ("少なくとも", "", [("at_least", "少なくとも")]),
    ("", "超", [("over", "超")]),
    ("", "を超える", [("over", "を超える")]),
    ("", "余りの", [("over", "余り")]),
    ("", "強", [("over", "強")]),
    ("We served over ", "", [("over", "over")]),
    ("More than ", "", [("over", "More than")]),
    ("", "未満", [("below", "未満")]),
    ("", "以下", [("below", "以下")]),
    ("", "弱", [("below", "弱")]),
    ("fewer than ", "", [("below", "fewer than")]),
    ("食堂では約", "", [("about", "約")]),
    ("NEC約 ", "", [("about", "約")]),
    ("およそ", "", [("about", "およそ")]),
    ("ほぼ", "", [("about", "ほぼ")]),
    ("", "　程度", [("about", "程度")]),
    ("about ", "", [("about", "about")]),
    ("nearly ", "", [("about", "nearly")]),
    ("約", "以上", [("about", "約"), ("at_least", "以上")]),
]
NO_CLAIMS = [
    *(
        ("のべ", "が参加"),
        ("約、", "、以上です"),
        ("handover ", " overall"),
        ("", "強化"),
        ("", "余裕"),
    ),
    *(("", "弱い"), ("for ", " and more"), ("", " over the year"), ("about the ", "")),
]


@pytest.mark.parametrize("text, found", JAPANESE)
def test_a_number_is_found_however_it_is_written(text, found):
    assert [(one.text, one.kind) for one in numbers(text, "ja")] == found


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_a_word_with_a_numeral_in_it_is_no_number(text):
    assert numbers(text, "ja") == ()


@pytest.mark.parametrize("text, found", ENGLISH)
def test_a_number_in_english_is_found(text, found):
    assert [(one.text, one.kind) for one in numbers(text, "en")] == found


@pytest.mark.parametrize("text", LEFT_ALONE_IN_ENGLISH)
def test_an_english_phrase_with_a_number_word_is_no_number(text):
    assert numbers(text, "en") == ()


def test_each_number_stands_where_it_says():
    text = "約６,６００食と①、二月十九日"
    assert [text[one.start : one.end] for one in numbers(text, "ja")] == [
        one.text for one in numbers(text, "ja")
    ]


@pytest.mark.parametrize("word", (*number_finder.WORDS, *number_finder.PROPER))
def test_each_exception_is_one(word):
    """Without its entry the word would be taken for a number: no entry is there for nothing."""
    assert numbers(word, "ja") == () and numbers(f"この{word}の", "ja") == ()
    assert (
        any(numbers(sign, "ja") or numbers(f"延べ{sign}", "ja") for sign in word) or "ゼロ" in word
    )


def test_each_exception_is_listed_once():
    listed = (*number_finder.WORDS, *number_finder.PROPER)
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("numeral", number_finder.NUMERALS)
def test_a_lone_numeral_is_a_number_whatever_follows(numeral):
    for text in (
        numeral,
        f"{numeral}会場",
        f"計{numeral}茶器",
        f"約{numeral}",
        f"{numeral}を超える",
    ):
        assert len(numbers(text, "ja")) == 1, text


@pytest.mark.parametrize("counter", number_finder.COUNTERS)
def test_a_counter_belongs_to_its_number(counter):
    assert [one.text for one in numbers(f"計七{counter}と8{counter}", "ja")] == [
        f"計七{counter}",
        f"8{counter}",
    ]


def test_the_name_of_a_municipality_is_no_number():
    with (settings.BASE_DIR / "fixtures/municipalities.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 59
    for row in rows:
        japanese = "、".join(row[name] for name in ("name", "county", "region", "subregion"))
        assert numbers(japanese, "ja") == () and numbers(row["name_en"], "en") == ()


@pytest.mark.parametrize("before, behind, found", CLAIMS)
def test_what_words_beside_a_number_claim_is_told(before, behind, found):
    assert [*claims(before, behind)] == found


@pytest.mark.parametrize("before, behind", NO_CLAIMS)
def test_other_words_beside_a_number_claim_nothing(before, behind):
    assert [*claims(before, behind)] == []


@pytest.mark.parametrize("sign", "0123456789０１２３４５６７８９")
def test_no_digit_goes_unseen(sign):
    address = f"https://www.example.jp/で{sign}食、{sign}名info@example.jp"
    for text in (f"あ{sign}い", f"{sign}", f"Q{sign}", f"第{sign}", f"{sign}、{sign}", address):
        assert numbers(text, "ja") and numbers(text, "en")
