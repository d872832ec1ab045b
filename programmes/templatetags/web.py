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


class Captured(template.Node):
    """A part of a template as plain text in a variable, white space as single spaces."""

    def __init__(self, nodelist, name):
        self.nodelist, self.name = nodelist, name

    def render(self, context):
        words = " ".join(plain(self.nodelist.render(context)).split())
        context[self.name] = truncatechars(words, LONGEST)
        return ""


@register.tag
def capture(parser, token):
    """{% capture name %}…{% endcapture %}: for what stands in a page's head more than once."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Captured(nodelist, name)


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


@register.simple_tag(takes_context=True)
def site_data(context, programme):
    return script(linked.site(programme, context.request.build_absolute_uri))


@register.simple_tag(takes_context=True)
def event_data(context, event):
    return script(linked.event(event, context.request.build_absolute_uri))


@register.simple_tag(takes_context=True)
def table_data(context, table):
    return script(linked.of_table(table, context.request.build_absolute_uri))


@register.simple_tag(takes_context=True)
def programme_data(context, programme, table):
    return script(linked.of_programme(programme, table, context.request.build_absolute_uri))


@register.simple_tag(takes_context=True)
def publication_data(context, publication, programme):
    absolute = context.request.build_absolute_uri
    return script(linked.publication(publication, programme, absolute))


@register.simple_tag(takes_context=True)
def crumb_data(context, here, programme=None):
    """The way to this page, as the breadcrumbs show it."""
    trail = [(_("ホーム"), reverse("home"))]
    if programme:
        steps = (programme.partnership, programme)
        trail += [(str(step), step.get_absolute_url()) for step in steps]
    trail.append((plain(here), context.request.path))
    return script(linked.crumbs(trail, context.request.build_absolute_uri))


@register.simple_tag
def table_words(table):
    return linked.table_description(table)


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
