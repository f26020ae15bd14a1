"""Issuing an order: the decision under the law in force becomes stages, tests and responsible people."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import Decision, Facts, PlannedStage, decide
from lianfang.leads.models import Lead
from lianfang.leads.scope import visible_to as leads_visible_to
from lianfang.orders.actions.ground import write_move
from lianfang.orders.models import DueTest, Order, Stage
from lianfang.orders.refusals import AlreadyControlled, NothingToIssue
from lianfang.orders.responsible import appoint
from lianfang.orders.spells import start_spell
from lianfang.places.queries import get_county
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.clock import LOCAL
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission


def propose(*, facts: Facts, at: datetime) -> Decision:
    """Ask the law in force what these facts call for, without writing anything."""
    return decide(get_policy_book(), facts, at)


@transaction.atomic
def issue(
    *,
    lead: Lead,
    facts: Facts,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    site: str = "",
) -> Order:
    """Issue an order for a lead's person: stages, due tests, the five responsible, and the first stage begun.

    `true_at` is when the person came under control; the decision is made for it and its edition is pinned.
    Raises NothingToIssue where the law asks for no measure, AlreadyControlled where an order runs, Forbidden
    outside role or scope.
    """
    check_may(by, Permission.ISSUE_ORDERS)
    held = leads_visible_to(by).select_for_update().filter(pk=lead.pk).select_related("person").first()
    if held is None:
        raise Forbidden("lead out of scope")
    known = learned_at(at)
    moment = true_at or at
    decision = propose(facts=facts, at=moment)
    if not decision.stages:
        raise NothingToIssue(decision)
    running = Order.objects.filter(person_id=held.person_id, state=Order.State.RUNNING).first()
    if running is not None:
        raise AlreadyControlled(running.pk)
    order = _write_order(held, facts, decision, by=by, at=at)
    stages = _write_stages(order, decision, site)
    _write_tests(order, stages, decision, known)
    appoint(order=order, at=moment)
    first = decision.stages[0]
    start_spell(stage=stages[0], order=order, starts_at=first.starts, known=known)
    for move in ("issued", "started"):
        write_move(order=order, move=move, by=by, at=at, known=known, true_at=first.starts, stage=stages[0])
    return order


def _write_order(lead: Lead, facts: Facts, decision: Decision, *, by: Actor, at: datetime) -> Order:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('orders_order', 'id'))")
        (order_id,) = cursor.fetchone()
    first, last = decision.stages[0], decision.stages[-1]
    day = first.starts.astimezone(LOCAL).strftime("%Y%m%d")
    order = Order(
        id=order_id,
        number=f"{get_county().code}-{day}-{order_id:06d}",
        person_id=lead.person_id,
        lead=lead,
        event_id=lead.event_id,
        category=facts.category,
        edition=decision.edition,
        rules=list(decision.rules),
        measure=decision.measure,
        facts=_plain(asdict(facts)),
        reasons=[_plain(_reason(reason)) for reason in decision.reasons],
        town=lead.town,
        community=lead.community,
        grid=lead.grid,
        address=lead.address,
        place=first.place,
        pinyin=lead.pinyin,
        starts_at=first.starts,
        ends_at=last.ends,
        issued_at=at,
        issued_by=by.staff_id,
        look_again_at=min([first.ends, *(test.closes for test in decision.tests)]),
    )
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as raced:
        running = Order.objects.filter(person_id=lead.person_id, state=Order.State.RUNNING).first()
        if running is None:
            raise
        raise AlreadyControlled(running.pk) from raced
    return order


def _reason(reason: Any) -> dict[str, Any]:
    return {
        "code": reason.code,
        "clause": reason.clause,
        "msgid": reason.msgid,
        "params": dict(reason.params),
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }


def _write_stages(order: Order, decision: Decision, site: str) -> list[Stage]:
    return Stage.objects.bulk_create(_stage(order, planned, site) for planned in decision.stages)


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
