"""Cuts: the instant of 18:00 and 24:00, the 24 hours before, and what conditions are given."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.figures.cut import Cut, CutHour, cut_of

SHANGHAI = timezone(timedelta(hours=8))
DAY = date(2022, 2, 28)


@pytest.mark.parametrize(
    ("hour", "at", "since"),
    [
        (
            CutHour.EVENING,
            datetime(2022, 2, 28, 18, tzinfo=SHANGHAI),
            datetime(2022, 2, 27, 18, tzinfo=SHANGHAI),
        ),
        (CutHour.MIDNIGHT, datetime(2022, 3, 1, tzinfo=SHANGHAI), datetime(2022, 2, 28, tzinfo=SHANGHAI)),
    ],
)
def test_a_cut_is_an_instant_and_looks_back_a_day(hour: CutHour, at: datetime, since: datetime) -> None:
    cut = cut_of(DAY, hour, SHANGHAI)
    assert (cut.day, cut.at, cut.since, cut.known) == (DAY, at, since, None)


def test_a_cut_gives_conditions_their_params() -> None:
    known = datetime(2022, 3, 2, tzinfo=SHANGHAI)
    cut = cut_of(DAY, CutHour.EVENING, SHANGHAI, known)
    assert cut.params() == {"cut": cut.at, "since": cut.since, "day": DAY, "known": known, "read": cut.at}


@pytest.mark.parametrize(("hours", "ahead"), [(-1, True), (0, False), (1, False)])
def test_what_lies_ahead_is_read_as_of_now(hours: int, ahead: bool) -> None:
    now = datetime(2022, 2, 28, 18 + hours, tzinfo=SHANGHAI)
    cut = cut_of(DAY, CutHour.EVENING, SHANGHAI, now=now)
    assert cut.ahead == (now if ahead else None)
    assert (cut.params()["read"], cut.params()["cut"]) == (now if ahead else cut.at, cut.at)


@pytest.mark.parametrize(("written", "hour"), [("18:00", CutHour.EVENING), ("24:00", CutHour.MIDNIGHT)])
def test_the_hours_are_written_as_staff_write_them(written: str, hour: CutHour) -> None:
    assert CutHour(written) is hour


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1)))
def test_midnight_cuts_of_two_days_meet(day: date) -> None:
    today = cut_of(day, CutHour.MIDNIGHT, SHANGHAI)
    tomorrow = cut_of(day + timedelta(days=1), CutHour.MIDNIGHT, SHANGHAI)
    assert tomorrow.since == today.at
    assert today.at - today.since == timedelta(hours=24)


def test_cuts_are_values() -> None:
    assert cut_of(DAY, CutHour.EVENING, SHANGHAI) == Cut(DAY, datetime(2022, 2, 28, 18, tzinfo=SHANGHAI))
