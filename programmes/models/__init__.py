from .batch import ImportBatch
from .duty import Assignment, Duty
from .event import Activity, Event
from .fields import CountField, DayField, SlugField
from .indicator import Indicator, IndicatorRecord
from .many import BATCH, Clash, Clashes, Row, Span, Taken, in_lots, span_of, store, taken, thing_of
from .partnership import Area, Municipality, Note, Partner, Partnership, Programme, Source
from .photo import Photo, Pictured
from .record import USES, Record, RecordQuerySet, RecordSubject, record_classes
from .role import Role, administers, enters, reads_everything, roles_of, writes_everywhere
from .shown import (
    Shown,
    ShownQuerySet,
    SiteVersion,
    Way,
    because,
    by,
    in_language,
    lock,
    present_way,
    writing,
)
from .versions import gone, linked, missing, newest_version, restore, version_at, versions_of

__all__ = [
    "BATCH",
    "USES",
    "Activity",
    "Area",
    "Assignment",
    "Clash",
    "Clashes",
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
    "Photo",
    "Pictured",
    "Programme",
    "Record",
    "RecordQuerySet",
    "RecordSubject",
    "Role",
    "Row",
    "Shown",
    "ShownQuerySet",
    "SiteVersion",
    "SlugField",
    "Source",
    "Span",
    "Taken",
    "Way",
    "administers",
    "because",
    "by",
    "enters",
    "gone",
    "in_language",
    "in_lots",
    "linked",
    "lock",
    "missing",
    "newest_version",
    "present_way",
    "reads_everything",
    "record_classes",
    "restore",
    "roles_of",
    "span_of",
    "store",
    "taken",
    "thing_of",
    "version_at",
    "versions_of",
    "writes_everywhere",
    "writing",
]
