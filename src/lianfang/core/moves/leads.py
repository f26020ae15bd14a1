"""Moves of a lead 线索: it goes down to the grid, is answered, and is closed (P-11, P-12).

A lead can be forwarded to any level below the office or sideways at the same level, and returned upward. Not
every county has every level everywhere (some grids stand directly below a town), so levels may be skipped.
"""

from lianfang.core.moves.table import MoveTable
from lianfang.core.wording import msgid

LEAD_LEVELS = ("town", "community", "grid")  # from the top; the office itself holds what is open
OPEN = "open"


def _levels() -> dict[tuple[str, str], str]:
    moves = {("", "open"): OPEN}
    for depth, level in enumerate(LEAD_LEVELS):
        for holder in (OPEN, *(f"at_{upper}" for upper in LEAD_LEVELS[: depth + 1])):
            moves[holder, f"assign_{level}"] = f"at_{level}"
    for depth, level in enumerate(LEAD_LEVELS):
        moves[f"at_{level}", "return_office"] = OPEN
        for upper in LEAD_LEVELS[:depth]:
            moves[f"at_{level}", f"return_{upper}"] = f"at_{upper}"
    return moves


def _endings() -> dict[tuple[str, str], str]:
    working = (OPEN, *(f"at_{level}" for level in LEAD_LEVELS))
    moves = {(state, "answer"): "answered" for state in (*working, "answered")}
    moves |= {(state, "transfer"): "transferred" for state in (*working, "answered")}
    moves |= {("answered", "close"): "closed"}
    moves |= {(state, "reopen"): OPEN for state in ("answered", "closed", "transferred")}
    moves |= {(state, "merge"): "merged" for state in (*working, "answered", "closed", "transferred")}
    return moves | {("merged", "unmerge"): OPEN}


LEAD_MOVES = MoveTable(
    name="lead",
    moves=_levels() | _endings(),
    labels={
        "open": msgid("open at the office"),
        "at_town": msgid("with the town"),
        "at_community": msgid("with the community"),
        "at_grid": msgid("with the grid"),
        "answered": msgid("answered"),
        "closed": msgid("closed"),
        "transferred": msgid("transferred to another county"),
        "merged": msgid("merged into another lead"),
        "assign_town": msgid("assign to the town"),
        "assign_community": msgid("assign to the community"),
        "assign_grid": msgid("assign to the grid"),
        "return_office": msgid("return to the office"),
        "return_town": msgid("return to the town"),
        "return_community": msgid("return to the community"),
        "answer": msgid("record the answer"),
        "transfer": msgid("transfer to another county"),
        "close": msgid("close"),
        "reopen": msgid("reopen"),
        "merge": msgid("merge"),
        "unmerge": msgid("undo the merge"),
    },
)
