"""Strand 1: lunches in the cafeterias, sales in the shops and online."""

from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from programmes.models import (
    Assignment,
    CountField,
    DayField,
    Municipality,
    Partnership,
    Pictured,
    Programme,
    Record,
    RecordQuerySet,
    RecordSubject,
    Shown,
    ShownQuerySet,
    SlugField,
    administers,
    in_language,
)
from programmes.rounding import Unit


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


class OutletQuerySet(ShownQuerySet):
    def counted_in(self, programme):
        """The outlets that have a record in a programme."""
        of_outlet = {"outlet": OuterRef("pk"), "programme": programme}
        records = (Exists(model.objects.filter(**of_outlet)) for model in (Meal, Sale))
        return self.filter(reduce(or_, map(Q, records)))

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

    objects = OutletQuerySet.as_manager()

    identity = ("partnership", "slug")
    fixed = ("partnership", "kind")

    class Meta:
        verbose_name = verbose_name_plural = "拠点"
        ordering = ["kind", "position", "slug"]
        constraints = [models.UniqueConstraint(fields=["partnership", "slug"], name="outlet_slug")]

    def __str__(self):
        return in_language(self, "name")


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


class ClosedDay(Shown):
    """A day on which an outlet is closed, besides weekends and public holidays."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="closed_days")
    closed_on = DayField("休業日", help_text="例：2026-03-06")
    reason = models.CharField("理由", max_length=60, blank=True, help_text="例：設備点検")

    identity = ("outlet", "closed_on")

    class Meta:
        verbose_name = verbose_name_plural = "休業日"
        ordering = ["closed_on"]
        constraints = [models.UniqueConstraint(fields=["outlet", "closed_on"], name="closed_day")]

    def __str__(self):
        return str(self.closed_on)


class Offering(Pictured, RecordSubject):
    """What is served or sold; it holds no count."""

    class Origin(models.TextChoices):
        ALL = "all", _("県産")
        PARTLY = "partly", _("一部県産")
        UNKNOWN = "unknown", _("不明")

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="プログラム")
    slug = SlugField()
    name = models.CharField("名称", max_length=80, help_text="例：会津地鶏の親子丼、会津の地酒")
    name_en = models.CharField("名称（英語）", max_length=120, blank=True)
    origin = models.CharField("県産品か", max_length=8, choices=Origin, default=Origin.UNKNOWN)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, verbose_name="産地の市町村"
    )
    producer = models.CharField("生産者", max_length=100, blank=True, help_text="例：○○農園")
    producer_en = models.CharField("生産者（英語）", max_length=150, blank=True)

    identity = ("programme", "slug")
    entry_rights = ("add", "change")  # the day's dish is theirs to name

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self):
        return in_language(self, "name")

    def programme_key(self):
        return self.programme_id


class Menu(Offering):
    """A dish of the Fukushima Support Lunch."""

    class Meta(Offering.Meta):
        verbose_name = verbose_name_plural = "メニュー"
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="menu_slug")]


class Product(Offering):
    """A product of the fair or of the online market."""

    class Meta(Offering.Meta):
        verbose_name = verbose_name_plural = "商品"
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="product_slug")]


class State(models.TextChoices):
    COUNTED = "counted", _("集計済み")
    CLOSED = "closed", _("休業")
    UNKNOWN = "unknown", _("未集計")


class OutletRecordQuerySet(RecordQuerySet):
    def of_kinds(self, kinds):
        """Those of outlets of these kinds; the meals are all of one."""
        return self.filter(kind__in=kinds) if self.model is Sale else self

    def during(self, first, last):
        """Those that cover at least one day of a span."""
        return self.filter(Q(ends_on__gte=first) | Q(ends_on=None), starts_on__lte=last)

    def of_one_day(self):
        """Those of one outlet on one day."""
        return self.filter(outlet__isnull=False, ends_on=F("starts_on"))

    def of_more(self):
        """Those of several days, or of all outlets."""
        return self.filter(Q(outlet=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")))

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

    outlet = models.ForeignKey(
        Outlet,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="拠点",
        help_text="空欄は、この種別のすべての拠点の合計です。",
    )
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
        """A new record of an outlet of this kind."""
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
        """The kinds of outlet that such a record can come from."""
        return [cls.kind]

    def complete(self, given):
        """A row without a last day is of one day; where nothing tells otherwise, it is counted."""
        super().complete(given)
        self.ends_on = self.ends_on or self.starts_on
        self.state = self.state or State.COUNTED

    def adds(self):
        return self.state == State.COUNTED

    def barred(self, user):
        barred = super().barred(user)
        if barred or administers(user) or not self.programme_id:
            return barred
        others = Outlet.objects.beside(user)
        if self.outlet_id and others.filter(pk=self.outlet_id).exists():
            told = "担当の拠点ではありません。担当の拠点を選んでください。"
            return {"outlet": told}
        same = {"partnership": self.programme.partnership_id, "kind": self.kind}
        if not self.outlet_id and others.filter(**same).exists():
            told = "すべての拠点の合計は、全拠点の担当者だけが入れられます。拠点を選んでください。"
            return {"outlet": told}
        return {}

    def overlapping(self):
        """A closed or uncounted day adds nothing: it overlaps only with the very same thing."""
        others = super().overlapping()
        same = Q(outlet=self.outlet, **{self.offering_field: self.offering})
        if self.state != State.COUNTED:
            return others.filter(same)
        return others.filter(same | Q(state=State.COUNTED))

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

    menu = models.ForeignKey(
        Menu,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="メニュー",
        help_text="空欄は、すべてのメニューの合計です。",
    )
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
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="商品",
        help_text="空欄は、すべての商品の合計です。",
    )
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
    """The kind of record that an outlet of this kind has."""
    return Meal if kind == OutletKind.CAFETERIA else Sale


def may_enter(user, model):
    meta = model._meta
    acts = (f"{meta.app_label}.{act}_{meta.model_name}" for act in ("add", "change"))
    return all(map(user.has_perm, acts))


def may_see(user, model):
    meta = model._meta
    acts = (f"{meta.app_label}.{act}_{meta.model_name}" for act in ("view", "change"))
    return any(map(user.has_perm, acts))
