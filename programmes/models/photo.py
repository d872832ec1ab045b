"""Photos: only renditions are kept, and only consent of today makes them public."""

import uuid
from functools import partial

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from ..lib import images, periods
from . import renditions
from .fields import DayField
from .history import versions_of
from .language import in_language
from .locking import locked_write
from .partnership import Programme
from .relations import refuse_foreign
from .tracked import TrackedModel, TrackedQuerySet


class PhotoQuerySet(TrackedQuerySet):
    def public(self):
        """Those that anyone may see today: what `Photo.obstacles` says."""
        guarded = Q(has_minors=False) | Q(guardians_agreed=True)
        needs_evidence = Q(people=Photo.People.AGREED) | Q(has_minors=True)
        return self.filter(
            ~Q(people=Photo.People.UNCONFIRMED) & guarded,
            ~(needs_evidence & Q(consent_evidence="")),
            Q(expires_on=None) | Q(expires_on__gte=periods.today()),
            scope__in=Photo.PUBLIC_SCOPES,
            withdrawn_on=None,
            files_removed_on=None,
        ).exclude(Q(alt="") | Q(alt_en=""))

    def withdrawn_or_expired(self):
        return self.filter(Q(withdrawn_on__isnull=False) | Q(expires_on__lt=periods.today()))

    def overdue(self):
        return self.withdrawn_or_expired().filter(files_removed_on=None)


class Photo(TrackedModel):
    """A photo of a programme, with who agreed to what. `key` names its files and changes with them.

    A new file is given with `take()` and written by `save()`.
    """

    is_of_one_year = True
    entry_rights = ("add", "change")  # of the day's dish; consent decides what is public

    class People(models.TextChoices):
        NOBODY = "nobody", "人物なし"
        FROM_BEHIND = "behind", "後ろ姿（誰か分からない）"
        AGREED = "agreed", "写っている全員が同意"
        UNCONFIRMED = "unconfirmed", "未確認（公開しない）"

    class Scope(models.TextChoices):
        INTERNAL = "internal", "社内だけ（公開しない）"
        SITE = "site", "このサイト"
        PRESS = "press", "このサイトと報道"

    PUBLIC_SCOPES = (Scope.SITE, Scope.PRESS)

    #: what tells of the files; there are none but those of today
    FILES = ("key", "width", "height", "files_removed_on")
    #: what was agreed about the picture of this `key` and about no other
    CONSENT = (
        "people",
        "has_minors",
        "guardians_agreed",
        "scope",
        "consent_evidence",
        "expires_on",
        "withdrawn_on",
    )

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="photos", verbose_name="プログラム"
    )
    alt = models.CharField(
        "代替テキスト",
        max_length=200,
        help_text="写真が見えない人に、何が写っているかを一文で（例：会津地鶏の親子丼と小鉢）。",
    )
    alt_en = models.CharField(
        "代替テキスト（英語）",
        max_length=300,
        blank=True,
        help_text="公開に必要です（例：A bowl of Aizu chicken and egg on rice）。",
    )
    credit = models.CharField(
        "撮影者・提供者", max_length=100, blank=True, help_text="写真の下に出ます（例：福島県）。"
    )
    credit_en = models.CharField("撮影者・提供者（英語）", max_length=150, blank=True)
    taken_note = models.CharField(
        "撮影の覚え書き",
        max_length=100,
        blank=True,
        help_text="公開されません（例：2026年2月19日、本社食堂）。",
    )
    people = models.CharField(
        "写っている人", max_length=12, choices=People, default=People.UNCONFIRMED
    )
    has_minors = models.BooleanField(
        "未成年が写っている", default=False, help_text="高校生も含みます。後ろ姿でも印を付けます。"
    )
    guardians_agreed = models.BooleanField("保護者も同意", default=False)
    scope = models.CharField("使ってよい範囲", max_length=8, choices=Scope, default=Scope.INTERNAL)
    consent_evidence = models.CharField(
        "同意の記録の置き場所",
        max_length=200,
        blank=True,
        help_text="同意書がどこにあるか（例：広報室 文書番号2026-014）。"
        "個人の名前は書かないでください。",
    )
    expires_on = DayField(
        "使える最終日",
        null=True,
        blank=True,
        help_text="この日まで公開します。期限がなければ空欄。",
    )
    withdrawn_on = DayField(
        "取り下げの申し出の日",
        null=True,
        blank=True,
        help_text="入れて保存すると、すぐに公開が止まり、夜の間にファイルが消えます。",
    )
    key = models.UUIDField("ファイルの名前", default=uuid.uuid4, unique=True, editable=False)
    width = models.PositiveSmallIntegerField("幅", editable=False)
    height = models.PositiveSmallIntegerField("高さ", editable=False)
    files_removed_on = DayField("ファイルを消した日", null=True, editable=False)

    named_by = "alt"
    identity = ("key",)
    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "写真"
        ordering = ["-pk"]

    #: a Picture whose files `save()` will write
    _new_picture = None

    def clean(self):
        if self.has_minors and self.people == self.People.NOBODY:
            raise ValidationError(
                {"people": "「人物なし」なのに、未成年が写っていることになっています。"}
            )
        self.verify()

    def verify(self):
        for obj in self.uses() if self.pk else ():
            if obj.programme_id != self.programme_id:
                raise ValidationError(
                    {
                        "programme": f"「{obj}」（{obj._meta.verbose_name}）に付いている写真です。"
                        "プログラムを変えるなら、先にそちらから外してください。"
                    }
                )

    # files

    def take(self, picture):
        """Gives it a new file, an `images.Picture`: at a new address, so that the old one dies."""
        self._new_picture, self.key = picture, uuid.uuid4()
        self.width, self.height = picture.width, picture.height
        self.files_removed_on = None

    def save(self, *args, **kwargs):
        with renditions.undone_unless(Photo.is_known), locked_write(*self.scopes()):
            kept = Photo.objects.filter(pk=self.pk).values_list("key", flat=True).first()
            super().save(*args, **kwargs)
            if self._new_picture:
                renditions.write(self.key, self._new_picture.renditions)
                self._new_picture = None
            if kept and kept != self.key:
                transaction.on_commit(partial(renditions.remove, kept), robust=True)

    def kept_on_restore(self, stored):
        if stored is None:
            gone = versions_of(Photo, id=self.pk).first()
            day = gone.history_date.astimezone(periods.TOKYO).date()
            return {"files_removed_on": self.files_removed_on or day}
        is_same = stored.key == self.key
        names = self.FILES if is_same else self.FILES + self.CONSENT
        return {name: getattr(stored, name) for name in names}

    @staticmethod
    def is_known(key):
        return Photo.objects.filter(key=key).exists()

    def before_delete(self):
        super().before_delete()
        for obj in self.uses():
            obj.photo = None
            obj.save()
        transaction.on_commit(partial(renditions.remove, self.key), robust=True)

    def remove_overdue_files(self):
        """Deletes its files and keeps the row, with the day.

        Returns how many there were; None if it has meanwhile become valid again.
        """
        with locked_write(*self.scopes()):
            self.refresh_from_db()
            if not Photo.objects.overdue().filter(pk=self.pk).exists():
                return None
            self.files_removed_on = periods.today()
            self.save()
            return renditions.remove(self.key)

    # where it is shown

    def uses(self):
        for relation in self._meta.related_objects:
            if issubclass(relation.related_model, Pictured):
                yield from relation.related_model.objects.filter(photo=self)

    @property
    def is_public(self):
        return not self.obstacles()

    def obstacles(self):
        """Why it is not public today, as texts for staff; [] if it is."""
        inside = [] if self.scope in self.PUBLIC_SCOPES else ["使ってよい範囲が「社内だけ」です"]
        return [*self._gone(), *self.missing_consent(), *inside, *self._undescribed()]

    def _gone(self):
        if self.files_removed_on:
            yield f"ファイルは{periods.day_text(self.files_removed_on)}に消しました"
        if self.withdrawn_on:
            yield f"{periods.day_text(self.withdrawn_on)}に取り下げの申し出がありました"
        if self.expires_on and self.expires_on < periods.today():
            yield f"期限（{periods.day_text(self.expires_on)}）が過ぎました"

    def missing_consent(self):
        needs_evidence = self.people == self.People.AGREED or self.has_minors
        lacking = {
            "写っている人の同意が未確認です": self.people == self.People.UNCONFIRMED,
            "未成年の保護者の同意がまだです": self.has_minors and not self.guardians_agreed,
            "同意の記録の置き場所が空欄です": needs_evidence and not self.consent_evidence,
        }
        return [message for message, is_so in lacking.items() if is_so]

    def _undescribed(self):
        if not self.alt:
            yield "代替テキストが空欄です"
        if not self.alt_en:
            yield "英語の代替テキストが空欄です"

    def warnings(self):
        if obstacles := self.obstacles():
            return [f"保存しましたが、公開されません：{'。'.join(obstacles)}。"]
        return []

    # on a page

    @property
    def address(self):
        return self.address_of(self.width, "jpg")

    def address_of(self, width, suffix):
        return reverse("photo", args=[self.key, width, suffix])

    def has(self, width, suffix):
        return width in images.widths_of(self.width) and suffix in images.SUFFIXES

    def sources(self):
        """(media type, srcset) of each format, the best first; the last one any browser knows."""
        widths = images.widths_of(self.width)
        for suffix, media_type in images.MEDIA_TYPES.items():
            addresses = (f"{self.address_of(width, suffix)} {width}w" for width in widths)
            yield media_type, ", ".join(addresses)


def credits_of(pictured):
    photos = (obj.photo for obj in pictured if obj.photo and obj.photo.is_public)
    names = (in_language(photo, "credit") for photo in photos)
    return list(dict.fromkeys(name for name in names if name))


class Pictured(TrackedModel):
    """Abstract base of what a photo may be attached to: anything that has a `programme`."""

    photo = models.ForeignKey(
        Photo,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="写真",
        help_text="公開できる写真だけがページに出ます。",
    )

    of_one_year = ("photo",)

    class Meta:
        abstract = True

    def verify(self):
        super().verify()
        if self.programme_id:
            refuse_foreign(self, "photo", "写真")
