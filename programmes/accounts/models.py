"""The libraries' tables in the words of staff; they hold nothing of their own."""

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessLog


class Failure(AccessAttempt):
    """Failed sign-ins of an account at an address, as far as they count now."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "ログインの失敗"

    def __str__(self):
        return f"{self.username}（{self.failures_since_start}回）"


class Visit(AccessLog):
    """A sign-in and its end."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "ログインの記録"

    def __str__(self):
        return str(self.username)


class Device(Authenticator):
    """A second factor of somebody, or the recovery codes for it."""

    NAMES = {"totp": "認証アプリ", "recovery_codes": "復旧コード"}

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "二要素認証"

    def __str__(self):
        return f"{self.user}の{self.kind()}"

    def kind(self):
        return self.NAMES.get(self.type, self.type)
