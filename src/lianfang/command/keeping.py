"""What lists, reports and the trail ask of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.accounts.audit_trail import get_chain_state
from lianfang.command.duties import (
    DUTY_ICONS,
    SHOWN,
    Asked,
    Duty,
    Line,
    Places,
    Step,
    Told,
    only_with,
    say_count,
)
from lianfang.command.queries import is_signed, list_failed, list_with_rejected
from lianfang.core.figures.cut import CutHour, cut_of
from lianfang.core.timeline import day_of
from lianfang.figures.present import report_url
from lianfang.law.models import LocalOrder
from lianfang.law.present import STATES
from lianfang.law.queries import list_to_sign
from lianfang.shared.actor import Actor, ScopeKind
from lianfang.shared.clock import LOCAL
from lianfang.shared.roles import Permission
from lianfang.web.words import calendar_day

LATE_SEAL = timedelta(minutes=10)
LATE_SIGNATURE = timedelta(hours=10)


def tell_failed_lists(actor: Actor, at: datetime) -> Told:
    """Tell which lists could not be read."""
    if not actor.may(Permission.UPLOAD_LISTS):
        return None

    def draw(batches: list[Any], _places: Places) -> Iterable[Line]:
        for batch in batches:
            address = reverse("intake:batch", args=[batch.pk])
            yield Line(
                title=batch.filename,
                url=address,
                text=batch.source.name,
                when=batch.received_at,
                late=True,
                steps=(Step(_("See why"), address, DUTY_ICONS["failed"], main=True),),
            )

    rows = list_failed(actor)
    return Asked(
        "failed", _("Lists that could not be read"), DUTY_ICONS["failed"], rows, draw, reverse("intake:list")
    )


def tell_rejected(actor: Actor, at: datetime) -> Told:
    """Tell which lists hold rows that name nobody reachable and can be corrected."""
    if not actor.may(Permission.UPLOAD_LISTS):
        return None

    def draw(batches: list[Any], _places: Places) -> Iterable[Line]:
        for batch in batches:
            address = f"{reverse('intake:rows', args=[batch.pk])}?outcome=rejected"
            yield Line(
                title=batch.source.name,
                url=address,
                text=batch.filename,
                when=batch.pushed_at,
                number=str(batch.rejected),
                steps=(Step(_("Correct"), address, "pencil", main=True),),
            )

    rows = list_with_rejected(actor)
    return Asked("rejected", _("Rows to correct"), DUTY_ICONS["rejected"], rows, draw, reverse("intake:list"))


def tell_report(actor: Actor, at: datetime) -> Told:
    """Tell who signs for the county that the report of the last midnight waits."""
    if not actor.may(Permission.SIGN_REPORTS) or actor.scope.kind is not ScopeKind.COUNTY:
        return None
    yesterday = day_of(at) - timedelta(days=1)
    cut = cut_of(yesterday, CutHour.MIDNIGHT, LOCAL)
    if is_signed(cut):
        return None
    address = report_url(yesterday, CutHour.MIDNIGHT)
    due = cut.at + LATE_SIGNATURE
    line = Line(
        title=_("Dispatch report of %(day)s, 24:00") % {"day": calendar_day(yesterday)},
        url=address,
        text=_("not signed yet"),
        when=due,
        late=due <= at,
        steps=(Step(_("Read and sign"), address, "signature", main=True),),
    )
    return Duty("report", _("Report to sign"), "signature", [line], "1", reverse("figures:signed"))


@only_with(LocalOrder)
def tell_local_orders(actor: Actor, at: datetime) -> Told:
    """Tell which drafts of local orders wait for the reader's signature."""
    waiting = list_to_sign(actor)
    lines = [
        Line(
            title=order.title,
            url=reverse("law:order", args=[order.pk]),
            text=str(STATES[order.state]),
            when=order.begins_at,
            late=order.begins_at is not None and order.begins_at <= at,
            steps=(
                Step(_("Read and sign"), reverse("law:order", args=[order.pk]), DUTY_ICONS["law"], main=True),
            ),
        )
        for order in waiting[:SHOWN]
    ]
    if not lines:
        return None
    return Duty(
        "law",
        _("Local orders to sign"),
        DUTY_ICONS["law"],
        lines,
        say_count(len(waiting)),
        reverse("law:list"),
    )


def tell_chain(actor: Actor, at: datetime) -> Told:
    """Tell the auditor how far the trail is linked."""
    if not actor.may(Permission.SEE_AUDIT):
        return None
    state = get_chain_state()
    late = state.waiting > 0 and (state.sealed_at is None or state.sealed_at < at - LATE_SEAL)
    address = reverse("accounts:audit")
    line = Line(
        title=_("%(links)s entries are linked, %(waiting)s wait for their link")
        % {"links": f"{state.position:,}", "waiting": f"{state.waiting:,}"},
        url=address,
        text=_("They wait too long: the worker does not run. Tell the system administrator.") if late else "",
        when=state.sealed_at,
        late=late,
        steps=(Step(_("Verify the chain"), address, "shield-check", main=True),),
    )
    return Duty("chain", _("Audit trail"), "history", [line], "1", address)
