"""Rejected rows are corrected and entered again; the row as received is kept and points to its successor.

A list that is kept by hand, like a station's register, grows by rows entered the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from lianfang.core.intake.cells import Book, Sheet
from lianfang.core.intake.fields import Field
from lianfang.core.intake.headings import Column
from lianfang.core.intake.repeats import NOBODY, Seen
from lianfang.core.intake.rows import Flaw, Outcome, ReadRow, read_book
from lianfang.intake.content import unseal
from lianfang.intake.layouts import get_columns
from lianfang.intake.models import Batch, Row, RowContent
from lianfang.intake.writing import write_block
from lianfang.places.queries import get_gazetteer
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.bulk import bulk_cursor
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission

SETTLED = (Batch.State.OPENING, Batch.State.DONE)


class NotCorrectable(Exception):
    """Only a rejected row that has not been replaced, of a list that is read, can be corrected."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of corrected rows: entered again, still rejected with their reasons, left alone."""

    entered: dict[int, int]
    rejected: dict[int, tuple[str, ...]]
    left_alone: tuple[int, ...] = ()


@dataclass(slots=True)
class Entry:
    """A row to be entered in the place of a rejected one, or beside them where it is new."""

    read: ReadRow
    replaces: int | None


def correct_row(
    *, row: Row, values: Mapping[Field, str], by: Actor, at: datetime
) -> tuple[Row, tuple[str, ...]]:
    """Enter a rejected row again with corrected values; return the new row and the reasons it still has.

    Fields that are not named keep what was received. A correction that is still no person leaves everything
    as it was. Raises NotCorrectable, Forbidden.
    """
    batch = Batch.objects.get(pk=row.batch_id)
    done = enter_corrections(batch=batch, corrections={row.pk: values}, by=by, at=at)
    if done.left_alone:
        raise NotCorrectable(str(row.pk))
    if row.pk in done.rejected:
        return row, done.rejected[row.pk]
    fresh = Row.objects.get(pk=done.entered[row.pk])
    return fresh, tuple(fresh.reasons)


def find_flaws(*, row: Row, values: Mapping[Field, str]) -> tuple[Flaw, ...]:
    """Return what is wrong with the cells of a row once it has corrected values; nothing is written."""
    return _read_corrected(row.batch, row, values).flaws


@transaction.atomic
def enter_row(*, batch: Batch, values: Mapping[Field, str], by: Actor, at: datetime) -> Row:
    """Enter a further person as the next row of a list that is kept by hand; return the row, whatever it became.

    Columns that the list does not have are added to the row. Raises NotCorrectable while the list is being read,
    Forbidden.
    """
    check_may(by, Permission.UPLOAD_LISTS)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in SETTLED:
        raise NotCorrectable(f"batch {batch.pk}")
    last = batch.row_set.aggregate(seq=Max("seq"), row=Max("row"))
    sheet = next((layout["sheet"] for layout in batch.layouts if layout["columns"]), "")
    cells, columns = _fill([""] * len(get_columns(batch, sheet)), get_columns(batch, sheet), values)
    read = _read_one(batch, sheet, 1 + (last["row"] or 0), cells, columns)
    enter(batch, find_repeats(batch, [Entry(read, None)]), by=by, at=at, known=learned_at(at))
    return Row.objects.get(batch=batch, seq=1 + (-1 if last["seq"] is None else last["seq"]))


@transaction.atomic
def enter_corrections(
    *, batch: Batch, corrections: Mapping[int, Mapping[Field, str]], by: Actor, at: datetime
) -> Corrected:
    """Enter many rejected rows again, by the row's number; those that are settled already are left alone."""
    check_may(by, Permission.UPLOAD_LISTS)
    known = learned_at(at)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in SETTLED:
        raise NotCorrectable(f"batch {batch.pk}")
    waiting = Row.objects.filter(
        batch=batch, pk__in=corrections, outcome=Outcome.REJECTED, known_to__isnull=True
    )
    rows = list(waiting.select_related("content").order_by("seq"))
    read = {row.pk: _read_corrected(batch, row, corrections[row.pk]) for row in rows}
    good = [row for row in rows if read[row.pk].outcome is not Outcome.REJECTED]
    entries = find_repeats(batch, [Entry(read[row.pk], row.pk) for row in good])
    entered = enter(batch, entries, by=by, at=at, known=known)
    rejected = {pk: _reasons(one) for pk, one in read.items() if one.outcome is Outcome.REJECTED}
    alone = tuple(pk for pk in corrections if pk not in read)
    return Corrected(entered, rejected, alone)


def enter(
    batch: Batch, entries: Sequence[Entry], *, by: Actor, at: datetime, known: datetime
) -> dict[int, int]:
    """Write entries behind the rows of a batch that is locked; return the new row of each that was replaced."""
    if not entries:
        return {}
    first = 1 + (batch.row_set.aggregate(last=Max("seq"))["last"] or 0)
    rows = [entry.read for entry in entries]
    block = write_block(batch_id=batch.pk, first_seq=first, rows=rows, gazetteer=get_gazetteer(), known=known)
    fresh = dict(Row.objects.filter(batch=batch, seq__gte=first).values_list("seq", "pk"))
    entered = {
        entry.replaces: fresh[first + offset]
        for offset, entry in enumerate(entries)
        if entry.replaces is not None
    }
    _close(entered, known)
    _recount(batch, block.counts, replaced=len(entered), added=len(entries) - len(entered))
    audit.record(
        by=by, at=at, action="intake.correct", object_kind="batch", object_id=batch.pk, first_seq=first,
        replaced=len(entered), added=len(entries) - len(entered), sha256=block.digest,
    )  # fmt: skip
    outbox.tell("intake.row_corrected", at=at, batch=batch.pk, first_seq=first)
    return entered


def _close(entered: Mapping[int, int], known: datetime) -> None:
    """Let the rows as received point to their successors, which are known from now on."""
    with bulk_cursor() as cursor:
        cursor.execute(
            "UPDATE intake_row SET known_to = %s, replaced_by_id = new.id"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS new(old, id) WHERE intake_row.id = new.old",
            [known, list(entered), list(entered.values())],
        )


def _recount(batch: Batch, counts: Mapping[str, int], *, replaced: int, added: int) -> None:
    changes = {**counts, "rows": added}
    changes["rejected"] = counts.get("rejected", 0) - replaced
    Batch.objects.filter(pk=batch.pk).update(**{name: F(name) + by for name, by in changes.items()})


def find_repeats(batch: Batch, entries: list[Entry]) -> list[Entry]:
    """Mark the entries that certainly are the person of another row of their list as duplicates of it."""
    if not entries:
        return []
    seen = _remember(batch)
    first = 1 + (batch.row_set.aggregate(last=Max("seq"))["last"] or 0)
    for offset, entry in enumerate(entries):
        told = entry.read.traveller
        if told is None:
            continue
        number = told.number.text if told.number else None
        place = seen.find(told.name_key, number, told.phones)
        if place == NOBODY:
            seen.add(first + offset, told.name_key, number, told.phones)
            continue
        seen.learn(place, number)
        earlier = seen.get_row(place)
        entry.read = entry.read._replace(outcome=Outcome.DUPLICATE, reasons=(), duplicate_of=earlier)
    return entries


def _remember(batch: Batch) -> Seen:
    """Go through the people of a list in its order."""
    seen = Seen()
    people = RowContent.objects.filter(row__batch=batch, row__known_to__isnull=True)
    people = people.exclude(row__outcome=Outcome.REJECTED).order_by("row__seq")
    for seq, duplicate_of, sealed in people.values_list("row__seq", "row__duplicate_of", "sealed").iterator():
        told = unseal(sealed).traveller
        if told is None:
            continue
        number = told.number.text if told.number else None
        place = NOBODY if duplicate_of is None else seen.find(told.name_key, number, told.phones)
        if place == NOBODY:
            seen.add(seq, told.name_key, number, told.phones)
        else:
            seen.learn(place, number)
    return seen


def _reasons(read: ReadRow) -> tuple[str, ...]:
    return tuple(reason.value for reason in read.reasons)


def _read_corrected(batch: Batch, row: Row, values: Mapping[Field, str]) -> ReadRow:
    """Read a row anew with its corrected cells, in the columns it had and further ones for what had none."""
    received = list(unseal(row.content.sealed).cells)
    known = [column for column in get_columns(batch, row.sheet) if column.place < len(received)]
    cells, columns = _fill(received, known, values)
    return _read_one(batch, row.sheet, row.row, cells, columns)


def _fill(
    cells: list[str], columns: list[Column], values: Mapping[Field, str]
) -> tuple[list[str], list[Column]]:
    """Write values into the cells of their columns; a field without a column gets one behind the others."""
    placed = {column.field: column for column in reversed(columns) if column.field}
    for field, value in values.items():
        column = placed.get(field)
        if column is None:
            column = Column(len(cells), "", field)
            columns.append(column)
            cells.append("")
        cells[column.place] = value
    return cells, columns


def _read_one(batch: Batch, sheet: str, row: int, cells: Sequence[str], columns: Sequence[Column]) -> ReadRow:
    headings = [""] * len(cells)
    for column in columns:
        headings[column.place] = column.field.value if column.field else column.heading
    saved = {column.field.value: column.field for column in columns if column.field}
    book = Book([Sheet(sheet, [(0, headings), (row, list(cells))])])
    read = next(read_book(book, at=batch.pushed_at, saved=saved), None)
    if read is None:  # nothing in it is a person's any more
        return ReadRow(sheet, row, tuple(cells), Outcome.REJECTED)
    known = {column.field: column.heading for column in reversed(columns) if column.heading}
    flaws = tuple(replace(flaw, heading=known.get(flaw.field, "")) for flaw in read.flaws)
    return read._replace(flaws=flaws)
