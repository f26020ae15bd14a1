"""A load that is cleared and begun again when it is cut off need not wait for the disk."""

from __future__ import annotations

from django.db import connection


def wait_for_disk(wait: bool) -> None:
    """Let this connection's commits wait for the disk, or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('synchronous_commit', %s, false)", ["on" if wait else "off"])
