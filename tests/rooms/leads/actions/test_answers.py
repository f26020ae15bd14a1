"""Closing and reopening a lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.rooms.leads.county import AT, GRID, one_lead
from tests.rooms.staff import make_actor

from lianfang.core.moves import NotAllowed
from lianfang.leads.actions import AnotherOpen, close, record_call, reopen
from lianfang.leads.models import Lead, LeadAnswer
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

LATER = AT + timedelta(days=1)


@pytest.fixture
def lead(console: Actor) -> Lead:
    return one_lead(console)


def test_a_reopened_lead_waits_at_its_desk_with_a_new_deadline(lead: Lead, console: Actor) -> None:
    record_call(lead=lead, outcome="here_free", by=console, at=AT)
    found = reopen(lead=lead, by=console, at=LATER, reason="弄错人")
    assert (found.state, found.outcome, found.answered_at, found.closed_at) == ("open", "", None, None)
    assert (found.holder, found.grid) == ("grid", GRID)
    assert found.due_at == found.look_again_at == datetime(2022, 3, 1, 16, tzinfo=UTC)
    moves = list(found.moves.order_by("pk").values_list("move", "note"))
    assert moves[-2:] == [("reopen", "弄错人"), ("assign_grid", "")]
    assert LeadAnswer.objects.get(lead=lead).known_to == LATER


def test_an_unplaced_lead_reopens_at_the_office(console: Actor) -> None:
    lead = one_lead(console, place="none", area="")
    record_call(lead=lead, outcome="incomplete", by=console, at=AT)
    assert reopen(lead=lead, by=console, at=LATER, reason="x").holder == "office"


def test_an_open_lead_is_not_reopened(lead: Lead, console: Actor) -> None:
    with pytest.raises(NotAllowed):
        reopen(lead=lead, by=console, at=LATER, reason="x")


def test_a_person_has_one_open_lead(lead: Lead, console: Actor) -> None:
    record_call(lead=lead, outcome="here_free", by=console, at=AT)
    second = one_lead(console)
    with pytest.raises(AnotherOpen) as refused:
        reopen(lead=lead, by=console, at=LATER, reason="x")
    assert refused.value.lead_id == second.pk


def test_who_may_not_call_may_not_reopen(lead: Lead, console: Actor) -> None:
    record_call(lead=lead, outcome="here_free", by=console, at=AT)
    with pytest.raises(Forbidden):
        reopen(lead=lead, by=make_actor(Role.INSPECTOR), at=LATER, reason="x")


def test_a_lead_under_a_measure_is_closed_when_that_has_ended(lead: Lead, console: Actor) -> None:
    record_call(lead=lead, outcome="here_control", by=console, at=AT)
    ended = AT + timedelta(days=14)
    for _ in range(2):
        found = close(lead=lead, by=console, at=ended, reason="解除")
    assert (found.state, found.closed_at, found.outcome) == ("closed", ended, "here_control")
    assert AuditEntry.objects.filter(action="leads.close").count() == 1
    assert LeadAnswer.objects.get(lead=lead).known_to is None


def test_a_lead_that_waits_is_not_closed(lead: Lead, console: Actor) -> None:
    with pytest.raises(NotAllowed):
        close(lead=lead, by=console, at=LATER)
