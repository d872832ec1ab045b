"""Finds every number in a text, in whatever way it is written. Pure.

It would rather find one too many than miss one: who writes the text can say that a number is meant
to stand as it is, and a number that nobody looked at can be wrong. What it leaves alone is listed
here by name. It also tells what the words directly beside a number claim of it: 以上, nearly.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, decimal, normalize

from ..lib.periods import MONTHS

DATE, TIME, ORDINAL, MARK, COUNT = "date", "time", "ordinal", "mark", "count"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: each of them alone is a number, unless it stands in one of the WORDS
NUMERALS = "〇零一二三四五六七八九十百千万億兆壱弐廿卅卌萬壹貳弍"
#: these only beside another or before one of a few counters: 参加, 拾う
_KANJI = f"{NUMERALS}参參拾"
#: behind a numeral these belong to the number
COUNTERS = _words("""
    か月 ヶ月 ヵ月 カ月 箇月 か所 ヶ所 カ所 ヵ所 箇所 か国 カ国 ヵ国 ヶ国 箇国 か年 ヶ年 カ年 ヵ年
    箇年 か条 カ条 市町村 グループ パーセント キロ メートル プロジェクト イベント % 日間 年間 年度
    週間 時間 分間 割 年 月 日 時 分 秒 週 回 度 食 点 名 人 件 個 つ 社 校 者 県 市 町 村 組 班
    班目 団体 拠点 店 店舗 本 枚 冊 台 品 種 種類 円 泊 位 倍 歳 周年 期 部 章 項 条 号 階 丁目 番
    杯 皿 袋 箱 席 曲 通 世帯 地区 地域 分野 テーマ コース クラス 学年 ページ セット 事業 施設
    機関 部門 会場 チーム 商品 大学 自治体 都市 道県 府県 品目 品種 作品 教室 食堂 売店 酒蔵 工場
    企業 銘柄 メニュー ブース コーナー カテゴリー ポイント 桁 弾 色 方向 往復 連覇 課題 提案 案
    議題 柱 本柱 部署 学部 学科 年生 列 画面 周 枠 賞 代 社員 事業所 営業所 番組 部屋 口座 頭 匹
    羽 基 軒 棟 室 缶 パック ケース 膳 便 株 票 問 話 巻 試合 大会 講座 講演 セッション 段階
    ステップ トン グラム リットル ダース 戸 家族 世代 学級 施策 事例 項目 行 等 冠 献立 府省
    キャンパス
""")
#: words that have a numeral in them and are no number; where the numeral and a counter go on
#: beyond the word they are one after all: 一部, but 一部署
WORDS = _words("""
    参加 一人ひとり 一人一人 一つひとつ 一つ一つ 何一つ 一歩 一日も早 一日千秋 一部 一年を通
    一年中 一度に 一度も もう一度 今一度 いま一度 一時的 一時期 一時は 一時停止 一時避難 一時帰宅
    一番 一本化 一本桜 一人歩き 一通り 一般 一緒 一方 一致 一環 一覧 一層 一定 一切 一体 一連 一斉
    一貫 一気 一新 一助 一端 一角 一因 一員 一心 一躍 一変 一転 一向 一概 一見 一言 一式 一括 一律
    一同 一堂 一面 一家 一帯 一段 一途 一任 一例 一応 一瞬 一息 一際 一役 一丸 一足先 一服 一戸建
    一流 一級 一生 一望 一目 一口 一両日 一挙 一考 一読 一線 一辺倒 一元 一次産業 一昨 一夜 一風
    一味 一翼 一掃 一喜一憂 一進一退 一石二鳥 一期一会 一分一秒 一騎当千 一攫千金 一意 一義 一手に
    一過性 一汁三菜 一対一 統一 唯一 均一 同一 単一 画一 逐一 随一 択一 人一倍 県内一円 第三者
    第一線 第一に 第一歩 第一人者 第一義 第三セクター 第一次産業 二の次 二の足 二人三脚 二重
    二酸化 二次元 二次的 二次災害 二次利用 二次交通 二次避難 二輪車 二刀流 二転三転 無二 二世
    二日酔い 三位一体 三日月 三日坊主 三角 三味線 三昧 三者三様 再三 三脚 三方良し 三方よし 三密
    三次元 三つ葉 三つ編み 三が日 七五三 四季 四方 四半期 四角 四苦八苦 四六時中 四字熟語 四つ葉
    四輪駆 五感 五輪 五目 五穀 五線譜 五里霧中 五重塔 五月雨 五月晴 五分五分 五十音 五十歩百歩
    三三五五 六法 六次産業 六次化 六魂祭 六角 六曜 七転び八起き 七夕 七福神 七味 七草 七輪 七宝
    北斗七星 八方 八百屋 八百万の神 八重 八朔 八宝菜 八十八夜 八つ橋 尺八 九分九厘 十人十色 十字
    十二支 十二単 十二分に 十二分な 不十分 十中八九 四十九日の法要 四十九日法要 二十四節気 百貨店
    百日草 百聞 百科 百花 百合 百姓 百人一首 百選 百薬 百戦錬磨 百発百中 千差万別 千載一遇 千秋楽
    千羽鶴 千切り 千鳥 千客万来 千手観音 万が一 万一 万全 万博 万能 万葉 万華鏡 万歳 万国 万物
    万端 万年筆 万人受け 万雷 万障 万事 万病 万感 万引 森羅万象 億劫 兆し 兆候 前兆 予兆 吉兆 零細
    ゼロカーボン ゼロエミッション カーボンゼロ ネットゼロ ゼロから 一足早 一工夫 一手間 一休み
    一安心 一直線 一極 一筋 一軒家 二元 御三家 三寒四温 千変万化 二毛作
""")
#: places, people and companies that have a numeral in their name
PROPER = _words("""
    三春 三島町 二本松 四倉 三和町 三穂田 五色沼 五百川 七日町 一箕 一切経山 七ヶ岳 八溝 八重の桜
    十六橋 会津三十三観音 三森 三瓶 会津八一 三陸 三重県 四国 九州 千葉 八戸市 二戸市 七戸町
    三沢市 五所川原 十和田 十勝 千歳市 八幡 八王子 八丈 三鷹 三浦 三郷 三条市 十日町 四日市 四万十
    四川 五島列島 五反田 六本木 六甲 六ヶ所 七ヶ浜 七ヶ宿 七尾市 千代田 千住 千曲 四谷 三田
    三軒茶屋 二子玉川 三河 三次市 三原市 三島市 九十九里 九十九島 九十九折 九谷 九段 廿日市 壱岐
    三菱 三井 三越 三省堂 三宅 三木 三上 三好 三谷 三枝 二宮 二瓶 一ノ瀬 一之瀬 一郎 二郎 三郎
    五郎 五十嵐 五味 八木 八島 七海 千恵 千春 千尋 千夏 千里 百瀬 百恵 万里 五木 八百板 十文字
""")
#: 十分 is "enough" in these, else a length of time
_ENOUGH = (
    r"十分(?:に(?!わた|及|およ|短縮|延長|設定|一|[0-9])|な(?!ど)|活用|活か|生か|配慮|検討|ご?注意"
    r"|ご?確認|ご?理解|可能|留意|考慮|楽し|満足|とは言|とはいえ|条件|あり|ある"
    r"|では?な|すぎ|過ぎ|お気|味わ|堪能|発揮)"
)
#: names with a digit
NAMES = ("CO2", "5G", "6G", "B2B", "B2C", "Web3", "Web2.0", "MP3", "MP4", "A4", "A3")
_NAME = (
    rf"(?<![A-Za-z0-9])(?-i:{'|'.join(map(re.escape, NAMES))}|H2(?!年|[./-][0-9]))(?![A-Za-z0-9])"
)

_COUNTER = "|".join(sorted(map(re.escape, COUNTERS), key=len, reverse=True))
#: web and mail addresses; a digit that a counter follows is in none
_ADDRESS = re.compile(
    rf"https?://[A-Za-z0-9._~:/?#@!$&'*+,;=%-]+(?![0-9０-９,.]*(?:{_COUNTER}))"
    r"|[A-Za-z0-9._+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}"
)
_K, _LONE = f"[{_KANJI}]", f"[{NUMERALS}]"


def _exception(word: str) -> str:
    """The rule for one of the WORDS: it, unless its numeral and a counter go on behind it."""
    if not (counted := re.fullmatch(rf"{_K}+(?P<tail>[^{_KANJI}]*)", word)):
        return re.escape(word)
    tail = counted["tail"]
    rest = [re.escape(one[len(tail) :]) for one in COUNTERS if one.startswith(tail) and one != tail]
    if not tail or tail in COUNTERS:
        rest += ["以上", "以下", "以内", "未満", "程度", "前後", "目(?=[のはがにで、。])"]
    return f"{re.escape(word)}(?!{'|'.join(rest)})" if rest else re.escape(word)


def _any(words: Iterable[str]) -> str:
    return "|".join(map(_exception, sorted(words, key=len, reverse=True)))


#: ½, and the signs of one character for a month, a day, an hour
_FRACTIONS, _DAYS, _HOURS = "¼-¾⅐-⅟↉", "㋀-㋋㏠-㏾", "㍘-㍰"
_MARKS = {
    chr(code)
    for code in (*range(0x2160, 0x3400), *range(0x1F100, 0x1F10D))
    if category(chr(code)) in ("No", "Nl") and chr(code) not in "〇↉"
}
_MARK = f"[{''.join(sorted(_MARKS))}]"
_DIGITS = r"[0-9]+(?:[,.][0-9]+)*"
_ERA = r"(?:令和|平成|昭和|大正|明治|[RHSTM](?=[0-9元]{1,2}[./年-]))"
_BEFORE = r"(?:約|およそ|ほぼ|計|のべ|延べ|全|各|毎|数|何|第)"
#: not 計 before a word: 時計一式
_NO_WORD = _any((*PROPER, *(word for word in WORDS if not re.match(rf"{_K}+(?:{_COUNTER})", word))))
_AFTER = r"(?:以上|以下|以内|未満|超|余り?|程度|ほど|強|弱|目|前後)"
_WEEKDAY = r"(?:\s?[(（][月火水木金土日](?:・?[祝休])?[)）])"

#: (kind, or None for what is no number; regular expression)
Rules = Sequence[tuple[str | None, str]]
_SIGNS: Rules = (
    (None, _NAME),
    (MARK, _MARK),
    (COUNT, rf"(?:[0-9]+\s?)?[{_FRACTIONS}]"),
    (DATE, f"[{_DAYS}]"),
    (TIME, f"[{_HOURS}]"),
)
_JAPANESE: Rules = (
    *_SIGNS,
    (None, f"{_any((*WORDS, *PROPER))}|{_ENOUGH}"),
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
    (TIME, r"(?:午前|午後)?[0-9]{1,2}時(?!間)(?:[0-9]{1,2}分|半)?"),
    (
        COUNT,
        rf"(?:{_BEFORE}\s?)?{_DIGITS}(?:\s?[億万千百](?:{_DIGITS})?)*"
        rf"(?:\s?(?:{_COUNTER}))?{_AFTER}?",
    ),
    (TIME, rf"(?:午前|午後){_K}{{1,3}}時(?!間)(?:{_K}{{1,3}}分|半)?"),
    (COUNT, rf"{_K}+分の{_K}+"),
    (COUNT, rf"{_K}+数{_K}*(?:{_COUNTER})?{_AFTER}?"),
    (COUNT, rf"(?:第|{_BEFORE}(?!{_NO_WORD})){_K}+(?:{_COUNTER})?{_AFTER}?"),
    (COUNT, rf"{_K}{{2,}}(?:{_COUNTER})?{_AFTER}?"),
    (COUNT, rf"{_LONE}(?:{_COUNTER})?{_AFTER}?|[参參拾](?:[円名食点件回])"),
    (COUNT, rf"(?:過半数|半数|半分|半年間?|半日|半月|半世紀|半額|半減|半ダース){_AFTER}?"),
    (COUNT, r"[数何]倍|倍(?:増|加|以上|近く|超|[にのへも])"),
    (COUNT, r"ゼロ|ふたつ|ふたり|みっつ|よっつ|むっつ|ななつ|やっつ(?!け)|ここのつ"),
)

_ONES = "one two three four five six seven eight nine ten eleven twelve"
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_GREAT = "hundred thousand million billion trillion"
_IRREGULAR = {
    **{"one": "first", "two": "second", "three": "third", "five": "fifth"},
    **{"eight": "eighth", "nine": "ninth", "twelve": "twelfth"},
}
_CARDINALS = f"{_ONES} {_TEENS} {_TENS} {_GREAT}".split()
_ORDINALS = [_IRREGULAR.get(one) or re.sub("y$", "ie", one) + "th" for one in _CARDINALS]
_W = rf"(?:{'|'.join(_CARDINALS)}|zero|half)"
_PLURALS = [*(f"{one}s" for one in _GREAT.split()), "tens", "dozens", "scores", "halves"]
_MANY = "|".join(
    [*(f"{one[:-1]}ies" for one in _TENS.split()), "nought", "once", "twice", "thrice", "dozen"]
)
_TIMES = r"(?:doubl|tripl|quadrupl)(?:e|es|ed|ing)|halv(?:e|ed|es|ing)"
_PARTS = r"(?:an?|one)\squarter\sof|quarters\sof|an?\s(?:couple|pair)\sof|pairs\sof"
_MONTHS = [month.lower() for month in MONTHS]
#: English phrases that have a number word in them and are no number
PHRASES = (
    *("one by one", "no one", "one another", "one-by-one", "each one", "everyone", "one of the"),
    *("once again", "once more", "at once", "at first", "first of all", "first and foremost"),
    *("second to none", "one day", "first-hand", "half-hearted", "first step", "first steps"),
    *("one and only", "one of a kind", "one-off", "one-stop", "third party", "third parties"),
    *("third-party", "second-hand", "first aid", "first-class", "double-check", "net zero"),
    *("net-zero", "zero-carbon", "zero carbon", "zero-emission", "zero emissions", "zero waste"),
    *("Ten-ei", "one-on-one", "one-way"),
)
_MONTH = "|".join(f"{month}|{month[:3]}" for month in _MONTHS)
_ENGLISH: Rules = (
    *_SIGNS,
    (None, rf"\b(?:{'|'.join(PHRASES)})\b"),
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
    (COUNT, rf"\b{_W}[\s-](?:halves|quarters|(?:{'|'.join(_ORDINALS[2:])})s)\b"),
    (COUNT, rf"\bone[\s-](?:quarter|{'|'.join(_ORDINALS[2:])})\b"),
    (ORDINAL, rf"\b(?:{_W}[\s-](?:and\s)?)*(?:{'|'.join(_ORDINALS)})\b"),
    (COUNT, rf"\b{_W}[\s-]?fold\b|\b(?:{_TIMES})\b|\b(?:{_PARTS})\b"),
    (COUNT, rf"(?:\b(?:about|around|over|more than|nearly)\s)?{_DIGITS}(?:\sor more)?"),
    (COUNT, rf"\b(?:{'|'.join(_PLURALS)})(?:\sof\s(?:{'|'.join(_PLURALS)}))?\b"),
    (COUNT, rf"\b(?:{_W}|{_MANY})\b(?:[\s-](?:and\s)?(?:{_W}|{_MANY})\b)*"),
)


def _compiled(rules: Rules) -> tuple[re.Pattern[str], dict[str | None, str | None]]:
    groups = []
    for number, (_kind, rule) in enumerate(rules):
        groups.append(f"(?P<r{number}>{rule.replace(chr(92) + '1', f'(?P=s{number})')})")
        if r"([./-])" in rule:
            groups[-1] = groups[-1].replace("([./-])", f"(?P<s{number}>[./-])")
    return re.compile("|".join(groups), re.IGNORECASE), {
        f"r{number}": kind for number, (kind, _rule) in enumerate(rules)
    }


_RULES = {"ja": _compiled(_JAPANESE), "en": _compiled(_ENGLISH)}


#: what says of the number beside it that the true one is more, less, or near
_CLAIMS_BEFORE = {
    "below": r"no more than|(?:less|fewer) than|under|below|up to|at most|最大|多くとも",
    "at_least": r"at least|no (?:less|fewer) than|upwards of|少なくとも|最低(?:でも)?",
    "over": r"more than|in excess of|over",
    "about": r"about|around|approximately|roughly|nearly|almost|close to"
    r"|約|およそ|おおよそ|ほぼ|おおむね|概ね",
}
_CLAIMS_BEHIND = {
    "at_least": r"以上|を下らない|or more|or over|at least",
    "over": r"超(?:える|えた|え)?|を[超越]え[るた]?|を上回(?:る|った)?|余り|余(?![裕地暇剰波興韻])"
    r"|強(?![いくかさみめ化調力制])",
    "below": r"未満|以下|以内|弱(?![いくかさみめ化])|足らず|を下回(?:る|った)?|に満たない?"
    r"|or less|or fewer|at most",
    "about": r"程度|前後|ほど|くらい|ぐらい|近く|or so",
}


def _claims(rules: Mapping[str, str]) -> str:
    return "|".join(f"(?P<{claim}>{rule})" for claim, rule in rules.items())


#: not inside an English word, as "over" in "handover"
_EDGE = r"(?:(?<![A-Za-z])|(?![A-Za-z]))"
_BEFORE_IT = re.compile(rf"{_EDGE}(?:{_claims(_CLAIMS_BEFORE)})\s*$", re.IGNORECASE)
_BEHIND_IT = re.compile(rf"\s*(?:{_claims(_CLAIMS_BEHIND)}){_EDGE}", re.IGNORECASE)


def claims(before: str, behind: str) -> Iterator[tuple[str, str]]:
    """What the words directly beside a number claim, as pairs: at_least, over, below or about;
    and the words."""
    for match in (_BEFORE_IT.search(before), _BEHIND_IT.match(behind)):
        if match and (claim := match.lastgroup):
            yield claim, match[0].strip()


class Number(NamedTuple):
    """A number in a text: from where to where, as it is written, and what kind of number."""

    start: int
    end: int
    text: str
    kind: str


@lru_cache(1_000)  # the pieces of one release, which each of its checks reads again
def numbers(text: str, language: str) -> tuple[Number, ...]:
    """The Numbers of a text, in order; none of them overlap."""
    pattern, kinds = _RULES[language]
    bare = _ADDRESS.sub(lambda address: "、" * len(address[0]), text)
    plain = "".join(map(_half_width, bare))
    found = []
    for match in pattern.finditer(plain):
        if kind := kinds[match.lastgroup]:
            start, end = match.span()
            kind = ORDINAL if plain[start] == "第" else kind
            found.append(Number(start, end, text[start:end], kind))
    return tuple(found)


def _half_width(sign: str) -> str:
    """The sign as its half-width form of one character; ① and Ⅲ stay what they are."""
    if sign.isdecimal():
        return str(decimal(sign))
    plain = normalize("NFKC", sign)
    return plain if len(plain) == 1 and plain.isascii() and sign not in _MARKS else sign
