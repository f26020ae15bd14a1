"""The next block of a list is read and made ready while the server writes the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection

from lianfang.leads.actions.opening import Block, read_block

Take = Callable[[int], Block]


@contextmanager
def reading_ahead(batch_id: int, limit: int) -> Iterator[Take]:
    """Give a way to take a batch's blocks by the row they come after; the one behind it is then on its way.

    Reading and the keys of people cost as much as the writing, and a process that waits for the server is
    idle: with a thread of its own for them both cores work. Inside a transaction each block is read when it
    is asked for, as another connection does not see its rows.
    """
    if connection.in_atomic_block:
        yield lambda after: read_block(batch_id=batch_id, after_seq=after, limit=limit)
        return
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        coming: dict[int, Future[Block]] = {}

        def take(after: int) -> Block:
            begun = coming.pop(after, None)
            block = begun.result() if begun else None
            # Rows may have come into the table since it was looked at and found empty.
            if block is None or not block.rows:
                block = read_block(batch_id=batch_id, after_seq=after, limit=limit)
            if block.rows:
                last = block.rows[-1].seq
                coming[last] = thread.submit(read_block, batch_id=batch_id, after_seq=last, limit=limit)
            return block

        try:
            yield take
        finally:
            thread.submit(_let_go).result()


def _let_go() -> None:
    """Close the connection of the thread that runs this; `connection` is each thread's own."""
    connection.close()
