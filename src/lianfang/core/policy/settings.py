"""Dated plain values asked for an area and an instant."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from lianfang.core.policy.model import PolicyBook, Setting, SettingValue
from lianfang.core.timeline import DAY, Due, day_of, day_start, list_missed, local


class NoValue(LookupError):
    """No value of this name holds for the area and the day; the policy office has to set one."""


def setting_at(book: PolicyBook, name: str, area: str, at: datetime) -> Setting:
    """Find the setting that holds for an area at an instant, with its clause and source.

    The lowest issuer prevails, and of one issuer the latest. Raises NoValue.
    """
    holding = [
        setting
        for setting in book.settings.get(name, ())
        if not setting.off and area.startswith(setting.area) and setting.in_force(at)
    ]
    if not holding:
        raise NoValue(f"no value of {name!r} holds for area {area or 'national'!r} on {day_of(at)}")
    return max(holding, key=lambda setting: (len(setting.area), setting.effective_from))


def value_at(book: PolicyBook, name: str, area: str, at: datetime) -> SettingValue:
    """Give a dated plain value, such as `fever_threshold` in degrees Celsius. Raises NoValue."""
    return setting_at(book, name, area, at).value


def fever_threshold(book: PolicyBook, area: str, at: datetime) -> float:
    """Give the temperature from which on a person counts as feverish, in degrees Celsius (rules §1.8)."""
    value = value_at(book, "fever_threshold", area, at)
    assert isinstance(value, float)
    return value


def count_at(book: PolicyBook, name: str, area: str, at: datetime) -> int:
    """Give a counted value: `lookback_days`, `tail_days`, `transfer_reply_hours`, `temperatures_per_day`."""
    value = value_at(book, name, area, at)
    assert isinstance(value, int)
    return value


def five_responsible(
    book: PolicyBook, area: str, at: datetime, *, community: bool = False
) -> tuple[str, ...]:
    """Name the roles of the five responsible people 五包一 of a village, or of a town community (rules §3.1)."""
    value = value_at(book, "five_responsible_community" if community else "five_responsible", area, at)
    assert isinstance(value, tuple)
    return tuple(map(str, value))


def lead_deadline(book: PolicyBook, area: str, received: datetime) -> datetime:
    """Say until when a lead that came in at `received` must be answered: the same day 24:00, or N hours later."""
    value = value_at(book, "lead_deadline", area, received)
    if isinstance(value, Mapping):
        return received + timedelta(hours=float(value["hours"]))
    return day_start(day_of(received)) + DAY


def may_call_at(book: PolicyBook, area: str, at: datetime) -> bool:
    """Say whether people may be telephoned at this instant: the hours are those of the Shanghai clock."""
    value = value_at(book, "call_hours", area, at)
    assert isinstance(value, Mapping)
    return str(value["from"]) <= f"{local(at):%H:%M}" < str(value["to"])


def code_while_missed(book: PolicyBook, area: str, dues: Iterable[Due], at: datetime) -> str:
    """Give the colour that a missed test brings until it is made good, "" where none is missed or none is ordered.

    A missed test is a state, not silence (rules §9.7).
    """
    try:
        code = str(value_at(book, "missed_test_code", area, at))
    except NoValue:
        return ""
    return code if list_missed(dues, at) else ""
