"""What a page tells other programs: its addresses, JSON-LD, ways to share it. Built in."""

import json
import re
from html import unescape
from urllib.parse import urlencode

from django import template
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeData, mark_safe
from django.utils.translation import gettext as _

from programmes import linked

#: what is told beside a text, such as that it has no English
MARK = re.compile(r'<(span|p) class="fp-mark">.*?</\1>')
register = template.Library()
#: what could end a script element or begin another; inside JSON's strings only
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
#: the longest description that search engines show
LONGEST = 160


@register.simple_block_tag
def capture(content):
    """{% capture as name %}…{% endcapture %}: for what stands in a page's head more than once.

    As plain text, white space as single spaces.
    """
    return truncatechars(" ".join(plain(content).split()), LONGEST)


def plain(text):
    """Text without markup and marks, whether it is markup or was text before."""
    if not isinstance(text, SafeData):
        return str(text)
    return unescape(strip_tags(MARK.sub("", text))).strip()


# addresses


@register.simple_tag(takes_context=True)
def absolute(context, path):
    return context.request.build_absolute_uri(path)


@register.simple_tag(takes_context=True)
def here(context):
    """The address of this page, without its query."""
    return absolute(context, context.request.path)


@register.simple_tag(takes_context=True)
def part(context):
    """?page=2 on the second page of a list, ?site=… of one cafeteria, ?kind=… of a map.

    Nothing else of the query makes another page.
    """
    page, site, tiles = (context.get(name) for name in ("page", "site", "map"))
    if page and page.number > 1:
        return f"?page={page.number}"
    if site:
        return f"?site={site.slug}"
    return f"?kind={tiles.kind}" if tiles and tiles.kind else ""


@register.simple_tag(takes_context=True)
def card(context):
    """The address of the picture that stands for the page where it is shared."""
    if programme := context.get("programme"):
        return absolute(context, reverse("card", args=[programme.partnership.slug, programme.slug]))
    return absolute(context, reverse("site-card"))


# JSON-LD


def script(data):
    """A data block, which no browser executes; nothing where there is nothing to tell."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def data_tag(name, tell):
    """The tag `name`: what `tell` says of the tag's arguments, as a data block."""

    def tag(context, *args):
        return script(tell(*args, context.request.build_absolute_uri))

    register.simple_tag(tag, takes_context=True, name=name)


data_tag("site_data", linked.site)
data_tag("event_data", linked.event)
data_tag("table_data", linked.of_table)
data_tag("programme_data", linked.of_programme)
data_tag("publication_data", linked.publication)
register.simple_tag(linked.table_description, name="table_words")


@register.simple_tag(takes_context=True)
def crumb_data(context, here, programme=None):
    """The way to this page, as the breadcrumbs show it."""
    trail = [(_("ホーム"), reverse("home"))]
    if programme:
        steps = (programme.partnership, programme)
        trail += [(str(step), step.get_absolute_url()) for step in steps]
    trail.append((plain(here), context.request.path))
    return script(linked.crumbs(trail, context.request.build_absolute_uri))


# sharing


@register.simple_tag(takes_context=True)
def share_links(context, title):
    """(name, address) of each place to share this page at: plain links, no script of others."""
    url, title = here(context), plain(title)
    both = f"{title} {url}"
    return [
        (_("メール"), f"mailto:?{_query(subject=title, body=both)}"),
        ("LINE", f"https://social-plugins.line.me/lineit/share?{_query(url=url)}"),
        ("X", f"https://x.com/intent/post?{_query(url=url, text=title)}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?{_query(u=url)}"),
        ("Bluesky", f"https://bsky.app/intent/compose?{_query(text=both)}"),
    ]


def _query(**values):
    # Mail programs take + for a plus sign.
    return urlencode(values).replace("+", "%20")
