"""Triggers by which the database itself refuses to change or to add to what was issued.

Against UPDATE and DELETE, against what walks past these (REPLACE on SQLite, TRUNCATE on
PostgreSQL), and against a figure or file for a publication that is there already: these are
stored first, under the number that `reserve_publication_id` gives, and their publication last.

A migration that rebuilds a table on SQLite drops its triggers, and cannot rebuild the
publications' while the others name it. It begins with
`RunPython(immutability.out_of_migration, …)` and ends with
`RunPython(immutability.in_migration, …)`; a system check says so.
"""

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from .release import ISSUED, Publication

MIGRATION = ("programmes", "0003_guards")
REFUSAL = "what was issued is never changed; a correction is a new version"
_ISSUED = Publication._meta.db_table
#: Who adds to a publication holds its number until the end: nobody else adds before it is seen.
#: The schema is named, lest a temporary table of the same name be asked instead.
_BODY = f"""
DECLARE refused boolean := true;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME)
        INTO refused;
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('{_ISSUED}', NEW.publication_id));
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.{_ISSUED} WHERE id = $1)', TG_TABLE_SCHEMA)
        INTO refused USING NEW.publication_id;
    END IF;
    IF refused THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
    RETURN NEW;
END
"""
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION programmes_keep_issued() RETURNS trigger LANGUAGE plpgsql
AS $body${_BODY}$body$
"""


def _on_sqlite(model):
    table = model._meta.db_table
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    same = " OR ".join(_same(fields) for fields in _unique(model))
    there = f"WHEN EXISTS (SELECT 1 FROM {table} AS kept WHERE {same})"
    if model is not Publication:  # a part of one
        whole = f"SELECT 1 FROM {_ISSUED} AS whole WHERE whole.id = NEW.publication_id"
        there += f" OR EXISTS ({whole})"
    return {
        f"{table}_update": f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {refuse}",
        f"{table}_delete": f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refuse}",
        f"{table}_insert": f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} "
        f"{there} {refuse}",
    }


def _unique(model):
    """The columns of each uniqueness by which REPLACE could find a row to put aside."""
    meta = model._meta
    uniques = [[meta.pk], *([field] for field in meta.fields if field.unique)]
    for constraint in meta.total_unique_constraints:
        uniques.append([meta.get_field(name) for name in constraint.fields])
    return [[field.column for field in fields] for fields in uniques]


def _same(columns):
    return f"({' AND '.join(f'kept.{column} = NEW.{column}' for column in columns)})"


def _on_postgresql(model):
    """In the very words in which PostgreSQL tells them again."""
    table = model._meta.db_table
    acts = "DELETE OR UPDATE" if model is Publication else "INSERT OR DELETE OR UPDATE"
    keep = "EXECUTE FUNCTION programmes_keep_issued()"
    return {
        f"{table}_row": f"CREATE TRIGGER {table}_row BEFORE {acts} ON {table} FOR EACH ROW {keep}",
        f"{table}_all": f"CREATE TRIGGER {table}_all BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT {keep}",
    }


def _triggers(vendor):
    ours = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}[vendor]
    return {
        name: (model._meta.db_table, sql) for model in ISSUED for name, sql in ours(model).items()
    }


def wanted(vendor):
    body = _BODY if vendor == "postgresql" else ""
    return {name: _normalised(sql, body) for name, (_table, sql) in _triggers(vendor).items()}


def _normalised(*texts):
    return " ".join(" ".join(texts).split()).rstrip(" ;").casefold()


_STANDING = {
    "sqlite": "SELECT name, sql, '' FROM sqlite_master "
    "WHERE type = 'trigger' AND tbl_name IN ({marks})",
    "postgresql": "SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true), prosrc "
    "FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid "
    "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND relname IN ({marks}) "
    "AND pg_table_is_visible(pg_class.oid)",
}


def installed(connection):
    tables = [model._meta.db_table for model in ISSUED]
    sql = _STANDING[connection.vendor].format(marks=", ".join(["%s"] * len(tables)))
    with connection.cursor() as cursor:
        cursor.execute(sql, tables)
        return {name: _normalised(*texts) for name, *texts in cursor.fetchall()}


def missing(using="default"):
    """The triggers that are not as `install` makes them: "missing" or "altered", by name.

    Empty before the migration that makes them.
    """
    connection = connections[using]
    if MIGRATION not in MigrationRecorder(connection).applied_migrations():
        return {}
    standing, ours = installed(connection), wanted(connection.vendor)
    return {
        name: "altered" if name in standing else "missing"
        for name in sorted(ours)
        if standing.get(name) != ours[name]
    }


def install(connection):
    lift(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for _table, sql in _triggers(connection.vendor).values():
            cursor.execute(sql)


def lift(connection):
    with connection.cursor() as cursor:
        for name, (table, _sql) in _triggers(connection.vendor).items():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def in_migration(apps, schema_editor):
    install(schema_editor.connection)


def out_of_migration(apps, schema_editor):
    lift(schema_editor.connection)


def reserve_publication_id(connection):
    """The number of a publication to come. On SQLite ask inside the transaction that stores it."""
    sql = {
        "sqlite": "SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s",
        "postgresql": "SELECT nextval(pg_get_serial_sequence(%s, 'id'))",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql, [_ISSUED])
        return cursor.fetchone()[0]
