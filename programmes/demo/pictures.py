"""Gives what the demo shows its drawings, as photos that went the way of any other."""

from functools import cache

from django.apps import apps

from ..lib import images
from ..loading import tables_of
from ..models import Photo, Pictured, Programme, locked_write
from ..models.renditions import undone_unless
from .filling import FOLDER

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
    told = tables_of(FOLDER / "pictures.toml")
    of_events = {event: name for name, texts in told.items() for event in texts.get("events", ())}
    wanted = list(_wanted(partnership, of_events | {name: name for name in told}))
    for _one, name in wanted:
        _picture(name)
    programmes = Programme.objects.filter(partnership=partnership).values_list("pk", flat=True)
    with undone_unless(Photo.is_known), locked_write(*programmes):
        return sum(_attach(one, name, told[name]) for one, name in wanted)


def drawing(name):
    """The bytes of a drawing's file."""
    return (FOLDER / "pictures" / f"{name}.webp").read_bytes()


@cache
def _picture(name):
    return images.picture(drawing(name), f"{name}.webp")


def _wanted(partnership, names):
    """(object, name of its drawing) of whatever may have a picture and never had one."""
    for model in apps.get_models():
        if issubclass(model, Pictured):
            bare = model.objects.filter(programme__partnership=partnership, photo=None)
            for one in bare.select_related("programme").order_by("pk"):
                name = names.get(one.slug.removeprefix(f"demo-{one.programme.slug}-"))
                if name and not one.history.exclude(photo=None).exists():
                    yield one, name


def _attach(one, name, told):
    """Whether it was still without a photo, and so got this one."""
    stored = type(one).objects.get(pk=one.pk)
    if stored.photo_id:
        return False
    texts = {field: told[field] for field in ("alt", "alt_en")}
    photo = Photo(programme=stored.programme, **texts, **CREDIT)
    photo.take(_picture(name))
    photo.full_clean()
    photo.save()
    stored.photo = photo
    stored.save()
    return True
