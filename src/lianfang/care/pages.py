"""What the pages of care show, put together from reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import segno
from django.urls import reverse

from lianfang.accounts.queries import get_names
from lianfang.care import present, queries
from lianfang.care.actions.ground import measured_per_day
from lianfang.care.forms import PAPER_KINDS, RoundLine
from lianfang.care.models import CareLink, Measurement, Paper, PaperSignature
from lianfang.core.care import list_slots, list_wanted
from lianfang.core.timeline import DAY
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor
from lianfang.web.pieces import Words

LATEST = 6
Absolute = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A link or a code as it is shown: its address and its QR code as SVG."""

    address: str
    svg: str


def draw_qr(address: str) -> str:
    """Draw an address as a QR code, dark on light in any theme."""
    return str(segno.make(address, error="m").svg_inline(scale=4, border=3, light="#fff", omitsize=True))


def draw_link(absolute: Absolute, link: CareLink) -> Shown:
    """Draw the link by which a person reports."""
    address = absolute(reverse("care:report", args=[link.token]))
    return Shown(address, draw_qr(address))


def draw_token(absolute: Absolute, paper: Paper) -> Shown:
    """Draw the code that a paper bears."""
    address = absolute(reverse("care:verify", args=[paper.token]))
    return Shown(address, draw_qr(address))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a day on a person's page: measured, missing, or not asked yet."""

    words: str
    tone: str
    row: Measurement | None


def draw_week(order: Order, at: datetime) -> list[tuple[date, list[Part]]]:
    """Lay out the last days' parts with what was measured in each, the latest first."""
    per_day, days = measured_per_day(at), queries.week_of(order, at)
    held = queries.measured_on([order.pk], days).get(order.pk, {})
    ends = order.ended_at or max(order.ends_at, at + DAY)
    lines = []
    for day in reversed(days):
        wanted = list_wanted(starts=order.starts_at, ends=ends, day=day, at=at, per_day=per_day)
        parts = []
        for slot in list_slots(day, per_day):
            row = held.get((day, slot.number))
            late = slot in wanted and slot.ends <= at
            tone = "bad" if (row and row.alarm) or (late and row is None) else "good" if row else "plain"
            words = f"{present.say_slot(slot, per_day)} {present.say_measured(row)}"
            if row or slot in wanted:
                parts.append(Part(words, tone, row))
        lines.append((day, parts))
    return lines


@dataclass(frozen=True, slots=True)
class DayPart:
    """One part of a day: `state` is measured, missing once it is over, due, or not_asked."""

    part: int
    starts_at: datetime
    ends_at: datetime
    state: str
    measured: Measurement | None


def list_parts(order: Order, day: date, at: datetime) -> list[DayPart]:
    """Return the parts of one day of an order with what is held of each."""
    per_day = measured_per_day(at)
    held = queries.measured_on([order.pk], [day]).get(order.pk, {})
    ends = order.ended_at or max(order.ends_at, at + DAY)
    wanted = list_wanted(starts=order.starts_at, ends=ends, day=day, at=at, per_day=per_day)
    rests = order.suspended_at
    parts = []
    for slot in list_slots(day, per_day):
        row = held.get((day, slot.number))
        is_asked = slot in wanted and (rests is None or slot.ends <= rests)
        asked = ("missing" if slot.ends <= at else "due") if is_asked else "not_asked"
        parts.append(DayPart(slot.number, slot.starts, slot.ends, "measured" if row else asked, row))
    return parts


def describe_care(actor: Actor, order: Order) -> dict[str, Any]:
    """Return what was measured last, what is open and what was written of an order, each with its words."""
    measured = queries.list_measured(order)[:LATEST]
    staff = get_names({row.by for row in measured})
    ways = queries.list_transfers(actor).filter(order=order).order_by("-pk")
    breaches = queries.list_breaches(actor).filter(order=order).order_by("-pk")
    papers = queries.list_papers_of(order)
    return {
        "latest": [
            (row, present.say_measured(row), present.SOURCES[row.source], staff.get(row.by, ""))
            for row in measured
        ],
        "transfers": [(way, present.say_transfer(way.state)) for way in ways],
        "breaches": [
            (breach, present.BREACHES[breach.kind], present.say_breach(breach.state)) for breach in breaches
        ],
        "papers": [(paper, present.say_kind(paper.kind), signature_of(paper)) for paper in papers],
        "checks": describe_checks(order),
        "asked": list(queries.list_open_asked(actor).filter(order=order)),
    }


def describe_checks(order: Order) -> list[tuple[Any, Words]]:
    """Return the telephone checks of an order with what they found, the latest first."""
    return [(check, present.CHECKED.get(check.outcome, "")) for check in order.phone_checks.order_by("-day")]


def signature_of(paper: Paper) -> tuple[PaperSignature, Words] | None:
    """Return a paper's signature with how it was given, or None."""
    signature = getattr(paper, "signature", None)
    return (signature, present.SIGNED[signature.how]) if signature else None


def kinds_for(order: Order) -> list[str]:
    """Return the papers that go with an order as it stands."""
    if order.state == Order.State.RUNNING:
        return [kind for kind in PAPER_KINDS if kind != "release"]
    return ["release"] if order.state == Order.State.RELEASED else []


def round_lines(
    orders: Iterable[Order], posted: Mapping[str, Any] | None = None
) -> list[tuple[Order, RoundLine]]:
    """Return a form for each person of a round."""
    return [(order, RoundLine(posted, prefix=f"o{order.pk}")) for order in orders]


def by_home(lines: Iterable[tuple[Order, RoundLine]]) -> list[tuple[str, list[tuple[Order, RoundLine]]]]:
    """Put those of one door together, in the order they come."""
    homes: dict[str, list[tuple[Order, RoundLine]]] = {}
    for order, form in lines:
        homes.setdefault(order.address, []).append((order, form))
    return list(homes.items())
