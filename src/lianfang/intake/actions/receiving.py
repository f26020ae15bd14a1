"""A received file is kept and becomes a batch; the same bytes are the same batch."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from lianfang.events.models import Event
from lianfang.events.queries import get_default
from lianfang.intake.models import Batch, Source
from lianfang.shared import audit, files, outbox
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.models import StoredFile
from lianfang.shared.roles import Permission

_LONGEST_SOURCE = 80


class TooLarge(Exception):
    """The file is larger than the limit; `size` and `limit` are in bytes."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"{size:,} > {limit:,}")
        self.size = size
        self.limit = limit


class NoBytes(Exception):
    """The file is empty: it was cut off on its way, or the wrong one was chosen."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The batch of a received file, and whether these bytes were here before."""

    batch: Batch
    already: bool


def accept_file(
    *,
    content: bytes,
    filename: str,
    source_name: str,
    pushed_at: datetime,
    by: Actor,
    at: datetime,
    event: Event | None = None,
    kind: str = Source.Kind.PUSHED,
) -> Accepted:
    """Keep a received file and open its batch; identical bytes give the batch they had before.

    A source that is named for the first time is made with the kind given; a known one keeps its own.
    Raises TooLarge, NoBytes, Forbidden, ValueError for a source without a name.
    """
    check_may(by, Permission.UPLOAD_LISTS)
    check_size(size=len(content))
    name = source_name.strip()[:_LONGEST_SOURCE]
    if not name:
        raise ValueError("a list needs the name of its source")
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        _take_turn(sha256)
        known = Batch.objects.filter(sha256=sha256).first()
        if known is not None:
            return Accepted(known, True)
        file = files.store_file(content=content, kind="list", filename=filename, by=by, at=at)
        try:
            batch = _open_batch(file, name, kind, pushed_at, event, by=by, at=at)
        except BaseException:
            (files.files_folder() / file.path).unlink(missing_ok=True)
            raise
    return Accepted(batch, False)


def check_size(*, size: int) -> None:
    """Raise TooLarge or NoBytes for a file that is not taken in."""
    if size > settings.UPLOAD_LIMIT_BYTES:
        raise TooLarge(size, settings.UPLOAD_LIMIT_BYTES)
    if size == 0:
        raise NoBytes


def _take_turn(sha256: str) -> None:
    """Let the same bytes sent twice at once come one after the other, so that none is stored for nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"list {sha256}"])


def _open_batch(
    file: StoredFile,
    source_name: str,
    kind: str,
    pushed_at: datetime,
    event: Event | None,
    *,
    by: Actor,
    at: datetime,
) -> Batch:
    source, _made = Source.objects.get_or_create(name=source_name, defaults={"kind": Source.Kind(kind)})
    batch = Batch.objects.create(
        source=source,
        event=event or get_default(),
        file=file,
        filename=file.filename,
        sha256=file.sha256,
        pushed_at=pushed_at,
        received_at=at,
        by=by.staff_id,
        look_again_at=at,
    )
    audit.record(
        by=by, at=at, action="intake.accept", object_kind="batch", object_id=batch.pk, sha256=file.sha256
    )
    outbox.tell("intake.accepted", at=at, batch=batch.pk)
    return batch
