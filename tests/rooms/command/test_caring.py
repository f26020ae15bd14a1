"""What daily care asks on Today: each duty for those who may, as many as its list shows, gone once it is done."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.rooms.care.world import (
    EVENING,
    measure,
)
from tests.rooms.command.cared_for import OWN, WHO, busy, somebody, told
from tests.rooms.staff import COUNTY, make_staff, sign_in
from tests.support.worlds import built_for

from lianfang.accounts.queries import get_console_actor
from lianfang.care import actions
from lianfang.care.models import Breach, HandOver, HomeMember, Paper, PhoneCheck, Transfer
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor
from lianfang.shared.clock import pinned_at
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db


@built_for("module")
def world(console: Actor) -> list[int]:
    """The orders of a county in which something of everything waits."""
    return [order.pk for order in busy(console)]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONSOLE])
def test_each_role_is_told_what_it_may_do_something_about(world: list[int], role: Role) -> None:
    assert set(told(somebody(role), EVENING)) == {key for key, roles in WHO.items() if role in roles}


@pytest.mark.parametrize(
    "role", [Role.OFFICE, Role.TOWN, Role.COMMUNITY, Role.GRID, Role.COMMANDER, Role.INSPECTOR]
)
def test_each_duty_opens_to_as_many_as_it_says(world: list[int], role: Role) -> None:
    member = make_staff(role, OWN.get(role, COUNTY))
    with pinned_at(EVENING):
        client = sign_in(Client(), member)
        for key, duty in told(member.actor, EVENING).items():
            answer = client.get(duty.url)
            assert answer.status_code == 200, key
            assert len(answer.context["lines"]) == int(duty.count), key


@pytest.mark.parametrize("role", [Role.OFFICE, Role.TOWN, Role.GRID, Role.INSPECTOR])
def test_each_line_and_its_step_open(world: list[int], role: Role) -> None:
    member = make_staff(role, OWN.get(role, COUNTY))
    with pinned_at(EVENING):
        client = sign_in(Client(), member)
        lines = [line for duty in told(member.actor, EVENING).values() for line in duty.lines]
        addresses = {
            url.partition("#")[0] for line in lines for url in (line.url, *(step.url for step in line.steps))
        }
        assert addresses  # many lead to one page, at a place on it
        for address in sorted(addresses):
            assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("key", "count", "of_grid"),
    [
        ("transfers", 2, 1),
        ("lacking", 6, 4),
        ("missed_parts", 3, 2),
        ("notices", 6, 4),
        ("checks", 5, None),  # one was called, and asked for something
        ("asked", 1, 1),
        ("breaches", 2, 1),
        ("receipts", 1, None),
        ("members", 2, 2),
    ],
)
def test_the_grid_is_told_of_its_own(world: list[int], key: str, count: int, of_grid: int | None) -> None:
    assert told(somebody(Role.OFFICE), EVENING)[key].count == str(count)
    own = told(somebody(Role.GRID), EVENING).get(key)
    assert (own and own.count) == (None if of_grid is None else str(of_grid))


def test_what_is_done_is_gone(world: list[int]) -> None:
    console, office = get_console_actor(), somebody(Role.OFFICE)
    orders = Order.objects.filter(pk__in=world)
    measure(console, *orders, at=EVENING)
    for way in Transfer.objects.all():
        actions.step_transfer(transfer=way, move="dismissed", told="复测正常", by=console, at=EVENING)
    for breach in Breach.objects.all():
        actions.follow_breach(breach=breach, told="误报", outcome="false_alarm", by=console, at=EVENING)
    for check in PhoneCheck.objects.filter(need="open"):
        actions.step_need(check=check, move="brought", told="药已送达", by=console, at=EVENING)
    for check in PhoneCheck.objects.filter(outcome=""):
        actions.record_check(check=check, outcome="at_home", by=console, at=EVENING)
    actions.issue_papers(orders=[order.pk for order in orders], kind="start", by=console, at=EVENING)
    for paper in Paper.objects.filter(kind="start"):
        actions.sign_paper(paper=paper, how="self", signer="", by=console, at=EVENING)
    held = HandOver.objects.get()
    actions.record_receipt(hand_over=held, receiver="丙某", by=console, at=EVENING)
    actions.settle_member(member=HomeMember.objects.get(choice="moves_out"), by=console, at=EVENING)
    actions.open_member_leads(by=console, at=EVENING, tick=lambda: EVENING)
    assert set(told(office, EVENING)) == {"missed_parts"}  # the morning is not made good by the evening


def test_steps_are_of_those_who_may_take_them(world: list[int]) -> None:
    for key in ("transfers", "missed_parts"):
        assert all(line.steps for line in told(somebody(Role.GRID), EVENING)[key].lines)
        assert not any(line.steps for line in told(somebody(Role.COMMANDER), EVENING)[key].lines)
