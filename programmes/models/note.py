"""What a programme's page prints below all else, with a number."""

from django.db import models

from .fields import optional
from .partnership import Programme, Source
from .tracked import TrackedModel


class Note(TrackedModel):
    """A note (注) of a programme, printed with its number."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="notes")
    position = models.PositiveSmallIntegerField("番号", default=1)
    text = models.TextField("注", help_text="私たちの言葉で。")
    text_en = models.TextField("注（英語）", blank=True)
    source = optional(Source, "出典")

    identity = ("programme", "position")

    class Meta:
        verbose_name = verbose_name_plural = "注"
        ordering = ["position"]

    def __str__(self):
        return f"注{self.position}"
