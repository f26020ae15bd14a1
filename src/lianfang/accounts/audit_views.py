"""The auditor's pages: the trail with its filters, and the proof that nobody changed it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from lianfang.accounts import audit_trail
from lianfang.accounts.access import StaffRequest, needs
from lianfang.accounts.forms import TrailForm
from lianfang.shared import audit, clock
from lianfang.shared.roles import Permission

PAGE = 50
PIECE = 20_000


@needs(Permission.SEE_AUDIT)
def audit_list(request: StaffRequest) -> HttpResponse:
    """Show the trail, newest first, by time, person, action and object."""
    form = TrailForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = audit_trail.list_entries(wanted, before=_whole(request.GET.get("before")), limit=PAGE)
    held = {"form": form, "page": page, "state": audit_trail.get_chain_state()}
    return render(request, "accounts/audit.html", held)


@needs(Permission.SEE_AUDIT)
@require_POST
def verify_audit(request: StaffRequest) -> HttpResponse:
    """Read the next piece of the chain and say how far it holds; the page asks until the end."""
    after = _whole(request.POST.get("after")) or 0
    checked = audit.verify_links(after=after, limit=PIECE)
    ended = checked.broken is not None or checked.read < PIECE
    if ended:
        audit.record(
            by=request.actor,
            at=clock.now(),
            action="audit.verify",
            object_kind="audit",
            links=checked.last,
            broken=checked.broken,
        )
    held = {"checked": checked, "ended": ended, "state": audit_trail.get_chain_state()}
    template = "accounts/verified.html" if request.headers.get("HX-Request") else "accounts/verify_audit.html"
    return render(request, template, held)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
