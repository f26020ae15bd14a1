"""The audit trail: written in the transaction of what it records, sealed into a chain afterwards."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry, AuditSeal

_CHAIN_LOCK = 0x4C46_0001


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
    """Write one audit entry; `detail` holds counts, codes and ids, never a personal value."""
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
    """Chain the committed entries that have no seal yet, in order; return how many.

    One sealer works at a time (an advisory lock); a second one finds nothing to do.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        last = AuditSeal.objects.order_by("-position").first()
        position, chain = (last.position, bytes(last.chain)) if last else (0, b"\x00" * 32)
        seals = []
        for entry in AuditEntry.objects.filter(seal__isnull=True).order_by("pk")[:limit]:
            position, chain = position + 1, link(chain, entry)
            seals.append(AuditSeal(position=position, entry=entry, chain=chain, sealed_at=at))
        AuditSeal.objects.bulk_create(seals)
    return len(seals)


def verify_chain() -> tuple[int, int | None]:
    """Recompute the whole chain; return the links read and the position of the first broken one."""
    chain, position = b"\x00" * 32, 0
    for seal in AuditSeal.objects.select_related("entry").order_by("position").iterator(5_000):
        position += 1
        chain = link(chain, seal.entry)
        if seal.position != position or bytes(seal.chain) != chain:
            return position, position
    return position, None
