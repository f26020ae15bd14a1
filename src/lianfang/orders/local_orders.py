"""What a local order does to running orders: tried before it is signed, proposed when it takes effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from lianfang.core.policy import PolicyBook
from lianfang.core.policy.burden import Load
from lianfang.core.policy.change import Change, weigh
from lianfang.core.policy.transition import Balance, Running, balance
from lianfang.core.policy.transition import Proposal as Outcome
from lianfang.core.policy.transition import propose as weigh_orders
from lianfang.core.timeline import DAY
from lianfang.law.actions import note_proposed
from lianfang.law.book import books_with
from lianfang.law.models import LocalOrder
from lianfang.law.queries import list_due, say_standing
from lianfang.orders.actions.proposing import Cause, Proposed, Wanted, propose, withdraw_proposals
from lianfang.orders.models import Order, Proposal, Trial, TrialLine
from lianfang.orders.plans import read_facts, read_plans
from lianfang.orders.scope import visible_to
from lianfang.shared import audit
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.roles import Permission

KEPT, KEY = "kept", "law:"


@dataclass(frozen=True, slots=True)
class Weighed:
    """Running orders under a local order: from when it would hold, what becomes of each, and all of them summed."""

    as_of: datetime
    orders: dict[int, Order]
    outcomes: tuple[Outcome, ...]
    changes: dict[int, Change]

    @property
    def balance(self) -> Balance:
        """Sum up what the orders need with the local order and without it."""
        return balance(self.outcomes, self.as_of)


def weigh_local_order(
    local: LocalOrder, *, by: Actor, at: datetime, only: Sequence[int] | None = None
) -> Weighed:
    """Weigh a local order on the orders that run, as they stand, from its hour on or from now where that has passed.

    A constant number of queries. Orders whose facts cannot be read stay as they are. Raises PolicyError where the
    text is not sound.
    """
    old, new = books_with(local, local.effective_at or at)
    edition = new.editions[local.edition]
    as_of = max(at, edition.effective_from)
    rows = visible_to(by).filter(state=Order.State.RUNNING)
    held = rows if only is None else rows.filter(pk__in=only)
    return weigh_running(held, old, new, as_of, edition=edition.id)


def weigh_running(
    rows: QuerySet[Order], old: PolicyBook, new: PolicyBook, as_of: datetime, *, edition: str = ""
) -> Weighed:
    """Weigh orders that run, as they stand, where `new` is the law from an instant on and `old` was."""
    orders = {order.pk: order for order in rows.order_by("pk")}
    plans = read_plans(orders.values())
    running = [
        Running(str(pk), (facts,), order.issued_at, plans[pk])
        for pk, order in orders.items()
        if (facts := read_facts(order.facts)) is not None
    ]
    outcomes = weigh_orders(old, new, running, as_of, edition=edition)
    changes = {
        int(one.key): change
        for one in outcomes
        if one.outcome != KEPT and (change := weigh(one.before, one.after, as_of)) is not None
    }
    return Weighed(as_of, orders, outcomes, changes)


def try_local_order(*, local: LocalOrder, by: Actor, at: datetime) -> Trial:
    """Try a local order on today's running orders and keep who would gain or lose days, in place of the trial before.

    Raises PolicyError where the text is not sound, Forbidden.
    """
    check_may(by, Permission.SEE_ORDERS)
    weighed = weigh_local_order(local, by=by, at=at)
    with transaction.atomic():
        Trial.objects.filter(local_order=local).delete()
        trial = Trial.objects.create(
            local_order=local, digest=local.digest, sums=_sum_up(weighed), as_of=weighed.as_of, made_at=at,
            made_by=by.staff_id,
        )  # fmt: skip
        TrialLine.objects.bulk_create(_line(trial, pk, change) for pk, change in weighed.changes.items())
        audit.record(
            by=by, at=at, action="orders.try_local_order", object_kind="local_order", object_id=local.pk,
            found=len(weighed.orders), changed=len(weighed.changes),
        )  # fmt: skip
    return trial


def get_trial(local: LocalOrder) -> Trial | None:
    """Return how a local order was tried last, or None."""
    return Trial.objects.filter(local_order=local).first()


def _line(trial: Trial, pk: int, change: Change) -> TrialLine:
    return TrialLine(
        trial=trial,
        order_id=pk,
        kind=change.kind,
        days=change.days,
        place_before=change.place_before,
        place_after=change.place_after,
        ends_before=change.ends_before,
        ends_after=change.ends_after,
    )


def _sum_up(weighed: Weighed) -> dict[str, Any]:
    summed = weighed.balance
    kinds = Counter(change.kind for change in weighed.changes.values())
    gained = sum((max(change.gained, timedelta()) for change in weighed.changes.values()), timedelta())
    lost = sum((max(-change.gained, timedelta()) for change in weighed.changes.values()), timedelta())
    return {
        "orders": len(weighed.orders),
        "kept": len(weighed.orders) - len(weighed.changes),
        "kinds": dict(kinds),
        "moved": summed.moved,
        "gained": round(gained / DAY, 1),
        "lost": round(lost / DAY, 1),
        "before": _plain(summed.before),
        "after": _plain(summed.after),
        "categories": _by_category(weighed),
    }


def _plain(load: Load) -> dict[str, Any]:
    held = asdict(load)
    held["days"] = {place: round(time / DAY, 1) for place, time in load.days.items()}
    return held


def _by_category(weighed: Weighed) -> dict[str, dict[str, float]]:
    summed: dict[str, dict[str, float]] = {}
    for pk, order in weighed.orders.items():
        line = summed.setdefault(order.category, {"people": 0, "days": 0.0})
        line["people"] += 1
        if pk in weighed.changes:
            change = weighed.changes[pk]
            line[change.kind] = line.get(change.kind, 0) + 1
            line["days"] = round(line["days"] + change.days, 2)
    return summed


def propose_due(*, by: Actor, at: datetime) -> int:
    """Propose what becomes of running orders for each local order that took effect; return how many were proposed.

    Proposals of local orders that do not hold any more are taken back. Safe to run again: what was proposed is kept.
    """
    made = 0
    for local in list_due(at):
        made += propose_local_order(local, by=by, at=at).made
        note_proposed(order=local, at=at)
        _take_back(by, at)
    return made


def propose_local_order(
    local: LocalOrder, *, by: Actor, at: datetime, only: Sequence[int] | None = None
) -> Proposed:
    """Propose what becomes of running orders under a local order in force, all or some of them."""
    weighed = weigh_local_order(local, by=by, at=at, only=only)
    plans = {int(one.key): one.after for one in weighed.outcomes}
    wanted = [Wanted(pk, decision=plans[pk]) for pk in weighed.changes]
    return propose(cause=cause_of(local), wanted=wanted, by=by, at=at)


def cause_of(local: LocalOrder) -> Cause:
    """Name a local order as the cause of proposals."""
    return Cause(f"{KEY}{local.pk}", local.title, local.document)


def find_cause(cause: str) -> LocalOrder | None:
    """Return the local order that a cause names, None where it is another cause."""
    number = cause.removeprefix(KEY)
    if number == cause or not number.isdigit():
        return None
    return LocalOrder.objects.filter(pk=int(number)).first()


def _take_back(by: Actor, at: datetime) -> None:
    waiting = Proposal.objects.filter(state=Proposal.State.OPEN, cause__startswith=KEY)
    for cause in waiting.values_list("cause", flat=True).distinct():
        local = find_cause(cause)
        if local is None or say_standing(local, at).code != "in_force":
            withdraw_proposals(cause=cause, by=by, at=at)


def propose_anew(*, cause: str, order: int, by: Actor, at: datetime) -> Proposed | None:
    """Ask again of one order, after it moved on, what the local order asked of it; None where it does not hold."""
    local = find_cause(cause)
    if local is None or say_standing(local, at).code != "in_force":
        return None
    return propose_local_order(local, by=by, at=at, only=[order])
