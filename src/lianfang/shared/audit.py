"""The audit trail: written in the transaction of what it records, sealed into a chain afterwards."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from lianfang.shared import crypto
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry, AuditSeal, AuditWaiting

_CHAIN_LOCK = 0x4C46_0001
_START = b"\x00" * 32


def record(
    *,
    by: Actor,
    at: datetime,
    action: str,
    object_kind: str,
    object_id: object = "",
    reason: str = "",
    **detail: Any,
) -> AuditEntry:
    """Write one audit entry; `reason` is a code and `detail` holds counts, codes and ids, never a personal value.

    A reason that somebody typed stays in the row of its room, and the entry refers to it: `refer`.
    """
    return AuditEntry.objects.create(
        at=at,
        actor_id=by.staff_id,
        actor_name=by.name,
        role=by.role.value,
        action=action,
        object_kind=object_kind,
        object_id=str(object_id),
        reason=reason,
        detail=detail,
    )


def refer(row: Model, text: str) -> dict[str, Any]:
    """Return an entry's reference to a typed text: the row that keeps it, sealed, and the text's keyed digest.

    The trail lives longer than what is personal in it. While the row is there the digest proves that its text
    is the one that was typed; when the row's days are over, only that there was one is left.
    """
    return {
        "kept_in": row._meta.model_name,
        "kept_id": row.pk,
        "kept_digest": crypto.authenticate(text, "audit.reason").hex()[:32],
    }


def link(before: bytes, entry: AuditEntry) -> bytes:
    """Return the chain value of an entry after the link before it."""
    held = [
        entry.pk,
        entry.at.timestamp(),
        entry.actor_id,
        entry.actor_name,
        entry.role,
        entry.action,
        entry.object_kind,
        entry.object_id,
        entry.reason,
        entry.detail,
    ]
    body = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(before + body.encode()).digest()


def seal_entries(*, at: datetime, limit: int = 10_000) -> int:
    """Chain the committed entries that wait for their link, in order of number; return how many.

    An entry that commits later than one with a higher number is chained when it appears: the
    chain's order is that of sealing, and each entry waits in `AuditWaiting` until it has its link.
    One sealer works at a time (an advisory lock); a second one finds nothing to do.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        last = AuditSeal.objects.order_by("-position").first()
        position, chain = (last.position, bytes(last.chain)) if last else (0, _START)
        seals = []
        waiting = AuditWaiting.objects.select_related("entry").order_by("pk")[:limit]
        for entry in (row.entry for row in waiting):
            position, chain = position + 1, link(chain, entry)
            seals.append(AuditSeal(position=position, entry=entry, chain=chain, sealed_at=at))
        AuditSeal.objects.bulk_create(seals)
        AuditWaiting.objects.filter(pk__in=[seal.entry_id for seal in seals]).delete()
    return len(seals)


@dataclass(frozen=True, slots=True)
class Checked:
    """A piece of the chain that was read: how many links, the last one, the first broken one."""

    read: int
    last: int
    broken: int | None


def verify_links(*, after: int = 0, limit: int | None = None) -> Checked:
    """Recompute the chain from the link behind position `after`; stop at the first that does not hold.

    A link is broken where its entry was changed, where it is missing or where it stands out of order.
    """
    chain = _chain_at(after)
    if chain is None:
        return Checked(0, after, after)
    read, position = 0, after
    seals = AuditSeal.objects.select_related("entry").filter(position__gt=after).order_by("position")
    for seal in seals[:limit].iterator(5_000) if limit else seals.iterator(5_000):
        read, position = read + 1, position + 1
        chain = link(chain, seal.entry)
        if seal.position != position or bytes(seal.chain) != chain:
            return Checked(read, position, position)
    return Checked(read, position, None)


def _chain_at(position: int) -> bytes | None:
    if position == 0:
        return _START
    seal = AuditSeal.objects.filter(position=position).first()
    return bytes(seal.chain) if seal else None


def verify_chain() -> tuple[int, int | None]:
    """Recompute the whole chain; return the links read and the position of the first broken one."""
    checked = verify_links()
    return checked.last, checked.broken


def count_unlinked() -> int:
    """Count the entries that neither have a link nor wait for one: somebody took them out."""
    return AuditEntry.objects.filter(seal__isnull=True, waiting__isnull=True).count()
