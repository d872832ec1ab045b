"""The README's recipes are true: what they name is there, and doing as they say is enough."""

import csv
import io
import re
from dataclasses import replace
from importlib import import_module

import pytest
from django.conf import settings
from django.core.checks import run_checks

from programmes import data_urls
from programmes.audit import recount
from programmes.figures import results, strand
from programmes.public import json_ld
from programmes.reporting import exports, tables

from .pages import soup, squeezed_text

README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
RECIPES = ("Add a strand", "Add a figure", "Add an export", "Add a kind of file")
HARVEST = settings.BASE_DIR / "tests" / "seventh" / "harvest"


def recipe(title):
    return README.split(f"### {title}\n")[1].split("\n#")[0]


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_is_short_and_what_it_names_is_there(title):
    text = recipe(title)
    steps = [line for line in text.splitlines() if line and not line.startswith("```")]
    assert len(steps) <= 14 and len(re.findall(r"^\d\. ", text, re.M)) <= 5
    named = set(re.findall(r"`((?:programmes|tests|templates)/[\w/.]+)`", text))
    assert {name for name in named if not (settings.BASE_DIR / name).exists()} == set()
    dotted = set(re.findall(r"`programmes\.([\w.]+)\.(\w+)`", text))
    assert all(hasattr(import_module(f"programmes.{module}"), name) for module, name in dotted)
    assert named or dotted or "```python" in text


def test_the_seventh_strand_is_made_as_the_recipe_says():
    text = recipe("Add a strand")
    files = {*re.findall(r"`(\w+\.py)`", text), "locale/en"}
    assert files >= {"models.py", "strands.py", "admin.py", "urls.py"}
    assert {name for name in files if not (HARVEST / name).exists()} == set()
    assert (HARVEST / "templates" / "harvest" / "strands" / "harvest.html").exists()


@pytest.fixture
def added(nec2025, monkeypatch):
    """The figure of the recipe, put into one file: that of the strands of its app."""
    block = recipe("Add a figure").split("```python\n")[1].split("```")[0].strip()
    source = (settings.BASE_DIR / "events" / "strands.py").read_text(encoding="utf-8")
    imports = "from django.db.models import Count\nfrom programmes.lib import rounding\n"
    place = "\n        ],\n        exchanges,\n"
    assert source.count(place) == 1
    source = imports + source.replace(place, f",\n{block},{place}")
    monkeypatch.setattr(strand, "_strands", dict(strand._strands))
    exec(compile(source, "strands.py", "exec"), {"__name__": "events.strands"})
    return nec2025


@pytest.mark.django_db
def test_a_figure_is_one_declaration(client, added):
    section = soup(client, "/nec/2025/").find(id="exchange")
    assert squeezed_text(section.find(id="exchange-count").find("data")) == "1回"
    assert client.get("/nec/2025/figures/exchange-count/").status_code == 200
    text = client.get("/nec/2025/tables/summary.csv").content.decode("utf-8-sig")
    rows = {row["figure"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["exchange-count"]["printed_en"] == "1 exchange"
    assert recount().differences == []


@pytest.mark.django_db
def test_the_checks_ask_for_its_english(added):
    messages = [one.msg for one in run_checks() if one.id == "programmes.W002"]
    assert len(messages) == 2 and "交流会の回数" in "".join(messages)


@pytest.mark.django_db
def test_an_export_is_one_line_in_the_formats(nec2025, monkeypatch):
    assert set(data_urls.SuffixConverter.regex.split("|")) == {*exports.FORMATS} - {"pdf"}
    write = lambda table: table.slug.encode()  # noqa: E731
    monkeypatch.setitem(exports.FORMATS, "tsv", ("text/tab-separated-values; charset=utf-8", write))
    table = tables.summary(nec2025, results(nec2025))
    table = replace(table, suffixes=(*table.suffixes, "tsv"))
    monkeypatch.setattr(type(table), "file_url", lambda table, suffix: f"/{table.slug}.{suffix}")
    assert exports.respond(table, "tsv").content == b"summary"
    offered = json_ld.of_table(table, str)["distribution"]
    assert offered[-1]["encodingFormat"] == "text/tab-separated-values"
