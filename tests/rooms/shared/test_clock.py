"""The clock is read at one place and can be held."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from time_machine import travel

from lianfang.shared import clock

EVENING = datetime(2022, 2, 28, 15, 59, tzinfo=UTC)  # 23:59 in the county


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (EVENING, date(2022, 2, 28)),
        (EVENING + timedelta(minutes=1), date(2022, 3, 1)),
        (datetime(2022, 2, 28, 23, 59, tzinfo=timezone(timedelta(hours=8))), date(2022, 2, 28)),
    ],
)
def test_the_day_is_the_countys(moment, day):
    with travel(moment, tick=False):
        assert clock.today() == day
    with clock.pinned_at(moment):
        assert clock.today() == day


def test_now_is_in_utc():
    with travel(EVENING, tick=False):
        assert clock.now() == EVENING
        assert clock.now().utcoffset() == timedelta(0)


def test_a_pinned_moment_holds_inside_and_ends_outside():
    with travel(EVENING, tick=False):
        with clock.pinned_at(EVENING - timedelta(days=5)):
            with clock.pinned_at(EVENING - timedelta(days=9)):
                assert clock.now() == EVENING - timedelta(days=9)
            assert clock.now() == EVENING - timedelta(days=5)
        assert clock.now() == EVENING


def test_another_thread_is_not_pinned():
    found: list[datetime] = []
    with travel(EVENING, tick=False), clock.pinned_at(EVENING - timedelta(days=5)):
        thread = threading.Thread(target=lambda: found.append(clock.now()))
        thread.start()
        thread.join()
    assert found == [EVENING]


def test_a_moment_without_offset_is_refused():
    with pytest.raises(ValueError, match="offset"), clock.pinned_at(datetime(2022, 2, 28)):  # noqa: DTZ001
        pass


def test_a_demo_lives_behind_and_a_pinned_moment_does_not(settings):
    settings.CLOCK_BEHIND = timedelta(days=1000)
    with travel(EVENING, tick=False):
        assert clock.now() == EVENING - timedelta(days=1000)
        assert clock.today() == date(2019, 6, 4)
        assert clock.behind(EVENING - timedelta(hours=3)) == timedelta(hours=3)
        with clock.pinned_at(EVENING):
            assert clock.now() == EVENING
