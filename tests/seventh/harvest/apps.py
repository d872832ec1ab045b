from django.apps import AppConfig


class HarvestConfig(AppConfig):
    name = "tests.seventh.harvest"
    verbose_name = "収穫体験"
