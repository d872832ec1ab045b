"""What is looked at before anybody can put a name under a release: errors block, warnings ask."""

from .. import exports, periods
from ..models import Release
from . import drafting, evidence, reviewing
from .evidence import Check
from .frozen import heading, printed_document
from .lint import numbers
from .proof import findings, moved
from .tokens import Fixed, named, pieces
from .values import Marked, Values

#: in characters; Word keeps no longer title
LONGEST_HEADLINE = 200


def checked(release, values=None):
    """Every Check of a release in work, those that block first."""
    values = values or Values(release.programme)
    every = [check for look in LOOKS for check in look(release, values)]
    return sorted(every, key=lambda check: not check.blocks)


def _texts(release, values):
    """Unbound numbers, broken tokens, wrong markup, a language that is missing."""
    for language, title in (("ja", "日本語"), ("en", "英語")):
        text = release.text_in(language)
        if not text.strip():
            yield Check(f"{title}の文がありません。", True, release)
            continue
        for found in findings(text, language, values):
            yield Check(f"{title}{found.line}行目：{found.message}", True, release)


def _unwritten(release, values):
    """What the draft told the author to write, and nobody did."""
    for language, title in (("ja", "日本語"), ("en", "英語")):
        for line, words in enumerate(release.text_in(language).splitlines(), 1):
            if any(told in words for told in drafting.UNWRITTEN):
                what = f"{title}の文の{line}行目が、書きかけのままです：「{words.strip()}」"
                yield Check(what, True, release)


def _same_values(release, values):
    """What one language tells the other tells too, if maybe in another form (a date, say)."""
    if not (release.text and release.text_en):
        return
    japanese, english = (_told_of(text, values) for text in (release.text, release.text_en))
    for title, here, there in (("英語", english, japanese), ("日本語", japanese, english)):
        if lacking := sorted(there[key] for key in there.keys() - here.keys()):
            names = "、".join(f"{{{name}}}" for name in lacking)
            yield Check(f"{title}の文にない値があります：{names}。", False, release)


def _told_of(text, values):
    """What the values of a text are of (a figure, a record), each with the name it goes by."""
    found = {}
    for name in named(text):
        fact = values.facts.get(name)
        found.setdefault(name if fact is None or fact.obj is None else fact.obj, name)
    return found


def _moved(release, values):
    for language, title in (("ja", "日本語"), ("en", "英語")):
        for one in moved(release, values)[language]:
            before, now = one.before or "なし", one.now or "なし"
            told = f"{title}{one.line}行目の{one.code}は、{before}から{now}に変わりました。"
            way_out = "文を確かめて、「今の値で確かめた」を押してください。"
            yield Check(told + way_out, True, release)


def _provisional(release, values):
    counts = release.kind == Release.Kind.RESULTS or bool(evidence.used(release, values))
    if release.is_final and counts and not release.programme.is_over:
        yield Check("期間が終わっていないので、確定値としては公表できません。", True, release)
    if not release.is_final:
        yield Check("速報値として公表されます。", False, release)
        if not release.next_update_on:
            yield Check("次の更新の予定日がありません。", False, release)


def _reason(release, values):
    if release.next_version > 1:
        if not release.reason.strip():
            yield Check("訂正の理由を書いてください。公開されます。", True, release)
        if not release.reason_en.strip():
            yield Check("訂正の理由の英語を書いてください。", True, release)


def _embargo(release, values):
    now = periods.now()
    moment = max(now, release.embargo_until or now)
    if release.embargo_until and release.embargo_until <= now:
        yield Check("公開の日時が過ぎています。承認するとすぐに公開されます。", False, release)
    waiting = release.publications.embargoed().order_by("-issued_at").first()
    if waiting and moment < waiting.issued_at:
        told = periods.moment_text(waiting.issued_at)
        yield Check(
            f"第{waiting.version}版の公開の日時（{told}）より前には公開できません。", True, release
        )
    shown_from = release.programme.visible_from
    if shown_from is None or shown_from > moment.astimezone(periods.TOKYO).date():
        told = "そのときプログラムがまだ公開されていません。「公開日」を入れてください。"
        yield Check(told, True, release.programme)


def _lengths(release, values):
    """What the database and other programs keep."""
    for language, title in (("ja", "日本語"), ("en", "英語")):
        headline = heading(printed_document(release.text_in(language), language, Marked(values)))
        if not headline:
            yield Check(f"{title}の文に見出し（# で始まる行）がありません。", True, release)
        elif len(headline) > LONGEST_HEADLINE:
            told = f"{title}の見出しが{len(headline)}字あります。"
            yield Check(f"{told}{LONGEST_HEADLINE}字までにしてください。", True, release)


def _fell(release, values):
    """A figure lower than the newest publication printed it."""
    newest = release.publications.order_by("-version").first()
    before = {line.slug: line for line in newest.figures.all()} if newest else {}
    for result in values.results:
        line = before.get(result.slug)
        if line and result.value is not None and line.value and result.value < line.value:
            now, then = result.text("ja"), line.printed
            told = f"「{result.figure.label}」が、前の版の{then}から{now}に減りました。"
            yield Check(told, False, result)


def _files(release, values):
    """Tables as PDF, which a machine without Japanese fonts cannot make."""
    try:
        can = bool(exports.japanese_fonts())
    except exports.PdfUnavailable:
        can = False
    if release.kind == Release.Kind.RESULTS and not can:
        told = "このサーバーには日本語の書体がないので、表のPDFなしで公表されます。"
        yield Check(f"{told}管理者に知らせてください。", False, release)


def _asked(release, values):
    """What the parties that were asked to look have said, and whether they agree to what is now."""
    for party, agreed, has_agreed in reviewing.standing(release, values):
        if not agreed:
            told = "が承認した後に、文か値が変わりました。" if has_agreed else "の確認がまだです。"
            yield Check(f"{party}{told}", False, release)
    for entry in reviewing.comments(release):
        about = values.results.get(entry.figure)
        figure = f"（{about.figure.label}）" if about else ""
        yield Check(f"{entry.link.party}の意見{figure}：「{entry.text}」", False, release)


def _given_back(release, values):
    """Why the text came back, until it is sent again."""
    steps = release.history.order_by("-history_id").values_list("stage", "history_change_reason")
    stages = list(steps[:50])
    for (now, reason), (before, _reason) in zip(stages, stages[1:], strict=False):
        if (before, now) == (Release.Stage.REVIEW, Release.Stage.DRAFT):
            yield Check(f"差し戻し：{reason}", False, release)
        if before != Release.Stage.DRAFT:
            return


def _fixed(release, values):
    """Numbers that were told to stand as they are: nobody but a reader checks them."""
    for language, title in (("ja", "日本語"), ("en", "英語")):
        every = (one.text for one in pieces(release.text_in(language)) if isinstance(one, Fixed))
        if found := "、".join(f"「{text}」" for text in dict.fromkeys(every)):
            told = f"{title}の文で、記録と結び付けずにそのまま載せる数：{found}。"
            yield Check(f"{told}正しいか確かめてください。", False, release)
    for reason in (release.reason, release.reason_en):
        if found := "、".join(f"「{one.text}」" for one in numbers(reason, "ja")):
            yield Check(f"訂正の理由にある数{found}が正しいか、確かめてください。", False, release)


LOOKS = (
    *(
        _texts,
        _unwritten,
        _moved,
        _reason,
        _provisional,
        _embargo,
        _same_values,
        _fell,
        _asked,
        _files,
        _lengths,
    ),
    *evidence.LOOKS,
)
