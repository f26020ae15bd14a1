"""The pages of what is open: a way to hospital, a drawn call, a breach, a hand-over, a home that is looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.accounts.access import StaffRequest, needs
from lianfang.accounts.queries import get_names
from lianfang.care import actions, forms, present, queries
from lianfang.care.actions import MemberIn
from lianfang.care.actions.homes import fitness_asked
from lianfang.care.refusals import CareRefused, NoRule
from lianfang.care.scope import checks_visible_to, members_visible_to
from lianfang.care.views import attempt, say_faults, seen
from lianfang.core.care import TRANSFER_MOVES
from lianfang.core.moves import list_moves
from lianfang.leads.models import Lead
from lianfang.leads.queries import get_lead
from lianfang.people.queries import list_phones, masked_phone
from lianfang.shared import clock
from lianfang.shared.roles import Permission
from lianfang.web.pieces import Entry


def _found(rows: Any, pk: int) -> Any:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _steps(row: Any) -> list[Entry]:
    steps = list(row.steps.order_by("-pk"))
    staff = get_names({step.by for step in steps})
    return [
        Entry(step.true_at, present.say_step(step.move), step.told, staff.get(step.by, "")) for step in steps
    ]


def _phones(person_id: int) -> list[Any]:
    return [(phone, masked_phone(phone)) for phone in list_phones([person_id]).get(person_id, [])]


@needs(Permission.SEE_CARE)
@require_http_methods(["GET", "POST"])
def transfer_page(request: StaffRequest, transfer_id: int) -> HttpResponse:
    """Show a way to hospital with its times, and take the next step."""
    way = _found(queries.list_transfers(request.actor), transfer_id)
    moves = [move for move in list_moves(TRANSFER_MOVES, way.state) if move != "opened"]
    form = forms.StepForm(request.POST or None, moves=moves)
    may = request.actor.may(Permission.RECORD_CARE)
    if request.method == "POST":
        if not may:
            return HttpResponse(status=403)
        if form.is_valid():
            told = form.cleaned_data
            attempt(
                request,
                lambda: actions.step_transfer(transfer=way, by=request.actor, at=clock.now(), **told),
                _("Recorded."),
            )
            return redirect("care:transfer", way.pk)
    held = {
        "way": way,
        "order": way.order,
        "state": present.say_transfer(way.state),
        "cause": present.CAUSES[way.cause],
        "measured": present.say_measured(way.measurement) if way.measurement else "",
        "steps": _steps(way),
        "form": form,
        "may_step": may and bool(moves),
        "phones": _phones(way.order.person_id),
    }
    return render(request, "care/transfer.html", held, status=422 if form.is_bound else 200)


@needs(Permission.SUPERVISE_CARE)
@require_POST
def draw_checks(request: StaffRequest) -> HttpResponse:
    """Draw today's telephone checks."""
    form = forms.DrawForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        attempt(
            request,
            lambda: actions.draw_checks(
                percent=told["percent"], key=told["key"], by=request.actor, at=clock.now()
            ),
            _("The calls of today are drawn."),
        )
    else:
        say_faults(request, form)
    return redirect("care:checks")


@needs(Permission.SEE_CARE)
@require_http_methods(["GET", "POST"])
def check_page(request: StaffRequest, check_id: int) -> HttpResponse:
    """Show whom to call, and record what the call found."""
    check = _found(checks_visible_to(request.actor).select_related("order__person"), check_id)
    may = request.actor.may(Permission.SUPERVISE_CARE)
    form = forms.CheckForm(request.POST or None)
    if request.method == "POST":
        if not may:
            return HttpResponse(status=403)
        if form.is_valid():
            told = form.cleaned_data
            attempt(
                request,
                lambda: actions.record_check(check=check, by=request.actor, at=clock.now(), **told),
                _("Recorded."),
            )
            return redirect("care:checks")
    held = {
        "check": check,
        "order": check.order,
        "form": form,
        "outcomes": list(present.CHECKED.items()),
        "found": present.CHECKED.get(check.outcome, ""),
        "may_record": may and check.outcome in ("", "no_answer"),
        "phones": _phones(check.order.person_id),
    }
    return render(request, "care/check.html", held, status=422 if form.is_bound else 200)


@needs(Permission.SEE_CARE)
@require_POST
def report_breach(request: StaffRequest, order_id: int) -> HttpResponse:
    """Report that the measure was not kept."""
    order, form = seen(request, order_id), forms.BreachForm(request.POST)
    if not (request.actor.may(Permission.RECORD_CARE) or request.actor.may(Permission.SUPERVISE_CARE)):
        return HttpResponse(status=403)
    if form.is_valid():
        told = form.cleaned_data
        attempt(
            request,
            lambda: actions.report_breach(order=order, by=request.actor, at=clock.now(), **told),
            _("The breach is reported."),
        )
    else:
        say_faults(request, form)
    return redirect("care:order", order.pk)


@needs(Permission.SEE_CARE)
@require_http_methods(["GET", "POST"])
def breach_page(request: StaffRequest, breach_id: int) -> HttpResponse:
    """Show a breach, follow it up and close it."""
    breach = _found(queries.list_breaches(request.actor), breach_id)
    may = request.actor.may(Permission.RECORD_CARE) or request.actor.may(Permission.SUPERVISE_CARE)
    form = forms.FollowForm(request.POST or None)
    if request.method == "POST":
        if not may:
            return HttpResponse(status=403)
        if form.is_valid():
            told = form.cleaned_data
            attempt(
                request,
                lambda: actions.follow_breach(breach=breach, by=request.actor, at=clock.now(), **told),
                _("Recorded."),
            )
            return redirect("care:breach", breach.pk)
    held = {
        "breach": breach,
        "order": breach.order,
        "kind": present.BREACHES[breach.kind],
        "state": present.say_breach(breach.state),
        "outcome": present.SETTLED.get(breach.outcome, ""),
        "steps": _steps(breach),
        "form": form,
        "may_follow": may and breach.state == "open",
        "phones": _phones(breach.order.person_id),
    }
    return render(request, "care/breach.html", held, status=422 if form.is_bound else 200)


@needs(Permission.SEE_CARE)
@require_http_methods(["GET", "POST"])
def hand_over_page(request: StaffRequest, hand_over_id: int) -> HttpResponse:
    """Show a hand-over, and keep the other county's receipt."""
    row = _found(queries.list_hand_overs(request.actor), hand_over_id)
    may = request.actor.may(Permission.ISSUE_ORDERS)
    form = forms.ReceiptForm(request.POST or None)
    if request.method == "POST":
        if not may:
            return HttpResponse(status=403)
        if form.is_valid():
            told = form.cleaned_data
            attempt(
                request,
                lambda: actions.record_receipt(hand_over=row, by=request.actor, at=clock.now(), **told),
                _("The loop is closed."),
            )
            return redirect("care:hand_over", row.pk)
    held = {
        "row": row,
        "order": row.order,
        "form": form,
        "late": row.received_at is None and row.due_at <= clock.now(),
        "may_receipt": may and row.received_at is None,
    }
    return render(request, "care/hand_over.html", held, status=422 if form.is_bound else 200)


@needs(Permission.ISSUE_ORDERS)
@require_POST
def hand_over(request: StaffRequest, order_id: int) -> HttpResponse:
    """Hand the person to another county."""
    order, form = seen(request, order_id), forms.HandOverForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        attempt(
            request,
            lambda: actions.hand_over(order=order, by=request.actor, at=clock.now(), **told),
            _("The person is handed over; the paper is among the papers below."),
        )
    else:
        say_faults(request, form)
    return redirect("care:order", order.pk)


@needs(Permission.RECORD_CARE)
@require_http_methods(["GET", "POST"])
def home_page(request: StaffRequest, lead_id: int) -> HttpResponse:
    """Look at a home before somebody is isolated there, and say what becomes of those who live in it."""
    lead = get_lead(request.actor, lead_id)
    if lead is None:
        raise Http404
    form, members = forms.HomeForm(request.POST or None), forms.MemberSet(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and members.is_valid() and _look(request, lead, form, members):
            return redirect("care:home", lead.pk)
    checks = list(queries.list_home_checks(request.actor).filter(lead=lead).order_by("-true_at", "-pk"))
    held = {
        "lead": lead,
        "form": form,
        "members": members,
        "asked": _asked(),
        "checks": [(check, _lacks(check), _members(check)) for check in checks],
    }
    return render(request, "care/home.html", held, status=status)


def _look(request: StaffRequest, lead: Lead, form: forms.HomeForm, members: Any) -> bool:
    told = form.cleaned_data
    living = [
        MemberIn(one["name"], one["choice"] or "joins", one["number"], one["phone"], one["to_place"])
        for one in (line.cleaned_data for line in members)
        if one.get("name")
    ]
    return attempt(
        request,
        lambda: actions.record_home_check(
            lead=lead, members=living, by=request.actor, at=clock.now(), **told
        ),
        _("The look at the home is recorded."),
    )


def _asked() -> dict[str, Any]:
    """Say what the value in force asks of a home."""
    try:
        setting = fitness_asked(clock.now())
    except NoRule as none:
        return {"refusal": present.say_refusal(none)}
    value: Any = setting.value
    return {
        "must": present.say_signs(value["must"]),
        "better": present.say_signs(value["better"]),
        "clause": setting.clause,
    }


def _lacks(check: Any) -> str:
    return present.say_signs([sign for sign in check.must if sign not in check.found])


def _members(check: Any) -> list[Any]:
    return [(member, present.CHOICES[member.choice]) for member in check.members.order_by("pk")]


@needs(Permission.RECORD_CARE)
@require_POST
def settle_member(request: StaffRequest, member_id: int) -> HttpResponse:
    """Note that somebody moved out."""
    member = _found(members_visible_to(request.actor).select_related("check_made"), member_id)
    attempt(
        request,
        lambda: actions.settle_member(member=member, by=request.actor, at=clock.now()),
        _("Noted."),
    )
    return redirect("care:home", member.check_made.lead_id)


@needs(Permission.UPLOAD_LISTS)
@require_POST
def open_members(request: StaffRequest) -> HttpResponse:
    """Turn those who join the measure into leads."""
    try:
        opened = actions.open_member_leads(by=request.actor, at=clock.now())
    except CareRefused as refused:
        messages.error(request, present.say_refusal(refused))
    else:
        messages.success(request, _("%(n)s people have a lead of their own now.") % {"n": opened})
    return redirect("care:members")
