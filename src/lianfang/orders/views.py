"""The pages of one order: what it is, each move, results of its tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts.access import StaffRequest, View, existing, needs
from lianfang.core.moves import Obstacle
from lianfang.orders import actions, forms, pages, present
from lianfang.orders.actions import ResultIn
from lianfang.orders.beside import list_beside
from lianfang.orders.deeds import DEEDS, Deed, list_deeds
from lianfang.orders.models import DueTest, Order, Stage
from lianfang.orders.obstacles import list_binding, list_obstacles, list_stage_obstacles
from lianfang.orders.plans import read_facts
from lianfang.orders.queries import get_order
from lianfang.orders.refusals import OrderRefused
from lianfang.orders.scope import tests_visible_to
from lianfang.people.forms import RevealForm
from lianfang.people.queries import masked_number, masked_phone
from lianfang.shared import audit, clock
from lianfang.shared.roles import Permission


def seen(request: StaffRequest, order_id: int) -> Order:
    """Return the order the reader asks for; one outside the scope does not exist."""
    return existing(get_order(request.actor, order_id))


@needs(Permission.SEE_ORDERS)
@require_GET
def order_page(request: StaffRequest, order_id: int) -> HttpResponse:
    """Show one order: whose, on which days, why, who cares for the person, what was done."""
    order = seen(request, order_id)
    audit.record(
        by=request.actor, at=clock.now(), action="orders.view", object_kind="order", object_id=order.pk
    )
    return render(request, "orders/order.html", _of_order(request, order))


def _of_order(request: StaffRequest, order: Order) -> dict[str, Any]:
    actor, at = request.actor, clock.now()
    stages, lines = pages.list_stages(order), pages.list_lines(order, at)
    running = order.state == Order.State.RUNNING
    names = present.name_places([order])
    return {
        "order": order,
        "person": order.person,
        "number": masked_number(order.person),
        "phones": [(phone, masked_phone(phone)) for phone in order.person.phones.order_by("pk")],
        "may_reveal": actor.may(Permission.REVEAL_NUMBERS),
        "reveal_form": RevealForm(),
        "state": present.STATES[order.state],
        "state_tone": present.STATE_TONES[order.state],
        "overdue": pages.is_overdue(order, at),
        "place": present.say_place(order.place),
        "category": present.say_category(order.category),
        "facts": read_facts(order.facts),
        "place_words": [names[code] for code in (order.town, order.community, order.grid) if code in names],
        "strip": pages.draw_strip(order, stages, lines, at) if stages else None,
        "today": pages.say_today(order, stages, lines, at),
        "stages": [
            (stage, present.say_place(stage.place), present.STAGE_STATES[stage.state]) for stage in stages
        ],
        "lines": lines,
        "reasons": present.say_reasons(order),
        "documents": present.say_documents(order.rules),
        "keepers": pages.list_keepers(order),
        "history": pages.list_history([order]),
        "deeds": list_deeds(order, stages, actor),
        "beside": list_beside(actor, order),
        "obstacles": [present.say_obstacle(one) for one in list_obstacles(order, at)] if running else [],
        "may_record": actor.may(Permission.RECORD_TESTS) and order.state != Order.State.CANCELLED,
    }


def deed_view(name: str) -> View:
    """Return the view of one move: its form in the side panel or on a page, and the move itself."""
    deed = DEEDS[name]

    @needs(deed.permission)
    @require_http_methods(["GET", "POST"])
    def view(request: StaffRequest, order_id: int) -> HttpResponse:
        order = seen(request, order_id)
        form = deed.form(request.POST or None, order=order)
        refusal, status = "", 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                refusal = _do(request, deed, order, form)
                if not refusal:
                    return redirect("orders:order", order.pk)
                status = 409
        return _show_deed(request, deed, order, form, refusal, status)

    return view


def _do(request: StaffRequest, deed: Deed, order: Order, form: forms.DeedForm) -> str:
    """Do what a form asks for; return why it was refused, or nothing."""
    try:
        deed.run(order=order, by=request.actor, at=clock.now(), **form.told())
    except OrderRefused as refused:
        return present.say_refusal(refused)
    messages.success(request, str(deed.done))
    return ""


def _show_deed(
    request: StaffRequest, deed: Deed, order: Order, form: forms.DeedForm, refusal: str, status: int
) -> HttpResponse:
    held = {
        "deed": deed,
        "order": order,
        "person": order.person,
        "form": form,
        "refusal": refusal,
        "obstacles": _obstacles_of(deed, order),
    }
    template = "orders/deed_panel.html" if request.headers.get("HX-Request") else "orders/deed.html"
    return render(request, template, held, status=status)


def _obstacles_of(deed: Deed, order: Order) -> list[str]:
    """Say what stands against a release, an early one or a next stage now."""
    ask = _ASKED.get(deed.name)
    if order.state != Order.State.RUNNING or ask is None:
        return []
    return [present.say_obstacle(obstacle) for obstacle in ask(order, clock.now())]


def _of_running_stage(order: Order, at: datetime) -> list[Obstacle]:
    return list_stage_obstacles(order.stages.get(state=Stage.State.RUNNING), at)


_ASKED: dict[str, Callable[[Order, datetime], list[Obstacle]]] = {
    "release": list_obstacles,
    "early": list_binding,
    "next": _of_running_stage,
}


def seen_test(request: StaffRequest, test_id: int) -> DueTest:
    """Return the test the reader asks for, in the version held now."""
    return existing(
        tests_visible_to(request.actor).select_related("person", "order").filter(pk=test_id).first()
    )


@needs(Permission.RECORD_TESTS)
@require_POST
def record_result(request: StaffRequest, test_id: int) -> HttpResponse:
    """Record what one test came to, by one tap."""
    test, form = seen_test(request, test_id), forms.ResultForm(request.POST)
    at = clock.now()
    if not form.is_valid():
        messages.error(request, _("Choose a result; nothing was recorded."))
        return redirect("orders:order", test.order_id)
    told = form.told()
    key = told.pop("key", "")
    result = ResultIn(test.pk, told.pop("result"), told.pop("done_at", at), **told)
    try:
        actions.record_results(results=[result], by=request.actor, at=at, key=key)
    except OrderRefused as refused:
        messages.error(request, present.say_refusal(refused))
    else:
        messages.success(request, _("The result is recorded."))
    return redirect("orders:order", test.order_id)
