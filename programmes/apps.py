from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.module_loading import autodiscover_modules


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = "年度プログラム"

    def ready(self):
        from . import checks  # noqa: F401  (registers them)
        from .accounts import roles  # noqa: F401  (makes groups)

        autodiscover_modules("strands")


class BackOfficeConfig(admin_apps.AdminConfig):
    """Django's admin, served by our site."""

    default = False
    default_site = "programmes.site.BackOffice"

    def ready(self):
        super().ready()
        autodiscover_modules("dashboard")
