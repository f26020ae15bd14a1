"""Times of the API: those without an offset are Shanghai's, and years no register knows are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import BaseModel, ValidationError

from lianfang.shared.moments import Day, Moment


class Told(BaseModel):
    at: Moment | None = None
    day: Day | None = None


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2022-02-28T10:00", datetime(2022, 2, 28, 2, tzinfo=UTC)),
        ("2022-02-28T10:00Z", datetime(2022, 2, 28, 10, tzinfo=UTC)),
        ("2022-02-28T10:00+09:00", datetime(2022, 2, 28, 1, tzinfo=UTC)),
        ("1900-01-01T00:00+08:00", datetime(1899, 12, 31, 16, tzinfo=UTC)),
    ],
)
def test_an_instant_has_an_offset_or_is_that_of_shanghai(text: str, instant: datetime) -> None:
    assert Told(at=text).at == instant  # type: ignore[arg-type]


def test_a_day_is_a_day() -> None:
    assert Told(day="2022-02-28").day == date(2022, 2, 28)  # type: ignore[arg-type]


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
def test_years_from_which_nothing_can_be_counted_are_refused(day: str) -> None:
    for told in ({"day": day}, {"at": f"{day}T00:00"}):
        with pytest.raises(ValidationError):
            Told(**told)  # type: ignore[arg-type]
