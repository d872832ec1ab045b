"""Gives what the demo shows its drawings, as photos that went the way of any other."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.apps import apps

from ..lib import images
from ..loading import tables_of
from ..models import Photo, Pictured, Programme, locked_write
from ..models.renditions import undone_unless
from .data import registered

CREDIT = {
    "credit": "架空の絵（練習用）",
    "credit_en": "A made-up drawing (for practice)",
    "people": Photo.People.NOBODY,
    "scope": Photo.Scope.SITE,
    "taken_note": "練習のために、プログラムで描いた絵",
}


def hang(partnership):
    """Attaches what is lacking in a partnership's programmes; returns how many.

    What ever had a photo is left as staff have it. Renditions are made before anything is locked:
    they take long.
    """
    drawings = {name: drawing for data in registered() for name, drawing in _drawings(data.folder)}
    wanted = list(_wanted(partnership, drawings))
    for _one, drawing in wanted:
        _picture(drawing.file)
    programmes = Programme.objects.filter(partnership=partnership).values_list("pk", flat=True)
    with undone_unless(Photo.is_known), locked_write(*programmes):
        return sum(_attach(one, drawing) for one, drawing in wanted)


class Drawing(NamedTuple):
    file: Path
    alt: str
    alt_en: str


def _drawings(folder):
    """(name of what it shows, Drawing) of all that a folder has."""
    path = folder / "pictures.toml"
    for name, texts in tables_of(path).items() if path.exists() else ():
        file = folder / "pictures" / f"{name}.webp"
        drawing = Drawing(file, texts["alt"], texts["alt_en"])
        yield from ((shown, drawing) for shown in (name, *texts.get("events", ())))


def content(file):
    """The bytes of a drawing's file."""
    return file.read_bytes()


@cache
def _picture(file):
    return images.picture(content(file), file.name)


def _wanted(partnership, drawings):
    """(object, its Drawing) of whatever may have a picture and never had one."""
    for model in apps.get_models():
        if issubclass(model, Pictured):
            bare = model.objects.filter(programme__partnership=partnership, photo=None)
            for one in bare.select_related("programme").order_by("pk"):
                drawing = drawings.get(one.slug.removeprefix(f"demo-{one.programme.slug}-"))
                if drawing and not one.history.exclude(photo=None).exists():
                    yield one, drawing


def _attach(one, drawing):
    """Whether it was still without a photo, and so got this one."""
    stored = type(one).objects.get(pk=one.pk)
    if stored.photo_id:
        return False
    texts = {"alt": drawing.alt, "alt_en": drawing.alt_en}
    photo = Photo(programme=stored.programme, **texts, **CREDIT)
    photo.take(_picture(drawing.file))
    photo.full_clean()
    photo.save()
    stored.photo = photo
    stored.save()
    return True
