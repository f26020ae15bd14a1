"""Background work of zones: matching who was in an area that was raised or lowered, and those who came in after."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from lianfang.accounts.queries import NoConsole, get_console_actor
from lianfang.leads.models import LeadSource
from lianfang.risk.models import RiskSpell
from lianfang.shared import clock
from lianfang.shared.outbox import subscribe
from lianfang.zones import scope
from lianfang.zones.actions import settle_ordered
from lianfang.zones.matching import match_leads, match_notice

__all__ = ["match_changed", "match_opened", "scope"]


@app.task(queue="lists", retry=3)
def match_changed(notice_id: int) -> None:
    """Match everybody who was in the places a publication changed."""
    match_notice(notice_id=notice_id, by=get_console_actor(), at=clock.now())


@app.task(queue="lists", retry=3)
def match_opened(batch_id: int, first_seq: int, last_seq: int) -> None:
    """Match the leads that a block of a list opened or joined with every area that is or was one."""
    rows = LeadSource.objects.filter(
        batch=batch_id, known_to__isnull=True, row__seq__gte=first_seq, row__seq__lte=last_seq
    )
    leads = sorted(set(rows.values_list("lead", flat=True)))
    match_leads(leads=leads, by=get_console_actor(), at=clock.now())


@subscribe("risk.changed")
def _match_later(payload: dict[str, Any], at: datetime) -> None:
    with transaction.atomic():
        match_changed.configure(lock="match").defer(notice_id=payload["notice"])


@subscribe("leads.opened")
def _match_opened(payload: dict[str, Any], at: datetime) -> None:
    if not RiskSpell.objects.filter(known_to__isnull=True).exists():
        return
    told = {name: payload[name] for name in ("first_seq", "last_seq")}
    with transaction.atomic():
        match_opened.configure(lock="match").defer(batch_id=payload["batch"], **told)


@subscribe("orders.issued")
def _settle(payload: dict[str, Any], at: datetime) -> None:
    try:
        settle_ordered(person=payload["person"], by=get_console_actor(), at=at)
    except NoConsole:
        return  # nothing is here before `lianfang init`
