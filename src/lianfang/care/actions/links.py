"""The link by which a person reports: made, shown on paper or sent, revoked; and what comes in by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction

from lianfang.care.actions.ground import write_once
from lianfang.care.actions.measuring import MeasurementIn, record_measurements
from lianfang.care.models import CareLink, Knock, Measurement
from lianfang.care.refusals import LinkEnded
from lianfang.care.scope import visible_to
from lianfang.care.tokens import index_of, make_token
from lianfang.orders.models import Order
from lianfang.shared import audit, crypto
from lianfang.shared.actor import Actor, Forbidden, Scope, ScopeKind, check_may
from lianfang.shared.roles import Permission, Role

LINK = "carelink.token"
MOST_A_MINUTE = 30
"""Requests of one machine in one minute that public pages answer; a family behind one address needs a few."""
_KEPT = timedelta(hours=1)


def make_link(*, order: Order, by: Actor, at: datetime, key: str = "") -> CareLink:
    """Return the link of an order, made where there is none. Raises Forbidden."""
    check_may(by, Permission.RECORD_CARE)

    def write() -> CareLink:
        held = visible_to(by).select_for_update(no_key=True, of=("self",)).filter(pk=order.pk).first()
        if held is None:
            raise Forbidden("order out of scope or not running")
        known = CareLink.objects.filter(order=held, revoked_at__isnull=True).first()
        if known is not None:
            return known
        token = make_token()
        made = CareLink.objects.create(
            order=held, token=token, token_index=index_of(token, LINK), made_at=at, by=by.staff_id
        )
        audit.record(by=by, at=at, action="care.make_link", object_kind="order", object_id=order.pk)
        return made

    return write_once(CareLink, name="make_link", target=order.pk, key=key, by=by, at=at, write=write)


@transaction.atomic
def revoke_link(*, order: Order, by: Actor, at: datetime) -> None:
    """End an order's link, as when it went to a wrong phone; revoking twice changes nothing. Raises Forbidden."""
    check_may(by, Permission.RECORD_CARE)
    if not visible_to(by).filter(pk=order.pk).exists():
        raise Forbidden("order out of scope or not running")
    live = CareLink.objects.filter(order=order, revoked_at__isnull=True)
    if live.update(revoked_at=at, revoked_by=by.staff_id):
        audit.record(by=by, at=at, action="care.revoke_link", object_kind="order", object_id=order.pk)


def find_link(token: str) -> CareLink | None:
    """Return the link a token names while its order runs; None for anything else, whatever the reason."""
    index = index_of(token, LINK)
    if index is None:
        return None
    live = CareLink.objects.filter(token_index=index, revoked_at__isnull=True)
    return live.filter(order__state=Order.State.RUNNING).select_related("order").first()


def link_holds(*, token: str) -> bool:
    """Say whether a link can be reported by."""
    return find_link(token) is not None


def report_by_link(
    *, token: str, temperature: Decimal, symptoms: Sequence[str], at: datetime, key: str = ""
) -> int:
    """Record what a person reports of themselves. Raises LinkEnded, WrongMeasurement."""
    link = find_link(token)
    if link is None:
        raise LinkEnded
    row = MeasurementIn(link.order_id, temperature, tuple(symptoms), source=Measurement.Source.PERSON)
    return record_measurements(rows=[row], by=_reporter(link.order), at=at, key=key)


def _reporter(order: Order) -> Actor:
    """The holder of a link acts as a field worker whose only grid is the order's own place."""
    kind, code = ScopeKind.COUNTY, ""
    for level in (ScopeKind.GRID, ScopeKind.COMMUNITY, ScopeKind.TOWN):
        if getattr(order, level.value):
            kind, code = level, getattr(order, level.value)
            break
    return Actor(0, "link", "本人链接", Role.GRID, Scope(kind, code))


def may_knock(address: str, at: datetime) -> bool:
    """Count a request to a public page; say whether the machine has not asked too often this minute."""
    who = crypto.blind_index(address, "care.knock")
    minute = at.replace(second=0, microsecond=0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO care_knock (who_index, minute, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (who_index, minute) DO UPDATE SET count = care_knock.count + 1 RETURNING count",
            [who, minute],
        )
        (count,) = cursor.fetchone()
    return bool(count <= MOST_A_MINUTE)


def forget_knocks(*, at: datetime) -> int:
    """Delete the counts of an hour ago and before; return how many."""
    return Knock.objects.filter(minute__lt=at - _KEPT).delete()[0]
