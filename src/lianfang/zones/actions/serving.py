"""Service to the door: what households inside need, who takes it on, when it was brought."""

from __future__ import annotations

from datetime import datetime

from lianfang.places.queries import get_desks
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, ScopeKind, check_may
from lianfang.shared.roles import Permission
from lianfang.zones.actions.ground import check_moment, check_said, write_once
from lianfang.zones.models import Zone, ZoneNeed
from lianfang.zones.refusals import NeedSettled, NotRunning
from lianfang.zones.scope import needs_visible_to, visible_to

_OPEN = (ZoneNeed.State.ASKED, ZoneNeed.State.TAKEN)


def ask_need(
    *,
    zone: Zone,
    kind: str,
    what: str,
    door: str,
    due_at: datetime,
    by: Actor,
    at: datetime,
    key: str = "",
) -> ZoneNeed:
    """Note what a household needs at its door, and by when. Raises ReasonMissing, WrongTime, NotRunning, Forbidden."""
    check_may(by, Permission.RECORD_CARE)
    check_said(what, door)
    wanted = ZoneNeed.Kind(kind)

    def write() -> ZoneNeed:
        held = visible_to(by).filter(pk=zone.pk).first()
        if held is None:
            raise Forbidden("zone out of scope")
        if held.state != Zone.State.RUNNING:
            raise NotRunning(held.number)
        town, community, grid = _codes(held, door, by)
        need = ZoneNeed.objects.create(
            zone=held, kind=wanted, what=what.strip()[:200], door=door.strip()[:200], town=town, community=community,
            grid=grid, asked_at=at, due_at=due_at, asked_by=by.staff_id,
        )  # fmt: skip
        _tell(need, "ask_need", by=by, at=at)
        return need

    return write_once(ZoneNeed, name="ask_need", target=zone.pk, key=key, by=by, at=at, write=write)


def _codes(zone: Zone, door: str, by: Actor) -> tuple[str, str, str]:
    """Find the desk of a door: the zone's only place, or the one whose compound it names; else who asked."""
    areas = list(zone.areas.order_by("pk"))
    named = [area for area in areas if area.compound and area.compound in door]
    area = (named or areas)[0]
    desk = get_desks().of(area.community or area.town, door)
    if by.scope.kind is ScopeKind.GRID and not desk.grid:
        return desk.town or area.town, area.community, by.scope.code
    return desk.town or area.town, area.community, area.grid or desk.grid


def take_need(*, need: ZoneNeed, by: Actor, at: datetime, key: str = "") -> ZoneNeed:
    """Take a need on: whoever brings it says so. Taken again it goes to the last. Raises NeedSettled, Forbidden."""

    def write() -> ZoneNeed:
        held = _lock(need, by)
        held.state, held.taken_by = ZoneNeed.State.TAKEN, by.staff_id
        held.save(update_fields=["state", "taken_by"])
        _tell(held, "take_need", by=by, at=at)
        return held

    return write_once(ZoneNeed, name="take_need", target=need.pk, key=key, by=by, at=at, write=write)


def finish_need(
    *, need: ZoneNeed, by: Actor, at: datetime, done_at: datetime | None = None, key: str = ""
) -> ZoneNeed:
    """Note that a need was met at the door. Raises NeedSettled, WrongTime, Forbidden."""

    def write() -> ZoneNeed:
        held = _lock(need, by)
        check_moment(done_at or at, earliest=held.asked_at, latest=at)
        held.state, held.done_at, held.done_by = ZoneNeed.State.DONE, done_at or at, by.staff_id
        held.taken_by = held.taken_by or by.staff_id
        held.save(update_fields=["state", "done_at", "done_by", "taken_by"])
        _tell(held, "finish_need", by=by, at=at)
        return held

    return write_once(ZoneNeed, name="finish_need", target=need.pk, key=key, by=by, at=at, write=write)


def drop_need(*, need: ZoneNeed, by: Actor, at: datetime, key: str = "") -> ZoneNeed:
    """Note that a need is none any more. Raises NeedSettled, Forbidden."""

    def write() -> ZoneNeed:
        held = _lock(need, by)
        held.state, held.done_at, held.done_by = ZoneNeed.State.DROPPED, at, by.staff_id
        held.save(update_fields=["state", "done_at", "done_by"])
        _tell(held, "drop_need", by=by, at=at)
        return held

    return write_once(ZoneNeed, name="drop_need", target=need.pk, key=key, by=by, at=at, write=write)


def _lock(need: ZoneNeed, by: Actor) -> ZoneNeed:
    check_may(by, Permission.RECORD_CARE)
    held = needs_visible_to(by).select_for_update().filter(pk=need.pk).first()
    if held is None:
        raise Forbidden("need out of scope")
    if held.state not in _OPEN:
        raise NeedSettled(str(held.pk))
    return held


def _tell(need: ZoneNeed, done: str, *, by: Actor, at: datetime) -> None:
    audit.record(
        by=by, at=at, action=f"zones.{done}", object_kind="zone_need", object_id=need.pk, kind=need.kind
    )
    outbox.tell(f"zones.{done}", at=at, need=need.pk, zone=need.zone_id)
