"""Orders follow joined persons in new versions, and go back."""

from __future__ import annotations

import pytest
from tests.rooms.leads.county import one_lead
from tests.rooms.orders.world import (
    AT,
    DAY,
    EVENING,
    HOUR,
    check_adds_up,
    control,
    due_of,
    read_figures,
    spells_of,
)

from lianfang.leads.actions import record_call
from lianfang.orders import actions
from lianfang.orders.actions import ResultIn, record_results
from lianfang.orders.models import DueTest, Order, Spell, TestResult
from lianfang.orders.refusals import BothControlled
from lianfang.people.actions import CannotMerge, merge, part
from lianfang.people.models import Person
from lianfang.shared.actor import Actor
from lianfang.shared.knowing import close_knowledge

JOINED = AT + DAY


def stranger(by: Actor, seed: int = 50) -> Person:
    """A person known by name and phone alone, who may be anybody."""
    lead = one_lead(by, "赵六", seed)
    Person.objects.filter(pk=lead.person_id).update(number=None, number_index=None)
    record_call(lead=lead, outcome="here_free", by=by, at=AT)
    return Person.objects.get(pk=lead.person_id)


def test_everything_goes_along_and_comes_back(console: Actor) -> None:
    order = control(console)
    gone, kept = order.person, stranger(console)
    test = due_of(order)[0]
    record_results(results=[ResultIn(test.pk, "negative", AT)], by=console, at=AT + HOUR)
    close_knowledge(AT + 2 * HOUR)
    signed = read_figures(AT + 2 * HOUR, known=AT + 2 * HOUR)
    Person.objects.filter(pk=gone.pk).update(number=None, number_index=None)
    record = merge(kept=kept, gone=gone, reason="同一人", by=console, at=JOINED)
    held = Order.objects.get(pk=order.pk)
    assert (held.person_id, held.pinyin) == (kept.pk, kept.pinyin)
    assert set(held.stages.values_list("person", flat=True)) == {kept.pk}
    assert {spell.person_id for spell in Spell.objects.filter(order=order, known_to__isnull=True)} == {
        kept.pk
    }
    assert {test.person_id for test in due_of(order)} == {kept.pk}
    assert (due_of(order)[0].before_id, len(due_of(order))) == (test.pk, 6)
    assert read_figures(EVENING)["tests"]["done"] == 1
    assert read_figures(AT + 2 * HOUR, known=AT + 2 * HOUR) == signed
    assert check_adds_up(JOINED + DAY)["ever"] == 1

    part(record=record, reason="两人", by=console, at=JOINED + HOUR)
    assert Order.objects.get(pk=order.pk).person_id == gone.pk
    assert {test.person_id for test in due_of(order)} == {gone.pk}
    assert TestResult.objects.filter(known_to__isnull=True).count() == 1
    assert spells_of(order) == [("centralised", AT, None, "")]
    assert check_adds_up(JOINED + DAY)["now"] == 1


def test_a_joined_person_is_released_like_any_other(console: Actor) -> None:
    order = control(console, "medium_risk")
    kept = stranger(console)
    Person.objects.filter(pk=order.person_id).update(number=None, number_index=None)
    merge(kept=kept, gone=order.person, reason="同一人", by=console, at=JOINED)
    actions.move(order=order, place="centralised", by=console, at=JOINED + HOUR, reason="居家条件差")
    actions.leave(order=order, by=console, at=JOINED + 2 * HOUR, reason="离县")
    assert check_adds_up(JOINED + DAY)["left_ever"] == 1


def test_two_people_under_control_are_not_joined(console: Actor) -> None:
    one, other = control(console, seed=1), control(console, seed=2)
    Person.objects.filter(pk=other.person_id).update(number=None, number_index=None)
    with pytest.raises(BothControlled) as refused:
        merge(kept=one.person, gone=other.person, reason="同一人", by=console, at=JOINED)
    assert isinstance(refused.value, CannotMerge)
    assert (refused.value.code, refused.value.order_ids) == ("both_controlled", (one.pk, other.pk))
    assert Order.objects.get(pk=other.pk).person_id == other.person_id
    assert DueTest.objects.filter(before__isnull=False).count() == 0


def test_two_records_whose_orders_met_are_not_joined(console: Actor) -> None:
    one, other = control(console, seed=1), control(console, seed=2, at=AT + HOUR)
    Person.objects.filter(pk=other.person_id).update(number=None, number_index=None)
    actions.leave(order=one, by=console, at=AT + 2 * HOUR, reason="离县")
    with pytest.raises(BothControlled):
        merge(kept=one.person, gone=other.person, reason="同一人", by=console, at=JOINED)
    actions.cancel(order=other, by=console, at=JOINED, reason="同一人误下两单")
    merge(kept=one.person, gone=other.person, reason="同一人", by=console, at=JOINED + HOUR)
    assert check_adds_up(JOINED + DAY)["ever"] == 1


def test_orders_one_after_the_other_become_one_persons(console: Actor) -> None:
    one = control(console, "medium_risk", seed=1)
    actions.leave(order=one, by=console, at=AT + HOUR, reason="离县")
    other = control(console, "medium_risk", seed=2, at=AT + HOUR)
    Person.objects.filter(pk=other.person_id).update(number=None, number_index=None)
    merge(kept=one.person, gone=other.person, reason="同一人", by=console, at=JOINED)
    controlled = check_adds_up(JOINED + DAY)
    assert (controlled["ever"], controlled["ever_times"], controlled["now"]) == (1, 2, 1)
