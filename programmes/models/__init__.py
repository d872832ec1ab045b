from .batch import ImportBatch
from .duty import Assignment, Duty
from .event import Activity, Event
from .fields import CountField, DayField, SlugField
from .indicator import Indicator, IndicatorRecord
from .partnership import Area, Municipality, Note, Partner, Partnership, Programme, Source
from .record import USES, Record, RecordQuerySet, RecordSubject
from .role import Role, administers, enters, reads_everything, roles_of, writes_everywhere
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
    "Assignment",
    "CountField",
    "DayField",
    "Duty",
    "Event",
    "ImportBatch",
    "Indicator",
    "IndicatorRecord",
    "Municipality",
    "Note",
    "Partner",
    "Partnership",
    "Programme",
    "Record",
    "RecordQuerySet",
    "RecordSubject",
    "Role",
    "Shown",
    "ShownQuerySet",
    "SiteVersion",
    "SlugField",
    "Source",
    "Way",
    "administers",
    "by",
    "enters",
    "in_language",
    "lock",
    "present_way",
    "reads_everything",
    "roles_of",
    "writes_everywhere",
    "writing",
]
