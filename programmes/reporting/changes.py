"""What the history tells, in words: who changed what, when, how and why."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from difflib import SequenceMatcher
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import CharField, Field, Model, OuterRef, QuerySet, Subquery, Value

from ..figures import all_strands
from ..lib import periods
from ..lib.rounding import grouped
from ..models import (
    ChangeSource,
    CountField,
    TrackedModel,
    linked_ids,
    links_to_wholes,
    versions_of,
)

#: a row of the history: simple_history makes its class when the model is made, and tells no types
Version = Any
#: the label of its model, its number, its moment
VersionKey = tuple[str, int, datetime | None]

EMPTY = "（空欄）"
ACTS = {"+": "追加", "~": "変更", "-": "削除"}
#: from this many characters on, a change of a text is shown inside the text
LONG = 30
#: how much of an unchanged stretch is left on either side of a change
AROUND = 12


def when(moment: datetime) -> str:
    return periods.moment_text(moment)


def who(user: User | None) -> str:
    """A user with the groups that say what they may do: 佐藤花子（入力担当）"""
    if user is None:
        return "（自動）"
    groups = "・".join(group.name for group in user.groups.all())
    return f"{name_of(user)}（{groups}）" if groups else name_of(user)


def name_of(user: User) -> str:
    return f"{user.last_name} {user.first_name}".strip() or user.get_username()


def way(version: Version) -> str:
    """By which way a version came about: 取り込み12の5行目"""
    if version.way == ChangeSource.IMPORT and version.detail:
        is_from_its_row = str(getattr(version, "batch_id", None)) == version.detail
        row = f"の{version.batch_row}行目" if is_from_its_row and version.batch_row else ""
        return f"取り込み{version.detail}{row}"
    label = version.get_way_display() if version.way else "—"
    # Of what was put back the detail is a version's number.
    has_detail = version.detail and version.way != ChangeSource.RESTORE
    return f"{label}（{version.detail}）" if has_detail else label


def editable_fields(model: type[TrackedModel]) -> list[Field]:
    """The fields that somebody could have typed, and so whose changes are shown."""
    every = [*model._meta.concrete_fields, *model.history.model._history_m2m_fields]
    fixed = links_to_wholes(model)  # what an object is a part of never changes
    return [
        field for field in every if field.editable and not field.primary_key and field not in fixed
    ]


class ObjectNames:
    """The objects that versions refer to, in a query per kind; one that is gone, as it last was."""

    def __init__(self, versions: Iterable[Version]) -> None:
        self.links = self._links(versions)
        wanted: defaultdict[Any, set[int]] = defaultdict(set)
        for version in versions:
            for field in editable_fields(version.instance_type):
                if field.is_relation:
                    wanted[field.related_model] |= set(self.ids(version, field))
        self.objects: dict[tuple[type[Model], int], Model] = {}
        for model, pks in wanted.items():
            found = model._base_manager.in_bulk(pks)
            found |= self._gone(model, pks - set(found))
            self.objects |= {(model, pk): obj for pk, obj in found.items()}

    def _links(
        self, versions: Iterable[Version]
    ) -> dict[tuple[type[Version], int, str], list[int]]:
        links: dict[tuple[type[Version], int, str], list[int]] = {}
        kinds = defaultdict(list)
        for version in versions:
            kinds[type(version)].append(version)
        for kind, same in kinds.items():
            for field in kind._history_m2m_fields:
                held = linked_ids(same, field)
                links |= {(kind, pk, field.name): pks for pk, pks in held.items()}
        return links

    def ids(self, version: Version, field: Field) -> list[int]:
        if field.many_to_many:
            return self.links[type(version), version.pk, field.name]
        pk = getattr(version, field.attname)
        return [] if pk is None else [pk]

    def _gone(self, model: type[Model], pks: set[int]) -> dict[int, Model]:
        if not pks or not hasattr(model, "history"):
            return {}
        return {row.id: row.instance for row in versions_of(model, id__in=pks).reverse()}

    def of(self, model: Any, pk: int) -> str:
        found = self.objects.get((model, pk))
        return str(found) if found is not None else f"{model._meta.verbose_name}（削除済み）"

    def of_version(self, version: Version) -> str:
        obj = version.instance
        for field in obj._meta.concrete_fields:
            found = field.is_relation and self.objects.get(
                (field.related_model, getattr(obj, field.attname))
            )
            if found:
                setattr(obj, field.name, found)
        try:
            return str(obj)
        except ObjectDoesNotExist:
            return f"{obj._meta.verbose_name} {obj.pk}"


def in_words(field: Field, value: Any, names: ObjectNames) -> str:
    if field.is_relation:
        pks = value if field.many_to_many else [] if value is None else [value]
        return "、".join(names.of(field.related_model, pk) for pk in pks) or EMPTY
    if value is None or value == "":
        return EMPTY
    if choices := dict(field.flatchoices) or _strands(field):
        return str(choices.get(value, value))
    return _plain(field, value)


def _strands(field: Field) -> dict[Any, Any]:
    if field.name != "strand":
        return {}
    return {strand.slug: strand.title for strand in all_strands()}


def _plain(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        return when(value)
    if isinstance(value, date):
        return periods.day_text(value)
    if isinstance(value, time):
        return periods.time_text(value)
    return grouped(value) if isinstance(field, CountField) else str(value)


def differing(old: str, new: str) -> list[tuple[str, str]]:
    """The pieces of two texts as pairs: kept, gone or come, and the text."""
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("kept", _shortened(old[a:b], a == 0, b == len(old))))
            continue
        pieces += [("gone", old[a:b])] if b > a else []
        pieces += [("come", new[c:d])] if d > c else []
    return pieces


def _shortened(text: str, is_first: bool, is_last: bool) -> str:
    if len(text) <= 2 * AROUND + 2:
        return text
    head = "" if is_first else text[:AROUND]
    tail = "" if is_last else text[-AROUND:]
    return f"{head}…{tail}"


@dataclasses.dataclass(frozen=True)
class FieldChange:
    """A field with its values before and after, in words; `old` is None for what is new."""

    label: str
    old: str | None
    new: str
    is_same: bool = False

    @property
    def pieces(self) -> list[tuple[str, str]]:
        if self.old is None or EMPTY in (self.old, self.new) or self.is_same:
            return []
        is_long = max(len(self.old), len(self.new)) > LONG
        return differing(self.old, self.new) if is_long else []


def version_value(version: Version, field: Field, names: ObjectNames) -> Any:
    """The value of a field of a version; of a relation its id or ids."""
    return names.ids(version, field) if field.many_to_many else getattr(version, field.attname)


def lay_side_by_side(old: Version, new: Version, names: ObjectNames) -> list[FieldChange]:
    changes = []
    for field in editable_fields(new.instance_type):
        before, after = version_value(old, field, names), version_value(new, field, names)
        words = in_words(field, before, names), in_words(field, after, names)
        changes.append(FieldChange(str(field.verbose_name), *words, before == after))
    return changes


def _entered(version: Version, names: ObjectNames) -> Iterator[FieldChange]:
    for field in editable_fields(version.instance_type):
        value = version_value(version, field, names)
        if value not in (None, "", False, []):
            yield FieldChange(str(field.verbose_name), None, in_words(field, value, names))


@dataclasses.dataclass
class DescribedVersion:
    """A version in words, for a page."""

    version: Version
    name: str
    changes: list[FieldChange] = dataclasses.field(default_factory=list)
    #: the version that this one put back, if it did
    source: Version | None = None

    @property
    def number(self) -> int:
        return self.version.pk

    @property
    def kind(self) -> str:
        return str(self.version.instance_type._meta.verbose_name)

    @property
    def act(self) -> str:
        return ACTS[self.version.history_type]

    @property
    def when(self) -> str:
        return when(self.version.history_date)

    @property
    def who(self) -> str:
        return who(self.version.history_user)

    @property
    def way(self) -> str:
        words = way(self.version)
        return f"{words}（{when(self.source.history_date)}の値）" if self.source else words

    @property
    def batch(self) -> int | None:
        """The number of the import that wrote it, or was taken back with it, or None."""
        is_import = self.version.way in (ChangeSource.IMPORT, ChangeSource.UNDO)
        detail = self.version.detail
        return int(detail) if is_import and detail.isascii() and detail.isdigit() else None

    @property
    def reason(self) -> str:
        return self.version.history_change_reason or ""


def timeline(*histories: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The versions of several histories in one order, as (model label, number, date)."""
    parts = [
        history.order_by().values_list(
            Value(history.model.instance_type._meta.label_lower, output_field=CharField()),
            "history_id",
            "history_date",
        )
        for history in histories
    ]
    first, *rest = parts
    every = first.union(*rest, all=True) if rest else first
    return every.order_by("-history_date", "-history_id")


def describe(
    keys: Iterable[VersionKey], models: Iterable[type[TrackedModel]]
) -> list[DescribedVersion]:
    """The versions of a page of a timeline, each with what it changed. Bounded queries."""
    numbers = defaultdict(list)
    for label, number, _date in keys:
        numbers[label].append(number)
    found: dict[tuple[str, int], tuple[Version, Version | None]] = {}
    sources: dict[Version, Version | None] = {}
    for model in models:
        label = model._meta.label_lower
        rows = with_previous(model, numbers[label]) if numbers[label] else []
        found |= {(label, version.pk): (version, before) for version, before in rows}
        sources |= _sources(model, [version for version, _before in rows])
    names = ObjectNames([version for pair in found.values() for version in pair if version])
    described = [_described(*found[label, number], names) for label, number, _date in keys]
    for one in described:
        one.source = sources.get(one.version)
    return described


def _sources(model: type[TrackedModel], versions: list[Version]) -> dict[Version, Version | None]:
    numbers = {
        version: int(version.detail)
        for version in versions
        if version.way == ChangeSource.RESTORE and version.detail.isdecimal()
    }
    found = model.history.in_bulk(numbers.values()) if numbers else {}
    return {version: found.get(number) for version, number in numbers.items()}


def with_previous(
    model: type[TrackedModel], numbers: list[int]
) -> list[tuple[Version, Version | None]]:
    same = model.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    newest = same.order_by("-history_id").values("history_id")[:1]
    rows = model.history.filter(history_id__in=numbers).annotate(before=Subquery(newest))
    rows = rows.select_related("history_user").prefetch_related("history_user__groups")
    earlier = model.history.in_bulk([row.before for row in rows if row.before])
    return [(row, earlier.get(row.before)) for row in rows]


def _described(version: Version, before: Version | None, names: ObjectNames) -> DescribedVersion:
    if version.history_type == "-":
        changes = []
    elif before is None or before.history_type == "-":
        changes = list(_entered(version, names))
    else:
        changes = [one for one in lay_side_by_side(before, version, names) if not one.is_same]
    return DescribedVersion(version, names.of_version(version), changes)
