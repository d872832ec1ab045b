from django.apps import AppConfig
from django.contrib.auth.apps import AuthConfig


class SignInConfig(AppConfig):
    name = "programmes.sign_in"
    verbose_name = "ログイン"
    default = True


class PeopleConfig(AuthConfig):
    """Django's accounts under the name that staff give them."""

    default = False
    verbose_name = "利用者と役割"
