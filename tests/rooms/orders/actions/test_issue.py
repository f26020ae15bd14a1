"""Issuing an order: what the law asks for becomes stages, tests and responsible people, once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.rooms.leads.county import COMMUNITY, GRID, TOWN, VILLAGE, one_lead
from tests.rooms.orders.world import (
    AT,
    DAY,
    HOUR,
    OTHER_TOWN,
    answered_lead,
    check_adds_up,
    control,
    due_of,
    facts,
    spells_of,
    staff,
    stages_of,
)

from lianfang.leads.actions import record_call
from lianfang.orders import actions
from lianfang.orders.models import Order, OrderMove, Responsible, Stage
from lianfang.orders.refusals import (
    AlreadyControlled,
    LeadClosed,
    NothingToIssue,
    OrderRefused,
    Overlaps,
    WrongTime,
)
from lianfang.places.models import Responsibility
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.crypto import seal_text
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import Role


def test_a_close_contact_goes_to_a_site_and_then_home(console: Actor) -> None:
    order = control(console)
    assert stages_of(order) == [
        ("centralised", "running", AT, AT + 14 * DAY),
        ("monitoring", "planned", AT + 14 * DAY, AT + 21 * DAY),
    ]
    days = [(test.due_on - date(2022, 2, 28)).days + 1 for test in due_of(order)]
    assert days[:4] == [1, 4, 7, 14]
    assert [test.samples for test in due_of(order)[:4]] == [1, 1, 1, 2]
    assert spells_of(order) == [("centralised", AT, None, "")]
    assert (order.starts_at, order.ends_at, order.place) == (AT, AT + 21 * DAY, "centralised")
    assert (order.town, order.community, order.grid) == (TOWN, VILLAGE, GRID)
    assert order.number.startswith("141123-20220228-")
    assert order.reasons[0]["code"] == "rule"
    assert all(test.opens_at >= AT for test in due_of(order))


def test_what_was_done_is_kept_with_who_and_when(console: Actor) -> None:
    order = control(console)
    moves = OrderMove.objects.filter(order=order).order_by("pk")
    assert [move.move for move in moves] == ["issued", "started"]
    assert {(move.true_at, move.known_at, move.by) for move in moves} == {(AT, AT, console.staff_id)}
    assert AuditEntry.objects.filter(action="orders.issued", object_id=str(order.pk)).count() == 1
    assert OutboxNews.objects.get(topic="orders.issued").payload == {
        "order": order.pk,
        "person": order.person_id,
    }


def test_a_person_found_late_serves_the_rest(console: Actor) -> None:
    order = control(console, anchor=AT - 5 * DAY)
    first = order.stages.get(seq=0)
    assert (first.period.lower, first.period.upper, first.first_day) == (AT, AT + 9 * DAY, 6)


def test_an_unfit_home_leads_to_a_site(console: Actor) -> None:
    at_home = control(console, "medium_risk", seed=1)
    at_site = control(console, "medium_risk", seed=2, unfit_home=True)
    assert (at_home.place, at_site.place) == ("home", "centralised")


def test_the_five_responsible_come_from_the_nearest_place(console: Actor) -> None:
    def duty(kind: str, code: str, post: str, name: str) -> None:
        Responsibility.objects.create(
            scope_kind=kind, scope_code=code, post=post, name=name,
            phone=seal_text("15400000009", "responsible.phone"),
        )  # fmt: skip

    duty("town", TOWN, "doctor", "甲")
    duty("community", VILLAGE, "doctor", "乙")
    duty("community", VILLAGE, "village_cadre", "丙")
    duty("community", COMMUNITY, "police", "丁")  # of another community
    duty("grid", GRID, "village_cadre", "戊")
    order = control(console)
    held = dict(Responsible.objects.filter(order=order).values_list("post", "name"))
    assert len(held) == 5
    assert (held["doctor"], held["village_cadre"], held["police"]) == ("乙", "戊", "")


def test_one_order_needs_few_queries(console: Actor) -> None:
    lead, asked = answered_lead(console), facts()
    with CaptureQueriesContext(connection) as queries:
        actions.issue(lead=lead, facts=asked, by=console, at=AT)
    writes = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(writes) <= 17, "\n".join(query["sql"][:120] for query in writes)


def test_a_key_is_used_once(console: Actor) -> None:
    lead = answered_lead(console)
    first = actions.issue(lead=lead, facts=facts(), by=console, at=AT, key="k")
    again = actions.issue(lead=lead, facts=facts(), by=console, at=AT + HOUR, key="k")
    assert first.pk == again.pk
    assert OrderMove.objects.filter(order=first).count() == 2


@pytest.mark.parametrize(
    ("category", "shift", "refused"),
    [
        ("close_contact", timedelta(days=1), WrongTime),  # the count begins tomorrow
        ("arrival_hubei", timedelta(), NothingToIssue),  # no rule is loaded for this year
    ],
)
def test_nothing_is_issued_without_a_rule_that_has_begun(
    console: Actor, category: str, shift: timedelta, refused: type[OrderRefused]
) -> None:
    lead = answered_lead(console)
    with pytest.raises(refused):
        actions.issue(
            lead=lead, facts=facts(category, anchor=AT + shift), by=console, at=AT,
        )  # fmt: skip
    assert not Order.objects.exists()


def test_a_person_under_control_gets_no_second_order(console: Actor) -> None:
    order = control(console)
    with pytest.raises(AlreadyControlled) as refused:
        actions.issue(lead=order.lead, facts=facts("medium_risk"), by=console, at=AT + DAY)
    assert refused.value.order_id == order.pk


def test_a_driver_who_left_comes_back(console: Actor) -> None:
    order = control(console, "medium_risk")
    actions.leave(order=order, by=console, at=AT + HOUR, reason="货车司机")
    back = answered_lead(console, "张一", 1, AT + DAY)
    with pytest.raises(Overlaps):
        actions.issue(
            lead=back, facts=facts("medium_risk", AT), by=console, at=AT + DAY
        )  # found before the first order ended
    second = actions.issue(lead=back, facts=facts("medium_risk", AT + DAY), by=console, at=AT + DAY)
    assert second.person_id == order.person_id
    controlled = check_adds_up(AT + 2 * DAY)
    assert (controlled["ever"], controlled["ever_times"], controlled["ever_repeat"]) == (1, 2, 1)


def test_an_order_may_begin_the_instant_another_ended(console: Actor) -> None:
    order = control(console, "medium_risk")
    actions.leave(order=order, by=console, at=AT + HOUR, reason="货车司机")
    back = answered_lead(console, "张一", 1, AT + HOUR)
    actions.issue(lead=back, facts=facts("medium_risk", AT + HOUR), by=console, at=AT + HOUR)
    assert check_adds_up(AT + 2 * HOUR)["now"] == 1


def test_a_closed_lead_is_opened_first(console: Actor) -> None:
    lead = record_call(lead=one_lead(console), outcome="here_free", by=console, at=AT)
    with pytest.raises(LeadClosed):
        actions.issue(lead=lead, facts=facts(), by=console, at=AT)


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [
        (Role.OFFICE, "", True),
        (Role.TOWN, TOWN, True),
        (Role.COMMUNITY, VILLAGE, True),
        (Role.TOWN, OTHER_TOWN, False),
        (Role.COMMUNITY, COMMUNITY, False),
        (Role.GRID, GRID, False),
        (Role.DATA, "", False),
        (Role.COMMANDER, "", False),
        (Role.INSPECTOR, "", False),
        (Role.AUDITOR, "", False),
        (Role.SYSTEM, "", False),
    ],
)
def test_who_may_issue(console: Actor, role: Role, code: str, may: bool) -> None:
    lead = answered_lead(console)
    by = staff(role, code)
    if may:
        assert actions.issue(lead=lead, facts=facts(), by=by, at=AT).issued_by == by.staff_id
    else:
        with pytest.raises(Forbidden):
            actions.issue(lead=lead, facts=facts(), by=by, at=AT)


def test_the_database_lets_nobody_be_in_two_stages_at_once(console: Actor) -> None:
    order = control(console)
    stage = order.stages.get(seq=0)

    def write(starts: timedelta, ends: timedelta, state: str = "ended", seq: int = 90) -> None:
        with transaction.atomic():
            Stage.objects.create(
                order=order, person=order.person, seq=seq, place="home", state=state,
                period=(stage.period.lower + starts, stage.period.upper + ends),
            )  # fmt: skip

    for starts, ends in ((timedelta(), timedelta()), (-DAY, -13 * DAY - HOUR), (13 * DAY, timedelta())):
        with pytest.raises(IntegrityError, match="stage_nobody_twice"):
            write(starts, ends)
    write(timedelta(), timedelta(), state="cancelled")
    write(-DAY, -14 * DAY, seq=91)  # half-open: it ends as the other begins


def test_the_database_knows_one_running_order_a_person(console: Actor) -> None:
    order = control(console)
    order.pk, order.number = None, "other"
    order._state.adding = True
    with pytest.raises(IntegrityError, match="order_one_running_per_person"), transaction.atomic():
        order.save()
