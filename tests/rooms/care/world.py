"""People in care for tests: one line brings somebody under a measure at home or at a site, or measures them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from tests.rooms.leads.county import AT, GRID, OTHER_GRID, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, one_lead
from tests.rooms.orders.world import COUNTY, control, facts, staff, take
from tests.rooms.staff import make_staff, sign_in

from lianfang.care.actions import MeasurementIn, record_measurements
from lianfang.leads.actions import record_call
from lianfang.orders.actions import issue
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role

__all__ = [
    "AT",
    "COUNTY",
    "GRID",
    "HOUR",
    "OTHER_GRID",
    "OTHER_TOWN",
    "OTHER_VILLAGE",
    "TOWN",
    "VILLAGE",
    "control",
    "staff",
    "take",
]

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MORNING = AT  # 9:00 in Shanxi
EVENING = AT + 10 * HOUR  # 19:00
_KINDS = {Role.TOWN: ScopeKind.TOWN, Role.COMMUNITY: ScopeKind.COMMUNITY, Role.GRID: ScopeKind.GRID}


def at_home(by: Actor, name: str = "张三", seed: int = 1, at: datetime = AT, area: str = VILLAGE) -> Order:
    """Bring a new person from a medium-risk area under isolation at home: 14 days."""
    lead = record_call(lead=one_lead(by, name, seed, area=area), outcome="here_control", by=by, at=at)
    return issue(lead=lead, facts=facts("medium_risk", at), by=by, at=at)


def measure(by: Actor, *orders: Order, at: datetime = AT + 2 * HOUR, **more: Any) -> int:
    """Record one measurement for each order: 36.5 without symptoms unless told otherwise."""
    told = {"temperature": Decimal(str(more.pop("temperature", "36.5"))), **more}
    rows = [MeasurementIn(order.pk, **told) for order in orders]
    return record_measurements(rows=rows, by=by, at=at)


def browser(role: Role = Role.OFFICE, code: str = COUNTY) -> Client:
    """Sign a new member of staff in; pages speak English."""
    client = sign_in(Client(), make_staff(role, Scope(_KINDS.get(role, ScopeKind.COUNTY), code)))
    client.cookies["django_language"] = "en"
    return client


def text(client: Client, address: str, status: int = 200) -> str:
    """Return a page's text."""
    answer = client.get(address, follow=True)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()
