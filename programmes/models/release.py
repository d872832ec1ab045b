"""What is published of a programme: the text in work, and what was issued and never changes."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..lib import periods, rounding
from .address import keep_address
from .event import Event
from .fields import DayField, SlugField, optional
from .language import in_language
from .partnership import Programme
from .relations import refuse_foreign
from .tracked import TrackedModel


class Release(TrackedModel):
    """What is published for a programme, with the text in work. It has Publications 1, 2, …

    The text is written in the markup of `programmes.releases.markup`, with figure tokens. `values`
    holds what each of them printed when the author last looked, as [Japanese, English].
    """

    is_of_one_year = True

    class Kind(models.TextChoices):
        RESULTS = "results", "年度の結果"
        REPORT = "report", "催しの報告"

    class Stage(models.TextChoices):
        DRAFT = "draft", "下書き"
        REVIEW = "review", "確認中"
        ISSUED = "issued", "承認済み"
        WITHDRAWN = "withdrawn", "取下げ"

    class Step(models.TextChoices):
        """What leads from one stage to the next."""

        SUBMIT = "submit", "承認を依頼"
        GIVE_BACK = "give_back", "差し戻し"
        WITHDRAW = "withdraw", "取下げ"
        APPROVE = "approve", "承認して公表"
        REOPEN = "reopen", "次の版を始める"

    #: the stages in which nothing is being worked on
    AT_REST = (Stage.ISSUED, Stage.WITHDRAWN)
    #: what tells where it stands on its way to the public
    PROGRESS = (
        *("stage", "step", "step_version", "step_reason"),
        *("submitted_by_id", "submitted_at"),
    )

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="releases", verbose_name="プログラム"
    )
    slug = SlugField(help_text="アドレスになります（例：results、exchange-report）。")
    kind = models.CharField("種別", max_length=8, choices=Kind, default=Kind.RESULTS)
    event = optional(
        Event,
        "催し",
        related_name="releases",
        help_text="「催しの報告」のときに、どの催しかを選びます。",
    )
    stage = models.CharField(
        "段階", max_length=9, choices=Stage, default=Stage.DRAFT, editable=False
    )
    text = models.TextField("日本語の文", blank=True)
    text_en = models.TextField("英語の文", blank=True)
    reason = models.CharField(
        "訂正の理由",
        max_length=300,
        blank=True,
        help_text="第2版からは必ず書きます。公開されます（例：一つの食堂の集計漏れを加えたため）。",
    )
    reason_en = models.CharField("訂正の理由（英語）", max_length=400, blank=True)
    embargo_until = models.DateTimeField(
        "公開の日時", null=True, blank=True, help_text="空欄なら、承認したときに公開します。"
    )
    is_final = models.BooleanField(
        "確定値として公表",
        default=False,
        help_text="期間が終わり、数がもう変わらないときに印を付けます。",
    )
    next_update_on = DayField(
        "次の更新の予定", null=True, blank=True, help_text="例：2026-04-30。なければ空欄。"
    )
    #: the last step that was taken, the version that it was about, and why in the person's words
    step = models.CharField("手続き", max_length=9, choices=Step, blank=True, editable=False)
    step_version = models.PositiveSmallIntegerField("手続きの版", null=True, editable=False)
    step_reason = models.CharField("手続きの理由", max_length=100, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="承認を頼んだ人",
    )
    submitted_at = models.DateTimeField("承認を頼んだ日時", null=True, editable=False)
    values = models.JSONField("確かめたときの値", default=dict, editable=False)

    identity = ("programme", "slug")

    class Meta:
        verbose_name = verbose_name_plural = "発表"
        ordering = ["programme", "slug"]
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="release_slug")]

    def __str__(self):
        return f"{self.programme} {self.name}"

    @property
    def name(self):
        about = f"：{self.event}" if self.event_id else ""
        return f"{self.get_kind_display()}{about}"

    def kept_on_restore(self, stored):
        standing = stored or Release()
        kept = {name: getattr(standing, name) for name in self.PROGRESS}
        if stored:  # what only the older text names was last looked at back then
            kept["values"] = {**self.values, **stored.values}
        return kept

    def clean(self):
        if (self.kind == self.Kind.REPORT) != bool(self.event_id):
            message = "「催しの報告」には催しを一つ選び、「年度の結果」では空欄にします。"
            raise ValidationError({"event": message})
        refuse_foreign(self, "event", "催し")

    def verify(self):
        keep_address(self, ("programme", "slug"), release=self.pk)

    @property
    def is_open(self):
        return self.stage not in self.AT_REST

    def text_in(self, language):
        return self.text_en if language == "en" else self.text

    @property
    def next_version(self):
        newest = self.publications.order_by("-version").values_list("version", flat=True).first()
        return (newest or 0) + 1


class PublicationQuerySet(models.QuerySet):
    def of(self, *programmes):
        rows = self.filter(release__programme__in=programmes)
        return rows.annotate(is_old=Exists(self._later())).for_list()

    def for_feed(self):
        shown = self.public().filter(
            release__programme__in=Programme.objects.visible(),
            release__programme__partnership__is_fictional=False,
        )
        return shown.for_list()

    def for_list(self):
        """Without their texts, the latest first."""
        rows = self.select_related("release__programme__partnership")
        return rows.defer("document", "document_en").order_by("-issued_at", "-pk")

    def public(self):
        return self.filter(issued_at__lte=periods.now())

    def embargoed(self):
        return self.filter(issued_at__gt=periods.now())

    def newest(self):
        """Of each release the last one that is public."""
        return self.public().filter(~Exists(self._later()))

    def _later(self):
        public = Publication.objects.public()
        return public.filter(release=OuterRef("release"), version__gt=OuterRef("version"))


class Publication(models.Model):
    """One version of a release as it was issued; the database refuses to change it.

    Whether it is superseded or still embargoed follows from the others and from the clock.
    `document` and `document_en` hold the text block by block as printed, `checksum` is over all
    of it: see `programmes.releases.snapshot`.
    """

    release = models.ForeignKey(
        Release, models.PROTECT, related_name="publications", verbose_name="発表"
    )
    version = models.PositiveSmallIntegerField("版")
    issued_at = models.DateTimeField("公開の日時")
    created_at = models.DateTimeField("作成の日時")
    as_of = models.DateField("いつの数か")
    is_final = models.BooleanField("確定")
    headline = models.CharField("見出し", max_length=300)
    headline_en = models.CharField("見出し（英語）", max_length=400)
    document = models.JSONField("文")
    document_en = models.JSONField("文（英語）")
    reason = models.CharField("訂正の理由", max_length=300, blank=True)
    reason_en = models.CharField("訂正の理由（英語）", max_length=400, blank=True)
    next_update_on = models.DateField("次の更新の予定", null=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checksum = models.CharField("チェックサム", max_length=64)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公表"
        ordering = ["release", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["release", "version"], name="publication_version")
        ]

    def __str__(self):
        return f"{in_language(self, 'headline')}（第{self.version}版）"

    def get_absolute_url(self):
        return reverse("publication", args=[*self.path, self.version])

    @property
    def path(self):
        return [*self.release.programme.path, self.release.slug]

    @property
    def issued_on(self):
        return self.issued_at.astimezone(periods.TOKYO).date()

    @property
    def is_correction(self):
        return self.version > 1

    def is_public(self):
        return self.issued_at <= periods.now()

    def superseded_by(self):
        later = self.release.publications.public().filter(version__gt=self.version)
        return later.order_by("-version").first()


class PublishedFigureQuerySet(models.QuerySet):
    def figures(self):
        """Those of figures, without the facts that the text named besides."""
        return self.exclude(strand="")


class PublishedFigure(models.Model):
    """A figure as a publication printed it; or a fact that its text named, without strand.

    `model` is the kind of record behind it ("" for a sum of figures), `selection` what its fields
    hold in these records.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="figures")
    position = models.PositiveSmallIntegerField()
    strand = models.CharField(max_length=40)
    slug = models.CharField(max_length=200)
    label = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300)
    unit = models.CharField(max_length=20)
    unit_en = models.CharField(max_length=60)
    basis = models.CharField(max_length=20)
    definition = models.TextField()
    definition_en = models.TextField()
    formula = models.TextField()
    formula_en = models.TextField()
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    as_of = models.DateField(null=True)
    value = models.BigIntegerField(null=True)
    approximate = models.CharField(max_length=10)
    printed = models.TextField()
    printed_en = models.TextField()
    records = models.PositiveIntegerField(default=0)
    source = models.TextField(blank=True)
    source_en = models.TextField(blank=True)
    model = models.CharField(max_length=60, blank=True)
    selection = models.JSONField(default=dict)

    objects = PublishedFigureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公表した数字"
        ordering = ["publication", "position"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "slug"], name="published_figure")
        ]

    def __str__(self):
        return f"{in_language(self, 'label')} {in_language(self, 'printed')}"

    @property
    def exact(self):
        words = rounding.grouped(self.value), in_language(self, "unit")
        return " ".join(words) if get_language() == "en" else "".join(words)

    @property
    def period_text(self):
        language = get_language()
        if self.as_of and not self.period_start:
            return periods.as_of_text(self.as_of, language)
        return periods.range_text(self.period_start, self.period_end, language)


class PublishedFile(models.Model):
    """A file of a publication, byte for byte as it was issued."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="files")
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "公表したファイル"
        ordering = ["publication", "name"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "name"], name="published_file")
        ]

    def __str__(self):
        return self.name


#: what the database itself guards
ISSUED = (Publication, PublishedFigure, PublishedFile)


class Recount(models.Model):
    """A second computation of everything, over the raw rows, and what differed."""

    counted_at = models.DateTimeField("日時", auto_now_add=True)
    figures = models.PositiveIntegerField("数えた指標")
    publications = models.PositiveIntegerField("確かめた公表")
    #: a dict each: what, where, ours, recounted
    differences = models.JSONField("違い", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "再集計"
        ordering = ["-pk"]

    def __str__(self):
        outcome = _("一致") if not self.differences else _("違いあり")
        return f"{periods.day_text(self.counted_on)} {outcome}"

    @property
    def counted_on(self):
        return self.counted_at.astimezone(periods.TOKYO).date()

    def about(self, path, names):
        """The differences in what has one of these names (figures, tables) in a programme."""
        places = tuple(f"{path}/{name}/" for name in names)
        return [row for row in self.differences if f"{row['where']}/".startswith(places)]
