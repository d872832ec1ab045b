"""Strands 3 and 4: the prefecture's communities, workations and pro bono projects."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q, Subquery, Sum, Value
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programmes.lib import periods
from programmes.lib.rounding import PEOPLE, Unit
from programmes.models import (
    CountField,
    DayField,
    Municipality,
    Partner,
    Partnership,
    Programme,
    Record,
    RecordQuerySet,
    RecordSubject,
    SlugField,
    TrackedModel,
    TrackedQuerySet,
    in_language,
    optional,
    refuse_foreign,
)


class CommunityQuerySet(TrackedQuerySet):
    def visible(self):
        return self.filter(counting_lines__programme__in=Programme.objects.visible()).distinct()


class Community(TrackedModel):
    """A community of the prefecture that employees can join, on the prefecture's own page."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="communities", verbose_name="協定"
    )
    slug = SlugField(unique=True)
    name = models.CharField("名称", max_length=100)
    name_en = models.CharField("名称（英語）", max_length=150, blank=True)
    host = models.ForeignKey(Partner, models.PROTECT, verbose_name="主催")
    description = models.TextField("紹介", blank=True, help_text="私たちの言葉で。")
    description_en = models.TextField("紹介（英語）", blank=True)
    join_url = models.URLField(
        "登録ページ", blank=True, help_text="主催者の登録ページ。分からなければ空欄。"
    )
    position = models.PositiveSmallIntegerField("順番", default=1)

    named_by = "name"
    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "コミュニティ"
        ordering = ["position", "slug"]

    @property
    def way_out(self):
        """Our address that counts a click and leads to the host's sign-up page; "" without one."""
        is_known = urlsplit(self.join_url).scheme in ("http", "https")
        return reverse("go", args=[self.slug]) if is_known else ""


class ClickCountQuerySet(models.QuerySet):
    def add(self, community, day):
        """Counts one more. Whoever else counts at the same moment is counted too."""
        rows = self.filter(community=community, day=day)
        if not rows.update(clicks=F("clicks") + 1):
            self.bulk_create([self.model(community=community, day=day)], ignore_conflicts=True)
            rows.update(clicks=F("clicks") + 1)

    def together(self):
        """Their sum, as a subquery; NULL where there is none."""
        return Subquery(self.order_by().values(one=Value(1)).annotate(n=Sum("clicks")).values("n"))


class ClickCount(models.Model):
    """How often somebody went out to a community's sign-up page on a day; nobody knows who.

    The one number that is counted by hand: no page for the public shows it, so it has no history
    and moves no version.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="click_counts")
    day = models.DateField("日付")
    clicks = models.PositiveIntegerField("クリック数", default=0)

    objects = ClickCountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登録ページへのクリック"
        constraints = [models.UniqueConstraint(fields=["community", "day"], name="clicks_of_a_day")]

    def __str__(self):
        return f"{self.community} {self.day}"


class CountingLine(RecordSubject):
    """One or several communities whose members are counted together; a figure of its own."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="counting_lines", verbose_name="プログラム"
    )
    slug = SlugField()
    label = models.CharField(
        "名称", max_length=100, help_text="例：ふくしまファンクラブの累計参加数"
    )
    label_en = models.CharField("名称（英語）", max_length=150, blank=True)
    communities = models.ManyToManyField(
        Community,
        related_name="counting_lines",
        verbose_name="コミュニティ",
        help_text="まとめて数えているときは、すべて選びます。",
    )
    position = models.PositiveSmallIntegerField("順番", default=1)

    named_by = "label"
    identity = ("programme", "slug")
    _history_m2m_fields = ("communities",)
    names_a_figure = True

    class Meta:
        verbose_name = verbose_name_plural = "登録の集計単位"
        ordering = ["position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="counting_line_slug")
        ]


class SignUpCount(Record):
    """Cumulative members of a counting line, to a date."""

    stands_for = ("line",)
    is_snapshot = True
    count_field = "members"
    unit = PEOPLE
    related = ("line",)
    identity = ("line", "ends_on")

    line = models.ForeignKey(
        CountingLine, models.PROTECT, related_name="counts", verbose_name="集計単位"
    )
    members = CountField("累計参加数（名）", help_text="その日までの累計（例：2000）。")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "コミュニティの累計"

    def clean_alone(self):
        super().clean_alone()
        refuse_foreign(self, "line", "集計単位", "もの")


class TitledRecord(Record):
    """A record of one thing with a title or, without a title, of all of them together."""

    stands_for = ("title",)
    related = ("municipality",)
    identity = ("programme", "title", "starts_on", "ends_on")
    #: what a record without a title is of
    all_of = ""

    title = models.CharField(
        "名称", max_length=100, blank=True, help_text="空欄は、期間中のすべての合計です。"
    )
    title_en = models.CharField("名称（英語）", max_length=150, blank=True)
    municipality = optional(Municipality, "市町村")

    class Meta(Record.Meta):
        abstract = True

    def subject(self):
        return in_language(self, "title") or str(self.all_of)


class Workation(TitledRecord):
    """Employees who took part in a workation."""

    count_field = "participants"
    unit = PEOPLE
    all_of = _("すべてのワーケーション")

    participants = CountField("参加者数（名）", help_text="例：34")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "ワーケーション"


class LocalEvent(TitledRecord):
    """Local exchange events held during workations."""

    count_field = "held"
    unit = Unit("つ", "events")
    all_of = _("すべての地域交流イベント")

    held = CountField("開催数", default=1, help_text="名称のある一つの催しなら1。")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "地域交流イベント"


class NeedQuerySet(TrackedQuerySet):
    def with_public_projects(self):
        projects = Project.objects.filter(programme__in=Programme.objects.visible())
        projects = projects.select_related("programme__partnership").order_by("starts_on", "pk")
        return self.prefetch_related(Prefetch("project_set", projects))


class Need(RecordSubject):
    """A need heard in a place, from which a project may grow."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="needs", verbose_name="プログラム"
    )
    slug = SlugField()
    text = models.CharField("課題・ニーズ", max_length=200, help_text="地域で聞いたこと。")
    text_en = models.CharField("課題・ニーズ（英語）", max_length=300, blank=True)
    municipality = optional(Municipality, "市町村")
    heard_on = DayField("聞いた日", null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    named_by = "text"
    identity = ("programme", "slug")
    is_of_one_year = True

    class Meta:
        verbose_name = verbose_name_plural = "地域の課題・ニーズ"
        ordering = ["heard_on", "slug"]
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="need_slug")]


class ProjectQuerySet(RecordQuerySet):
    def continuing_into(self, programme):
        """Projects of earlier programmes that run on into this one; shown, never counted."""
        begins, ends = periods.fiscal_year_span(programme.fiscal_year)
        earlier = Q(
            programme__partnership=programme.partnership_id,
            programme__fiscal_year__lt=programme.fiscal_year,
            programme__in=Programme.objects.visible(),
        )
        return self.filter(earlier, Q(ends_on__gte=begins) | Q(ends_on=None), starts_on__lte=ends)


class Project(Record):
    """A pro bono project for a client; counts as one, in the programme that it belongs to."""

    unit = Unit("件", "projects")
    related = ("client", "municipality")
    identity = ("programme", "slug")

    slug = SlugField()
    title = models.CharField("名称", max_length=150)
    title_en = models.CharField("名称（英語）", max_length=200, blank=True)
    client = models.ForeignKey(Partner, models.PROTECT, verbose_name="支援先")
    municipality = optional(Municipality, "市町村")
    support = models.CharField("支援の内容", max_length=200, help_text="例：拡販計画の策定支援")
    support_en = models.CharField("支援の内容（英語）", max_length=300, blank=True)
    members = CountField(
        "参加した社員数（名）", null=True, blank=True, help_text="分からなければ空欄。"
    )
    need = optional(Need, "もとになった課題")

    objects = ProjectQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "プロボノプロジェクト"
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="project_slug")]

    def subject(self):
        return in_language(self, "title")

    def get_absolute_url(self):
        return reverse("project", args=[*self.programme.path, self.slug])

    def clean_alone(self):
        super().clean_alone()
        if not (self.need and self.programme_id):
            return
        if self.need.programme.partnership_id != self.programme.partnership_id:
            raise ValidationError({"need": "別の協定の課題です。この協定の課題を選んでください。"})


class Club(TrackedModel):
    """The company's pro bono club: what it is and what it does."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="clubs", verbose_name="協定"
    )
    partner = models.OneToOneField(Partner, models.PROTECT, verbose_name="団体")
    first_year = models.PositiveSmallIntegerField("プロボノを始めた年", null=True, blank=True)
    claim = models.CharField(
        "始まりについての説明",
        max_length=150,
        blank=True,
        help_text="誰の説明かが分かるように書きます。",
    )
    claim_en = models.CharField("始まりについての説明（英語）", max_length=200, blank=True)
    founded_year = models.PositiveSmallIntegerField("発足した年", null=True, blank=True)
    founded_by = models.CharField(
        "発足させた人", max_length=60, blank=True, help_text="例：社内有志"
    )
    founded_by_en = models.CharField("発足させた人（英語）", max_length=100, blank=True)

    identity = ("partner",)

    class Meta:
        verbose_name = verbose_name_plural = "プロボノ倶楽部"

    def __str__(self):
        return str(self.partner)


class ClubItem(TrackedModel):
    """A kind of support that the club gives, or a kind of body that it works with."""

    class Kind(models.TextChoices):
        SUPPORT = "support", "支援の種類"
        PARTNER = "partner", "連携先の種類"

    club = models.ForeignKey(Club, models.CASCADE, related_name="items")
    kind = models.CharField("種別", max_length=8, choices=Kind)
    position = models.PositiveSmallIntegerField("順番", default=1)
    text = models.CharField("内容", max_length=60)
    text_en = models.CharField("内容（英語）", max_length=100, blank=True)

    named_by = "text"
    identity = ("club", "kind", "position")

    class Meta:
        verbose_name = verbose_name_plural = "支援と連携先"
        ordering = ["kind", "position"]


class ClubCount(Record):
    """A count of the club to a date: participants so far, or present members."""

    class Measure(models.TextChoices):
        PARTICIPANTS = "participants", _("プロボノ参加者の累計")
        MEMBERS = "members", _("倶楽部の会員数")

    stands_for = ("measure",)
    is_snapshot = True
    count_field = "people"
    unit = PEOPLE
    identity = ("programme", "measure", "ends_on")

    measure = models.CharField("何の数か", max_length=12, choices=Measure)
    people = CountField("人数（名）", help_text="「850名以上」なら850。")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "プロボノ倶楽部の人数"

    def subject(self):
        return self.get_measure_display()

    def days_text(self):
        if self.starts_on and self.ends_on:
            return periods.range_text(self.starts_on, self.ends_on, get_language())
        return super().days_text()
