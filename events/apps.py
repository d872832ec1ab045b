from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "催しと交流"
