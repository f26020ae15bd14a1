"""Reads of care: who is not measured yet, what a list of people shows, what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractHour

from lianfang.care.actions.ground import measured_per_day
from lianfang.care.models import (
    Breach,
    CareLink,
    CheckDraw,
    HandOver,
    HomeCheck,
    HomeMember,
    Measurement,
    Paper,
    PaperBundle,
    PaperSignature,
    PhoneCheck,
    Transfer,
)
from lianfang.care.scope import (
    breaches_visible_to,
    checks_visible_to,
    hand_overs_visible_to,
    home_checks_visible_to,
    measurements_visible_to,
    members_visible_to,
    papers_visible_to,
    transfers_visible_to,
    visible_to,
)
from lianfang.core.care import Slot, list_slots, slot_of
from lianfang.core.policy import NoValue, count_at
from lianfang.core.timeline import day_of
from lianfang.law.book import get_book
from lianfang.orders.models import Order, Place
from lianfang.people.models import Need
from lianfang.places.queries import get_county
from lianfang.shared.actor import Actor, ScopeKind
from lianfang.shared.clock import LOCAL

AT_HOME = (Place.HOME, Place.MONITORING, Place.SELF)
_LIVE = Q(known_to__isnull=True)


def begun_slots(at: datetime) -> list[Slot]:
    """Return the parts of today that have begun."""
    return [slot for slot in list_slots(day_of(at), measured_per_day(at)) if slot.starts <= at]


def current_slot(at: datetime) -> Slot:
    """Return the part of the day that an instant lies in."""
    return slot_of(at, measured_per_day(at))


def _wanted(slot: Slot) -> Q:
    """Say which running orders a part of the day asks a measurement of: not resting, begun early enough in it."""
    return Q(suspended_at__isnull=True, starts_at__lte=slot.ends - slot.least)


def _lacking(slot: Slot) -> Q:
    """Say which of them have no measurement in it."""
    measured = Measurement.objects.filter(_LIVE, order=OuterRef("pk"), day=slot.day, slot=slot.number)
    return _wanted(slot) & ~Q(Exists(measured))


def lacking_in(orders: QuerySet[Order], slot: Slot) -> QuerySet[Order]:
    """Keep those without a measurement in a part of the day that asks one of them."""
    return orders.filter(_lacking(slot))


def lacking_any(orders: QuerySet[Order], at: datetime) -> QuerySet[Order]:
    """Keep those who lack a measurement of any part of today that has begun."""
    missing = Q(pk__in=[])
    for slot in begun_slots(at):
        missing |= _lacking(slot)
    return orders.filter(missing)


def visible_at_home(actor: Actor) -> QuerySet[Order]:
    """Return the orders of the actor's scope that are spent at home."""
    return visible_to(actor).filter(place__in=AT_HOME)


def list_lacking(actor: Actor, at: datetime) -> QuerySet[Order]:
    """Return whom nobody has measured yet in the present part of the day, at home alone, by place."""
    lacking = lacking_in(visible_at_home(actor), current_slot(at))
    return lacking.select_related("person").order_by("grid", "address", "pk")


def list_missed_parts(actor: Actor, at: datetime) -> QuerySet[Order]:
    """Return who at home was not measured in the part of today that was over last."""
    over = [slot for slot in begun_slots(at) if slot.ends <= at]
    at_home = visible_at_home(actor)
    rows = lacking_in(at_home, over[-1]) if over else at_home.none()
    return rows.select_related("person").order_by("ends_at", "pk")


@dataclass(frozen=True, slots=True)
class SlotCount:
    """How many of those asked are measured in a part of the day, and how many are missing."""

    slot: Slot
    wanted: int
    missing: int
    late: bool


def count_slots(orders: QuerySet[Order], at: datetime) -> list[SlotCount]:
    """Count the parts of today that have begun."""
    slots = begun_slots(at)
    wanted = {f"wanted_{slot.number}": Count("pk", filter=_wanted(slot)) for slot in slots}
    missing = {f"missing_{slot.number}": Count("pk", filter=_lacking(slot)) for slot in slots}
    found = orders.aggregate(**wanted, **missing)
    return [
        SlotCount(slot, found[f"wanted_{slot.number}"], found[f"missing_{slot.number}"], slot.ends <= at)
        for slot in slots
    ]


@dataclass(frozen=True, slots=True)
class HourCount:
    """What came in during one hour of today, and who was still missing when it ended."""

    hour: int
    recorded: int
    missing: int


def count_hours(
    actor: Actor, orders: QuerySet[Order], at: datetime, counts: Iterable[SlotCount]
) -> list[HourCount]:
    """Count by the hour what came in today and how many were missing when each hour ended, of what each part wants."""
    today, per_day = day_of(at), measured_per_day(at)
    taken = measurements_visible_to(actor).filter(day=today, order__in=orders)
    by_hour = taken.annotate(hour=ExtractHour("taken_at", tzinfo=LOCAL)).values_list("slot", "hour")
    came: dict[tuple[int, int], int] = {
        (slot, hour): number for slot, hour, number in by_hour.annotate(number=Count("pk")).order_by()
    }
    wanted = {count.slot.number: count.wanted for count in counts}
    lines, so_far = [], dict.fromkeys(wanted, 0)
    for hour in range(at.astimezone(LOCAL).hour + 1):
        slot = hour * per_day // 24 + 1
        recorded = sum(came.get((number, hour), 0) for number in wanted)
        for number in wanted:
            so_far[number] += came.get((number, hour), 0)
        lines.append(HourCount(hour, recorded, max(wanted[slot] - so_far[slot], 0)))
    return lines


def measured_on(
    orders: Iterable[int], days: Sequence[date]
) -> dict[int, dict[tuple[date, int], Measurement]]:
    """Return what is held of many orders on some days, by day and part of it, by one query."""
    rows = Measurement.objects.filter(_LIVE, order__in=list(orders), day__in=list(days))
    held: dict[int, dict[tuple[date, int], Measurement]] = defaultdict(dict)
    for row in rows:
        held[row.order_id][row.day, row.slot] = row
    return held


def list_measured(order: Order) -> list[Measurement]:
    """Return an order's measurements held now, the latest first."""
    return list(order.measurements.filter(_LIVE).order_by("-day", "-slot"))


def with_needs(rows: QuerySet[Order], kinds: list[str]) -> QuerySet[Order]:
    """Keep the orders of people who need one of these kinds of care."""
    needs = Need.objects.filter(person=OuterRef("person"), kind__in=kinds, ended_at__isnull=True)
    return rows.filter(Exists(needs))


def with_paper(rows: QuerySet[Order], states: list[str]) -> QuerySet[Order]:
    """Keep the orders by where their notice of the measure stands: missing, unsigned, signed."""
    papers = Paper.objects.filter(order=OuterRef("pk"), kind="start")
    signed = Exists(papers.filter(signature__isnull=False))
    conditions = {
        "missing": ~Exists(papers),
        "unsigned": Exists(papers) & ~signed,
        "signed": Q(signed),
    }
    wanted = Q(pk__in=[])
    for state in states:
        wanted |= Q(conditions[state]) if state in conditions else Q(pk__in=[])
    return rows.filter(wanted)


def papers_of(orders: Iterable[int]) -> dict[int, str]:
    """Say of many orders where their notice stands, by one query."""
    rows = Paper.objects.filter(order__in=list(orders), kind="start").values_list(
        "order_id", F("signature__id")
    )
    states: dict[int, str] = {}
    for order, signature in rows:
        if signature is not None or order not in states:
            states[order] = "signed" if signature is not None else "unsigned"
    return states


def alarms_of(orders: Iterable[int]) -> set[int]:
    """Return which of many orders have an open way to hospital."""
    ways = Transfer.objects.filter(order__in=list(orders)).exclude(state="closed")
    return set(ways.values_list("order_id", flat=True))


def latest_of(orders: Iterable[int]) -> dict[int, Measurement]:
    """Return the last measurement held of each of many orders, by one query."""
    rows = Measurement.objects.filter(_LIVE, order__in=list(orders)).order_by("order", "-day", "-slot")
    return {row.order_id: row for row in rows.distinct("order")}


def count_alarming(orders: Iterable[int], at: datetime) -> int:
    """Count those of many orders whose measurement of the present part of the day alarms."""
    slot = current_slot(at)
    now = Measurement.objects.filter(_LIVE, order__in=list(orders), day=slot.day, slot=slot.number)
    return now.exclude(alarm="").count()


def list_transfers(actor: Actor) -> QuerySet[Transfer]:
    """Return the ways to hospital of the reader's scope with their persons."""
    return transfers_visible_to(actor).select_related("order__person")


def list_open_transfers(actor: Actor) -> QuerySet[Transfer]:
    """Return those that are not closed, the longest waiting first."""
    return list_transfers(actor).exclude(state="closed").order_by("opened_at", "pk")


def list_checks(actor: Actor, day: date) -> QuerySet[PhoneCheck]:
    """Return a day's drawn calls."""
    return checks_visible_to(actor).filter(day=day).select_related("order__person", "draw")


WAITING = Q(outcome__in=("", "no_answer"), order__state=Order.State.RUNNING)


def list_calls_ahead(actor: Actor, at: datetime) -> QuerySet[PhoneCheck]:
    """Return today's drawn calls that found nobody yet, of people still under their measure."""
    return list_checks(actor, day_of(at)).filter(WAITING).order_by("rank", "pk")


def list_asked(actor: Actor) -> QuerySet[PhoneCheck]:
    """Return the calls in which somebody asked for something, with their persons."""
    return checks_visible_to(actor).exclude(need="").select_related("order__person")


def list_open_asked(actor: Actor) -> QuerySet[PhoneCheck]:
    """Return those in which it is neither brought nor settled, the longest waiting first."""
    return list_asked(actor).filter(need="open").order_by("checked_at", "pk")


def keep_waiting(rows: QuerySet[PhoneCheck], wanted: bool) -> QuerySet[PhoneCheck]:
    """Keep the drawn calls that found nobody yet, or all others."""
    return rows.filter(WAITING) if wanted else rows.exclude(WAITING)


def get_draw(actor: Actor, day: date) -> CheckDraw | None:
    """Return the draw of the actor's own scope on a day, or None."""
    town = actor.scope.code if actor.scope.kind is not ScopeKind.COUNTY else ""
    return CheckDraw.objects.filter(day=day, town=town).first()


def check_percent(at: datetime) -> int | None:
    """Return the share of telephone checks that the value in force asks for; None where none is loaded."""
    try:
        return count_at(get_book(), "telephone_check_percent", get_county().code, at)
    except NoValue:
        return None


def list_breaches(actor: Actor) -> QuerySet[Breach]:
    """Return the breaches of the reader's scope with their persons."""
    return breaches_visible_to(actor).select_related("order__person")


def list_open_breaches(actor: Actor) -> QuerySet[Breach]:
    """Return those that are not closed, the oldest first."""
    return list_breaches(actor).filter(state="open").order_by("happened_at", "pk")


def list_papers(actor: Actor) -> QuerySet[Paper]:
    """Return the papers of the reader's scope with persons and signatures."""
    return papers_visible_to(actor).select_related("order__person", "signature")


def list_papers_of(order: Order) -> list[Paper]:
    """Return an order's papers, the newest first."""
    return list(Paper.objects.filter(order=order).select_related("signature").order_by("-issued_at", "-pk"))


def list_bundle(actor: Actor, bundle_id: int) -> list[Paper]:
    """Return the papers of a bundle that the reader may see; empty where there are none."""
    return list(list_papers(actor).filter(bundle=bundle_id).order_by("pk"))


def get_bundle(bundle_id: int) -> PaperBundle | None:
    """Return a bundle; its papers have the reader's scope."""
    return PaperBundle.objects.filter(pk=bundle_id).first()


def list_without_notice(actor: Actor) -> QuerySet[Order]:
    """Return the running orders whose person has no signed notice, the longest waiting first."""
    signed = PaperSignature.objects.filter(paper__order=OuterRef("pk"), paper__kind="start")
    return visible_to(actor).filter(~Exists(signed)).select_related("person").order_by("starts_at", "pk")


def list_hand_overs(actor: Actor) -> QuerySet[HandOver]:
    """Return the people handed to other counties."""
    return hand_overs_visible_to(actor).select_related("order__person", "paper")


def list_unreceipted(actor: Actor) -> QuerySet[HandOver]:
    """Return those that no county has receipted, the earliest deadline first."""
    return list_hand_overs(actor).filter(received_at__isnull=True).order_by("due_at", "pk")


def get_link(order: Order) -> CareLink | None:
    """Return the link of an order that was not revoked, or None."""
    return CareLink.objects.filter(order=order, revoked_at__isnull=True).first()


def list_home_checks(actor: Actor) -> QuerySet[HomeCheck]:
    """Return the looks at homes of the reader's scope."""
    return home_checks_visible_to(actor).select_related("lead__person")


def list_waiting_members(actor: Actor) -> QuerySet[HomeMember]:
    """Return those living together who have neither moved out nor got a lead of their own, the oldest first."""
    waiting = members_visible_to(actor).filter(done_at__isnull=True)
    return waiting.select_related("check_made__lead__person").order_by("pk")


def list_housemate_orders(actor: Actor, people: Iterable[int]) -> list[Order]:
    """Return the running orders of persons, those of the actor's scope."""
    return list(visible_to(actor).filter(person__in=list(people)).select_related("person"))


def week_of(order: Order, at: datetime) -> list[date]:
    """Return the days of an order up to now, the latest seven."""
    last = day_of(min(at, order.ended_at or at))
    first = max(day_of(order.starts_at), last - timedelta(days=6))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
