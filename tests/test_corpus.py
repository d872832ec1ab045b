"""The files that staff have, from the upload to the records: imported or refused, file by file."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from produce.models import Meal, State
from programmes.models import ImportBatch

from .corpus import CASES, OUTLETS, SPAN
from .effort import some
from .factories import OutletFactory, ProgrammeFactory

TABLE = Path(__file__).with_name("imported.txt")
Status = ImportBatch.Status


@pytest.fixture
def programme(db):
    first, last = SPAN
    made = ProgrammeFactory(fiscal_year=2025, starts_on=first, ends_on=last)
    for position, name in enumerate(OUTLETS, 1):
        OutletFactory(partnership=made.partnership, name=name, position=position)
    return made


def expected():
    """imported.txt as {file name: its lines}"""
    sections = TABLE.read_text(encoding="utf-8").split("== ")[1:]
    return {name: lines for name, *lines in (section.splitlines() for section in sections)}


def brought(client, programme, case):
    """Uploads a file, confirms it where that is offered, and returns what became of it."""
    file = SimpleUploadedFile(case.name, case.make())
    typed = {"programme": programme.pk, "kind": "produce.meal", "file": file}
    page = client.post(reverse("admin:import"), typed, follow=True)
    if (form := page.context.get("form")) and form.errors:
        return [f"refused: {message}" for message in form.errors["file"]]
    batch = ImportBatch.objects.get()
    shown = page.content.decode()
    lines = []
    for address, value, message in batch.report["faults"]:
        assert batch.status == Status.FAILED
        lines.append(
            f"refused: {address}「{value}」：{message}" if address else f"refused: {message}"
        )
    lines += [f"asked: {question}" for question in batch.report.get("questions", ())]
    assert "まだ何も保存していません" in shown or lines
    if batch.status == Status.UPLOADED:
        commit = reverse("admin:import_commit", args=[batch.pk])
        client.post(commit, {"choice": "file"})
    meals = Meal.objects.filter(programme=programme)
    return lines + [saved(meal) for meal in meals.order_by("batch_row", "starts_on")]


def saved(meal):
    count = meal.count_text() if meal.state == State.COUNTED else meal.get_state_display()
    return " | ".join(filter(None, [f"saved {meal.batch_row}: {meal}", count, meal.note]))


@pytest.mark.parametrize("case", some(CASES, 3), ids=lambda case: case.name)
def test_a_file_is_imported_or_refused_as_the_table_says(admin_client, programme, case):
    assert brought(admin_client, programme, case) == expected()[case.name]


def test_the_table_tells_of_each_file_and_refuses_or_saves_it():
    assert list(expected()) == [case.name for case in CASES]
