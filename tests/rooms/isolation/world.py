"""A site for tests: rooms floor by floor, people whose orders send them there."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count, islice
from typing import Any

from tests.rooms.leads.county import AT, OTHER_VILLAGE, VILLAGE, leads_of, number, open_list, traveller
from tests.rooms.orders.world import control, facts
from tests.rooms.staff import make_staff

from lianfang.core.isolation import CHECK_ITEMS
from lianfang.isolation import actions
from lianfang.isolation.actions import RoomPlan, SitePlan, StaffPlan
from lianfang.isolation.models import Room, Site, Stay
from lianfang.orders.actions import issue
from lianfang.orders.models import Order
from lianfang.shared import clock, outbox
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MET = dict.fromkeys(CHECK_ITEMS, "met")
_seeds = count(1000)

__all__ = ["AT", "DAY", "HOUR", "OTHER_VILLAGE", "VILLAGE"]


def make_site(
    by: Actor, name: str = "汾河宾馆", *, rooms: int = 3, beds: int = 1, area: str = VILLAGE, active: bool = True
) -> Site:  # fmt: skip
    """Enter a site with rooms on its first floors, ten a floor; inspected and in use unless told otherwise."""
    site = actions.enter_site(
        plan=SitePlan(name, area=area, contact="丁某", phone="15400000001"), by=by, at=AT
    )
    for floor in range((rooms + 9) // 10):
        numbers = tuple(f"{floor + 1}{n:02d}" for n in range(1, min(10, rooms - floor * 10) + 1))
        actions.add_rooms(site=site, plan=RoomPlan(floor + 1, numbers, beds=beds), by=by, at=AT)
    if active:
        actions.inspect(site=site, answers=MET, inspector="戊某", by=by, at=AT)
        site = actions.activate(site=site, document="兴防指〔2022〕3号", by=by, at=AT)
    return site


def one_order(by: Actor, at: datetime = AT, **more: Any) -> Order:
    """Issue an order whose first stage is at a site: a close contact's fourteen days."""
    return control(by, seed=next(_seeds), at=at, **more)


def many_orders(by: Actor, count: int) -> list[Order]:
    """Issue so many orders as `one_order` does, their leads from one list and without a call."""
    people = [traveller(f"张{chr(0x4E00 + seed)}", number(seed)) for seed in islice(_seeds, count)]
    batch, _ = open_list(by, *people)
    return [issue(lead=lead, facts=facts(), by=by, at=AT) for lead in leads_of(batch)]


def house(by: Actor, site: Site, at: datetime = AT, **more: Any) -> Stay:
    """Give a new person a bed."""
    return actions.assign(order=one_order(by), site=site, by=by, at=at, **more)


def nurse(by: Actor, *sites: Site) -> Actor:
    """Make a nurse who is posted to these sites."""
    staff = make_staff(Role.SITE)
    for site in sites:
        actions.post_staff(site=site, plan=StaffPlan("己某", "nurse", staff_id=staff.pk), by=by, at=AT)
    return staff.actor


def room_state(site: Site, number: str) -> str:
    """Read the state of a room."""
    return Room.objects.get(site=site, number=number).state


def deliver(at: datetime) -> None:
    """Hand the waiting news over, with the clock at this moment."""
    with clock.pinned_at(at):
        while outbox.deliver(at=at):
            pass
