"""Moves of somebody from the station to the door, in both ways of P-24.

Sampled at the station and driven after the result, or fetched by a task force: who is fetched is driven without
waiting for a result.
"""

from collections.abc import Mapping

from lianfang.core.moves.table import MoveTable
from lianfang.core.wording import msgid

WAYS: Mapping[str, str] = {
    "station": msgid("sampled at the station, driven after the result"),
    "fetched": msgid("fetched by a task force"),
}

ARRIVAL_MOVES = MoveTable(
    name="arrival",
    moves={
        ("", "registered"): "registered",
        ("registered", "sampled"): "sampled",
        ("sampled", "negative"): "cleared",
        ("sampled", "sampled"): "sampled",
        ("sampled", "positive"): "positive",
        ("cleared", "departed"): "underway",
        **{(state, "fetched"): "underway" for state in ("registered", "sampled", "cleared")},
        ("underway", "received"): "received",
        ("underway", "returned"): "cleared",
        ("positive", "hospital"): "hospital",
        **{(state, "left"): "left" for state in ("registered", "sampled", "cleared", "underway")},
    },
    labels={
        "registered": msgid("registered"),
        "sampled": msgid("sampled, waits for the result"),
        "cleared": msgid("negative, waits for a vehicle"),
        "positive": msgid("positive, to hospital"),
        "underway": msgid("under way"),
        "received": msgid("handed over at the door"),
        "hospital": msgid("in hospital"),
        "left": msgid("gone on without us"),
        "negative": msgid("negative"),
        "departed": msgid("depart"),
        "fetched": msgid("depart with the task force"),
        "returned": msgid("brought back"),
    },
)
LIVE = ("registered", "sampled", "cleared", "positive", "underway")  # still in our hands
