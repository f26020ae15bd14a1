"""Drafts of transfer letters 协查 for people who are in another county."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lianfang.leads.models import Lead, TransferLetter
from lianfang.leads.opening import Opening
from lianfang.shared.bulk import Cursor, copy_rows

_COLUMNS = ("lead_id", "to_area", "to_name", "number", "state", "made_at")


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
        )
        for opening in openings
        if opening.incoming.row.place == "elsewhere"
    ]
    copy_rows(cursor, TransferLetter, _COLUMNS, drafts)
    return len(drafts)


def draft_letter(lead: Lead, *, to_name: str, at: datetime, to_area: str = "") -> TransferLetter:
    """Prepare the letter of one lead, or address the draft it has anew; a letter that was sent stays as it is."""
    letter, made = TransferLetter.objects.get_or_create(
        lead=lead, defaults={"to_name": to_name[:80], "to_area": to_area, "made_at": at}
    )
    if not made and letter.state == "draft" and to_name:
        letter.to_name, letter.to_area = to_name[:80], to_area
        letter.save(update_fields=["to_name", "to_area"])
    return letter
