"""One posted form beside what is stored: what others changed, what was typed, what is asked."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxInput, MultiWidget

from ...models import linked_ids, versions_of
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
    #: what to think of, for the top of the page
    message: str


@dataclass
class EditConflict:
    """What others changed since the form was opened, beside what was typed into it."""

    differences: list = field(default_factory=list)
    #: fields that were asked about and now take the typed value: (label, stored value)
    replaced: list = field(default_factory=list)
    #: what the changed fields that are only watched make one think of
    messages: list = field(default_factory=list)
    #: the names of the fields that the form that comes back asks about
    asked: list = field(default_factory=list)
    #: the posted data as they are to be read
    data: object = None

    @property
    def is_asking(self):
        return any(difference.is_asked for difference in self.differences)

    def message(self):
        text = "この画面を開いた後に、ほかの人が保存しました。まだ何も保存していません。"
        text += "".join(self.messages)
        if self.is_asking:
            return text + "下の表で、どちらの値にするかを確かめて、もう一度保存してください。"
        return text + "相手の変更はこの画面に取り入れました。確かめて、もう一度保存してください。"


def values_of(obj, names):
    """The values of an object (or a version) that its form shows, by field; relations as ids."""
    is_version = hasattr(obj, "history_id")
    meta = (obj.instance_type if is_version else obj)._meta
    values = {column.name: getattr(obj, column.attname) for column in meta.concrete_fields}
    for relation in meta.many_to_many:
        if relation.name in names and is_version:
            values[relation.name] = linked_ids([obj], relation)[obj.pk]
        elif relation.name in names:
            values[relation.name] = sorted(getattr(obj, relation.name).values_list("pk", flat=True))
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
    return form.fields[name].has_changed("" if value is None else value, form[name].data)


class FieldTexts:
    """Says values in words, and who put the stored one there."""

    def __init__(self, model, number):
        self.model, self.number = model, number

    def words(self, name, value):
        field = self.model._meta.get_field(name)
        names = ObjectNames([])
        if field.is_relation:
            model, pks = field.related_model, value if field.many_to_many else [value]
            objects = model._base_manager.in_bulk([pk for pk in pks if pk is not None])
            names.objects = {(model, pk): obj for pk, obj in objects.items()}
        return in_words(field, value, names)

    def typed(self, form, name):
        """What was typed, as it would be stored; what could not be read, as it was typed."""
        data = form[name].data
        try:
            value = form.fields[name].clean(data)
        except ValidationError:
            return str(data or EMPTY)
        if self.model._meta.get_field(name).many_to_many:
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
        change = newer[0]
        if name:
            for version in newer:
                if values_of(version, {name}) != values_of(newer[0], {name}):
                    break
                change = version
        return f"{who(change.history_user)}、{when(change.history_date)}、{way(change)}"


class Merge:
    """Compares one posted form, of a record or of a child, and takes over what others changed."""

    def __init__(self, conflict, form, texts, label=""):
        self.conflict, self.form, self.texts, self.label = conflict, form, texts, label
        meta = texts.model._meta
        stored = {field.name for field in [*meta.concrete_fields, *meta.many_to_many]}
        self.names = [name for name in form.fields if name in stored and name != "id"]

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
                    self.texts.words(name, now[name]),
                    self.texts.by(stored.pk, name),
                    self.texts.typed(self.form, name) if is_asked else "",
                    posted(name),
                    is_asked,
                )
            )

    def watch(self, base, stored):
        """What the form only shows; where nothing tells what it showed, it is shown once more."""
        for watched in self.form.watched:
            if base and getattr(base, watched.name) == getattr(stored, watched.name):
                continue
            typed = str(self.form[watched.typed_into].data or "")
            by = self.texts.by(stored.pk, watched.name)
            self.conflict.differences.append(
                FieldDifference(watched.label, watched.now, by, typed, then=watched.then)
            )
            self.conflict.messages.append(watched.message.format(by=by))

    def answer(self, data, stored, asked, taken):
        """The fields that were asked about: takes the stored value, or notes it as replaced."""
        now = values_of(stored, self.names)
        for name in self.names:
            html_name = self.form.add_prefix(name)
            if html_name in taken:
                put(data, self.form.fields[name].widget, html_name, now[name])
            elif html_name in asked and is_typed(self.form, name, now[name]):
                words = self.texts.words(name, now[name])
                self.conflict.replaced.append((self.name_of(name), words))
