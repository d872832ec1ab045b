"""Words of addresses, which no slug in their place may be."""

from functools import cache

from django.conf import settings
from django.urls import get_resolver
from django.utils.translation import override

#: what is no page's yet, or no pattern's: languages, and what stands before the portal
KEPT = {
    *("api", "data", "embed", "en", "feed", "healthz", "ja", "media", "readyz", "sitemap"),
    *("static", "till"),
}


@cache
def path_words():
    """The first words of all addresses, and those that stand where a programme's slug may.

    The strands' own are among them, because each brings its addresses.
    """
    words = set(KEPT)
    with override(settings.LANGUAGE_CODE):  # else the English pages would all begin with en/
        routes = list(_routes(get_resolver().url_patterns))
    for route in routes:
        first, second, *_rest = [*route.split("/"), ""]
        words.add(first if "<" not in first else second)
    return {word.partition(".")[0] for word in words if word and "<" not in word}


def _routes(patterns, before=""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if "^" in route:  # what the admin answers when it knows no better
            continue
        below = getattr(pattern, "url_patterns", None)
        yield from [route] if below is None else _routes(below, route)
