"""Moves of a transfer to hospital, of a breach, and of a need told on the telephone."""

from collections.abc import Mapping

from lianfang.core.moves.table import MoveTable
from lianfang.core.wording import msgid

_TRANSFER_LABELS: Mapping[str, str] = {
    "open": msgid("waits for a vehicle"),
    "on_way": msgid("on the way"),
    "arrived": msgid("at the hospital"),
    "closed": msgid("closed"),
    "opened": msgid("open the transfer"),
    "sent": msgid("send the vehicle"),
    "reached": msgid("arrive at the hospital"),
    "resulted": msgid("record the result"),
    "dismissed": msgid("find that no transfer is needed"),
}
TRANSFER_MOVES = MoveTable(
    name="transfer",
    moves={
        ("", "opened"): "open",
        ("open", "sent"): "on_way",
        ("open", "reached"): "arrived",
        ("on_way", "reached"): "arrived",
        ("arrived", "resulted"): "closed",
        ("open", "dismissed"): "closed",
    },
    labels=_TRANSFER_LABELS,
)

_BREACH_LABELS: Mapping[str, str] = {
    "open": msgid("open"),
    "closed": msgid("closed"),
    "reported": msgid("report"),
    "followed": msgid("follow up"),
    "settled": msgid("close"),
}
BREACH_MOVES = MoveTable(
    name="breach",
    moves={
        ("", "reported"): "open",
        ("open", "followed"): "open",
        ("open", "settled"): "closed",
    },
    labels=_BREACH_LABELS,
)

_NEED_LABELS: Mapping[str, str] = {
    "open": msgid("to be settled"),
    "closed": msgid("brought or settled"),
    "asked": msgid("say what is needed"),
    "brought": msgid("bring or settle it"),
    "followed": msgid("follow up"),
    "dropped": msgid("find that it is not needed any more"),
}
NEED_MOVES = MoveTable(
    name="need",
    moves={
        ("", "asked"): "open",
        ("open", "brought"): "closed",
        ("open", "followed"): "open",
        ("open", "dropped"): "closed",
    },
    labels=_NEED_LABELS,
)
