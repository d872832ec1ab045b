"""What a page says, as data blocks for other programs; built in."""

import json

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from programmes.public import json_ld

from .text import plain

register = template.Library()
#: what could end a script element or begin another; inside JSON's strings only
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script(data):
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def data_tag(name, tell):
    def tag(context, *args):
        return script(tell(*args, context.request.build_absolute_uri))

    register.simple_tag(tag, takes_context=True, name=name)


data_tag("site_data", json_ld.site)
data_tag("event_data", json_ld.event)
data_tag("table_data", json_ld.of_table)
data_tag("programme_data", json_ld.of_programme)
data_tag("publication_data", json_ld.publication)
register.simple_tag(json_ld.table_description, name="table_words")


@register.simple_tag(takes_context=True)
def crumb_data(context, here, programme=None):
    trail = [(_("ホーム"), reverse("home"))]
    if programme:
        steps = (programme.partnership, programme)
        trail += [(str(step), step.get_absolute_url()) for step in steps]
    trail.append((plain(here), context.request.path))
    return script(json_ld.crumbs(trail, context.request.build_absolute_uri))
