"""What was issued is not changed nor added to, not even in SQL; a guard that is gone is told."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from programmes.checks import issued_publications_are_guarded
from programmes.models import ISSUED, Publication, PublishedFigure, PublishedFile, immutability

from .factories import PublicationFactory, PublishedFigureFactory, PublishedFileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]
IS_SQLITE = connection.vendor == "sqlite"
PARTS = (PublishedFigure, PublishedFile)


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


def added(model):
    """SQL that adds to each publication a copy of its own part under another name."""
    named = "slug" if model is PublishedFigure else "name"
    names = [field.column for field in model._meta.fields if field.column not in ("id", named)]
    columns = ", ".join(names)
    table = model._meta.db_table
    return f"INSERT INTO {table} ({named}, {columns}) SELECT 'evil.html', {columns} FROM {table}"


@pytest.mark.parametrize("model", PARTS)
def test_nothing_is_added_to_what_was_issued(publication, model):
    before = rows()
    assert refused(added(model))
    factory = {PublishedFigure: PublishedFigureFactory, PublishedFile: PublishedFileFactory}[model]
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        factory(publication=publication)
    assert rows() == before


@pytest.mark.skipif(IS_SQLITE, reason="SQLite's triggers ask no temporary table")
@pytest.mark.parametrize("model", PARTS)
def test_a_temporary_table_of_the_same_name_does_not_help(publication, model):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE programmes_publication (id bigint) ON COMMIT DROP")
    assert refused(added(model))


@pytest.mark.parametrize("model", PARTS)
def test_a_part_of_a_publication_that_never_comes_does_not_stay(db, model):
    factory = {PublishedFigure: PublishedFigureFactory, PublishedFile: PublishedFileFactory}[model]
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(publication_id=immutability.reserve_publication_id(connection))
        connection.check_constraints()


@pytest.mark.skipif(IS_SQLITE, reason="SQLite has one writer at a time")
def test_nobody_else_adds_while_a_publication_is_being_stored(db):
    """Not even who began before it was there: they wait, and then find it."""
    number = immutability.reserve_publication_id(connection)
    file = PublishedFileFactory.build(publication_id=number)
    columns = [field.column for field in PublishedFile._meta.fields if field.column != "id"]
    sql = f"INSERT INTO programmes_publishedfile ({', '.join(columns)}) VALUES (%s, %s, %s, %s, %s)"
    other = connection.copy()
    try:
        with transaction.atomic():
            PublishedFileFactory(publication_id=number)
            with other.cursor() as cursor:
                cursor.execute("SET lock_timeout = '200ms'")
                with pytest.raises(DatabaseError, match="lock timeout"):
                    cursor.execute(sql, [getattr(file, name) for name in columns])
            transaction.set_rollback(True)
    finally:
        other.close()


def test_a_further_version_can_be_issued(publication):
    PublicationFactory(release=publication.release, version=2)
    assert publication.release.publications.count() == 2


def complaints():
    return [one.msg for one in issued_publications_are_guarded(None, databases=["default"])]


def replaced(name, alter):
    """A trigger made anew from its altered statement."""
    table, sql = immutability._triggers(connection.vendor)[name]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + ("" if IS_SQLITE else f" ON {table}"))
        cursor.execute(alter(sql))


def mended():
    call_command("guard_publications", verbosity=0)
    return complaints() == []


def test_a_missing_trigger_is_an_error_until_it_is_made_anew(publication):
    assert complaints() == []
    for model in ISSUED:
        table = model._meta.db_table
        name = next(one for one in immutability.wanted(connection.vendor) if one.startswith(table))
        on = "" if IS_SQLITE else f" ON {table}"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {name}{on}")
        [complaint] = complaints()
        assert f"{name} is missing" in complaint
        assert mended()


@pytest.mark.skipif(IS_SQLITE, reason="SQLite has no switched-off triggers")
def test_a_trigger_that_is_switched_off_counts_as_missing(publication):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE programmes_publication DISABLE TRIGGER ALL")
    assert len(complaints()) == 2
    assert mended()


@pytest.mark.skipif(not IS_SQLITE, reason="SQLite's triggers have bodies")
@pytest.mark.parametrize("name", immutability.wanted("sqlite"))
def test_a_trigger_whose_body_was_emptied_is_told(publication, name):
    replaced(name, lambda sql: sql[: sql.index("BEGIN ")] + "BEGIN SELECT 1; END")
    [complaint] = complaints()
    assert f"{name} is altered" in complaint
    assert mended()


@pytest.mark.parametrize("name", immutability.wanted(connection.vendor))
def test_a_trigger_that_waits_for_what_never_comes_is_told(publication, name):
    before = "BEGIN SELECT RAISE" if IS_SQLITE else "EXECUTE FUNCTION"
    never = "AND 1 = 0 " if IS_SQLITE and name.endswith("_insert") else "WHEN (1 = 0) "
    replaced(name, lambda sql: sql.replace(before, never + before))
    [complaint] = complaints()
    assert f"{name} is altered" in complaint
    assert mended()


@pytest.mark.skipif(IS_SQLITE, reason="PostgreSQL's triggers share a function")
def test_a_function_that_was_emptied_is_told_of_every_trigger(publication):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION programmes_keep_issued() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NEW; END $$"
        )
    assert len(complaints()) == len(immutability.wanted("postgresql"))
    assert mended()


@pytest.mark.parametrize("name", immutability.wanted(connection.vendor))
def test_a_trigger_laid_out_otherwise_is_the_same(publication, name):
    replaced(name, lambda sql: sql.replace(" ON ", "\n  on\t").replace("CREATE ", "create\n"))
    assert complaints() == []


@pytest.mark.skipif(not IS_SQLITE, reason="PostgreSQL rebuilds no table")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", ISSUED)
def test_a_migration_can_rebuild_a_guarded_table(model):
    with connection.schema_editor() as editor:
        immutability.out_of_migration(None, editor)
        editor._remake_table(model)
        immutability.in_migration(None, editor)
    assert immutability.missing() == {}
