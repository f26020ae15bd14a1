"""What a stranger who scans a paper's code is told: nothing about the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianfang.care.actions.papers import TOKEN
from lianfang.care.models import Paper
from lianfang.care.present import say_kind
from lianfang.care.tokens import index_of
from lianfang.orders.models import Order


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a code: unknown; of a door until when it is valid; of a paper its number, kind and day."""

    known: bool = False
    door: bool = False
    valid_until: datetime | None = None
    number: str = ""
    kind: str = ""
    issued_at: datetime | None = None
    newest: bool = False


def verify(token: str, at: datetime) -> Answer:
    """Answer a code. A notice on a door is valid while its order runs and no later one took its place."""
    index = index_of(token, TOKEN)
    paper = Paper.objects.select_related("order").filter(token_index=index).first() if index else None
    if paper is None:
        return Answer()
    later = Paper.objects.filter(order=paper.order_id, kind=paper.kind, version__gt=paper.version).exists()
    if paper.kind != "door":
        return Answer(
            True, number=paper.number, kind=say_kind(paper.kind), issued_at=paper.issued_at, newest=not later
        )
    order = paper.order
    valid = order.state == Order.State.RUNNING and order.ends_at > at and not later
    return Answer(True, door=True, valid_until=order.ends_at if valid else None)
