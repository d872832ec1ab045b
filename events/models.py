"""Strands 2, 5 and 6: the dialogue session, the school programme, the exchange of young staff."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.lib.rounding import PEOPLE, Unit
from programmes.models import (
    CountField,
    Event,
    Part,
    Partner,
    Record,
    RecordQuerySet,
    SlugField,
    TrackedQuerySet,
    in_language,
    refuse_foreign,
)


class EventRecordQuerySet(RecordQuerySet):
    def for_event_page(self, event):
        rows = self.filter(event=event).select_related("source", "programme__partnership")
        return rows.prefetch_related(*self.model.children).first()

    def prepared_by(self, event):
        public = self.filter(event__in=Event.objects.visible())
        return public.filter(preliminary_visit=event).select_related("event").first()


class EventRecord(Record):
    """A record that is the count of an event, on the event's own days."""

    related = ("event",)
    identity = ("event",)
    #: what the event's page shows of it besides its own fields
    children = ()
    #: the kind of event that it counts
    event_kind = ""

    event = models.OneToOneField(
        Event,
        models.PROTECT,
        related_name="%(class)s",
        verbose_name="催し",
        help_text="先に「催し」で登録したものから選びます。",
    )

    objects = EventRecordQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True

    def get_absolute_url(self):
        return self.event.get_absolute_url()

    def clean_alone(self):
        if self.event_id:
            self.take_days()
            refuse_foreign(self, "event", "催し")
            if self.event.kind != self.event_kind:
                kind = Event.Kind(self.event_kind).label
                raise ValidationError({"event": f"種別が「{kind}」の催しを選んでください。"})
        super().clean_alone()

    @classmethod
    def nameable(cls, name, objects):
        return objects.filter(kind=cls.event_kind) if name == "event" else objects

    def complete(self, given):
        self.take_days()

    def take_days(self):
        self.starts_on, self.ends_on = self.event.starts_on, self.event.last_day

    def save(self, *args, **kwargs):
        self.take_days()
        super().save(*args, **kwargs)


class Session(EventRecord):
    """A dialogue session and how many attended it."""

    count_field = "attendees"
    unit = PEOPLE
    children = ("talks__organisation",)
    event_kind = Event.Kind.SESSION

    attendees = CountField("参加者数（名）", help_text="例：160")
    audience = models.CharField("参加した人", max_length=100, blank=True, help_text="例：社員など")
    audience_en = models.CharField("参加した人（英語）", max_length=150, blank=True)
    reach = models.CharField("参加の範囲", max_length=60, blank=True, help_text="例：全国")
    reach_en = models.CharField("参加の範囲（英語）", max_length=100, blank=True)

    class Meta(EventRecord.Meta):
        verbose_name = verbose_name_plural = "対話セッション"


class Talk(Part):
    """A talk of a session: its title, and whose speaker gave it."""

    class Kind(models.TextChoices):
        LECTURE = "lecture", _("講話")
        PRESENTATION = "presentation", _("紹介")

    session = models.ForeignKey(Session, models.CASCADE, related_name="talks")
    title = models.CharField("題名", max_length=150)
    title_en = models.CharField("題名（英語）", max_length=200, blank=True)
    kind = models.CharField("種別", max_length=12, choices=Kind)
    organisation = models.ForeignKey(Partner, models.PROTECT, verbose_name="登壇者の所属")
    speaker = models.CharField(
        "登壇者", max_length=100, blank=True, help_text="役割で（例：福島県プロジェクトリーダー）。"
    )
    speaker_en = models.CharField("登壇者（英語）", max_length=150, blank=True)
    reading = models.TextField("当サイトの読み", blank=True)
    reading_en = models.TextField("当サイトの読み（英語）", blank=True)

    identity = ("session", "position")

    class Meta(Part.Meta):
        verbose_name = verbose_name_plural = "講話・紹介"


class SchoolProgramme(Record):
    """A programme with one school; pupils are counted, never named."""

    count_field = "pupils"
    unit = Unit("名", "pupils")
    related = ("school",)
    identity = ("programme", "slug")

    slug = SlugField()
    school = models.ForeignKey(
        Partner, models.PROTECT, verbose_name="学校", limit_choices_to={"kind": "school"}
    )
    title = models.CharField("プログラム名", max_length=100)
    title_en = models.CharField("プログラム名（英語）", max_length=150, blank=True)
    kind = models.CharField("種類", max_length=60, blank=True, help_text="例：探究学習")
    kind_en = models.CharField("種類（英語）", max_length=100, blank=True)
    course = models.CharField("学科", max_length=60, blank=True, help_text="例：理数科")
    course_en = models.CharField("学科（英語）", max_length=100, blank=True)
    grade = models.PositiveSmallIntegerField("学年", null=True, blank=True, help_text="例：1")
    pupils = CountField("生徒数（名）", help_text="例：35")
    employees = CountField(
        "参加した社員数（名）", null=True, blank=True, help_text="分からなければ空欄。"
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "学校プログラム"
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="school_slug")]

    def subject(self):
        return f"{self.school} {in_language(self, 'title')}"

    def get_absolute_url(self):
        return reverse("school", args=[*self.programme.path, self.slug])


class Exchange(EventRecord):
    """A young professionals' exchange: parties, groups, themes, ideas."""

    count_field = "participants"
    unit = PEOPLE
    children = ("parties__partner__source", "themes", "ideas", "preliminary_visit")
    event_kind = Event.Kind.EXCHANGE

    theme = models.CharField("全体のテーマ", max_length=100, blank=True, help_text="例：DX推進")
    theme_en = models.CharField("全体のテーマ（英語）", max_length=150, blank=True)
    participants = CountField("参加者数（名）", help_text="参加した三者の人数の合計（例：30）。")
    introduction_minutes = models.PositiveSmallIntegerField(
        "各者の紹介の長さ（分）", null=True, blank=True, help_text="「10分程度」なら10。"
    )
    groups = models.PositiveSmallIntegerField("グループ数", null=True, blank=True)
    group_size_least = models.PositiveSmallIntegerField(
        "1グループの人数（から）", null=True, blank=True
    )
    group_size_most = models.PositiveSmallIntegerField(
        "1グループの人数（まで）", null=True, blank=True
    )
    presentation_minutes = models.PositiveSmallIntegerField(
        "発表の長さ（分）", null=True, blank=True, help_text="「5分程度」なら5。"
    )
    presentation_parts = models.CharField(
        "発表にまとめたこと",
        max_length=150,
        blank=True,
        help_text="例：現状分析、あるべき姿、ギャップ、提言",
    )
    presentation_parts_en = models.CharField("同（英語）", max_length=200, blank=True)
    has_reception = models.BooleanField("懇親会があった", default=False)
    preliminary_visit = models.OneToOneField(
        Event,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="prepares",
        verbose_name="事前の見学",
    )

    class Meta(EventRecord.Meta):
        verbose_name = verbose_name_plural = "若手交流会"

    def clean_alone(self):
        super().clean_alone()
        errors = {}
        least, most = self.group_size_least, self.group_size_most
        if least and most and most < least:
            errors["group_size_most"] = "「まで」が「から」より小さくなっています。"
        elif self.groups and least and most and not self._fits(least, most):
            errors["groups"] = (
                f"{self.groups}グループ×{least}～{most}名では、参加者"
                f"{self.participants}名に合いません。どれかの数を直してください。"
            )
        if self.preliminary_visit and self.preliminary_visit.programme_id != self.programme_id:
            errors["preliminary_visit"] = (
                "別のプログラムの催しです。同じプログラムの催しを選んでください。"
            )
        if errors:
            raise ValidationError(errors)

    def _fits(self, least, most):
        people = self.participants
        return people is None or self.groups * least <= people <= self.groups * most

    def check_parties(self, headcounts):
        """Refuses headcounts (a number or None for each party) that do not give the total."""
        known = [count for count in headcounts if count is not None]
        if not known:
            return
        if sum(known) > self.participants or (
            len(known) == len(headcounts) and sum(known) != self.participants
        ):
            raise ValidationError(
                "団体別の人数（%(parts)s＝%(sum)s名）が、参加者数%(total)s名と合いません。"
                "どちらかを直すか、分からない団体の人数を空欄にしてください。",
                code="parties",
                params={
                    "parts": "＋".join(map(str, known)),
                    "sum": sum(known),
                    "total": self.participants,
                },
            )

    def after_children(self):
        """Checks the parties once all of them are stored, as when a file is loaded."""
        self.check_parties(list(self.parties.values_list("headcount", flat=True)))


class ExchangeParty(Part):
    """A party of an exchange: which departments came, how many, what it introduced."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="parties")
    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="団体")
    departments = models.CharField("部署", max_length=200, blank=True, help_text="例：企画調整部")
    departments_en = models.CharField("部署（英語）", max_length=300, blank=True)
    headcount = CountField("人数（名）", null=True, blank=True, help_text="分からなければ空欄。")
    introduction = models.CharField("紹介したこと", max_length=200, blank=True)
    introduction_en = models.CharField("紹介したこと（英語）", max_length=300, blank=True)
    is_visitor = models.BooleanField("事前の見学に参加", default=False)

    identity = ("exchange", "position")

    class Meta(Part.Meta):
        verbose_name = verbose_name_plural = "参加した団体"

    def __str__(self):
        return str(self.partner)


class ExchangePoint(Part):
    """A line of an exchange, in its order; abstract base of themes and ideas."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="%(class)ss")
    text = models.CharField("内容", max_length=200)
    text_en = models.CharField("内容（英語）", max_length=300, blank=True)

    named_by = "text"
    identity = ("exchange", "position")

    class Meta(Part.Meta):
        abstract = True


class Theme(ExchangePoint):
    """A theme that the groups could choose."""

    class Meta(ExchangePoint.Meta):
        verbose_name = verbose_name_plural = "話し合いのテーマ"


class Idea(ExchangePoint):
    """An idea that the groups presented."""

    class Meta(ExchangePoint.Meta):
        verbose_name = verbose_name_plural = "出された提案"


class VoiceQuerySet(TrackedQuerySet):
    def public(self):
        return self.exclude(consent=Voice.Consent.UNCONFIRMED)


class Voice(Part):
    """What a participant said, by role; a name only where the person spoke for an office."""

    class Consent(models.TextChoices):
        PUBLISHED = "published", "公表済みの文書にある"
        AGREED = "agreed", "本人が同意した"
        UNCONFIRMED = "unconfirmed", "未確認（公開しない）"

    event = models.ForeignKey(Event, models.CASCADE, related_name="voices")
    text = models.TextField("声", help_text="私たちの言葉で、短く要約します。")
    text_en = models.TextField("声（英語）", blank=True)
    attribution = models.CharField("誰の声か", max_length=100, help_text="役割で（例：参加者）。")
    attribution_en = models.CharField("誰の声か（英語）", max_length=150, blank=True)
    is_paraphrase = models.BooleanField("要約", default=True, help_text="言葉どおりでないもの。")
    is_comment = models.BooleanField("役職者のコメント", default=False)
    consent = models.CharField(
        "公開の根拠", max_length=12, choices=Consent, default=Consent.UNCONFIRMED
    )

    named_by = "text"
    identity = ("event", "position")
    is_of_one_year = True
    objects = VoiceQuerySet.as_manager()

    class Meta(Part.Meta):
        verbose_name = verbose_name_plural = "参加者の声"
