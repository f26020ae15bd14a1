"""Issuing an order: the decision under the law in force becomes stages, tests and responsible people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from lianfang.core.policy import Decision, Facts, PlannedStage, decide
from lianfang.core.timeline import local
from lianfang.law.book import get_book
from lianfang.leads.models import Lead
from lianfang.leads.scope import visible_to as leads_visible_to
from lianfang.orders.actions.ground import (
    Deed,
    check_moment,
    lock_person,
    open_deed,
    write_moves,
    write_once,
)
from lianfang.orders.models import DueTest, Order, Stage
from lianfang.orders.plans import keep_facts, keep_reason
from lianfang.orders.refusals import AlreadyControlled, LeadClosed, NothingToIssue, Overlaps, WrongTime
from lianfang.orders.responsible import appoint
from lianfang.orders.spells import start_spell
from lianfang.places.queries import get_county
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.roles import Permission

_COUNTY_DIGITS = 6
LONGEST_AGO = timedelta(days=180)  # longer than any rule counts: what lies before it has a slip in its year


def ask_law(*, facts: Facts, at: datetime) -> Decision:
    """Ask the law in force what these facts call for, without writing anything."""
    return decide(get_book(), facts, at)


def foresee(*, facts: Facts, true_at: datetime, at: datetime) -> Decision:
    """Ask the law of the moment an order is decided at, for times that can be.

    Raises WrongTime where a time of the facts lies ahead, or half a year back and the law asks for a measure.
    """
    times = (facts.found, facts.anchor)
    for moment in times:
        check_moment(moment=moment, earliest=None, latest=at)
    decision = ask_law(facts=facts, at=true_at)
    for moment in times:
        if decision.stages and true_at - moment > LONGEST_AGO:
            raise WrongTime(moment, earliest=true_at - LONGEST_AGO, latest=at)
    return decision


def issue(
    *,
    lead: Lead,
    facts: Facts,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    site: str = "",
    document: str = "",
    key: str = "",
) -> Order:
    """Issue an order for a lead's person: stages, due tests, the five responsible, and the first stage begun.

    `true_at` is when it was decided: the law of that moment is applied and its edition pinned. The first stage
    begins when the person was found, or when the count begins if that is later. Raises NothingToIssue where the
    law asks for no measure, AlreadyControlled where an order runs, Overlaps where one ended later than this one
    begins, LeadClosed, WrongTime for a begin that lies ahead or half a year back, Forbidden outside role or scope.
    """
    check_may(by, Permission.ISSUE_ORDERS)

    def write(deed: Deed) -> Order:
        held = _lock_lead(lead, by)
        decision = foresee(facts=facts, true_at=deed.true_at, at=at)
        if not decision.stages:
            raise NothingToIssue(decision)
        first = decision.stages[0]
        _check_free(held.person_id, first.starts)
        return _write(held, facts, decision, replace(deed, true_at=first.starts), site)

    return write_once(
        Order,
        name="issue",
        target=lead.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, true_at=true_at, document=document),
        write=write,
    )


def _lock_lead(lead: Lead, by: Actor) -> Lead:
    """Lock a lead's person and read the lead; one that went to another record meanwhile is followed."""
    person_id = lead.person_id
    while True:
        lock_person(person_id)
        held = leads_visible_to(by).filter(pk=lead.pk).first()
        if held is None:
            raise Forbidden("lead out of scope")
        if held.state == Lead.State.CLOSED:
            raise LeadClosed(str(held.pk))
        if held.person_id == person_id:
            return held
        person_id = held.person_id


def _check_free(person_id: int, starts: datetime) -> None:
    """Raise unless no order of a person runs or ended after a moment; their person is locked."""
    met = Order.objects.filter(person_id=person_id).exclude(state=Order.State.CANCELLED)
    for order in met.filter(Q(state=Order.State.RUNNING) | Q(ended_at__gt=starts)).order_by("pk"):
        if order.state == Order.State.RUNNING:
            raise AlreadyControlled(order.pk)
        raise Overlaps(order.pk)


def _write(lead: Lead, facts: Facts, decision: Decision, deed: Deed, site: str) -> Order:
    county = facts.area[:_COUNTY_DIGITS] or get_county().code
    order = _make_order(lead, facts, decision, deed, county)
    order.save(force_insert=True)
    stages = Stage.objects.bulk_create(_stage(order, planned, site) for planned in decision.stages)
    _write_tests(order, stages, decision, deed.known)
    appoint(order=order, county=county, at=deed.true_at)
    start_spell(stage=stages[0], order=order, starts_at=deed.true_at, known=deed.known)
    write_moves(order, ("issued", "started"), deed, stages[0])
    return order


def _make_order(lead: Lead, facts: Facts, decision: Decision, deed: Deed, county: str) -> Order:
    first, last = decision.stages[0], decision.stages[-1]
    order_id = _take_id()
    return Order(
        id=order_id,
        number=f"{county}-{local(first.starts):%Y%m%d}-{order_id:06d}",
        person=lead.person,
        lead=lead,
        event_id=lead.event_id,
        category=facts.category,
        edition=decision.edition,
        rules=list(decision.rules),
        measure=decision.measure,
        facts=keep_facts(facts),
        reasons=[keep_reason(reason) for reason in decision.reasons],
        town=lead.town,
        community=lead.community,
        grid=lead.grid,
        address=lead.address,
        from_place=lead.from_place,
        left_on=lead.left_on,
        arrived_on=lead.arrived_on,
        place=first.place,
        pinyin=lead.pinyin,
        starts_at=first.starts,
        ends_at=last.ends,
        issued_at=deed.at,
        issued_by=deed.by.staff_id,
        look_again_at=min([first.ends, *(test.closes for test in decision.tests)]),
    )


def _take_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('orders_order', 'id'))")
        taken: int = cursor.fetchone()[0]
    return taken


def _stage(order: Order, planned: PlannedStage, site: str) -> Stage:
    first = planned.index == 0
    return Stage(
        order=order,
        person_id=order.person_id,
        seq=planned.index,
        place=planned.place,
        site=site if first else "",
        state=Stage.State.RUNNING if first else Stage.State.PLANNED,
        first_day=planned.first_day,
        needs=list(planned.needs),
        period=(planned.starts, planned.ends),
    )


def _write_tests(order: Order, stages: list[Stage], decision: Decision, known: datetime) -> None:
    DueTest.objects.bulk_create(
        DueTest(
            order=order,
            stage=stages[test.stage],
            person_id=order.person_id,
            event_id=order.event_id,
            town=order.town,
            community=order.community,
            grid=order.grid,
            due_on=test.on,
            samples=test.samples,
            opens_at=test.opens,
            closes_at=test.closes,
            known_from=known,
        )
        for test in decision.tests
    )
