"""Drafts of transfer letters 协查 for people who are in another county."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lianfang.leads.models import TransferLetter
from lianfang.leads.opening import Opening
from lianfang.shared.bulk import Cursor, copy_rows

_COLUMNS = ("lead_id", "to_area", "to_name", "number", "state", "made_at", "reply")


def write_drafts(cursor: Cursor, openings: Sequence[Opening], *, at: datetime) -> int:
    """Prepare a letter for each lead whose address names another county; return how many."""
    drafts = [
        (
            opening.lead_id,
            opening.incoming.row.area[:12],
            opening.incoming.traveller.address[:80],
            "",
            "draft",
            at,
            "",
        )
        for opening in openings
        if opening.incoming.row.place == "elsewhere"
    ]
    copy_rows(cursor, TransferLetter, _COLUMNS, drafts)
    return len(drafts)
