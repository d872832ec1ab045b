from .batch import ImportBatch
from .duty import Assignment, Duty
from .event import Activity, Event
from .fields import CountField, DayField, SlugField, optional
from .indicator import Indicator, IndicatorRecord
from .many import BATCH, Clashes, Row, in_lots, store, taken
from .note import Note
from .overlap import span_of, thing_of
from .partnership import Area, Municipality, Partner, Partnership, Programme, Source
from .photo import Photo, Pictured, credits_of
from .reasons import ReasonNeeded, is_evidence
from .record import USES, Record, RecordQuerySet, RecordSubject, record_classes
from .release import ISSUED, Publication, PublishedFigure, PublishedFile, Recount, Release
from .review import ReviewEntry, ReviewLink
from .role import Role, administers, enters, reads_everything, roles_of, writes_everywhere
from .shown import (
    Part,
    Shown,
    ShownQuerySet,
    SiteVersion,
    Way,
    because,
    by,
    in_language,
    links_to_wholes,
    lock,
    refuse_foreign,
    writing,
)
from .versions import (
    gone,
    linked,
    newest_version,
    newest_versions,
    ready,
    restore,
    version_at,
    versions_of,
)
