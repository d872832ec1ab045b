"""What differs from the library's ways: nobody signs up, no mail is sent, Japanese throughout."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter

from .lockout import address_of

#: for so many seconds after a sign-in nobody is asked for the password again
RECENT = 5 * 60


class SignIn(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "ユーザー名かパスワードが違います。大文字と小文字も"
        "確かめて、もう一度入れてください。",
        "incorrect_password": "パスワードが違います。もう一度入れてください。",
        "too_many_login_attempts": "失敗が続いています。少し待って、もう一度お試しください。",
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return address_of(request) or ""

    def add_message(self, *args, **kwargs):
        """None: each page says itself what happened."""

    def is_reauthentication_required(self, *, app, **kwargs):
        request = context.request
        records = get_authentication_records(request, request.user)
        return not records or time.time() - records[-1]["at"] > RECENT


class SecondFactor(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "コードが違います。アプリに今出ている数字を入れてください。",
    }

    def get_totp_label(self, user):
        return user.get_username()

    def build_totp_svg(self, url):
        """The drawing alone, for a page: without the declaration that only a file has."""
        return super().build_totp_svg(url).partition("?>")[2].strip()
