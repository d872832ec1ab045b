"""What was issued stays at its address: what makes up the address does not change any more."""

from django.apps import apps
from django.core.exceptions import ValidationError

FIXED = "この下に公表したものがあり、そのアドレスは変わらないと約束しているので、変えられません。"
HIDDEN = "公表したものがあるので、公開日をなくしたり、公表より後にしたりはできません。"


def keep_address(obj, fields, **place):
    """Refuses another value in one of these fields once a publication stands below the object.

    `place` is the lookup that leads from a publication to it. Raises ValidationError.
    """
    changed = obj.changed(*fields)
    if changed and _issued(**place).exists():
        raise ValidationError(dict.fromkeys(changed, FIXED))


def keep_visible(programme):
    first = _issued(release__programme=programme.pk).order_by("issued_at").first()
    shown = programme.visible_from
    if first and not (shown and shown <= first.issued_on):
        raise ValidationError({"visible_from": HIDDEN})


def keep_published_name(figure):
    stored = type(figure)._base_manager.filter(pk=figure.pk).first()
    if stored is None or stored.slug == figure.slug:
        return
    lines = apps.get_model("programmes", "PublishedFigure").objects.figures()
    if lines.filter(slug=stored.slug, publication__release__programme=stored.programme_id):
        raise ValidationError({"slug": FIXED})


def _issued(**place):
    return apps.get_model("programmes", "Publication").objects.filter(**place)
