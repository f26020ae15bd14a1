"""Local orders for tests, all invented: one line drafts, signs or breaks one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.rooms.leads.county import AT
from tests.rooms.staff import make_actor

from lianfang.law import actions
from lianfang.law.models import LocalOrder
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role

HOUR = timedelta(hours=1)
ORDER = """editions:
  - id: {id}
    title: 兴县示例令
    level: county
    area: "141123"
    bases: [v8]
    document: 兴防指〔2022〕示例{id}号
    from: {begins}
    day_base: 1
    clock: anchor
    transition: {transition}
    source: 示例
    confidence: published
---
category: {category}
values:
  - edition: {id}
    clause: 第一条
    source: 示例
    confidence: published
    stages: [{{place: {place}, days: {days}, tests: [1, {days}]}}]
"""


def text(**told: Any) -> str:
    """Write an order: close contacts at a site for ten days from noon of the first day, redecided."""
    given = {
        "id": "xing_1", "begins": "2022-02-28 12:00", "transition": "redecide", "category": "close_contact",
        "place": "集中隔离", "days": 10, **told,
    }  # fmt: skip
    return ORDER.format(**given)


def drafted(by: Actor, at: datetime = AT, **told: Any) -> LocalOrder:
    """Draft an order."""
    return actions.draft(text=text(**told), by=by, at=at)


def sign(order: LocalOrder, by: Actor, at: datetime = AT) -> LocalOrder:
    """Sign an order as it stands."""
    held = LocalOrder.objects.get(pk=order.pk)
    return actions.sign(order=held, seen=held.digest, by=by, at=at)


def signed(by: Actor, at: datetime = AT, **told: Any) -> LocalOrder:
    """Draft an order and have it signed by the drafter and a commander."""
    order = drafted(by, at, **told)
    sign(order, by, at)
    return sign(order, make_actor(Role.COMMANDER), at)
