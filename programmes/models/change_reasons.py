"""Which changes need a reason: those of records behind a figure that was published."""

from collections import defaultdict
from functools import cache

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model, Q

from .change_source import current_reason
from .relations import links_to_wholes

#: the bases (see programmes.figures) of a count to a date, which covers all dates before
TO_A_DATE = ("cumulative", "stock")


class ReasonNeeded(ValidationError):
    """A change of a record behind a published figure, without a word why."""

    code = params = None  # which Django looks for beside a message

    def __init__(self, label):
        self.message = (
            f"公表した数字（{label}）のもとになる記録です。変更の理由を書いてください"
            "（例：拠点からの訂正の連絡による）。"
        )
        super().__init__({"change_reason": self.message})


@cache
def is_evidence(model):
    """Whether a published line may rest on objects of a kind: records, and what stands in them."""
    kinds = [model, *(field.related_model for field in links_to_wholes(model))]
    return any(hasattr(kind, "counts_when") for kind in kinds)


def require_reason(model, states, reason=""):
    """Raises ReasonNeeded where one of these states of records is behind a published figure.

    A reason, given here or by `change_reason()`, answers it. One query for each programme.
    """
    if reason or current_reason():
        return
    by_programme = defaultdict(list)
    for record in states:
        if _gives_value(record):
            by_programme[record.programme_key()].append(record)
    for programme, records in by_programme.items():
        lines = _published(model, programme)
        for record in records:
            for line in lines:
                if _stands_behind(record, line):
                    raise ReasonNeeded(line["label"])


def require_reason_for(record, is_deletion=False):
    model = type(record)
    if not is_evidence(model):
        return
    stored = model._base_manager.filter(pk=record.pk).first() if record.pk else None
    if not is_deletion and stored and not _differs(record, stored):
        return
    states = [*filter(None, (stored,)), *(() if is_deletion else (record,))]
    require_reason(model, states, getattr(record, "_change_reason", None))


def require_reason_for_meaning(obj, names, joins):
    """The same for what defines a figure, when one of these fields changes.

    `joins` is the field that takes the figure into the headline.
    """
    if current_reason() or getattr(obj, "_change_reason", None):
        return
    changed = obj.changed(*names)
    if not changed:
        return
    figures = apps.get_model("programmes", "PublishedFigure").objects
    touched = Q(slug=obj.slug) | (Q(strand="headline") if joins in changed else Q())
    lines = figures.filter(touched, publication__release__programme=obj.programme_id)
    if line := lines.first():
        raise ReasonNeeded(line.label)


def _differs(record, stored):
    names = [field.attname for field in record._meta.concrete_fields]
    return any(getattr(record, name) != getattr(stored, name) for name in names)


def is_published(model, programme_id):
    return bool(_published(model, programme_id))


def _published(model, programme_id):
    figures = apps.get_model("programmes", "PublishedFigure").objects.filter(
        model=model._meta.label_lower, publication__release__programme=programme_id
    )
    names = ("label", "basis", "period_start", "period_end", "as_of", "selection")
    return list(figures.order_by("label").values(*names))


def _gives_value(record):
    wanted = getattr(record, "counts_when", {})
    is_counted = all(getattr(record, name) == value for name, value in wanted.items())
    return is_counted and not getattr(record, "is_comparison", False)


def _stands_behind(record, line):
    if any(_held(record, name) != value for name, value in line["selection"].items()):
        return False
    return not line["basis"] or _lies_in(record, line)


def _held(record, name):
    value = getattr(record, name)
    return value.pk if isinstance(value, Model) else value


def _lies_in(record, line):
    first, last = line["period_start"], line["period_end"]
    if line["basis"] in TO_A_DATE:
        first, last = None, line["as_of"]
    begins = record.ends_on if record.counts_to_a_date() else record.starts_on
    is_after = last is not None and begins is not None and begins > last
    is_before = first is not None and record.ends_on is not None and record.ends_on < first
    return not (is_after or is_before)
