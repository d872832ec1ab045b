from django.db import models

from programmes.models import CountField, Record


class Picking(Record):
    """Baskets picked in an orchard."""

    stands_for = ("orchard",)
    count_field = "baskets"

    orchard = models.CharField("果樹園", max_length=60, blank=True)
    baskets = CountField("かごの数")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "収穫の実績"

    def subject(self):
        return self.orchard or "すべての果樹園"
