"""What an isolation site decides without a database: moves, the day's rounds, checks, meals, capacity. Pure."""

from lianfang.core.isolation.capacity import (
    CapacityDay,
    Levels,
    Standard,
    claim_of,
    forecast,
    level_of,
    share_of,
    standard_of,
    usable_beds,
)
from lianfang.core.isolation.checklist import ANSWERS, CHECK_ITEMS, has_passed, list_faults
from lianfang.core.isolation.meals import DIETS, MEALS, MealCount, Resident, count_meals
from lianfang.core.isolation.moves import ROOM_MOVES, SITE_MOVES
from lianfang.core.isolation.rounds import (
    ROUND_KINDS,
    PlannedRound,
    RoundState,
    count_by_hour,
    plan_rounds,
    round_state,
)

__all__ = [
    "ANSWERS",
    "CHECK_ITEMS",
    "DIETS",
    "MEALS",
    "ROOM_MOVES",
    "ROUND_KINDS",
    "SITE_MOVES",
    "CapacityDay",
    "Levels",
    "MealCount",
    "PlannedRound",
    "Resident",
    "RoundState",
    "Standard",
    "claim_of",
    "count_by_hour",
    "count_meals",
    "forecast",
    "has_passed",
    "level_of",
    "list_faults",
    "plan_rounds",
    "round_state",
    "share_of",
    "standard_of",
    "usable_beds",
]
