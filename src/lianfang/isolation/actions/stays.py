"""Beds given and left: arrival, another room, leaving; nobody in two beds and no bed for two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from lianfang.core.isolation import DIETS
from lianfang.isolation.actions.ground import (
    check_moment,
    check_site,
    check_text,
    here,
    lock_person,
    move_room,
    note,
    write_once,
)
from lianfang.isolation.models import Bed, Room, Site, Stay
from lianfang.isolation.refusals import (
    AlreadyHoused,
    NoBedLeft,
    NotCentralised,
    NotHere,
    NotInUse,
    RoomTaken,
    SiteFull,
    SiteRefused,
)
from lianfang.isolation.scope import stays_visible_to, waiting_for
from lianfang.orders import actions as orders
from lianfang.orders.models import Order, Place, Stage
from lianfang.orders.refusals import OrderRefused
from lianfang.shared import outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.roles import Permission

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Assigned:
    """What a bulk assignment came to: the stays, and the orders refused with the code why."""

    stays: tuple[Stay, ...]
    refused: tuple[tuple[int, str], ...]


def assign(
    *,
    order: Order,
    site: Site,
    by: Actor,
    at: datetime,
    room: Room | None = None,
    true_at: datetime | None = None,
    with_family: bool = False,
    reason: str = "",
    diet: str = "ordinary",
    needs: str = "",
    key: str = "",
) -> Stay:
    """Give somebody whose centralised stage runs a bed: in the room named, else in the first that is free.

    However many clerks assign at once, each takes a room of its own. A second person comes into a room only
    `with_family` and for a reason. Raises NotInUse, SiteFull, RoomTaken, NoBedLeft, NotCentralised,
    AlreadyHoused, ReasonMissing, WrongTime, Forbidden, ValueError for an unknown diet.
    """
    check_site(site, by, Permission.WORK_SITES)
    _check_told(with_family, reason, diet)

    def write() -> Stay:
        stage = _lock_stage(order, by)
        begins = true_at or at
        check_moment(begins, earliest=stage.period.lower, latest=at)
        taken = _take(site, room, with_family=with_family)
        fresh = Stay(
            order_id=order.pk, with_family=with_family, reason=reason[:200], diet=diet, needs=needs[:200]
        )
        return _begin(fresh, stage, taken, begins, by=by, at=at)  # fmt: skip

    return write_once(Stay, name="assign", target=order.pk, key=key, by=by, at=at, write=write)


def _check_told(with_family: bool, reason: str, diet: str) -> None:
    if with_family:
        check_text(reason)
    if diet not in DIETS:
        raise ValueError(f"unknown diet {diet!r}")


def _lock_stage(order: Order, by: Actor) -> Stage:
    """Lock an order's person and return the centralised stage that runs and has no bed."""
    lock_person(Order.objects.values_list("person_id", flat=True).get(pk=order.pk))
    stage = Stage.objects.filter(order=order.pk, state=Stage.State.RUNNING, place=Place.CENTRALISED).first()
    if stage is None:
        raise NotCentralised(order.number)
    if Stay.objects.filter(person=stage.person_id, ended_at__isnull=True).exists():
        raise AlreadyHoused(order.number)
    if not waiting_for(by).filter(pk=order.pk).exists():
        raise Forbidden("order out of scope")
    return stage


def _take(site: Site, room: Room | None, *, with_family: bool) -> Room:
    """Lock a room and see that the site is in use; the room is locked first, as who closes a site does."""
    taken = _pick(site) if room is None else _claim(site, room, with_family)
    if not Site.objects.filter(pk=site.pk, state=Site.State.ACTIVE).exists():
        raise NotInUse(site.name)
    return taken


def _claim(site: Site, room: Room, with_family: bool) -> Room:
    held = Room.objects.select_for_update().filter(pk=room.pk, site=site, use=Room.Use.RESIDENT).first()
    if held is None:
        raise Forbidden("room of another site")
    joins = with_family and held.state == Room.State.OCCUPIED
    if held.state != Room.State.FREE and not joins:
        raise RoomTaken(held.number, held.state)
    return held


def _pick(site: Site) -> Room:
    """Lock the first free room that nobody else is taking; where all are being taken, wait for what comes of it."""
    free = Room.objects.filter(site=site, state=Room.State.FREE, use=Room.Use.RESIDENT)
    free = free.order_by("building", "floor", "number", "pk")
    taken = free.select_for_update(skip_locked=True).first()
    if taken is not None:
        return taken
    for number in free.values_list("pk", flat=True):
        if (given_back := _wait_for(number)) is not None:
            return given_back
    raise SiteFull(site.name)


def _wait_for(room_id: int) -> Room | None:
    """Wait for a room somebody else holds; keep its lock only if it is free after all."""
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room_id)
        if room.state == Room.State.FREE:
            return room
        transaction.set_rollback(True)
    return None


def _begin(fresh: Stay, stage: Stage, room: Room, begins: datetime, *, by: Actor, at: datetime) -> Stay:
    """Put a person into a free bed of a locked room."""
    beds = Bed.objects.filter(room=room).exclude(pk__in=here(room).values("bed")).order_by("label", "pk")
    bed = beds.first()
    if bed is None:
        raise NoBedLeft(room.number)
    if room.state == Room.State.FREE:
        move_room(room, "occupied", by=by, at=at, true_at=begins)
    fresh.bed, fresh.room, fresh.site_id = bed, room, room.site_id
    fresh.stage, fresh.person_id, fresh.by = stage, stage.person_id, by.staff_id
    fresh.pinyin = Order.objects.values_list("pinyin", flat=True).get(pk=fresh.order_id)
    fresh.starts_at, fresh.period = begins, (begins, None)
    fresh.save(force_insert=True)
    note(by, at, "assigned", "stay", fresh.pk, room=room.pk, order=fresh.order_id)
    outbox.tell("isolation.assigned", at=at, stay=fresh.pk, order=fresh.order_id, site=room.site_id)
    return fresh


def assign_many(*, order_ids: Sequence[int], site: Site, by: Actor, at: datetime, key: str = "") -> Assigned:
    """Give many people a room each, in the order named; one that is refused keeps nobody else waiting."""
    check_site(site, by, Permission.WORK_SITES)
    orders_of = waiting_for(by).in_bulk(list(order_ids))
    stays, refused = [], []
    for order_id in order_ids:
        if (order := orders_of.get(order_id)) is None:
            refused.append((order_id, NotCentralised.code))
            continue
        try:
            stays.append(assign(order=order, site=site, by=by, at=at, key=f"{key}:{order_id}" if key else ""))
        except SiteRefused as why:
            refused.append((order_id, why.code))
    return Assigned(tuple(stays), tuple(refused))


def lock_stay(stay: Stay, by: Actor) -> Stay:
    """Lock somebody's person and stay; raises NotHere where it has ended, Forbidden out of scope."""
    check_may(by, Permission.WORK_SITES)
    lock_person(stay.person_id)
    held = stays_visible_to(by).filter(pk=stay.pk).first()
    if held is None:
        raise Forbidden("stay out of scope")
    if held.ended_at is not None:
        raise NotHere(str(stay.pk))
    return held


def move_stay(
    *,
    stay: Stay,
    by: Actor,
    at: datetime,
    reason: str,
    site: Site | None = None,
    room: Room | None = None,
    true_at: datetime | None = None,
    with_family: bool = False,
    key: str = "",
) -> Stay:
    """Move somebody to another room, or to another site, which moves their order's stage as well.

    Between sites it needs who manages them and issues orders. Raises what `assign` raises, NotHere, and
    OrderRefused where the order cannot be moved.
    """
    check_text(reason)

    def write() -> Stay:
        held = lock_stay(stay, by)
        begins = true_at or at
        check_moment(begins, earliest=held.starts_at + _INSTANT, latest=at)
        target = site or held.site
        check_site(target, by, Permission.WORK_SITES if target == held.site else Permission.MANAGE_SITES)
        if room is not None and room.pk == held.room_id:
            raise RoomTaken(room.number, room.state)
        taken = _take(target, room, with_family=with_family)
        stage = held.stage if target == held.site else _move_order(held, target, reason, begins, by=by, at=at)
        end_stay(held, begins, Stay.Ending.MOVED, by=by, at=at)
        fresh = Stay(
            order_id=held.order_id,
            diet=held.diet,
            needs=held.needs,
            with_family=with_family,
            reason=reason[:200],
        )
        return _begin(fresh, stage, taken, begins, by=by, at=at)  # fmt: skip

    return write_once(Stay, name="move_stay", target=stay.pk, key=key, by=by, at=at, write=write)


def _move_order(stay: Stay, site: Site, reason: str, true_at: datetime, *, by: Actor, at: datetime) -> Stage:
    return orders.move(
        order=stay.order,
        place=Place.CENTRALISED,
        by=by,
        at=at,
        true_at=true_at,
        reason=reason,
        site=site.name,
    )


def end_stay(stay: Stay, ended_at: datetime, how: str, *, by: Actor, at: datetime) -> None:
    """End a locked stay; the room is to be cleaned once nobody lives in it any more."""
    room = Room.objects.select_for_update().get(pk=stay.room_id)
    stay.ended_at = max(ended_at, stay.starts_at + _INSTANT)
    stay.ended_by, stay.period = how, (stay.starts_at, stay.ended_at)
    stay.save(update_fields=["ended_at", "ended_by", "period"])
    if room.state == Room.State.OCCUPIED and not here(room).exists():
        move_room(room, "vacated", by=by, at=at, true_at=stay.ended_at)
    note(by, at, "vacated", "stay", stay.pk, room=room.pk, how=str(how))


def change_needs(*, stay: Stay, diet: str, needs: str, by: Actor, at: datetime, key: str = "") -> Stay:
    """Note what somebody eats and needs. Raises NotHere, Forbidden, ValueError for an unknown diet."""
    _check_told(False, "", diet)

    def write() -> Stay:
        held = lock_stay(stay, by)
        held.diet, held.needs = diet, needs.strip()[:200]
        held.save(update_fields=["diet", "needs"])
        note(by, at, "needs", "stay", held.pk, diet=diet)
        return held

    return write_once(Stay, name="needs", target=stay.pk, key=key, by=by, at=at, write=write)


def follow_order(*, order_id: int, by: Callable[[int], Actor], at: datetime) -> None:
    """Let the beds follow an order that ended, or whose stage went elsewhere; safe to call twice."""
    with transaction.atomic():
        order = Order.objects.get(pk=order_id)
        lock_person(order.person_id)
        order.refresh_from_db()
        stay = Stay.objects.filter(order=order_id, ended_at__isnull=True).first()
        if stay is None:
            return
        stage = order.stages.filter(state=Stage.State.RUNNING).first()
        if stage is not None and stage.place == Place.CENTRALISED and stage.site in ("", stay.site.name):
            Stay.objects.filter(pk=stay.pk).update(stage=stage)
            return
        how = Stay.Ending.MOVED if stage is not None else Stay.Ending(order.state)
        ended = stage.period.lower if stage is not None else order.ended_at or at
        end_stay(stay, ended, how, by=by(order_id), at=at)


__all__ = [
    "Assigned",
    "OrderRefused",
    "assign",
    "assign_many",
    "change_needs",
    "end_stay",
    "follow_order",
    "move_stay",
]
