"""What is served and sold: dishes and products."""

from itertools import chain, count

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from programmes.models import (
    Municipality,
    Pictured,
    Programme,
    RecordSubject,
    SlugField,
    TrackedQuerySet,
    optional,
)


class Offering(Pictured, RecordSubject):
    """What is served or sold; it holds no count."""

    class Origin(models.TextChoices):
        ALL = "all", _("県産")
        PARTLY = "partly", _("一部県産")
        UNKNOWN = "unknown", _("不明")

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="プログラム")
    slug = SlugField(
        verbose_name="ファイルでの名前",
        blank=True,
        help_text="空欄なら、自動で付きます。半角の英小文字・数字・ハイフン（例：kozuyu）。",
    )
    name = models.CharField("名称", max_length=80, help_text="例：会津地鶏の親子丼、会津の地酒")
    name_en = models.CharField("名称（英語）", max_length=120, blank=True)
    origin = models.CharField("県産品か", max_length=8, choices=Origin, default=Origin.UNKNOWN)
    municipality = optional(Municipality, "産地の市町村")
    producer = models.CharField("生産者", max_length=100, blank=True, help_text="例：○○農園")
    producer_en = models.CharField("生産者（英語）", max_length=150, blank=True)

    named_by = "name"
    identity = ("programme", "slug")
    entry_rights = ("add", "change")  # the day's dish is theirs to name

    class Meta:
        abstract = True
        ordering = ["name"]

    def verify(self):
        super().verify()
        if not self.slug:
            self.slug = self._free_slug()

    def _free_slug(self):
        """A name for files and addresses, from the English name; no page asks staff for one."""
        name = slugify(self.name_en.replace("_", " "))[:40].strip("-") or self._meta.model_name
        same = type(self).objects.filter(programme=self.programme_id, slug__startswith=name)
        taken = set(same.values_list("slug", flat=True))
        numbered = (f"{name}-{number}" for number in count(2))
        return next(slug for slug in chain([name], numbered) if slug not in taken)


class Menu(Offering):
    """A dish of the Fukushima Support Lunch."""

    class Meta(Offering.Meta):
        verbose_name = verbose_name_plural = "メニュー"
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="menu_slug")]


class ProductQuerySet(TrackedQuerySet):
    def for_catalogue(self, programme):
        return self.filter(programme=programme).select_related("municipality", "photo")


class Product(Offering):
    """A product of the fair or of the online market."""

    objects = ProductQuerySet.as_manager()

    class Meta(Offering.Meta):
        verbose_name = verbose_name_plural = "商品"
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="product_slug")]
