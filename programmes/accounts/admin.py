"""Who signed in, who failed to, and with what; for administrators, to look at and to unlock."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin

from ..lib.periods import moment_text
from .models import Device, Failure, Visit

for model in (EmailAddress, Authenticator):
    admin.site.unregister(model)


def column(text, name):
    @admin.display(description=text, ordering=name)
    def shown(self, obj):
        value = getattr(obj, name)
        if isinstance(value, datetime):
            return moment_text(value)
        return "—" if value is None else value

    return shown


class LogAdmin(admin.ModelAdmin):
    """Nothing is written by hand."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class AttemptAdmin(LogAdmin):
    search_fields = ("username", "ip_address")
    date_hierarchy = "attempt_time"

    when = column("日時", "attempt_time")
    who = column("ユーザー名", "username")
    where = column("アドレス", "ip_address")
    browser = column("ブラウザ", "user_agent")


@admin.register(Failure)
class FailureAdmin(AttemptAdmin):
    """To delete one lets its account sign in again at once."""

    list_display = ("when", "who", "where", "times")
    fields = ("when", "who", "where", "times", "browser")

    times = column("失敗の回数", "failures_since_start")


@admin.register(Visit)
class VisitAdmin(AttemptAdmin):
    list_display = ("when", "until", "who", "where")
    fields = ("when", "until", "who", "where", "browser")

    until = column("ログアウト", "logout_time")

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Device)
class DeviceAdmin(LogAdmin):
    """Without what is secret in it. To delete one lets its owner set up another."""

    list_display = fields = ("who", "what", "since", "used")
    list_select_related = ("user",)
    search_fields = ("user__username",)

    who = column("ユーザー名", "user")
    since = column("登録", "created_at")
    used = column("最後に使った日時", "last_used_at")

    @admin.display(description="種類", ordering="type")
    def what(self, device):
        return device.kind()

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (request.user.is_superuser or not (obj and obj.user.is_superuser))
