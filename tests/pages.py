"""Reading a page as a reader does: by its elements and their text."""

import re

from bs4 import BeautifulSoup


def soup(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, f"{path}: {response.status_code}"
    return BeautifulSoup(response.content, "html.parser")


def squeezed(text):
    """Text without white space, which no printed figure depends on."""
    return re.sub(r"\s+", "", text)


def shown(element):
    return squeezed(element.get_text())


def headed(page, words):
    """The description beside a term of a page's list of facts."""
    for term in page.select(".fp-facts dt"):
        if term.get_text(strip=True) == words:
            return term.find_next_sibling("dd")
    raise AssertionError(f"no 「{words}」 on the page")
