"""Writes of lists: accepting a file, reading it into rows, correcting a row, and saving what headings mean."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max

from lianfang.core.intake.fields import Field
from lianfang.core.intake.headings import Layout
from lianfang.core.intake.rows import Book, Outcome, ReadRow, Sheet, list_layouts, read_book
from lianfang.events.models import Event
from lianfang.events.queries import get_default
from lianfang.intake.models import Batch, Row, Source
from lianfang.intake.reading import UnreadableFile, read_file
from lianfang.intake.writing import Block, write_block
from lianfang.places.queries import get_gazetteer
from lianfang.shared import audit, clock, files, outbox
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.knowing import learned_at
from lianfang.shared.models import StoredFile
from lianfang.shared.roles import Permission

BLOCK_ROWS = 5_000
Progress = Callable[[int], None]


class TooLarge(Exception):
    """The file is larger than the limit; the message says both sizes."""


class NotCorrectable(Exception):
    """Only a rejected row that has not been replaced can be corrected."""


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

    A source that is named for the first time is made with the kind given. Raises TooLarge, Forbidden.
    """
    check_may(by, Permission.UPLOAD_LISTS)
    if len(content) > settings.UPLOAD_LIMIT_BYTES:
        raise TooLarge(f"{len(content):,} > {settings.UPLOAD_LIMIT_BYTES:,}")
    sha256 = hashlib.sha256(content).hexdigest()
    known = Batch.objects.filter(sha256=sha256).first()
    if known is not None:
        return Accepted(known, True)
    file = files.store_file(content=content, kind="list", filename=filename, by=by, at=at)
    try:
        return Accepted(_open_batch(file, source_name, kind, pushed_at, event, by=by, at=at), False)
    except IntegrityError:
        return Accepted(Batch.objects.get(sha256=sha256), True)


@transaction.atomic
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


def read_batch(
    *, batch_id: int, by: Actor, tick: Callable[[], datetime] = clock.now, progress: Progress | None = None
) -> Batch:
    """Read a batch's file into rows, a block a transaction; a second call goes on where the first was cut off.

    `tick` gives the moment each block is learned. A file that cannot be read as a whole ends the
    batch as failed, with place and remedy kept for its page.
    """
    batch = Batch.objects.select_related("source", "file").get(pk=batch_id)
    if batch.state in (Batch.State.DONE, Batch.State.OPENING):
        return batch
    saved = {heading: Field(field) for heading, field in batch.source.headings.items()}
    try:
        book = read_file(files.read_stored(batch.file), batch.filename)
        layouts = list_layouts(book, saved)
    except UnreadableFile as fault:
        return _fail(batch, fault, by=by, at=tick())
    rows = islice(read_book(book, at=batch.pushed_at, saved=saved), batch.rows, None)
    _note_layouts(batch, layouts)
    while block := list(islice(rows, BLOCK_ROWS)):
        _write(batch, block, by=by, at=tick())
        if progress is not None:
            progress(batch.rows)
    return _finish(batch, by=by, at=tick())


def _note_layouts(batch: Batch, layouts: Sequence[tuple[str, Layout | None]]) -> None:
    batch.layouts = [
        {
            "sheet": sheet,
            "header_row": layout.header_row if layout else None,
            "columns": [
                [column.place, column.heading, column.field.value if column.field else ""]
                for column in (layout.columns if layout else ())
            ],
        }
        for sheet, layout in layouts
    ]
    batch.state = Batch.State.READING
    batch.save(update_fields=["layouts", "state"])


@transaction.atomic
def _write(batch: Batch, rows: Sequence[ReadRow], *, by: Actor, at: datetime) -> None:
    known = learned_at(at)
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    if locked.rows != batch.rows:
        raise RuntimeError(f"batch {batch.pk} is being read by another worker")
    block = write_block(
        batch_id=batch.pk, first_seq=batch.rows, rows=rows, gazetteer=get_gazetteer(), known=known
    )
    _count(batch, block, len(rows))
    audit.record(
        by=by,
        at=at,
        action="intake.read",
        object_kind="batch",
        object_id=batch.pk,
        first_seq=block.first_seq,
        rows=len(rows),
        sha256=block.digest,
    )
    outbox.tell("intake.rows_read", at=at, batch=batch.pk)


def _count(batch: Batch, block: Block, rows: int) -> None:
    batch.rows += rows
    for outcome, count in block.counts.items():
        setattr(batch, outcome, getattr(batch, outcome) + count)
    batch.save(update_fields=["rows", *(outcome.value for outcome in Outcome)])


@transaction.atomic
def _finish(batch: Batch, *, by: Actor, at: datetime) -> Batch:
    batch.state, batch.look_again_at = Batch.State.OPENING, at
    batch.save(update_fields=["state", "look_again_at"])
    outbox.tell("intake.rows_read", at=at, batch=batch.pk)
    return batch


@transaction.atomic
def _fail(batch: Batch, fault: UnreadableFile, *, by: Actor, at: datetime) -> Batch:
    batch.state, batch.look_again_at = Batch.State.FAILED, None
    batch.fault = {"place": fault.place, "remedy": fault.remedy}
    batch.save(update_fields=["state", "fault", "look_again_at"])
    audit.record(by=by, at=at, action="intake.failed", object_kind="batch", object_id=batch.pk)
    return batch


@transaction.atomic
def finish_batch(*, batch_id: int, by: Actor, at: datetime) -> None:
    """Mark a batch as done once every row of it has been turned into leads."""
    done = Batch.objects.filter(pk=batch_id, state=Batch.State.OPENING, opened_rows__gte=F("rows"))
    if done.update(state=Batch.State.DONE, look_again_at=None):
        outbox.tell("intake.done", at=at, batch=batch_id)


@transaction.atomic
def save_headings(*, source: Source, headings: Mapping[str, str], by: Actor, at: datetime) -> Source:
    """Keep for a source what its headings mean; raises ValueError for an unknown field."""
    check_may(by, Permission.UPLOAD_LISTS)
    source.headings = {heading: Field(field).value for heading, field in headings.items() if field}
    source.save(update_fields=["headings"])
    audit.record(
        by=by,
        at=at,
        action="intake.save_headings",
        object_kind="source",
        object_id=source.pk,
        fields=sorted(source.headings.values()),
    )
    return source


@transaction.atomic
def correct_row(
    *, row: Row, values: Mapping[Field, str], by: Actor, at: datetime
) -> tuple[Row, tuple[str, ...]]:
    """Enter a rejected row again with corrected values; return the new row and the reasons it still has.

    The row as received is kept and points to its successor, which becomes a lead like any other. A
    correction that is still no person leaves everything as it was. Raises NotCorrectable.
    """
    check_may(by, Permission.UPLOAD_LISTS)
    known = learned_at(at)
    batch = Batch.objects.select_for_update().get(pk=row.batch_id)
    row = Row.objects.select_for_update().get(pk=row.pk)
    if row.outcome != Outcome.REJECTED or row.known_to is not None:
        raise NotCorrectable(str(row.pk))
    read = _read_values(row, values, batch.pushed_at)
    reasons = tuple(reason.value for reason in read.reasons)
    if read.outcome is Outcome.REJECTED:
        return row, reasons
    seq = 1 + (batch.row_set.aggregate(last=Max("seq"))["last"] or 0)
    write_block(batch_id=batch.pk, first_seq=seq, rows=[read], gazetteer=get_gazetteer(), known=known)
    fresh = Row.objects.get(batch=batch, seq=seq)
    Row.objects.filter(pk=row.pk).update(known_to=known, replaced_by=fresh)
    counts = {"rejected": F("rejected") - 1, read.outcome.value: F(read.outcome.value) + 1}
    Batch.objects.filter(pk=batch.pk).update(**counts)
    audit.record(by=by, at=at, action="intake.correct", object_kind="row", object_id=row.pk, became=fresh.pk)
    outbox.tell("intake.row_corrected", at=at, batch=batch.pk, row=fresh.pk, seq=seq)
    return fresh, reasons


def _read_values(row: Row, values: Mapping[Field, str], at: datetime) -> ReadRow:
    fields = list(values)
    headings: dict[str, Field] = {field.value: field for field in fields}
    lines = [(1, [field.value for field in fields]), (row.row, [values[field] for field in fields])]
    read = next(_read_one(Book([Sheet(row.sheet, lines)]), at, headings), None)
    if read is None:
        raise NotCorrectable(str(row.pk))
    return read


def _read_one(book: Book, at: datetime, headings: Mapping[str, Field]) -> Iterator[ReadRow]:
    return read_book(book, at=at, saved=headings)
