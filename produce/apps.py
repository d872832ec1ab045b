from django.apps import AppConfig


class ProduceConfig(AppConfig):
    name = "produce"
    verbose_name = "県産品"
