"""A proposal signed: the order's plan from now on; what was is kept, what is missing is said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.rooms.orders.world import (
    AT,
    DAY,
    HOUR,
    OTHER_TOWN,
    TOWN,
    check_adds_up,
    control,
    due_of,
    facts,
    spells_of,
    staff,
    stages_of,
    take,
)

from lianfang.core.policy import Decision, PlannedStage, PlannedTest, Reason
from lianfang.core.timeline import DAY as ONE
from lianfang.core.timeline import day_of, day_start
from lianfang.orders import actions
from lianfang.orders.actions import Cause, Wanted
from lianfang.orders.models import DueTest, Order, OrderMove, Proposal
from lianfang.orders.refusals import NotRunning, ProposalSettled, ReasonMissing
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

CAUSE = Cause("law:1", "兴县2022年第3号令", "兴防指〔2022〕3号")
NOW = AT + 3 * DAY
REASON = Reason("rule", "第一条", "%(title)s", {"title": "县令"})


def staged(*parts: tuple[str, float], tests: tuple[tuple[int, int], ...] = ()) -> Decision:
    """A decision of stages one after the other from the first hour, with tests on days of the first."""
    stages, begins = [], AT
    for number, (place, days) in enumerate(parts):
        stages.append(PlannedStage(number, place, begins, begins + days * DAY))
        begins += days * DAY
    due = []
    for day, samples in tests:
        opens = day_start(day_of(AT)) + (day - 1) * ONE
        stage = next((one.index for one in stages if opens < one.ends), 0)
        due.append(PlannedTest(stage, day, day_of(opens), samples, max(opens, AT), opens + ONE))
    measure = parts[0][0] if parts else "none"
    return Decision(measure, tuple(stages), tuple(due), "v9", (REASON,), ("v9",))


def proposed(by: Actor, order: Order, decision: Decision, at: datetime = NOW, **more: Any) -> Proposal:
    actions.propose(cause=CAUSE, wanted=[Wanted(order.pk, decision=decision, **more)], by=by, at=at)
    return Proposal.objects.get(order=order, state="open")


def accept(by: Actor, proposal: Proposal, at: datetime = NOW, **more: Any) -> Order:
    actions.accept_proposal(proposal=proposal, by=by, at=at, **more)
    return Order.objects.get(pk=proposal.order_id)


def days_of(order: Order) -> list[int]:
    return [(test.due_on - day_of(AT)).days + 1 for test in due_of(order)]


def test_longer_at_the_same_place(console: Actor) -> None:
    order = control(console)
    held = accept(console, proposed(console, order, staged(("centralised", 21), ("monitoring", 7))))
    assert stages_of(order) == [
        ("centralised", "running", AT, AT + 21 * DAY),
        ("monitoring", "cancelled", AT + 14 * DAY, AT + 21 * DAY),
        ("monitoring", "planned", AT + 21 * DAY, AT + 28 * DAY),
    ]
    assert (held.ends_at, held.edition, held.rules, held.state) == (AT + 28 * DAY, "v9", ["v9"], "running")
    assert held.reasons[0]["clause"] == "第一条"
    assert len(spells_of(order)) == 1
    check_adds_up(NOW + HOUR)


def test_shorter_at_the_same_place(console: Actor) -> None:
    order = control(console)
    held = accept(console, proposed(console, order, staged(("centralised", 7), ("home", 3))))
    assert [stage for stage in stages_of(order) if stage[1] != "cancelled"] == [
        ("centralised", "running", AT, AT + 7 * DAY),
        ("home", "planned", AT + 7 * DAY, AT + 10 * DAY),
    ]
    assert held.ends_at == AT + 10 * DAY
    assert held.look_again_at is not None


def test_another_place_is_a_move_now(console: Actor) -> None:
    order = control(console)
    held = accept(console, proposed(console, order, staged(("home", 10))))
    assert [stage for stage in stages_of(order) if stage[1] != "cancelled"] == [
        ("centralised", "ended", AT, NOW),
        ("home", "running", NOW, AT + 10 * DAY),
    ]
    assert spells_of(order) == [("centralised", AT, NOW, "moved"), ("home", NOW, None, "")]
    assert held.place == "home"
    moves = OrderMove.objects.filter(order=order).order_by("pk").values_list("move", flat=True)
    assert list(moves) == ["issued", "started", "moved", "redecided"]
    assert check_adds_up(NOW + HOUR)["now_by"] == {"home": 1}


def test_the_days_of_a_stage_are_numbered_as_the_plan_counts(console: Actor) -> None:
    order = control(console)
    accept(console, proposed(console, order, staged(("home", 10))))
    stage = order.stages.get(state="running")
    assert stage.first_day == 4  # moved on the fourth day of the plan's stage


def test_signed_later_than_proposed_the_plan_is_laid_from_then(console: Actor) -> None:
    order = control(console)
    proposal = proposed(console, order, staged(("centralised", 5), ("home", 10)))
    accept(console, proposal, at=AT + 6 * DAY)
    assert [stage for stage in stages_of(order) if stage[1] != "cancelled"] == [
        ("centralised", "ended", AT, AT + 6 * DAY),
        ("home", "running", AT + 6 * DAY, AT + 15 * DAY),
    ]


def test_tests_of_the_new_plan_are_due_and_those_it_does_not_name_are_dropped(console: Actor) -> None:
    order = control(console)
    assert days_of(order)[:4] == [1, 4, 7, 14]
    take(console, order, until=AT + DAY)
    new = staged(("centralised", 10), tests=((1, 1), (3, 1), (5, 1), (7, 2), (10, 2)))
    accept(console, proposed(console, order, new))
    assert days_of(order) == [1, 5, 7, 10]  # the third day is over and cannot be asked for any more
    by_day = {day: test for day, test in zip(days_of(order), due_of(order), strict=True)}
    assert [by_day[day].samples for day in (1, 5, 7, 10)] == [1, 1, 2, 2]
    assert all(test.stage.state == "running" for test in due_of(order))
    assert by_day[1].done
    assert DueTest.objects.filter(order=order, known_to__isnull=False).count() >= 4


def test_a_test_that_was_taken_is_never_dropped(console: Actor) -> None:
    order = control(console)
    take(console, order, until=NOW)
    taken = [test.pk for test in due_of(order) if test.done]
    accept(console, proposed(console, order, staged(("centralised", 30))))
    assert [test.pk for test in due_of(order)] == taken


def test_todays_test_that_both_plans_name_stays_open(console: Actor) -> None:
    order = control(console)
    noon = AT + 3 * DAY  # the fourth day
    accept(console, proposed(console, order, staged(("centralised", 10), tests=((4, 1), (10, 2)))), at=noon)
    today = due_of(order)[0]
    assert today.due_on == day_of(noon)
    assert today.opens_at <= noon < today.closes_at
    assert today.before_id is not None


def test_who_has_no_day_left_and_nothing_against_it_is_released(console: Actor) -> None:
    order = control(console)
    proposal = proposed(console, order, staged())
    assert proposal.kind == "released"
    held = accept(console, proposal)
    assert (held.state, held.ended_at) == ("released", NOW)
    assert due_of(order) == []
    assert spells_of(order) == [("centralised", AT, NOW, "released")]
    figures = check_adds_up(NOW + HOUR)
    assert (figures["now"], figures["released_ever"]) == (0, 1)
    moves = OrderMove.objects.filter(order=order).order_by("pk").values_list("move", flat=True)
    assert list(moves)[-2:] == ["redecided", "released"]


def test_a_positive_test_holds_back_who_has_no_day_left(console: Actor) -> None:
    order = control(console)
    take(console, order, "positive", until=NOW)
    held = accept(console, proposed(console, order, staged()))
    assert (held.state, held.ends_at) == ("running", NOW)


def test_the_last_test_of_a_plan_that_is_over_is_made_up(console: Actor) -> None:
    order = control(console)
    take(console, order, until=AT + DAY)
    over = staged(("centralised", 3), tests=((1, 1), (3, 2)))
    at = AT + 4 * DAY
    held = accept(console, proposed(console, order, over, at=at), at=at)
    assert (held.state, held.ends_at) == ("running", at)
    assert [(test.due_on, test.samples) for test in due_of(order) if not test.done] == [(day_of(at), 2)]
    take(console, order)
    after = day_start(day_of(at)) + ONE
    released = actions.release(order=held, by=console, at=after)
    assert released.state == "released"


def test_no_test_is_made_up_where_one_was_taken_since(console: Actor) -> None:
    order = control(console)
    take(console, order, until=AT + 4 * DAY)  # days 1 and 4
    over = staged(("centralised", 3), tests=((1, 1), (3, 2)))
    at = AT + 4 * DAY
    held = accept(console, proposed(console, order, over, at=at), at=at)
    assert held.state == "released"


def test_new_facts_become_those_of_the_order(console: Actor) -> None:
    order = control(console, "secondary_contact")
    told = facts("close_contact", AT + HOUR)
    actions.propose(cause=CAUSE, wanted=[Wanted(order.pk, facts=(told,))], by=console, at=NOW)
    held = accept(console, Proposal.objects.get())
    assert (held.category, held.facts["category"], held.place) == (
        "close_contact", "close_contact", "centralised",
    )  # fmt: skip
    assert held.facts["anchor"] == told.anchor.isoformat()


def test_signing_is_kept_with_who_and_why(console: Actor) -> None:
    order = control(console)
    office = staff(Role.OFFICE)
    proposal = proposed(console, order, staged(("centralised", 10)))
    accept(office, proposal, document="会议纪要5")
    move = OrderMove.objects.get(order=order, move="redecided")
    assert (move.by, move.reason, move.document) == (office.staff_id, CAUSE.title, "会议纪要5")
    settled = proposal.moves.get(move="accepted")
    assert (settled.by, settled.reason) == (office.staff_id, CAUSE.title)
    entry = AuditEntry.objects.get(action="orders.accepted_proposal")
    assert (entry.object_id, entry.detail) == (str(proposal.pk), {"order": order.pk, "cause": "law:1"})


def test_signed_once(console: Actor) -> None:
    order = control(console)
    proposal = proposed(console, order, staged(("centralised", 10)))
    accept(console, proposal, key="k")
    assert actions.accept_proposal(proposal=proposal, by=console, at=NOW, key="k").state == "accepted"
    with pytest.raises(ProposalSettled) as refused:
        accept(console, proposal)
    assert refused.value.state == "accepted"
    assert OrderMove.objects.filter(order=order, move="redecided").count() == 1


def test_what_the_order_left_behind_cannot_be_signed(console: Actor) -> None:
    order = control(console)
    proposal = proposed(console, order, staged(("centralised", 10)))
    actions.move(order=order, place="home", by=console, at=NOW, reason="无床")
    with pytest.raises(ProposalSettled, match="obsolete"):
        accept(console, proposal, at=NOW + HOUR)
    actions.leave(order=order, by=console, at=NOW + HOUR, reason="离县")
    with pytest.raises(NotRunning):
        accept(console, proposal, at=NOW + 2 * HOUR)


def test_the_other_open_proposals_of_the_order_are_obsolete_then(console: Actor) -> None:
    order = control(console)
    one = proposed(console, order, staged(("centralised", 10)))
    asked = [Wanted(order.pk, decision=staged(("centralised", 28)))]
    actions.propose(cause=Cause("risk:1", "某楼"), wanted=asked, by=console, at=NOW)
    accept(console, one)
    assert Proposal.objects.get(cause="risk:1").state == "obsolete"


@pytest.mark.parametrize(
    ("role", "code", "decision", "may"),
    [
        (Role.OFFICE, "", staged(("centralised", 10)), True),
        (Role.TOWN, TOWN, staged(("centralised", 10)), True),
        (Role.TOWN, OTHER_TOWN, staged(("centralised", 10)), False),
        (Role.COMMUNITY, "141123100002", staged(("centralised", 10)), False),  # it may not release
        (Role.COMMANDER, "", staged(("centralised", 28)), False),
        (Role.GRID, "", staged(("centralised", 28)), False),
    ],
)
def test_who_may_sign(console: Actor, role: Role, code: str, decision: Decision, may: bool) -> None:
    proposal = proposed(console, control(console), decision)
    if may:
        assert accept(staff(role, code), proposal).ends_at != proposal.ends_before
        return
    with pytest.raises(Forbidden):
        accept(staff(role, code), proposal)
    assert Proposal.objects.get().state == "open"


def test_declined_with_a_reason_the_order_stays(console: Actor) -> None:
    order = control(console)
    proposal = proposed(console, order, staged(("centralised", 10)))
    with pytest.raises(ReasonMissing):
        actions.decline_proposal(proposal=proposal, by=console, at=NOW, reason=" ")
    held = actions.decline_proposal(proposal=proposal, by=console, at=NOW, reason="同住有阳性", key="k")
    assert held.state == "declined"
    assert Order.objects.get(pk=order.pk).ends_at == order.ends_at
    assert proposal.moves.get(move="declined").reason == "同住有阳性"
    with pytest.raises(ProposalSettled):
        accept(console, proposal)
    with pytest.raises(Forbidden):
        actions.decline_proposal(proposal=proposal, by=staff(Role.GRID), at=NOW, reason="x")


def test_a_stage_ahead_that_waits_for_others_keeps_its_need(console: Actor) -> None:
    order = control(console)
    need = ("close_contact_first_two_negative",)
    ends = AT + 10 * DAY
    waiting = Decision("home", (PlannedStage(0, "centralised", AT, ends, need, 1),), (), "v9", (), ("v9",))
    accept(console, proposed(console, order, waiting))
    assert order.stages.get(state="running").needs == list(need)


def test_signed_at_the_very_hour_it_began(console: Actor) -> None:
    order = control(console)
    held = accept(console, proposed(console, order, staged(), at=AT), at=AT)
    assert (held.state, held.ends_at) == ("running", AT + timedelta(microseconds=1))
    assert actions.release(order=held, by=console, at=AT + HOUR).state == "released"
