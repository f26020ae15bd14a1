"""Moves of a lead 线索: it goes down to the grid, is answered, and is closed (P-11, P-12).

While a lead waits for its answer its state in the table is who holds it. It can be forwarded to any level below
or to another holder of the same level, and given back to any level above. Not every county has every level
everywhere (some grids stand directly below a town), so levels may be skipped.
"""

from lianfang.core.moves.table import MoveTable
from lianfang.core.wording import msgid

HOLDERS = ("office", "town", "community", "grid")  # from the top


def lead_state(state: str, holder: str) -> str:
    """Give the state a lead has in the table from the two columns it is stored in.

    A lead that is `open` is in the state of its holder; an answered or closed one is no longer held.
    """
    return holder if state == "open" else state


def _forward() -> dict[tuple[str, str], str]:
    return {
        (holder, f"assign_{lower}"): lower
        for depth, lower in enumerate(HOLDERS)
        if depth
        for holder in HOLDERS[: depth + 1]
    }


def _give_back() -> dict[tuple[str, str], str]:
    return {
        (holder, f"return_{upper}"): upper
        for depth, holder in enumerate(HOLDERS)
        for upper in HOLDERS[:depth]
    }


LEAD_MOVES = MoveTable(
    name="lead",
    moves={
        ("", "open"): "office",
        **_forward(),
        **_give_back(),
        **{(state, "answer"): "answered" for state in (*HOLDERS, "answered")},
        ("answered", "close"): "closed",
        **{(state, "transfer"): "closed" for state in (*HOLDERS, "answered")},
        **{(state, "merge"): "closed" for state in (*HOLDERS, "answered")},
        **{(state, "reopen"): "office" for state in ("answered", "closed")},
        ("closed", "unmerge"): "office",
    },
    labels={
        "office": msgid("with the office"),
        "town": msgid("with the town"),
        "community": msgid("with the community"),
        "grid": msgid("with the grid"),
        "answered": msgid("answered"),
        "closed": msgid("closed"),
        "open": msgid("open"),
        "assign_town": msgid("assign to the town"),
        "assign_community": msgid("assign to the community"),
        "assign_grid": msgid("assign to the grid"),
        "return_office": msgid("return to the office"),
        "return_town": msgid("return to the town"),
        "return_community": msgid("return to the community"),
        "answer": msgid("record the answer"),
        "close": msgid("close"),
        "transfer": msgid("transfer to another county"),
        "merge": msgid("merge into another lead"),
        "reopen": msgid("reopen"),
        "unmerge": msgid("undo the merge"),
    },
)
