"""Recording temperatures and symptoms, one or a whole site's at once; what alarms opens the way to hospital."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from lianfang.care.actions.ground import feverish_from, measured_per_day
from lianfang.care.actions.transferring import write_opened
from lianfang.care.models import Measurement, Transfer
from lianfang.care.refusals import NotUnderCare, WrongMeasurement
from lianfang.care.scope import visible_to
from lianfang.core.care import SYMPTOM_LABELS, alarm_of, read_temperature, slot_of
from lianfang.orders.models import Order, Place
from lianfang.shared import audit
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission

MOST = 5_000
Part = tuple[int, date, int]
_WORST_FIRST = ("fever", "symptoms", "")


@dataclass(frozen=True, slots=True)
class MeasurementIn:
    """One measurement: `temperature` in degrees Celsius, `symptoms` as `core.care.SYMPTOM_LABELS` names them.

    `taken_at` None means now. Its part of the day follows from it and from how many a day are asked for.
    """

    order_id: int
    temperature: Decimal
    symptoms: tuple[str, ...] = ()
    taken_at: datetime | None = None
    source: str = Measurement.Source.RESPONSIBLE
    note: str = ""


def record_measurements(*, rows: Sequence[MeasurementIn], by: Actor, at: datetime, key: str = "") -> int:
    """Write measurements of people under a measure; return how many are new, those that say the same left out.

    One part of a day holds one measurement: a second one corrects the first, which is kept. What alarms (the
    value's temperature, or any symptom) opens a transfer to hospital unless one is open. All or nothing: raises
    NotUnderCare for orders that do not run or lie out of scope, WrongMeasurement for one that cannot be,
    Forbidden. Site staff record for people at sites alone. ValueError for more than 5,000 at once.
    """
    if len(rows) > MOST:
        raise ValueError(f"at most {MOST} measurements are recorded at once")
    if not by.may(Permission.RECORD_CARE):
        check_may(by, Permission.WORK_SITES)
    checked = [_check(row, at) for row in rows]
    answer, _ = once(
        key=key,
        target=sorted({row.order_id for row in checked}),
        by=by,
        at=at,
        action="care.record_measurements",
        write=lambda: {"written": _record(checked, by=by, at=at)},
    )
    written: int = answer["written"]
    return written


def _check(row: MeasurementIn, at: datetime) -> MeasurementIn:
    if read_temperature(str(row.temperature)) is None:
        raise WrongMeasurement(row.order_id, "temperature")
    if not set(row.symptoms) <= SYMPTOM_LABELS.keys():
        raise WrongMeasurement(row.order_id, "symptoms")
    if row.taken_at is not None and row.taken_at > at:
        raise WrongMeasurement(row.order_id, "time")
    Measurement.Source(row.source)
    return row


@transaction.atomic
def _record(rows: Sequence[MeasurementIn], *, by: Actor, at: datetime) -> int:
    known = learned_at(at)
    orders = _lock(rows, by)
    fresh = _worst_of_parts(rows, orders, by=by, at=at, known=known)
    held = _held(fresh)
    written = [row for part, row in fresh.items() if not _says_the_same(held.get(part), row)]
    corrected = [held[_part(row)].pk for row in written if _part(row) in held]
    Measurement.objects.filter(pk__in=corrected).update(known_to=known)
    Measurement.objects.bulk_create(written)
    opened = open_transfers([row for row in written if row.alarm], by=by, at=at)
    audit.record(
        by=by, at=at, action="care.record_measurements", object_kind="order", count=len(written),
        corrected=len(corrected), alarms=opened, orders=sorted({row.order_id for row in written}),
    )  # fmt: skip
    return len(written)


def _lock(rows: Sequence[MeasurementIn], by: Actor) -> dict[int, Order]:
    wanted = {row.order_id for row in rows}
    seen = visible_to(by)
    if not by.may(Permission.RECORD_CARE):
        seen = seen.filter(place=Place.CENTRALISED)
    found = seen.select_for_update(no_key=True, of=("self",)).filter(pk__in=wanted).order_by("pk")
    orders = {order.pk: order for order in found}
    if missing := sorted(wanted - orders.keys()):
        raise NotUnderCare(missing)
    return orders


def _worst_of_parts(
    rows: Sequence[MeasurementIn], orders: dict[int, Order], *, by: Actor, at: datetime, known: datetime
) -> dict[Part, Measurement]:
    """Keep one measurement for each part of a day; of several in one batch the worst speaks."""
    per_day, threshold = measured_per_day(at), feverish_from(at)
    parts: dict[Part, Measurement] = {}
    for row in rows:
        taken = row.taken_at or at
        if taken < orders[row.order_id].starts_at:
            raise WrongMeasurement(row.order_id, "time")
        slot = slot_of(taken, per_day)
        fresh = Measurement(
            order_id=row.order_id, day=slot.day, slot=slot.number, temperature=row.temperature,
            symptoms=sorted(set(row.symptoms)), alarm=alarm_of(row.temperature, row.symptoms, threshold),
            source=row.source, taken_at=taken, note=row.note.strip()[:200], known_from=known, by=by.staff_id,
        )  # fmt: skip
        before = parts.get(_part(fresh))
        if before is None or _rank(fresh) <= _rank(before):
            parts[_part(fresh)] = fresh
    return parts


def _part(row: Measurement) -> Part:
    return row.order_id, row.day, row.slot


def _rank(row: Measurement) -> tuple[int, Decimal]:
    return _WORST_FIRST.index(row.alarm), -row.temperature


def _held(fresh: dict[Part, Measurement]) -> dict[Part, Measurement]:
    held = Measurement.objects.filter(
        order__in={part[0] for part in fresh}, day__in={part[1] for part in fresh}, known_to__isnull=True
    )
    return {_part(row): row for row in held if _part(row) in fresh}


def _says_the_same(held: Measurement | None, fresh: Measurement) -> bool:
    if held is None:
        return False
    return (held.temperature, sorted(held.symptoms), held.note) == (
        fresh.temperature, fresh.symptoms, fresh.note,
    )  # fmt: skip


def open_transfers(alarming: Sequence[Measurement], *, by: Actor, at: datetime) -> int:
    """Open the way to hospital of those who alarm and have none open; return how many."""
    if not alarming:
        return 0
    of_order = {row.order_id: row for row in alarming}
    ways = [
        Transfer(order_id=pk, cause=row.alarm, measurement=row, opened_at=at) for pk, row in of_order.items()
    ]
    return write_opened(ways, staff_id=by.staff_id, at=at)
