"""The dated value that point to point lives by."""

from __future__ import annotations

from datetime import datetime

from lianfang.isolation.policy import get_count


def get_alarm_hours(at: datetime) -> int | None:
    """Return after how many hours in transit an alarm is due, None where no rule says."""
    return get_count("transit_alarm_hours", at)
