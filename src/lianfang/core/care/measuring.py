"""Temperatures and symptoms: the parts of a day in which one is due, and what calls for the hospital (rules §3.2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from lianfang.core.timeline import DAY, day_of, day_start
from lianfang.core.wording import msgid

COLDEST, HOTTEST = Decimal("34.0"), Decimal("43.0")  # what a thermometer for people shows
_TENTH = Decimal("0.1")

SYMPTOM_LABELS: Mapping[str, str] = {
    "cough": msgid("dry cough"),
    "fatigue": msgid("fatigue"),
    "throat": msgid("sore throat"),
    "nose": msgid("blocked or running nose"),
    "smell": msgid("loss of smell or taste"),
    "eyes": msgid("inflamed eyes"),
    "muscles": msgid("aching muscles"),
    "diarrhoea": msgid("diarrhoea"),
    "breath": msgid("short of breath"),
    "other": msgid("something else"),
}


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One part of a day in which one measurement is due; it is missing once `ends` has passed without one."""

    day: date
    number: int
    starts: datetime
    ends: datetime

    @property
    def least(self) -> timedelta:
        """Say for how long a measure must hold in this part for a measurement to be asked."""
        return (self.ends - self.starts) / 4


def list_slots(day: date, per_day: int) -> tuple[Slot, ...]:
    """Cut a Shanghai day into equal parts, as many as measurements are due: of two, morning and evening."""
    start, length = day_start(day), DAY / per_day
    return tuple(
        Slot(day, number, start + (number - 1) * length, start + number * length)
        for number in range(1, per_day + 1)
    )


def slot_of(moment: datetime, per_day: int) -> Slot:
    """Name the part of its day that an instant falls in."""
    day = day_of(moment)
    passed = moment - day_start(day)
    return list_slots(day, per_day)[int(passed / (DAY / per_day))]


def list_wanted(*, starts: datetime, ends: datetime, day: date, at: datetime, per_day: int) -> list[Slot]:
    """List the parts of a day that have begun at an instant and ask for a measurement of a measure [starts, ends).

    A part of which the measure holds less than a quarter is not asked for: nobody is measured at arrival twice.
    """
    wanted = []
    for slot in list_slots(day, per_day):
        under = min(ends, slot.ends) - max(starts, slot.starts)
        if slot.starts <= at and under >= slot.least:
            wanted.append(slot)
    return wanted


def read_temperature(text: str) -> Decimal | None:
    """Read a temperature in degrees Celsius as people write it (36.5, 365, 36。5, 36,5); None where it is none."""
    plain = text.strip().replace("。", ".").replace(",", ".").replace("，", ".").removesuffix("℃").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    if "." not in plain and len(plain) == 3:
        number = number / 10
    number = number.quantize(_TENTH)
    return number if COLDEST <= number <= HOTTEST else None


def alarm_of(temperature: Decimal, symptoms: Collection[str], threshold: float) -> str:
    """Say what of a measurement calls for the hospital: `fever`, `symptoms`, or "" where nothing does.

    `threshold` in degrees Celsius is feverish itself (rules §1.8).
    """
    if temperature >= Decimal(str(threshold)):
        return "fever"
    return "symptoms" if symptoms else ""
