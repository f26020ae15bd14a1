"""The API of lists: sending a file, how far it is, and its rows."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, File, Form, Router, Schema
from ninja.errors import HttpError
from ninja.files import UploadedFile

from lianfang.accounts.access import actor_of, api_needs, existing
from lianfang.intake.actions import NoBytes, TooLarge, accept_file, check_size
from lianfang.intake.models import Batch
from lianfang.intake.present import fault_words
from lianfang.intake.queries import get_batch
from lianfang.intake.scope import rows_visible_to
from lianfang.shared import audit, clock
from lianfang.shared.idempotency import once
from lianfang.shared.moments import Moment
from lianfang.shared.roles import Permission

router = Router(tags=["lists"])
MOST = 1_000


class BatchOut(Schema):
    """A received list: where it came from, how far it is, and what became of its rows."""

    batch: int = Field(alias="pk")
    filename: str
    source: str = Field(alias="source.name")
    kind: str = Field(alias="source.kind")
    pushed_at: datetime
    received_at: datetime
    state: str = Field(description="received, reading, opening, done, failed or again")
    rows: int
    ready: int
    warning: int
    rejected: int
    duplicate: int
    opened_rows: int = Field(description="rows that have become leads so far")
    fault: list[str] = Field(description="where the file could not be read, and what to do; else empty")

    @staticmethod
    def resolve_fault(batch: Batch) -> list[str]:
        """Say the fault in words."""
        return [text for text in fault_words(batch.fault) if text]


class AcceptedOut(Schema):
    """The list a file became, and whether these bytes were here before."""

    batch: int
    already: bool


class ListIn(Schema):
    """What is told of a list beside its file."""

    source: str = Field(min_length=1, max_length=80)
    pushed_at: Moment = Field(description="the list's own time; without an offset, that of Shanghai")
    kind: Literal["pushed", "declared", "door_to_door", "letter"] = "pushed"
    key: str = Field("", max_length=80, description="the same key is the same upload, done once")


class RowOut(Schema):
    """A data row without its contents."""

    row: int
    sheet: str
    seq: int
    outcome: str
    reasons: list[str]
    remarks: list[str]
    area: str


@router.post("/", response=AcceptedOut, summary="Send a list")
@api_needs(Permission.UPLOAD_LISTS)
def send_list(request: HttpRequest, told: Form[ListIn], file: File[UploadedFile]) -> dict[str, Any]:
    """Take a file in; it is read in the background. Identical bytes answer the list they became before."""
    by, at = actor_of(request), clock.now()
    if not told.source.strip() or "\x00" in told.source:
        raise HttpError(422, "source_missing")
    if told.pushed_at > at:
        raise HttpError(422, "not_yet_pushed")

    def write() -> dict[str, Any]:
        accepted = accept_file(
            content=content, filename=file.name or "list", source_name=told.source, kind=told.kind,
            pushed_at=told.pushed_at, by=by, at=at,
        )  # fmt: skip
        return {"batch": accepted.batch.pk, "already": accepted.already}

    try:
        check_size(size=file.size or 0)
        content = file.read()
        target = hashlib.sha256(content).hexdigest()
        answer, _used = once(key=told.key, target=target, by=by, at=at, action="intake.send", write=write)
    except TooLarge as large:
        raise HttpError(413, f"too_large: {large}") from large
    except NoBytes as nothing:
        raise HttpError(422, "empty_file") from nothing
    return answer


@router.get("/{batch_id}", response=BatchOut, summary="How far a list is")
@api_needs(Permission.SEE_LISTS)
def show_list(request: HttpRequest, batch_id: int) -> Batch:
    """Return a list with its counts."""
    return _find(request, batch_id)


@router.get("/{batch_id}/rows", response=list[RowOut], summary="The rows of a list")
@api_needs(Permission.SEE_LISTS)
def list_rows(request: HttpRequest, batch_id: int, after: int = -1, limit: int = 200) -> list[dict[str, Any]]:
    """Return rows in the order of the file, those behind the number `after`; at most 1,000 at once."""
    batch = _find(request, batch_id)
    actor = actor_of(request)
    rows = rows_visible_to(actor).filter(batch=batch, seq__gt=after).order_by("seq")
    held = list(rows[: min(max(limit, 1), MOST)])
    audit.record(
        by=actor,
        at=clock.now(),
        action="intake.view_rows",
        object_kind="batch",
        object_id=batch.pk,
        rows=len(held),
    )
    return [
        {
            "row": row.row, "sheet": row.sheet, "seq": row.seq, "outcome": row.outcome, "reasons": row.reasons,
            "remarks": row.remarks, "area": row.area if row.place == "assigned" else row.place,
        }
        for row in held
    ]  # fmt: skip


def _find(request: HttpRequest, batch_id: int) -> Batch:
    return existing(get_batch(actor_of(request), batch_id))
