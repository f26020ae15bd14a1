"""The pages of zones: one zone with its check, each move, rounds, needs, the notice on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts.access import StaffRequest, View, existing, needs
from lianfang.accounts.queries import get_names
from lianfang.shared import audit, clock
from lianfang.shared.roles import Permission
from lianfang.web.pieces import Entry
from lianfang.zones import actions, forms, present, queries
from lianfang.zones.deeds import DEEDS, Deed, list_deeds
from lianfang.zones.law import check_zone, cite_rule
from lianfang.zones.models import Zone, ZoneNeed, ZoneRound
from lianfang.zones.refusals import ZoneRefused

_NEEDS_SHOWN = 10


def seen(request: StaffRequest, zone_id: int) -> Zone:
    """Return the zone the reader asks for; one outside the scope does not exist."""
    return existing(queries.get_zone(request.actor, zone_id))


@needs(Permission.SEE_ZONES)
@require_GET
def zone_page(request: StaffRequest, zone_id: int) -> HttpResponse:
    """Show one zone: what it is, who is inside, its rounds, its needs, the check before lifting, its history."""
    zone, actor, at = seen(request, zone_id), request.actor, clock.now()
    audit.record(by=actor, at=at, action="zones.view", object_kind="zone", object_id=zone.pk)
    open_needs = queries.list_open_needs(actor, zone)
    held = {
        "zone": zone,
        "kind": present.KINDS[zone.kind],
        "tone": present.KIND_TONES[zone.kind],
        "state": present.STATES[zone.state],
        "measures": present.MEASURES.get(zone.kind, ""),
        "areas": queries.list_areas(zone),
        "inside": queries.count_inside(actor, zone),
        "rounds": [(one, present.ROUND_STATES[one.state]) for one in queries.list_rounds(zone)],
        "needs": open_needs[:_NEEDS_SHOWN],
        "need_count": open_needs.count(),
        "need_words": present.NEEDS,
        "history": _history(zone),
        "deeds": list_deeds(zone, actor),
        "may_count": actor.may(Permission.RECORD_TESTS) and zone.state == Zone.State.RUNNING,
        "now": at,
        **_check(zone),
    }
    return render(request, "zones/zone.html", held)


def _check(zone: Zone) -> dict[str, Any]:
    """Lay out the check before lifting; nothing where the zone is lifted."""
    check = check_zone(zone, clock.now()) if zone.state == Zone.State.RUNNING else None
    if check is None:
        return {"check": None}
    return {
        "check": check,
        "conditions": [(one.met, present.say_condition(one)) for one in check.conditions],
        "follows": present.say_follows(check),
        "sources": cite_rule(check.rule),
    }


def _history(zone: Zone) -> list[Entry]:
    moves = queries.list_moves(zone)
    staff = get_names({move.by for move in moves})
    return [
        Entry(
            move.true_at,
            present.MOVES[move.move],
            " · ".join(
                str(part) for part in (present.say_kind(move.kind), move.document, move.reason) if part
            ),
            by=staff.get(move.by, ""),
            icon=present.MOVE_ICONS[move.move],
        )
        for move in moves
    ]


@needs(Permission.EDIT_ZONES)
@require_http_methods(["GET", "POST"])
def draw_page(request: StaffRequest) -> HttpResponse:
    """Draw a zone by its order."""
    form = forms.DrawForm(request.POST or None)
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                zone = actions.draw(by=request.actor, at=clock.now(), **form.told())
            except ZoneRefused as refused:
                refusal, status = present.say_refusal(refused), 409
            else:
                messages.success(request, _("The zone is drawn. Its places are risk areas from now on."))
                return redirect("zones:zone", zone.pk)
    return render(request, "zones/draw.html", {"form": form, "refusal": refusal}, status=status)


def deed_view(name: str) -> View:
    """Return the view of one move: its form in the side panel or on a page, and the move itself."""
    deed = DEEDS[name]

    @needs(deed.permission)
    @require_http_methods(["GET", "POST"])
    def view(request: StaffRequest, zone_id: int) -> HttpResponse:
        zone = seen(request, zone_id)
        form = deed.form(request.POST or None, zone=zone)
        refusal, status = "", 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                refusal = _do(request, deed, zone, form)
                if not refusal:
                    return redirect("zones:zone", zone.pk)
                status = 409
        held = {"deed": deed, "zone": zone, "form": form, "refusal": refusal}
        if name == "lower":
            held |= _check(zone)
        template = "zones/deed_panel.html" if request.headers.get("HX-Request") else "zones/deed.html"
        return render(request, template, held, status=status)

    return view


def _do(request: StaffRequest, deed: Deed, zone: Zone, form: forms.DeedForm) -> str:
    """Do what a form asks for; return why it was refused, or nothing."""
    try:
        deed.run(zone=zone, by=request.actor, at=clock.now(), **form.told())
    except ZoneRefused as refused:
        return present.say_refusal(refused)
    messages.success(request, str(deed.done))
    return ""


@needs(Permission.RECORD_TESTS)
@require_http_methods(["GET", "POST"])
def count_page(request: StaffRequest, round_id: int) -> HttpResponse:
    """Enter what a round came to, beside what the results of those under an order say."""
    found = existing(queries.get_round(request.actor, round_id))
    form = forms.CountForm(request.POST or None, round=found)
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            refusal = _count(request, found, form)
            if not refusal:
                return redirect("zones:zone", found.zone_id)
            status = 409
    held = {
        "round": found,
        "zone": found.zone,
        "form": form,
        "refusal": refusal,
        "counted": queries.count_results(request.actor, found.zone, found.on),
    }
    template = "zones/count_panel.html" if request.headers.get("HX-Request") else "zones/count.html"
    return render(request, template, held, status=status)


def _count(request: StaffRequest, found: ZoneRound, form: forms.CountForm) -> str:
    try:
        actions.count_round(round=found, by=request.actor, at=clock.now(), **form.told())
    except ZoneRefused as refused:
        return present.say_refusal(refused)
    messages.success(request, _("The counts are entered."))
    return ""


@needs(Permission.SEE_ZONES)
@require_GET
def need_page(request: StaffRequest, need_id: int) -> HttpResponse:
    """Show a need with one big button for the next step."""
    need = _need(request, need_id)
    audit.record(
        by=request.actor, at=clock.now(), action="zones.view_need", object_kind="zone_need", object_id=need.pk
    )
    staff = get_names({one for one in (need.asked_by, need.taken_by, need.done_by) if one})
    held = {
        "need": need,
        "kind": present.NEEDS[need.kind],
        "state": present.NEED_STATES[need.state],
        "asked_by": staff.get(need.asked_by, ""),
        "taken_by": staff.get(need.taken_by or 0, ""),
        "waits": need.state in queries.OPEN_NEEDS,
        "late": need.state in queries.OPEN_NEEDS and need.due_at <= clock.now(),
        "may_serve": request.actor.may(Permission.RECORD_CARE),
    }
    return render(request, "zones/need.html", held)


def _need(request: StaffRequest, need_id: int) -> ZoneNeed:
    return existing(queries.get_need(request.actor, need_id))


_STEPS = {"take": actions.take_need, "finish": actions.finish_need, "drop": actions.drop_need}


@needs(Permission.RECORD_CARE)
@require_POST
def serve(request: StaffRequest, need_id: int) -> HttpResponse:
    """Take a need on, note it as brought, or drop it, by one tap."""
    need, step = _need(request, need_id), _STEPS.get(request.POST.get("step", ""))
    if step is None:
        messages.error(request, _("Choose what was done: taken on, brought, or not needed."))
        return redirect("zones:need_page", need.pk)
    try:
        step(need=need, by=request.actor, at=clock.now(), key=request.POST.get("key", "")[:80])
    except ZoneRefused as refused:
        messages.error(request, present.say_refusal(refused))
    return redirect("zones:need_page", need.pk)


@needs(Permission.SEE_ZONES)
@require_GET
def notice(request: StaffRequest, zone_id: int) -> HttpResponse:
    """Show the notice of a zone as paper, to be printed and posted."""
    zone = seen(request, zone_id)
    held = {
        "zone": zone,
        "kind": present.KINDS[zone.kind],
        "measures": present.MEASURES.get(zone.kind, ""),
        "areas": queries.list_areas(zone),
        "rounds": queries.list_rounds(zone),
        **_check(zone),
    }
    return render(request, "zones/notice.html", held)
