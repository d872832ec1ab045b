"""Who enters for which partnership; plain rows with history, because no page shows them."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from .change_source import VersionDetails
from .partnership import Partnership


class Assignment(models.Model):
    """Something given to a user to enter for; abstract, named in the permissions of `roles`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="%(class)s_set",
        verbose_name="担当者",
    )

    history = HistoricalRecords(inherit=True, bases=[VersionDetails])

    class Meta:
        abstract = True


class Duty(Assignment):
    """A partnership whose records a user of the group 入力担当 enters."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="duties", verbose_name="協定"
    )

    class Meta:
        verbose_name = verbose_name_plural = "担当"
        ordering = ["partnership", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "partnership"], name="duty")]

    def __str__(self):
        return str(self.partnership)
