"""One process at a time for each piece of work on a batch, as long as its connection lives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Work(IntEnum):
    """The pieces of work on a batch that only one process does at a time."""

    READ = 0x4C46_0010
    OPEN = 0x4C46_0011


@contextmanager
def holding(work: Work, batch_id: int) -> Iterator[bool]:
    """Be the only one who does this work on a batch; gives False at once where another process does it.

    The lock belongs to the connection: a process that dies lets go of it, and no sweep has to guess whether
    one that is silent still lives.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [work.value, batch_id])
        (mine,) = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            _let_go(work, batch_id)


def _let_go(work: Work, batch_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [work.value, batch_id])
