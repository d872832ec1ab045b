"""Next year's programme from this year's: its structure and texts, dates moved, without a figure.

What is copied follows from the models: whatever a page shows that belongs to a programme, and what
lies below it. Records and what lies below them never are; a model keeps itself out with
`is_of_one_year` and single fields with `of_one_year` (see TrackedModel).
"""

from functools import cached_property

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction

from ..lib import periods
from . import (
    ChangeSource,
    Partnership,
    Programme,
    Record,
    SlugField,
    Source,
    TrackedModel,
    change_source,
    lock,
)

#: what the form asks for of the programme itself
ASKED = ("fiscal_year", "slug", "title", "title_en", "starts_on", "ends_on")


def is_copied(model):
    return (
        issubclass(model, TrackedModel)
        and not issubclass(model, Record)
        and not model.is_of_one_year
    )


def models_left_out():
    return [m for m in apps.get_models() if issubclass(m, TrackedModel) and m.is_of_one_year]


def relations(model):
    return [field for field in model._meta.concrete_fields if field.is_relation]


def links_to(model, parent):
    return [field for field in relations(model) if field.related_model is parent]


def programme_link(model):
    return next((field.name for field in links_to(model, Programme)), None)


def copied_models():
    """The models that belong to a programme, those that others refer to first."""
    waiting = [model for model in apps.get_models() if is_copied(model) and programme_link(model)]
    ordered = []
    while waiting:
        free = [model for model in waiting if not _refers_to(model, {*waiting} - {model})]
        free = free or waiting
        ordered += free
        waiting = [model for model in waiting if model not in free]
    return ordered


def _refers_to(model, others):
    fields = [*relations(model), *model._meta.many_to_many]
    return any(field.related_model in others for field in fields)


def children(model):
    """(model, name of the foreign key) of what is part of a model's objects and goes with them."""
    for child in apps.get_models():
        if is_copied(child) and not programme_link(child):
            for link in links_to(child, model):
                if link.remote_field.on_delete is models.CASCADE:
                    yield child, link.name


def descendants(objects, model):
    for child, link in children(model):
        parts = list(child._base_manager.filter(**{f"{link}__in": objects}).order_by("pk"))
        if parts:
            yield child, parts
            yield from descendants(parts, child)


def day_fields(obj):
    for field in obj._meta.concrete_fields:
        if not isinstance(field, models.DateField) or isinstance(field, models.DateTimeField):
            continue
        if field.editable and field.name not in obj.of_one_year and getattr(obj, field.name):
            yield field


def moved_days(obj, old, new):
    """An object's days in another fiscal year, by field; all of them move equally far."""
    days = {field.name: getattr(obj, field.name) for field in day_fields(obj)}
    if not days:
        return {}
    first = min(days.values())
    distance = periods.same_weekday(first, old, new) - first
    return {name: day + distance for name, day in days.items()}


def free_slug(programme, slug):
    taken = Programme.objects.filter(partnership=programme.partnership_id)
    return _first_free(slug, lambda each: taken.filter(slug=each).exists())


def _first_free(slug, is_taken):
    number, candidate = 1, slug
    while is_taken(candidate):
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


class Plan:
    """What copying a programme would make; `make()` makes it."""

    def __init__(self, programme, year=None):
        self.programme = programme
        self.old = programme.fiscal_year
        self.new = year or self.old + 1

    @cached_property
    def kinds(self):
        by_model = {
            model: list(
                model._base_manager.filter(**{programme_link(model): self.programme}).order_by("pk")
            )
            for model in copied_models()
        }
        return [(model, objects) for model, objects in by_model.items() if objects]

    @cached_property
    def shared(self):
        counts = []
        for model in apps.get_models():
            links = links_to(model, Partnership) if issubclass(model, TrackedModel) else []
            if links and model is not Programme:
                ours = {links[0].name: self.programme.partnership_id}
                counts.append((model, model._base_manager.filter(**ours).count()))
        return [(model, count) for model, count in counts if count]

    def twins(self):
        same = Programme.objects.filter(partnership=self.programme.partnership_id)
        return same.filter(fiscal_year=self.new).exclude(pk=self.programme.pk)

    def suggested(self):
        days = moved_days(self.programme, self.old, self.new)
        slug = periods.with_years_moved(self.programme.slug, self.old, self.new)
        return {
            "fiscal_year": self.new,
            "slug": free_slug(self.programme, slug),
            "title": self.moved_text(self.programme.title),
            "title_en": self.moved_text(self.programme.title_en),
            "starts_on": days.get("starts_on"),
            "ends_on": days.get("ends_on"),
        }

    def moved_text(self, text):
        return periods.with_years_moved(text, self.old, self.new)

    def days_to_check(self):
        """(model, object, field, its day so far, the day in the new year) for each day to check."""
        for model, objects in self.kinds:
            for obj in objects:
                moved = moved_days(obj, self.old, self.new)
                for field in day_fields(obj):
                    yield model, obj, field, getattr(obj, field.name), moved[field.name]

    @transaction.atomic
    def make(self, asked, wanted, days):
        """The new programme with copies of the wanted models, in one transaction.

        `asked` has the values of ASKED, `days` a day (or None) by (object, name of the field).
        Raises CopyErrors.
        """
        lock(self.programme.pk, None)
        # As it stands now that nobody can change it, not as it was when the page was shown.
        present = Plan(Programme.objects.get(pk=self.programme.pk), self.new)
        with change_source(ChangeSource.COPY, "/".join(self.programme.path)):
            return Copying(present, asked, wanted, days).run()


class Copying:
    """One run of a plan: knows which copy took the place of which object."""

    def __init__(self, plan, asked, wanted, days):
        self.plan, self.asked, self.wanted, self.days = plan, asked, wanted, days
        self.copies = {}
        #: what stands in the programme so far; of these only the copies may be referred to
        self.originals = {obj for _model, objects in plan.kinds for obj in objects}
        self.errors = []

    def run(self):
        programme = self.copy_programme()
        for model, objects in self.plan.kinds:
            if model in self.wanted:
                self.copy_all(model, objects)
                for child, parts in descendants(objects, model):
                    self.originals.update(parts)
                    self.copy_all(child, parts)
        if self.errors:
            raise CopyErrors(self.errors)
        return programme

    def copy_programme(self):
        programme = self.new_from(self.plan.programme)
        for name, value in self.asked.items():
            setattr(programme, name, value)
        self.refuse_twin(programme)
        try:
            programme.full_clean()
        except ValidationError as error:
            raise CopyErrors([(None, error)]) from error
        programme.save()
        self.copies[self.plan.programme] = programme
        return programme

    def refuse_twin(self, programme):
        others = Programme.objects.filter(partnership=programme.partnership_id)
        if other := others.filter(slug=programme.slug).first():
            message = (
                f"「{programme.slug}」の年度プログラム（{other}）は、もうあります。作り終えて"
                f"いるなら、一覧から開いてください。もう一つ作るなら、別の名前にしてください"
                f"（例：{free_slug(programme, programme.slug)}）。"
            )
            raise CopyErrors([(None, ValidationError({"slug": message}))])

    def copy_all(self, model, objects):
        for obj in objects:
            if self.lacks_parent(obj):
                continue
            try:
                self.copies[obj] = self.copy(obj)
            except ValidationError as error:
                self.errors.append((obj, error))

    def lacks_parent(self, obj):
        needed = [getattr(obj, field.name) for field in relations(type(obj)) if not field.null]
        return any(self.is_left_behind(other) for other in needed)

    def is_left_behind(self, other):
        return other in self.originals and other not in self.copies

    def copy(self, obj):
        copy = self.new_from(obj)
        for name, day in moved_days(obj, self.plan.old, self.plan.new).items():
            setattr(copy, name, self.days.get((obj, name), day))
        copy.full_clean()
        copy.save()
        for field in obj._meta.many_to_many:
            others = getattr(obj, field.name).all()
            kept = (other for other in others if not self.is_left_behind(other))
            getattr(copy, field.name).set([self.copies.get(other, other) for other in kept])
        return copy

    def new_from(self, obj):
        copy = type(obj)()
        for field in obj._meta.concrete_fields:
            if field.editable and not field.primary_key and field.name not in obj.of_one_year:
                setattr(copy, field.name, self.copied_value(obj, field))
        return copy

    def copied_value(self, obj, field):
        value = getattr(obj, field.name)
        if field.is_relation:
            return None if self.is_of_last_year(field, value) else self.copies.get(value, value)
        if isinstance(field, SlugField):
            return self.unique_slug(obj, field, value) if field.unique else value
        if type(field) is models.CharField and not field.choices:  # an address stays as it is
            return self.plan.moved_text(value)
        return value

    def is_of_last_year(self, field, value):
        if value in self.copies or not field.null:
            return False
        is_record = issubclass(field.related_model, Record)
        is_announcement = isinstance(value, Source) and value in self.announcements
        return is_record or is_announcement or field.one_to_one or self.is_left_behind(value)

    @cached_property
    def announcements(self):
        programme = self.plan.programme
        return {programme.source, programme.declared_headline_source} - {None}

    def unique_slug(self, obj, field, value):
        taken = type(obj)._base_manager
        moved = self.plan.moved_text(value)
        return _first_free(moved, lambda each: taken.filter(**{field.name: each}).exists())


class CopyErrors(Exception):
    """Why nothing was copied: pairs of an object (None: the programme) and a ValidationError."""

    def __init__(self, errors):
        self.errors = errors

    def by_field(self):
        """(object or None, field name or None, message) for each."""
        for obj, error in self.errors:
            messages = getattr(error, "message_dict", None) or {NON_FIELD_ERRORS: error.messages}
            for name, texts in messages.items():
                for text in texts:
                    yield obj, None if name == NON_FIELD_ERRORS else name, text
