"""Moves of an order (the measure of one person) and of a stage of it.

A stage that has started is a person-time 人次 and stays one for ever: it can end, it cannot be cancelled. An
order may be cancelled only before its first stage has started.
"""

from collections.abc import Mapping

from lianfang.core.moves.table import MoveTable
from lianfang.core.wording import msgid

# How a stage ends, as figures count it.
ENDING_MOVES = ("moved", "released", "left", "died", "transferred")

LABELS: Mapping[str, str] = {
    "planned": msgid("planned"),
    "issued": msgid("issued"),
    "running": msgid("running"),
    "ended": msgid("ended"),
    "started": msgid("start"),
    "moved": msgid("move to another place"),
    "extended": msgid("extend"),
    "released": msgid("release"),
    "left": msgid("leave the county"),
    "died": msgid("die"),
    "transferred": msgid("hand over to another county"),
    "cancelled": msgid("cancel"),
}

ORDER_MOVES = MoveTable(
    name="order",
    moves={
        ("", "issued"): "issued",
        ("issued", "started"): "running",
        ("issued", "moved"): "issued",
        ("issued", "extended"): "issued",
        ("issued", "left"): "left",
        ("issued", "died"): "died",
        ("issued", "transferred"): "transferred",
        ("issued", "cancelled"): "cancelled",
        ("running", "moved"): "running",
        ("running", "extended"): "running",
        ("running", "released"): "released",
        ("running", "left"): "left",
        ("running", "died"): "died",
        ("running", "transferred"): "transferred",
    },
    labels=LABELS,
)

STAGE_MOVES = MoveTable(
    name="stage",
    moves={
        ("", "planned"): "planned",
        ("planned", "started"): "running",
        ("planned", "moved"): "planned",
        ("planned", "extended"): "planned",
        ("planned", "cancelled"): "cancelled",
        ("running", "extended"): "running",
        **{("running", move): "ended" for move in ENDING_MOVES},
    },
    labels=LABELS,
)
