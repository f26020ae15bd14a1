"""What every write on an order does alike: once a key, lock, check, move, audit, news."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from lianfang.core.moves import ORDER_MOVES, STAGE_MOVES, NotAllowed, check_move
from lianfang.orders.actions.proposing import let_go
from lianfang.orders.models import Order, OrderMove, Proposal, Stage
from lianfang.orders.refusals import NotRunning, ReasonMissing, WrongTime
from lianfang.orders.scope import visible_to
from lianfang.people.models import Person
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission

M = TypeVar("M", bound=Model)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Deed:
    """Who acts, when the system learns it, when it was true, and why.

    `known` is the instant for the versions of facts; it is asked for first in the transaction.
    """

    by: Actor
    at: datetime
    known: datetime
    true_at: datetime
    reason: str = ""
    document: str = ""
    decided_by: str = ""


def open_deed(
    *, by: Actor, at: datetime, true_at: datetime | None = None, reason: str = "", document: str = ""
) -> Deed:
    """Begin a write in the current transaction."""
    return Deed(by, at, learned_at(at), true_at or at, reason.strip()[:200], document.strip()[:80])


def write_once(
    model: type[M], *, name: str, target: int, key: str, deed: Callable[[], Deed], write: Callable[[Deed], M]
) -> M:
    """Run a write in one transaction, once a key; return its row, read again where the key was used before."""
    written: list[M] = []
    with transaction.atomic():
        begun = deed()

        def run() -> dict[str, int]:
            written.append(write(begun))
            return {"id": written[0].pk}

        answer, _ = once(key=key, target=target, by=begun.by, at=begun.at, action=f"orders.{name}", write=run)
    return written[0] if written else model._default_manager.get(pk=answer["id"])


def lock_person(person_id: int) -> None:
    """Lock a person's record: the first lock of every write on their orders, as joining two records takes it."""
    Person.objects.select_for_update(no_key=True).values_list("pk").get(pk=person_id)


def lock_order(*, order: Order, by: Actor, move: str, permission: Permission) -> Order:
    """Lock an order for a move by an actor.

    Raises Forbidden outside role or scope, NotRunning where the table of moves does not allow it.
    """
    check_may(by, permission)
    person_id = order.person_id
    while True:
        lock_person(person_id)
        locked = visible_to(by).select_for_update().filter(pk=order.pk).first()
        if locked is None:
            raise Forbidden("order out of scope")
        if locked.person_id == person_id:
            break
        person_id = locked.person_id  # joined to another record meanwhile
    try:
        check_move(ORDER_MOVES, locked.state, move)
    except NotAllowed as refused:
        raise NotRunning(locked.number) from refused
    return locked


def check_reason(*texts: str) -> None:
    """Raise ReasonMissing unless every text says something."""
    if not all(text.strip() for text in texts):
        raise ReasonMissing


def running_stage(order: Order) -> Stage:
    """Return the stage that runs."""
    return order.stages.get(state=Stage.State.RUNNING)


def planned_stages(order: Order) -> list[Stage]:
    """Return the stages that are still ahead, in order."""
    return list(order.stages.filter(state=Stage.State.PLANNED).order_by("period", "seq"))


def check_moment(*, moment: datetime, earliest: datetime | None, latest: datetime) -> None:
    """Raise WrongTime unless a moment lies between two, both included."""
    if moment > latest or (earliest is not None and moment < earliest):
        raise WrongTime(moment, earliest=earliest, latest=latest)


def write_move(order: Order, move: str, deed: Deed, stage: Stage | None = None) -> None:
    """Write the immutable move of an order, its audit entry and its news."""
    write_moves(order, (move,), deed, stage)


def write_moves(order: Order, moves: Sequence[str], deed: Deed, stage: Stage | None = None) -> None:
    """Write several moves of one moment; the audit entry and the news bear the name of the first."""
    written = OrderMove.objects.bulk_create(
        OrderMove(
            order=order,
            stage=stage,
            move=move,
            reason=deed.reason,
            document=deed.document,
            decided_by=deed.decided_by,
            true_at=deed.true_at,
            known_at=deed.known,
            by=deed.by.staff_id,
        )
        for move in moves
    )
    if moves[0] != "issued":
        _let_proposals_go(order, deed)
    why = audit.refer(written[0], deed.reason) if deed.reason else {}
    action = f"orders.{moves[0]}"
    audit.record(by=deed.by, at=deed.at, action=action, object_kind="order", object_id=order.pk, **why)
    outbox.tell(f"orders.{moves[0]}", at=deed.at, order=order.pk, person=order.person_id)


def _let_proposals_go(order: Order, deed: Deed) -> None:
    """Make the open proposals of an order obsolete: it is not any more what they were weighed against."""
    open_ones = order.proposals.filter(state=Proposal.State.OPEN)
    let_go(list(open_ones.order_by("pk").select_for_update()), by=deed.by, at=deed.at)


def look_soon(order: Order, at: datetime) -> None:
    """Let the sweep look at an order anew; what closed before and was not told of yet is told of then."""
    order.look_again_at = min(order.look_again_at or at, at)


def close_stage(stage: Stage, ends_at: datetime, move: str) -> None:
    """End a stage's period at its actual moment; one that ends as it begins keeps an instant of its own."""
    check_move(STAGE_MOVES, stage.state, move)
    stage.period = actual_period(stage.period.lower, ends_at)
    stage.state = Stage.State.ENDED
    stage.save(update_fields=["period", "state"])


def actual_period(starts: datetime, ends: datetime) -> tuple[datetime, datetime]:
    """Return the period of a stage that has ended; an empty one would be forgotten by the database."""
    return starts, max(ends, starts + _INSTANT)
