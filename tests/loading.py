"""Programmes as files: loaded, changed, and compared whole."""

from io import StringIO

from django.apps import apps
from django.core.management import call_command

from probono.models import CountingLine
from programmes.models import SiteVersion, TrackedModel


def load(*names, **options):
    """Runs the command and returns the lines that it prints."""
    out = StringIO()
    call_command("load_programme", *names, stdout=out, **options)
    return out.getvalue().splitlines()


def change(folder, name, old, new):
    path = folder / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def append(folder, name, text):
    with (folder / f"{name}.toml").open("a", encoding="utf-8") as file:
        file.write(text)


def shown_models():
    return [model for model in apps.get_models() if issubclass(model, TrackedModel)]


def everything():
    """All rows, all history and all versions, for comparison."""
    rows = {
        model._meta.label: (list(model.objects.order_by("pk").values()), model.history.count())
        for model in shown_models()
    }
    links = CountingLine.communities.through.objects.order_by("pk").values()
    return rows, list(links), list(SiteVersion.objects.values())
