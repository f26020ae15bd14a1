"""The pages of what is open: a way to hospital, a drawn call, a breach, a hand-over."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.accounts.queries import get_names
from lianfang.care import actions, forms, present, queries
from lianfang.care.models import HandOver, PhoneCheck, Transfer
from lianfang.care.refusals import CareRefused
from lianfang.care.scope import checks_visible_to
from lianfang.care.views import attempt, reach, say_faults, seen, show_order
from lianfang.core.care import NEED_MOVES, TRANSFER_MOVES
from lianfang.core.moves import list_moves
from lianfang.people.models import PersonPhone
from lianfang.people.queries import list_phones
from lianfang.shared import clock
from lianfang.shared.roles import Permission
from lianfang.web.answers import dial
from lianfang.web.pieces import Entry


def _found(rows: Any, pk: int) -> Any:
    return existing(rows.filter(pk=pk).first())


def _steps(row: Any) -> list[Entry]:
    steps = list(row.steps.order_by("-pk"))
    staff = get_names({step.by for step in steps})
    return [
        Entry(step.true_at, present.say_step(step.move), step.told, staff.get(step.by, "")) for step in steps
    ]


def _phones(person_id: int) -> list[PersonPhone]:
    return list_phones([person_id]).get(person_id, [])


@needs(Permission.SEE_CARE)
@require_GET
def transfer_page(request: StaffRequest, transfer_id: int) -> HttpResponse:
    """Show a way to hospital with its times and the next step."""
    way = _found(queries.list_transfers(request.actor), transfer_id)
    return _show_transfer(request, way, forms.StepForm(moves=_next_moves(way)))


@needs(Permission.RECORD_CARE)
@require_POST
def step_transfer(request: StaffRequest, transfer_id: int) -> HttpResponse:
    """Take the next step of a way to hospital."""
    way = _found(queries.list_transfers(request.actor), transfer_id)
    form = forms.StepForm(request.POST, moves=_next_moves(way))
    if not form.is_valid():
        return _show_transfer(request, way, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    told = form.cleaned_data
    if not attempt(
        request,
        lambda: actions.step_transfer(transfer=way, by=request.actor, at=clock.now(), **told),
        _("Recorded."),
    ):
        return _show_transfer(request, way, form, HTTPStatus.CONFLICT)
    return redirect("care:transfer", way.pk)


def _next_moves(way: Transfer) -> list[str]:
    return list(list_moves(TRANSFER_MOVES, way.state))


def _show_transfer(
    request: StaffRequest, way: Transfer, form: forms.StepForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    held = {
        "way": way,
        "order": way.order,
        "state": present.say_transfer(way.state),
        "cause": present.CAUSES[way.cause],
        "measured": present.say_measured(way.measurement) if way.measurement else "",
        "steps": _steps(way),
        "form": form,
        "may_step": request.actor.may(Permission.RECORD_CARE) and bool(_next_moves(way)),
        **reach(request.actor, way.order.person_id),
    }
    return render(request, "care/transfer.html", held, status=status)


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
@require_GET
def check_page(request: StaffRequest, check_id: int) -> HttpResponse:
    """Show whom to call and what the call found."""
    return _show_check(request, _check(request, check_id), forms.CheckForm())


@needs(Permission.SUPERVISE_CARE)
@require_GET
def call_check(request: StaffRequest, check_id: int, phone_id: int) -> HttpResponse:
    """Call somebody the draw chose by one tap."""
    check = _check(request, check_id)
    phone = existing(next((one for one in _phones(check.order.person_id) if one.pk == phone_id), None))
    try:
        return dial(actions.call_drawn(check=check, phone=phone, by=request.actor, at=clock.now()))
    except CareRefused as refused:
        messages.error(request, present.say_refusal(refused))
    return redirect("care:check", check.pk)


@needs(Permission.SUPERVISE_CARE)
@require_POST
def record_check(request: StaffRequest, check_id: int) -> HttpResponse:
    """Record by one tap what a drawn call found."""
    check, form = _check(request, check_id), forms.CheckForm(request.POST)
    if not form.is_valid():
        return _show_check(request, check, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    told = form.cleaned_data
    unwell = told["outcome"] == PhoneCheck.Outcome.UNWELL
    if not attempt(
        request,
        lambda: actions.record_check(check=check, by=request.actor, at=clock.now(), **told),
        _("Recorded: the way to hospital is open.") if unwell else _("Recorded."),
    ):
        return _show_check(request, _check(request, check_id), form, status=HTTPStatus.CONFLICT)
    return redirect("care:checks")


def _check(request: StaffRequest, check_id: int) -> PhoneCheck:
    check: PhoneCheck = _found(checks_visible_to(request.actor).select_related("order__person"), check_id)
    return check


@needs(Permission.RECORD_CARE)
@require_POST
def step_need(request: StaffRequest, check_id: int) -> HttpResponse:
    """Record what was done about what somebody asked for."""
    check = _check(request, check_id)
    form = forms.AskedForm(request.POST, moves=_need_moves(check), auto_id="asked_%s")
    if not form.is_valid():
        return _show_check(request, check, forms.CheckForm(), form, HTTPStatus.UNPROCESSABLE_ENTITY)
    told = form.cleaned_data
    if not attempt(
        request,
        lambda: actions.step_need(check=check, by=request.actor, at=clock.now(), **told),
        _("Recorded."),
    ):
        return _show_check(request, _check(request, check_id), forms.CheckForm(), form, HTTPStatus.CONFLICT)
    return redirect("care:check", check.pk)


def _need_moves(check: PhoneCheck) -> list[str]:
    return list(list_moves(NEED_MOVES, check.need)) if check.need else []


def _show_check(
    request: StaffRequest,
    check: PhoneCheck,
    form: forms.CheckForm,
    asked: forms.AskedForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    held = {
        "need": present.say_need(check.need) if check.need else "",
        "steps": _steps(check),
        "asked_form": asked or forms.AskedForm(moves=_need_moves(check), auto_id="asked_%s"),
        "may_step": request.actor.may(Permission.RECORD_CARE) and bool(_need_moves(check)),
        "check": check,
        "order": check.order,
        "form": form,
        "outcomes": list(present.CHECKED.items()),
        "found": present.CHECKED.get(check.outcome, ""),
        "may_record": request.actor.may(Permission.SUPERVISE_CARE) and check.outcome in ("", "no_answer"),
        **reach(request.actor, check.order.person_id),
    }
    return render(request, "care/check.html", held, status=status)


@needs(Permission.SEE_CARE)
@require_POST
def report_breach(request: StaffRequest, order_id: int) -> HttpResponse:
    """Report that the measure was not kept."""
    order, form = seen(request, order_id), forms.BreachForm(request.POST, auto_id="breach_%s")
    if not form.is_valid():
        return show_order(request, order, HTTPStatus.UNPROCESSABLE_ENTITY, breach_form=form)
    told = form.cleaned_data
    if not attempt(
        request,
        lambda: actions.report_breach(order=order, by=request.actor, at=clock.now(), **told),
        _("The breach is reported."),
    ):
        return show_order(request, order, HTTPStatus.CONFLICT, breach_form=form)
    return redirect("care:order", order.pk)


@needs(Permission.SEE_CARE)
@require_http_methods(["GET", "POST"])
def breach_page(request: StaffRequest, breach_id: int) -> HttpResponse:
    """Show a breach, follow it up and close it."""
    breach = _found(queries.list_breaches(request.actor), breach_id)
    form, status = forms.FollowForm(request.POST or None), HTTPStatus.OK
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            told = form.cleaned_data
            if attempt(
                request,
                lambda: actions.follow_breach(breach=breach, by=request.actor, at=clock.now(), **told),
                _("Recorded."),
            ):
                return redirect("care:breach", breach.pk)
            status = HTTPStatus.CONFLICT
    held = {
        "breach": breach,
        "order": breach.order,
        "kind": present.BREACHES[breach.kind],
        "state": present.say_breach(breach.state),
        "outcome": present.SETTLED.get(breach.outcome, ""),
        "steps": _steps(breach),
        "form": form,
        "may_follow": breach.state == "open",
        **reach(request.actor, breach.order.person_id),
    }
    return render(request, "care/breach.html", held, status=status)


@needs(Permission.SEE_CARE)
@require_GET
def hand_over_page(request: StaffRequest, hand_over_id: int) -> HttpResponse:
    """Show a hand-over and its receipt."""
    row = _found(queries.list_hand_overs(request.actor), hand_over_id)
    return _show_hand_over(request, row, forms.ReceiptForm())


@needs(Permission.ISSUE_ORDERS)
@require_POST
def record_receipt(request: StaffRequest, hand_over_id: int) -> HttpResponse:
    """Keep the other county's receipt."""
    row, form = _found(queries.list_hand_overs(request.actor), hand_over_id), forms.ReceiptForm(request.POST)
    if not form.is_valid():
        return _show_hand_over(request, row, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    told = form.cleaned_data
    if not attempt(
        request,
        lambda: actions.record_receipt(hand_over=row, by=request.actor, at=clock.now(), **told),
        _("The loop is closed."),
    ):
        return _show_hand_over(request, row, form, HTTPStatus.CONFLICT)
    return redirect("care:hand_over", row.pk)


def _show_hand_over(
    request: StaffRequest, row: HandOver, form: forms.ReceiptForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    open_still = row.received_at is None
    held = {
        "row": row,
        "order": row.order,
        "form": form,
        "late": open_still and row.due_at <= clock.now(),
        "may_receipt": open_still and request.actor.may(Permission.ISSUE_ORDERS),
    }
    return render(request, "care/hand_over.html", held, status=status)


@needs(Permission.ISSUE_ORDERS)
@require_POST
def hand_over(request: StaffRequest, order_id: int) -> HttpResponse:
    """Hand the person to another county."""
    order, form = seen(request, order_id), forms.HandOverForm(request.POST, auto_id="hand_%s")
    if not form.is_valid():
        return show_order(request, order, HTTPStatus.UNPROCESSABLE_ENTITY, hand_over_form=form)
    told = form.cleaned_data
    if not attempt(
        request,
        lambda: actions.hand_over(order=order, by=request.actor, at=clock.now(), **told),
        _("The person is handed over; the paper is among the papers below."),
    ):
        return show_order(request, order, HTTPStatus.CONFLICT, hand_over_form=form)
    return redirect("care:order", order.pk)
