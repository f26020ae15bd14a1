"""The care page of one order: what is measured, what is open, papers, link, needs; the round of a field worker."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.care import actions, forms, pages, present, queries
from lianfang.care.actions import MeasurementIn
from lianfang.care.refusals import CareRefused
from lianfang.orders import present as order_words
from lianfang.orders.models import Order
from lianfang.orders.pages import list_keepers
from lianfang.orders.queries import get_order
from lianfang.orders.refusals import OrderRefused
from lianfang.people.forms import RevealForm
from lianfang.people.needs import end_need, get_need, list_housemates, list_needs, record_need
from lianfang.people.queries import list_phones, masked_phone
from lianfang.shared import audit, clock
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission

ROUND = 60


def seen(request: StaffRequest, order_id: int) -> Order:
    """Return the order the reader asks for; one outside the scope does not exist."""
    return existing(get_order(request.actor, order_id))


def attempt(request: StaffRequest, write: Callable[[], object], done: str) -> bool:
    """Do a write and say that it is done, or why it was refused; say whether it was done."""
    try:
        write()
    except CareRefused as refused:
        messages.error(request, present.say_refusal(refused))
    except OrderRefused as refused:
        messages.error(request, order_words.say_refusal(refused))
    else:
        messages.success(request, done)
        return True
    return False


def say_faults(request: StaffRequest, form: Any) -> None:
    """Say what is wrong with a form whose page is another one."""
    for name, faults in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        for fault in faults:
            messages.error(request, f"{label}: {fault}" if label else str(fault))


@needs(Permission.SEE_CARE)
@require_GET
def order_page(request: StaffRequest, order_id: int) -> HttpResponse:
    """Show everything about the care of one person."""
    return show_order(request, seen(request, order_id), HTTPStatus.OK)


def show_order(request: StaffRequest, order: Order, status: int, **bound: Any) -> HttpResponse:
    """Show the care page, where a form was refused with what was typed into it."""
    at = clock.now()
    audit.record(by=request.actor, at=at, action="care.view", object_kind="order", object_id=order.pk)
    return render(request, "care/order.html", _of_order(request, order, **bound), status=status)


def reach(actor: Actor, person_id: int) -> dict[str, Any]:
    """Return somebody's phones for a page, with the tap that calls for who may."""
    phones = list_phones([person_id]).get(person_id, [])
    return {
        "phones": [(phone, masked_phone(phone)) for phone in phones],
        "may_reveal": actor.may(Permission.REVEAL_NUMBERS),
        "reveal_form": RevealForm(),
    }


def _of_order(request: StaffRequest, order: Order, **bound: Any) -> dict[str, Any]:
    actor, at = request.actor, clock.now()
    housemates = list_housemates(order.person)
    link = queries.get_link(order)
    running = order.state == Order.State.RUNNING
    return {
        "order": order,
        "person": order.person,
        "running": running,
        "state": order_words.STATES[order.state],
        "state_tone": order_words.STATE_TONES[order.state],
        "place": order_words.say_place(order.place),
        "week": pages.draw_week(order, at),
        **pages.describe_care(actor, order),
        **reach(actor, order.person_id),
        "needs": [(need, present.NEEDS[need.kind]) for need in list_needs([order.person_id]).get(order.person_id, [])],
        "housemates": housemates,
        "keepers": list_keepers(order),
        "link_made": link,
        "may_record": actor.may(Permission.RECORD_CARE),
        "may_hand_over": actor.may(Permission.ISSUE_ORDERS) and running,
        "measure_form": forms.MeasureForm(auto_id="measure_%s"),
        "breach_form": forms.BreachForm(auto_id="breach_%s"),
        "paper_form": forms.PaperForm(kinds=pages.kinds_for(order), auto_id="paper_%s"),
        "need_form": forms.NeedForm(auto_id="need_%s"),
        "hand_over_form": forms.HandOverForm(auto_id="hand_%s"),
        **bound,
    }  # fmt: skip


@needs(Permission.RECORD_CARE)
@require_POST
def measure(request: StaffRequest, order_id: int) -> HttpResponse:
    """Record one temperature; what was typed stays in the form where it is refused."""
    order, form = seen(request, order_id), forms.MeasureForm(request.POST, auto_id="measure_%s")
    if not form.is_valid():
        return show_order(request, order, HTTPStatus.UNPROCESSABLE_ENTITY, measure_form=form)
    told = form.cleaned_data
    row = MeasurementIn(
        order.pk, told["temperature"], tuple(told["symptoms"]), told["taken_at"], told["source"], told["note"]
    )

    def write() -> None:
        actions.record_measurements(rows=[row], by=request.actor, at=clock.now(), key=told["key"])

    if not attempt(request, write, _("Recorded.")):
        return show_order(request, seen(request, order_id), HTTPStatus.CONFLICT, measure_form=form)
    return redirect("care:order", order.pk)


@needs(Permission.RECORD_CARE)
@require_http_methods(["GET", "POST"])
def round_page(request: StaffRequest) -> HttpResponse:
    """Go from door to door: who is not measured yet, household by household, all sent at once."""
    at = clock.now()
    held = queries.list_lacking(request.actor, at)
    if request.method == "POST":
        wanted = {int(text) for text in request.POST.getlist("order") if text.isascii() and text.isdigit()}
        lines = pages.round_lines(list(held.filter(pk__in=wanted)[:ROUND]), request.POST)
        if all(form.is_valid() for _order, form in lines):
            return _record_round(request, lines, held.count())
        return _show_round(request, lines, held.count(), HTTPStatus.UNPROCESSABLE_ENTITY)
    return _show_round(request, pages.round_lines(list(held[:ROUND])), held.count(), HTTPStatus.OK)


def _show_round(request: StaffRequest, lines: list[Any], count: int, status: int) -> HttpResponse:
    held = {
        "homes": pages.by_home(lines),
        "count": count,
        "shown": len(lines),
        "key": request.POST.get("key", ""),
    }
    return render(request, "care/round.html", held, status=status)


def _record_round(request: StaffRequest, lines: list[Any], count: int) -> HttpResponse:
    rows = [
        MeasurementIn(order.pk, form.measured, tuple(form.cleaned_data["symptoms"]))
        for order, form in lines
        if form.measured is not None
    ]
    if not rows:
        messages.warning(request, _("No temperature was filled in, so nothing was recorded."))
        return redirect("care:round")

    def write() -> None:
        key = request.POST.get("key", "")[:80]
        actions.record_measurements(rows=rows, by=request.actor, at=clock.now(), key=key)

    if not attempt(request, write, _("%(n)s people are recorded.") % {"n": len(rows)}):
        return _show_round(request, lines, count, HTTPStatus.CONFLICT)
    return redirect("care:round")


@needs(Permission.RECORD_CARE)
@require_POST
def add_need(request: StaffRequest, order_id: int) -> HttpResponse:
    """Note what the person needs."""
    order, form = seen(request, order_id), forms.NeedForm(request.POST, auto_id="need_%s")
    if not form.is_valid():
        return show_order(request, order, HTTPStatus.UNPROCESSABLE_ENTITY, need_form=form)
    record_need(person=order.person, by=request.actor, at=clock.now(), **form.cleaned_data)
    messages.success(request, _("Noted."))
    return redirect("care:order", order.pk)


@needs(Permission.RECORD_CARE)
@require_POST
def drop_need(request: StaffRequest, order_id: int, need_id: int) -> HttpResponse:
    """Note that a need is over."""
    order, need = seen(request, order_id), get_need(request.actor, need_id)
    if need is None or need.person_id != order.person_id:
        raise Http404
    end_need(need=need, by=request.actor, at=clock.now())
    messages.success(request, _("Noted."))
    return redirect("care:order", order.pk)


@needs(Permission.RECORD_CARE)
@require_POST
def link(request: StaffRequest, order_id: int) -> HttpResponse:
    """Make or show the person's link with its QR code, or revoke it."""
    order, at = seen(request, order_id), clock.now()
    if order.state != Order.State.RUNNING:
        messages.error(request, _("The order has ended, so it has no link."))
        return redirect("care:order", order.pk)
    if "revoke" in request.POST:
        actions.revoke_link(order=order, by=request.actor, at=at)
        messages.success(request, _("The link does not hold any more."))
        return redirect("care:order", order.pk)
    made = actions.make_link(order=order, by=request.actor, at=at, key=request.POST.get("key", "")[:80])
    shown = pages.draw_link(request.build_absolute_uri, made)
    answer = render(request, "care/order.html", _of_order(request, order, link_shown=shown))
    answer["Cache-Control"] = "no-store"
    return answer
