"""Whatever is recorded, page, files, draft and second count print the same."""

import csv
import io

import openpyxl
import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import override
from hypothesis import given, settings
from pypdf import PdfReader

from programmes.audit import recount
from programmes.figures import results
from programmes.models import Release
from programmes.releases.drafting import draft
from programmes.releases.values import Values

from .at_random import ROWS, fill
from .effort import cases
from .pages import body, soup, squeezed, squeezed_text
from .releases import filled

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]


def in_files(client, base):
    """{name of the file: {figure: (value, printed in Japanese, printed in English)}}"""
    table = f"{base}tables/summary"
    read = io.StringIO(body(client, f"{table}.csv").decode("utf-8-sig"))
    book = openpyxl.load_workbook(io.BytesIO(body(client, f"{table}.xlsx")))
    names, *lines = book.worksheets[0].iter_rows(values_only=True)
    rows = {
        "csv": list(csv.DictReader(read)),
        "xlsx": [dict(zip(names, line, strict=True)) for line in lines],
        "json": client.get(f"{table}.json").json()["rows"],
    }
    return {name: {row["figure"]: row_values(row) for row in every} for name, every in rows.items()}


def row_values(row):
    value = None if row["value"] in ("", None) else int(row["value"])
    return value, row["printed_ja"] or "", row["printed_en"] or ""


def in_pdf(client, base, prefix=""):
    pdf = PdfReader(io.BytesIO(body(client, f"{prefix}{base}tables/summary.pdf")))
    return squeezed("".join(page.extract_text() for page in pdf.pages))


def on_page(client, base, result):
    page = soup(client, f"{base}figures/{result.slug}/")
    return squeezed_text(page.select_one(".fp-evidence__value").find("data") or page.h1)


def drafted(programme, language):
    """The draft of the results with the values of now."""
    text = draft(Release(programme=programme), language)
    return squeezed(filled(text, language, Values(programme)))


def check(client, programme):
    with override("ja"):
        base = programme.get_absolute_url()
    every = list(results(programme))
    files = in_files(client, base)
    texts = {"ja": in_pdf(client, base), "en": in_pdf(client, base, "/en")}
    for result in (one for one in every if one.value is not None):
        printed = [result.text("ja"), result.text("en")]
        assert {name: rows[result.slug] for name, rows in files.items()} == dict.fromkeys(
            files, (result.value, *printed)
        )
        assert on_page(client, base, result) == squeezed(printed[0])
        for language, text in zip(("ja", "en"), printed, strict=True):
            assert squeezed(text) in texts[language]
            assert squeezed(text) in drafted(programme, language), result.slug
    assert recount().differences == []


@pytest.mark.sweep
@settings(max_examples=cases(8))
@given(ROWS)
def test_whatever_is_recorded_every_place_says_the_same(client, rows):
    with transaction.atomic():
        cache.clear()
        check(client, fill(rows))
        transaction.set_rollback(True)


@pytest.mark.sweep
def test_the_documents_too(client, nec2025, nec2024):
    for programme in (nec2025, nec2024):
        check(client, programme)
