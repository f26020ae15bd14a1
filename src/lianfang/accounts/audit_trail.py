"""Reads of the audit trail for the auditor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from lianfang.accounts.models import Staff
from lianfang.shared.clock import LOCAL
from lianfang.shared.models import AuditEntry, AuditSeal, AuditWaiting


@dataclass(frozen=True, slots=True)
class Page:
    """Entries of one page, and the entry below which the next page begins."""

    entries: list[AuditEntry]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class ChainState:
    """How far the chain reaches, its last digest, and how many entries wait for their link."""

    position: int
    head: str
    sealed_at: datetime | None
    waiting: int


def list_entries(wanted: Mapping[str, Any], *, before: int | None, limit: int) -> Page:
    """List entries newest first; `wanted` may hold since, until, who, action, kind and object."""
    rows = _filtered(wanted).select_related("seal").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    entries = list(rows[: limit + 1])
    more = len(entries) > limit
    return Page(entries[:limit], entries[limit - 1].pk if more else None)


def _filtered(wanted: Mapping[str, Any]) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.all()
    if wanted.get("since"):
        rows = rows.filter(at__gte=datetime.combine(wanted["since"], time(), LOCAL))
    if wanted.get("until"):
        rows = rows.filter(at__lt=datetime.combine(wanted["until"], time(), LOCAL) + timedelta(days=1))
    if wanted.get("who"):
        who = wanted["who"]
        staff = Staff.objects.filter(Q(username__iexact=who) | Q(name__icontains=who))
        rows = rows.filter(actor_id__in=staff.values("pk"))
    if wanted.get("action"):
        rows = rows.filter(action__startswith=wanted["action"])
    if wanted.get("kind"):
        rows = rows.filter(object_kind=wanted["kind"])
    if wanted.get("object"):
        rows = rows.filter(object_id=wanted["object"])
    return rows


def get_chain_state() -> ChainState:
    """Return where the chain stands now."""
    last = AuditSeal.objects.order_by("-position").first()
    waiting = AuditWaiting.objects.count()
    if last is None:
        return ChainState(0, "", None, waiting)
    return ChainState(last.position, bytes(last.chain).hex(), last.sealed_at, waiting)
