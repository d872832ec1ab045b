"""The public site as a visitor's browser meets it: every page that links lead to, by type."""

from collections import defaultdict
from urllib.parse import unquote

from django.urls import resolve
from django.utils.translation import override

#: what opens nothing for a visitor: the back office asks to sign in, and this leads away
ELSEWHERE = ("/admin/", "/go/", "/accounts/")
LINKS = "all => all.map(a => a.getAttribute('href'))"


def crawl(page, language, start="", most=None):
    """The addresses of the pages of a language that links lead to, by the name of their type.

    From the home page, and from `start` (without the language's prefix); with `most`, no more of
    each type. Every address answers with 200, or the crawl fails.
    """
    prefix = "/en" if language == "en" else ""
    waiting = [f"{prefix}/", *([prefix + start] if start else [])]
    seen, by_type = set(waiting), defaultdict(list)
    while waiting:
        path = waiting.pop(0)
        kind = type_of(path, language)
        if most and len(by_type[kind]) >= most:
            continue
        answer = page.request.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        by_type[kind].append(path)
        page.set_content(answer.text())
        for link in page.eval_on_selector_all("a[href]", LINKS):
            link = link.split("#")[0]
            if link not in seen and _is_page(link, language):
                seen.add(link)
                waiting.append(link)
    return by_type


def type_of(path, language):
    """The name of a page's type; of one with a query, which is a type of its own."""
    bare, _mark, query = path.partition("?")
    with override(language):
        name = resolve(unquote(bare)).url_name
    return f"{name}?{query.partition('=')[0]}" if query else name


def _is_page(link, language):
    if not link.startswith("/") or link.startswith(ELSEWHERE):
        return False
    is_ours = link.startswith("/en/") == (language == "en")
    return is_ours and link.partition("?")[0].endswith("/")


def of_each_type(by_type, number):
    """The first `number` addresses of every type."""
    return [path for name in by_type for path in by_type[name][:number]]
