"""Drawing a zone by order, and beginning its count again when somebody inside is found positive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lianfang.core.risk.parts import (
    BUILDING_SLOT,
    COMPOUND_SLOT,
    COUNTY_SLOT,
    TOWN_SLOT,
    VILLAGE_SLOT,
    Place,
)
from lianfang.events.queries import get_default
from lianfang.places.models import Grid
from lianfang.places.queries import get_desks
from lianfang.risk.placing import Placer, Unplaced
from lianfang.shared.actor import Actor, Forbidden, ScopeKind, check_may
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
from lianfang.zones.law import edition_at, list_kinds
from lianfang.zones.models import Zone, ZoneArea
from lianfang.zones.refusals import NoPlace, NotTheKind, NumberTaken

_RAISED = {"control": "lockdown"}
"""What a new infection makes of a kind; one that had come down goes back to what it was drawn as."""


@dataclass(frozen=True, slots=True)
class PlaceIn:
    """A place for a zone: in words, as 蔚汾镇贺家坪村 or 景苑小区3号楼, or a whole grid by its code."""

    words: str = ""
    grid: str = ""


def draw(
    *,
    kind: str,
    name: str,
    number: str,
    issuer: str,
    places: Sequence[PlaceIn],
    by: Actor,
    at: datetime,
    starts_at: datetime | None = None,
    last_new_at: datetime | None = None,
    text: str = "",
    households: int = 0,
    people: int = 0,
    key: str = "",
) -> Zone:
    """Draw a zone by an order: its places become risk areas, its rounds are planned from the last new infection.

    Raises NotTheKind where the edition in force draws no such zones, NumberTaken, NoPlace, WrongTime, ReasonMissing
    without number or issuer, Forbidden outside role or scope.
    """
    check_may(by, Permission.EDIT_ZONES)
    check_said(name, number, issuer)
    begins = starts_at or at

    def write() -> Zone:
        check_moment(begins, earliest=None, latest=at)
        new = last_new_at or begins
        check_moment(new, earliest=None, latest=at)
        if kind not in list_kinds(begins):
            raise NotTheKind(kind)
        if Zone.objects.filter(number=number.strip()).exists():
            raise NumberTaken(number)
        placer = Placer()
        areas = [_area(place, placer, by) for place in places]
        if not areas:
            raise NoPlace
        zone = Zone.objects.create(
            name=name.strip()[:80], event=get_default(), kind=kind, drawn_as=kind, number=number.strip()[:60],
            issuer=issuer.strip()[:80], text=text.strip(), edition=edition_at(begins), households=households,
            people=people, starts_at=begins, last_new_at=new, opened_by=by.staff_id, known_at=at,
        )  # fmt: skip
        for area in areas:
            area.zone = zone
        ZoneArea.objects.bulk_create(areas)
        plan_again(zone, at)
        declare_places(zone, kind, since=begins, by=by, at=at, document=zone.number)
        write_move(zone, "drawn", by=by, at=at, true_at=begins, document=zone.number)
        return zone

    return write_once(Zone, name="draw", target=number.strip(), key=key, by=by, at=at, write=write)


def _area(told: PlaceIn, placer: Placer, by: Actor) -> ZoneArea:
    place, grid = _find(told, placer)
    slots = [*place, *[""] * (BUILDING_SLOT + 1 - len(place))]
    area = ZoneArea(
        place=list(place), name=placer.say(place), town=slots[TOWN_SLOT], community=slots[VILLAGE_SLOT],
        grid=grid or _grid_of(slots), compound=slots[COMPOUND_SLOT], building=slots[BUILDING_SLOT],
    )  # fmt: skip
    held = {ScopeKind.TOWN: area.town, ScopeKind.COMMUNITY: area.community, ScopeKind.GRID: area.grid}
    if by.scope.kind is not ScopeKind.COUNTY and held[by.scope.kind] != by.scope.code:
        raise Forbidden("place out of scope")
    return area


def _find(told: PlaceIn, placer: Placer) -> tuple[Place, str]:
    if told.grid:
        grid = Grid.objects.filter(code=told.grid).first()
        if grid is None:
            raise NoPlace(told.grid, "place_unknown")
        village = grid.community_id or grid.village_links.values_list("village", flat=True).first()
        return placer.home(village or grid.town_id, ""), grid.code
    try:
        place = placer.area("", told.words)
    except Unplaced as unclear:
        raise NoPlace(told.words, unclear.reason) from unclear
    if place[COUNTY_SLOT] != placer.county:
        raise NoPlace(told.words, "elsewhere")
    return place, ""


def _grid_of(slots: Sequence[str]) -> str:
    """Find the grid that holds a compound; a whole village may be several grids and bears none."""
    if not slots[COMPOUND_SLOT]:
        return ""
    return get_desks().of(slots[VILLAGE_SLOT], slots[COMPOUND_SLOT]).grid


def restart(
    *,
    zone: Zone,
    new_at: datetime,
    by: Actor,
    at: datetime,
    reason: str,
    document: str = "",
    key: str = "",
) -> Zone:
    """Begin a zone's count again from a new infection inside; its rounds are planned anew.

    `new_at` is when the infected person left, from which the days count. A control zone becomes a lockdown zone at
    once (rules §1.7). Raises WrongTime for a moment before the last one or ahead, ReasonMissing, NotRunning, Forbidden.
    """
    check_said(reason)

    def write() -> Zone:
        held = lock_zone(zone, by)
        begin_again(held, new_at=new_at, by=by, at=at, reason=reason, document=document)
        return held

    return write_once(Zone, name="restart", target=zone.pk, key=key, by=by, at=at, write=write)


def begin_again(
    zone: Zone,
    *,
    new_at: datetime,
    by: Actor,
    at: datetime,
    reason: str = "",
    document: str = "",
    move: str = "restarted",
) -> None:
    """Begin the count of a locked zone again."""
    check_moment(new_at, earliest=zone.last_new_at, latest=at)
    zone.last_new_at = new_at
    zone.contacts_left_at, zone.contacts_document = None, ""
    raised = _RAISED.get(zone.kind, zone.drawn_as)
    changed, zone.kind = raised != zone.kind, raised
    zone.save(update_fields=["last_new_at", "contacts_left_at", "contacts_document", "kind"])
    plan_again(zone, at)
    if changed:
        declare_places(zone, zone.kind, since=max(new_at, zone.starts_at), by=by, at=at, document=document)
    write_move(zone, move, by=by, at=at, true_at=new_at, reason=reason, document=document)
