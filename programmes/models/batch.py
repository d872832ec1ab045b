"""A spreadsheet file that staff brought, and what became of it."""

from django.conf import settings
from django.db import models

from .partnership import Programme


class ImportBatch(models.Model):
    """The bytes as they came, by whom, and the report; records name the batch and the row."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", "確認待ち"
        FAILED = "failed", "誤りあり"
        COMMITTED = "committed", "取り込み済み"
        ABANDONED = "abandoned", "取りやめ"
        UNDONE = "undone", "取り消し済み"

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="imports", verbose_name="プログラム"
    )
    kind = models.CharField("記録の種類", max_length=60)  # a Record class as "app.model"
    name = models.CharField("ファイル名", max_length=255)
    content = models.BinaryField("内容")
    #: of the sheet that was asked for, as it was parsed; until something is decided about the file
    rows = models.BinaryField("読み取った行", default=b"")
    size = models.PositiveIntegerField("大きさ（バイト）")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    status = models.CharField("状態", max_length=10, choices=Status, default=Status.UPLOADED)
    #: what was answered about the file: which sheet, whether to take hidden rows …
    answers = models.JSONField("答え", default=dict)
    #: what was understood and what was wrong, as shown and as downloaded
    report = models.JSONField("報告", default=dict)
    #: the newest version of the kind's history when the difference was shown
    seen = models.BigIntegerField("確認した版", default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="担当者"
    )
    uploaded_at = models.DateTimeField("日時", auto_now_add=True)
    committed_at = models.DateTimeField("取り込み日時", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="取り消した人",
    )
    undone_at = models.DateTimeField("取り消し日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "取り込み"
        ordering = ["-pk"]

    def __str__(self):
        return f"取り込み{self.pk}「{self.name}」"
