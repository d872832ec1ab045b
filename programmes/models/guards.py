"""Triggers by which the database itself refuses to change what was issued.

Against UPDATE and DELETE, and against what walks past these: REPLACE on SQLite, TRUNCATE on
PostgreSQL. A migration that rebuilds a table on SQLite drops them; it has to end with
`migrations.RunPython(guards.in_migration, migrations.RunPython.noop)`, and a system check says so.
"""

from django.db import connections

from .release import ISSUED

TOLD = "what was issued is never changed; a correction is a new version"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION programmes_keep_issued() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE filled boolean := true;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO filled;
    END IF;
    IF filled THEN RAISE EXCEPTION '{TOLD}'; END IF;
    RETURN NULL;
END $$
"""


def _on_sqlite(model):
    table = model._meta.db_table
    refuse = f"BEGIN SELECT RAISE(ABORT, '{TOLD}'); END"
    same = " OR ".join(_same(fields) for fields in _unique(model))
    there = f"WHEN EXISTS (SELECT 1 FROM {table} AS kept WHERE {same})"
    return {
        f"{table}_update": f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {refuse}",
        f"{table}_delete": f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refuse}",
        f"{table}_insert": f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} "
        f"{there} {refuse}",
    }


def _unique(model):
    """The columns of each uniqueness by which REPLACE could find a row to put aside."""
    meta = model._meta
    every = [[meta.pk], *([field] for field in meta.fields if field.unique)]
    every += [
        [meta.get_field(name) for name in one.fields] for one in meta.total_unique_constraints
    ]
    return [[field.column for field in fields] for fields in every]


def _same(columns):
    return f"({' AND '.join(f'kept.{column} = NEW.{column}' for column in columns)})"


def _on_postgresql(model):
    table = model._meta.db_table
    keep = "EXECUTE FUNCTION programmes_keep_issued()"
    return {
        f"{table}_row": f"CREATE TRIGGER {table}_row BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW {keep}",
        f"{table}_all": f"CREATE TRIGGER {table}_all BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT {keep}",
    }


def _triggers(vendor):
    return {"sqlite": _on_sqlite, "postgresql": _on_postgresql}[vendor]


def wanted(vendor):
    """The names of the triggers that belong into a database."""
    return [name for model in ISSUED for name in _triggers(vendor)(model)]


def installed(connection):
    """The names of ours that stand in the database and are switched on."""
    tables = [model._meta.db_table for model in ISSUED]
    marks = ", ".join(["%s"] * len(tables))
    sql = {
        "sqlite": "SELECT name FROM sqlite_master "
        f"WHERE type = 'trigger' AND tbl_name IN ({marks})",
        "postgresql": "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        f"WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND relname IN ({marks})",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql, tables)
        return {name for (name,) in cursor.fetchall()}


def missing(using="default"):
    """The names of the triggers that are not there, sorted; [] before the tables are."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if not {model._meta.db_table for model in ISSUED} <= set(tables):
        return []
    return sorted(set(wanted(connection.vendor)) - installed(connection))


def install(connection):
    """Makes each trigger anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for model in ISSUED:
            for name, sql in _triggers(connection.vendor)(model).items():
                on = f" ON {model._meta.db_table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
                cursor.execute(sql)


def in_migration(apps, schema_editor):
    """`install` as a step of a migration."""
    install(schema_editor.connection)
