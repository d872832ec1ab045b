"""Which changes need a reason: those of records behind a figure that was published."""

from collections import defaultdict

from django.apps import apps
from django.core.exceptions import ValidationError

from .shown import present_reason


class ReasonNeeded(ValidationError):
    """A change of a record behind a published figure, without a word why."""

    def __init__(self, label):
        self.told = (
            f"公表した数字（{label}）のもとになる記録です。変更の理由を書いてください"
            "（例：拠点からの訂正の連絡による）。"
        )
        super().__init__({"change_reason": self.told})


def ask_why(model, states, reason=""):
    """Raises ReasonNeeded where one of these states of records is behind a published figure.

    A reason, given here or by `because()`, answers it. Two queries at most for each programme.
    """
    if reason or present_reason():
        return
    by_programme = defaultdict(list)
    for record in states:
        if _gives_value(record):
            by_programme[record.programme_id].append(record)
    for programme, records in by_programme.items():
        spans = _published(model, programme)
        for record in records if spans else ():
            if (label := _label(record, spans)) is not None:
                raise ReasonNeeded(label)


def ask_about(record, is_leaving=False):
    """The same for one record that is to be saved or deleted; saving it unchanged needs none."""
    model = type(record)
    stored = model._base_manager.filter(pk=record.pk).first() if record.pk else None
    if not is_leaving and stored and not _differs(record, stored):
        return
    states = [*filter(None, (stored,)), *(() if is_leaving else (record,))]
    ask_why(model, states, getattr(record, "_change_reason", None))


def _differs(record, stored):
    names = [field.attname for field in record._meta.concrete_fields]
    return any(getattr(record, name) != getattr(stored, name) for name in names)


def is_published(model, programme_id):
    """Whether any figure over this kind of record was published for a programme."""
    return bool(_published(model, programme_id))


def _published(model, programme_id):
    """What the published figures over a kind of record cover: (label, first, last) each."""
    figures = apps.get_model("programmes", "PublishedFigure").objects.filter(
        model=model._meta.label_lower, publication__release__programme=programme_id
    )
    rows = figures.order_by("label").values_list("label", "period_start", "period_end", "as_of")
    return [
        (label, None, as_of) if model.is_snapshot else (label, first, last)
        for label, first, last, as_of in rows.distinct()
    ]


def _gives_value(record):
    is_counted = all(getattr(record, name) == is_ for name, is_ in record.counts_when.items())
    return is_counted and not record.is_comparison


def _label(record, spans):
    begins = record.ends_on if record.counts_to_a_date() else record.starts_on
    for label, first, last in spans:
        is_after = last is not None and begins is not None and begins > last
        is_before = first is not None and record.ends_on is not None and record.ends_on < first
        if not (is_after or is_before):
            return label
    return None
