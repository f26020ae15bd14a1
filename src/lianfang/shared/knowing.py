"""When we learned a fact: never before a signature that was already given (house rule 7).

A signed report is read again as known at signing. A write that began before a signature and committed
after it would slip into that past. So every transaction that writes versioned facts asks `learned_at`
for its instant, which waits for a signature under way and lies after the last one; a signature waits for
the writes under way (`close_knowledge`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from lianfang.shared.models import KnowledgeMark

_LOCK = 0x4C46_0003
_TICK = timedelta(microseconds=1)


def learned_at(at: datetime) -> datetime:
    """Return the instant to write as `known_from` and `known_to`: `at`, or just after the last signature.

    Call it first in the transaction that writes the facts.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])
        cursor.execute("SELECT max(closed_at) FROM shared_knowledgemark")
        (closed,) = cursor.fetchone()
    return at if closed is None or at > closed else closed + _TICK


def close_knowledge(at: datetime) -> None:
    """Let writes under way finish, hold back new ones until the transaction ends, and mark the instant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    KnowledgeMark.objects.create(closed_at=at)
