"""What daily care asks on Today: each duty for those who may, as many as its list shows, gone once it is done."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from tests.rooms.care.world import (
    AT,
    DAY,
    EVENING,
    GRID,
    HOUR,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    at_home,
    control,
    measure,
    staff,
)
from tests.rooms.leads.county import number, one_lead
from tests.rooms.staff import COUNTY, make_staff, sign_in

from lianfang.care import actions
from lianfang.care.models import Breach, HandOver, HomeMember, Paper, PhoneCheck, Transfer
from lianfang.command import caring
from lianfang.command.duties import Duty
from lianfang.command.views import list_duties
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import pinned_at
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
    actions.draw_checks(percent=100, by=console, at=NOON)
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


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONSOLE])
def test_each_role_is_told_what_it_may_do_something_about(console: Actor, role: Role) -> None:
    busy(console)
    assert set(told(somebody(role), EVENING)) == {key for key, roles in WHO.items() if role in roles}


@pytest.mark.parametrize(
    "role", [Role.OFFICE, Role.TOWN, Role.COMMUNITY, Role.GRID, Role.COMMANDER, Role.INSPECTOR]
)
def test_each_duty_opens_to_as_many_as_it_says(console: Actor, role: Role) -> None:
    busy(console)
    member = make_staff(role, OWN.get(role, COUNTY))
    with pinned_at(EVENING):
        client = sign_in(Client(), member)
        for key, duty in told(member.actor, EVENING).items():
            answer = client.get(duty.url)
            assert answer.status_code == 200, key
            assert len(answer.context["lines"]) == int(duty.count), key


@pytest.mark.parametrize("role", [Role.OFFICE, Role.TOWN, Role.GRID, Role.INSPECTOR])
def test_each_line_and_its_step_open(console: Actor, role: Role) -> None:
    busy(console)
    member = make_staff(role, OWN.get(role, COUNTY))
    with pinned_at(EVENING):
        client = sign_in(Client(), member)
        for key, duty in told(member.actor, EVENING).items():
            for line in duty.lines:
                for address in (line.url, *(step.url for step in line.steps)):
                    assert client.get(address).status_code == 200, (key, address)


@pytest.mark.parametrize(
    ("key", "count", "of_grid"),
    [
        ("transfers", 2, 1),
        ("lacking", 6, 4),
        ("missed_parts", 3, 2),
        ("notices", 6, 4),
        ("checks", 6, None),
        ("breaches", 2, 1),
        ("receipts", 1, None),
        ("members", 2, 2),
    ],
)
def test_the_grid_is_told_of_its_own(console: Actor, key: str, count: int, of_grid: int | None) -> None:
    busy(console)
    assert told(somebody(Role.OFFICE), EVENING)[key].count == str(count)
    own = told(somebody(Role.GRID), EVENING).get(key)
    assert (own and own.count) == (None if of_grid is None else str(of_grid))


def test_lines_stand_oldest_first(console: Actor) -> None:
    for seed, hours in ((1, 2), (2, 0), (3, 1)):
        order = at_home(console, f"张{seed}", seed, at=AT + hours * HOUR)
        measure(console, order, at=AT + (hours + 1) * HOUR, temperature="38.0")
        actions.report_breach(order=order, kind="door", told="门磁", by=console, at=AT + (hours + 1) * HOUR)
    for key, duty in told(somebody(Role.OFFICE), EVENING).items():
        whens = [line.when for line in duty.lines if line.when]
        assert whens == sorted(whens), key


def test_nothing_is_told_of_a_quiet_county(console: Actor) -> None:
    assert told(somebody(Role.OFFICE), EVENING) == {}


def test_a_part_that_is_over_is_missed_and_the_present_one_is_due(console: Actor) -> None:
    at_home(console)
    grid = somebody(Role.GRID)
    morning, evening = told(grid, NOON), told(grid, EVENING)
    assert set(morning) == {"lacking", "notices"}
    assert set(evening) == {"lacking", "missed_parts", "notices"}
    assert not morning["lacking"].late
    assert evening["missed_parts"].late


def test_before_noon_nobody_is_late(console: Actor) -> None:
    at_home(console)
    assert caring.tell_missed_parts(staff(Role.GRID, GRID), NOON) is None
    assert caring.tell_missed_parts(staff(Role.GRID, GRID), NOON + DAY) is None


def test_what_is_done_is_gone(console: Actor) -> None:
    orders, office = busy(console), somebody(Role.OFFICE)
    measure(console, *orders, at=EVENING)
    for way in Transfer.objects.all():
        actions.step_transfer(transfer=way, move="dismissed", told="复测正常", by=console, at=EVENING)
    for breach in Breach.objects.all():
        actions.follow_breach(breach=breach, told="误报", outcome="false_alarm", by=console, at=EVENING)
    for check in PhoneCheck.objects.all():
        actions.record_check(check=check, outcome="at_home", by=console, at=EVENING)
    actions.issue_papers(orders=[order.pk for order in orders], kind="start", by=console, at=EVENING)
    for paper in Paper.objects.filter(kind="start"):
        actions.sign_paper(paper=paper, how="self", signer="", by=console, at=EVENING)
    held = HandOver.objects.get()
    actions.record_receipt(hand_over=held, receiver="丙某", by=console, at=EVENING)
    actions.settle_member(member=HomeMember.objects.get(choice="moves_out"), by=console, at=EVENING)
    actions.open_member_leads(by=console, at=EVENING, tick=lambda: EVENING)
    assert set(told(office, EVENING)) == {"missed_parts"}  # the morning is not made good by the evening


def test_a_call_without_an_answer_stays(console: Actor) -> None:
    at_home(console)
    check = actions.draw_checks(percent=100, by=console, at=NOON).checks.get()
    actions.record_check(check=check, outcome="no_answer", by=console, at=NOON)
    duty = told(somebody(Role.INSPECTOR), EVENING)["checks"]
    assert "no answer" in str(duty.lines[0].text) or "无人接听" in str(duty.lines[0].text)


def test_a_receipt_is_late_from_its_hour(console: Actor) -> None:
    held = actions.hand_over(order=control(console), to_name="临县", reason="接回", by=console, at=NOON)
    office = somebody(Role.OFFICE)
    assert not told(office, EVENING)["receipts"].late
    assert told(office, held.due_at)["receipts"].late


def test_steps_are_of_those_who_may_take_them(console: Actor) -> None:
    busy(console)
    for key in ("transfers", "missed_parts"):
        assert all(line.steps for line in told(somebody(Role.GRID), EVENING)[key].lines)
        assert not any(line.steps for line in told(somebody(Role.COMMANDER), EVENING)[key].lines)
