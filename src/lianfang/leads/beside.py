"""A list is read by a thread of its own, and its people told by another, while leads are opened of what is told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from queue import Full, Queue
from threading import Event
from typing import TypeVar

from django.db import connection

from lianfang.intake.actions import read_batch
from lianfang.intake.queries import ListRow
from lianfang.leads.actions.opening import Block, read_block, recognise_block
from lianfang.leads.incoming import prepare
from lianfang.leads.queries import last_opened
from lianfang.shared.actor import Actor

WAITING = 2
BLOCK_ROWS = 5_000
_LOOK_SECONDS = 0.2
_TURN_SECONDS = 0.0003

T = TypeVar("T")
Hand = Callable[[T], bool]


@contextmanager
def reading_beside(batch_id: int, *, by: Actor, tick: Callable[[], datetime]) -> Iterator[Iterator[Block]]:
    """Give the blocks of a batch as they are read, each once it is written; see `working_beside`.

    What a block holds goes from hand to hand and is not read and unsealed again. Raises what reading raises.
    """

    def read(hand: Hand[Block]) -> None:
        def hand_rows(rows: list[ListRow]) -> bool:
            return hand(Block(rows, prepare(rows)))

        read_batch(batch_id=batch_id, by=by, tick=tick, hand=hand_rows)

    with working_beside(read, name="reading") as blocks:
        yield blocks


def list_blocks(batch_id: int, *, before: int | None = None) -> Iterator[Block]:
    """Give the blocks of the tables that have no leads yet, in order, up to a row; what comes in meanwhile too."""
    after = last_opened(batch_id)
    while before is None or after < before - 1:
        limit = BLOCK_ROWS if before is None else min(BLOCK_ROWS, before - 1 - after)
        block = read_block(batch_id=batch_id, after_seq=after, limit=limit)
        if not block.rows:
            return
        yield block
        after = block.rows[-1].seq


@contextmanager
def taking_beside(batch_id: int) -> Iterator[Iterator[Block]]:
    """Give the blocks of the tables that have no leads yet; see `working_beside`."""

    def take(hand: Hand[Block]) -> None:
        all(hand(block) for block in list_blocks(batch_id))

    with working_beside(take, name="taking") as blocks:
        yield blocks


@contextmanager
def recognising_beside(
    batch_id: int, blocks: Iterator[Block], *, tick: Callable[[], datetime]
) -> Iterator[Iterator[Block]]:
    """Give blocks with their people told, and before them what an earlier try read and did not open."""

    def tell(hand: Hand[Block]) -> None:
        for block in _list_unopened(batch_id, blocks):
            if not hand(recognise_block(batch_id=batch_id, block=block, at=tick())):
                return

    with working_beside(tell, name="recognising") as told:
        yield told


def _list_unopened(batch_id: int, blocks: Iterator[Block]) -> Iterator[Block]:
    """Give the blocks that are handed over, and before the first one what the tables hold without leads."""
    for first in blocks:
        yield from list_blocks(batch_id, before=first.rows[0].seq)
        yield first
        break
    yield from blocks


@contextmanager
def working_beside(work: Callable[[Hand[T]], object], *, name: str) -> Iterator[Iterator[T]]:
    """Give what a function hands over from a thread of its own; a few things wait at most.

    While one thread waits for the server the other works. The function is told by the answer of `hand` that
    nobody takes any more, as when the block is left early. Raises what the function raises, behind what it
    handed over before.
    """
    things: Queue[T | None] = Queue(WAITING)
    stopped = Event()

    def hand(thing: T | None) -> bool:
        while not stopped.is_set():
            try:
                things.put(thing, timeout=_LOOK_SECONDS)
            except Full:
                continue
            return True
        return False

    def run() -> None:
        try:
            work(hand)
        finally:
            hand(None)
            connection.close()  # each thread has its own

    with handing_over(), ThreadPoolExecutor(1, thread_name_prefix=name) as thread:
        working = thread.submit(run)
        try:
            yield iter(things.get, None)
        finally:
            stopped.set()
        working.result()


@contextmanager
def handing_over() -> Iterator[None]:
    """Let a thread that has the server's answer go on soon, and not after the 5 ms that Python leaves another."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
