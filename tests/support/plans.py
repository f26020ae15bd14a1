"""What the server would do if it had but one index: a small table tells it nothing about which is the best."""

from __future__ import annotations

from django.db import connection


def leave_only(index: str, table: str) -> None:
    """Take the other indexes off a table until the test ends, but for keys, and let the server read it by an index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexname FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname"
            " WHERE i.tablename = %s AND i.indexname <> %s AND c.oid IS NULL",
            [table, index],
        )
        others = ", ".join(name for (name,) in cursor.fetchall())
        cursor.execute(
            f"SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; DROP INDEX {others}"
        )
