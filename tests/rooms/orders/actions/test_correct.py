"""Correcting when a stage began or ended: new versions, both sides of a move, never a changed past."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.rooms.orders.world import (
    AT,
    DAY,
    GRID,
    HOUR,
    OTHER_TOWN,
    TOWN,
    answered_lead,
    check_adds_up,
    control,
    facts,
    read_figures,
    spells_of,
    staff,
    stages_of,
    take,
)

from lianfang.orders import actions
from lianfang.orders.models import Order, OrderMove, Spell, Stage
from lianfang.orders.refusals import (
    NotRunning,
    NotStarted,
    OrderRefused,
    Overlaps,
    ReasonMissing,
    StillRuns,
    WrongTime,
)
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.knowing import close_knowledge
from lianfang.shared.roles import Role

MOVED = AT + 2 * DAY
NOW = AT + 5 * DAY


def stage(order: Order, place: str) -> Stage:
    return Stage.objects.exclude(state="cancelled").get(order=order, place=place)


def moved_home(by: Actor) -> Order:
    order = control(by)
    actions.move(order=order, place="home", by=by, at=MOVED, reason="病情")
    return Order.objects.get(pk=order.pk)


def left(by: Actor) -> Order:
    order = control(by, "medium_risk")
    actions.leave(order=order, by=by, at=AT + DAY, reason="离县")
    return Order.objects.get(pk=order.pk)


@pytest.mark.parametrize("place", ["centralised", "home"])
def test_the_moment_of_a_move_is_one_moment(console: Actor, place: str) -> None:
    order = moved_home(console)
    right = AT + DAY
    moment = {"ends_at": right} if place == "centralised" else {"starts_at": right}
    actions.correct_stage(stage=stage(order, place), by=console, at=NOW, reason="补记", **moment)
    assert spells_of(order) == [("centralised", AT, right, "moved"), ("home", right, None, "")]
    assert stages_of(order)[:2] == [
        ("centralised", "ended", AT, right),
        ("home", "running", right, AT + 14 * DAY),
    ]
    assert check_adds_up(AT + 36 * HOUR)["now_by"] == {"home": 1}


@pytest.mark.parametrize("right", [MOVED - DAY, MOVED + DAY])
def test_both_ways(console: Actor, right: datetime) -> None:
    order = moved_home(console)
    actions.correct_stage(stage=stage(order, "home"), by=console, at=NOW, reason="补记", starts_at=right)
    assert [spell[1] for spell in spells_of(order)] == [AT, right]


def test_a_begin_is_corrected_and_the_order_with_it(console: Actor) -> None:
    order = control(console, "medium_risk")
    actions.correct_stage(
        stage=stage(order, "home"), by=console, at=NOW, reason="补记", starts_at=AT - HOUR, key="k"
    )
    actions.correct_stage(
        stage=stage(order, "home"), by=console, at=NOW, reason="补记", starts_at=AT - HOUR, key="k"
    )
    held = Order.objects.get(pk=order.pk)
    assert (held.starts_at, held.ends_at) == (AT - HOUR, AT + 14 * DAY)
    assert Spell.objects.filter(order=order).count() == 2
    move = OrderMove.objects.get(order=order, move="corrected")
    assert (move.reason, move.true_at, move.known_at) == ("补记", AT - HOUR, NOW)


def test_an_end_is_corrected_and_the_order_with_it(console: Actor) -> None:
    order = left(console)
    actions.correct_stage(stage=stage(order, "home"), by=console, at=NOW, reason="补记", ends_at=AT + 2 * DAY)
    assert spells_of(order) == [("home", AT, AT + 2 * DAY, "left")]
    assert Order.objects.get(pk=order.pk).ended_at == AT + 2 * DAY


def test_a_signed_report_keeps_what_it_knew(console: Actor) -> None:
    order = left(console)
    cut = AT + 36 * HOUR
    close_knowledge(NOW)
    signed = read_figures(cut, known=NOW)
    actions.correct_stage(stage=stage(order, "home"), by=console, at=NOW, reason="补记", ends_at=AT + 2 * DAY)
    assert read_figures(cut, known=NOW) == signed
    assert (signed["controlled"]["now"], check_adds_up(cut)["now"]) == (0, 1)


@pytest.mark.parametrize(
    ("which", "starts_at", "ends_at", "refused"),
    [
        ("left", None, AT, WrongTime),  # as it begins
        ("left", None, AT - HOUR, WrongTime),
        ("left", AT + DAY, None, WrongTime),
        ("left", None, NOW + HOUR, WrongTime),  # ahead
        ("running", NOW + HOUR, None, WrongTime),
        ("running", None, AT + HOUR, StillRuns),
        ("moved", AT - HOUR, None, WrongTime),  # the move would lie before the first stage
    ],
)
def test_a_correction_is_possible(
    console: Actor,
    which: str,
    starts_at: datetime | None,
    ends_at: datetime | None,
    refused: type[OrderRefused],
) -> None:
    made = {"left": left, "moved": moved_home, "running": lambda by: control(by, "medium_risk")}
    order = made[which](console)
    before = spells_of(order)
    with pytest.raises(refused):
        actions.correct_stage(
            stage=stage(order, "home"),
            by=console,
            at=NOW,
            reason="补记",
            starts_at=starts_at,
            ends_at=ends_at,
        )
    assert spells_of(order) == before


def test_nobody_is_in_two_orders_at_once(console: Actor) -> None:
    order = left(console)
    back = answered_lead(console, "张一", 1, AT + 2 * DAY)
    second = actions.issue(lead=back, facts=facts("medium_risk", AT + 2 * DAY), by=console, at=AT + 2 * DAY)
    for held, moment in (
        (stage(order, "home"), {"ends_at": AT + 3 * DAY}),
        (stage(second, "home"), {"starts_at": AT + HOUR}),
    ):
        with pytest.raises(Overlaps):
            actions.correct_stage(stage=held, by=console, at=NOW, reason="补记", **moment)
    actions.correct_stage(
        stage=stage(second, "home"), by=console, at=NOW, reason="补记", starts_at=AT + DAY
    )  # half-open: they may touch
    assert check_adds_up(NOW)["ever_times"] == 2


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_what_never_was_has_no_moment(console: Actor, state: str) -> None:
    order = control(console)
    if state == "cancelled":
        actions.leave(order=order, by=console, at=AT + HOUR, reason="离县")
    ahead = Stage.objects.get(order=order, place="monitoring")
    assert ahead.state == state
    with pytest.raises(NotStarted):
        actions.correct_stage(stage=ahead, by=console, at=NOW, reason="补记", starts_at=AT)


def test_a_withdrawn_order_is_not_corrected(console: Actor) -> None:
    order = control(console, "medium_risk")
    held = stage(order, "home")
    actions.cancel(order=order, by=console, at=AT, reason="误下")
    with pytest.raises(NotRunning):
        actions.correct_stage(stage=held, by=console, at=NOW, reason="补记", starts_at=AT - HOUR)


def test_a_correction_is_justified(console: Actor) -> None:
    with pytest.raises(ReasonMissing):
        actions.correct_stage(
            stage=stage(left(console), "home"), by=console, at=NOW, reason="", starts_at=AT - HOUR
        )


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [
        (Role.OFFICE, "", True),
        (Role.TOWN, TOWN, True),
        (Role.TOWN, OTHER_TOWN, False),
        (Role.GRID, GRID, False),
        (Role.DATA, "", False),
    ],
)
def test_who_may_correct(console: Actor, role: Role, code: str, may: bool) -> None:
    held, by = stage(left(console), "home"), staff(role, code)
    if may:
        actions.correct_stage(stage=held, by=by, at=NOW, reason="补记", starts_at=AT - HOUR)
    else:
        with pytest.raises(Forbidden):
            actions.correct_stage(stage=held, by=by, at=NOW, reason="补记", starts_at=AT - HOUR)


def test_the_chain_of_three_stages_stays_whole(console: Actor) -> None:
    order = control(console)
    take(console, order, until=AT + 14 * DAY)
    actions.start_next(order=order, by=console, at=AT + 14 * DAY + HOUR)
    actions.move(order=order, place="home", by=console, at=AT + 16 * DAY, reason="病情")
    middle = stage(order, "monitoring")
    actions.correct_stage(
        stage=middle, by=console, at=AT + 17 * DAY, reason="补记",
        starts_at=AT + 14 * DAY, ends_at=AT + 15 * DAY,
    )  # fmt: skip
    spells = spells_of(order)
    assert [spell[1] for spell in spells] == [AT, AT + 14 * DAY, AT + 15 * DAY]
    assert [spell[2] for spell in spells] == [AT + 14 * DAY, AT + 15 * DAY, None]
    assert check_adds_up(AT + 14 * DAY + timedelta(minutes=1))["now_by"] == {"monitoring": 1}
