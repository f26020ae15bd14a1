"""The pages of local orders: one order with its faults beside its text, editing, signing, withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.accounts.queries import get_names
from lianfang.core.policy.compare import compare
from lianfang.core.timeline import DAY
from lianfang.law import actions, present
from lianfang.law.book import get_book
from lianfang.law.checking import Checked, check_order
from lianfang.law.forms import SignForm, TextForm, WithdrawForm
from lianfang.law.models import LocalOrder
from lianfang.law.queries import book_of, get_order, say_standing
from lianfang.law.refusals import ChangedMeanwhile, LawRefused, NotOpen
from lianfang.law.signatures import list_signers
from lianfang.places.queries import get_county
from lianfang.shared import audit, clock
from lianfang.shared.roles import Permission

_OPEN = (LocalOrder.State.DRAFT, LocalOrder.State.HALF)


def seen(request: StaffRequest, local_order_id: int) -> LocalOrder:
    """Return the local order the reader asks for; one that the reader may not see does not exist."""
    return existing(get_order(request.actor, local_order_id))


@needs(Permission.SEE_POLICY)
@require_GET
def order_page(request: StaffRequest, local_order_id: int) -> HttpResponse:
    """Show one local order: its text with what is wrong with it, what it asks, who signed, what was done."""
    order = seen(request, local_order_id)
    audit.record(
        by=request.actor, at=clock.now(), action="law.view", object_kind="local_order", object_id=order.pk
    )
    return render(request, "law/order.html", _of_order(request, order))


def _of_order(request: StaffRequest, order: LocalOrder) -> dict[str, Any]:
    actor, at = request.actor, clock.now()
    checked, standing = check_order(order), say_standing(order, at)
    faults = present.say_faults(checked.faults, order.pk)
    signers = list_signers(order)
    names = get_names({*signers, order.drafted_by})
    is_open = order.state in _OPEN
    may_sign = actor.may(Permission.SIGN_LAW) and is_open and actor.staff_id not in signers
    return {
        "order": order,
        "standing": present.STANDINGS[standing.code],
        "tone": present.STANDING_TONES.get(standing.code, "plain"),
        "until": standing.until,
        "faults": faults,
        "lines": present.number_lines(order.text, faults),
        "edition": checked.edition,
        "asks": _list_asked(order, checked),
        "signers": [names.get(one, "") for one in signers],
        "drafter": names.get(order.drafted_by, ""),
        "history": present.list_history(order),
        "may_edit": actor.may(Permission.DRAFT_LAW) and is_open,
        "may_sign": may_sign and not faults,
        "may_withdraw": _may_withdraw(request, order),
        "may_try": actor.may(Permission.SEE_ORDERS) and checked.edition is not None,
        "sign_form": SignForm(initial={"seen": order.digest}),
    }


def _list_asked(order: LocalOrder, checked: Checked) -> list[tuple[str, str]]:
    """Say in words what a sound order asks of whom."""
    if checked.edition is None:
        return []
    book = book_of(order)
    own = [value.category for value in book.values.values() if value.edition == checked.edition.id]
    rows = compare(book, [book.editions[checked.edition.id]], _)
    return [(row.label, row.cells[0]) for row in rows if row.category in own]


def _may_withdraw(request: StaffRequest, order: LocalOrder) -> bool:
    by = Permission.DRAFT_LAW if order.state == LocalOrder.State.DRAFT else Permission.SIGN_LAW
    ahead = order.effective_at is None or order.effective_at > clock.now()
    return request.actor.may(by) and ahead and order.state != LocalOrder.State.WITHDRAWN


@needs(Permission.DRAFT_LAW)
@require_http_methods(["GET", "POST"])
def draft(request: StaffRequest) -> HttpResponse:
    """Take a new text, from a pattern, typed or from a file."""
    form = TextForm(request.POST or None, request.FILES or None, initial={"text": _pattern()})
    return _write_text(request, form, None)


def _pattern() -> str:
    """Write an order's pattern for our county, on the national text in force."""
    county, at = get_county(), clock.now()
    national = get_book().national_at(at)
    told = {"area": county.code, "base": national.id if national else "", "begins": at, "tomorrow": at + DAY}
    return "".join(render_to_string("law/pattern.yaml", told))  # plain text, not HTML


@needs(Permission.DRAFT_LAW)
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, local_order_id: int) -> HttpResponse:
    """Change the text of a draft; what is wrong with the saved one stands beside it."""
    order = seen(request, local_order_id)
    if order.state not in _OPEN:
        messages.warning(request, present.say_refusal(NotOpen(order.state)))
        return redirect("law:order", order.pk)
    initial = {"text": order.text, "seen": order.digest}
    form = TextForm(request.POST or None, request.FILES or None, initial=initial)
    return _write_text(request, form, order)


def _write_text(request: StaffRequest, form: TextForm, order: LocalOrder | None) -> HttpResponse:
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            saved, refusal = _save(request, form, order)
            if saved is not None:
                _tell_saved(request, saved)
                return redirect("law:order", saved.pk)
            status = 409
    faults = present.say_faults(check_order(order).faults, order.pk) if order else []
    held = {"form": form, "order": order, "refusal": refusal, "faults": faults}
    return render(request, "law/edit.html", held, status=status)


def _save(request: StaffRequest, form: TextForm, order: LocalOrder | None) -> tuple[LocalOrder | None, str]:
    held = form.cleaned_data
    told: dict[str, Any] = {
        "text": held["text"], "by": request.actor, "at": clock.now(), "key": held["key"]
    }  # fmt: skip
    try:
        if order is None:
            return actions.draft(**told), ""
        return actions.edit(order=order, seen=held["seen"], **told), ""
    except LawRefused as refused:
        return None, present.say_refusal(refused)


def _tell_saved(request: StaffRequest, saved: LocalOrder) -> None:
    if saved.sound:
        messages.success(request, _("Saved. The text stands beside the law and can be tried and signed."))
    else:
        messages.warning(request, _("Saved. What is wrong with it stands beside the text."))


@needs(Permission.SIGN_LAW)
@require_http_methods(["POST"])
def sign(request: StaffRequest, local_order_id: int) -> HttpResponse:
    """Sign the text that was read."""
    order, form = seen(request, local_order_id), SignForm(request.POST)
    if not form.is_valid():
        return _answer(request, order, present.say_refusal(ChangedMeanwhile()), 422)

    def write() -> LocalOrder:
        told = {"seen": form.cleaned_data["seen"], "key": form.cleaned_data["key"]}
        return actions.sign(order=order, by=request.actor, at=clock.now(), **told)

    def done(held: LocalOrder) -> str:
        if held.state == LocalOrder.State.SIGNED:
            return _("Signed by two. The order takes effect at its hour.")
        return _("Signed. A second person must sign before the order takes effect.")

    return _do(request, order, write, done)


@needs(Permission.SIGN_LAW)
@require_http_methods(["GET", "POST"])
def withdraw(request: StaffRequest, local_order_id: int) -> HttpResponse:
    """Withdraw a draft, or a signed order before its hour."""
    order, form = seen(request, local_order_id), WithdrawForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "law/withdraw.html", {"order": order, "form": form}, status=status)

    def write() -> LocalOrder:
        held = form.cleaned_data
        told = {"reason": held["reason"], "key": held["key"]}
        return actions.withdraw(order=order, by=request.actor, at=clock.now(), **told)

    return _do(request, order, write, lambda _held: _("Withdrawn. It never takes effect."))


def _do(
    request: StaffRequest,
    order: LocalOrder,
    write: Callable[[], LocalOrder],
    done: Callable[[LocalOrder], str],
) -> HttpResponse:
    try:
        held = write()
    except LawRefused as refused:
        return _answer(request, order, present.say_refusal(refused), 409)
    messages.success(request, done(held))
    return redirect("law:order", order.pk)


def _answer(request: StaffRequest, order: LocalOrder, refusal: str, status: int) -> HttpResponse:
    """Show an order's page with why nothing was done."""
    held = {**_of_order(request, seen(request, order.pk)), "refusal": refusal}
    return render(request, "law/order.html", held, status=status)
