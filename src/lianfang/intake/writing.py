"""Rows into the tables, a block at a time: reading, placing, sealing and copying."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    """A block of rows as written: counts by outcome, the digest of what was received, and the rows themselves.

    `judged` holds of each row what was made of it, as its columns hold it from the outcome to the place's reason.
    """

    first_seq: int
    known: datetime
    ids: Sequence[int]
    judged: Sequence[tuple[Any, ...]]
    contents: Sequence[content.Content]
    counts: Counter[str]
    digest: str

    def list_rows(self, pushed_at: datetime) -> list[ListRow]:
        """List the rows as they would be read back from the tables."""
        written = zip(self.ids, self.judged, self.contents, strict=True)
        return [
            ListRow(*[row_id, seq, *judged, pushed_at, self.known, held])
            for seq, (row_id, judged, held) in enumerate(written, start=self.first_seq)
        ]


def write_block(
    *, batch_id: int, first_seq: int, rows: Sequence[ReadRow], gazetteer: Gazetteer, known: datetime
) -> Block:
    """Copy a block of rows and their sealed contents; the caller holds the transaction."""
    contents = [content.content_of(row) for row in rows]
    packed = [content.pack(held) for held in contents]
    judged = [(*_judge(row), *_place(gazetteer.resolve(row.address))) for row in rows]
    with bulk_cursor() as cursor:
        ids = take_ids(cursor, Row, len(rows))
        copy_rows(
            cursor,
            Row,
            _ROW_COLUMNS,
            (
                (row_id, batch_id, seq, row.sheet[:60], row.row, *made, known)
                for seq, (row_id, row, made) in enumerate(zip(ids, rows, judged, strict=True), first_seq)
            ),
        )
        sealed = zip(ids, content.seal_all(packed), strict=True)
        copy_rows(cursor, RowContent, ("row_id", "sealed"), sealed)
    counts = Counter(row.outcome.value for row in rows)
    return Block(first_seq, known, ids, judged, contents, counts, _digest(packed))


def _judge(row: ReadRow) -> tuple[str, list[str], list[str], int | None]:
    return row.outcome.value, [reason.value for reason in row.reasons], list(row.remarks), row.duplicate_of


def _place(place: Resolution) -> tuple[str, str, list[str], str]:
    area = place.elsewhere if place.kind is Verdict.ELSEWHERE else place.code
    return place.kind.value, area, list(place.candidates), place.reason.value


def _digest(packed: Sequence[bytes]) -> str:
    whole = hashlib.sha256()
    for body in packed:
        whole.update(hashlib.sha256(body).digest())
    return whole.hexdigest()
