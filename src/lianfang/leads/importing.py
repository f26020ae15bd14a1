"""A whole import in one go: a batch is read, and its rows become leads as they are read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import connection

from lianfang.intake.actions import finish_batch, read_batch
from lianfang.intake.holding import Work, holding
from lianfang.intake.models import Batch
from lianfang.leads.actions.opening import Block, open_block
from lianfang.leads.beside import list_blocks, reading_beside, recognising_beside, taking_beside
from lianfang.shared import clock
from lianfang.shared.actor import Actor

LOOK_SECONDS = 0.05
Progress = Callable[[Batch], None]
Tick = Callable[[], datetime]

_ENDED = (Batch.State.DONE, Batch.State.FAILED)
_UNREAD = (Batch.State.RECEIVED, Batch.State.READING)


def open_batch_rows(*, batch_id: int, by: Actor, tick: Tick = clock.now) -> bool:
    """Turn the rows of a batch that are read by now into leads; say whether that was left to another process."""
    with holding(Work.OPEN, batch_id) as mine:
        if not mine:
            return True
        _open_all(batch_id, by=by, tick=tick)
    return False


def _open_all(batch_id: int, *, by: Actor, tick: Tick) -> None:
    """Open every row that is read by now; inside a transaction, which no other thread sees into, block by block."""
    if connection.in_atomic_block:
        _open(batch_id, list_blocks(batch_id), by=by, tick=tick)
    else:
        with taking_beside(batch_id) as blocks, recognising_beside(batch_id, blocks, tick=tick) as told:
            _open(batch_id, told, by=by, tick=tick)
    finish_batch(batch_id=batch_id, by=by, at=tick())


def _open(
    batch_id: int, blocks: Iterator[Block], *, by: Actor, tick: Tick, progress: Progress | None = None
) -> None:
    for block in blocks:
        open_block(batch_id=batch_id, block=block, by=by, at=tick())
        _tell(batch_id, progress)


def import_batch(
    *, batch_id: int, by: Actor, tick: Tick = clock.now, progress: Progress | None = None
) -> Batch:
    """Read a batch and open its leads, here or wherever another process has begun to, until it has ended.

    `progress` is told of the batch after each block. Raises what reading and opening raise; the next call goes
    on. Inside a transaction, which no other thread can see into, one comes after the other.
    """
    if connection.in_atomic_block:
        read_batch(batch_id=batch_id, by=by, tick=tick)
    else:
        _read_and_open(batch_id, by=by, tick=tick, progress=progress)
    while True:
        open_batch_rows(batch_id=batch_id, by=by, tick=tick)
        _tell(batch_id, progress)
        batch = Batch.objects.get(pk=batch_id)
        if batch.state in _ENDED:
            return batch
        time.sleep(LOOK_SECONDS)
        if batch.state in _UNREAD:  # by another process, which may have been killed
            read_batch(batch_id=batch_id, by=by, tick=tick)


def _read_and_open(batch_id: int, *, by: Actor, tick: Tick, progress: Progress | None) -> None:
    """Read, tell the people and open the leads of a batch, one block behind the other, each by a thread."""
    with holding(Work.OPEN, batch_id) as mine, reading_beside(batch_id, by=by, tick=tick) as blocks:
        if not mine:
            _watch(batch_id, blocks, progress)
            return
        with recognising_beside(batch_id, blocks, tick=tick) as told:
            _open(batch_id, told, by=by, tick=tick, progress=progress)


def _watch(batch_id: int, blocks: Iterator[Block], progress: Progress | None) -> None:
    """Tell how far another process has come."""
    for _ in blocks:
        _tell(batch_id, progress)


def _tell(batch_id: int, progress: Progress | None) -> None:
    if progress is not None:
        progress(Batch.objects.get(pk=batch_id))
