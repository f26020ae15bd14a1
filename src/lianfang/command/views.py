"""Today: everybody's first page."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianfang.accounts.access import StaffRequest, needs
from lianfang.command import calling, caring, controlling, housing, keeping, zoning
from lianfang.command.duties import Duty, Teller
from lianfang.command.gathering import ask, gather
from lianfang.command.installation import look_over
from lianfang.command.overview import read_cards
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission

TELLERS: tuple[Teller, ...] = (
    caring.tell_transfers,
    housing.tell_ill,
    keeping.tell_report,
    keeping.tell_local_orders,
    keeping.tell_failed_lists,
    calling.tell_overdue_below,
    calling.tell_calls,
    calling.tell_to_control,
    zoning.tell_exposed,
    caring.tell_lacking,
    caring.tell_missed_parts,
    controlling.tell_tests,
    controlling.tell_missed,
    controlling.tell_moves,
    controlling.tell_releases,
    zoning.tell_rounds,
    zoning.tell_needs,
    controlling.tell_proposals,
    caring.tell_breaches,
    caring.tell_asked,
    caring.tell_checks,
    caring.tell_notices,
    caring.tell_members,
    caring.tell_receipts,
    housing.tell_late_arrivals,
    housing.tell_coming,
    housing.tell_beds,
    housing.tell_rounds,
    housing.tell_staff_tests,
    housing.tell_full_sites,
    calling.tell_unplaced,
    calling.tell_pairs,
    calling.tell_letters,
    keeping.tell_rejected,
    keeping.tell_chain,
)


def list_duties(actor: Actor, at: datetime) -> list[Duty]:
    """Return what is due for the reader: what is urgent, then what is overdue, else in the order of the day's work."""
    duties = gather(ask(TELLERS, actor, at))
    return sorted(duties, key=lambda duty: (not duty.urgent, not duty.late))


@needs(Permission.SIGN_IN)
@require_GET
def today(request: StaffRequest) -> HttpResponse:
    """Show what is due, by when, oldest first, each with the step that finishes it."""
    at, actor = clock.now(), request.actor
    held = {
        "duties": list_duties(actor, at),
        "at": at,
        "figures": actor.may(Permission.SEE_TODAY) and actor.may(Permission.SEE_FIGURES),
        "installation": actor.may(Permission.MANAGE_SYSTEM),
    }
    return render(request, "command/today.html", held)


@needs(Permission.SEE_FIGURES)
@require_GET
def figures(request: StaffRequest) -> HttpResponse:
    """Show the figures of the last cut as cards; a request of its own, so that Today does not wait for it."""
    return render(request, "command/figures.html", read_cards(request.actor, clock.now()))


@needs(Permission.MANAGE_SYSTEM)
@require_GET
def installation(request: StaffRequest) -> HttpResponse:
    """Show what the quick checks of the installation found."""
    return render(request, "command/installation.html", {"checks": look_over(request.actor, clock.now())})
