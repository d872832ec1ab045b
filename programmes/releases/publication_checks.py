"""The checks of a release itself: its texts, and how it is to be published."""

from collections.abc import Hashable, Iterator

from ..lib import periods
from ..models import Release
from ..reporting import exports
from . import reviewing
from .checks import ChecklistItem, check
from .markup import LANGUAGES, document
from .number_finder import numbers
from .snapshot import heading, printed_document, used
from .validation import findings, moved
from .values import Marked, Values

#: in characters; Word keeps no longer title
LONGEST_HEADLINE = 200


@check
def _findings_in_texts(release: Release, values: Values) -> Iterator[ChecklistItem]:
    for language, title in LANGUAGES.items():
        text = release.text_in(language)
        if not text.strip():
            yield ChecklistItem(f"{title}の文がありません。", True, release, language)
            continue
        for found in findings(text, language, values):
            yield ChecklistItem(found.message, True, release, language, found.line)


@check
def _moved_values(release: Release, values: Values) -> Iterator[ChecklistItem]:
    for language, found in moved(release, values).items():
        for one in found:
            before, now = one.before or "なし", one.now or "なし"
            message = f"{one.code}は、{before}から{now}に変わりました。"
            way_out = "文を確かめて、「今の値で確かめた」を押してください。"
            yield ChecklistItem(message + way_out, True, release, language, one.line)


@check
def _given_back(release: Release, values: Values) -> Iterator[ChecklistItem]:
    if release.step == Release.Step.GIVE_BACK:
        yield ChecklistItem(f"差し戻し：{release.step_reason}", False, release)


@check
def _missing_reason(release: Release, values: Values) -> Iterator[ChecklistItem]:
    if release.next_version > 1:
        if not release.reason.strip():
            yield ChecklistItem("訂正の理由を書いてください。公開されます。", True, release)
        if not release.reason_en.strip():
            yield ChecklistItem("訂正の理由の英語を書いてください。", True, release)


@check
def _provisional(release: Release, values: Values) -> Iterator[ChecklistItem]:
    counts = release.kind == Release.Kind.RESULTS or bool(used(release, values))
    if release.is_final and counts and not release.programme.is_over:
        yield ChecklistItem(
            "期間が終わっていないので、確定値としては公表できません。", True, release
        )
    if not release.is_final:
        yield ChecklistItem("速報値として公表されます。", False, release)
        if not release.next_update_on:
            yield ChecklistItem("次の更新の予定日がありません。", False, release)


@check
def _embargo(release: Release, values: Values) -> Iterator[ChecklistItem]:
    now = periods.now()
    moment = max(now, release.embargo_until or now)
    if release.embargo_until and release.embargo_until <= now:
        yield ChecklistItem(
            "公開の日時が過ぎています。承認するとすぐに公開されます。", False, release
        )
    waiting = release.publications.embargoed().order_by("-issued_at").first()
    if waiting and moment < waiting.issued_at:
        public_from = periods.moment_text(waiting.issued_at)
        yield ChecklistItem(
            f"第{waiting.version}版の公開の日時（{public_from}）より前には公開できません。",
            True,
            release,
        )
    shown_from = release.programme.visible_from
    if shown_from is None or shown_from > moment.astimezone(periods.TOKYO).date():
        message = "そのときプログラムがまだ公開されていません。「公開日」を入れてください。"
        yield ChecklistItem(message, True, release.programme)


@check
def _values_of_one_language(release: Release, values: Values) -> Iterator[ChecklistItem]:
    if not (release.text and release.text_en):
        return
    japanese, english = (_subjects(text, values) for text in (release.text, release.text_en))
    for language, here, there in (("en", english, japanese), ("ja", japanese, english)):
        if lacking := sorted(there[key] for key in there.keys() - here.keys()):
            names = "、".join(f"{{{name}}}" for name in lacking)
            message = f"{LANGUAGES[language]}の文にない値があります：{names}。"
            yield ChecklistItem(message, False, release, language)


def _subjects(text: str, values: Values) -> dict[Hashable, str]:  # subject -> one of its names
    found: dict[Hashable, str] = {}
    for name in document(text).names:
        fact = values.facts.get(name)
        found.setdefault(name if fact is None or fact.obj is None else fact.obj, name)
    return found


@check
def _fallen_values(release: Release, values: Values) -> Iterator[ChecklistItem]:
    newest = release.publications.order_by("-version").first()
    before = {line.slug: line for line in newest.figures.all()} if newest else {}
    for result in values.results:
        line = before.get(result.slug)
        if line and result.value is not None and line.value and result.value < line.value:
            now, then = result.text("ja"), line.printed
            message = f"「{result.figure.label}」が、前の版の{then}から{now}に減りました。"
            yield ChecklistItem(message, False, result)


@check
def _answers_of_parties(release: Release, values: Values) -> Iterator[ChecklistItem]:
    for party, agreed, has_agreed in reviewing.standing(release, values):
        if not agreed:
            message = (
                "が承認した後に、文か値が変わりました。" if has_agreed else "の確認がまだです。"
            )
            yield ChecklistItem(f"{party}{message}", False, release)
    for entry in reviewing.comments(release):
        about = values.results.get(entry.figure)
        figure = f"（{about.figure.label}）" if about else ""
        party = entry.link.party  # type: ignore[union-attr]  # who comments has a link
        yield ChecklistItem(f"{party}の意見{figure}：「{entry.text}」", False, release)


@check
def _fixed_numbers(release: Release, values: Values) -> Iterator[ChecklistItem]:
    for language, title in LANGUAGES.items():
        if found := "、".join(f"「{text}」" for text in document(release.text_in(language)).fixed):
            message = f"{title}の文で、記録と結び付けずにそのまま載せる数：{found}。"
            yield ChecklistItem(f"{message}正しいか確かめてください。", False, release, language)
    for language, reason in (("ja", release.reason), ("en", release.reason_en)):
        if found := "、".join(f"「{one.text}」" for one in numbers(reason, language)):
            title = LANGUAGES[language]
            message = f"訂正の理由（{title}）にある数{found}が正しいか、確かめてください。"
            yield ChecklistItem(message, False, release, language)


@check
def _tables_as_pdf(release: Release, values: Values) -> Iterator[ChecklistItem]:
    try:
        can = bool(exports.japanese_fonts())
    except exports.PdfUnavailable:
        can = False
    if release.kind == Release.Kind.RESULTS and not can:
        message = "このサーバーには日本語の書体がないので、表のPDFなしで公表されます。"
        yield ChecklistItem(f"{message}管理者に知らせてください。", False, release)


@check
def _lengths_of_headlines(release: Release, values: Values) -> Iterator[ChecklistItem]:
    for language, title in LANGUAGES.items():
        headline = heading(printed_document(release.text_in(language), language, Marked(values)))
        if not headline:
            message = f"{title}の文に見出し（# で始まる行）がありません。"
            yield ChecklistItem(message, True, release, language)
        elif len(headline) > LONGEST_HEADLINE:
            message = f"{title}の見出しが{len(headline)}字あります。"
            message += f"{LONGEST_HEADLINE}字までにしてください。"
            yield ChecklistItem(message, True, release, language)
