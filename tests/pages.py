"""Reading a page as a reader does: by its elements and their text."""

import re
from html.parser import HTMLParser

from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext


def soup(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, f"{path}: {response.status_code}"
    return BeautifulSoup(response.content, "html.parser")


def squeezed(text):
    """Text without white space, which no printed figure depends on."""
    return re.sub(r"\s+", "", text)


def squeezed_text(element):
    """What an element shows, without any white space: "Sauce katsudon" reads Saucekatsudon."""
    return squeezed(element.get_text())


def headed(page, words):
    """The description beside a term of a page's list of facts."""
    for term in page.select(".fp-facts dt"):
        if term.get_text(strip=True) == words:
            return term.find_next_sibling("dd")
    raise AssertionError(f"no 「{words}」 on the page")


class Inline(HTMLParser):
    """Collects what the Content-Security-Policy of the portal would refuse."""

    def __init__(self):
        super().__init__()
        self.found, self.tags = [], 0

    def handle_starttag(self, tag, attributes):
        self.tags += 1
        values = {name: value or "" for name, value in attributes}
        data = values.get("type") == "application/ld+json"  # which no browser executes
        if tag == "style" or (tag == "script" and "src" not in values and not data):
            self.found.append(f"<{tag}> in line {self.getpos()[0]}")
        for name, value in values.items():
            script = value.strip().lower().startswith("javascript:")
            if name == "style" or name.startswith("on") or script:
                self.found.append(f"{tag} {name}= in line {self.getpos()[0]}")


def inline(html):
    parser = Inline()
    parser.feed(re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", html, flags=re.DOTALL))
    parser.close()
    return parser


def queries(client, path):
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
        if response.streaming:
            list(response.streaming_content)
    assert response.status_code == 200, path
    return len(captured)


def body(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return b"".join(response) if response.streaming else response.content
