"""The lock that every write takes, and the versions that make a remembered page stale."""

from contextlib import contextmanager

from django.apps import apps
from django.db import models, transaction
from django.db.models import F


class SiteVersion(models.Model):
    """One row: moves with whatever is shown under no single programme."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return str(self.number)

    @classmethod
    def move(cls):
        if not cls.objects.filter(pk=1).update(number=F("number") + 1):
            cls.objects.create(pk=1, number=1)


def lock(*programme_ids):
    """Locks these programmes' rows, then, where None is among them, that of the whole site.

    Always in this order, so that no two writers wait for each other. Returns the programmes' rows.
    """
    programme = apps.get_model("programmes", "Programme")
    rows = programme._base_manager.filter(pk__in={pk for pk in programme_ids if pk}).order_by("pk")
    list(rows.select_for_update().values_list("pk"))
    if None in programme_ids:
        list(SiteVersion.objects.select_for_update().values_list("pk"))
    return rows.order_by()


@contextmanager
def locked_write(*programme_ids):
    """One transaction that locks these programmes' rows first and moves their versions at its end.

    Locking before looking keeps two writers from each finding no overlap and both saving one.
    None among the ids stands for the site as a whole.
    """
    with transaction.atomic():
        rows = lock(*programme_ids)
        yield
        rows.update(version=F("version") + 1)
        if None in programme_ids:
            SiteVersion.move()
