"""Reads of orders: what is due today, what a page shows, what tomorrow releases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from lianfang.core.moves import Obstacle
from lianfang.core.policy.change import LONGER, OTHER
from lianfang.core.timeline import Due, StripDay, day_of, day_start, day_strip
from lianfang.orders.models import DueTest, Order, OrderMove, Proposal, Stage, TestResult
from lianfang.orders.obstacles import list_many
from lianfang.orders.scope import proposals_visible_to, tests_visible_to, visible_to
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission


def get_order(actor: Actor, order_id: int) -> Order | None:
    """Return an order in the actor's scope with its person, or None."""
    return visible_to(actor).select_related("person", "lead", "event").filter(pk=order_id).first()


def get_running(person_id: int) -> Order | None:
    """Return the order under which a person is now, or None; whoever would issue another one must know."""
    return Order.objects.filter(person=person_id, state=Order.State.RUNNING).first()


def get_last_mover(order_id: int) -> int | None:
    """Return who made the last move of an order; what follows from it is done in their name."""
    return OrderMove.objects.filter(order=order_id).order_by("-pk").values_list("by", flat=True).first()


def list_begun_stages(order: Order) -> QuerySet[Stage]:
    """Return the stages of an order that have begun and were not withdrawn, in time."""
    begun = Stage.objects.filter(order=order, state__in=(Stage.State.RUNNING, Stage.State.ENDED))
    return begun.order_by("period", "seq")


def list_tests(actor: Actor, day: date, *, done: bool | None = None) -> QuerySet[DueTest]:
    """Return the tests due on a day, all or only those done or not done."""
    tests = tests_visible_to(actor).filter(due_on=day, order__state=Order.State.RUNNING)
    tests = tests.select_related("person", "order")
    return tests if done is None else tests.filter(done=done)


def list_missed_tests(actor: Actor, at: datetime) -> QuerySet[DueTest]:
    """Return the tests of running orders whose window closed without a result."""
    missed = tests_visible_to(actor).filter(done=False, closes_at__lte=at, order__state=Order.State.RUNNING)
    return missed.select_related("person", "order")


def list_due_releases(actor: Actor, until: datetime) -> QuerySet[Order]:
    """Return the running orders whose last day is over before a moment, the longest waiting first."""
    due = visible_to(actor).filter(state=Order.State.RUNNING, ends_at__lte=until)
    return due.select_related("person").order_by("ends_at", "pk")


def list_open_proposals(actor: Actor) -> QuerySet[Proposal]:
    """Return the proposed changes that the actor may sign: who may not release signs none that ends days earlier."""
    waiting = proposals_visible_to(actor).filter(state=Proposal.State.OPEN)
    if not actor.may(Permission.RELEASE_ORDERS):
        waiting = waiting.filter(kind__in=(LONGER, OTHER))
    return waiting.select_related("order__person")


def was_changed_by_hand(order: Order) -> bool:
    """Say whether somebody gave an order days that no rule knows of: more of them, or a rest that was made up for."""
    return order.moves.filter(move__in=("extended", "resumed")).exists()


def list_due_moves(actor: Actor, until: datetime) -> QuerySet[Stage]:
    """Return the running stages that end before a moment with a next stage ahead."""
    ahead = Stage.objects.filter(order=OuterRef("order"), state=Stage.State.PLANNED)
    running = Stage.objects.filter(
        order__in=visible_to(actor).filter(state=Order.State.RUNNING),
        state=Stage.State.RUNNING,
        period__endswith__lte=until,
    )
    return running.annotate(has_next=Exists(ahead)).filter(has_next=True).select_related("order__person")


@dataclass(frozen=True, slots=True)
class _StripStage:
    place: str
    starts: datetime
    ends: datetime


def get_strip(order: Order, at: datetime) -> tuple[StripDay, ...]:
    """Lay an order out day by day for its page."""
    stages = [stage for stage in order.stages.order_by("period") if stage.state != Stage.State.CANCELLED]
    current = Prefetch("results", TestResult.objects.filter(known_to__isnull=True), to_attr="current")
    dues = [
        Due(
            on=test.due_on,
            opens=test.opens_at,
            closes=test.closes_at,
            done_at=test.current[0].done_at if test.current else None,
            samples=test.samples,
        )
        for test in order.tests.filter(known_to__isnull=True).order_by("due_on").prefetch_related(current)
    ]
    return day_strip(
        [_StripStage(stage.place, stage.period.lower, stage.period.upper) for stage in stages],
        dues,
        at=at,
        first_days=[stage.first_day for stage in stages],
    )


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """An order due for release and what still stands against it, days apart: those go by themselves."""

    order: Order
    obstacles: tuple[Obstacle, ...]


def list_releases_ahead(actor: Actor, at: datetime, days: int = 3) -> list[ReleaseLine]:
    """List the releases due by the end of the coming days with what is still missing for each, in constant queries."""
    until = day_start(day_of(at) + timedelta(days=days + 1))
    return describe_releases(list(list_due_releases(actor, until)), at)


def describe_releases(orders: Sequence[Order], at: datetime) -> list[ReleaseLine]:
    """Say for each order what would stand against its release at its planned end, or now where that is past."""
    missing = list_many(orders, lambda order: max(order.ends_at, at))
    return [ReleaseLine(order, tuple(missing[order.pk])) for order in orders]
