from django.apps import AppConfig


class ProbonoConfig(AppConfig):
    name = "probono"
    verbose_name = "コミュニティとプロボノ"
