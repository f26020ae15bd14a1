"""Moves of an order (the measure of one person) and of a stage of it.

A stage that has started is a person-time 人次: it ends, and a wrong moment of it is corrected with both versions
kept. Only an order that should never have been (the wrong person, issued twice) is cancelled while it runs: it
never was a person-time, so its stages count nowhere from then on, while reports signed before keep what they knew.
`redecided`: another plan took the place of the one that ran, as a person signed it.
An order that has ended is history and cannot be cancelled. Handing a person over to another county ends the order
as leaving does. `need_met` notes that what a release waits for besides, another person's tests, has come true. A
measure that is suspended, as while somebody lies in hospital for another illness, rests until it is resumed and counts
as running.
"""

from collections.abc import Mapping

from lianfang.core.moves.table import MoveTable
from lianfang.core.wording import msgid

ENDING_MOVES = ("moved", "released", "left", "died", "transferred")  # how a stage ends, as figures count it


def order_state(state: str, *, started: bool) -> str:
    """Give the state an order has in the table: a running one of which no stage has started is only issued."""
    return "issued" if state == "running" and not started else state


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
    "corrected": msgid("correct"),
    "need_met": msgid("confirm what release waits for"),
    "redecided": msgid("decide anew"),
    "suspended": msgid("suspend"),
    "resumed": msgid("resume"),
}

ORDER_MOVES = MoveTable(
    name="order",
    moves={
        ("", "issued"): "issued",
        ("issued", "started"): "running",
        ("issued", "cancelled"): "cancelled",
        **{
            (state, move): state
            for state in ("issued", "running")
            for move in ("moved", "extended", "redecided")
        },
        **{
            (state, move): ended
            for state in ("issued", "running")
            for move, ended in (("left", "left"), ("died", "died"), ("transferred", "left"))
        },
        ("running", "started"): "running",
        ("running", "need_met"): "running",
        ("running", "suspended"): "running",
        ("running", "resumed"): "running",
        ("running", "released"): "released",
        ("running", "cancelled"): "cancelled",
        **{(state, "corrected"): state for state in ("issued", "running", "released", "left", "died")},
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
        **{(state, "cancelled"): "cancelled" for state in ("running", "ended")},
        **{(state, "corrected"): state for state in ("planned", "running", "ended")},
    },
    labels=LABELS,
)
