"""Rows into the tables, a block at a time: reading, placing, sealing and copying."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lianfang.core.intake.rows import ReadRow
from lianfang.core.places.gazetteer import Gazetteer
from lianfang.core.places.model import Resolution, Verdict
from lianfang.intake import content
from lianfang.intake.models import Row, RowContent
from lianfang.intake.queries import ListRow
from lianfang.shared.bulk import bulk_cursor, copy_rows, take_ids

_ROW_COLUMNS = (
    "id",
    "batch_id",
    "seq",
    "sheet",
    "row",
    "outcome",
    "reasons",
    "remarks",
    "duplicate_of",
    "place",
    "area",
    "candidates",
    "place_reason",
    "known_from",
)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of rows as written: the rows with their ids and places, and the digest of what was received."""

    first_seq: int
    known: datetime
    rows: Sequence[ReadRow]
    ids: Sequence[int]
    places: Sequence[Resolution]
    digest: str

    @property
    def counts(self) -> Counter[str]:
        """The number of rows by outcome."""
        return Counter(row.outcome.value for row in self.rows)

    def list_rows(self, pushed_at: datetime) -> list[ListRow]:
        """List the rows as they would be read back from the tables."""
        written = zip(self.ids, self.rows, self.places, strict=True)
        return [
            ListRow(
                row_id, seq, *_judged(row), *_place(place), pushed_at, self.known, content.content_of(row)
            )
            for seq, (row_id, row, place) in enumerate(written, start=self.first_seq)
        ]


def write_block(
    *, batch_id: int, first_seq: int, rows: Sequence[ReadRow], gazetteer: Gazetteer, known: datetime
) -> Block:
    """Copy a block of rows and their sealed contents; the caller holds the transaction."""
    packed = [content.pack(content.content_of(row)) for row in rows]
    places = [gazetteer.resolve(row.address) for row in rows]
    with bulk_cursor() as cursor:
        ids = take_ids(cursor, Row, len(rows))
        copy_rows(
            cursor,
            Row,
            _ROW_COLUMNS,
            (
                (row_id, batch_id, seq, row.sheet[:60], row.row, *_judged(row), *_place(place), known)
                for seq, (row_id, row, place) in enumerate(zip(ids, rows, places, strict=True), first_seq)
            ),
        )
        sealed = zip(ids, content.seal_all(packed), strict=True)
        copy_rows(cursor, RowContent, ("row_id", "sealed"), sealed)
    return Block(first_seq, known, rows, ids, places, _digest(packed))


def _judged(row: ReadRow) -> tuple[str, list[str], list[str], int | None]:
    return row.outcome.value, [reason.value for reason in row.reasons], list(row.remarks), row.duplicate_of


def _place(place: Resolution) -> tuple[str, str, list[str], str]:
    area = place.elsewhere if place.kind is Verdict.ELSEWHERE else place.code
    return place.kind.value, area, list(place.candidates), place.reason.value


def _digest(packed: Sequence[bytes]) -> str:
    whole = hashlib.sha256()
    for body in packed:
        whole.update(hashlib.sha256(body).digest())
    return whole.hexdigest()
