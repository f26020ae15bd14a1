"""What daily care asks on Today, one thing at a time: when it is told, when it is late, in what order it stands."""

from __future__ import annotations

from tests.rooms.care.world import (
    AT,
    DAY,
    EVENING,
    GRID,
    HOUR,
    at_home,
    control,
    measure,
    staff,
)
from tests.rooms.command.cared_for import NOON, WHO, somebody, told

from lianfang.care import actions
from lianfang.command import caring
from lianfang.command.views import list_duties
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role


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


def test_a_call_without_an_answer_stays(console: Actor) -> None:
    at_home(console)
    check = actions.draw_checks(percent=100, by=console, at=NOON).checks.get()
    actions.record_check(check=check, outcome="no_answer", by=console, at=NOON)
    duty = told(somebody(Role.INSPECTOR), EVENING)["checks"]
    assert "no answer" in str(duty.lines[0].text) or "无人接听" in str(duty.lines[0].text)


def test_a_way_to_hospital_and_a_breach_come_first_and_are_not_overdue(console: Actor) -> None:
    order, ill = at_home(console), at_home(console, "张四", 2)
    measure(console, ill, temperature="38.5")
    actions.report_breach(order=order, kind="door", told="门磁", by=console, at=EVENING)
    duties = [duty for duty in list_duties(somebody(Role.GRID), EVENING) if duty.key in WHO]
    assert [duty.key for duty in duties][:3] == ["transfers", "breaches", "missed_parts"]
    assert [(duty.urgent, duty.late) for duty in duties][:3] == [(True, False), (True, False), (False, True)]


def test_a_receipt_is_late_from_its_hour(console: Actor) -> None:
    held = actions.hand_over(order=control(console), to_name="临县", reason="接回", by=console, at=NOON)
    office = somebody(Role.OFFICE)
    assert not told(office, EVENING)["receipts"].late
    assert told(office, held.due_at)["receipts"].late
