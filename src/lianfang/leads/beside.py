"""A list is read by a thread of its own while what was read of it becomes leads."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from queue import Full, Queue
from threading import Event

from django.db import connection

from lianfang.intake.actions import read_batch
from lianfang.intake.queries import ListRow
from lianfang.leads.actions.opening import Block
from lianfang.leads.incoming import prepare
from lianfang.shared.actor import Actor

WAITING = 2
_LOOK_SECONDS = 0.2
_TURN_SECONDS = 0.0003


@contextmanager
def reading_beside(batch_id: int, *, by: Actor, tick: Callable[[], datetime]) -> Iterator[Iterator[Block]]:
    """Give the blocks of a batch as they are read, each once it is written; a few of them wait at most.

    What a block holds goes from hand to hand and is not read and unsealed again, and while one thread waits for
    the server the other works. Leaving early stops the reading behind the block in hand. Raises what reading
    raises.
    """
    blocks: Queue[Block | None] = Queue(WAITING)
    stopped = Event()

    def put(block: Block | None) -> bool:
        while not stopped.is_set():
            try:
                blocks.put(block, timeout=_LOOK_SECONDS)
            except Full:
                continue
            return True
        return False

    def hand(rows: list[ListRow]) -> bool:
        return put(Block(rows, prepare(rows)))

    def read() -> None:
        try:
            read_batch(batch_id=batch_id, by=by, tick=tick, hand=hand)
        finally:
            put(None)
            connection.close()  # each thread has its own

    with handing_over(), ThreadPoolExecutor(1, thread_name_prefix="reading") as thread:
        reading = thread.submit(read)
        try:
            yield iter(blocks.get, None)
        finally:
            stopped.set()
        reading.result()


@contextmanager
def handing_over() -> Iterator[None]:
    """Let a thread that has the server's answer go on soon, and not after the 5 ms that Python leaves another."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
