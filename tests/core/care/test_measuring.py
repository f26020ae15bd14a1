"""Temperatures and symptoms: parts of a day, what is asked, how people write a temperature, what alarms."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.care import alarm_of, list_slots, list_wanted, read_temperature, slot_of
from lianfang.core.timeline import SHANGHAI

DAY = date(2022, 2, 28)


def clock(hour: int, minute: int = 0, day: int = 28) -> datetime:
    return datetime(2022, 2, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("per_day", "hours"),
    [(1, [0]), (2, [0, 12]), (3, [0, 8, 16]), (4, [0, 6, 12, 18]), (24, list(range(24)))],
)
def test_a_day_is_cut_into_equal_parts(per_day: int, hours: list[int]) -> None:
    slots = list_slots(DAY, per_day)
    assert [slot.starts.hour for slot in slots] == hours
    assert [slot.number for slot in slots] == list(range(1, per_day + 1))
    assert slots[-1].ends == datetime(2022, 3, 1, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "number"),
    [(clock(0), 1), (clock(11, 59), 1), (clock(12), 2), (clock(23, 59), 2)],
)
def test_a_moment_lies_in_one_part(moment: datetime, number: int) -> None:
    slot = slot_of(moment, 2)
    assert (slot.day, slot.number) == (DAY, number)


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2024, 1, 1)), st.integers(1, 24))  # noqa: DTZ001
def test_the_part_of_a_moment_holds_it(moment: datetime, per_day: int) -> None:
    at = moment.replace(tzinfo=SHANGHAI)
    slot = slot_of(at, per_day)
    assert slot.starts <= at < slot.ends
    assert slot in list_slots(at.date(), per_day)


@pytest.mark.parametrize(
    ("starts", "ends", "at", "wanted"),
    [
        (clock(9, day=27), clock(9, day=27) + timedelta(days=14), clock(0), [1]),
        (clock(9, day=27), clock(9, day=27) + timedelta(days=14), clock(23), [1, 2]),
        (clock(9), clock(9) + timedelta(days=14), clock(10), [1]),  # three hours of the morning are left
        (clock(10), clock(10) + timedelta(days=14), clock(11), []),
        (clock(10), clock(10) + timedelta(days=14), clock(12), [2]),
        (clock(9, day=14), clock(9), clock(23), [1]),  # released at nine
        (clock(9, day=14), clock(2), clock(23), []),
    ],
)
def test_what_is_asked_on_a_day(starts: datetime, ends: datetime, at: datetime, wanted: list[int]) -> None:
    found = list_wanted(starts=starts, ends=ends, day=DAY, at=at, per_day=2)
    assert [slot.number for slot in found] == wanted


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("36.5", "36.5"), ("365", "36.5"), ("36。5", "36.5"), ("36,5", "36.5"), ("36，5", "36.5"),
        (" 37.3℃", "37.3"), ("37", "37.0"), ("36.54", "36.5"), ("34", "34.0"), ("43.0", "43.0"),
        ("33.9", None), ("43.1", None), ("", None), ("热", None), ("nan", None), ("Infinity", None), ("3650", None),
        ("-36.5", None),
    ],
)  # fmt: skip
def test_temperatures_are_read_as_people_write_them(text: str, read: str | None) -> None:
    assert read_temperature(text) == (None if read is None else Decimal(read))


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    read = read_temperature(text)
    assert read is None or Decimal("34.0") <= read <= Decimal("43.0")


@pytest.mark.parametrize(
    ("temperature", "symptoms", "alarm"),
    [
        ("37.2", [], ""),
        ("37.3", [], "fever"),
        ("37.3", ["cough"], "fever"),
        ("36.5", ["cough"], "symptoms"),
    ],
)
def test_what_alarms(temperature: str, symptoms: list[str], alarm: str) -> None:
    assert alarm_of(Decimal(temperature), symptoms, 37.3) == alarm
