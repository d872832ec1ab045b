from .batch import ImportBatch
from .event import Activity, Event
from .fields import CountField, DayField, SlugField
from .indicator import Indicator, IndicatorRecord
from .many import Clash, Clashes, Row, Span, Taken, span_of, store, taken, thing_of
from .partnership import Area, Municipality, Note, Partner, Partnership, Programme, Source
from .photo import Photo, Pictured
from .record import USES, Record, RecordQuerySet, RecordSubject
from .shown import (
    Shown,
    ShownQuerySet,
    SiteVersion,
    Way,
    by,
    in_language,
    lock,
    present_way,
    writing,
)

__all__ = [
    "USES",
    "Activity",
    "Area",
    "Clash",
    "Clashes",
    "CountField",
    "DayField",
    "Event",
    "ImportBatch",
    "Indicator",
    "IndicatorRecord",
    "Municipality",
    "Note",
    "Partner",
    "Partnership",
    "Photo",
    "Pictured",
    "Programme",
    "Record",
    "RecordQuerySet",
    "RecordSubject",
    "Shown",
    "ShownQuerySet",
    "Row",
    "SiteVersion",
    "SlugField",
    "Source",
    "Span",
    "Taken",
    "Way",
    "by",
    "in_language",
    "lock",
    "present_way",
    "span_of",
    "store",
    "taken",
    "thing_of",
    "writing",
]
