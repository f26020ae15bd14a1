"""Raising and lowering of places by hand or by a zone's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from lianfang.core.risk.grades import LEVEL_OF, NORMAL
from lianfang.core.risk.parts import Place
from lianfang.risk.models import RiskNotice
from lianfang.risk.placing import Placer, Unplaced, key_of
from lianfang.risk.refusals import NotThere, NotYet, PlaceUnclear
from lianfang.risk.writing import Entry, Written, lock_areas, write_entries
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission


@dataclass(frozen=True, slots=True)
class Declared:
    """What a declaration came to: its notice, and how many places it changed."""

    notice: int
    changed: int
    unchanged: int


def declare(
    *,
    grade: str,
    source: str,
    by: Actor,
    at: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    words: str = "",
    places: Sequence[Place] = (),
    document: str = "",
    kind: str = RiskNotice.Kind.TYPED,
    key: str = "",
) -> Declared:
    """Raise or lower one place named in words, or several given by their slots; an empty grade lifts what holds.

    The level holds from `since`, now where none is given. Raises PlaceUnclear, NotThere where nothing is to be
    lifted, NotYet for a future moment, ValueError for an unknown grade, Forbidden.
    """
    check_may(by, Permission.EDIT_ZONES if kind == RiskNotice.Kind.ZONE else Permission.EDIT_RISK)
    if grade not in LEVEL_OF:
        raise ValueError(grade)
    moment = since or at
    if moment > at:
        raise NotYet(moment.isoformat())

    def write() -> dict[str, Any]:
        known = learned_at(at)
        lock_areas()
        placer = Placer()
        entries = [Entry(place, grade, moment, until) for place in places or [_find(placer, words)]]
        notice = RiskNotice.objects.create(
            kind=kind, source=source.strip()[:80], document=document.strip()[:120], published_at=moment, known_at=at,
            by=by.staff_id, rows=len(entries),
        )  # fmt: skip
        written = write_entries(entries, notice=notice, placer=placer, known=known, by=by)
        if grade == NORMAL and not written.changed and kind != RiskNotice.Kind.ZONE:
            raise NotThere(words)
        finish(notice, written, by=by, at=at, action="declare")
        return {"notice": notice.pk, "changed": notice.changed, "unchanged": notice.unchanged}

    with transaction.atomic():
        answer, _ = once(
            key=key, target=words or len(places), by=by, at=at, action="risk.declare", write=write
        )
    return Declared(answer["notice"], answer["changed"], answer["unchanged"])


def _find(placer: Placer, words: str) -> Place:
    try:
        return placer.area("", words)
    except Unplaced as unclear:
        raise PlaceUnclear(unclear.reason, words) from unclear


def finish(notice: RiskNotice, written: Written, *, by: Actor, at: datetime, action: str) -> None:
    """Write a publication's counts, its audit entry and, where something changed, its news."""
    notice.changed, notice.unchanged = len(written.changed), written.unchanged
    notice.places = list(dict.fromkeys(map(key_of, written.changed)))
    notice.save(update_fields=["changed", "unchanged", "refused", "places"])
    audit.record(
        by=by, at=at, action=f"risk.{action}", object_kind="risk_notice", object_id=notice.pk, changed=notice.changed,
        unchanged=notice.unchanged, refused=notice.refused,
    )  # fmt: skip
    if written.changed:
        outbox.tell("risk.changed", at=at, notice=notice.pk)
