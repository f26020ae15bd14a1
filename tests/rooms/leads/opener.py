"""What a desk beside the test does with a batch: it opens leads from it, as a worker does."""

from __future__ import annotations

from tests.rooms.leads.county import AT
from tests.support.desks import stop

from lianfang.accounts.queries import get_console_actor
from lianfang.leads.actions import open_from_rows
from lianfang.leads.queries import last_opened


def open_all(batch_id: int, limit: int, pause: int = -1) -> str:
    """Open a batch in blocks, and stop before the block of a number."""
    by = get_console_actor()
    done, after = 0, last_opened(batch_id)
    while True:
        if done == pause:
            stop("paused")
        opened = open_from_rows(batch_id=batch_id, after_seq=after, limit=limit, by=by, at=AT)
        if opened.last_seq < 0:
            return "done"
        after, done = opened.last_seq, done + 1
