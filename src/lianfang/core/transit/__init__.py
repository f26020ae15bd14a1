"""Point to point 点对点 without a database: the moves of somebody on the way, and when it takes too long. Pure."""

from lianfang.core.transit.moves import ARRIVAL_MOVES, LIVE, WAYS
from lianfang.core.transit.waiting import Crossing, alarm_at, count_crossing, is_alarming

__all__ = [
    "ARRIVAL_MOVES",
    "LIVE",
    "WAYS",
    "Crossing",
    "alarm_at",
    "count_crossing",
    "is_alarming",
]
