"""Moves of a site and of a room of it (P-23; states as registers L names them).

A room is free again only after its terminal disinfection 终末消毒: whoever leaves, it is to be cleaned first.
One that somebody else still lives in stays occupied.
"""

from lianfang.core.moves.table import MoveTable
from lianfang.core.wording import msgid

SITE_MOVES = MoveTable(
    name="site",
    moves={
        ("", "listed"): "reserve",
        ("reserve", "activated"): "active",
        ("active", "closed"): "reserve",
        ("reserve", "taken_off"): "withdrawn",
        ("withdrawn", "listed"): "reserve",
    },
    labels={
        "reserve": msgid("in reserve"),
        "active": msgid("in use"),
        "withdrawn": msgid("no longer a site"),
        "listed": msgid("enter in the list"),
        "activated": msgid("activate"),
        "closed": msgid("close"),
        "taken_off": msgid("take off the list"),
    },
)

ROOM_MOVES = MoveTable(
    name="room",
    moves={
        ("", "listed"): "free",
        ("free", "occupied"): "occupied",
        ("occupied", "vacated"): "dirty",
        ("occupied", "freed"): "free",
        ("dirty", "cleaning_begun"): "cleaning",
        ("dirty", "cleaned"): "free",
        ("cleaning", "cleaned"): "free",
        **{(state, "closed"): "out" for state in ("free", "dirty", "cleaning")},
        ("out", "reopened"): "dirty",
    },
    labels={
        "free": msgid("free"),
        "occupied": msgid("occupied"),
        "dirty": msgid("to be cleaned"),
        "cleaning": msgid("being cleaned"),
        "out": msgid("out of use"),
        "listed": msgid("enter in the list"),
        "vacated": msgid("leave to be cleaned"),
        "freed": msgid("give back unused"),
        "cleaning_begun": msgid("begin cleaning"),
        "cleaned": msgid("cleaned and aired"),
        "closed": msgid("take out of use"),
        "reopened": msgid("take into use again"),
    },
)
