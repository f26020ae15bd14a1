"""A local order and the orders that run: tried before it is signed, proposed at its hour, asked again when they move."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rooms.law.texts import drafted, sign, signed, text
from tests.rooms.orders.world import AT, DAY, HOUR, OTHER_TOWN, TOWN, control, staff, take
from tests.support.lists import count_queries
from tests.support.worlds import built_for

from lianfang.core.policy import PolicyError
from lianfang.law import actions as law
from lianfang.law.models import LocalOrder
from lianfang.orders import actions, jobs
from lianfang.orders.local_orders import find_cause, propose_due, try_local_order
from lianfang.orders.models import Order, Proposal, Trial, TrialLine
from lianfang.orders.scope import trial_lines_visible_to
from lianfang.shared import outbox
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

NOON = AT + 3 * HOUR


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def test_a_draft_is_tried_on_the_orders_that_run(console: Actor) -> None:
    control(console, seed=1)
    control(console, "secondary_contact", seed=2)
    trial = try_local_order(local=drafted(console), by=console, at=AT + HOUR)
    sums = trial.sums
    assert (sums["orders"], sums["kept"], sums["kinds"], sums["lost"]) == (2, 1, {"shorter": 1}, 11.0)
    assert sums["categories"]["close_contact"] == {"people": 1, "shorter": 1, "days": -11.0}
    assert sums["categories"]["secondary_contact"] == {"people": 1, "days": 0.0}
    assert (sums["before"]["beds"][0], sums["after"]["beds"][0]) == (2, 2)
    assert (sums["before"]["beds"][11], sums["after"]["beds"][11]) == (1, 0)
    assert sum(sums["before"]["tests"]) > sum(sums["after"]["tests"]) > 0
    assert trial.as_of == NOON
    line = trial.lines.get()
    assert (line.kind, line.days, line.place_before) == ("shorter", -11.0, "centralised")
    assert not Proposal.objects.exists()
    assert AuditEntry.objects.get(action="orders.try_local_order").detail == {"found": 2, "changed": 1}


@built_for("class")
def controlled(console: Actor) -> None:
    """A close contact."""
    control(console)


class TestTransitions:
    """What an order does to those who are under control when it begins."""

    @pytest.mark.parametrize(
        ("told", "kinds", "gained", "lost"),
        [
            ({"days": 30}, {"longer": 1}, 9.0, 0.0),
            ({"days": 30, "transition": "shorten"}, {}, 0.0, 0.0),
            ({"days": 10, "transition": "shorten"}, {"shorter": 1}, 0.0, 11.0),
            ({"days": 10, "transition": "keep"}, {}, 0.0, 0.0),
            ({"days": 21, "place": "居家隔离"}, {"other": 1}, 0.0, 0.0),
            ({"category": "inbound"}, {}, 0.0, 0.0),
        ],
    )
    def test_what_its_transition_says(
        self,
        console: Actor,
        controlled: None,
        told: dict[str, Any],
        kinds: dict[str, int],
        gained: float,
        lost: float,
    ) -> None:
        sums = try_local_order(local=drafted(console, **told), by=console, at=AT).sums
        assert (sums["kinds"], sums["gained"], sums["lost"]) == (kinds, gained, lost)


def test_tried_again_the_trial_before_is_gone(console: Actor) -> None:
    control(console)
    order = drafted(console)
    try_local_order(local=order, by=console, at=AT)
    later = law.edit(order=order, text=text(days=7), seen=order.digest, by=console, at=AT)
    trial = try_local_order(local=later, by=console, at=AT)
    assert Trial.objects.get() == trial
    assert (TrialLine.objects.get().days, trial.digest) == (-14.0, later.digest)


def test_a_text_that_is_not_sound_is_not_tried(console: Actor) -> None:
    with pytest.raises(PolicyError):
        try_local_order(local=drafted(console, days="十"), by=console, at=AT)
    with pytest.raises(Forbidden):
        try_local_order(local=drafted(console), by=staff(Role.AUDITOR), at=AT)


def test_an_order_whose_facts_cannot_be_read_stays(console: Actor) -> None:
    order = control(console)
    Order.objects.filter(pk=order.pk).update(facts={})
    sums = try_local_order(local=drafted(console), by=console, at=AT).sums
    assert (sums["orders"], sums["kept"]) == (1, 1)


def test_the_people_of_a_trial_are_those_of_the_readers_scope(console: Actor) -> None:
    control(console)
    try_local_order(local=drafted(console), by=console, at=AT)
    for role, code, seen in ((Role.OFFICE, "", 1), (Role.TOWN, TOWN, 1), (Role.TOWN, OTHER_TOWN, 0)):
        assert trial_lines_visible_to(staff(role, code)).count() == seen


def test_queries_do_not_grow_with_the_orders(console: Actor) -> None:
    local = drafted(console)
    control(console, seed=1)
    try_local_order(local=local, by=console, at=AT)
    few = count_queries(lambda: try_local_order(local=local, by=console, at=AT))
    for seed in range(2, 7):
        control(console, seed=seed)
    assert count_queries(lambda: try_local_order(local=local, by=console, at=AT)) == few


def test_at_its_hour_it_proposes_and_once(console: Actor) -> None:
    order = control(console)
    local = signed(console)
    assert propose_due(by=console, at=NOON - HOUR) == 0
    assert propose_due(by=console, at=NOON) == 1
    assert propose_due(by=console, at=NOON + HOUR) == 0
    made = Proposal.objects.get()
    assert (made.order_id, made.cause, made.title, made.document, made.kind) == (
        order.pk, f"law:{local.pk}", local.title, local.document, "shorter",
    )  # fmt: skip
    assert Order.objects.get(pk=order.pk).ends_at == order.ends_at
    assert LocalOrder.objects.get().proposed_at == NOON


def test_signed_the_order_has_the_new_days_and_rests_on_the_local_order(console: Actor) -> None:
    order = control(console)
    signed(console)
    propose_due(by=console, at=NOON)
    actions.accept_proposal(proposal=Proposal.objects.get(), by=console, at=NOON + HOUR)
    held = Order.objects.get(pk=order.pk)
    assert (held.ends_at, held.rules, held.edition) == (AT + 10 * DAY, ["xing_1"], "v8")
    assert held.reasons[0]["params"]["title"] == "兴县示例令"


def test_orders_issued_after_its_hour_are_decided_by_it(console: Actor) -> None:
    signed(console)
    assert control(console, seed=2, at=NOON).ends_at == NOON + 10 * DAY
    assert propose_due(by=console, at=NOON) == 0


def test_moved_by_hand_the_order_is_asked_anew(console: Actor) -> None:
    order = control(console)
    signed(console)
    propose_due(by=console, at=NOON)
    actions.move(order=order, place="home", by=console, at=NOON + HOUR, reason="无床")
    assert Proposal.objects.get().state == "obsolete"
    outbox.deliver(at=NOON + 2 * HOUR)
    again = Proposal.objects.get(state="open")
    assert (again.place_before, again.place_after, again.kind) == ("home", "centralised", "shorter")


def test_released_meanwhile_nothing_is_asked_anew(console: Actor) -> None:
    order = control(console)
    signed(console)
    propose_due(by=console, at=NOON)
    actions.leave(order=order, by=console, at=NOON + HOUR, reason="离县")
    outbox.deliver(at=NOON + 2 * HOUR)
    assert not Proposal.objects.filter(state="open")


def test_other_causes_ask_for_themselves(console: Actor) -> None:
    order = control(console)
    local = signed(console)
    propose_due(by=console, at=NOON)
    open_one = Proposal.objects.get()
    Proposal.objects.filter(pk=open_one.pk).update(cause="risk:3")
    actions.extend(order=order, until=order.ends_at + DAY, by=console, at=NOON + HOUR, reason="x")
    outbox.deliver(at=NOON + 2 * HOUR)
    assert not Proposal.objects.filter(state="open")
    assert find_cause(f"law:{local.pk}") == local
    assert find_cause("law:x") is find_cause("risk:1") is find_cause("law:99999") is None


def test_a_later_order_takes_the_open_proposals_of_the_ended_one_back(console: Actor) -> None:
    control(console)
    signed(console)
    propose_due(by=console, at=NOON)
    words = text(id="xing_2", begins="2022-03-02 08:00", days=12, transition="redecide")
    second = law.draft(
        text=words.replace("bases: [v8]", "bases: [v8]\n    replaces: [xing_1]"), by=console, at=NOON
    )
    sign(second, console, NOON)
    sign(second, staff(Role.COMMANDER), NOON)
    assert propose_due(by=console, at=AT + 2 * DAY) == 1
    states = Proposal.objects.order_by("pk").values_list("cause", "state", "days")
    assert [state for _cause, state, _days in states] == ["obsolete", "open"]
    assert Proposal.objects.get(state="open").days == -9.0


def test_an_order_that_only_ends_another_gives_the_days_of_the_text_above_back(console: Actor) -> None:
    first = control(console)
    signed(console)
    propose_due(by=console, at=NOON)
    actions.accept_proposal(proposal=Proposal.objects.get(), by=console, at=NOON)
    words = text(id="xing_2", begins="2022-03-02 08:00", category="inbound")
    second = law.draft(
        text=words.replace("bases: [v8]", "bases: [v8]\n    replaces: [xing_1]"), by=console, at=NOON
    )
    sign(second, console, NOON)
    sign(second, staff(Role.COMMANDER), NOON)
    assert propose_due(by=console, at=AT + 2 * DAY) == 1
    made = Proposal.objects.get(state="open")
    assert (made.order_id, made.kind, made.days) == (first.pk, "longer", 11.0)


def test_the_job_of_every_minute(console: Actor, at_noon: None) -> None:
    control(console)
    signed(console)
    jobs.propose_local_orders(0)
    assert Proposal.objects.count() == 1


@pytest.mark.django_db
def test_before_a_county_is_there_the_job_does_nothing() -> None:
    jobs.propose_local_orders(0)


@pytest.fixture
def at_noon() -> Any:
    from lianfang.shared import clock

    with clock.pinned_at(NOON):
        yield


def test_tests_taken_count_under_the_new_rule(console: Actor) -> None:
    order = control(console)
    take(console, order, until=AT + DAY)
    signed(console)
    propose_due(by=console, at=AT + 2 * DAY)
    actions.accept_proposal(proposal=Proposal.objects.get(), by=console, at=AT + 2 * DAY)
    due = order.tests.filter(known_to__isnull=True).order_by("due_on")
    assert [test.done for test in due] == [True, False]
