"""The API of care: a day's measurements read and recorded, releases with what is missing, papers and their files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from lianfang.accounts.access import actor_of, api_needs, existing
from lianfang.care import actions, pages, queries
from lianfang.care.actions import MeasurementIn
from lianfang.care.actions.measuring import MOST as MOST_ROWS
from lianfang.care.models import Paper
from lianfang.care.refusals import CareRefused, NotUnderCare, WrongMeasurement
from lianfang.care.sheets import WORD_TYPE, answer_word, lay_out
from lianfang.core.care.measuring import COLDEST, HOTTEST
from lianfang.core.timeline import day_of, day_start
from lianfang.orders import present
from lianfang.orders.models import Order
from lianfang.orders.queries import ReleaseLine, describe_releases, get_order, list_due_releases
from lianfang.orders.schemas import ObstacleOut, WrittenOut
from lianfang.orders.tables import DAYS_AHEAD
from lianfang.shared import audit, clock
from lianfang.shared.moments import Day, Moment
from lianfang.shared.roles import Permission

router = Router(tags=["care"])
MOST = 200
T = TypeVar("T")
_WORD = {"responses": {200: {"content": {WORD_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}}


class MeasuredOut(Schema):
    """A temperature with symptoms; `alarm` is fever, symptoms or empty."""

    temperature: Decimal
    symptoms: list[str]
    alarm: str
    source: str
    taken_at: datetime


class PartOut(Schema):
    """A part of a day; `state` is measured, missing (it is over), due, or not_asked."""

    part: int
    starts_at: datetime
    ends_at: datetime
    state: str
    measured: MeasuredOut | None


class CareDayOut(Schema):
    """What was measured of an order on one day, by part of the day."""

    order: int
    day: date
    parts: list[PartOut]


class MeasurementRow(Schema):
    """One measurement, in degrees Celsius with one decimal; without a time it is now."""

    order: int
    temperature: Decimal = Field(ge=COLDEST, le=HOTTEST, decimal_places=1)
    symptoms: list[str] = Field(default=[], max_length=20)
    taken_at: Moment | None = None
    source: Literal["responsible", "telephone", "site"] = "responsible"
    note: str = Field("", max_length=200)


class MeasurementsIn(Schema):
    """Measurements of many people, all or none of them, done once for a key."""

    key: str = Field("", max_length=80)
    rows: list[MeasurementRow] = Field(min_length=1, max_length=MOST_ROWS)


class ReleaseOut(Schema):
    """Somebody whose days end soon, with what would still stand against the release then."""

    order: int
    number: str
    person: int
    name: str
    place: str
    ends_at: datetime
    ready: bool
    missing: list[ObstacleOut]


class PaperOut(Schema):
    """A paper that was issued; `signed` says how it was signed for, empty where it was not."""

    id: int
    order: int = Field(alias="order_id")
    kind: str
    number: str
    version: int
    edition: str
    clause: str
    issued_at: datetime
    signed: str
    signed_at: datetime | None

    @staticmethod
    def resolve_signed(paper: Paper) -> str:
        """Say how it was signed for."""
        signature = pages.signature_of(paper)
        return signature[0].how if signature else ""

    @staticmethod
    def resolve_signed_at(paper: Paper) -> datetime | None:
        """Say when."""
        signature = pages.signature_of(paper)
        return signature[0].signed_at if signature else None


class PaperWordsOut(Schema):
    """A paper with its words as issued and the address that its code opens."""

    paper: PaperOut
    title: str
    paragraphs: list[str]
    issuer: str
    day: str
    code: str


def _do(write: Callable[[], T]) -> T:
    """Run a write; a refusal is 409 or 422 with its code and the order it is about."""
    try:
        return write()
    except NotUnderCare as refused:
        raise HttpError(409, f"not_under_care: {refused}") from refused
    except WrongMeasurement as refused:
        raise HttpError(422, f"wrong_measurement: {refused}") from refused
    except CareRefused as refused:
        raise HttpError(409, "refused") from refused


@router.post("/measurements", response=WrittenOut)
@api_needs(Permission.RECORD_CARE)
def record_measurements(request: HttpRequest, told: MeasurementsIn) -> dict[str, int]:
    """Record temperatures and symptoms of many people; what alarms opens the way to hospital."""
    rows = [
        MeasurementIn(row.order, row.temperature, tuple(row.symptoms), row.taken_at, row.source, row.note)
        for row in told.rows
    ]
    by, at = actor_of(request), clock.now()
    return {"written": _do(lambda: actions.record_measurements(rows=rows, by=by, at=at, key=told.key))}


@router.get("/releases", response=list[ReleaseOut])
@api_needs(Permission.SEE_CARE)
def list_releases(request: HttpRequest, day: Day | None = None, after: int = 0) -> list[dict[str, Any]]:
    """Return up to 200 people by order id, after an id, whose days end by the third day from today or on one day."""
    by, at = actor_of(request), clock.now()
    last = day or day_of(at) + timedelta(days=DAYS_AHEAD)
    due = list_due_releases(by, day_start(last + timedelta(days=1))).filter(pk__gt=after)
    if day is not None:
        due = due.filter(ends_at__gte=day_start(day))
    lines = describe_releases(list(due.order_by("pk")[:MOST]), at)
    audit.record(
        by=by, at=at, action="care.list_releases", object_kind="order", after=after, found=len(lines)
    )
    return [_release(line) for line in lines]


def _release(line: ReleaseLine) -> dict[str, Any]:
    order = line.order
    return {
        "order": order.pk,
        "number": order.number,
        "person": order.person_id,
        "name": order.person.name,
        "place": order.place,
        "ends_at": order.ends_at,
        "ready": not line.obstacles,
        "missing": [{"code": one.code, "says": present.say_obstacle(one)} for one in line.obstacles],
    }


@router.get("/papers/{paper_id}", response=PaperWordsOut)
@api_needs(Permission.SEE_CARE)
def paper(request: HttpRequest, paper_id: int) -> dict[str, Any]:
    """Return a paper with its words as issued; one out of scope does not exist."""
    found = _paper(request, paper_id, form="json")
    (sheet,) = lay_out(request.build_absolute_uri, [found])
    text = sheet.text
    return {
        "paper": found,
        "title": text.title,
        "paragraphs": list(text.paragraphs),
        "issuer": text.issuer,
        "day": text.day,
        "code": sheet.code.address,
    }


@router.get("/papers/{paper_id}/docx", openapi_extra=_WORD)
@api_needs(Permission.SEE_CARE)
def paper_docx(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Return a paper as a Word file, with the words as issued and the code as a picture."""
    found = _paper(request, paper_id, form="docx")
    return answer_word(lay_out(request.build_absolute_uri, [found]), found.number)


def _paper(request: HttpRequest, paper_id: int, *, form: str) -> Paper:
    by = actor_of(request)
    found = existing(queries.list_papers(by).filter(pk=paper_id).first())
    audit.record(
        by=by, at=clock.now(), action="care.print", object_kind="paper", object_id=found.pk, form=form
    )
    return found


@router.get("/{order_id}/measurements", response=CareDayOut)
@api_needs(Permission.SEE_CARE)
def day_of_order(request: HttpRequest, order_id: int, day: Day | None = None) -> dict[str, Any]:
    """Return what was measured on a day, today unless one is named, and which parts of it are missing."""
    found, at = _viewed(request, order_id), clock.now()
    asked = day or day_of(at)
    return {"order": found.pk, "day": asked, "parts": pages.list_parts(found, asked, at)}


@router.get("/{order_id}/papers", response=list[PaperOut])
@api_needs(Permission.SEE_CARE)
def papers_of_order(request: HttpRequest, order_id: int) -> list[Paper]:
    """Return the papers of an order, the newest first."""
    return queries.list_papers_of(_viewed(request, order_id))


def _viewed(request: HttpRequest, order_id: int) -> Order:
    by = actor_of(request)
    found = existing(get_order(by, order_id))
    audit.record(by=by, at=clock.now(), action="care.view", object_kind="order", object_id=found.pk)
    return found
