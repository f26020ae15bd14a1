"""What is proposed of running orders: only what would change, once, of those that run and may be seen."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rooms.orders.world import AT, DAY, HOUR, OTHER_TOWN, TOWN, control, facts, staff
from tests.support.lists import count_queries

from lianfang.core.policy import Decision, PlannedStage
from lianfang.orders import actions
from lianfang.orders.actions import Cause, Proposed, Wanted
from lianfang.orders.models import Order, Proposal, ProposalMove
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import Role

CAUSE = Cause("risk:7", "建设路3号楼升为高风险区", "兴防指〔2022〕9号")
LATER = AT + HOUR


def plan(place: str = "centralised", days: float = 10, **more: Any) -> Decision:
    """A decision of one stage from the first hour on."""
    return Decision(place, (PlannedStage(0, place, AT, AT + days * DAY),), (), "v8", (), **more)


NOTHING = Decision("none", (), (), "v8", ())


def ask(by: Actor, *wanted: Wanted, cause: Cause = CAUSE, at: Any = LATER) -> Proposed:
    return actions.propose(cause=cause, wanted=wanted, by=by, at=at)


@pytest.mark.parametrize(
    ("decision", "kind", "days", "places"),
    [
        (plan(days=10), "shorter", -11, ("centralised", "centralised")),
        (plan(days=28), "longer", 7, ("centralised", "centralised")),
        (plan("home", days=21), "other", 0, ("centralised", "home")),
        (NOTHING, "released", -20.96, ("centralised", "")),
    ],
)
def test_a_proposal_says_what_would_change(
    console: Actor, decision: Decision, kind: str, days: float, places: tuple[str, str]
) -> None:
    order = control(console)
    assert ask(console, Wanted(order.pk, decision=decision)) == Proposed(made=1)
    made = Proposal.objects.get()
    assert (made.order_id, made.state, made.kind, made.days) == (order.pk, "open", kind, days)
    assert (made.place_before, made.place_after) == places
    assert (made.cause, made.title, made.document) == ("risk:7", CAUSE.title, CAUSE.document)
    assert made.ends_before == order.ends_at
    assert [move.move for move in made.moves.all()] == ["made"]
    assert Order.objects.get(pk=order.pk).ends_at == order.ends_at


def test_new_facts_are_decided_by_the_law_in_force(console: Actor) -> None:
    order = control(console, "secondary_contact")
    told = facts("close_contact")
    assert ask(console, Wanted(order.pk, facts=(told,))).made == 1
    made = Proposal.objects.get()
    assert (made.kind, made.place_after) == ("longer", "centralised")
    assert made.facts[0]["category"] == "close_contact"
    assert made.plan["rules"] == ["v8"]


def test_of_several_facts_none_is_cut_short(console: Actor) -> None:
    order = control(console)
    both = (facts("close_contact"), facts("secondary_contact"))
    ask(console, Wanted(order.pk, facts=both))
    assert not Proposal.objects.exists()  # the weightier holds already


def test_where_nothing_would_change_nothing_is_written(console: Actor) -> None:
    order = control(console)
    assert ask(console, Wanted(order.pk, facts=(facts(),))) == Proposed(needless=1)
    assert not Proposal.objects.exists()
    assert not AuditEntry.objects.filter(action="orders.made_proposals").exists()


def test_where_no_rule_is_known_nobody_is_touched(console: Actor) -> None:
    order = control(console)
    assert ask(console, Wanted(order.pk, facts=(facts("fever"),))) == Proposed(needless=1)


def test_what_was_extended_by_hand_is_weighed_as_it_stands(console: Actor) -> None:
    order = control(console)
    actions.extend(
        order=order, until=order.ends_at + 3 * DAY, by=console, at=AT + HOUR / 2, reason="同住阳性"
    )
    ask(console, Wanted(order.pk, facts=(facts(),)))
    assert (Proposal.objects.get().kind, Proposal.objects.get().days) == ("shorter", -3)


def test_asked_twice_it_is_proposed_once(console: Actor) -> None:
    order = control(console)
    ask(console, Wanted(order.pk, decision=plan()))
    assert ask(console, Wanted(order.pk, decision=plan()), at=LATER + HOUR) == Proposed(needless=1)
    assert Proposal.objects.get().made_at == LATER


def test_a_new_wish_of_the_same_cause_takes_the_place_of_the_old(console: Actor) -> None:
    order = control(console)
    ask(console, Wanted(order.pk, decision=plan()))
    assert ask(console, Wanted(order.pk, decision=plan(days=12))) == Proposed(made=1, renewed=1)
    states = Proposal.objects.order_by("pk").values_list("state", "days")
    assert list(states) == [("obsolete", -11), ("open", -9)]
    assert not OutboxNews.objects.filter(topic="orders.proposal_obsolete").exists()


def test_a_wish_that_changes_nothing_any_more_lets_the_open_one_go(console: Actor) -> None:
    order = control(console)
    ask(console, Wanted(order.pk, decision=plan()))
    assert ask(console, Wanted(order.pk, facts=(facts(),))) == Proposed(needless=1)
    assert Proposal.objects.get().state == "obsolete"


def test_two_causes_stand_beside_each_other(console: Actor) -> None:
    order = control(console)
    ask(console, Wanted(order.pk, decision=plan()))
    ask(console, Wanted(order.pk, decision=plan(days=28)), cause=Cause("law:1", "县令"))
    assert Proposal.objects.filter(state="open").count() == 2


def test_of_an_order_that_ended_nothing_is_proposed(console: Actor) -> None:
    order = control(console)
    actions.leave(order=order, by=console, at=AT + HOUR / 2, reason="离县")
    assert ask(console, Wanted(order.pk, decision=plan())) == Proposed(gone=1)


def test_only_of_orders_in_the_scope(console: Actor) -> None:
    order = control(console)
    assert ask(staff(Role.TOWN, OTHER_TOWN), Wanted(order.pk, decision=plan())) == Proposed(gone=1)
    assert ask(staff(Role.TOWN, TOWN), Wanted(order.pk, decision=plan())) == Proposed(made=1)


@pytest.mark.parametrize("role", [Role.GRID, Role.AUDITOR, Role.COMMANDER, Role.DATA])
def test_who_may_issue_no_orders_proposes_nothing(console: Actor, role: Role) -> None:
    with pytest.raises(Forbidden):
        ask(staff(role), Wanted(control(console).pk, decision=plan()))


def test_a_wish_without_facts_and_decision_is_a_mistake(console: Actor) -> None:
    with pytest.raises(ValueError, match="at least one fact"):
        ask(console, Wanted(control(console).pk))


def test_it_is_told_and_kept_once_for_all(console: Actor) -> None:
    orders = [control(console, seed=seed) for seed in (1, 2, 3)]
    ask(console, *(Wanted(order.pk, decision=plan()) for order in orders))
    entry = AuditEntry.objects.get(action="orders.made_proposals")
    assert entry.detail == {"cause": "risk:7", "count": 3}
    news = OutboxNews.objects.get(topic="orders.proposed")
    assert news.payload == {"cause": "risk:7", "count": 3}


def test_queries_do_not_grow_with_the_orders(console: Actor) -> None:
    orders = [control(console, seed=seed) for seed in range(1, 9)]
    one = count_queries(lambda: ask(console, Wanted(orders[0].pk, decision=plan())))
    rest = [Wanted(order.pk, decision=plan()) for order in orders[1:]]
    assert count_queries(lambda: ask(console, *rest)) == one


@pytest.mark.parametrize(
    "act",
    [
        lambda by, order: actions.move(order=order, place="home", by=by, at=LATER, reason="无床"),
        lambda by, order: actions.extend(order=order, until=order.ends_at + DAY, by=by, at=LATER, reason="x"),
        lambda by, order: actions.leave(order=order, by=by, at=LATER + HOUR, reason="离县"),
        lambda by, order: actions.cancel(order=order, by=by, at=LATER + HOUR, reason="录错"),
        lambda by, order: actions.record_death(order=order, by=by, at=LATER + HOUR),
    ],
)
def test_when_the_order_moves_on_its_proposals_are_obsolete(console: Actor, act: Any) -> None:
    order = control(console)
    ask(console, Wanted(order.pk, decision=plan()))
    act(console, order)
    held = Proposal.objects.get()
    assert (held.state, held.settled_at is not None) == ("obsolete", True)
    assert [move.move for move in held.moves.order_by("pk")] == ["made", "obsolete"]
    told = OutboxNews.objects.get(topic="orders.proposal_obsolete").payload
    assert told == {"proposal": held.pk, "order": order.pk, "cause": "risk:7"}


def test_what_asked_may_take_its_proposals_back(console: Actor) -> None:
    first, second = control(console, seed=1), control(console, seed=2)
    ask(console, *(Wanted(order.pk, decision=plan()) for order in (first, second)))
    ask(console, Wanted(first.pk, decision=plan()), cause=Cause("law:1", "县令"))
    taken = {"cause": "risk:7", "by": console, "at": LATER}
    assert actions.withdraw_proposals(**taken, orders=[second.pk]) == 1
    assert actions.withdraw_proposals(**taken) == 1
    assert actions.withdraw_proposals(**taken) == 0
    assert Proposal.objects.get(state="open").cause == "law:1"
    with pytest.raises(Forbidden):
        actions.withdraw_proposals(cause="law:1", by=staff(Role.GRID), at=LATER)


def test_a_proposals_moves_are_written_once(console: Actor) -> None:
    ask(console, Wanted(control(console).pk, decision=plan()))
    with pytest.raises(Exception, match="written once"):
        ProposalMove.objects.update(move="accepted")
