"""Shanghai days and test days."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.timeline import DAY, SHANGHAI, day_of, day_start, local, offset_of_day

moments = st.integers(0, 36_500 * 24 * 60).map(
    lambda m: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=m)
)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2022, 2, 27, 15, 59, tzinfo=UTC), date(2022, 2, 27)),
        (datetime(2022, 2, 27, 16, 0, tzinfo=UTC), date(2022, 2, 28)),
        (datetime(2022, 2, 28, 0, 0, tzinfo=SHANGHAI), date(2022, 2, 28)),
        (datetime(2022, 2, 28, 23, 59, 59, tzinfo=SHANGHAI), date(2022, 2, 28)),
        (datetime(2022, 2, 28, 1, 0, tzinfo=timezone(timedelta(hours=9))), date(2022, 2, 28)),
        (datetime(2022, 2, 28, 0, 59, tzinfo=timezone(timedelta(hours=9))), date(2022, 2, 27)),
    ],
)
def test_day_of(instant: datetime, day: date) -> None:
    assert day_of(instant) == day


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        local(datetime(2022, 2, 28, 12, 0, tzinfo=SHANGHAI).replace(tzinfo=None))


@given(moments)
def test_local_is_the_same_instant(instant: datetime) -> None:
    assert local(instant) == instant
    assert local(instant).utcoffset() == timedelta(hours=8)


@given(moments)
def test_a_day_holds_its_instants_and_lasts_24_hours(instant: datetime) -> None:
    opens = day_start(day_of(instant))
    assert opens <= instant < opens + DAY
    assert day_of(opens) == day_of(opens + DAY - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("day", "base", "offset"),
    [
        # with base 1 the first calendar day is day 1; with base 0 it is day 0
        (1, 1, 0),
        (4, 1, 3),
        (14, 1, 13),
        (1, 0, 1),
        (14, 0, 14),
        (0, 0, 0),
        (0, 1, 0),
    ],
)
def test_test_days(day: int, base: int, offset: int) -> None:
    assert offset_of_day(day, base) == offset
