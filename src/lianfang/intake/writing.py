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
    """A block of rows as written: counts by outcome and the digest of what was received."""

    first_seq: int
    counts: Counter[str]
    digest: str


def write_block(
    *, batch_id: int, first_seq: int, rows: Sequence[ReadRow], gazetteer: Gazetteer, known: datetime
) -> Block:
    """Copy a block of rows and their sealed contents; the caller holds the transaction."""
    packed = [content.pack(row) for row in rows]
    places = [gazetteer.resolve(row.address) for row in rows]
    with bulk_cursor() as cursor:
        ids = take_ids(cursor, Row, len(rows))
        copy_rows(
            cursor,
            Row,
            _ROW_COLUMNS,
            (
                (row_id, batch_id, first_seq + offset, *_values(row), *_place(place), known)
                for offset, (row_id, row, place) in enumerate(zip(ids, rows, places, strict=True))
            ),
        )
        sealed = zip(ids, content.seal_all(packed), strict=True)
        copy_rows(cursor, RowContent, ("row_id", "sealed"), sealed)
    return Block(first_seq, Counter(row.outcome.value for row in rows), _digest(packed))


def _values(row: ReadRow) -> tuple[object, ...]:
    return (
        row.sheet[:60],
        row.row,
        row.outcome.value,
        [reason.value for reason in row.reasons],
        list(row.remarks),
        row.duplicate_of,
    )


def _place(place: Resolution) -> tuple[object, ...]:
    area = place.elsewhere if place.kind is Verdict.ELSEWHERE else place.code
    return place.kind.value, area, list(place.candidates), place.reason.value


def _digest(packed: Sequence[bytes]) -> str:
    whole = hashlib.sha256()
    for body in packed:
        whole.update(hashlib.sha256(body).digest())
    return whole.hexdigest()
