"""Moving, starting the next stage and extending: one moment ends a stage and begins the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rooms.orders.world import (
    AT,
    DAY,
    GRID,
    HOUR,
    OTHER_TOWN,
    TOWN,
    check_adds_up,
    control,
    due_of,
    spells_of,
    staff,
    stages_of,
    take,
)

from lianfang.orders import actions
from lianfang.orders.models import DueTest, Order, OrderMove, Spell, TestResult
from lianfang.orders.refusals import (
    NoNextStage,
    NotRunning,
    ReasonMissing,
    ReleaseRefused,
    WrongTime,
)
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.roles import Role

SITE_END, END = AT + 14 * DAY, AT + 21 * DAY


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_from_the_site_home_when_the_days_are_over(console: Actor) -> None:
    order = control(console)
    take(console, order, until=SITE_END)
    stage = actions.start_next(order=order, by=console, at=SITE_END, site="自家")
    assert (stage.place, stage.state, stage.site) == ("monitoring", "running", "自家")
    assert stages_of(order) == [
        ("centralised", "ended", AT, SITE_END),
        ("monitoring", "running", SITE_END, END),
    ]
    assert spells_of(order) == [
        ("centralised", AT, SITE_END, "moved"),
        ("monitoring", SITE_END, None, ""),
    ]
    assert (fresh(order).place, fresh(order).ends_at) == ("monitoring", END)
    at_noon = check_adds_up(SITE_END + HOUR)
    assert (at_noon["ever"], at_noon["ever_times"], at_noon["now_by"]) == (1, 2, {"monitoring": 1})
    assert check_adds_up(SITE_END)["now_by"] == {"centralised": 1}


@pytest.mark.parametrize("late", [timedelta(minutes=1), 5 * HOUR, 15 * HOUR, 2 * DAY])
def test_a_stage_begun_late_keeps_its_length_and_takes_its_tests_along(
    console: Actor, late: timedelta
) -> None:
    order = control(console)
    planned = [test.due_on for test in due_of(order) if test.stage.place == "monitoring"]
    take(console, order, until=SITE_END)
    begun = SITE_END + late
    actions.start_next(order=order, by=console, at=begun)
    assert stages_of(order)[1] == ("monitoring", "running", begun, END + late)
    assert fresh(order).ends_at == END + late
    days = ((begun + 8 * HOUR).date() - (SITE_END + 8 * HOUR).date()).days  # as Shanghai counts
    ahead = [test for test in due_of(order) if test.stage.place == "monitoring"]
    assert [test.due_on for test in ahead] == [day + days * DAY for day in planned]
    assert all(test.closes_at > test.opens_at and test.closes_at <= END + late for test in ahead)
    assert check_adds_up(begun + DAY)["now"] == 1


def test_what_was_planned_is_remembered(console: Actor) -> None:
    order = control(console)
    take(console, order, until=SITE_END)
    actions.start_next(order=order, by=console, at=SITE_END + 2 * DAY)
    moved = DueTest.objects.filter(order=order, before__isnull=False, known_to__isnull=True)
    assert moved
    for test in moved:
        assert test.before is not None
        assert test.before.known_to == test.known_from == SITE_END + 2 * DAY
        assert test.due_on - test.before.due_on == 2 * DAY


@pytest.mark.parametrize(
    ("until", "at", "codes"),
    [
        (SITE_END, SITE_END - HOUR, {"days_not_over"}),
        (SITE_END - 5 * DAY, SITE_END, {"test_missing"}),
        (AT, SITE_END - 3 * DAY, {"days_not_over", "test_missing"}),
    ],
)
def test_the_next_stage_waits_for_the_days_and_tests_of_this_one(
    console: Actor, until: object, at: object, codes: set[str]
) -> None:
    order = control(console)
    take(console, order, until=until)  # type: ignore[arg-type]
    with pytest.raises(ReleaseRefused) as refused:
        actions.start_next(order=order, by=console, at=at)  # type: ignore[arg-type]
    assert {obstacle.code for obstacle in refused.value.obstacles} == codes
    assert spells_of(order) == [("centralised", AT, None, "")]


def test_after_the_last_stage_comes_the_release(console: Actor) -> None:
    order = control(console, "medium_risk")
    with pytest.raises(NoNextStage):
        actions.start_next(order=order, by=console, at=order.ends_at)


def test_a_person_is_moved_and_the_days_go_on(console: Actor) -> None:
    order = control(console)
    take(console, order, until=AT + 5 * DAY)
    done = [test.pk for test in due_of(order) if test.results.exists()]
    stage = actions.move(
        order=order, place="home", by=console, at=AT + 5 * DAY, reason="病情", site="自家", document="通知1号"
    )
    assert stages_of(order) == [
        ("centralised", "ended", AT, AT + 5 * DAY),
        ("home", "running", AT + 5 * DAY, SITE_END),
        ("monitoring", "planned", SITE_END, END),
    ]
    assert stage.first_day == 6
    ahead = [test for test in due_of(order) if test.due_on > (AT + 5 * DAY).date()]
    assert [test.stage.place for test in ahead] == ["home", "home", "monitoring", "monitoring"]
    assert {test.pk for test in due_of(order)} >= set(done)  # what was taken stays with its stage
    assert fresh(order).ends_at == END
    move = OrderMove.objects.get(order=order, move="moved")
    assert (move.reason, move.document, move.stage_id) == ("病情", "通知1号", stage.pk)
    assert check_adds_up(AT + 6 * DAY)["now_by"] == {"home": 1}


def test_a_moved_person_is_released_by_the_same_rule(console: Actor) -> None:
    order = control(console)
    actions.move(order=order, place="home", by=console, at=AT + 5 * HOUR, reason="病情")
    take(console, order, until=SITE_END)
    actions.start_next(order=order, by=console, at=SITE_END)
    take(console, order)
    actions.release(order=order, by=console, at=END)
    assert check_adds_up(END + HOUR)["released_ever"] == 1


@pytest.mark.parametrize(
    ("true_at", "at"),
    [
        (AT - HOUR, AT + DAY),  # before it began
        (AT, AT + DAY),  # as it began: it would never have been
        (AT + 2 * DAY, AT + DAY),  # later than we know
        (SITE_END, SITE_END + DAY),  # its days are over
    ],
)
def test_a_move_lies_within_the_stage(console: Actor, true_at: object, at: object) -> None:
    order = control(console)
    with pytest.raises(WrongTime):
        actions.move(order=order, place="home", by=console, at=at, true_at=true_at, reason="病情")  # type: ignore[arg-type]
    assert spells_of(order) == [("centralised", AT, None, "")]


def test_moves_learned_late_are_true_when_they_were(console: Actor) -> None:
    order = control(console)
    actions.move(order=order, place="home", by=console, at=AT + 2 * DAY, true_at=AT + HOUR, reason="病情")
    assert spells_of(order)[0] == ("centralised", AT, AT + HOUR, "moved")
    known_then = check_adds_up(AT + DAY, known=AT + DAY)
    known_now = check_adds_up(AT + DAY)
    assert (known_then["now_by"], known_now["now_by"]) == ({"centralised": 1}, {"home": 1})


@pytest.mark.parametrize("reason", ["", "  "])
def test_moving_extending_and_leaving_are_justified(console: Actor, reason: str) -> None:
    order = control(console)
    with pytest.raises(ReasonMissing):
        actions.move(order=order, place="home", by=console, at=AT + HOUR, reason=reason)
    with pytest.raises(ReasonMissing):
        actions.extend(order=order, until=END + DAY, by=console, at=AT, reason=reason)
    with pytest.raises(ReasonMissing):
        actions.leave(order=order, by=console, at=AT, reason=reason)


def test_an_unknown_place_is_refused(console: Actor) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        actions.move(order=control(console), place="nowhere", by=console, at=AT + HOUR, reason="病情")


def test_the_last_stage_is_extended(console: Actor) -> None:
    order = control(console)
    actions.extend(order=order, until=END + 3 * DAY, by=console, at=AT + DAY, reason="密接阳性")
    assert stages_of(order)[1][3] == END + 3 * DAY
    assert fresh(order).ends_at == END + 3 * DAY
    take(console, order)
    with pytest.raises(ReleaseRefused):
        actions.release(order=order, by=console, at=END)


def test_an_overdue_stage_is_extended_too(console: Actor) -> None:
    order = control(console, "medium_risk")
    actions.extend(order=order, until=SITE_END + 3 * DAY, by=console, at=SITE_END + DAY, reason="补检")
    assert stages_of(order) == [("home", "running", AT, SITE_END + 3 * DAY)]


@pytest.mark.parametrize("until", [END, END - DAY])
def test_an_order_is_never_cut_short_by_extending(console: Actor, until: object) -> None:
    order = control(console)
    with pytest.raises(WrongTime):
        actions.extend(order=order, until=until, by=console, at=AT, reason="密接阳性")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["move", "extend", "start_next"])
def test_an_order_that_ended_is_not_changed(console: Actor, name: str) -> None:
    order = control(console)
    actions.leave(order=order, by=console, at=AT + HOUR, reason="离县")
    more = {
        "move": {"place": "home", "reason": "病情"},
        "extend": {"until": END + DAY, "reason": "病情"},
        "start_next": {},
    }
    with pytest.raises(NotRunning):
        getattr(actions, name)(order=order, by=console, at=AT + 2 * HOUR, **more[name])


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [
        (Role.TOWN, TOWN, True),
        (Role.TOWN, OTHER_TOWN, False),
        (Role.GRID, GRID, False),
        (Role.COMMANDER, "", False),
    ],
)
def test_who_may_move(console: Actor, role: Role, code: str, may: bool) -> None:
    order, by = control(console), staff(role, code)
    if may:
        actions.move(order=order, place="home", by=by, at=AT + HOUR, reason="病情")
    else:
        with pytest.raises(Forbidden):
            actions.move(order=order, place="home", by=by, at=AT + HOUR, reason="病情")
        with pytest.raises(Forbidden):
            actions.extend(order=order, until=END + DAY, by=by, at=AT + HOUR, reason="病情")
        with pytest.raises(Forbidden):
            actions.start_next(order=order, by=by, at=AT + HOUR)


@pytest.mark.parametrize("name", ["move", "extend", "start_next"])
def test_a_key_is_used_once(console: Actor, name: str) -> None:
    order = control(console)
    take(console, order, until=SITE_END)
    more = {
        "move": {"place": "home", "reason": "病情", "at": AT + 20 * HOUR},
        "extend": {"until": END + DAY, "reason": "病情", "at": AT},
        "start_next": {"at": SITE_END},
    }
    deeds = [getattr(actions, name)(order=order, by=console, key="k", **more[name]) for _ in range(2)]
    assert deeds[0].pk == deeds[1].pk
    assert OrderMove.objects.filter(order=order).count() == 3


def test_many_moves_leave_one_chain(console: Actor) -> None:
    order = control(console)
    for hour in range(1, 11):
        place = "home" if hour % 2 else "centralised"
        actions.move(order=order, place=place, by=console, at=AT + hour * HOUR, reason="病情")
    spells = spells_of(order)
    assert [spell[2] for spell in spells[:-1]] == [spell[1] for spell in spells[1:]]
    assert Spell.objects.filter(order=order).count() == 21  # each ended one in two versions
    for hour in range(12):
        if hour:
            assert check_adds_up(AT + hour * HOUR + timedelta(minutes=1))["now"] == 1
    assert not TestResult.objects.exists()


def test_a_result_for_a_test_carried_meanwhile_finds_it(console: Actor) -> None:
    order = control(console)
    listed = due_of(order)[1]
    actions.move(order=order, place="home", by=console, at=AT + HOUR, reason="病情")
    actions.move(order=order, place="centralised", by=console, at=AT + 2 * HOUR, reason="病情")
    result = actions.ResultIn(listed.pk, "negative", AT + 3 * DAY)
    assert actions.record_results(results=[result], by=console, at=AT + 4 * DAY) == 1
    written = TestResult.objects.get()
    assert written.test_id != listed.pk
    assert written.test.known_to is None
    assert written.test.due_on == listed.due_on
