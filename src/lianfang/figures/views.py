"""The pages of figures: the dispatch report, an opened figure, signing, signed reports."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.core.figures.cut import Cut, CutHour, cut_of
from lianfang.core.figures.dispatch import FIGURES
from lianfang.core.figures.figure import select
from lianfang.figures import exports, paper, present, queries
from lianfang.figures.actions import CutAhead, DoesNotReconcile, sign_report
from lianfang.figures.dispatch import Dispatch, explain_ahead, explain_breach, read_dispatch
from lianfang.figures.models import Report
from lianfang.figures.opening import record_opening
from lianfang.figures.tables import MemberTable, get_member_table
from lianfang.shared import audit, clock
from lianfang.shared.actor import ScopeKind, check_may
from lianfang.shared.clock import LOCAL
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission
from lianfang.shared.tables.views import act_view, asks_count, export_view, keep_view, table_view

_FORMS = {
    "docx": (exports.to_docx, exports.WORD_TYPE),
    "xlsx": (exports.to_xlsx, exports.EXCEL_TYPE),
}


@needs(Permission.SEE_FIGURES)
@require_GET
def dispatch(request: StaffRequest) -> HttpResponse:
    """Show the dispatch report of a day at a cut, every figure a link to its members."""
    actor = request.actor
    at = clock.now()
    last = queries.get_last_cut(at)
    day, hour = present.read_cut(request.GET) if "date" in request.GET else _default_cut(request, last, at)
    report = read_dispatch(day=day, hour=hour, actor=actor, now=at)
    links = present.Links(report.cut, hour, opens=actor.may(Permission.OPEN_FIGURES))
    held = {
        **paper.write(report, links),
        "ahead": explain_ahead(report.cut.at, last) if report.cut.at > at else "",
        "last": present.report_url(*last),
        "day": day,
        "hour": hour.value,
        "hours": [each.value for each in type(hour)],
        "read_at": at,
        "text": report.text,
        "reports": list(queries.list_reports(day)),
        "may_export": actor.may(Permission.EXPORT),
        "may_sign": actor.may(Permission.SIGN_REPORTS) and actor.scope.kind is ScopeKind.COUNTY,
    }
    return render(request, "figures/dispatch.html", held)


def _default_cut(request: StaffRequest, last: tuple[date, CutHour], at: datetime) -> tuple[date, CutHour]:
    """Return the last cut that has passed, or the last one of the hour that is asked for."""
    day, hour = last
    if request.GET.get("cut"):
        _today, hour = present.read_cut(request.GET)
    return day - timedelta(days=cut_of(day, hour, LOCAL).at > at), hour


@needs(Permission.EXPORT)
@require_GET
def download(request: StaffRequest, form: str) -> HttpResponse:
    """Hand the report out as a Word paper or a workbook; kept in the audit trail."""
    check_may(request.actor, Permission.SEE_FIGURES)
    day, hour = present.read_cut(request.GET)
    return _hand_out(
        request, read_dispatch(day=day, hour=hour, actor=request.actor, now=clock.now()), hour, form
    )


@needs(Permission.EXPORT)
@require_GET
def download_signed(request: StaffRequest, report_id: int, form: str) -> HttpResponse:
    """Hand a signed report out as it was signed; kept in the audit trail."""
    check_may(request.actor, Permission.SEE_FIGURES)
    report = _report(report_id)
    own = paper.as_signed(report, request.actor)
    return _hand_out(request, own, present.hour_of(report), form, signed=report.pk)


def _hand_out(
    request: StaffRequest, report: Dispatch, hour: CutHour, form: str, *, signed: int | None = None
) -> HttpResponse:
    write, media = _FORMS[form]
    content, day = write(report), report.cut.day
    audit.record(
        by=request.actor, at=clock.now(), action="figures.export", object_kind="report",
        object_id="" if signed is None else signed, form=form, day=day.isoformat(), hour=hour.value,
    )  # fmt: skip
    answer = HttpResponse(content, content_type=media)
    name = (
        _("dispatch report {day}").format(day=f"{day.isoformat()} {hour.value.replace(':', '')}") + f".{form}"
    )
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer


@needs(Permission.SIGN_REPORTS)
@require_POST
def sign(request: StaffRequest) -> HttpResponse:
    """Sign the report; one that contradicts itself comes back with what does not add up."""
    if not (request.POST.get("date") and request.POST.get("cut")):
        raise BadRequest("a report is signed for a named day and cut")
    day, hour = present.read_cut(request.POST)
    at, by = clock.now(), request.actor

    def write() -> dict[str, int]:
        return {"report": sign_report(day=day, hour=hour, by=by, at=at).pk}

    try:
        key = request.POST.get("key", "")
        told, _again = once(key=key, target=(day, hour), by=by, at=at, action="figures.sign", write=write)
    except DoesNotReconcile as refused:
        messages.error(request, _("The report contradicts itself and cannot be signed."))
        for breach in refused.breaches:
            messages.error(request, explain_breach(breach))
        return redirect(present.report_url(day, hour))
    except CutAhead as refused:
        messages.error(request, explain_ahead(refused.cut_at, refused.last))
        return redirect(present.report_url(day, hour))
    messages.success(
        request, _("Signed. The counts and their members stay as they were known at this moment.")
    )
    return redirect("figures:report", told["report"])


@needs(Permission.SEE_FIGURES)
@require_GET
def signed(request: StaffRequest) -> HttpResponse:
    """List the signed reports; whether each reads the same today is asked for one by one as it comes into view."""
    reports = list(queries.list_reports()[: queries.SHOWN_REPORTS])
    held = [(report, present.hour_of(report).value) for report in reports]
    return render(request, "figures/signed.html", {"reports": held})


@needs(Permission.SEE_FIGURES)
@require_GET
def signed_state(request: StaffRequest, report_id: int) -> HttpResponse:
    """Say whether a signed report reads the same today."""
    corrected = queries.count_corrections(_report(report_id), request.actor)
    return render(request, "figures/state.html", {"corrected": corrected})


def _report(report_id: int) -> Report:
    return existing(queries.get_report(report_id))


@needs(Permission.SEE_FIGURES)
@require_GET
def report_page(request: StaffRequest, report_id: int) -> HttpResponse:
    """Show a signed report: the counts as signed, what the same cut reads today, and the difference."""
    report = _report(report_id)
    hour = present.hour_of(report)
    cut = Cut(report.day, report.cut_at, report.known_at)
    links = present.Links(cut, hour, opens=request.actor.may(Permission.OPEN_FIGURES), report=report)
    own = paper.as_signed(report, request.actor)
    held = {
        **paper.write(own, links),
        "report": report,
        "hour": hour.value,
        "signature": own.signature,
        "may_export": request.actor.may(Permission.EXPORT),
        "text": report.text if request.actor.scope.kind is ScopeKind.COUNTY else own.text,
        "now_url": present.report_url(report.day, hour),
        "corrections": present.list_corrections(report, request.actor, links),
    }
    return render(request, "figures/report.html", held)


def _table(path: str) -> type[MemberTable]:
    try:
        return get_member_table(select(path, FIGURES).figure)
    except LookupError as unknown:
        raise Http404 from unknown


@needs(Permission.OPEN_FIGURES)
def open_page(request: StaffRequest, path: str) -> Any:
    """Show the members of a figure; each page of them that is read is kept in the audit trail."""
    opening = present.read_opening(path, request.GET, request.actor)
    page = table_view(_table(path))(request, path=path)
    shows_members = page.status_code == HTTPStatus.OK and not asks_count(request)
    if shows_members:  # a search is sent on to its address first, and a number names nobody
        record_opening(opening, by=request.actor, at=clock.now())
    return page


@needs(Permission.EXPORT)
def open_export(request: StaffRequest, path: str) -> Any:
    """Hand a figure's members out as Excel."""
    return export_view(_table(path))(request, path=path)


@needs(Permission.OPEN_FIGURES)
def open_act(request: StaffRequest, path: str) -> Any:
    """Refuse what these lists do not offer."""
    return act_view(_table(path))(request, path=path)


@needs(Permission.OPEN_FIGURES)
def open_keep(request: StaffRequest, path: str) -> Any:
    """Keep columns and filters for the reader."""
    return keep_view(_table(path))(request, path=path)
