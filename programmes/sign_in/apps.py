from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "programmes.sign_in"
    verbose_name = "ログイン"
