"""The agreement, its parties, its yearly programmes, and the documents that figures come from."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..lib import periods
from .address import keep_address, keep_visible
from .fields import DayField, SlugField, optional
from .locking import SiteVersion, locked_write
from .municipality import Municipality
from .path_words import path_words
from .role import administers, enters, reads_everything
from .tracked import TrackedModel, TrackedQuerySet


class Source(TrackedModel):
    """The document a record was taken from."""

    slug = SlugField(unique=True)
    title = models.CharField("題名", max_length=200, help_text="文書に書かれたとおりに。")
    title_en = models.CharField("題名（英語）", max_length=300, blank=True)
    publisher = models.CharField("発行者", max_length=100, blank=True, help_text="例：NEC")
    publisher_en = models.CharField("発行者（英語）", max_length=100, blank=True)
    published_on = DayField(
        "発行日", null=True, blank=True, help_text="文書に書かれているときだけ。"
    )
    url = models.URLField("URL", blank=True, help_text="文書に書かれているときだけ。")
    contact = models.CharField("お問い合わせ先", max_length=200, blank=True)
    contact_en = models.CharField("お問い合わせ先（英語）", max_length=200, blank=True)
    contact_email = models.EmailField("お問い合わせ先のメール", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "出典"
        ordering = ["slug"]


class Partner(TrackedModel):
    """A body that takes part: prefecture, company, school, start-up, club …"""

    class Kind(models.TextChoices):
        PREFECTURE = "prefecture", _("県")
        COMPANY = "company", _("企業")
        STARTUP = "startup", _("スタートアップ")
        SCHOOL = "school", _("学校")
        CLUB = "club", _("社内の団体")
        OTHER = "other", _("その他の団体")

    slug = SlugField(unique=True)
    kind = models.CharField("種別", max_length=12, choices=Kind)
    name = models.CharField(
        "名称", max_length=100, help_text="正式名称で（例：福島県立相馬高等学校）。"
    )
    name_en = models.CharField("名称（英語）", max_length=150, blank=True)
    short_name = models.CharField("略称", max_length=40, blank=True, help_text="例：FCC")
    municipality = optional(Municipality, "所在市町村", help_text="福島県内にあるときだけ。")
    representative = models.CharField(
        "代表者",
        max_length=100,
        blank=True,
        help_text="役職と氏名（例：代表取締役社長 福島 花子）。",
    )
    representative_en = models.CharField("代表者（英語）", max_length=150, blank=True)
    profile = models.TextField("概要", blank=True, help_text="何をしている団体か、私たちの言葉で。")
    profile_en = models.TextField("概要（英語）", blank=True)
    as_of = DayField(
        "時点", null=True, blank=True, help_text="代表者と概要が、いつの文書によるものか。"
    )
    source = optional(Source, "出典")

    named_by = "name"

    class Meta:
        verbose_name = verbose_name_plural = "団体"
        ordering = ["kind", "slug"]

    @property
    def short(self):
        return self.short_name or str(self)


class Partnership(TrackedModel):
    """A comprehensive partnership agreement (包括連携協定) of the prefecture and a company."""

    class Precision(models.TextChoices):
        DAY = "day", "日まで"
        MONTH = "month", "月まで"

    slug = SlugField(unique=True, help_text="最初の一語のアドレスになります（例：nec）。")
    title = models.CharField("名称", max_length=200, help_text="例：福島県とNECの包括連携協定")
    title_en = models.CharField("名称（英語）", max_length=200, blank=True)
    prefecture = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name="県")
    company = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name="企業")
    agreed_on = DayField("締結日", help_text="月までしか分からないときは、その月の1日を。")
    agreed_precision = models.CharField(
        "締結日の精度", max_length=5, choices=Precision, default=Precision.DAY
    )
    purpose = models.TextField("目的", blank=True, help_text="私たちの言葉で、一、二文で。")
    purpose_en = models.TextField("目的（英語）", blank=True)
    source = optional(Source, "出典")
    is_fictional = models.BooleanField(
        "架空",
        default=False,
        help_text="練習用の作りもの。すべてのページとファイルにそう書きます。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "包括連携協定"
        ordering = ["slug"]

    def get_absolute_url(self):
        return reverse("partnership", args=[self.slug])

    def clean(self):
        # Django takes en-… for a kind of English, and its pages for pages in English.
        if self.slug in path_words() or self.slug.startswith(("en-", "ja-")):
            raise ValidationError(
                {"slug": f"「{self.slug}」は別のページが使っています。別の名前にしてください。"}
            )

    def verify(self):
        keep_address(self, ("slug",), release__programme__partnership=self.pk)

    def is_readable_by(self, user):
        return reads_everything(user) or self.duties.filter(user=user).exists()

    @property
    def agreed_text(self):
        language = get_language()
        if self.agreed_precision == self.Precision.MONTH:
            return periods.month_text(self.agreed_on, language)
        return periods.day_text(self.agreed_on, language)


class Area(TrackedModel):
    """An area of cooperation, as the agreement's source words it."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="areas")
    position = models.PositiveSmallIntegerField("順番", default=1)
    text = models.CharField("連携項目", max_length=200, help_text="出典の言葉のとおりに。")
    text_en = models.CharField("連携項目（英語）", max_length=200, blank=True)

    named_by = "text"
    identity = ("partnership", "position")

    class Meta:
        verbose_name = verbose_name_plural = "連携項目"
        ordering = ["position"]


class ProgrammeQuerySet(TrackedQuerySet):
    def visible(self):
        return self.filter(visible_from__lte=periods.today())

    def running(self, on=None):
        day = on or periods.today()
        return self.filter(Q(ends_on__gte=day) | Q(ends_on=None), starts_on__lte=day)

    def enterable_by(self, user):
        if administers(user):
            return self.all()
        return self.filter(partnership__duties__user=user) if enters(user) else self.none()

    def readable_by(self, user):
        return self.all() if reads_everything(user) else self.enterable_by(user)

    def latest_first(self):
        """The running programme first, then the others from the newest.

        A real one stands before a fictional one, but a fictional one that runs before a real one
        that is over: who makes the demo wants to try today's pages.
        """
        running = Programme.objects.running().values("pk")
        running_first = Case(When(pk__in=running, then=Value(0)), default=Value(1))
        fictional_last = "partnership__is_fictional"
        return self.order_by(running_first, fictional_last, "-fiscal_year", "-starts_on", "pk")

    def for_page(self):
        """With everything that the head of a page needs, the versions included: one query.

        A page may show what began in another year, so the whole partnership's versions count.
        """
        site = SiteVersion.objects.filter(pk=1).values("number")
        same = self.model._base_manager.filter(partnership=OuterRef("partnership"))
        issued = apps.get_model("programmes", "Publication").objects.public()
        issued = issued.filter(release__programme__partnership=OuterRef("partnership")).order_by()
        issued = issued.values("release__programme__partnership").annotate(number=Count("pk"))
        together = same.order_by().values("partnership").annotate(sum=Sum("version")).values("sum")
        return self.select_related(
            "partnership__prefecture",
            "partnership__company",
            "partnership__source",
            "source",
            "declared_headline_source",
        ).annotate(
            site_version=Subquery(site),
            partnership_version=Subquery(together),
            published=Coalesce(Subquery(issued.values("number")), 0),
        )


class Programme(TrackedModel):
    """One partnership in one fiscal year (1 April to 31 March)."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="programmes", verbose_name="協定"
    )
    slug = SlugField(help_text="協定の次のアドレスになります（例：2025）。")
    fiscal_year = models.PositiveSmallIntegerField(
        "年度",
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
        help_text="4月1日から翌年3月31日まで（例：2026年3月の催しは2025年度）。",
    )
    title = models.CharField(
        "名称", max_length=100, help_text="例：NECグループ ふくしま応援アクション2025"
    )
    title_en = models.CharField("名称（英語）", max_length=150, blank=True)
    lead = models.TextField("紹介文", blank=True, help_text="ページの最初に出ます。二、三文で。")
    lead_en = models.TextField("紹介文（英語）", blank=True)
    starts_on = DayField("期間の初日", null=True, blank=True, help_text="例：2026-02-19")
    ends_on = DayField(
        "期間の最終日", null=True, blank=True, help_text="まだ決まっていなければ空欄。"
    )
    visible_from = DayField(
        "公開日", null=True, blank=True, help_text="この日から誰でも見られます。空欄は職員だけ。"
    )
    source = optional(Source, "主な出典")
    declared_headline = models.PositiveIntegerField(
        "発表された参加者数",
        null=True,
        blank=True,
        help_text="発表文書が独自の数を挙げているときだけ。集計値と並べて表示します。",
    )
    declared_headline_is_approximate = models.BooleanField(
        "発表された参加者数は概数", default=True, help_text="文書が「約」で書いているとき。"
    )
    declared_headline_source = optional(Source, "その出典", related_name="+")
    version = models.PositiveBigIntegerField("版", default=0, editable=False)

    #: how many publications its partnership has, where `for_page()` counted them
    published = None
    identity = ("partnership", "slug")
    of_one_year = (
        *("visible_from", "source", "declared_headline"),
        *("declared_headline_is_approximate", "declared_headline_source"),
    )
    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度プログラム"
        ordering = ["partnership", "-fiscal_year", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="programme_slug")
        ]

    @property
    def path(self):
        return [self.partnership.slug, self.slug]

    def get_absolute_url(self):
        return reverse("programme", args=self.path)

    def clean(self):
        errors = {}
        if self.slug in path_words():
            errors["slug"] = (
                f"「{self.slug}」は別のページが使っています。年度の数字などにしてください。"
            )
        if self.ends_on and not self.starts_on:
            errors["starts_on"] = "最終日があるときは、初日も入れてください。"
        elif self.ends_on and self.ends_on < self.starts_on:
            errors["ends_on"] = "最終日が初日より前です。どちらかの日付を直してください。"
        if (self.declared_headline is None) != (self.declared_headline_source_id is None):
            errors["declared_headline_source"] = (
                "発表された参加者数と、その出典は、両方入れるか両方空けてください。"
            )
        if errors:
            raise ValidationError(errors)

    @property
    def is_visible(self):
        return self.visible_from is not None and self.visible_from <= periods.today()

    @property
    def is_over(self):
        last = self.ends_on or periods.fiscal_year_span(self.fiscal_year)[1]
        return last < periods.today()

    @cached_property
    def earlier(self):
        same = Programme.objects.visible().filter(partnership=self.partnership_id)
        rows = same.filter(fiscal_year__lt=self.fiscal_year).for_page()
        return list(rows.order_by("-fiscal_year", "-starts_on", "pk"))

    @property
    def year_before(self):
        """The one programme of the nearest earlier year; None where two share that year."""
        years = [programme.fiscal_year for programme in self.earlier]
        return self.earlier[0] if years and years.count(years[0]) == 1 else None

    @property
    def fiscal_year_text(self):
        return periods.fiscal_year_name(self.fiscal_year, get_language())

    def warnings(self):
        return self.warnings_about(self.starts_on, self.ends_on)

    def is_near(self, day):
        return abs(periods.fiscal_year(day) - self.fiscal_year) <= 2

    def warnings_about(self, *days):
        begins, ends = periods.fiscal_year_span(self.fiscal_year)
        return [
            f"{periods.day_text(day)}は{self.fiscal_year}年度の外です。"
            "このまま保存しましたが、日付かプログラムをお確かめください。"
            for day in sorted({day for day in days if day and not begins <= day <= ends})
        ]

    def verify(self):
        keep_address(self, ("partnership", "slug"), release__programme=self.pk)
        keep_visible(self)

    def scopes(self):
        """Itself, if only to lock it, and the site: lists of programmes show it."""
        return {self.pk, None}

    def save(self, *args, **kwargs):
        with locked_write(*self.scopes()):
            # What was read before may be older than the version now.
            now = Programme.objects.filter(pk=self.pk).values_list("version", flat=True).first()
            self.version = self.version if now is None else now
            super().save(*args, **kwargs)
