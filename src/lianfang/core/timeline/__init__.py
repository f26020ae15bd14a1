"""Half-open periods, Shanghai days, test days, and what is due next. Pure: no clock, no Django."""

from lianfang.core.timeline.days import (
    DAY,
    SHANGHAI,
    day_of,
    day_start,
    local,
    offset_of_day,
)
from lianfang.core.timeline.dues import Due, DueState, due_next, due_state, list_missed
from lianfang.core.timeline.period import Period, covered, gaps, merge, overlap
from lianfang.core.timeline.spread import every_days, spread_days
from lianfang.core.timeline.strip import StripDay, day_strip

__all__ = [
    "DAY",
    "SHANGHAI",
    "Due",
    "DueState",
    "Period",
    "StripDay",
    "covered",
    "day_of",
    "day_start",
    "day_strip",
    "due_next",
    "due_state",
    "every_days",
    "gaps",
    "list_missed",
    "local",
    "merge",
    "offset_of_day",
    "overlap",
    "spread_days",
]
