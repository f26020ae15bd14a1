"""A measure that rests and runs again, an early release by order, and another county that goes on."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.rooms.orders.world import (
    AT,
    DAY,
    HOUR,
    check_adds_up,
    control,
    due_of,
    spells_of,
    staff,
    stages_of,
    take,
)

from lianfang.orders import actions
from lianfang.orders.models import Order, OrderMove
from lianfang.orders.obstacles import list_obstacles
from lianfang.orders.present import say_refusal
from lianfang.orders.refusals import (
    EarlyRefused,
    NotRunning,
    NotSuspended,
    ReasonMissing,
    ReleaseRefused,
    Suspended,
    WrongTime,
)
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.roles import Role

FIRST_END = AT + 14 * DAY
LAST_END = AT + 21 * DAY


def rest(order: Order, by: Actor, at: datetime, **more: object) -> Order:
    return actions.suspend(order=order, by=by, at=at, reason="住院手术", **more)  # type: ignore[arg-type]


def again(order: Order, by: Actor, at: datetime, *, counts: bool, **more: object) -> Order:
    return actions.resume(order=order, by=by, at=at, counts=counts, **more)  # type: ignore[arg-type]


def test_days_of_rest_that_do_not_count_are_made_up(console: Actor) -> None:
    order = control(console)
    before = [test.due_on for test in due_of(order)]
    take(console, order, until=AT + 3 * DAY)
    rest(order, console, AT + 3 * DAY)
    held = again(order, console, AT + 6 * DAY, counts=False)
    assert held.suspended_at is None
    assert held.ends_at == LAST_END + 3 * DAY
    assert stages_of(order) == [
        ("centralised", "running", AT, FIRST_END + 3 * DAY),
        ("monitoring", "planned", FIRST_END + 3 * DAY, LAST_END + 3 * DAY),
    ]
    after = [test.due_on for test in due_of(order)]
    moved = [new - old for old, new in zip(before, after, strict=True)]
    assert moved == [0 * DAY] * moved.count(0 * DAY) + [3 * DAY] * moved.count(3 * DAY)
    assert 3 * DAY in moved


def test_days_that_count_change_nothing(console: Actor) -> None:
    order = control(console)
    stages, tests = stages_of(order), [test.due_on for test in due_of(order)]
    rest(order, console, AT + 3 * DAY)
    again(order, console, AT + 6 * DAY, counts=True)
    assert stages_of(order) == stages
    assert [test.due_on for test in due_of(order)] == tests


def test_a_rest_of_hours_moves_the_end_but_no_test(console: Actor) -> None:
    order = control(console)
    tests = [test.due_on for test in due_of(order)]
    rest(order, console, AT + HOUR)
    held = again(order, console, AT + 4 * HOUR, counts=False)
    assert held.ends_at == LAST_END + 3 * HOUR
    assert [test.due_on for test in due_of(order)] == tests


def test_what_rests_counts_as_controlled_and_is_not_released(console: Actor) -> None:
    order = control(console, "medium_risk")
    take(console, order)
    rest(order, console, AT + 13 * DAY)
    order.refresh_from_db()
    assert [obstacle.code for obstacle in list_obstacles(order, FIRST_END)] == ["suspended"]
    with pytest.raises(ReleaseRefused):
        actions.release(order=order, by=console, at=FIRST_END)
    assert check_adds_up(FIRST_END)["now"] == 1
    again(order, console, FIRST_END, counts=True)
    actions.release(order=order, by=console, at=FIRST_END)


def test_what_rests_does_not_go_on_to_its_next_stage(console: Actor) -> None:
    order = control(console)
    take(console, order, until=FIRST_END)
    rest(order, console, AT + 13 * DAY)
    with pytest.raises(ReleaseRefused):
        actions.start_next(order=order, by=console, at=FIRST_END)


def test_rest_is_begun_and_ended_once(console: Actor) -> None:
    order = control(console)
    with pytest.raises(NotSuspended):
        again(order, console, AT + HOUR, counts=True)
    rest(order, console, AT + HOUR, key="k")
    rest(order, console, AT + HOUR, key="k")
    with pytest.raises(Suspended):
        rest(order, console, AT + 2 * HOUR)
    again(order, console, AT + 3 * HOUR, counts=True)
    moves = list(OrderMove.objects.filter(order=order).order_by("pk").values_list("move", flat=True))
    assert moves == ["issued", "started", "suspended", "resumed"]


def test_times_and_reasons_of_a_rest(console: Actor) -> None:
    order = control(console)
    for when in (AT - HOUR, AT + 2 * HOUR):
        with pytest.raises(WrongTime):
            rest(order, console, AT + HOUR, true_at=when)
    with pytest.raises(ReasonMissing):
        actions.suspend(order=order, by=console, at=AT + HOUR, reason=" ")
    rest(order, console, AT + HOUR)
    with pytest.raises(WrongTime):
        again(order, console, AT + 3 * HOUR, counts=True, true_at=AT)
    with pytest.raises(Forbidden):
        again(order, staff(Role.GRID, "XW-088"), AT + 3 * HOUR, counts=True)


def test_who_leaves_while_it_rests_has_left(console: Actor) -> None:
    order = control(console)
    rest(order, console, AT + HOUR)
    actions.leave(order=order, by=console, at=AT + 2 * HOUR, reason="转院")
    order.refresh_from_db()
    assert (order.state, order.suspended_at) == ("left", None)
    with pytest.raises(NotRunning):
        again(order, console, AT + 3 * HOUR, counts=True)


EARLY = {"reason": "二十条调整", "decided_by": "县指挥部乙某", "document": "兴指〔2022〕9号"}


def test_an_early_release_names_who_why_and_by_what(console: Actor) -> None:
    order = control(console)
    actions.release_early(order=order, by=console, at=AT + 5 * DAY, key="k", **EARLY)
    actions.release_early(order=order, by=console, at=AT + 5 * DAY, key="k", **EARLY)
    order.refresh_from_db()
    assert (order.state, order.ended_at) == ("released", AT + 5 * DAY)
    move = OrderMove.objects.get(order=order, move="released")
    assert (move.reason, move.decided_by, move.document) == tuple(EARLY.values())
    assert spells_of(order) == [("centralised", AT, AT + 5 * DAY, "released")]
    assert check_adds_up(AT + 6 * DAY)["released_ever"] == 1


@pytest.mark.parametrize("missing", EARLY)
def test_an_early_release_lacks_nothing(console: Actor, missing: str) -> None:
    order = control(console)
    with pytest.raises(ReasonMissing):
        actions.release_early(order=order, by=console, at=AT + DAY, **{**EARLY, missing: " "})


def test_who_is_positive_is_not_released_early(console: Actor) -> None:
    order = control(console)
    take(console, order, "positive", until=AT + 2 * DAY)
    with pytest.raises(EarlyRefused) as refused:
        actions.release_early(order=order, by=console, at=AT + 3 * DAY, **EARLY)
    assert say_refusal(refused.value).startswith("下列情况不能凭决定提前解除，未作改动：")
    assert {obstacle.code for obstacle in refused.value.obstacles} == {"test_positive"}


def test_the_community_releases_nobody_early(console: Actor) -> None:
    with pytest.raises(Forbidden):
        actions.release_early(
            order=control(console), by=staff(Role.COMMUNITY, "141123100225"), at=AT + DAY, **EARLY
        )


def test_another_county_goes_on(console: Actor) -> None:
    order = control(console)
    actions.hand_over(order=order, by=console, at=AT + DAY, reason="户籍地接回", document="移交1号")
    order.refresh_from_db()
    assert order.state == "left"
    assert OrderMove.objects.filter(order=order, move="transferred").count() == 1
    counted = check_adds_up(AT + 2 * DAY)
    assert (counted["left_ever"], counted["now"]) == (1, 0)
    with pytest.raises(ReasonMissing):
        actions.hand_over(order=control(console, seed=2), by=console, at=AT + DAY, reason="")
