"""The forms of signing in, labelled for staff; a wrong code counts like a wrong password."""

import unicodedata

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgain
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db import transaction

#: codes of the app that are remembered as used; one is good for three periods
REMEMBERED = 4


def label(field, text, **attributes):
    field.label = text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class PasswordForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        label(self.fields["login"], "ユーザー名", autocapitalize="none", spellcheck="false")
        label(self.fields["password"], "パスワード")


class PasswordAgainForm(PasswordAgain):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        label(self.fields["password"], "パスワード")


class PlainCode:
    """A code as people type it: １２３ ４５６ is 123456."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        label(self.fields["code"], "コード", inputmode="numeric", spellcheck="false")

    def clean_code(self):
        typed = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        self.cleaned_data["code"] = "".join(sign for sign in typed if sign not in " -")
        return super().clean_code()


class Limited:
    """Counts a wrong code towards the lock-out, and takes a code once only."""

    def clean_code(self):
        account = {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(context.request, account):
            context.request.axes_locked_out = True  # the middleware answers with the page
            raise ValidationError("失敗が続いたため、しばらくログインできません。")
        try:
            return self._once()
        except ValidationError:
            user_login_failed.send(__name__, credentials=account, request=context.request)
            raise

    @transaction.atomic
    def _once(self):
        """The library remembers used codes in the memory of one process, and without a lock."""
        list(Authenticator.objects.select_for_update().filter(user=self.user).order_by("pk"))
        code = super().clean_code()
        row = Authenticator.objects.get(pk=self.authenticator.pk)
        used = row.data.get("used", [])
        if code in used:
            raise ValidationError("このコードはもう使いました。次のコードを入れてください。")
        row.data["used"] = [code, *used][:REMEMBERED]
        row.save(update_fields=["data"])
        return code


class CodeForm(PlainCode, Limited, AuthenticateForm):
    """After the password."""


class CodeAgainForm(PlainCode, Limited, ReauthenticateForm):
    """Before a change to the second factor."""


class FirstCodeForm(PlainCode, ActivateTOTPForm):
    """To show that the app works; nothing can be guessed here."""
