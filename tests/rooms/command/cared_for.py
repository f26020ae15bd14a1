"""A county in which daily care asks something of everybody, and what Today tells of it."""

from __future__ import annotations

from datetime import datetime

from tests.rooms.care.world import (
    AT,
    GRID,
    HOUR,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    at_home,
    control,
    measure,
)
from tests.rooms.leads.county import number, one_lead
from tests.rooms.staff import COUNTY, make_staff

from lianfang.care import actions
from lianfang.command.duties import Duty
from lianfang.command.views import list_duties
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role

NOON = AT + 2 * HOUR
OWN = {
    Role.TOWN: Scope(ScopeKind.TOWN, TOWN),
    Role.COMMUNITY: Scope(ScopeKind.COMMUNITY, VILLAGE),
    Role.GRID: Scope(ScopeKind.GRID, GRID),
}
RECORDS = {Role.OFFICE, Role.TOWN, Role.COMMUNITY, Role.GRID}
SEES = RECORDS | {Role.COMMANDER, Role.DATA, Role.INSPECTOR}
WHO = {
    "transfers": SEES,
    "lacking": RECORDS,
    "missed_parts": SEES,
    "notices": RECORDS,
    "checks": {Role.OFFICE, Role.TOWN, Role.INSPECTOR},
    "asked": RECORDS,
    "breaches": SEES,
    "receipts": {Role.OFFICE, Role.TOWN, Role.COMMUNITY},
    "members": RECORDS,
}


def busy(console: Actor) -> list[Order]:
    """Something of everything, inside the town and beyond it."""
    orders = [at_home(console, f"张{chr(0x4E00 + seed)}", seed) for seed in range(1, 5)]
    orders += [
        at_home(console, f"李{chr(0x4E00 + seed)}", seed, area=OTHER_VILLAGE) for seed in range(11, 13)
    ]
    measure(console, orders[0])
    measure(console, orders[1], orders[4], temperature="38.4")
    drawn = actions.draw_checks(percent=100, by=console, at=NOON)
    needy = drawn.checks.get(order=orders[3])
    actions.record_check(check=needy, outcome="needs", note="降压药用完", by=console, at=NOON)
    for order in (orders[2], orders[5]):
        actions.report_breach(order=order, kind="door", told="门磁报警", by=console, at=NOON)
    gone = control(console, seed=30)
    actions.hand_over(order=gone, to_name="临县指挥部", reason="接回", by=console, at=NOON)
    living = [
        actions.MemberIn("张六", "moves_out", to_place="城关"),
        actions.MemberIn("张七", "joins", number(71)),
    ]
    lead = one_lead(console, "王五", 40)
    actions.record_home_check(lead=lead, found=[], members=living, by=console, at=NOON)
    return orders


def somebody(role: Role) -> Actor:
    return make_staff(role, OWN.get(role, COUNTY)).actor


def told(actor: Actor, at: datetime) -> dict[str, Duty]:
    return {duty.key: duty for duty in list_duties(actor, at) if duty.key in WHO}
