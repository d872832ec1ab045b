"""The page of samples shows every component, to staff only."""

import re
from pathlib import Path

from django.conf import settings

from tests.pages import soup

TEMPLATES = Path(settings.BASE_DIR) / "templates"
INCLUDE = re.compile(r'include "(components/[\w/-]+\.html)"')
#: what the page includes by the name that a strand declares
DECLARED = {"group.strand.templates": "strands/*.html", "strand.day_template": "today/*.html"}
#: no element to be seen
UNSEEN = {"components/head.html"}


def test_only_staff_sees_it(client, admin_client, nec2025):
    assert client.get("/styleguide/").status_code == 404
    response = admin_client.get("/styleguide/")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


def included(name, seen=None):
    """The components that a template includes, and those that they include."""
    seen = set() if seen is None else seen
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    for words, pattern in DECLARED.items():
        for path in TEMPLATES.glob(pattern) if f"include {words}" in text else ():
            included(path.relative_to(TEMPLATES), seen)
    for other in INCLUDE.findall(text):
        if other not in seen:
            seen.add(other)
            included(other, seen)
    return seen


def test_every_component_has_its_sample():
    every = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("components/*.html")}
    assert len(every) > 20
    assert every - included("about/styleguide.html") == UNSEEN


def test_it_shows_each_drawing_and_each_state_of_a_campaign(admin_client, nec2025):
    page = soup(admin_client, "/styleguide/")
    drawings = list((TEMPLATES / "components" / "art").glob("*.html"))
    assert len(page.select(".fp-gallery li")) == len(drawings) - 1
    assert len(page.select(".fp-band")) == 4
