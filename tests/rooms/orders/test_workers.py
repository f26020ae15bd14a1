"""Several desks at once, and one that is killed: one order a person, one chain of stages, nothing half."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.rooms.law.texts import signed
from tests.rooms.leads.county import make_county, one_lead
from tests.rooms.orders.worker import work
from tests.rooms.orders.world import (
    AT,
    DAY,
    HOUR,
    answered_lead,
    check_adds_up,
    control,
    due_of,
    spells_of,
    take,
)
from tests.support.desks import Desk, Desks, run_together

from lianfang.core.policy import Decision, PlannedStage
from lianfang.leads.actions import record_call
from lianfang.leads.models import Lead
from lianfang.orders import actions
from lianfang.orders.models import DueTest, Order, OrderMove, Proposal, Responsible, Spell, Stage, TestResult
from lianfang.people.models import Person
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry

Start = Callable[..., Desk]


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


@pytest.fixture
def start(desks: Desks) -> Start:
    """Open a desk that is ready for one of the deeds."""
    return lambda *told: desks.open(work, *told)


def test_two_desks_issue_for_one_person_at_once(by: Actor, start: Start) -> None:
    """From two leads, so that nothing but the person is common to them."""
    closed = record_call(lead=one_lead(by), outcome="here_free", by=by, at=AT)
    lead = answered_lead(by)
    assert (closed.person_id, closed.pk != lead.pk) == (lead.person_id, True)
    ends = run_together(*(start("issue", lead.pk) for _ in range(3)))
    assert ends == {"done": 1, "already_controlled": 2}
    assert (Order.objects.count(), Spell.objects.count(), Stage.objects.count()) == (1, 1, 2)


def test_twenty_moves_at_once_leave_one_chain(by: Actor, start: Start) -> None:
    order = control(by)
    workers = [start("move_often", order.pk, number) for number in range(1, 5)]
    written = sum(number * int(times) for times, number in run_together(*workers).items())
    spells = spells_of(order)
    assert 5 <= written <= 20
    assert len(spells) == written + 1
    assert [spell[2] for spell in spells[:-1]] == [spell[1] for spell in spells[1:]]
    assert spells[-1][2] is None
    assert OrderMove.objects.filter(order=order, move="moved").count() == written
    assert len(due_of(order)) == 6
    for hour in range(1, 22):
        assert check_adds_up(AT + hour * HOUR)["now"] == 1


def test_released_once_by_many_hands(by: Actor, start: Start) -> None:
    order = control(by, "medium_risk")
    take(by, order)
    ends = run_together(*(start("release", order.pk) for _ in range(3)))
    assert ends == {"done": 1, "not_running": 2}
    assert Spell.objects.filter(order=order).count() == 2


def test_results_listed_before_a_move_are_not_lost(by: Actor, start: Start) -> None:
    order = control(by)
    laboratory, desk = start("record", order.pk), start("move", order.pk, 1)
    laboratory.go()
    assert laboratory.hear() == "listed"
    assert run_together(desk, laboratory) == {"done": 2}
    results = TestResult.objects.filter(known_to__isnull=True, test__known_to__isnull=True)
    assert results.count() == len(due_of(order)) == 6


def proposal_for(order: Order, by: Actor, days: int = 9) -> Proposal:
    plan = Decision("home", (PlannedStage(0, "home", AT, AT + days * DAY),), (), "v8", ())
    wanted = [actions.Wanted(order.pk, decision=plan)]
    actions.propose(cause=actions.Cause("law:1", "示例令"), wanted=wanted, by=by, at=AT + HOUR)
    return Proposal.objects.get(state="open")


def test_a_proposal_is_signed_once_by_many_hands(by: Actor, start: Start) -> None:
    order = control(by)
    proposal = proposal_for(order, by)
    ends = run_together(*(start("accept", proposal.pk, number) for number in range(4)))
    assert ends == {"done": 1, "proposal_settled": 3}
    assert OrderMove.objects.filter(order=order, move="redecided").count() == 1
    assert [spell[0] for spell in spells_of(order)] == ["centralised", "home"]
    assert Order.objects.get(pk=order.pk).ends_at == AT + 9 * DAY
    assert check_adds_up(AT + DAY)["now"] == 1


def test_signed_while_the_order_moves_one_of_both_holds(by: Actor, start: Start) -> None:
    """Whoever comes first: a move makes the proposal obsolete, and after the signature a move is one of its own."""
    order = control(by)
    proposal = proposal_for(order, by)
    ends = run_together(start("accept", proposal.pk, 0), start("move", order.pk, 5))
    held = Proposal.objects.get(pk=proposal.pk)
    assert ends["done"] in (1, 2)
    assert held.state == ("accepted" if ends["done"] == 2 or ends["wrong_time"] else "obsolete")
    assert held.moves.exclude(move="made").count() == 1
    running = order.stages.filter(state="running")
    assert running.count() == 1
    assert check_adds_up(AT + DAY)["now"] == 1


def test_a_cause_asked_by_several_at_once_is_open_once(by: Actor, start: Start) -> None:
    order = control(by)
    ends = run_together(*(start("propose", order.pk, days) for days in (5, 6, 7, 8)))
    assert ends == {"done": 4}
    assert Proposal.objects.filter(state="open").count() == 1
    assert Proposal.objects.filter(state="obsolete").count() == 3


def test_a_process_that_runs_sees_a_new_signature(by: Actor, start: Start) -> None:
    """It has the law in hand already, and is not started anew."""
    desk = start("decide_days", 0)
    desk.go()
    assert desk.hear() == "21"
    signed(by)
    desk.go()
    assert desk.hear() == "10"
    assert run_together(desk) == {"done": 1}


def test_joining_two_records_while_an_order_is_issued_for_one(by: Actor, start: Start) -> None:
    lead = answered_lead(by)
    other = record_call(lead=one_lead(by, "赵六", 7), outcome="here_free", by=by, at=AT).person
    Person.objects.filter(pk=lead.person_id).update(number=None, number_index=None)
    ends = run_together(start("issue", lead.pk), start("join", other.pk, lead.person_id))
    assert ends == {"done": 2}
    order = Order.objects.get()
    assert order.person_id == Lead.objects.get(pk=lead.pk).person_id == other.pk
    assert set(order.stages.values_list("person", flat=True)) == {other.pk}
    assert {test.person_id for test in due_of(order)} == {other.pk}
    assert check_adds_up(AT + DAY)["now"] == 1


def test_a_desk_that_is_killed_leaves_nothing_half(by: Actor, start: Start) -> None:
    lead = answered_lead(by)
    entries = AuditEntry.objects.count()
    desk = start("issue_slowly", lead.pk)
    desk.go()
    assert desk.hear() == "written"
    desk.kill()
    for model in (Order, Stage, DueTest, Spell, OrderMove, Responsible):
        assert not model.objects.exists(), model
    assert AuditEntry.objects.count() == entries
    assert run_together(start("issue", lead.pk)) == {"done": 1}
