"""Daily care under a measure: what is measured when, what alarms, who is telephoned, whether a home is fit, papers."""

from lianfang.core.care.drawing import draw
from lianfang.core.care.fitness import FITNESS_LABELS, Fitness, judge_home
from lianfang.core.care.measuring import (
    SYMPTOM_LABELS,
    Slot,
    alarm_of,
    list_slots,
    list_wanted,
    read_temperature,
    slot_of,
)
from lianfang.core.care.moves import BREACH_MOVES, NEED_MOVES, TRANSFER_MOVES
from lianfang.core.care.papers import KINDS, PREFIXES, PaperFacts, Text, compose, number_of

__all__ = [
    "BREACH_MOVES",
    "FITNESS_LABELS",
    "KINDS",
    "NEED_MOVES",
    "PREFIXES",
    "SYMPTOM_LABELS",
    "TRANSFER_MOVES",
    "Fitness",
    "PaperFacts",
    "Slot",
    "Text",
    "alarm_of",
    "compose",
    "draw",
    "judge_home",
    "list_slots",
    "list_wanted",
    "number_of",
    "read_temperature",
    "slot_of",
]
