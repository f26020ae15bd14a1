"""Who has signed a text as it stands, and by what a text is known to be the one that was read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from lianfang.law.models import LocalOrder, LocalOrderMove


def list_signers(order: LocalOrder) -> list[int]:
    """List who has signed the text as it stands, in the order of signing."""
    return list_signers_of([order])[order.pk]


def list_signers_of(orders: Iterable[LocalOrder]) -> dict[int, list[int]]:
    """List who has signed each of many texts as it stands, by one query."""
    signers: dict[int, list[int]] = {order.pk: [] for order in orders}
    moves = LocalOrderMove.objects.filter(order__in=signers, move__in=("signed", "edited")).order_by("pk")
    for order_id, move, by in moves.values_list("order", "move", "by"):
        signers[order_id] = [*signers[order_id], by] if move == "signed" else []
    return signers


def digest_of(text: str) -> str:
    """Return the digest by which a text is known to be the one that was read."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
