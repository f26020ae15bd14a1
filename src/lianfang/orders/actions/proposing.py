"""Proposing what becomes of running orders: whatever asks something new of them asks it here, and a person signs.

For the rooms that learn what an order cannot know: a local order that takes effect, a risk area raised or lowered,
a contact turned positive. They call ``propose`` with the cause and, for each running order, either new facts or a
whole decision::

    propose(
        cause=Cause("risk:7", "建设路3号楼 升为高风险区", "晋防指〔2022〕9号"),
        wanted=[Wanted(order_id, facts=(Facts("high_risk", left_at, found_at, county),))],
        by=console, at=at,
    )

What would change is weighed against each order as it stands, with what was moved or extended by hand; where
nothing would, nothing is written. Asking twice is harmless: an open proposal of the same cause is kept where it
says the same, else it becomes obsolete and the new one takes its place. Every other move of the order makes its
open proposals obsolete and tells `orders.proposal_obsolete` (proposal, order, cause), so that the room that asked
may ask anew. An area that was raised by mistake takes its proposals back by `withdraw_proposals`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.core.policy import Decision, Facts, PolicyBook, decide_all
from lianfang.core.policy.change import Change, weigh
from lianfang.law.book import get_book
from lianfang.orders.models import Order, Proposal, ProposalMove
from lianfang.orders.plans import Kept, keep_facts, keep_plan, read_plans
from lianfang.orders.scope import visible_to
from lianfang.people.models import Person
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.roles import Permission

BLOCK = 500
"""Orders that one transaction weighs; their people are locked meanwhile."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What asks: a key that tells it from others, as ``risk:7``, its words for people, the document behind it.

    No word of it names or describes a person.
    """

    key: str
    title: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of one order, by its id.

    `facts` alone: decided under the law in force now, the highest measure wins; all that holds of the person is
    given, also what the order rested on and still holds, the weightiest first. `decision`: the plan itself, with
    `facts` only where they are new.
    """

    order: int
    facts: tuple[Facts, ...] = ()
    decision: Decision | None = None


@dataclass(slots=True)
class Proposed:
    """What came of asking: proposals made, those among them that took an older one's place, and those not needed.

    `needless`: nothing would change, no rule is known, or the same is proposed already; `gone`: the order does not
    run any more or lies out of the actor's scope.
    """

    made: int = 0
    renewed: int = 0
    needless: int = 0
    gone: int = 0


def propose(*, cause: Cause, wanted: Iterable[Wanted], by: Actor, at: datetime) -> Proposed:
    """Write open proposals for the running orders that something would change; each waits for a signature.

    Raises Forbidden, ValueError for a wish without facts and without a decision.
    """
    check_may(by, Permission.ISSUE_ORDERS)
    asked = {one.order: one for one in wanted}
    book = get_book()
    done, orders = Proposed(), sorted(asked)
    for start in range(0, len(orders), BLOCK):
        block = [asked[pk] for pk in orders[start : start + BLOCK]]
        _propose_block(cause, block, book, done, by, at)
    return done


@transaction.atomic
def _propose_block(
    cause: Cause, block: Sequence[Wanted], book: PolicyBook, done: Proposed, by: Actor, at: datetime
) -> None:
    orders = _lock_running([one.order for one in block], by)
    plans = read_plans(orders.values())
    done.gone += len(block) - len(orders)
    fresh = []
    for one in block:
        if one.order not in orders:
            continue
        decision = _decide(one, book, at)
        change = None if decision.measure == "unknown" else weigh(plans[one.order], decision, at)
        if change is not None:
            fresh.append(_row(cause, one, decision, change, at))
    _write(cause, list(orders), fresh, done, by, at)


def _lock_running(ids: Sequence[int], by: Actor) -> dict[int, Order]:
    """Lock the people of orders, as every write on an order does, and read those orders that still run."""
    people = visible_to(by).filter(pk__in=ids).values("person")
    list(Person.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    held = visible_to(by).filter(pk__in=ids, state=Order.State.RUNNING).order_by("pk")
    return {order.pk: order for order in held.select_for_update(of=("self",))}


def _decide(one: Wanted, book: PolicyBook, at: datetime) -> Decision:
    return one.decision or decide_all(book, one.facts, at)


def _row(cause: Cause, one: Wanted, decision: Decision, change: Change, at: datetime) -> Proposal:
    facts: list[Kept] = [keep_facts(fact) for fact in one.facts]
    return Proposal(
        order_id=one.order,
        cause=cause.key,
        title=cause.title[:200],
        document=cause.document[:80],
        kind=change.kind,
        days=change.days,
        place_before=change.place_before,
        place_after=change.place_after,
        ends_before=change.ends_before,
        ends_after=change.ends_after,
        plan=keep_plan(decision),
        facts=facts,
        made_at=at,
    )


def _write(
    cause: Cause, orders: Sequence[int], fresh: Sequence[Proposal], done: Proposed, by: Actor, at: datetime
) -> None:
    """Keep open proposals that say the same, let the others of the cause go, and write the new ones."""
    waiting = Proposal.objects.filter(order__in=orders, cause=cause.key, state=Proposal.State.OPEN)
    held = {one.order_id: one for one in waiting.order_by("pk").select_for_update()}
    same = {one.order_id for one in fresh if one.order_id in held and _says_the_same(held[one.order_id], one)}
    made = [one for one in fresh if one.order_id not in same]
    let_go(
        [one for pk, one in held.items() if pk not in same], by=by, at=at, tell=False
    )  # who asked knows it already
    Proposal.objects.bulk_create(made)
    write_proposal_moves(made, "made", by=by, at=at)
    done.made += len(made)
    done.renewed += sum(one.order_id in held for one in made)
    done.needless += len(orders) - len(made)
    if made:
        audit.record(
            by=by,
            at=at,
            action="orders.made_proposals",
            object_kind="proposal",
            cause=cause.key,
            count=len(made),
        )
        outbox.tell("orders.proposed", at=at, cause=cause.key, count=len(made))


def _says_the_same(held: Proposal, fresh: Proposal) -> bool:
    return (held.plan, held.facts, held.title) == (fresh.plan, fresh.facts, fresh.title)


def withdraw_proposals(*, cause: str, by: Actor, at: datetime, orders: Iterable[int] | None = None) -> int:
    """Take open proposals of a cause back, all or those of some orders: what asked for them does not hold any more.

    Returns how many. Raises Forbidden.
    """
    check_may(by, Permission.ISSUE_ORDERS)
    waiting = Proposal.objects.filter(cause=cause, state=Proposal.State.OPEN, order__in=visible_to(by))
    if orders is not None:
        waiting = waiting.filter(order__in=list(orders))
    with transaction.atomic():
        return let_go(list(waiting.order_by("pk").select_for_update()), by=by, at=at, tell=False)


def let_go(proposals: Sequence[Proposal], *, by: Actor, at: datetime, tell: bool = True) -> int:
    """Make locked open proposals obsolete; `tell` those who asked, so that they may ask anew."""
    gone = [one.pk for one in proposals]
    if not gone:
        return 0
    Proposal.objects.filter(pk__in=gone).update(state=Proposal.State.OBSOLETE, settled_at=at)
    write_proposal_moves(proposals, Proposal.State.OBSOLETE, by=by, at=at)
    for one in proposals if tell else ():
        outbox.tell("orders.proposal_obsolete", at=at, proposal=one.pk, order=one.order_id, cause=one.cause)
    return len(gone)


def write_proposal_moves(
    proposals: Iterable[Proposal], move: str, *, by: Actor, at: datetime, reason: str = ""
) -> None:
    """Write the immutable move of proposals."""
    ProposalMove.objects.bulk_create(
        ProposalMove(proposal=one, move=move, reason=reason, known_at=at, by=by.staff_id) for one in proposals
    )
