"""Allowed moves of a lead, an order and a stage, one table each, and what stands against a release. Pure."""

from lianfang.core.moves.law import LAW_MOVES
from lianfang.core.moves.leads import HOLDERS, LEAD_MOVES, lead_state
from lianfang.core.moves.orders import ENDING_MOVES, ORDER_MOVES, STAGE_MOVES, order_state
from lianfang.core.moves.release import (
    EARLY,
    Obstacle,
    StageRecord,
    TestRecord,
    TestResult,
    release_obstacles,
)
from lianfang.core.moves.table import MoveTable, NotAllowed, check_move, list_moves, replay

__all__ = [
    "EARLY",
    "ENDING_MOVES",
    "HOLDERS",
    "LAW_MOVES",
    "LEAD_MOVES",
    "ORDER_MOVES",
    "STAGE_MOVES",
    "MoveTable",
    "NotAllowed",
    "Obstacle",
    "StageRecord",
    "TestRecord",
    "TestResult",
    "check_move",
    "lead_state",
    "list_moves",
    "order_state",
    "release_obstacles",
    "replay",
]
