"""The orders that run on a day, read as they stand and laid beside what another edition would have decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from lianfang.core.policy import PolicyBook
from lianfang.core.policy.alone import alone
from lianfang.core.policy.replay import DAYS, Held, Load, Replay, Stay, replay
from lianfang.core.timeline import DAY, day_of, day_start
from lianfang.orders.models import Order, Stage
from lianfang.orders.plans import read_facts
from lianfang.orders.scope import tests_visible_to, visible_to
from lianfang.shared import audit
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.roles import Permission

_GONE = (Order.State.LEFT, Order.State.DIED)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What an edition would do to the orders that run on a day.

    The days of `overdue` of them were over by 24:00 of the day and nobody had ended them: they count until their
    last planned day, on both sides alike. `runs`: where no order runs on the day, the first and the last on which
    any does, None where there is none at all.
    """

    edition: str
    day: date
    people: int
    overdue: int
    done: Replay
    runs: tuple[date, date] | None = None


def simulate(*, book: PolicyBook, edition: str, day: date, by: Actor, at: datetime) -> Simulation:
    """Replay the orders that run on a day, as known now, under one edition of `book`; nothing is changed.

    A constant number of queries. Raises Forbidden, KeyError for an edition that is not in the book.
    """
    check_may(by, Permission.SEE_ORDERS)
    law, begins = alone(book, edition), day_start(day)
    with transaction.atomic():
        orders = _list_running(by, begins, at)
        rows = list(
            orders.order_by("pk").values_list("pk", "category", "facts", "state", "ended_at", "ends_at")
        )
        done = replay(law, _list_held(orders, rows), begins)
        _count_tests(done.as_they_are, by, orders, day)
        audit.record(
            by=by, at=at, action="orders.simulate", object_kind="order", edition=edition, day=day.isoformat(),
            found=len(rows),
        )  # fmt: skip
    overdue = sum(
        ends_at <= begins + DAY and (ended_at or at) > begins + DAY for *_, ended_at, ends_at in rows
    )
    return Simulation(edition, day, len(rows), overdue, done, None if rows else _span(by))


def _list_running(by: Actor, begins: datetime, at: datetime) -> QuerySet[Order]:
    """List the orders that run at any hour of a day; one past its last day runs until it is ended."""
    running = Q(state=Order.State.RUNNING)
    if at <= begins:
        running &= Q(ends_at__gt=begins)
    seen = visible_to(by).filter(starts_at__lt=begins + DAY).exclude(state=Order.State.CANCELLED)
    return seen.filter(running | Q(ended_at__gt=begins))


def _span(by: Actor) -> tuple[date, date] | None:
    seen = visible_to(by).exclude(state=Order.State.CANCELLED)
    first, last = seen.aggregate(first=Min("starts_at"), last=Max(Coalesce("ended_at", "ends_at"))).values()
    return (day_of(first), day_of(last)) if first else None


def _list_held(orders: QuerySet[Order], rows: list[Any]) -> Iterator[Held]:
    """Lay orders out: what is over as it was, what runs or lies ahead as it is planned."""
    stays: dict[int, list[Stay]] = defaultdict(list)
    stages = Stage.objects.filter(order__in=orders.values("pk")).exclude(state=Stage.State.CANCELLED)
    for order, place, period in stages.order_by("period").values_list("order", "place", "period"):
        stays[order].append(Stay(place, period.lower, period.upper))
    for pk, category, facts, state, ended_at, _ends in rows:
        yield Held(category, read_facts(facts), tuple(stays[pk]), ended_at if state in _GONE else None)


def _count_tests(load: Load, by: Actor, orders: QuerySet[Order], day: date) -> None:
    tests = tests_visible_to(by).filter(
        order__in=orders.values("pk"), due_on__gte=day, due_on__lt=day + DAYS * DAY
    )
    for due_on, count, samples in tests.values_list("due_on").annotate(Count("pk"), Sum("samples")):
        number = (due_on - day).days
        load.tests[number], load.samples[number] = count, samples
