"""Lowering and lifting a zone: only when every condition of the rule is met, each with its evidence."""

from __future__ import annotations

from datetime import datetime

from lianfang.core.risk.grades import NORMAL
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.zones.actions.ground import (
    check_moment,
    check_said,
    declare_places,
    lock_zone,
    plan_again,
    write_move,
    write_once,
)
from lianfang.zones.law import LIFTED, check_zone, list_kinds
from lianfang.zones.models import Zone, ZoneRound
from lianfang.zones.refusals import LoweringRefused, NotTheKind


def lower(*, zone: Zone, document: str, by: Actor, at: datetime, reason: str = "", key: str = "") -> Zone:
    """Take the step down that the rule gives a zone when its conditions are met; the last one lifts it.

    A zone without a rule of its own, as 防范区 and 低风险区, is lifted by its order with a reason. Raises
    LoweringRefused with every condition, ReasonMissing, NotRunning, Forbidden.
    """
    check_said(document)

    def write() -> Zone:
        held = lock_zone(zone, by)
        check = check_zone(held, at)
        if check is None:
            check_said(reason)
        elif not check.met:
            raise LoweringRefused(check.conditions)
        follows = check.follows if check else LIFTED
        if follows == LIFTED:
            _lift(held, at)
        else:
            held.kind = follows
            held.save(update_fields=["kind"])
            plan_again(held, at)
        grade = NORMAL if follows == LIFTED else follows
        declare_places(held, grade, since=at, by=by, at=at, document=document)
        move = "lifted" if follows == LIFTED else "lowered"
        write_move(held, move, by=by, at=at, true_at=at, reason=reason, document=document)
        return held

    return write_once(Zone, name="lower", target=zone.pk, key=key, by=by, at=at, write=write)


def _lift(zone: Zone, at: datetime) -> None:
    zone.state, zone.ends_at = Zone.State.LIFTED, at
    zone.save(update_fields=["state", "ends_at"])
    zone.rounds.filter(state=ZoneRound.State.PLANNED).update(state=ZoneRound.State.DROPPED)


def change_kind(
    *, zone: Zone, kind: str, document: str, reason: str, by: Actor, at: datetime, key: str = ""
) -> Zone:
    """Give a zone a stricter kind by order, as control to lockdown; the count goes on.

    To a milder kind it comes down by `lower` alone. Raises NotTheKind, ReasonMissing, NotRunning, Forbidden.
    """
    check_said(document, reason)

    def write() -> Zone:
        held = lock_zone(zone, by)
        kinds = list_kinds(at)
        if kind not in kinds or (held.kind in kinds and kinds.index(kind) >= kinds.index(held.kind)):
            raise NotTheKind(kind)
        held.kind = held.drawn_as = kind
        held.save(update_fields=["kind", "drawn_as"])
        plan_again(held, at)
        declare_places(held, kind, since=at, by=by, at=at, document=document)
        write_move(held, "raised", by=by, at=at, true_at=at, reason=reason, document=document)
        return held

    return write_once(Zone, name="change_kind", target=zone.pk, key=key, by=by, at=at, write=write)


def note_contacts(
    *, zone: Zone, left_at: datetime, document: str, by: Actor, at: datetime, key: str = ""
) -> Zone:
    """Note when the last contact left for isolation, and the document that shows the contacts negative.

    Raises WrongTime, ReasonMissing, NotRunning, Forbidden.
    """
    check_said(document)

    def write() -> Zone:
        held = lock_zone(zone, by, Permission.EDIT_ZONES)
        check_moment(left_at, earliest=None, latest=at)
        held.contacts_left_at, held.contacts_document = left_at, document.strip()[:80]
        held.save(update_fields=["contacts_left_at", "contacts_document"])
        write_move(held, "contacts", by=by, at=at, true_at=left_at, document=document)
        return held

    return write_once(Zone, name="note_contacts", target=zone.pk, key=key, by=by, at=at, write=write)
