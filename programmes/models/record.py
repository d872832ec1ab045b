"""The abstract record: everything that is counted."""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..lib import periods, rounding
from . import bulk
from .address import keep_published_name
from .batch import ImportBatch
from .fields import DayField, optional
from .overlap import TakenDays, span_of, thing_of
from .partnership import Programme, Source
from .role import administers
from .tracked import TrackedModel, TrackedQuerySet

#: how a record stands to its figure's value
USES = {
    "counted": _("集計に使用"),
    "superseded": _("より新しい時点の数あり"),
    "comparison": _("照合用"),
    "closed": _("休業"),
    "unknown": _("未集計"),
}


class RecordSubject(TrackedModel):
    """What records refer to. Once they do, the `fixed` fields decide what the records mean."""

    fixed = ("programme",)
    #: whether each is a figure of its programme, under its own slug
    names_a_figure = False

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        self.verify()

    def verify(self):
        changed = self.changed(*self.fixed)
        if changed and self.is_used():
            message = "実績があるので変えられません。新しく作ってください。"
            raise ValidationError(dict.fromkeys(changed, message))
        if self.names_a_figure:
            keep_published_name(self)

    def is_used(self):
        records = (r for r in self._meta.related_objects if issubclass(r.related_model, Record))
        return any(r.related_model.objects.filter(**{r.field.name: self}).exists() for r in records)


class RecordQuerySet(TrackedQuerySet):
    def giving_value(self):
        """As a condition: the records that give a figure its value, not those for comparison."""
        return Q(is_comparison=False, **self.model.counts_when) & self.newest()

    def compared(self):
        return Q(is_comparison=True) & self.newest()

    def newest(self):
        """As a condition: of counts to a date, the newest of each line; all other records."""
        return ~Q(Exists(self.newer())) if self.model.is_snapshot else Q()

    def newer(self):
        """As a subquery: later counts of the same line and use in the same programme."""
        same = ("programme", "is_comparison", *self.model.stands_for)
        later = self.model._base_manager.filter(**{field: OuterRef(field) for field in same})
        return later.filter(ends_on__gt=OuterRef("ends_on"))

    def enterable_by(self, user):
        if administers(user):
            return self.all()
        return self.filter(programme__in=Programme.objects.enterable_by(user).values("pk"))

    def effective(self):
        return self.filter(self.giving_value())

    def for_overlap(self):
        names = (*self.model.decide_overlap, *self.model.stands_for)
        joined = [name.partition("__")[0] for name in names if "__" in name]
        return self.select_related(*(joined or [None])).only(*names).order_by()

    def for_list(self):
        """For a list of records: what each names, and whether it gives the value. One query."""
        gives = ExpressionWrapper(self.giving_value(), models.BooleanField())
        return (
            self.select_related("programme__partnership", "source", *self.model.related)
            .annotate(gives_value=gives)
            .order_by("starts_on", "ends_on", "pk")
        )

    def delete(self):
        deleted = bulk.delete(self)
        return deleted, {self.model._meta.label: deleted}

    delete.alters_data = True
    delete.queryset_only = True

    def readings(self):
        rows = self.exclude(reading="").order_by("reading").distinct()
        return list(rows.values_list("reading", "reading_en", named=True))


class Record(TrackedModel):
    """A count for a programme, over the days from `starts_on` to `ends_on`, from a source.

    A count to a date (累計, 現在) has that date as `ends_on`; its `starts_on` says since when, or
    nothing. A span without `ends_on` has an open end.
    """

    WHEN = {
        "starts_on": "いつの数かを入れてください（例：2026-02-19）。",
        "ends_on": "いつの時点の数かを入れてください（例：2026-03-13）。",
    }

    #: the fields that name what a record stands for; an empty one stands for all there are
    stands_for: tuple[str, ...] = ()
    #: whether it is a count to a date, of which only the newest of its line counts
    is_snapshot = False
    #: whether an empty last day means that it goes on; else it means one day
    goes_on = True
    #: what its fields must hold for it to give a value, such as the state of a day
    counts_when: dict[str, object] = {}
    #: whether this kind of record alone tells which of its days must be there
    knows_its_basis = True
    #: what besides `stands_for` decides whether two records overlap
    decide_overlap = ("starts_on", "ends_on", "is_comparison")
    #: the field that holds the count
    count_field = ""
    #: headings by which a spreadsheet's column of a field is known, besides the usual ones
    sheet_words = {}
    #: fields that follow from the cell with the count: a state, where 休 may stand in it
    follows: tuple[str, ...] = ()
    #: relations that a row of a file must name, though a record may do without
    named_in_sheets = ()
    #: relations that a list of records names
    related: tuple[str, ...] = ()
    #: what the count is of: a Unit, or a property that gives one; each kind has its own
    unit = None
    entry_rights = ("add", "change", "delete")

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="プログラム")
    starts_on = DayField("初日", null=True, blank=True, help_text="例：2026-02-19")
    ends_on = DayField(
        "最終日",
        null=True,
        blank=True,
        help_text="一日だけなら初日と同じ日。続いているときは空欄。",
    )
    is_approximate = models.BooleanField(
        "概数", default=False, help_text="出典が「約」で書いている数。ページでも「約」を付けます。"
    )
    is_comparison = models.BooleanField(
        "照合用",
        default=False,
        help_text="合計に入れず、見比べるためだけに残します（例：日別の数が入った後の、文書の合計）。",
    )
    source = optional(Source, "出典", help_text="文書から写した数なら、その文書。")
    note = models.TextField(
        "備考", blank=True, help_text="公開されます。個人の名前は書かないでください。"
    )
    note_en = models.TextField("備考（英語）", blank=True)
    reading = models.TextField(
        "当サイトの読み",
        blank=True,
        help_text="文書に書かれておらず、私たちがそう読んだこと（例：最終日までの数とみなした）。",
    )
    reading_en = models.TextField("当サイトの読み（英語）", blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="入力者",
    )
    entered_at = models.DateTimeField("入力日時", auto_now_add=True)
    batch = models.ForeignKey(
        ImportBatch,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="取り込み",
    )
    batch_row = models.PositiveIntegerField("取り込みの行", null=True, blank=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-ends_on", "-pk"]

    def __str__(self):
        return f"{self.days_text()} {self.subject()}"

    def subject(self):
        """What the count is of, for a list, in the active language; e.g. the outlet and menu."""
        return str(getattr(self, self.related[0]) if self.related else self.programme)

    @property
    def count(self):
        return getattr(self, self.count_field) if self.count_field else 1

    def use(self):
        """How a listed record (see `for_list`) stands to its figure's value, as a code."""
        if self.gives_value:
            return "counted"
        return "comparison" if self.is_comparison else self.set_aside()

    def set_aside(self):
        return "superseded"

    def printed(self, style=None):
        return rounding.printed(
            self.count,
            self.unit,
            style or rounding.approx(),
            approximate=self.is_approximate,
            language=get_language(),
        )

    @classmethod
    def nameable(cls, name, objects):
        """Those of the objects that a record of this kind may name in the field `name`."""
        return objects

    def complete(self, given):
        """Fills in what follows from the fields that a row of a file gives."""
        if not self.is_snapshot and "ends_on" not in given:
            self.ends_on = self.starts_on

    def adds(self):
        """Whether it adds a count, so that it must not stand beside a wider or narrower one."""
        return all(getattr(self, name) == value for name, value in self.counts_when.items())

    def may_replace(self, total):
        """Whether a wider record that stands for it too may be kept for comparison instead."""
        return self.count is not None and self.is_part_of(total)

    def is_part_of(self, other):
        """Whether a wider record, such as the campaign's total, stands for this one too."""
        for name in self.stands_for:
            attname = self._meta.get_field(name).attname
            if getattr(other, attname) not in (None, "", getattr(self, attname)):
                return False
        ends = other.ends_on is None or (self.ends_on and self.ends_on <= other.ends_on)
        return bool(ends and (self.counts_to_a_date() or other.starts_on <= self.starts_on))

    def count_text(self):
        return "—" if self.count is None else str(self.printed(rounding.EXACT))

    def days_text(self):
        language = get_language()
        if not (self.ends_on if self.counts_to_a_date() else self.starts_on):
            return "—"  # a form whose dates were emptied still names its record
        if self.counts_to_a_date():
            return periods.as_of_text(self.ends_on, language)
        return periods.range_text(self.starts_on, self.ends_on, language)

    def counts_to_a_date(self):
        return self.is_snapshot

    def entry_errors(self, user):
        """Why a user may not enter this record as it stands: texts by field, {} where they may."""
        if administers(user) or not self.programme_id:
            return {}
        if Programme.objects.enterable_by(user).filter(pk=self.programme_id).exists():
            return {}
        message = "担当の協定のプログラムではありません。担当を増やすには、管理者に頼んでください。"
        return {"programme": message}

    def may_be_entered_by(self, user):
        return not self.entry_errors(user)

    def clean(self):
        super().clean()
        self.clean_alone()
        if self.programme_id:
            self.verify()

    def clean_alone(self):
        """Checks what the record and the objects that it names tell, without another record."""
        if self.counts_to_a_date():
            if not self.ends_on:
                raise ValidationError({"ends_on": self.WHEN["ends_on"]})
        elif not self.starts_on:
            raise ValidationError({"starts_on": self.WHEN["starts_on"]})
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError(
                {"ends_on": "最終日が初日より前です。どちらかの日付を直してください。"}
            )
        self.clean_years()

    def clean_years(self):
        """A date years off its programme is a slip; since when a count runs may be long ago."""
        if not self.programme_id:
            return
        names = ["ends_on"] if self.counts_to_a_date() else ["starts_on", "ends_on"]
        far = {
            name: f"年が{day.year}年になっています。日付をお確かめください（例：2026-02-19）。"
            for name in names
            if (day := getattr(self, name)) and not self.programme.is_near(day)
        }
        if far:
            raise ValidationError(far)

    def verify(self):
        if other := self.overlapping().first():
            message = (
                "「%(other)s」（%(count)s）がすでにあります。数を直すときは、その記録を開いて"
                "変更してください。見比べるために残すなら、どちらかを「照合用」にします。"
                if self.is_part_of(other) and other.is_part_of(self)
                else "「%(other)s」（%(count)s）と重なっています。二重に数えないよう、"
                "どちらかを「照合用」にするか、日付を直してください。"
            )
            params = {"other": other, "count": other.count_text()}
            raise ValidationError(message, code="overlap", params=params)

    def overlapping(self):
        others = type(self).objects.filter(programme=self.programme_id, is_comparison=False)
        if (span := span_of(self)) is None:
            return others.none()
        others = others.exclude(pk=self.pk)
        near = TakenDays.of(others.filter(self._same_days()).for_overlap())
        return others.filter(pk__in=set(near.rivals(thing_of(self), span)))

    def _same_days(self):
        if self.counts_to_a_date():
            return Q(ends_on=self.ends_on)
        not_before = Q(ends_on__gte=self.starts_on) | Q(ends_on=None)
        return not_before & Q(starts_on__lte=self.ends_on) if self.ends_on else not_before

    def warnings(self):
        """What is allowed but unusual, as texts for staff."""
        outside = self.programme.warnings_about(self.starts_on, self.ends_on)
        return [*outside, *self.warnings_about_a_fall()]

    def warnings_about_a_fall(self):
        if not self.counts_to_a_date() or self.is_comparison:
            return []
        line = {name: getattr(self, name) for name in ("programme", *self.stands_for)}
        earlier = type(self).objects.filter(**line, is_comparison=False, ends_on__lt=self.ends_on)
        before = earlier.order_by("-ends_on").first()
        if before is None or before.count <= self.count:
            return []
        return [
            f"前の時点（{before.days_text()}）の{before.count_text()}より少ない数です。"
            "数か日付をお確かめください。"
        ]


def record_classes():
    """Every kind of record; the own indicators', which few need, come last."""
    classes = [model for model in apps.get_models() if issubclass(model, Record)]
    return sorted(classes, key=lambda model: model.__module__.startswith("programmes."))
