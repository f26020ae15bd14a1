"""Rooms: entered floor by floor, cleaned, taken out of use and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from lianfang.isolation.actions.ground import check_site, check_text, move_room, note, write_once
from lianfang.isolation.models import Bed, Room, RoomMove, Site
from lianfang.isolation.refusals import NameTaken
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.roles import Permission

MOST_ROOMS = 200
MOST_BEDS = 6


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """Rooms of one floor to enter: their numbers, how many beds each has, what they are for."""

    floor: int
    numbers: tuple[str, ...]
    building: str = ""
    beds: int = 1
    use: str = Room.Use.RESIDENT


def add_rooms(*, site: Site, plan: RoomPlan, by: Actor, at: datetime, key: str = "") -> Site:
    """Enter the rooms of a floor with their beds.

    Raises NameTaken where the building has a room of a number already, Forbidden, ValueError for no numbers, a
    number twice, too many of them or of beds, and an unknown use.
    """
    check_site(site, by, Permission.MANAGE_SITES)
    _check_plan(plan)

    def write() -> Site:
        rooms = [_room(site, plan, number, at) for number in plan.numbers]
        try:
            with transaction.atomic():
                made = Room.objects.bulk_create(rooms)
        except IntegrityError as twice:
            raise NameTaken(", ".join(plan.numbers)) from twice
        Bed.objects.bulk_create(
            Bed(room=room, label=str(n)) for room in made for n in range(1, plan.beds + 1)
        )
        RoomMove.objects.bulk_create(
            RoomMove(room=room, move="listed", true_at=at, known_at=at, by=by.staff_id) for room in made
        )
        note(by, at, "add_rooms", "site", site.pk, rooms=len(made))
        return site

    return write_once(Site, name="add_rooms", target=site.pk, key=key, by=by, at=at, write=write)


def _check_plan(plan: RoomPlan) -> None:
    Room.Use(plan.use)
    if not 0 < len(plan.numbers) <= MOST_ROOMS or len(set(plan.numbers)) < len(plan.numbers):
        raise ValueError(f"between 1 and {MOST_ROOMS} rooms, each number once")
    if not 1 <= plan.beds <= MOST_BEDS or not all(0 < len(number) <= 20 for number in plan.numbers):
        raise ValueError(f"1 to {MOST_BEDS} beds, numbers of at most 20 characters")


def _room(site: Site, plan: RoomPlan, number: str, at: datetime) -> Room:
    return Room(
        site=site,
        building=plan.building.strip()[:20],
        floor=plan.floor,
        number=number,
        use=plan.use,
        state_since=at,
    )


def turn_room(*, room: Room, move: str, by: Actor, at: datetime, reason: str = "", key: str = "") -> Room:
    """Begin or finish cleaning a room, take it out of use or back: `move` as `ROOM_MOVES` names it.

    Nobody is put in or out this way. Raises NotPossible, ReasonMissing for a room taken out of use without a
    reason, Forbidden, ValueError for a move that is none of these.
    """
    if move not in ("cleaning_begun", "cleaned", "closed", "reopened"):
        raise ValueError(f"{move!r} is no work on a room")
    if move == "closed":
        check_text(reason)
    check_site(room.site, by, Permission.WORK_SITES)

    def write() -> Room:
        held = Room.objects.select_for_update().filter(pk=room.pk).first()
        if held is None:
            raise Forbidden("room is gone")
        move_room(held, move, by=by, at=at, reason=reason)
        note(by, at, move, "room", held.pk)
        return held

    return write_once(Room, name=f"room_{move}", target=room.pk, key=key, by=by, at=at, write=write)
