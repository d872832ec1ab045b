"""One posted form beside what is stored: what others changed, what was typed, what is asked."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxInput, MultiWidget

from ...models import linked, versions_of
from ...reporting.changes import EMPTY, ObjectNames, in_words, way, when, who


@dataclass(frozen=True)
class FieldDifference:
    """A field whose stored value is not the one that the form was opened on."""

    label: str
    now: str
    by: str
    typed: str
    name: str = ""
    is_asked: bool = False
    #: what saving does, where neither the value typed nor the stored one says it all
    then: str = ""


@dataclass(frozen=True)
class WatchedField:
    """A field that a form shows without asking for it: who saves has to have seen what it is now.

    `typed_into` is the form's own field that changes it.
    """

    name: str
    typed_into: str
    label: str
    now: str
    then: str
    #: what to think of, told at the top
    told: str


@dataclass
class EditConflict:
    """What others changed since the form was opened, beside what was typed into it."""

    differences: list = field(default_factory=list)
    #: fields that were asked about and now take the typed value: (label, stored value)
    replaced: list = field(default_factory=list)
    #: what the changed fields that are only watched make one think of
    told: list = field(default_factory=list)
    #: the names of the fields that the form that comes back asks about
    asked: list = field(default_factory=list)
    #: the posted data as they are to be read
    data: object = None

    @property
    def is_asking(self):
        return any(one.is_asked for one in self.differences)

    def message(self):
        told = "この画面を開いた後に、ほかの人が保存しました。まだ何も保存していません。"
        told += "".join(self.told)
        if self.is_asking:
            return told + "下の表で、どちらの値にするかを確かめて、もう一度保存してください。"
        return told + "相手の変更はこの画面に取り入れました。確かめて、もう一度保存してください。"


def values_of(obj, names):
    """The values of an object (or a version) that its form shows, by field; relations as ids."""
    is_version = hasattr(obj, "history_id")
    meta = (obj.instance_type if is_version else obj)._meta
    values = {one.name: getattr(obj, one.attname) for one in meta.concrete_fields}
    for one in meta.many_to_many:
        if one.name in names and is_version:
            values[one.name] = linked([obj], one)[obj.pk]
        elif one.name in names:
            values[one.name] = sorted(getattr(obj, one.name).values_list("pk", flat=True))
    return {name: values[name] for name in names}


def put(data, widget, name, value):
    """Writes a value into posted data as a browser would post it from the widget."""
    widget = getattr(widget, "widget", widget)  # the admin wraps those of relations
    if isinstance(widget, MultiWidget):
        parts = zip(widget.widgets_names, widget.widgets, widget.decompress(value), strict=True)
        for suffix, part, piece in parts:
            put(data, part, f"{name}{suffix}", piece)
    elif isinstance(widget, CheckboxInput):
        data.setlist(name, ["on"] if value else [])
    else:
        posted = widget.format_value(value)
        data.setlist(name, posted if isinstance(posted, list) else [posted or ""])


def is_typed(form, name, value):
    """Whether a posted form says something else in a field than this value."""
    return form.fields[name].has_changed("" if value is None else value, form[name].data)


class FieldTexts:
    """Says values in words, and who put the stored one there."""

    def __init__(self, model, number):
        self.model, self.number = model, number

    def words(self, name, value):
        one = self.model._meta.get_field(name)
        names = ObjectNames([])
        if one.is_relation:
            pks = value if one.many_to_many else [value]
            found = one.related_model._base_manager.in_bulk([pk for pk in pks if pk is not None])
            names.objects = {(one.related_model, pk): obj for pk, obj in found.items()}
        return in_words(one, value, names)

    def typed(self, form, name):
        """What was typed, as it would be stored; what could not be read, as it was typed."""
        data = form[name].data
        try:
            value = form.fields[name].clean(data)
        except ValidationError:
            return str(data or EMPTY)
        one = self.model._meta.get_field(name)
        if one.many_to_many:
            value = [obj.pk for obj in value]
        elif isinstance(value, models.Model):
            value = value.pk
        return self.words(name, value)

    def by(self, pk, name=None):
        """Who changed a field since the form was opened: 佐藤、2026年2月20日(金) 17:55、フォーム"""
        rows = versions_of(self.model, id=pk)
        newer = list(rows.filter(history_id__gt=self.number).order_by("-history_id"))
        if not newer:
            return ""
        found = newer[0]
        if name:
            for one in newer:
                if values_of(one, {name}) != values_of(newer[0], {name}):
                    break
                found = one
        return f"{who(found.history_user)}、{when(found.history_date)}、{way(found)}"


class Merge:
    """Compares one posted form, of a record or of a child, and takes over what others changed."""

    def __init__(self, conflict, form, told, label=""):
        self.conflict, self.form, self.told, self.label = conflict, form, told, label
        model = told.model
        every = {one.name for one in [*model._meta.concrete_fields, *model._meta.many_to_many]}
        self.names = [name for name in form.fields if name in every and name != "id"]

    def name_of(self, name):
        return f"{self.label}{self.form.fields[name].label}"

    def compare(self, data, base, stored, posted):
        """Field by field; `posted` is the name that the field has when the form comes back."""
        before = values_of(base, self.names) if base else {}
        now = values_of(stored, self.names)
        for name in self.names:
            if base and before.get(name) == now[name]:
                continue
            if not is_typed(self.form, name, now[name]):
                continue
            is_asked = not base or is_typed(self.form, name, before[name])
            if not is_asked:
                put(data, self.form.fields[name].widget, posted(name), now[name])
            self.conflict.differences.append(
                FieldDifference(
                    self.name_of(name),
                    self.told.words(name, now[name]),
                    self.told.by(stored.pk, name),
                    self.told.typed(self.form, name) if is_asked else "",
                    posted(name),
                    is_asked,
                )
            )

    def watch(self, base, stored):
        """What the form only shows; where nothing tells what it showed, it is shown once more."""
        for one in self.form.watched:
            if base and getattr(base, one.name) == getattr(stored, one.name):
                continue
            typed, by = str(self.form[one.typed_into].data or ""), self.told.by(stored.pk, one.name)
            self.conflict.differences.append(
                FieldDifference(one.label, one.now, by, typed, then=one.then)
            )
            self.conflict.told.append(one.told.format(by=by))

    def answer(self, data, stored, asked, taken):
        """The fields that were asked about: takes the stored value, or notes it as replaced."""
        now = values_of(stored, self.names)
        for name in self.names:
            html_name = self.form.add_prefix(name)
            if html_name in taken:
                put(data, self.form.fields[name].widget, html_name, now[name])
            elif html_name in asked and is_typed(self.form, name, now[name]):
                words = self.told.words(name, now[name])
                self.conflict.replaced.append((self.name_of(name), words))
