"""The municipalities of the prefecture: reference data."""

from django.db import models
from django.urls import reverse

from .language import in_language


class Municipality(models.Model):
    """One of the 59 municipalities of Fukushima Prefecture; reference data, never edited here."""

    code = models.CharField("全国地方公共団体コード", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=20, unique=True)
    kana = models.CharField("カナ", max_length=40)
    name_en = models.CharField("英語名", max_length=60)
    kind = models.CharField("種別", max_length=1)
    county = models.CharField("郡", max_length=20, blank=True)
    county_en = models.CharField("郡（英語）", max_length=60, blank=True)
    region = models.CharField("地方", max_length=10)
    region_en = models.CharField("地方（英語）", max_length=20)
    subregion = models.CharField("地域", max_length=10)
    subregion_en = models.CharField("地域（英語）", max_length=20)

    identity = ("name",)

    class Meta:
        verbose_name = verbose_name_plural = "市町村"
        ordering = ["code"]

    def __str__(self):
        return in_language(self, "name")

    def get_absolute_url(self):
        return reverse("municipality", args=[self.code5])

    @property
    def code5(self):
        return self.code[:5]

    @property
    def region_name(self):
        return in_language(self, "region")

    @property
    def subregion_name(self):
        return in_language(self, "subregion")
