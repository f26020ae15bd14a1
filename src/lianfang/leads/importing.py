"""A whole import in one go: a batch is read, and its rows become leads as they are read."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from lianfang.intake.actions import read_batch
from lianfang.intake.holding import Work, holding
from lianfang.intake.models import Batch
from lianfang.leads.actions.opening import open_block
from lianfang.leads.ahead import reading_ahead
from lianfang.leads.queries import last_opened
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.bulk import without_cycles

BLOCK_ROWS = 5_000
LOOK_SECONDS = 0.05
Progress = Callable[[Batch], None]
Tick = Callable[[], datetime]

_ENDED = (Batch.State.DONE, Batch.State.FAILED)


def open_batch_rows(*, batch_id: int, by: Actor, tick: Tick = clock.now) -> bool:
    """Turn the rows of a batch that are read by now into leads; say whether that was left to another process."""
    with holding(Work.OPEN, batch_id) as mine:
        if not mine:
            return True
        _open_all(batch_id, by=by, tick=tick)
    return False


def _open_all(batch_id: int, *, by: Actor, tick: Tick) -> None:
    """Open every row that is read by now, a block ahead of the one that is written."""
    after = last_opened(batch_id)
    with without_cycles(), reading_ahead(batch_id, BLOCK_ROWS) as take:
        while (opened := open_block(batch_id=batch_id, block=take(after), by=by, at=tick())).last_seq >= 0:
            after = opened.last_seq


def follow_batch(
    *,
    batch_id: int,
    by: Actor,
    tick: Tick = clock.now,
    progress: Progress | None = None,
    goes_on: Callable[[], bool] = lambda: True,
) -> Batch:
    """Turn the rows of a batch into leads while another process reads them, until the batch has ended.

    `goes_on` is asked between looks: when the reader is gone, whoever goes on with the file opens its leads.
    """
    while True:
        open_batch_rows(batch_id=batch_id, by=by, tick=tick)
        batch = Batch.objects.get(pk=batch_id)
        if progress is not None:
            progress(batch)
        if batch.state in _ENDED or not goes_on():
            return batch
        time.sleep(LOOK_SECONDS)


def import_batch(
    *, batch_id: int, by: Actor, tick: Tick = clock.now, progress: Progress | None = None
) -> Batch:
    """Read a batch and open its leads, here or wherever another process has begun to, until it has ended."""
    while True:
        read_batch(batch_id=batch_id, by=by, tick=tick, progress=lambda rows: _tell(batch_id, progress))
        batch = Batch.objects.get(pk=batch_id)
        if batch.state not in (Batch.State.RECEIVED, Batch.State.READING):
            return follow_batch(batch_id=batch_id, by=by, tick=tick, progress=progress)
        _tell(batch_id, progress)
        time.sleep(LOOK_SECONDS)


def _tell(batch_id: int, progress: Progress | None) -> None:
    if progress is not None:
        progress(Batch.objects.get(pk=batch_id))
