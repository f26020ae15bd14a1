"""Who may do what in care, role by role: the table of grants as people meet it in each action."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from tests.rooms.care.world import (
    AT,
    COUNTY,
    DAY,
    GRID,
    HOUR,
    OTHER_GRID,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    at_home,
    measure,
    staff,
    take,
)
from tests.support.worlds import built_for

from lianfang.care import actions
from lianfang.care.actions import MeasurementIn, MemberIn
from lianfang.care.models import Breach, Paper, PhoneCheck, Transfer
from lianfang.care.refusals import NotUnderCare
from lianfang.orders.models import Order
from lianfang.people.needs import live_together, record_need
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db
NOON = AT + 2 * HOUR
ROLES = {
    "commander": Role.COMMANDER,
    "office": Role.OFFICE,
    "data": Role.DATA,
    "town": Role.TOWN,
    "community": Role.COMMUNITY,
    "grid": Role.GRID,
    "site": Role.SITE,
    "inspector": Role.INSPECTOR,
    "auditor": Role.AUDITOR,
    "system": Role.SYSTEM,
}
OWN = {Role.TOWN: TOWN, Role.COMMUNITY: VILLAGE, Role.GRID: GRID}
OTHERS = {Role.TOWN: OTHER_TOWN, Role.COMMUNITY: OTHER_VILLAGE, Role.GRID: OTHER_GRID}


@built_for("module")
def cared_for(console: Actor) -> int:
    """One person under care."""
    return at_home(console).pk


@pytest.fixture
def order(console: Actor, cared_for: int) -> Order:
    return Order.objects.get(pk=cared_for)


Deed = Callable[[Actor, Order, Actor], object]
DEEDS: dict[str, Deed] = {}


def deed(function: Deed) -> Deed:
    """Name something that somebody does to an order in care; the console prepares what it needs."""
    DEEDS[function.__name__] = function
    return function


@deed
def record(by: Actor, order: Order, console: Actor) -> object:
    return actions.record_measurements(rows=[MeasurementIn(order.pk, Decimal("36.5"))], by=by, at=NOON)


@deed
def step(by: Actor, order: Order, console: Actor) -> object:
    measure(console, order, temperature="38.0")
    way = Transfer.objects.get(order=order)
    return actions.step_transfer(transfer=way, move="sent", told="晋J120", by=by, at=NOON)


@deed
def draw(by: Actor, order: Order, console: Actor) -> object:
    return actions.draw_checks(percent=100, by=by, at=NOON)


@deed
def check(by: Actor, order: Order, console: Actor) -> object:
    actions.draw_checks(percent=100, by=console, at=NOON)
    drawn = PhoneCheck.objects.get(order=order)
    return actions.record_check(check=drawn, outcome="at_home", by=by, at=NOON)


@deed
def bring(by: Actor, order: Order, console: Actor) -> object:
    drawn = actions.draw_checks(percent=100, by=console, at=NOON).checks.get(order=order)
    actions.record_check(check=drawn, outcome="needs", note="米面", by=console, at=NOON)
    return actions.step_need(check=drawn, move="brought", told="已送到", by=by, at=NOON)


@deed
def report(by: Actor, order: Order, console: Actor) -> object:
    return actions.report_breach(order=order, kind="door", told="门磁报警", by=by, at=NOON)


@deed
def follow(by: Actor, order: Order, console: Actor) -> object:
    actions.report_breach(order=order, kind="door", told="门磁报警", by=console, at=NOON)
    breach = Breach.objects.get(order=order)
    return actions.follow_breach(breach=breach, told="已上门", by=by, at=NOON)


@deed
def notice(by: Actor, order: Order, console: Actor) -> object:
    return actions.issue_paper(order=order, kind="start", by=by, at=NOON)


@deed
def sign(by: Actor, order: Order, console: Actor) -> object:
    paper = actions.issue_paper(order=order, kind="start", by=console, at=NOON)
    return actions.sign_paper(paper=paper, how="self", signer="", by=by, at=NOON)


@deed
def release(by: Actor, order: Order, console: Actor) -> object:
    take(console, order)
    done = actions.release_many(orders=[order.pk], by=by, at=AT + 15 * DAY)
    if not done.released + done.early + done.lacking:
        raise Forbidden("out of scope")
    return done.released


@deed
def hand_over(by: Actor, order: Order, console: Actor) -> object:
    return actions.hand_over(order=order, to_name="临县", reason="接回", by=by, at=NOON)


@deed
def receipt(by: Actor, order: Order, console: Actor) -> object:
    held = actions.hand_over(order=order, to_name="临县", reason="接回", by=console, at=NOON)
    return actions.record_receipt(hand_over=held, receiver="丙某", by=by, at=NOON)


@deed
def link(by: Actor, order: Order, console: Actor) -> object:
    return actions.make_link(order=order, by=by, at=NOON)


@deed
def revoke(by: Actor, order: Order, console: Actor) -> object:
    actions.make_link(order=order, by=console, at=NOON)
    actions.revoke_link(order=order, by=by, at=NOON)
    return True


@deed
def look(by: Actor, order: Order, console: Actor) -> object:
    return actions.record_home_check(lead=order.lead, found=[], by=by, at=NOON)


@deed
def settle(by: Actor, order: Order, console: Actor) -> object:
    living = [MemberIn("张六", "moves_out", to_place="城关")]
    made = actions.record_home_check(lead=order.lead, found=[], members=living, by=console, at=NOON)
    return actions.settle_member(member=made.members.get(), by=by, at=NOON)


@deed
def need(by: Actor, order: Order, console: Actor) -> object:
    return record_need(person=order.person, kind="alone", by=by, at=NOON)


@deed
def together(by: Actor, order: Order, console: Actor) -> object:
    return live_together(people=[order.person], by=by, at=NOON)


# y: may, -: may not. The columns are the roles in the order of ROLES.
TABLE = """
deed       commander office data town community grid site inspector auditor system
record     -         y      -    y    y         y    -    -         -       -
step       -         y      -    y    y         y    -    -         -       -
draw       -         y      -    y    -         -    -    y         -       -
check      -         y      -    y    -         -    -    y         -       -
bring      -         y      -    y    y         y    -    -         -       -
report     y         y      y    y    y         y    -    y         -       -
follow     y         y      y    y    y         y    -    y         -       -
notice     -         y      -    y    y         y    -    -         -       -
sign       -         y      -    y    y         y    -    -         -       -
release    -         y      -    y    -         -    -    -         -       -
hand_over  -         y      -    y    y         -    -    -         -       -
receipt    -         y      -    y    y         -    -    -         -       -
link       -         y      -    y    y         y    -    -         -       -
revoke     -         y      -    y    y         y    -    -         -       -
look       -         y      -    y    y         y    -    -         -       -
settle     -         y      -    y    y         y    -    -         -       -
need       -         y      -    y    y         y    -    -         -       -
together   -         y      -    y    y         y    -    -         -       -
"""


def read_table() -> dict[str, dict[str, bool]]:
    head, *lines = (line.split() for line in TABLE.strip().splitlines())
    return {
        line[0]: {role: mark == "y" for role, mark in zip(head[1:], line[1:], strict=True)} for line in lines
    }


def attempt(name: str, by: Actor, order: Order, console: Actor) -> bool:
    """Say whether somebody was let do something; site staff are told that nobody there is in their care."""
    try:
        return bool(DEEDS[name](by, order, console))
    except (Forbidden, NotUnderCare):
        return False


def test_the_table_names_every_deed_and_every_role() -> None:
    table = read_table()
    assert table.keys() == DEEDS.keys()
    assert all(line.keys() == ROLES.keys() for line in table.values())


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_the_table_says(console: Actor, order: Order, name: str, role: str) -> None:
    by = staff(ROLES[role], OWN.get(ROLES[role], COUNTY))
    assert attempt(name, by, order, console) is read_table()[name][role]


@pytest.mark.parametrize("name", [name for name in DEEDS if name != "draw"])
@pytest.mark.parametrize("role", OTHERS)
def test_nobody_does_anything_outside_their_place(
    console: Actor, order: Order, name: str, role: Role
) -> None:
    assert not attempt(name, staff(role, OTHERS[role]), order, console)


def test_a_member_of_staff_without_a_place_sees_nobody(console: Actor, order: Order) -> None:
    from dataclasses import replace

    grid = staff(Role.GRID, GRID)
    nowhere = replace(grid, scope=replace(grid.scope, code=""))
    for name in ("record", "notice", "link", "report", "need"):
        assert not attempt(name, nowhere, order, console)
    assert not Paper.objects.exists()


def grants_of(name: str) -> set[str]:
    return {role for role, may in read_table()[name].items() if may}


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [("release", "hand_over"), ("draw", "report"), ("record", "report"), ("hand_over", "record")],
)
def test_what_weighs_more_is_done_by_fewer(narrow: str, wide: str) -> None:
    assert grants_of(narrow) <= grants_of(wide)
