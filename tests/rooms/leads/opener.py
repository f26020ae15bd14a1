"""What a desk beside the test does with a batch: it opens leads from it, as a worker does."""

from __future__ import annotations

from tests.rooms.leads.county import AT, OTHER_GRID
from tests.support.desks import stop

from lianfang.accounts.queries import get_console_actor
from lianfang.leads.actions import assign, open_from_rows, record_call
from lianfang.leads.models import Lead
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


def answer_and_hand_on(answered: int, handed: int) -> str:
    """Answer a lead and hand another one on, one after the other."""
    by = get_console_actor()
    record_call(lead=Lead.objects.get(pk=answered), outcome="here_free", by=by, at=AT)
    assign(lead_ids=[handed], to_kind="grid", to_code=OTHER_GRID, by=by, at=AT)
    return "done"
