"""What a desk beside the test does with the audit trail: it writes and seals."""

from __future__ import annotations

from lianfang.accounts.queries import get_console_actor
from lianfang.shared import audit, clock


def write_and_seal(entries: int) -> int:
    """Write entries and seal after each third; return how many were sealed."""
    by = get_console_actor()
    sealed = 0
    for number in range(entries):
        audit.record(by=by, at=clock.now(), action="people.view", object_kind="person", object_id=number)
        if number % 3 == 0:
            sealed += audit.seal_entries(at=clock.now())
    return sealed
