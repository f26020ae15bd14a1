"""What a text that ships does to running orders when it comes into force: proposed once, signed by a person.

The nation's and the province's texts come with the product and nobody signs them here. Of the orders decided before a
text came, what it says becomes of them (`transition`) is proposed, as for an order of the county (rules §9.8).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import Edition
from lianfang.law.book import get_book
from lianfang.orders.actions.proposing import Cause, Proposed, Wanted, propose
from lianfang.orders.local_orders import weigh_running
from lianfang.orders.models import Order
from lianfang.orders.scope import visible_to
from lianfang.places.queries import get_county
from lianfang.shared.actor import Actor
from lianfang.shared.idempotency import once

KEY = "edition:"


def propose_editions(*, by: Actor, at: datetime) -> int:
    """Propose what becomes of running orders for each text that came into force; return how many were proposed.

    Each text is looked at once; one that keeps running orders asks nothing.
    """
    made = 0
    for edition in _list_in_force(at):
        if not _list_before(edition, by).exists():
            continue

        def write(edition: Edition = edition) -> dict[str, int]:
            return {"made": propose_edition(edition, by=by, at=at).made}

        told, again = once(
            key=edition.id, target="edition", by=by, at=at, action="orders.propose_edition", write=write
        )
        made += 0 if again else told["made"]
    return made


def _list_in_force(at: datetime) -> list[Edition]:
    """List the texts in force here that change running orders, the widest first."""
    chain = get_policy_book().chain_at(get_county().code, at)
    return [edition for edition in reversed(chain) if edition.transition != "keep"]


def propose_edition(
    edition: Edition, *, by: Actor, at: datetime, only: Sequence[int] | None = None
) -> Proposed:
    """Propose what becomes of the orders that were decided before a text came into force, all or some of them."""
    rows, book = _list_before(edition, by), get_book()
    weighed = weigh_running(rows if only is None else rows.filter(pk__in=only), book, book, at)
    plans = {int(one.key): one.after for one in weighed.outcomes}
    cause = Cause(f"{KEY}{edition.id}", edition.title, edition.document)
    return propose(
        cause=cause, wanted=[Wanted(pk, decision=plans[pk]) for pk in weighed.changes], by=by, at=at
    )


def _list_before(edition: Edition, by: Actor) -> QuerySet[Order]:
    running = visible_to(by).filter(state=Order.State.RUNNING)
    return running.filter(issued_at__lt=edition.effective_from)


def propose_edition_anew(*, cause: str, order: int, by: Actor, at: datetime) -> Proposed | None:
    """Ask again of one order, after it moved on, what a text asked of it; None where the text is not in force."""
    name = cause.removeprefix(KEY)
    edition = next((one for one in _list_in_force(at) if one.id == name and cause != name), None)
    return propose_edition(edition, by=by, at=at, only=[order]) if edition else None
