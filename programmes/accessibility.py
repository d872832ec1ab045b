"""The results of the accessibility test, as the files in fixtures/ tell them."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import SimpleNamespace

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from .tables import Cell, Column, Line

FOLDER = settings.BASE_DIR / "fixtures" / "accessibility"
TITLES = (_("達成基準"), _("レベル"), _("規格"), _("結果"), _("注記"))
#: the version of WCAG in which a criterion appeared -> the standards that have it
STANDARDS = {"2.0": "JIS X 8341-3:2016", "2.1": "WCAG 2.1", "2.2": "WCAG 2.2"}


@dataclass(frozen=True)
class Results:
    """What was tested when and how, what was found, and each criterion's row."""

    tested_on: date
    kinds: int
    pages: int
    tools: list
    listed: list
    mended: list
    faults: list
    criteria: list

    title = _("達成基準の一覧")

    @property
    def shown_columns(self):
        return [Column(str(title), title) for title in TITLES]

    @property
    def lines(self):
        return [_line(row) for row in self.criteria]


@cache
def test_results():
    with (FOLDER / "test.toml").open("rb") as file:
        told = tomllib.load(file)
    with (FOLDER / "criteria.csv").open(encoding="utf-8") as rows:
        criteria = list(csv.DictReader(rows))
    lists = {name: _texts(told.get(name, ())) for name in ("tools", "listed", "mended", "faults")}
    numbers = {name: told[name] for name in ("tested_on", "kinds", "pages")}
    return Results(**numbers, **lists, criteria=criteria)


def _texts(entries):
    return [SimpleNamespace(**entry) for entry in entries]


def _line(row):
    is_english = get_language() == "en"
    name, note = (row["name_en"], row["note_en"]) if is_english else (row["name"], row["note"])
    texts = [f"{row['number']} {name}", row["level"], STANDARDS[row["since"]], _word(row), note]
    cells = zip(TITLES, texts, strict=True)
    return Line([Cell(text, label=str(title)) for title, text in cells], "")


def _word(row):
    if row["applies"] == "no":
        return gettext("該当なし")
    return gettext("適合") if row["result"] == "pass" else gettext("不適合")
