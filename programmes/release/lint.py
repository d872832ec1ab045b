"""Finds every number in a text, in whatever way it is written. Pure.

It would rather find one too many than miss one: who writes the text can say that a number is meant
to stand as it is, and a number that nobody looked at can be wrong. What it leaves alone is listed
here by name.
"""

import re
from typing import NamedTuple
from unicodedata import normalize

from ..periods import MONTHS

DATE, TIME, ORDINAL, MARK, COUNT = "date", "time", "ordinal", "mark", "count"

_KANJI = "〇零一二三四五六七八九十百千万億兆壱弐参拾"
#: behind a kanji numeral these make it a count; nothing else makes a single one a number
COUNTERS = (
    *("か月", "ヶ月", "ヵ月", "カ月", "箇月", "か所", "ヶ所", "カ所", "箇所", "か国", "カ国"),
    *("市町村", "グループ", "パーセント", "キロ", "メートル", "プロジェクト", "イベント"),
    *("日間", "年間", "年度", "週間", "時間", "分間", "割", "年", "月", "日", "時", "分", "秒"),
    *("週", "回", "度", "食", "点", "名", "人", "件", "個", "つ", "社", "校", "者", "県", "市"),
    *("町", "村", "組", "班", "班目", "団体", "拠点", "店", "店舗", "本", "枚", "冊", "台", "品"),
    *("種", "種類", "円", "泊", "位", "倍", "歳", "周年", "期", "部", "章", "項", "条", "号"),
    *("階", "丁目", "番", "杯", "皿", "袋", "箱", "席", "曲", "通", "世帯", "地区", "地域", "分野"),
    *("テーマ", "コース", "クラス", "学年", "ページ", "セット", "事業", "施設", "機関", "部門"),
)
#: words that have a numeral in them and are no number
WORDS = (
    *(
        "一人ひとり",
        "一人一人",
        "一つひとつ",
        "一つ一つ",
        "一歩一歩",
        "一日も早",
        "一部",
        "一年を通",
    ),
    *("一年中", "一度に", "一時的", "一時期", "一時は", "一番", "一本化", "一人歩き", "一通り"),
    *(
        "第三者",
        "第一線",
        "第一に",
        "第一歩",
        "第一人者",
        "十二分",
        "二の次",
        "二人三脚",
        "千差万別",
    ),
    *(
        "一期一会",
        "一石二鳥",
        "三位一体",
        "四季折々",
        "五感",
        "七転び八起き",
        "八方",
        "万が一",
        "万一",
    ),
    *("万全", "一日千秋", "千載一遇", "百聞", "十人十色", "二本松", "十日町", "三日月", "四十九日"),
    *("七夕", "百日草", "九十九", "三日坊主", "一分一秒", "一口", "一両日", "一目", "一望"),
)
#: 十分 is "enough" unless it is a length of time
_ENOUGH = r"十分(?!程度|間|以|後|前|ほど|弱|強|おき|ごと|の休)"
#: addresses, and names with a digit
NAMES = ("CO2", "5G", "6G", "B2B", "B2C", "Web3", "Web2.0", "H2", "MP3", "MP4", "A4", "A3")
_ADDRESS = r"https?://[^\s　）」』、。]+|[\w.+-]+@[\w.-]+\.\w+"

_CIRCLED = "①-⑳㉑-㉟㊱-㊿❶-❿➀-➓⓪⓵-⓾⓫-⓴⑴-⒇⒈-⒛㊀-㊉㈠-㈩Ⅰ-Ⅻⅰ-ⅻ"
_DIGITS = r"[0-9]+(?:[,.][0-9]+)*"
_ERA = r"(?:令和|平成|昭和|大正|明治|[RHSTM](?=[0-9元]{1,2}[./年-]))"
_COUNTER = "|".join(sorted(map(re.escape, COUNTERS), key=len, reverse=True))
_BEFORE = r"(?:約|およそ|計|のべ|延べ|全|各|毎|数|第)"
_AFTER = r"(?:以上|以下|以内|未満|超|余り?|程度|ほど|強|弱|目|前後)"
_WEEKDAY = r"(?:\s?[(（][月火水木金土日](?:・?[祝休])?[)）])"
_K = f"[{_KANJI}]"

_JAPANESE = (
    (None, _ADDRESS),
    (None, rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, NAMES))})(?![A-Za-z0-9])"),
    (None, f"{'|'.join(sorted(WORDS, key=len, reverse=True))}|{_ENOUGH}"),
    (MARK, f"[{_CIRCLED}]"),
    (
        DATE,
        rf"{_ERA}\.?\s?(?:[0-9]{{1,2}}|元|{_K}{{1,3}})"
        rf"(?:年度末?|年(?:\s?(?:[0-9]{{1,2}}|{_K}{{1,3}})月(?:\s?(?:[0-9]{{1,2}}|{_K}{{1,3}})日)?)?"
        rf"|[./-][0-9]{{1,2}}(?:[./-][0-9]{{1,2}})?){_WEEKDAY}?",
    ),
    (
        DATE,
        rf"(?:[0-9]{{4}}|{_K}{{4}})年(?:度末?|\s?(?:[0-9]{{1,2}}|{_K}{{1,3}})月"
        rf"(?:\s?(?:[0-9]{{1,2}}|{_K}{{1,3}})日)?)?{_WEEKDAY}?",
    ),
    (DATE, rf"(?:[0-9]{{1,2}}|{_K}{{1,2}})月(?:[0-9]{{1,2}}|{_K}{{1,3}})日{_WEEKDAY}?"),
    (DATE, rf"[0-9]{{4}}([./-])[0-9]{{1,2}}\1[0-9]{{1,2}}{_WEEKDAY}?"),
    (DATE, rf"(?<![0-9])[0-9]{{1,2}}/[0-9]{{1,2}}(?![0-9/]){_WEEKDAY}?"),
    (DATE, r"(?<![0-9.])(?:3\.11|9\.11)(?![0-9.])"),
    (TIME, r"[0-9]{1,2}[:：][0-9]{2}(?:\s?[~〜～–—-]\s?[0-9]{1,2}[:：][0-9]{2})?"),
    (TIME, r"(?:午前|午後)?[0-9]{1,2}時(?:[0-9]{1,2}分|半)?"),
    (
        COUNT,
        rf"{_BEFORE}?\s?{_DIGITS}(?:\s?[億万千百](?:{_DIGITS})?)*"
        rf"(?:\s?(?:{_COUNTER}))?{_AFTER}?",
    ),
    (COUNT, rf"{_BEFORE}{_K}+(?:{_COUNTER})?{_AFTER}?"),
    (COUNT, rf"{_K}+分の{_K}+"),
    (COUNT, rf"{_K}{{2,}}(?:{_COUNTER})?{_AFTER}?"),
    (COUNT, rf"{_K}(?:{_COUNTER}){_AFTER}?"),
)

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_MORE = "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBER_WORDS = [*_ONES.split(), *_MORE.split(), "hundred", "thousand", "million", "billion"]
_NUMBER_WORDS += ["dozen", "dozens", "hundreds", "thousands", "half", "twice", "once"]
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_MONTHS = [month.lower() for month in MONTHS]
#: English phrases that have a number word in them and are no number
PHRASES = (
    *("one by one", "no one", "one another", "one-by-one", "each one", "everyone", "one of the"),
    *("once again", "once more", "at once", "at first", "first of all", "first and foremost"),
    *("second to none", "one day", "first-hand", "half-hearted", "first step", "first steps"),
)
_MONTH = "|".join(f"{month}|{month[:3]}" for month in _MONTHS)
_ENGLISH = (
    (None, _ADDRESS),
    (None, rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, NAMES))})(?![A-Za-z0-9])"),
    (None, rf"\b(?:{'|'.join(PHRASES)})\b"),
    (MARK, f"[{_CIRCLED}]"),
    (
        DATE,
        rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s)?[0-9]{{1,2}}(?:st|nd|rd|th)?\s"
        rf"(?:{_MONTH})\b(?:\s[0-9]{{4}})?",
    ),
    (DATE, rf"\b(?:{_MONTH})\s[0-9]{{1,2}}(?:st|nd|rd|th)?(?:,?\s[0-9]{{4}})?(?![0-9])"),
    (DATE, rf"\b(?:{_MONTH})\s[0-9]{{4}}"),
    (DATE, r"[0-9]{4}([./-])[0-9]{1,2}\1[0-9]{1,2}"),
    (DATE, r"\b(?:FY|fiscal year\s)[0-9]{4}"),
    (DATE, r"(?<![0-9.])(?:3\.11|9\.11|3/11|9/11)(?![0-9.])"),
    (TIME, r"[0-9]{1,2}:[0-9]{2}(?:\s?[–—~-]\s?[0-9]{1,2}:[0-9]{2})?(?:\s?[ap]\.?m\.?)?"),
    (ORDINAL, r"[0-9]+(?:st|nd|rd|th)\b"),
    (ORDINAL, rf"\b(?:{'|'.join(_ORDINALS.split())})\b"),
    (COUNT, rf"(?:\b(?:about|around|over|more than|nearly)\s)?{_DIGITS}(?:\sor more)?"),
    (COUNT, rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b(?:[\s-](?:{'|'.join(_NUMBER_WORDS)})\b)*"),
)


def _compiled(rules):
    """One pattern of all rules, the first that fits counts; and the kind of each rule."""
    groups = []
    for number, (_kind, rule) in enumerate(rules):
        groups.append(f"(?P<r{number}>{rule.replace(chr(92) + '1', f'(?P=s{number})')})")
        if r"([./-])" in rule:
            groups[-1] = groups[-1].replace("([./-])", f"(?P<s{number}>[./-])")
    return re.compile("|".join(groups), re.IGNORECASE), [kind for kind, _rule in rules]


_RULES = {"ja": _compiled(_JAPANESE), "en": _compiled(_ENGLISH)}


class Number(NamedTuple):
    """A number in a text: from where to where, as it is written, and what kind of number."""

    start: int
    end: int
    text: str
    kind: str


def numbers(text, language="ja"):
    """The Numbers of a text, in order; none of them overlap."""
    pattern, kinds = _RULES[language]
    plain = "".join(map(_half_width, text))
    found = []
    for match in pattern.finditer(plain):
        kind = kinds[int(match.lastgroup[1:])] if match.lastgroup[0] == "r" else DATE
        if kind:
            start, end = match.span()
            kind = ORDINAL if plain[start] == "第" else kind
            found.append(Number(start, end, text[start:end], kind))
    return found


def _half_width(sign):
    """The sign as its half-width form of one character; ① and Ⅲ stay what they are."""
    plain = normalize("NFKC", sign)
    return plain if len(plain) == 1 and (plain.isascii() and sign not in _MARKS) else sign


_MARKS = {
    chr(code) for code in (*range(0x2460, 0x2500), *range(0x2776, 0x2794), *range(0x2160, 0x2180))
}
