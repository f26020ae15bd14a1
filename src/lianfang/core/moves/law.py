"""Moves of a local order: drafted, edited as often as needed, signed by two people, withdrawn before it takes effect.

An edit takes a first signature back, since whoever signed did not sign that text. What is signed by two is never
edited: it is withdrawn before its hour, or ended by a later order.
"""

from lianfang.core.moves.table import MoveTable
from lianfang.core.wording import msgid

LAW_MOVES = MoveTable(
    name="local order",
    moves={
        ("", "drafted"): "draft",
        ("draft", "edited"): "draft",
        ("draft", "signed"): "half",
        ("half", "edited"): "draft",
        ("half", "signed"): "signed",
        **{(state, "withdrawn"): "withdrawn" for state in ("draft", "half", "signed")},
    },
    labels={
        "draft": msgid("draft"),
        "half": msgid("signed by one"),
        "signed": msgid("signed by two"),
        "withdrawn": msgid("withdrawn"),
        "drafted": msgid("draft a text"),
        "edited": msgid("edit the text"),
    },
)
