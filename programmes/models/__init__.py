from .event import Activity, Event
from .indicator import Indicator, IndicatorRecord
from .partnership import Area, Municipality, Note, Partner, Partnership, Programme, Source
from .record import USES, CountField, Record, RecordQuerySet
from .shown import Shown, ShownQuerySet, SiteVersion, in_language, writing

__all__ = [
    "USES",
    "Activity",
    "Area",
    "CountField",
    "Event",
    "Indicator",
    "IndicatorRecord",
    "Municipality",
    "Note",
    "Partner",
    "Partnership",
    "Programme",
    "Record",
    "RecordQuerySet",
    "Shown",
    "ShownQuerySet",
    "SiteVersion",
    "Source",
    "in_language",
    "writing",
]
