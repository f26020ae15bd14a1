"""Reads of lists: batches, rows with their content, and what is due to be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from lianfang.core.intake.particulars import Traveller
from lianfang.core.intake.rows import Outcome
from lianfang.intake.content import Content, unseal
from lianfang.intake.models import Batch, Row, RowContent, Source
from lianfang.intake.scope import visible_to
from lianfang.shared.actor import Actor
from lianfang.shared.bulk import bulk_cursor


class ListRow(NamedTuple):
    """A row with its content unsealed, as the leads' room takes it."""

    row_id: int
    seq: int
    outcome: str
    reasons: list[str]
    remarks: list[str]
    duplicate_of: int | None
    place: str
    area: str
    candidates: list[str]
    place_reason: str
    pushed_at: datetime
    known_from: datetime
    content: Content

    @property
    def traveller(self) -> Traveller | None:
        """The person the row tells of; None for a rejected row."""
        return self.content.traveller


_READ = """
    SELECT row.id, row.seq, row.outcome, row.reasons, row.remarks, row.duplicate_of, row.place, row.area,
           row.candidates, row.place_reason, row.known_from, content.sealed
    FROM (
        SELECT * FROM intake_row
        WHERE (batch_id, seq) > (%s, %s) AND batch_id <= %s ORDER BY batch_id, seq LIMIT %s
    ) row
    CROSS JOIN LATERAL (SELECT sealed FROM intake_rowcontent WHERE row_id = row.id OFFSET 0) content
    ORDER BY row.batch_id, row.seq
"""
# Written so that `row_once` is the only way, row by row: of a batch that came after its last look at the tables
# the server believes that it has hardly a row, and would sort all that is left of it for each block.


def list_rows(batch_id: int, after_seq: int = -1, limit: int = 5_000) -> list[ListRow]:
    """Return a batch's rows in order, from after a sequence number on, with their contents unsealed."""
    pushed_at = Batch.objects.values_list("pushed_at", flat=True).get(pk=batch_id)
    with bulk_cursor() as cursor:  # in binary: dates and arrays as text would take as long as the unsealing
        cursor.execute(_READ, [batch_id, after_seq, batch_id, limit], binary=True)
        return [_list_row(values, pushed_at) for values in cursor.fetchall()]


def _list_row(values: tuple[Any, ...], pushed_at: datetime) -> ListRow:
    *known, known_from, sealed = values
    return ListRow(*[*known, pushed_at, known_from, unseal(sealed)])


def get_receiver(batch_id: int) -> int:
    """Return the member of staff in whose name a list was received, and is read."""
    return Batch.objects.values_list("by", flat=True).get(pk=batch_id)


def get_batch(actor: Actor, batch_id: int) -> Batch | None:
    """Return a batch the actor may see, with its source and event, or None."""
    return visible_to(actor).select_related("source", "event", "file").filter(pk=batch_id).first()


def get_row(actor: Actor, batch_id: int, row_id: int) -> Row | None:
    """Return a row of a batch the actor may see, in whatever version, with its sealed content, or None."""
    rows = Row.objects.filter(batch__in=visible_to(actor), batch_id=batch_id, pk=row_id)
    return rows.select_related("batch__source", "content", "replaced_by").first()


def get_earlier(row: Row) -> Row | None:
    """Return the row that this one repeats, or None."""
    if row.duplicate_of is None:
        return None
    return Row.objects.filter(batch=row.batch_id, seq=row.duplicate_of).first()


def list_earlier(rows: Sequence[Row]) -> dict[int, tuple[str, int]]:
    """Return where the rows stand that some rows of one list repeat, sheet and row by their place in the list."""
    wanted = {row.duplicate_of for row in rows if row.duplicate_of is not None}
    if not wanted:
        return {}
    found = Row.objects.filter(batch=rows[0].batch_id, seq__in=wanted)
    return {seq: (sheet, row) for seq, sheet, row in found.values_list("seq", "sheet", "row")}


def get_next_rejected(row: Row) -> Row | None:
    """Return the next row of the list that waits to be corrected, from the top again after the last, or None."""
    waiting = Row.objects.filter(batch=row.batch_id, outcome=Outcome.REJECTED, known_to=None).exclude(
        pk=row.pk
    )
    return waiting.filter(seq__gt=row.seq).order_by("seq").first() or waiting.order_by("seq").first()


def get_received(row: Row) -> Row | None:
    """Return the row as received that this one corrects, or None."""
    return Row.objects.filter(replaced_by=row).first()


def get_contents(row_ids: Iterable[int]) -> dict[int, Content]:
    """Return the unsealed contents of rows by their number."""
    sealed = RowContent.objects.filter(row__in=list(row_ids)).values_list("row", "sealed")
    return {pk: unseal(body) for pk, body in sealed}


def find_text(rows: QuerySet[Row], text: str, most: int) -> list[int]:
    """Return the rows with a cell that has the text in it, at most so many.

    Cells are encrypted one row at a time, so they are opened one after another.
    """
    found: list[int] = []
    wanted = text.casefold()
    contents = RowContent.objects.filter(row__in=rows.order_by().values("pk")).order_by("row")
    for pk, sealed in contents.values_list("row", "sealed").iterator():
        if any(wanted in cell.casefold() for cell in unseal(sealed).cells):
            found.append(pk)
            if len(found) == most:
                break
    return found


def list_sources(kind: str = "") -> list[tuple[int, str]]:
    """List the sources, number and name, by name; those of one kind where it is given."""
    sources = Source.objects.filter(kind=kind) if kind else Source.objects.all()
    return list(sources.order_by("name").values_list("pk", "name"))


def list_unread() -> list[tuple[int, bool]]:
    """List the batches that wait to be read, each with whether it was asked to be read again."""
    state = Batch.State
    waiting = Batch.objects.filter(state__in=(state.RECEIVED, state.READING, state.AGAIN)).order_by("pk")
    return [(batch_id, held == state.AGAIN) for batch_id, held in waiting.values_list("pk", "state")]
