"""The base of whatever a page shows, and the one way to write it."""

from django.db import models
from simple_history.models import HistoricalRecords

from ..lib.phrases import printable
from . import change_reasons
from .change_source import VersionDetails
from .language import in_language
from .locking import locked_write


class TrackedQuerySet(models.QuerySet):
    """Deletes move versions as single writes do; bulk writes that skip history are refused."""

    def update(self, **kwargs):
        raise TypeError(f"{self.model.__name__}: save each one; update() leaves no history")

    def bulk_create(self, *args, **kwargs):
        raise TypeError(f"{self.model.__name__}: use simple_history's bulk_create_with_history")

    def bulk_update(self, *args, **kwargs):
        raise TypeError(f"{self.model.__name__}: use simple_history's bulk_update_with_history")

    def delete(self):
        scopes = {scope for obj in self for scope in obj.scopes()}
        with locked_write(*scopes):
            for obj in self:
                obj.before_delete()
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class TrackedModel(models.Model):
    """Base of whatever a page shows: saved and deleted in a `locked_write()`, with history."""

    #: the field with its own name, in English from `<field>_en`
    named_by = "title"
    #: the fields that name one object of this kind in a file, e.g. ("partnership", "slug")
    identity = ("slug",)
    #: whether all of this kind belongs to its year: the next year's programme starts without it
    is_of_one_year = False
    #: the fields that hold for one year only: a copy for the next has them empty
    of_one_year = ()
    #: the lookup to its partnership, where it names neither that nor a programme itself
    to_partnership = ""
    #: what the group 入力担当 may do with it besides looking: of "add", "change", "delete"
    entry_rights = ()

    history = HistoricalRecords(inherit=True, bases=[VersionDetails])
    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return in_language(self, self.named_by)

    def save(self, *args, **kwargs):
        self.drop_controls()
        with locked_write(*self.scopes()):
            self.verify()
            self.require_reason()
            super().save(*args, **kwargs)

    def drop_controls(self):
        """Takes the control characters out of its texts: in XML and JSON readers choke on them."""
        for field in self._meta.concrete_fields:
            value = self.__dict__.get(field.attname)
            if isinstance(value, str):
                setattr(self, field.attname, printable(value))

    def delete(self, *args, **kwargs):
        with locked_write(*self.scopes()):
            self.before_delete()
            return super().delete(*args, **kwargs)

    def before_delete(self):
        self.require_reason(is_deletion=True)

    def programme_key(self):
        """The id of the one programme whose pages show this, or None: the whole site."""
        return getattr(self, "programme_id", None)

    def kept_on_restore(self, stored):
        """What going back to this older state leaves as it is now: values by attribute.

        `stored` is the object as it stands, or None where it was deleted.
        """
        return {}

    def scopes(self):
        """The programmes to lock and move: the present one, and the stored one when it changed."""
        scopes = {self.programme_key()}
        if self.pk and (stored := type(self)._base_manager.filter(pk=self.pk).first()):
            scopes.add(stored.programme_key())
        return scopes

    def changed(self, *names):
        """Those of these fields that are not as they are stored; none of what is new."""
        fields = [self._meta.get_field(name) for name in names]
        stored = type(self)._base_manager.filter(pk=self.pk).values(*names).first()
        return [
            field.name
            for field in fields
            if stored and stored[field.name] != getattr(self, field.attname)
        ]

    def verify(self):
        """Checks against other rows, run under the programme's lock. Raises ValidationError."""

    def require_reason(self, is_deletion=False):
        change_reasons.require_reason_for(self, is_deletion)


class Part(TrackedModel):
    """One of several below something of a programme, in an order of its own.

    The first field of its `identity` leads to the whole.
    """

    position = models.PositiveSmallIntegerField("順番", default=1)

    class Meta:
        abstract = True
        ordering = ["position"]

    def programme_key(self):
        return getattr(self, self.identity[0]).programme_key()
