"""A table of allowed moves, and the one question asked of it: may this move be made from this state?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lianfang.core.wording import msgid

NOT_FROM_HERE = msgid("%(move)s is not possible while this is %(state)s.")
NO_SUCH_MOVE = msgid("There is no move called %(move)s.")
NO_SUCH_STATE = msgid("There is no state called %(state)s.")


class NotAllowed(Exception):
    """A move that the table does not allow.

    `code` is not_from_here, no_such_move or no_such_state; `msgid` with `params` says it to people, where the
    parameters `state` and `move` are codes whose labels are in `MoveTable.labels`.
    """

    def __init__(self, code: str, text: str, params: Mapping[str, str]) -> None:
        super().__init__(text % params)
        self.code = code
        self.msgid = text
        self.params = params


@dataclass(frozen=True, slots=True)
class MoveTable:
    """All moves of one kind of thing: (state, move) -> new state.

    A thing that does not exist yet is in state "". `labels` gives the message id of each state and move.
    """

    name: str
    moves: Mapping[tuple[str, str], str]
    labels: Mapping[str, str] = field(repr=False)

    @property
    def states(self) -> tuple[str, ...]:
        """List every state a thing can be in, in the order of the table."""
        return tuple(dict.fromkeys(self.moves.values()))

    @property
    def final(self) -> tuple[str, ...]:
        """List the states from which no move leads on."""
        left = {state for state, _ in self.moves}
        return tuple(state for state in self.states if state not in left)

    @property
    def names(self) -> tuple[str, ...]:
        """List the names of all moves, in the order of the table."""
        return tuple(dict.fromkeys(move for _, move in self.moves))


def check_move(table: MoveTable, state: str, move: str) -> str:
    """Give the state a move leads to. Raises NotAllowed."""
    reached = table.moves.get((state, move))
    if reached is not None:
        return reached
    params = {"state": state, "move": move}
    if move not in table.names:
        raise NotAllowed("no_such_move", NO_SUCH_MOVE, params)
    if state and state not in table.states:
        raise NotAllowed("no_such_state", NO_SUCH_STATE, params)
    raise NotAllowed("not_from_here", NOT_FROM_HERE, params)


def list_moves(table: MoveTable, state: str) -> tuple[str, ...]:
    """List the moves possible from a state, in the order of the table."""
    return tuple(move for start, move in table.moves if start == state)


def replay(table: MoveTable, moves: Iterable[str]) -> str:
    """Give the state a history of moves leads to, from the beginning. Raises NotAllowed at the first bad one."""
    state = ""
    for move in moves:
        state = check_move(table, state, move)
    return state
