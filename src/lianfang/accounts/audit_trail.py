"""The chain as the auditor sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianfang.shared.models import AuditEntry, AuditSeal, AuditWaiting


@dataclass(frozen=True, slots=True)
class ChainState:
    """How far the chain reaches, its last digest, and how many entries wait for their link."""

    position: int
    head: str
    sealed_at: datetime | None
    waiting: int


def get_chain_state() -> ChainState:
    """Return where the chain stands now."""
    last = AuditSeal.objects.order_by("-position").first()
    waiting = AuditWaiting.objects.count()
    if last is None:
        return ChainState(0, "", None, waiting)
    return ChainState(last.position, bytes(last.chain).hex(), last.sealed_at, waiting)


def link_of(entry: AuditEntry) -> int | None:
    """Return the entry's place in the chain, or None while it waits."""
    seal = getattr(entry, "seal", None)
    return seal.position if seal else None
