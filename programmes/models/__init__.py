"""What is stored: the agreement, its programmes, records, events, photos and releases; what every
write does (lock, overlap, reasons, history, versions), and what is never changed again.

Imports lib.
"""

from .batch import ImportBatch
from .bulk import BATCH, Clashes, RowNumber, in_lots, store, taken_days
from .change_reasons import ReasonNeeded, is_evidence
from .change_source import ChangeSource, change_reason, change_source
from .duty import Assignment, Duty
from .event import Activity, Event
from .fields import CountField, DayField, SlugField, optional
from .history import (
    as_restored,
    broken_links,
    linked_ids,
    newest_version,
    newest_versions,
    restore,
    version_at,
    versions_of,
)
from .indicator import Indicator, IndicatorRecord
from .language import in_language
from .locking import SiteVersion, lock, locked_write
from .note import Note
from .overlap import span_of, thing_of
from .partnership import Area, Municipality, Partner, Partnership, Programme, Source
from .photo import Photo, Pictured, credits_of
from .record import USES, Record, RecordQuerySet, RecordSubject, record_classes
from .relations import links_to_wholes, refuse_foreign
from .release import ISSUED, Publication, PublishedFigure, PublishedFile, Recount, Release
from .review import ReviewEntry, ReviewLink
from .role import Role, administers, enters, reads_everything, roles_of, writes_everywhere
from .tracked import Part, TrackedModel, TrackedQuerySet
