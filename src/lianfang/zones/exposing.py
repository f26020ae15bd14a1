"""Writing who was found in a risk area: what is known already stays, what changed takes the place of the old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from lianfang.shared.bulk import bulk_cursor, copy_rows
from lianfang.zones.models import Exposure

_COLUMNS = (
    "notice_id", "spell_id", "lead_id", "kind", "how", "level", "measure", "anchor", "until", "state", "town",
    "community", "grid", "found_at",
)  # fmt: skip


class Found(NamedTuple):
    """A lead's person who was in a risk area: which level concerns the person and what the rule asks."""

    lead: int
    spell: int
    key: str
    kind: str
    how: str
    level: str
    measure: str
    anchor: datetime
    until: datetime | None
    desk: tuple[str, str, str]


def write_found(
    found: Sequence[Found],
    *,
    keys: Iterable[str],
    leads: Sequence[int] | None,
    notice: int | None,
    at: datetime,
) -> Counter[str]:
    """Write what a matching found; return how many wait now by kind, of those it looked at.

    What waits of the changed areas (`keys`), or of the leads looked at, and was not found again becomes obsolete.
    What somebody dismissed for the same area and level is not brought up again.
    """
    by_lead = {one.lead: one for one in found}
    waiting = Exposure.objects.filter(state=Exposure.State.WAITING).select_related("spell")
    stale = waiting.filter(spell__key__in=list(keys)) if leads is None else waiting.filter(lead__in=leads)
    held = {row.lead_id: row for row in (stale | waiting.filter(lead__in=list(by_lead))).iterator()}
    same = {lead for lead, row in held.items() if lead in by_lead and _is_same(row, by_lead[lead])}
    gone = [row.pk for lead, row in held.items() if lead not in same]
    Exposure.objects.filter(pk__in=gone).update(state=Exposure.State.OBSOLETE, settled_at=at)
    dismissed = _read_dismissed(by_lead)
    fresh = [one for one in found if one.lead not in same and (one.lead, one.key, one.level) not in dismissed]
    with bulk_cursor() as cursor:
        copy_rows(
            cursor,
            Exposure,
            _COLUMNS,
            (
                (
                    notice, one.spell, one.lead, one.kind, one.how, one.level, one.measure, one.anchor, one.until,
                    "waiting", *one.desk, at,
                )
                for one in fresh
            ),
        )  # fmt: skip
    return Counter(one.kind for one in (*fresh, *(by_lead[lead] for lead in same)))


def _is_same(row: Exposure, one: Found) -> bool:
    told = (row.spell.key, row.kind, row.how, row.level, row.measure, row.anchor)
    return told == (one.key, one.kind, one.how, one.level, one.measure, one.anchor)


def _read_dismissed(leads: Iterable[int]) -> set[tuple[int, str, str]]:
    rows = Exposure.objects.filter(lead__in=list(leads), state=Exposure.State.DISMISSED)
    return set(rows.values_list("lead_id", "spell__key", "level"))
