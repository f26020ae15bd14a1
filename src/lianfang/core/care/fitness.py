"""Whether a home is fit for isolation (rules §3.2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lianfang.core.wording import msgid

FITNESS_LABELS: Mapping[str, str] = {
    "own_room": msgid("lives alone or has a room of their own"),
    "aired": msgid("the room has a window and can be aired"),
    "own_toilet": msgid("a toilet of their own"),
    "no_shared_air": msgid("no air conditioning shared with others"),
    "caretaker": msgid("can look after themselves, or one caretaker stays"),
    "handed_over": msgid("meals and goods can be handed over without contact"),
    "lidded_bin": msgid("a lidded bin"),
    "reachable": msgid("can be reached by phone or by somebody beside"),
}


@dataclass(frozen=True, slots=True)
class Fitness:
    """What a home lacks: of what it must have, and of what is only better."""

    lacking: tuple[str, ...]
    wished: tuple[str, ...]

    @property
    def fit(self) -> bool:
        """Say whether the person may be isolated there."""
        return not self.lacking


def judge_home(found: Collection[str], *, must: Sequence[str], better: Sequence[str]) -> Fitness:
    """Judge a home by what was found there against what it must have and what is better."""
    return Fitness(
        tuple(item for item in must if item not in found),
        tuple(item for item in better if item not in found),
    )
