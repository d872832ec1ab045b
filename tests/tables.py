"""The tables of a programme, made for a test, and their files read back."""

import io
from datetime import date

from django.db import models
from openpyxl import load_workbook

from produce.models import Meal
from programmes import figures, imports
from programmes.reporting import exports, tables


def summary(programme):
    return tables.summary(programme, figures.results(programme))


def records(programme, strand="produce"):
    return tables.record_list(programme, figures.results(programme), strand)


def many_meals(programme, number):
    """Bulk, past the model's own queryset, which refuses it because it would skip history."""
    meals = (
        Meal(programme=programme, starts_on=day, ends_on=day, servings=1)
        for day in [date(2026, 2, 2)] * number
    )
    models.QuerySet(Meal).bulk_create(meals)


def exported(model, programme, suffix):
    records = model.objects.filter(programme=programme).order_by("pk")
    response = exports.respond(imports.records_table(model, programme, records), suffix)
    return b"".join(response) if response.streaming else response.content


def read_xlsx(data, sheet=0):
    book = load_workbook(io.BytesIO(data))
    return [list(row) for row in book.worksheets[sheet].iter_rows(values_only=True)]
