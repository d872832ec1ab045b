"""What was issued cannot be changed, not even in SQL; and a guard that is gone is told."""

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from programmes.models import ISSUED, Publication, PublishedFigure, PublishedFile, guards

from .factories import PublicationFactory

pytestmark = pytest.mark.django_db
IS_SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def publication(db):
    made = PublicationFactory()
    connection.check_constraints()  # PostgreSQL truncates nothing while one is to be checked
    return made


def refused(sql, *parameters):
    refusal = pytest.raises(DatabaseError, match="never changed")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    return True


def rows():
    return [sorted(map(str, model.objects.values_list())) for model in ISSUED]


@pytest.mark.parametrize("model", ISSUED)
def test_an_issued_row_is_neither_changed_nor_deleted_by_sql(publication, model):
    before, table = rows(), model._meta.db_table
    row = model.objects.order_by("pk").first()
    column = {Publication: "headline", PublishedFigure: "printed", PublishedFile: "name"}[model]
    assert refused(f"UPDATE {table} SET {column} = %s WHERE id = %s", "x", row.pk)
    assert refused(f"UPDATE {table} SET {column} = {column}")
    assert refused(f"DELETE FROM {table} WHERE id = %s", row.pk)
    assert refused(f"DELETE FROM {table}")
    assert rows() == before


@pytest.mark.parametrize("model", ISSUED)
def test_an_issued_row_is_not_changed_through_django_either(publication, model):
    row = model.objects.order_by("pk").first()
    for act in (row.save, lambda: model.objects.filter(pk=row.pk)._raw_delete("default")):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            act()


@pytest.mark.skipif(not IS_SQLITE, reason="REPLACE is SQLite's")
@pytest.mark.parametrize("model", ISSUED)
@pytest.mark.parametrize("by_number", [True, False])
def test_an_issued_row_is_not_replaced(publication, model, by_number):
    """By its number, or by what else is unique of it."""
    before, table = rows(), model._meta.db_table
    names = [field.column for field in model._meta.fields if by_number or field.column != "id"]
    columns = ", ".join(names)
    for verb in ("REPLACE INTO", "INSERT OR REPLACE INTO"):
        assert refused(f"{verb} {table} ({columns}) SELECT {columns} FROM {table}")
    assert rows() == before


@pytest.mark.skipif(IS_SQLITE, reason="TRUNCATE is PostgreSQL's")
@pytest.mark.parametrize("model", ISSUED)
def test_the_issued_rows_are_not_truncated(publication, model):
    before = rows()
    for more in ("CASCADE", "RESTART IDENTITY CASCADE"):
        assert refused(f"TRUNCATE {model._meta.db_table} {more}")
    assert refused(f"TRUNCATE {', '.join(one._meta.db_table for one in ISSUED)}")
    assert refused("TRUNCATE programmes_release CASCADE")
    assert rows() == before


def test_a_further_version_can_be_issued(publication):
    PublicationFactory(release=publication.release, version=2)
    assert publication.release.publications.count() == 2


def complaints():
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [one.msg for one in found if one.id == "programmes.E020"]


def test_a_missing_trigger_is_an_error_until_it_is_made_anew(publication):
    assert complaints() == []
    for model in ISSUED:
        table = model._meta.db_table
        name = next(one for one in guards.wanted(connection.vendor) if one.startswith(table))
        on = "" if IS_SQLITE else f" ON {table}"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {name}{on}")
        [told] = complaints()
        assert name in told
        call_command("guard_publications", verbosity=0)
        assert complaints() == []


@pytest.mark.skipif(IS_SQLITE, reason="SQLite has no switched-off triggers")
def test_a_trigger_that_is_switched_off_counts_as_missing(publication):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE programmes_publication DISABLE TRIGGER ALL")
    assert len(complaints()) == 2
