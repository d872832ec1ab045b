from django.db import models

from programmes.lib.rounding import Unit
from programmes.models import (
    CountField,
    DayField,
    Event,
    Programme,
    Record,
    RecordSubject,
    SlugField,
    TrackedModel,
)


class Picking(Record):
    """Baskets picked in an orchard."""

    stands_for = ("orchard",)
    count_field = "baskets"
    unit = Unit("かご", "baskets")
    identity = ("programme", "orchard", "starts_on", "ends_on")

    orchard = models.CharField("果樹園", max_length=60, blank=True)
    baskets = CountField("かごの数")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "収穫の実績"

    def subject(self):
        return self.orchard or "すべての果樹園"


class Orchard(RecordSubject):
    """Where one can pick; it belongs to a programme and refers to what belongs to it too."""

    programme = models.ForeignKey(Programme, models.PROTECT)
    slug = SlugField()
    name = models.CharField("名称", max_length=60)
    opens_on = DayField("初日")
    opening = models.ForeignKey(Event, models.PROTECT, null=True, blank=True)
    best = models.ForeignKey(Picking, models.SET_NULL, null=True, blank=True, related_name="+")

    identity = ("programme", "slug")

    class Meta:
        verbose_name = verbose_name_plural = "果樹園"

    def __str__(self):
        return self.name

    def programme_key(self):
        return self.programme_id


class Tree(TrackedModel):
    """A part of an orchard."""

    orchard = models.ForeignKey(Orchard, models.CASCADE, related_name="trees")
    kind = models.CharField("種類", max_length=20)

    identity = ("orchard", "kind")

    class Meta:
        verbose_name = verbose_name_plural = "木"

    def __str__(self):
        return self.kind

    def programme_key(self):
        return self.orchard.programme_id
