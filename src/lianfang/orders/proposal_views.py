"""The page of one proposed change: the order's days now and then, why, and the signature or the refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.accounts.queries import get_names
from lianfang.core.policy import said
from lianfang.orders import actions, pages, present
from lianfang.orders.forms import AcceptForm, DeclineForm
from lianfang.orders.models import Proposal
from lianfang.orders.plans import read_plan
from lianfang.orders.proposal_tables import say_days
from lianfang.orders.queries import was_changed_by_hand
from lianfang.orders.refusals import OrderRefused
from lianfang.orders.scope import proposals_visible_to
from lianfang.shared import audit, clock
from lianfang.shared.roles import Permission


def seen(request: StaffRequest, proposal_id: int) -> Proposal:
    """Return the proposal the reader asks for; one outside the scope does not exist."""
    rows = proposals_visible_to(request.actor).select_related("order__person")
    return existing(rows.filter(pk=proposal_id).first())


@needs(Permission.SEE_ORDERS)
@require_GET
def proposal_page(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """Show what is asked of one order and why."""
    proposal = seen(request, proposal_id)
    audit.record(
        by=request.actor,
        at=clock.now(),
        action="orders.view_proposal",
        object_kind="proposal",
        object_id=proposal.pk,
    )
    return _show(request, proposal, AcceptForm(), DeclineForm())


def _show(
    request: StaffRequest,
    proposal: Proposal,
    accept_form: AcceptForm,
    decline_form: DeclineForm,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    order, at = proposal.order, clock.now()
    plan, stages, lines = read_plan(proposal.plan), pages.list_stages(order), pages.list_lines(order, at)
    moves = list(proposal.moves.order_by("-pk"))
    held: dict[str, Any] = {
        "proposal": proposal,
        "order": order,
        "person": order.person,
        "state": present.PROPOSAL_STATES[proposal.state],
        "tone": present.PROPOSAL_TONES.get(proposal.state, "plain"),
        "kind": present.KINDS[proposal.kind],
        "days": say_days(proposal),
        "place_before": present.say_place(proposal.place_before),
        "place_after": present.say_place(proposal.place_after),
        "strip": pages.draw_strip(order, stages, lines, at) if stages else None,
        "plan_strip": pages.draw_change(stages, lines, plan, at) if plan.stages else None,
        "reasons": [said(reason, _) for reason in plan.reasons],
        "documents": present.say_documents(plan.rules),
        "by_hand": was_changed_by_hand(order),
        "may_settle": proposal.state == Proposal.State.OPEN and request.actor.may(proposal.permission),
        "waits_for_release": proposal.state == Proposal.State.OPEN
        and not request.actor.may(proposal.permission),
        "accept_form": accept_form,
        "decline_form": decline_form,
        "history": pages.list_proposal_history(moves, get_names({move.by for move in moves})),
        "refusal": refusal,
    }
    return render(request, "orders/one_proposal.html", held, status=status)


@needs(Permission.ISSUE_ORDERS)
@require_POST
def accept(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """Sign a proposed change."""
    proposal, form = seen(request, proposal_id), AcceptForm(request.POST)
    if not form.is_valid():
        return _show(request, proposal, form, DeclineForm(), status=422)
    done = _("Signed. The order's days are those of the new rule now.")
    refusal = _do(request, proposal, actions.accept_proposal, form.told(), done)
    if refusal:
        return _show(request, seen(request, proposal_id), form, DeclineForm(), refusal, 409)
    return redirect("orders:order", proposal.order_id)


@needs(Permission.ISSUE_ORDERS)
@require_POST
def decline(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """Decline a proposed change with a reason."""
    proposal, form = seen(request, proposal_id), DeclineForm(request.POST)
    if not form.is_valid():
        return _show(request, proposal, AcceptForm(), form, status=422)
    done = _("Declined. The order stays as it is.")
    refusal = _do(request, proposal, actions.decline_proposal, form.told(), done)
    if refusal:
        return _show(request, seen(request, proposal_id), AcceptForm(), form, refusal, 409)
    return redirect("orders:one_proposal", proposal.pk)


def _do(
    request: StaffRequest, proposal: Proposal, act: Callable[..., object], told: dict[str, Any], done: str
) -> str:
    """Settle a proposal; return why it was refused, or nothing."""
    try:
        act(proposal=proposal, by=request.actor, at=clock.now(), **told)
    except OrderRefused as refused:
        return present.say_refusal(refused)
    messages.success(request, done)
    return ""
