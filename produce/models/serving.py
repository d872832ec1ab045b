"""Which dish is served where and when: a plan, and so no record and no count."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext

from programmes.lib import periods
from programmes.models import (
    DayField,
    Programme,
    TrackedModel,
    TrackedQuerySet,
    optional,
    writes_everywhere,
)

from .offering import Menu
from .opening import is_served
from .outlet import ALL_OUTLETS, Outlet, OutletKind

#: no dish is planned for more days than a year has
LONGEST = 366


class ServingQuerySet(TrackedQuerySet):
    def of(self, programme):
        return self.filter(menu__programme=programme)

    def during(self, first, last):
        goes_on = Q(ends_on__gte=first) | Q(ends_on=None, starts_on__gte=first)
        return self.filter(goes_on, starts_on__lte=last)

    def for_calendar(self):
        return self.select_related("menu__municipality", "menu__photo")

    def enterable_by(self, user):
        """Those of the cafeterias given to a user; one for all only by who has them all."""
        if writes_everywhere(user):
            return self.all()
        partnership = OuterRef("menu__programme__partnership")
        others = Outlet.objects.beside(user).cafeterias().filter(partnership=partnership)
        mine = Outlet.objects.enterable_by(user).values("pk")
        programmes = Programme.objects.enterable_by(user).values("pk")
        enterable = Q(outlet__in=mine) | Q(outlet=None) & ~Exists(others)
        return self.filter(enterable, menu__programme__in=programmes)


class Serving(TrackedModel):
    """A dish planned for a cafeteria (none: for all of them) on a day or a span of days.

    On the days on which the cafeteria is closed nothing is served; they need no entry of their own.
    """

    is_of_one_year = True
    entry_rights = ("add", "change", "delete")
    to_partnership = "menu__programme__partnership"

    menu = models.ForeignKey(
        Menu,
        models.CASCADE,
        related_name="plan",
        verbose_name="メニュー",
        help_text="出す料理。まだなければ、右の＋で作れます（例：会津地鶏の親子丼）。",
    )
    outlet = optional(Outlet, "食堂", related_name="plan", help_text="空欄は、すべての食堂です。")
    starts_on = DayField("出す日", help_text="例：2026-02-19")
    ends_on = DayField(
        "最後の日",
        null=True,
        blank=True,
        help_text="一日だけなら空欄。続けて出すなら、その最後の日（例：2026-02-20）。"
        "土日・祝日・休業日は、自動で除きます。",
    )

    identity = ("menu", "outlet", "starts_on")
    objects = ServingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "献立"
        ordering = ["starts_on", "pk"]

    def __str__(self):
        return f"{self.days_text()} {self.site()}"

    def get_absolute_url(self):
        url = reverse("lunch", args=self.programme.path)
        return f"{url}?site={self.outlet.slug}" if self.outlet else url

    def days_text(self):
        return periods.range_text(self.starts_on, self.last_day)

    def site(self):
        return str(self.outlet or gettext(ALL_OUTLETS[OutletKind.CAFETERIA]))

    @property
    def last_day(self):
        return self.ends_on or self.starts_on

    @property
    def programme(self):
        return self.menu.programme

    @property
    def programme_id(self):
        return self.menu.programme_id if self.menu_id else None

    def clean(self):
        super().clean()
        self.verify()

    def verify(self):
        errors = self._of_days() | self._of_outlet()
        if self._again().exists():
            errors["starts_on"] = "同じ料理が、同じ食堂の同じ日に、もう入っています。"
        if errors:
            raise ValidationError(errors)

    def _of_days(self):
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            return {"ends_on": "最後の日が、出す日より前です。どちらかの日付を直してください。"}
        if self.starts_on and (self.last_day - self.starts_on).days > LONGEST:
            return {"ends_on": "1年より長くなっています。最後の日をお確かめください。"}
        return {}

    def _of_outlet(self):
        if not self.outlet:
            return {}
        if self.outlet.kind != OutletKind.CAFETERIA:
            message = (
                f"「{self.outlet}」は{self.outlet.get_kind_display()}です。食堂を選んでください。"
            )
            return {"outlet": message}
        menu = getattr(self, "menu", None)
        if (
            menu
            and menu.programme_id
            and self.outlet.partnership_id != menu.programme.partnership_id
        ):
            return {"outlet": "別の協定の食堂です。このメニューの協定の食堂を選んでください。"}
        return {}

    def _again(self):
        """The others that say the very same of the first day."""
        if not (self.menu_id and self.starts_on):
            return Serving.objects.none()
        same = {"menu": self.menu_id, "outlet": self.outlet_id, "starts_on": self.starts_on}
        return Serving.objects.filter(**same).exclude(pk=self.pk)

    # who may write it

    def entry_errors(self, user):
        """Why a user may not plan this: texts by field, {} where they may."""
        if writes_everywhere(user) or not self.menu_id:
            return {}
        if not Programme.objects.enterable_by(user).filter(pk=self.programme_id).exists():
            return {"menu": "担当の協定のメニューではありません。管理者に頼んでください。"}
        partnership = self.programme.partnership_id
        others = Outlet.objects.beside(user).cafeterias().filter(partnership=partnership)
        if self.outlet_id and others.filter(pk=self.outlet_id).exists():
            message = f"「{self.outlet}」は担当の食堂ではありません。担当の食堂を選んでください。"
            return {"outlet": message}
        if not self.outlet_id and others.exists():
            message = (
                "すべての食堂の献立は、全部の食堂の担当者だけが入れられます。食堂を選んでください。"
            )
            return {"outlet": message}
        return {}

    def may_be_entered_by(self, user):
        return not self.entry_errors(user)

    # what is allowed but will not be seen

    def warnings(self):
        days = periods.every_day(self.starts_on, self.last_day)
        if not any(is_served(self, day) for day in days):
            return [
                f"「{self.menu}」の献立（{self}）は、期間の外か、休みの日だけなので、"
                "ページに出ません。日付をお確かめください。"
            ]
        return []
