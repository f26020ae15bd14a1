"""The page on which an order is issued: facts on one side, what the law asks for on the other, live."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.core.policy import CATEGORIES, Decision
from lianfang.leads.models import Lead
from lianfang.leads.queries import get_lead
from lianfang.orders import actions, pages, present
from lianfang.orders.beside import list_before
from lianfang.orders.forms import IssueForm
from lianfang.orders.models import Order
from lianfang.orders.queries import get_running
from lianfang.orders.refusals import AlreadyControlled, OrderRefused, WrongTime
from lianfang.people.queries import masked_number
from lianfang.places.queries import get_county
from lianfang.shared import audit, clock
from lianfang.shared.clock import LOCAL
from lianfang.shared.roles import Permission


def _lead(request: StaffRequest) -> Lead | None:
    """Return the lead named in the address, None where none is; one outside the scope does not exist."""
    asked = request.GET.get("lead", "")
    if not asked:
        return None
    return existing(get_lead(request.actor, int(asked)) if asked.isascii() and asked.isdigit() else None)


@needs(Permission.ISSUE_ORDERS)
@require_http_methods(["GET", "POST"])
def issue_page(request: StaffRequest) -> HttpResponse:
    """Ask for the facts of a lead's person, show what they call for, and issue the order."""
    lead = _lead(request)
    if lead is None:
        messages.info(request, _("Choose the lead of the person first, then issue the order from its page."))
        return redirect("leads:list")
    before = list_before(request.actor, lead)
    unfit = any(found.unfit_home for found in before)
    form = IssueForm(request.POST or None, initial={**_known(lead), "unfit_home": unfit})
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            order, refusal = _issue(request, lead, form)
            if order is not None:
                return redirect("orders:order", order.pk)
            status = 409
    else:
        by, at = request.actor, clock.now()
        audit.record(by=by, at=at, action="orders.propose", object_kind="lead", object_id=lead.pk)
    held = {
        "lead": lead,
        "person": lead.person,
        "number": masked_number(lead.person),
        "form": form,
        "before": before,
    }
    return render(
        request, "orders/issue.html", {**held, "refusal": refusal, **_answer(form, lead)}, status=status
    )


def _known(lead: Lead) -> dict[str, Any]:
    """Fill in what the lead tells; a day without an hour counts from its beginning."""
    day = lead.left_on or lead.arrived_on
    return {
        "category": lead.category if lead.category in CATEGORIES else "",
        "anchor": _morning(day) if day else None,
        "found": clock.now().astimezone(LOCAL).replace(second=0, microsecond=0),
    }


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _issue(request: StaffRequest, lead: Lead, form: IssueForm) -> tuple[Order | None, str]:
    held = form.cleaned_data
    try:
        order = actions.issue(
            lead=lead,
            facts=form.facts(get_county().code),
            by=request.actor,
            at=clock.now(),
            true_at=held["true_at"],
            site=held["site"],
            document=held["document"],
            key=held["key"],
        )
    except OrderRefused as refused:
        return None, present.say_refusal(refused)
    messages.success(request, _("The order is issued and the first stage has begun."))
    return order, ""


@needs(Permission.ISSUE_ORDERS)
@require_GET
def proposal(request: StaffRequest) -> HttpResponse:
    """Say what the law in force asks for, given the facts filled in so far."""
    lead = _lead(request)
    if lead is None:
        return HttpResponseBadRequest(_("Name the lead."))
    return render(request, "orders/proposal.html", _answer(IssueForm(request.GET), lead))


def _answer(form: IssueForm, lead: Lead) -> dict[str, Any]:
    """Return the law's answer to a form, and the order that runs already if there is one."""
    at = clock.now()
    running = get_running(lead.person_id)
    held: dict[str, Any] = {"asked": False, "lead": lead}
    if running is not None:
        return {**held, "running": running, "refusal": present.say_refusal(AlreadyControlled(running.pk))}
    if not form.is_bound or not form.is_valid():
        return held
    facts, true_at = form.facts(get_county().code), form.cleaned_data["true_at"]
    try:
        decision = actions.foresee(facts=facts, true_at=true_at or at, at=at)
    except WrongTime as refused:
        return {**held, "refused": present.say_refusal(refused)}
    if not decision.stages and true_at is None:
        then = replace(facts, found=min(facts.found, lead.received_at))
        held["before"] = actions.ask_law(facts=then, at=lead.received_at).stages
    return {**held, "asked": True, **_show(decision, at)}


def _show(decision: Decision, at: datetime) -> dict[str, Any]:
    return {
        "decision": decision,
        "sentence": present.say_decision(decision),
        "documents": present.say_documents(decision.rules),
        "stages": [(stage, present.say_place(stage.place)) for stage in decision.stages],
        "tests": decision.tests,
        "strip": pages.draw_proposal(decision, at) if decision.stages else None,
    }
