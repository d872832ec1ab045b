"""Programmes as TOML files: read, compared with what stands, saved through the one write path.

A file has an array of tables per model (`[[programmes.source]]`), taken in the order in which the
models first appear. A relation is written as the identity of its object: `programme = "nec/2025"`.
A field that an entry does not name stays as it stands, and so does an object that no file names;
"" empties a field that may be empty.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, time

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.translation import override

from .figures import clashing_slugs
from .models import ChangeSource, Programme, TrackedModel, change_source, lock

#: how a file writes the values of a field, by its class; the others are text
FORMS = [
    (models.BooleanField, bool, "true か false"),
    (models.IntegerField, int, "引用符のない整数（例：6600）"),
    (models.DateField, date, "引用符のない日付（例：2026-02-19）"),
    (models.TimeField, time, "引用符のない時刻（例：13:30:00）"),
]
TEXT = (str, "引用符で囲んだ文字")


class LoadError(Exception):
    """What keeps a file from being loaded: one line, with the file, the entry and the field."""


@dataclass
class Tally:
    """How many entries of a file were new, changed, or stood already."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __str__(self):
        return f"{self.new} new, {self.changed} changed, {self.same} same"


@transaction.atomic
@override("ja")
def load_programmes(names, folder, only_new=False):
    """Loads programmes named like "nec/2025" from `folder`, all or none.

    Returns pairs of what was loaded and its Tally: first what the programmes of a partnership
    share (nec.toml), then each of them (nec-2025.toml). With `only_new` nothing that exists is
    changed, and a programme that exists is left alone: its Tally is None. Raises LoadError.
    """
    for name in names:
        if not re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", name):
            raise LoadError(f"「{name}」は「nec/2025」のように、協定/年度の形で書いてください。")
    lock(None, *Programme.objects.values_list("pk", flat=True))
    present = {name for name in names if only_new and programmes_named(name).exists()}
    wanted = [name for name in names if name not in present]
    shared = dict.fromkeys(name.partition("/")[0] for name in wanted)
    report = [(slug, load(folder / f"{slug}.toml", only_new)) for slug in shared]
    for name in names:
        report.append((name, None if name in present else load_programme(name, folder, only_new)))
    return report


def programme_names(folder):
    entries = (entry for path in sorted(folder.glob("*.toml")) for entry in read(path))
    rows = (entry.row for entry in entries if entry.model is Programme)
    return sorted(f"{row.get('partnership')}/{row.get('slug')}" for row in rows)


def load_programme(name, folder, only_new):
    path = folder / f"{name.replace('/', '-')}.toml"
    tally = load(path, only_new)
    programme = programmes_named(name).first()
    if not programme:
        raise LoadError(f"{path.name}：プログラム「{name}」が書かれていません。")
    if clash := clashing_slugs(programme):
        raise LoadError(
            f"{path.name}：指標の名前「{clash[0]}」は、ほかの指標かページが使っています。"
        )
    return tally


def programmes_named(name):
    identity = zip(lookups_of(Programme), name.split("/"), strict=True)
    return Programme.objects.filter(**dict(identity))


def load(path, only_new=False):
    return save(read(path), only_new)


def load_tables(name, tables, only_new=False):
    """Saves what these tables say, laid out as in a file; `name` stands for it in messages.

    With `only_new` a count that stands otherwise already (the day's total, say, where the tables
    have it by menu) stays as it is. Returns the Tally, raises LoadError.
    """
    return save(entries_of(name, tables), only_new)


def save(entries, only_new):
    tally = Tally()
    seen = {}
    for entry in entries:
        obj, outcome = entry.save(only_new)
        setattr(tally, outcome, getattr(tally, outcome) + 1)
        if obj in seen:
            twin = seen[obj].position
            raise entry.error(f"{twin}番目と同じものです。どちらかを消してください。")
        if obj:
            seen[obj] = entry
    for obj, entry in seen.items():
        entry.check_children(obj)
    return tally


def read(path):
    return entries_of(path.name, tables_of(path))


def tables_of(path):
    """What a file holds, as TOML has it: {app: {model: [rows]}}. Raises LoadError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LoadError(f"{path.name}：ファイルが {path.parent} にありません。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LoadError(f"{path.name}：TOMLとして読めません（{error}）。") from error


def entries_of(file, tables):
    entries = []
    for app, by_name in tables.items():
        for name, rows in by_name.items() if isinstance(by_name, dict) else [("", by_name)]:
            model = model_named(file, app, name, rows)
            entries += [FixtureEntry(file, model, *numbered) for numbered in enumerate(rows, 1)]
    return entries


def model_named(file, app, name, rows):
    label = f"{app}.{name}".rstrip(".")
    try:
        model = apps.get_model(app, name)
    except LookupError:
        raise LoadError(f"{file}：「{label}」というモデルはありません。") from None
    if not issubclass(model, TrackedModel):
        raise LoadError(f"{file}：「{label}」はファイルからは読み込めません。")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise LoadError(f"{file}：「{label}」は [[{label}]] の形で書いてください。")
    return model


@dataclass
class FixtureEntry:
    """What a file says of one object: the `position`th table of its model."""

    file: str
    model: type
    position: int
    row: dict

    def __str__(self):
        name = "/".join(str(self.row.get(field, "")) for field in self.model.identity)
        return f"{self.file}：{self.model._meta.label_lower}の{self.position}番目（{name}）"

    def error(self, message, field=""):
        return LoadError(f"{self}の{field}：{message}" if field else f"{self}：{message}")

    def invalid(self, error):
        if not hasattr(error, "error_dict"):
            return self.error("".join(error.messages))
        by_field = error.message_dict
        plain = "".join(by_field.pop("__all__", []))
        texts = ["".join(messages) for messages in by_field.values()]
        return self.error(" ".join(filter(None, [*texts, plain])), "・".join(by_field))

    def values(self):
        fields = fields_of(self.model)
        values = {}
        for name, raw in self.row.items():
            if name not in fields:
                raise self.error("この名前の項目はありません。", name)
            try:
                values[name] = value_of(fields[name], raw)
            except ValidationError as error:
                raise self.error("".join(error.messages), name) from error
        return values

    def save(self, only_new):
        """The object, and what became of it: new, changed or same. Writes only what differs.

        With `only_new` the object is None where what it counts is counted already.
        """
        values = self.values()
        many = {name: values.pop(name) for name in list(values) if type(values[name]) is list}
        fresh = self.model(**values)
        stored = self.stored(fresh)
        if stored and only_new:
            return stored, "same"
        obj, before = stored or fresh, stored_values(stored)
        for name, value in values.items():
            setattr(obj, name, value)
        try:
            obj.full_clean()
            many = {name: to for name, to in many.items() if not stored or differs(obj, name, to)}
            if stored_values(obj) == before and not many:
                return obj, "same"
            self.write(obj, many)
        except ValidationError as error:
            if only_new and is_overlap(error):
                return None, "same"
            raise self.invalid(error) from error
        return obj, "changed" if stored else "new"

    def stored(self, fresh):
        fields = [self.model._meta.get_field(name) for name in self.model.identity]
        identity = {field.attname: getattr(fresh, field.attname) for field in fields}
        return self.model._base_manager.filter(**identity).order_by("pk").first()

    def write(self, obj, many):
        # Saved also when only a many-to-many field differs: that moves the version.
        with change_source(ChangeSource.COMMAND, f"load_programme {self.file}"):
            obj.save()
            for name, others in many.items():
                getattr(obj, name).set(others)

    def check_children(self, obj):
        if hasattr(obj, "after_children"):
            try:
                obj.after_children()
            except ValidationError as error:
                raise self.invalid(error) from error


def is_overlap(error):
    whole = getattr(error, "error_dict", {}).get(NON_FIELD_ERRORS, [])
    return any(each.code == "overlap" for each in whole)


def fields_of(model):
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {field.name: field for field in fields if field.editable and not field.primary_key}


def stored_values(obj):
    names = [field.attname for field in obj._meta.concrete_fields] if obj else []
    return {name: getattr(obj, name) for name in names}


def differs(obj, name, others):
    return set(getattr(obj, name).all()) != set(others)


def value_of(field, raw):
    if raw == "" and field.null:
        return None
    if field.many_to_many:
        if not isinstance(raw, list):
            raise ValidationError('["…", "…"] のように並べて書いてください。')
        return [find_object(field.related_model, text) for text in raw]
    if field.is_relation:
        return find_object(field.related_model, raw)
    kinds = (form for kind, *form in FORMS if isinstance(field, kind))
    wanted, form = next(kinds, TEXT)
    if type(raw) is not wanted:  # full_clean() takes 2.7, True and "2" for a number
        raise ValidationError(f"「{raw}」は{form}で書いてください。")
    return raw


def lookups_of(model):
    """The identity of a model as lookups of plain fields: ["partnership__slug", "slug"]."""
    lookups = []
    for name in model.identity:
        field = model._meta.get_field(name)
        below = lookups_of(field.related_model) if field.is_relation else []
        lookups += [f"{name}__{path}" for path in below] or [name]
    return lookups


def find_object(model, text):
    """The object that an identity names, its parts joined by "/". Raises ValidationError."""
    lookups = lookups_of(model)
    parts = text.split("/") if isinstance(text, str) else []
    try:
        return model._base_manager.get(**dict(zip(lookups, parts, strict=True)))
    except model.MultipleObjectsReturned:
        raise ValidationError(f"{model._meta.label_lower} の「{text}」が複数あります。") from None
    except (model.DoesNotExist, ValueError):
        raise ValidationError(f"{model._meta.label_lower} に「{text}」がありません。") from None
