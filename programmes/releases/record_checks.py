"""The checks of the records behind a release."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import override

from .. import figures
from ..lib import outliers
from ..lib.periods import day_text
from ..models import Photo, Record, Release, record_classes, thing_of
from .checks import ChecklistItem, check
from .markup import document
from .snapshot import used
from .tokens import Literal, Named
from .values import Unbound, Values

JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]+")
#: how many of a kind are named in one line
NAMED = 3


def _counted(release: Release, values: Values) -> list[tuple[figures.Result, figures.Figure]]:
    pairs = ((result, result.figure) for result in used(release, values))
    return [(result, figure) for result, figure in pairs if isinstance(figure, figures.Figure)]


@check
def _days_without_count(release: Release, values: Values) -> Iterator[ChecklistItem]:
    for result, figure in _counted(release, values):
        every = figure.gaps(release.programme) if figure.gaps else []
        for state, message in (
            (figures.MISSING, "記録がありません。数か「休」を入れてください。"),
            (figures.UNKNOWN, "「未」のままです。数を入れてください。"),
        ):
            found = [gap for gap in every if gap.state == state]
            if found:
                words = _some([f"{day_text(gap.day)} {gap.subject}" for gap in found])
                blocks = state == figures.MISSING or release.is_final
                yield ChecklistItem(f"「{figure.label}」：{words}の{message}", blocks, result)


def _some(names: Sequence[str]) -> str:
    more = f"など{len(names)}件" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more


@check
def _missing_sources(release: Release, values: Values) -> Iterator[ChecklistItem]:
    for _result, figure in _counted(release, values):
        records = figure.records(release.programme)
        lacking = records.filter(Q(source=None, entered_by=None, batch=None))
        if number := lacking.count():
            message = f"「{figure.label}」の記録{number}件は、どこから来た数か分かりません。"
            yield ChecklistItem(f"{message}出典を選んでください。", True, lacking.first())


@check
def _parts_unlike_totals(release: Release, values: Values) -> Iterator[ChecklistItem]:
    for model in record_classes():
        if hasattr(model, "after_children"):
            for record in model.objects.filter(programme=release.programme):
                try:
                    record.after_children()
                except ValidationError as error:
                    yield ChecklistItem(f"「{record}」：{' '.join(error.messages)}", True, record)


@check
def _photos_without_consent(release: Release, values: Values) -> Iterator[ChecklistItem]:
    for photo in Photo.objects.filter(programme=release.programme).order_by("pk"):
        if (reasons := photo.missing_consent()) and any(photo.uses()):
            words = "。".join(reasons)
            yield ChecklistItem(f"写真「{photo.alt or photo.pk}」：{words}。", True, photo)


@check
def _outliers(release: Release, values: Values) -> Iterator[ChecklistItem]:
    for _result, figure in _counted(release, values):
        days = defaultdict(list)
        for record in _daily(release, figure):
            days[thing_of(record)].append(record)
        for records in days.values():
            for record, middle in _far(records):
                message = (
                    f"「{record}」の{record.count_text()}は、ほかの日の{middle}ほどと大きく違います"
                )
                yield ChecklistItem(f"{message}。数をお確かめください。", False, record)


def _daily(release: Release, figure: figures.Figure) -> list[Record]:
    model = figure.record_class
    if model.is_snapshot or not model.count_field or not model.stands_for:
        return []
    records = figure.records(release.programme).for_list()
    return [record for record in records if record.starts_on == record.ends_on]


def _far(records: Sequence[Record]) -> Iterator[tuple[Record, int]]:
    counts = [record.count for record in records]
    for place, record in enumerate(records):
        others = counts[:place] + counts[place + 1 :]
        if (middle := outliers.usual_if_far_off(record.count, others)) is not None:
            yield record, middle


@check
def _missing_english(release: Release, values: Values) -> Iterator[ChecklistItem]:
    with override("en"):
        names = [str(result.figure.label) for result in used(release, values)]
    for name in filter(JAPANESE.search, names):
        yield ChecklistItem(f"指標「{name}」に英語の名称がありません。", True, release)
    english = document(release.text_en)
    for piece in (piece for line in english.lines for piece in line.of(Literal)):
        if found := JAPANESE.search(piece.text):
            message = f"英語の文に日本語があります：「{found[0]}」。"
            yield ChecklistItem(message, False, release, "en")
    for token in english.tokens:
        if JAPANESE.search(printed := _printed(token, values)):
            message = f"英語の文の{token.code}は、英語がないので「{printed}」と出ます。"
            yield ChecklistItem(f"{message}英語を入れてください。", True, release, "en")


def _printed(token: Named, values: Values) -> str:
    try:
        return values.text(token, "en")
    except Unbound:
        return ""  # which the validation finds
