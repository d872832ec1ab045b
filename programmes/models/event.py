"""Events of every strand, so that one list and one calendar know them all."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..lib import periods
from .fields import DayField, SlugField, optional
from .locking import locked_write
from .partnership import Municipality, Partner, Programme, Source
from .photo import Pictured
from .record import Record
from .tracked import Part, TrackedQuerySet


class EventQuerySet(TrackedQuerySet):
    def visible(self):
        return self.filter(programme__in=Programme.objects.visible())

    def for_page(self):
        return self.select_related(
            "programme__partnership", "municipality", "host", "source", "photo"
        )

    def around(self, day, number=4):
        public = self.visible().for_page()
        coming = Q(ends_on__gte=day) | Q(starts_on__gte=day)
        return list(public.filter(coming)[:number]) or list(public.reverse()[:number])


class Event(Pictured):
    """Something that happens at a time and a place: a session, an exchange, a kickoff …"""

    class Kind(models.TextChoices):
        KICKOFF = "kickoff", _("キックオフ")
        SESSION = "session", _("対話セッション")
        EXCHANGE = "exchange", _("若手交流会")
        REPORT = "report", _("報告会")
        VISIT = "visit", _("見学")
        SCHOOL = "school", _("学校プログラム")
        OTHER = "other", _("その他")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="events", verbose_name="プログラム"
    )
    slug = SlugField(unique=True)
    strand = models.CharField("取り組みの柱", max_length=40)
    kind = models.CharField("種別", max_length=10, choices=Kind)
    title = models.CharField("名称", max_length=150)
    title_en = models.CharField("名称（英語）", max_length=200, blank=True)
    starts_on = DayField("日付", help_text="例：2026-02-19")
    ends_on = DayField("最終日", null=True, blank=True, help_text="一日だけなら空欄。")
    start_time = models.TimeField(
        "開始時刻", null=True, blank=True, help_text="分からなければ空欄（例：13:30）。"
    )
    end_time = models.TimeField("終了時刻", null=True, blank=True, help_text="例：17:15")
    is_online = models.BooleanField("オンライン開催", default=False)
    venue = models.CharField("会場", max_length=100, blank=True, help_text="例：杉妻会館")
    venue_en = models.CharField("会場（英語）", max_length=150, blank=True)
    address = models.CharField("住所", max_length=150, blank=True, help_text="例：福島市杉妻町3-45")
    address_en = models.CharField("住所（英語）", max_length=200, blank=True)
    municipality = optional(Municipality, "市町村")
    host = optional(Partner, "主催")
    summary = models.TextField("概要", blank=True, help_text="私たちの言葉で、一、二文で。")
    summary_en = models.TextField("概要（英語）", blank=True)
    source = optional(Source, "出典")
    reading = models.TextField(
        "当サイトの読み", blank=True, help_text="文書に書かれておらず、私たちがそう読んだこと。"
    )
    reading_en = models.TextField("当サイトの読み（英語）", blank=True)

    of_one_year = (*Pictured.of_one_year, "source", "reading", "reading_en")
    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "催し"
        ordering = ["starts_on", "start_time", "slug"]

    def get_absolute_url(self):
        return reverse("event", args=[self.slug])

    def clean(self):
        self.verify()
        errors = {}
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            errors["ends_on"] = "最終日が初日より前です。どちらかの日付を直してください。"
        if self.end_time and not self.start_time:
            errors["start_time"] = "終了時刻があるときは、開始時刻も入れてください。"
        one_day = not self.ends_on or self.ends_on == self.starts_on
        if self.end_time and self.start_time and one_day and self.end_time <= self.start_time:
            errors["end_time"] = "終了時刻が開始時刻より前です。どちらかを直してください。"
        if errors:
            raise ValidationError(errors)

    def save(self, *args, **kwargs):
        with locked_write(*self.scopes()):
            super().save(*args, **kwargs)
            for record in self.records():
                record.event, record.programme = self, self.programme
                record.save()

    def records(self):
        """The records that count this event, and so lie on its days and in its programme.

        Others may point to it too, as an exchange does to the visit that prepared it.
        """
        for relation in self._meta.related_objects:
            model, name = relation.related_model, relation.field.name
            if relation.one_to_one and issubclass(model, Record) and name in model.identity:
                yield from model.objects.filter(**{name: self})

    def warnings(self):
        return self.programme.warnings_about(self.starts_on, self.ends_on)

    @property
    def last_day(self):
        return self.ends_on or self.starts_on

    @property
    def times_text(self):
        if self.start_time is None:
            return ""
        return periods.times_text(self.start_time, self.end_time, get_language())


class Activity(Part):
    """One thing that was done at an event."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="activities")
    text = models.CharField("内容", max_length=200)
    text_en = models.CharField("内容（英語）", max_length=300, blank=True)

    named_by = "text"
    identity = ("event", "position")

    class Meta(Part.Meta):
        verbose_name = verbose_name_plural = "内容"
