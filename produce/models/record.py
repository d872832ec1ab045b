"""What is counted at the outlets: meals and sales."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programmes.lib.rounding import Unit
from programmes.models import CountField, Record, RecordQuerySet, administers, optional

from .offering import Menu, Product
from .outlet import ALL_OUTLETS, Outlet, OutletKind


class State(models.TextChoices):
    COUNTED = "counted", _("集計済み")
    CLOSED = "closed", _("休業")
    UNKNOWN = "unknown", _("未集計")


class OutletRecordQuerySet(RecordQuerySet):
    def of_kinds(self, kinds):
        """Those of outlets of these kinds; the meals are all of one."""
        return self.filter(kind__in=kinds) if self.model is Sale else self

    def during(self, first, last):
        return self.filter(Q(ends_on__gte=first) | Q(ends_on=None), starts_on__lte=last)

    def of_one_day(self):
        """Those of one outlet on one day."""
        return self.filter(outlet__isnull=False, ends_on=F("starts_on"))

    def of_more(self):
        """Those of several days, or of all outlets."""
        return self.filter(Q(outlet=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")))

    def named_pairs(self):
        """(menu or product, outlet) of each pair that records name, as primary keys."""
        pair = (self.model.offering_field, "outlet")
        named = self.filter(**{f"{name}__isnull": False for name in pair})
        return named.order_by().values_list(*pair).distinct()

    def enterable_by(self, user):
        """Those of the outlets given to a user; a total only by who has all that it stands for."""
        records = super().enterable_by(user)
        if administers(user):
            return records
        kind = getattr(self.model.kind, "value", OuterRef("kind"))
        others = Outlet.objects.beside(user).filter(
            partnership=OuterRef("programme__partnership"), kind=kind
        )
        mine = Outlet.objects.enterable_by(user).values("pk")
        return records.filter(Q(outlet__in=mine) | Q(outlet=None) & ~Exists(others))


class OutletRecord(Record):
    """A count of an outlet, per day or period: counted, closed (休) or not yet known.

    A concrete record has a `kind` (of outlet) and names its `offering_field`.
    """

    offering_field = offering_label = ""
    goes_on = False
    decide_overlap = (*Record.decide_overlap, "state")
    counts_when = {"state": State.COUNTED.value}
    follows = ("state",)
    named_in_sheets = ("outlet",)
    sheet_words = {
        "outlet": ("拠点", "拠点名", "会場", "店舗", "店舗名", "食堂", "食堂名", "売店", "site"),
        "menu": ("メニュー", "メニュー名", "料理", "献立"),
        "product": ("商品", "商品名", "品名", "品目"),
        "kind": ("売り場", "種別", "区分"),
    }

    outlet = optional(Outlet, "拠点", help_text="空欄は、この種別のすべての拠点の合計です。")
    state = models.CharField(
        "状態",
        max_length=8,
        choices=State,
        default=State.COUNTED,
        help_text="休業や未集計のときは、数を空欄にします。0は「一つも出なかった」の意味です。",
    )

    objects = OutletRecordQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True

    @classmethod
    def of_kind(cls, kind, **fields):
        return cls(**fields)

    def covers(self, day):
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    @property
    def offering(self):
        """The menu or product, or None: all of them."""
        return getattr(self, self.offering_field)

    def subject(self):
        names = [str(self.outlet) if self.outlet else gettext(ALL_OUTLETS[self.kind])]
        return " ".join([*names, str(self.offering)] if self.offering else names)

    def set_aside(self):
        return self.state

    @classmethod
    def nameable(cls, name, objects):
        return objects.filter(kind__in=cls.outlet_kinds()) if name == "outlet" else objects

    @classmethod
    def outlet_kinds(cls):
        return [cls.kind]

    def complete(self, given):
        """A row without a last day is of one day; where nothing tells otherwise, it is counted."""
        super().complete(given)
        self.ends_on = self.ends_on or self.starts_on
        self.state = self.state or State.COUNTED

    def entry_errors(self, user):
        errors = super().entry_errors(user)
        if errors or administers(user) or not self.programme_id:
            return errors
        others = Outlet.objects.beside(user)
        if self.outlet_id and others.filter(pk=self.outlet_id).exists():
            return {"outlet": "担当の拠点ではありません。担当の拠点を選んでください。"}
        same = {"partnership": self.programme.partnership_id, "kind": self.kind}
        if not self.outlet_id and others.filter(**same).exists():
            message = (
                "すべての拠点の合計は、全拠点の担当者だけが入れられます。拠点を選んでください。"
            )
            return {"outlet": message}
        return {}

    def clean_alone(self):
        errors = {}
        is_counted = self.state == State.COUNTED
        if is_counted and self.count is None:
            errors[self.count_field] = (
                "数を入れてください。休業や未集計なら「状態」を変えてください。"
            )
        if not is_counted and self.count is not None:
            errors[self.count_field] = (
                f"「{self.get_state_display()}」のときは数を空欄にしてください。数があるなら状態を「集計済み」に。"
            )
        if self.outlet and self.outlet.kind != self.kind:
            errors["outlet"] = (
                f"「{self.outlet}」は{OutletKind(self.outlet.kind).label}です。"
                f"{OutletKind(self.kind).label}の拠点を選んでください。"
            )
        if self.programme_id:
            errors |= self._of_another_programme()
        if errors:
            raise ValidationError(errors)
        super().clean_alone()

    def _of_another_programme(self):
        errors = {}
        if self.outlet and self.outlet.partnership_id != self.programme.partnership_id:
            errors["outlet"] = "別の協定の拠点です。このプログラムの協定の拠点を選んでください。"
        if self.offering and self.offering.programme_id != self.programme_id:
            errors[self.offering_field] = (
                "別のプログラムのものです。同じプログラムのものを選んでください。"
            )
        return errors


class Meal(OutletRecord):
    """Meals served in the cafeterias (ふくしま応援ランチ)."""

    stands_for = ("outlet", "menu")
    kind = OutletKind.CAFETERIA
    offering_field, offering_label = "menu", "メニュー"
    unit = Unit("食", "meals")
    count_field = "servings"
    related = ("outlet", "menu")
    identity = ("programme", "outlet", "menu", "starts_on", "ends_on")

    menu = optional(Menu, "メニュー", help_text="空欄は、すべてのメニューの合計です。")
    servings = CountField("提供数（食）", null=True, blank=True, help_text="例：120")

    class Meta(OutletRecord.Meta):
        verbose_name = verbose_name_plural = "食堂の提供数"


class Sale(OutletRecord):
    """Items sold in the shops (ふくしま応援物産展) or online (オンラインふくしま応援マルシェ)."""

    class Kind(models.TextChoices):
        SHOP = "shop", _("社内売店")
        ONLINE = "online", _("オンラインストア")

    stands_for = ("kind", "outlet", "product")
    offering_field, offering_label = "product", "商品"
    unit = Unit("点", "items")
    count_field = "items"
    related = ("outlet", "product")
    identity = ("programme", "kind", "outlet", "product", "starts_on", "ends_on")

    kind = models.CharField("売り場", max_length=10, choices=Kind, default=Kind.SHOP)
    product = optional(Product, "商品", help_text="空欄は、すべての商品の合計です。")
    items = CountField("販売数（点）", null=True, blank=True, help_text="例：35")

    class Meta(OutletRecord.Meta):
        verbose_name = verbose_name_plural = "販売数"

    @classmethod
    def outlet_kinds(cls):
        return cls.Kind.values

    @classmethod
    def of_kind(cls, kind, **fields):
        return cls(kind=kind, **fields)

    def complete(self, given):
        super().complete(given)
        if "kind" not in given and self.outlet:
            self.kind = self.outlet.kind


def record_model(kind):
    return Meal if kind == OutletKind.CAFETERIA else Sale


def may_enter(user, model):
    meta = model._meta
    acts = (f"{meta.app_label}.{act}_{meta.model_name}" for act in ("add", "change"))
    return all(map(user.has_perm, acts))


def may_see(user, model):
    meta = model._meta
    acts = (f"{meta.app_label}.{act}_{meta.model_name}" for act in ("view", "change"))
    return any(map(user.has_perm, acts))
