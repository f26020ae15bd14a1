"""Reads of lists: batches, rows with their content, and what is due to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianfang.core.intake.particulars import Traveller
from lianfang.intake.content import Content, unseal
from lianfang.intake.models import Batch, RowContent
from lianfang.intake.scope import visible_to
from lianfang.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class ListRow:
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


_READ = (
    "row_id",
    "row__seq",
    "row__outcome",
    "row__reasons",
    "row__remarks",
    "row__duplicate_of",
    "row__place",
    "row__area",
    "row__candidates",
    "row__place_reason",
    "row__batch__pushed_at",
    "row__known_from",
    "sealed",
)


def list_rows(batch_id: int, after_seq: int = -1, limit: int = 5_000) -> list[ListRow]:
    """Return a batch's rows in order, from after a sequence number on, with their contents unsealed."""
    rows = RowContent.objects.filter(row__batch_id=batch_id, row__seq__gt=after_seq)
    return [_list_row(values) for values in rows.order_by("row__seq").values_list(*_READ)[:limit]]


def _list_row(values: Sequence[Any]) -> ListRow:
    *known, sealed = values
    content: Content = unseal(sealed)
    return ListRow(*[*known, content])


def get_batch(actor: Actor, batch_id: int) -> Batch | None:
    """Return a batch the actor may see, with its source and event, or None."""
    return visible_to(actor).select_related("source", "event", "file").filter(pk=batch_id).first()


def list_unread() -> list[tuple[int, bool]]:
    """List the batches that wait to be read, each with whether it was asked to be read again."""
    state = Batch.State
    waiting = Batch.objects.filter(state__in=(state.RECEIVED, state.READING, state.AGAIN)).order_by("pk")
    return [(batch_id, held == state.AGAIN) for batch_id, held in waiting.values_list("pk", "state")]
