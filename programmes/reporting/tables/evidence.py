"""What stands behind one figure besides its records: for its page, and as data."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Min, OuterRef
from django.db.models.functions import TruncDate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ... import figures
from ...figures import StrOrPromise
from ...lib import periods, rounding
from ...models import ChangeSource, Publication, PublishedFigure
from .figures import described, recounted
from .records import record_rows
from .restated import CountHistory
from .table import DataRow, bilingual

#: how records came in, for readers; the other ways are rare
WAYS = {
    ChangeSource.FORM: _("担当者のフォーム"),
    ChangeSource.GRID: _("日別入力"),
    ChangeSource.IMPORT: _("ファイルの取り込み"),
    ChangeSource.COMMAND: _("まとめての登録"),
}
OTHER_WAY = _("その他の方法")


def evidence(result: figures.Result) -> dict[str, Any]:
    printed = publications(result)
    shown = {
        "recounted": recounted(result),
        "heads": figures.HEADS.get(result.figure.heads),
        "compared": list(compared(result)),
        "publications": printed,
        "approved": approved(printed),
    }
    if result.is_composite:
        return shown
    return shown | {
        "entered": entered(result),
        "gaps": result.aggregate.missing(result.programme),
        "restated": (history := CountHistory(result)).restated(),
        "falls": history.falls(),
    }


def figure_data(result: figures.Result) -> DataRow:
    known = evidence(result)
    recount, approval = known["recounted"], known["approved"]
    data = described(result) | {
        "recount": recount and recount._asdict(),
        "comparisons": [_comparison_data(one) for one in known["compared"]],
        "publications": [_publication_data(line) for line in known["publications"]],
        "approved": approval and approval._asdict(),
    }
    if result.is_composite:
        return data | {"parts": [described(part) for part in result.parts]}
    ways, gaps = known["entered"], known["gaps"]
    return data | {
        "entered": [{**bilingual("way", one.way), "records": one.records} for one in ways],
        "gaps": [{"day": gap.day, **bilingual("subject", gap.subject.__str__)} for gap in gaps],
        "restated": [one.data() for one in known["restated"]],
        "falls": [one.data() for one in known["falls"]],
        "records_behind": record_rows(result),
    }


class Compared(NamedTuple):
    """A total kept to compare with, every digit printed, and whether it agrees, if one can tell."""

    printed: rounding.Printed
    comparison: figures.Comparison
    agrees: bool | None
    words: str


def compared(result: figures.Result) -> Iterator[Compared]:
    for one in result.comparisons:
        agrees = figures.agreement(result, one)
        words = _agreement_words(agrees, one.value == result.value)
        yield Compared(result.exact(one.value, one.approximate), one, agrees, words)


def _agreement_words(agrees: bool | None, is_equal: bool) -> str:
    if agrees is None:
        return ""
    if not agrees:
        return gettext("上の値とは、丸めの範囲を超えて違います。")
    if is_equal:
        return gettext("上の値と一致しています。")
    return gettext("丸めの範囲で、上の値と合っています。")


def _comparison_data(compared: Compared) -> DataRow:
    one = compared.comparison
    return {
        "value": one.value,
        "approximate": "yes" if one.approximate else "no",
        "period_start": one.first,
        "period_end": one.last,
        "source": one.source.title,
        "agrees": compared.agrees,
    }


def publications(result: figures.Result) -> list[Any]:
    """The lines of public publications that printed a figure, the newest first. One query.

    Each has `is_superseded`, whether a newer version of its release is public, and `issued_on`.
    """
    public = Publication.objects.public()
    newer = public.filter(
        release=OuterRef("publication__release"), version__gt=OuterRef("publication__version")
    )
    lines = PublishedFigure.objects.filter(
        publication__in=public.values("pk"),
        publication__release__programme=result.programme.pk,
        slug=result.slug,
    )
    related = lines.select_related("publication__release__programme__partnership")
    return list(
        related.defer("publication__document", "publication__document_en")
        .annotate(is_superseded=Exists(newer), issued_on=TruncDate("publication__issued_at"))
        .order_by("-publication__issued_at", "-publication__pk")
    )


def _publication_data(line: Any) -> DataRow:
    publication = line.publication
    return {
        "release": publication.release.slug,
        "version": publication.version,
        "headline_ja": publication.headline,
        "headline_en": publication.headline_en,
        "issued_at": publication.issued_at.astimezone(periods.TOKYO),
        "final": publication.is_final,
        "superseded": line.is_superseded,
        "value": line.value,
        "printed_ja": line.printed,
        "printed_en": line.printed_en,
        "path": publication.get_absolute_url(),
    }


class Approved(NamedTuple):
    """When the newest publication of a figure was approved; by whom is not public."""

    approved_on: date
    by_another: bool


def approved(lines: list[Any]) -> Approved | None:
    if not lines:
        return None
    newest = lines[0].publication
    by_another = newest.prepared_by_id != newest.approved_by_id
    return Approved(newest.created_at.astimezone(periods.TOKYO).date(), by_another)


class Entered(NamedTuple):
    way: StrOrPromise
    records: int


def entered(result: figures.Result) -> list[Entered]:
    """How the records that give a value came in, the most frequent way first. One query."""
    figure = result.aggregate
    history = figure.record_class.history
    records = figure.records(result.programme).order_by().values("pk")
    first = history.filter(id__in=records).order_by().values("id").annotate(one=Min("history_id"))
    rows = history.filter(history_id__in=first.values("one")).order_by().values_list("way")
    counts: dict[StrOrPromise, int] = {}
    for way, number in rows.annotate(number=Count("history_id")):
        word = WAYS.get(way, OTHER_WAY)
        counts[word] = counts.get(word, 0) + number
    return [
        Entered(*one) for one in sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
    ]
