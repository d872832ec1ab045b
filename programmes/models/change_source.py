"""How and why a change came about, as the history tells it."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from django.dispatch import receiver
from simple_history.signals import pre_create_historical_record


class ChangeSource(models.TextChoices):
    """How a change came about."""

    FORM = "form", "フォーム"
    GRID = "grid", "日別入力"
    IMPORT = "import", "ファイルの取り込み"
    UNDO = "undo", "取り込みの取り消し"
    ACTION = "action", "一覧での操作"
    RESTORE = "restore", "以前の値に戻す"
    COPY = "copy", "翌年度の作成"
    COMMAND = "command", "コマンド"


_source = ContextVar("source", default=("", ""))


@contextmanager
def change_source(source, detail=""):
    """Whatever is written inside is kept in the history as done this way.

    `detail` says which one, for people: the command's name, the number of the import. Of two
    nested sources the outer counts, because it is what the person did.
    """
    if _source.get() != ("", ""):
        yield
        return
    token = _source.set((str(source), detail))
    try:
        yield
    finally:
        _source.reset(token)


_reason = ContextVar("reason", default=None)


@contextmanager
def change_reason(reason):
    token = _reason.set(reason or None)
    try:
        yield
    finally:
        _reason.reset(token)


def current_reason():
    return _reason.get()


def current_source():
    return dict(zip(("way", "detail"), _source.get(), strict=True))


class VersionDetails(models.Model):
    """What a version in the history tells besides who, when and (in words, if given) why."""

    way = models.CharField("方法", max_length=8, choices=ChangeSource, blank=True)
    detail = models.CharField("方法の詳細", max_length=100, blank=True)

    class Meta:
        abstract = True


@receiver(pre_create_historical_record)
def record_source(history_instance, **kwargs):
    for name, value in current_source().items():
        setattr(history_instance, name, value)
    if not history_instance.history_change_reason:
        history_instance.history_change_reason = _reason.get()
