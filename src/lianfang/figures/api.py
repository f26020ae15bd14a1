"""The API of figures: the report's values, the members of a figure page by page, signing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from lianfang.accounts.access import actor_of, api_needs
from lianfang.core.figures.cut import CutHour
from lianfang.figures.actions import CutAhead, DoesNotReconcile, sign_report
from lianfang.figures.dispatch import explain_ahead, explain_breach, read_dispatch
from lianfang.figures.opened import get_opening
from lianfang.figures.opening import KEYS, Opened, record_opening
from lianfang.figures.queries import get_report
from lianfang.shared import clock
from lianfang.shared.idempotency import once
from lianfang.shared.moments import Day
from lianfang.shared.roles import Permission

router = Router(tags=["figures"])
MOST = 1_000


class DispatchOut(Schema):
    """The report: its values as nested counts, its text, and what does not add up."""

    title: str
    day: date
    cut_at: datetime
    values: dict[str, Any]
    text: str
    breaches: list[str]


class MembersOut(Schema):
    """One page of a figure's members; `after` asks for the next page and is empty on the last one."""

    path: str
    unit: str
    members: list[dict[str, Any]]
    after: int | None


class SignIn(Schema):
    """Which report to sign; done once for a key."""

    day: Day
    cut: CutHour = CutHour.MIDNIGHT
    key: str = Field("", max_length=80)


@router.get("/dispatch", response=DispatchOut)
@api_needs(Permission.SEE_FIGURES)
def dispatch(request: HttpRequest, day: Day, cut: CutHour = CutHour.MIDNIGHT) -> dict[str, Any]:
    """Read the dispatch report of a day at a cut within the caller's scope."""
    report = read_dispatch(day=day, hour=cut, actor=actor_of(request), now=clock.now())
    return {
        "title": report.title,
        "day": day,
        "cut_at": report.cut.at,
        "values": report.values,
        "text": report.text,
        "breaches": [explain_breach(breach) for breach in report.breaches],
    }


@router.get("/members/{path}", response=MembersOut)
@api_needs(Permission.OPEN_FIGURES)
def members(
    request: HttpRequest,
    path: str,
    day: Day,
    cut: CutHour = CutHour.MIDNIGHT,
    report: int | None = None,
    after: int = 0,
    limit: int = 100,
) -> dict[str, Any]:
    """List the members of a figure in the order of their keys; each page read is kept in the audit trail."""
    by, at = actor_of(request), clock.now()
    signed = get_report(report) if report is not None else None
    if report is not None and signed is None:
        raise HttpError(404, "no_such_report")
    try:
        opening = get_opening(path=path, day=day, hour=cut, actor=by, now=at, report=signed)
    except LookupError as unknown:
        raise HttpError(404, "no_such_figure") from unknown
    record_opening(opening, by=by, at=at)
    unit, size = opening.figure.counts, max(1, min(limit, MOST))
    page = Opened(opening).list_page(after, size)
    last = page[-1][KEYS[unit]] if len(page) == size else None
    return {"path": path, "unit": unit.value, "members": page, "after": last}


@router.post("/dispatch/sign")
@api_needs(Permission.SIGN_REPORTS)
def sign(request: HttpRequest, told: SignIn) -> dict[str, int]:
    """Sign the county's report; 409 names what does not add up, or says that the cut has not come yet."""
    by, at = actor_of(request), clock.now()

    def write() -> dict[str, int]:
        return {"report": sign_report(day=told.day, hour=told.cut, by=by, at=at).pk}

    try:
        answer, _again = once(
            key=told.key, target=(told.day, told.cut), by=by, at=at, action="figures.sign", write=write
        )
    except DoesNotReconcile as refused:
        raise HttpError(409, "\n".join(explain_breach(breach) for breach in refused.breaches)) from refused
    except CutAhead as refused:
        raise HttpError(409, explain_ahead(refused.cut_at, refused.last)) from refused
    return answer
