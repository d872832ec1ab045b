"""What the history holds of an object: its versions, and the way back to one of them."""

from django.core.exceptions import ValidationError
from django.db import models

from .change_source import ChangeSource, change_source
from .locking import locked_write
from .relations import links_to_wholes


def versions_of(model, **conditions):
    return model.history.filter(**conditions).order_by("-history_date", "-history_id")


def newest_versions(model, name, values):
    """The number of the newest version for each value of the attribute `name`. One query."""
    rows = model.history.filter(**{f"{name}__in": values}).order_by().values_list(name)
    return dict(rows.annotate(number=models.Max("history_id")))


def newest_version(model, **conditions):
    number = models.Max("history_id")
    return model.history.filter(**conditions).aggregate(number=number)["number"] or 0


def version_at(model, pk, number):
    """The version that an object stood in when `number` was the newest, or None."""
    rows = model.history.filter(id=pk, history_id__lte=number)
    version = rows.order_by("-history_id").first()
    return None if version is None or version.history_type == "-" else version


def broken_links(objects):
    """(object, field) wherever the other end of a relation is gone; a query for each relation."""
    objects = list(objects)
    for field in objects[0]._meta.concrete_fields if objects else ():
        if field.is_relation:
            wanted = {getattr(obj, field.attname) for obj in objects} - {None}
            present = set(field.related_model._base_manager.in_bulk(wanted))
            lost = wanted - present
            yield from ((obj, field) for obj in objects if getattr(obj, field.attname) in lost)


def stored_of(version):
    obj = version.instance
    return type(obj)._base_manager.filter(pk=obj.pk).first()


def as_restored(version):
    """The version as going back would store it: with what its object keeps. In memory only."""
    for name, value in version.instance.kept_on_restore(stored_of(version)).items():
        setattr(version, name, value)
    return version


def restore(version):
    """Stores an object as a version in its history tells it, a deleted one too, and returns it.

    It passes what a form passes: lock, checks against other rows, history. What stands below it
    (the talks of a session) stays as it is, and so does what the object keeps (see
    `TrackedModel.kept_on_restore()`). Raises ValidationError.
    """
    with (
        change_source(ChangeSource.RESTORE, str(version.pk)),
        locked_write(*version.instance.scopes()),
    ):
        obj = as_restored(version).instance
        obj._state.adding = stored_of(version) is None
        _let_go_of_missing(obj)
        obj.full_clean()
        obj.save()
        _put_back_dates(obj, version)
        for field in version._history_m2m_fields:
            getattr(obj, field.name).set(linked_ids([version], field)[version.pk])
        wholes = (getattr(obj, field.name) for field in links_to_wholes(type(obj)))
        for whole in (obj, *wholes):
            getattr(whole, "after_children", bool)()
    return obj


def _let_go_of_missing(obj):
    for _obj, field in broken_links([obj]):
        if not field.null or field.editable:
            raise ValidationError(
                f"「{field.verbose_name}」だったものが削除されています。先にそれを戻してください。"
            )
        setattr(obj, field.attname, None)  # such as the user who entered it


def linked_ids(versions, field):
    """The ids that a many-to-many field held in each of these versions of a model. One query."""
    held = {version.pk: [] for version in versions}
    if held:
        rows = getattr(type(versions[0]), field.name).model.objects.filter(history__in=held)
        other = f"{field.m2m_reverse_field_name()}_id"
        for version, pk in rows.order_by(other).values_list("history_id", other):
            held[version].append(pk)
    return held


def _put_back_dates(obj, version):
    """Storing a deleted object anew gives it a new date of entry; the first one is the true one."""
    fields = obj._meta.concrete_fields
    dates = [field.attname for field in fields if getattr(field, "auto_now_add", False)]
    if dates:
        values = {name: getattr(version, name) for name in dates}
        type(obj)._base_manager.filter(pk=obj.pk).update(**values)
