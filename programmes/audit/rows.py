"""Raw rows: plain SQL through a cursor, and nothing that our models know."""

from django.db import connection


def select(table, columns, programme=None, order=None):
    quote = connection.ops.quote_name
    sql = ["SELECT", ", ".join(map(quote, columns)), "FROM", quote(table)]
    sql += ["WHERE", quote("programme_id"), "= %s"] if programme else []
    sql += ["ORDER BY", quote(order)] if order else []
    with connection.cursor() as cursor:
        cursor.execute(" ".join(sql), [programme] if programme else [])
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def same(stored, wanted):
    return stored == wanted or str(stored) == str(wanted)


def day(stored):
    """A day as ISO text, or None; SQLite gives texts, PostgreSQL dates."""
    return None if stored is None else str(stored)[:10]
