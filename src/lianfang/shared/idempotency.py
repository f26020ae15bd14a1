"""Idempotency keys: the same key for the same write to the same thing by the same actor is done once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lianfang.shared.actor import Actor
from lianfang.shared.models import IdempotencyKey


def once(
    *, key: str, target: object, by: Actor, at: datetime, action: str, write: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any], bool]:
    """Run `write` unless this key was used; return its answer and whether it was used before.

    `target` says what the write is done to, as its number: the same key for another thing is another key, so
    that a caller who uses one twice by mistake loses nothing. The answer is JSON without personal values. An
    empty key means the caller wants no protection.
    """
    if not key:
        return write(), False
    key = hashlib.sha256(f"{target}\n{key}".encode("utf-8", "replace")).hexdigest()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{by.staff_id}:{action}:{key}"])
        known = IdempotencyKey.objects.filter(key=key, actor_id=by.staff_id, action=action).first()
        if known is not None:
            return known.answer, True
        answer = write()
        IdempotencyKey.objects.create(key=key, actor_id=by.staff_id, action=action, answer=answer, at=at)
    return answer, False
