from django.apps import AppConfig
from django.contrib.auth.apps import AuthConfig


class AccountsConfig(AppConfig):
    name = "programmes.accounts"
    label = "sign_in"  # of its tables
    verbose_name = "ログイン"
    default = True

    def ready(self):
        # The library gives its table no name of its own; pages that list what goes along need one.
        from allauth.mfa.models import Authenticator

        meta = Authenticator._meta
        meta.verbose_name = meta.verbose_name_plural = "二要素認証"


class PeopleConfig(AuthConfig):
    """Django's accounts under the name that staff give them."""

    default = False
    verbose_name = "利用者と役割"
