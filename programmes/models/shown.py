"""Whatever a page shows, the one way to write it, and the versions that make a page stale."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.dispatch import receiver
from django.utils.translation import get_language
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from ..lib.phrases import printable


def in_language(obj, field, language=None):
    """The text of `field`, in English from `<field>_en` where that is filled in."""
    if (language or get_language()) == "en":
        return getattr(obj, f"{field}_en") or getattr(obj, field)
    return getattr(obj, field)


def refuse_foreign(obj, name, what, choice=""):
    """Raises ValidationError where a relation leads to something of another programme.

    `what` it is in words, and `choice` what to choose instead where that is another word.
    """
    if getattr(obj, f"{name}_id") and getattr(obj, name).programme_id != obj.programme_id:
        told = f"別のプログラムの{what}です。同じプログラムの{choice or what}を選んでください。"
        raise ValidationError({name: told})


def links_to_wholes(model):
    """The relations that name what an object of this kind is a part of."""
    relations = (field for field in model._meta.concrete_fields if field.is_relation)
    return [field for field in relations if field.remote_field.on_delete is models.CASCADE]


class SiteVersion(models.Model):
    """One row: moves with whatever is shown under no single programme."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return str(self.number)

    @classmethod
    def move(cls):
        if not cls.objects.filter(pk=1).update(number=F("number") + 1):
            cls.objects.create(pk=1, number=1)


def lock(*programme_ids):
    """Locks these programmes' rows, then, where None is among them, that of the whole site.

    Always in this order, so that no two writers wait for each other. Returns the programmes' rows.
    """
    programme = apps.get_model("programmes", "Programme")
    rows = programme._base_manager.filter(pk__in={pk for pk in programme_ids if pk}).order_by("pk")
    list(rows.select_for_update().values_list("pk"))
    if None in programme_ids:
        list(SiteVersion.objects.select_for_update().values_list("pk"))
    return rows.order_by()


@contextmanager
def writing(*programme_ids):
    """One transaction that locks these programmes' rows first and moves their versions at its end.

    Locking before looking keeps two writers from each finding no overlap and both saving one.
    None among the ids stands for the site as a whole.
    """
    with transaction.atomic():
        rows = lock(*programme_ids)
        yield
        rows.update(version=F("version") + 1)
        if None in programme_ids:
            SiteVersion.move()


class Way(models.TextChoices):
    """How a change came about."""

    FORM = "form", "フォーム"
    GRID = "grid", "日別入力"
    IMPORT = "import", "ファイルの取り込み"
    UNDO = "undo", "取り込みの取り消し"
    ACTION = "action", "一覧での操作"
    RESTORE = "restore", "以前の値に戻す"
    COPY = "copy", "翌年度の作成"
    COMMAND = "command", "コマンド"


_way = ContextVar("way", default=("", ""))


@contextmanager
def by(way, detail=""):
    """Whatever is written inside is told in the history as done this way.

    `detail` says which one, for people: the command's name, the number of the import. Of two
    nested ways the outer counts, because it is what the person did.
    """
    if _way.get() != ("", ""):
        yield
        return
    token = _way.set((str(way), detail))
    try:
        yield
    finally:
        _way.reset(token)


_reason = ContextVar("reason", default=None)


@contextmanager
def because(reason):
    """Whatever is written inside tells in the history why, in the words of who did it, if any."""
    token = _reason.set(reason or None)
    try:
        yield
    finally:
        _reason.reset(token)


def present_reason():
    """Why whatever is written at this moment is written, in the words of who does it, or None."""
    return _reason.get()


def present_way():
    """The way of this moment as fields of a version, for writes in bulk."""
    return dict(zip(("way", "detail"), _way.get(), strict=True))


class Version(models.Model):
    """What a version in the history tells besides who, when and (in words, if given) why."""

    way = models.CharField("方法", max_length=8, choices=Way, blank=True)
    detail = models.CharField("方法の詳細", max_length=100, blank=True)

    class Meta:
        abstract = True


@receiver(pre_create_historical_record)
def tell_the_way(history_instance, **kwargs):
    for name, value in present_way().items():
        setattr(history_instance, name, value)
    if not history_instance.history_change_reason:
        history_instance.history_change_reason = _reason.get()


class ShownQuerySet(models.QuerySet):
    """Deletes move versions as single writes do; bulk writes that skip history are refused."""

    def update(self, **kwargs):
        raise TypeError(f"{self.model.__name__}: save each one; update() leaves no history")

    def bulk_create(self, *args, **kwargs):
        raise TypeError(f"{self.model.__name__}: use simple_history's bulk_create_with_history")

    def bulk_update(self, *args, **kwargs):
        raise TypeError(f"{self.model.__name__}: use simple_history's bulk_update_with_history")

    def delete(self):
        scopes = {scope for obj in self for scope in obj.scopes()}
        with writing(*scopes):
            for obj in self:
                obj.let_go()
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class Shown(models.Model):
    """Base of whatever a page shows. Saving and deleting go through `writing()`, with history."""

    #: the field with its own name, in English from `<field>_en`
    named_by = "title"
    #: the fields that name one object of this kind in a file, e.g. ("partnership", "slug")
    identity = ("slug",)
    #: whether all of this kind belongs to its year: the next year's programme starts without it
    is_of_one_year = False
    #: the fields that hold for one year only: a copy for the next has them empty
    of_one_year = ()
    #: the lookup to its partnership, where it names neither that nor a programme itself
    to_partnership = ""
    #: what the group 入力担当 may do with it besides looking: of "add", "change", "delete"
    entry_rights = ()

    history = HistoricalRecords(inherit=True, bases=[Version])
    objects = ShownQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return in_language(self, self.named_by)

    def save(self, *args, **kwargs):
        self.drop_controls()
        with writing(*self.scopes()):
            self.verify()
            self.ask_why()
            super().save(*args, **kwargs)

    def drop_controls(self):
        """Takes the control characters out of its texts: in XML and JSON readers choke on them."""
        for field in self._meta.concrete_fields:
            value = self.__dict__.get(field.attname)
            if isinstance(value, str):
                setattr(self, field.attname, printable(value))

    def delete(self, *args, **kwargs):
        with writing(*self.scopes()):
            self.let_go()
            return super().delete(*args, **kwargs)

    def let_go(self):
        """What comes before it is deleted, under the lock."""
        self.ask_why(is_leaving=True)

    def programme_key(self):
        """The id of the one programme whose pages show this, or None: the whole site."""
        return getattr(self, "programme_id", None)

    def kept(self, stored):
        """What going back to this older state leaves as it is now: values by attribute.

        `stored` is the object as it stands, or None where it was deleted.
        """
        return {}

    def scopes(self):
        """The programmes to lock and move: the present one, and the stored one when it changed."""
        scopes = {self.programme_key()}
        if self.pk and (stored := type(self)._base_manager.filter(pk=self.pk).first()):
            scopes.add(stored.programme_key())
        return scopes

    def changed(self, *names):
        """Those of these fields that are not as they are stored; none of what is new."""
        fields = [self._meta.get_field(name) for name in names]
        stored = type(self)._base_manager.filter(pk=self.pk).values(*names).first()
        return [
            field.name
            for field in fields
            if stored and stored[field.name] != getattr(self, field.attname)
        ]

    def verify(self):
        """Checks against other rows, run under the programme's lock. Raises ValidationError."""

    def ask_why(self, is_leaving=False):
        """Where a published figure rests on it, asks for a word why. Raises ReasonNeeded."""
        from . import reasons  # which reads from here

        reasons.ask_about(self, is_leaving)


class Part(Shown):
    """One of several below something of a programme, in an order of its own.

    The first field of its `identity` leads to the whole.
    """

    position = models.PositiveSmallIntegerField("順番", default=1)

    class Meta:
        abstract = True
        ordering = ["position"]

    def programme_key(self):
        return getattr(self, self.identity[0]).programme_key()
