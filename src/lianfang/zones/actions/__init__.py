"""Writes of zones, each in one transaction with its move, its audit entry and its news."""

from lianfang.zones.actions.lowering import change_kind, lower, note_contacts
from lianfang.zones.actions.opening import PlaceIn, draw, restart
from lianfang.zones.actions.rounds import add_round, count_round
from lianfang.zones.actions.serving import ask_need, drop_need, finish_need, take_need
from lianfang.zones.actions.settling import dismiss, settle_ordered

__all__ = [
    "PlaceIn",
    "add_round",
    "ask_need",
    "change_kind",
    "count_round",
    "dismiss",
    "draw",
    "drop_need",
    "finish_need",
    "lower",
    "note_contacts",
    "restart",
    "settle_ordered",
    "take_need",
]
