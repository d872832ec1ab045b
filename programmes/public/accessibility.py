"""The results of the accessibility test, as the files in fixtures/ have them."""

import csv
import tomllib
from functools import cache
from types import SimpleNamespace

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ..reporting.tables import Cell, Column, Line

FOLDER = settings.BASE_DIR / "fixtures" / "accessibility"
#: what test.toml may list any number of
LISTS = ("tools", "listed", "mended", "faults")
TITLES = (_("達成基準"), _("レベル"), _("規格"), _("結果"), _("注記"))
#: the version of WCAG in which a criterion appeared -> the standards that have it
STANDARDS = {"2.0": "JIS X 8341-3:2016", "2.1": "WCAG 2.1", "2.2": "WCAG 2.2"}


class AccessibilityResults(SimpleNamespace):
    """What test.toml says of the test, entries as objects, and each criterion's row."""

    title = _("達成基準の一覧")

    @property
    def shown_columns(self):
        return [Column(str(title), title) for title in TITLES]

    @property
    def lines(self):
        return [_line(row) for row in self.criteria]


@cache
def test_results():
    data = dict.fromkeys(LISTS, ()) | tomllib.loads((FOLDER / "test.toml").read_text("utf-8"))
    with (FOLDER / "criteria.csv").open(encoding="utf-8") as rows:
        data["criteria"] = list(csv.DictReader(rows))
    lists = {name: [SimpleNamespace(**entry) for entry in data[name]] for name in LISTS}
    return AccessibilityResults(**data | lists)


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
