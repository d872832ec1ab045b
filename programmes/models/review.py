"""The ways for the parties to look at a release before it is issued, and what they did there."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from ..lib import periods
from .partnership import Partner
from .release import Release


class ReviewLink(models.Model):
    """A way for one party, without an account, to see a release before it is issued."""

    release = models.ForeignKey(
        Release, models.PROTECT, related_name="review_links", verbose_name="発表"
    )
    party = models.ForeignKey(
        Partner, models.PROTECT, related_name="review_links", verbose_name="確認を頼む団体"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="作った人"
    )
    created_at = models.DateTimeField("作った日時", editable=False)
    #: the version that is being prepared; once it is issued the link has done its work
    version = models.PositiveSmallIntegerField("版")
    expires_at = models.DateTimeField("期限")
    revoked_at = models.DateTimeField("取り消した日時", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "確認用のリンク"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.release}：{self.party}"

    @property
    def until(self):
        return periods.moment_text(self.expires_at, get_language())


class ReviewEntry(models.Model):
    """What happened at a review link: opened, approved, commented, or refused and why."""

    class Act(models.TextChoices):
        OPENED = "opened", "開いた"
        APPROVED = "approved", "承認した"
        COMMENTED = "commented", "意見を書いた"
        REFUSED = "refused", "開けなかった"

    link = models.ForeignKey(
        ReviewLink, models.PROTECT, null=True, related_name="entries", verbose_name="リンク"
    )
    at = models.DateTimeField("日時", editable=False)
    act = models.CharField("何を", max_length=9, choices=Act)
    #: the figure that was commented on, or "" for the whole
    figure = models.CharField("指標", max_length=60, blank=True)
    text = models.TextField("内容", blank=True)
    #: what the party saw: the checksum of the text and values at that moment
    seen = models.CharField("見た内容", max_length=64, blank=True)
    #: of the visitor, without its last part
    address = models.CharField("接続元", max_length=45, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "確認の記録"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.get_act_display()} {self.figure}".strip()

    @property
    def when(self):
        return periods.moment_text(self.at, get_language())
