"""Where it is served and sold, and who enters for it."""

from functools import reduce
from operator import or_

from django.apps import apps
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from programmes.lib import periods
from programmes.models import (
    Assignment,
    DayField,
    Partnership,
    Programme,
    RecordSubject,
    SlugField,
    TrackedModel,
    TrackedQuerySet,
    administers,
)


class OutletKind(models.TextChoices):
    CAFETERIA = "cafeteria", _("社員食堂")
    SHOP = "shop", _("社内売店")
    ONLINE = "online", _("オンラインストア")


#: what a record without an outlet stands for
ALL_OUTLETS = {
    OutletKind.CAFETERIA: gettext_noop("すべての社員食堂"),
    OutletKind.SHOP: gettext_noop("すべての社内売店"),
    OutletKind.ONLINE: gettext_noop("すべてのオンラインストア"),
}


def _counted(programme):
    of_outlet = {"outlet": OuterRef("pk"), "programme": programme}
    models = (apps.get_model("produce", name) for name in ("Meal", "Sale"))
    return reduce(or_, (Q(Exists(model.objects.filter(**of_outlet))) for model in models))


class OutletQuerySet(TrackedQuerySet):
    def is_counted(self, programme):
        return ExpressionWrapper(_counted(programme), models.BooleanField())

    def taking_part(self, programme):
        """The outlets that a programme has counts or a plan of, and those that may have them yet.

        One without any may have opened since, for a later programme: it takes part only as long as
        none has begun.
        """
        partnership = programme.partnership_id
        later = Programme.objects.filter(
            partnership=partnership,
            fiscal_year__gt=programme.fiscal_year,
            starts_on__lte=periods.today(),
        )
        servings = apps.get_model("produce", "Serving").objects.of(programme)
        planned = Exists(servings.filter(outlet=OuterRef("pk")))
        known = _counted(programme) | Q(planned) | ~Exists(later)
        return self.filter(known, partnership=partnership)

    def cafeterias(self):
        return self.filter(kind=OutletKind.CAFETERIA)

    def enterable_by(self, user):
        """The outlets for which a user may enter records: given to them, with the partnership."""
        if administers(user):
            return self.all()
        programmes = Programme.objects.enterable_by(user)
        return self.filter(duties__user=user, partnership__in=programmes.values("partnership"))

    def beside(self, user):
        """The outlets of which a user may enter nothing."""
        return self.exclude(pk__in=Outlet.objects.enterable_by(user).values("pk"))


class Outlet(RecordSubject):
    """A cafeteria, a shop or an online store of the company."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="outlets", verbose_name="協定"
    )
    slug = SlugField()
    kind = models.CharField("種別", max_length=10, choices=OutletKind)
    name = models.CharField("名称", max_length=80, help_text="例：本社ビル 社員食堂")
    name_en = models.CharField("名称（英語）", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("順番", default=1)
    place = models.CharField(
        "場所", max_length=80, blank=True, help_text="どこへ行けばよいか（例：本社ビル 地下1階）。"
    )
    place_en = models.CharField("場所（英語）", max_length=120, blank=True)
    hours = models.CharField(
        "時間",
        max_length=80,
        blank=True,
        help_text="食事を出す時間、店の開いている時間（例：11:30～13:30）。",
    )
    hours_en = models.CharField("時間（英語）", max_length=120, blank=True)
    url = models.URLField(
        "買えるページ",
        blank=True,
        help_text="オンラインストアだけ。社員が買うページのアドレス（例：https://example.com/market）。",
    )

    objects = OutletQuerySet.as_manager()

    named_by = "name"
    identity = ("partnership", "slug")
    fixed = ("partnership", "kind")

    class Meta:
        verbose_name = verbose_name_plural = "拠点"
        ordering = ["kind", "position", "slug"]
        constraints = [models.UniqueConstraint(fields=["partnership", "slug"], name="outlet_slug")]


class OutletDuty(Assignment):
    """An outlet that a user of the group 入力担当 enters for."""

    outlet = models.ForeignKey(
        Outlet,
        models.CASCADE,
        related_name="duties",
        verbose_name="拠点",
        help_text="その拠点の協定も、上の「担当」に入れてください。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "担当拠点"
        ordering = ["outlet", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "outlet"], name="outlet_duty")]

    def __str__(self):
        return str(self.outlet)


class ClosedDay(TrackedModel):
    """A day on which an outlet is closed, besides weekends and public holidays."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="closed_days")
    closed_on = DayField("休業日", help_text="例：2026-03-06")
    reason = models.CharField("理由", max_length=60, blank=True, help_text="例：設備点検")
    reason_en = models.CharField(
        "理由（英語）", max_length=90, blank=True, help_text="例：maintenance"
    )

    identity = ("outlet", "closed_on")

    class Meta:
        verbose_name = verbose_name_plural = "休業日"
        ordering = ["closed_on"]
        constraints = [models.UniqueConstraint(fields=["outlet", "closed_on"], name="closed_day")]

    def __str__(self):
        return str(self.closed_on)
