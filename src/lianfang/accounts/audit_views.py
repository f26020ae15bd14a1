"""The auditor's proof that nobody changed the trail."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from lianfang.accounts import audit_trail
from lianfang.accounts.access import StaffRequest, needs
from lianfang.shared import anchors, audit, clock
from lianfang.shared.anchor_checks import tell_missing
from lianfang.shared.roles import Permission

PIECE = 20_000


@needs(Permission.SEE_AUDIT)
@require_POST
def verify_audit(request: StaffRequest) -> HttpResponse:
    """Read the next piece of the chain and say how far it holds; the page asks until the end."""
    told = request.POST.get("after", "")
    after = int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0
    checked = audit.verify_links(after=after, limit=PIECE)
    ended = checked.broken is not None or checked.read < PIECE
    unlinked = audit.count_unlinked() if ended else 0
    missing = anchors.compare().missing if ended else None
    if ended:
        audit.record(
            by=request.actor,
            at=clock.now(),
            action="audit.verify",
            object_kind="audit",
            links=checked.last,
            broken=checked.broken,
            unlinked=unlinked,
            missing=missing.anchor.position if missing else None,
        )
    held = {
        "checked": checked,
        "ended": ended,
        "unlinked": unlinked,
        "missing": tell_missing(missing) if missing else "",
        "state": audit_trail.get_chain_state(),
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "accounts/verified.html" if partial else "accounts/verify_audit.html", held)
