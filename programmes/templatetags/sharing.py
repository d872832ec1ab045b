"""Ways to share a page: plain links, no script of others; built in."""

from urllib.parse import urlencode

from django import template
from django.utils.translation import gettext as _

from .addresses import here
from .text import plain

register = template.Library()


@register.simple_tag(takes_context=True)
def share_links(context, title):
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
