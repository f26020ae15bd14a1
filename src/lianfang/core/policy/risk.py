"""What follows from where a person was: risk areas are intervals with history, at the finest grain known.

Who was in a place while it was risky is managed at its level; so is who left it up to the look-back days before
it became risky (rules §9.3); who came within the tail days after it was lowered is managed one level lower. Of
several areas around one address the finest prevails, and an address known too coarsely is asked for, never taken
for the worst (rules §9.4).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianfang.core.policy.decision import Facts
from lianfang.core.policy.model import PolicyBook
from lianfang.core.policy.settings import NoValue, count_at
from lianfang.core.timeline import DAY, Period, gaps

Place = tuple[str, ...]
"""From the county's code down: town, village or compound, building, unit, as far as known; "" where one is not."""

LEVELS = ("", "low", "ungraded", "medium", "high")
CATEGORIES_OF = {level: f"{level}_risk" for level in LEVELS[1:]}
_LOWER = {"high": "medium", "medium": "low", "ungraded": "low"}


@dataclass(frozen=True, slots=True)
class RiskSpell:
    """A place at one level for a time, [starts, ends); `ends` is None while it lasts."""

    place: Place
    level: str
    starts: datetime
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """A person in a place, [arrived, left)."""

    place: Place
    arrived: datetime
    left: datetime


@dataclass(frozen=True, slots=True)
class RiskMatch:
    """A spell that concerns a stay: at which level, and how: "there", "look_back" or "tail"."""

    spell: RiskSpell
    level: str
    how: str


@dataclass(frozen=True, slots=True)
class RiskFinding:
    """What a stay means: the highest match or None, and places of which must be asked whether the stay was there."""

    match: RiskMatch | None
    ask: tuple[Place, ...]


def match_stay(
    book: PolicyBook, area: str, stay: Stay, spells: Iterable[RiskSpell], at: datetime
) -> RiskFinding:
    """Match a stay with the history of risk areas as known at `at`; `area` is the county that manages the person."""
    known = [spell for spell in spells if spell.starts <= at]
    around = [spell for spell in known if _lies_in(stay.place, spell.place)]
    within = [spell for spell in known if spell not in around and _may_lie_in(spell.place, stay.place)]
    best = max(
        (match for spell in around if (match := _match(book, area, stay, spell, around))),
        key=_rank,
        default=None,
    )
    doubtful = [match for spell in within if (match := _match(book, area, stay, spell, within))]
    ask = tuple(dict.fromkeys(match.spell.place for match in doubtful if _rank(match) > _rank(best)))
    return RiskFinding(best, ask)


def facts_of(finding: RiskFinding, stay: Stay, area: str, found: datetime) -> Facts | None:
    """Give the facts to decide on: days count from leaving the area (rules §1.6). None where nothing matched."""
    if finding.match is None:
        return None
    return Facts(CATEGORIES_OF[finding.match.level], stay.left, found, area)


def _rank(match: RiskMatch | None) -> int:
    return LEVELS.index(match.level) if match else 0


def _lies_in(inner: Place, outer: Place) -> bool:
    """Say whether a place lies in another; what the outer one leaves open between its parts holds for all."""
    known = inner[: len(outer)]
    return len(known) == len(outer) and all(
        not its or its == own for own, its in zip(known, outer, strict=True)
    )


def _may_lie_in(inner: Place, outer: Place) -> bool:
    return not any(own and its and own != its for own, its in zip(inner, outer, strict=False))


def _match(
    book: PolicyBook, area: str, stay: Stay, spell: RiskSpell, around: Sequence[RiskSpell]
) -> RiskMatch | None:
    finer = [other for other in around if len(other.place) > len(spell.place)]
    if spell.starts < stay.left and (spell.ends is None or stay.arrived < spell.ends):
        return RiskMatch(spell, spell.level, "there") if _prevails(stay, spell, finer) else None
    if stay.left <= spell.starts:
        days = _days(book, "lookback_days", area, spell.starts)
        reached = spell.starts - stay.left <= days * DAY
        return (
            RiskMatch(spell, spell.level, "look_back") if reached and not _hold(finer, spell.starts) else None
        )
    assert spell.ends is not None
    days, lower = _days(book, "tail_days", area, spell.ends), _LOWER.get(spell.level)
    return RiskMatch(spell, lower, "tail") if lower and stay.arrived - spell.ends < days * DAY else None


def _prevails(stay: Stay, spell: RiskSpell, finer: Sequence[RiskSpell]) -> bool:
    """Say whether some of the time that stay and spell share is not covered by areas that are known more finely."""
    shared = Period(max(stay.arrived, spell.starts), _earlier(stay.left, spell.ends))
    covering = [
        Period(other.starts, _earlier(stay.left, other.ends)) for other in finer if other.starts < stay.left
    ]
    return bool(gaps(covering, shared))


def _earlier(left: datetime, ends: datetime | None) -> datetime:
    return left if ends is None or left < ends else ends


def _hold(spells: Iterable[RiskSpell], at: datetime) -> bool:
    return any(spell.starts <= at and (spell.ends is None or at < spell.ends) for spell in spells)


def _days(book: PolicyBook, name: str, area: str, at: datetime) -> int:
    try:
        return count_at(book, name, area, at)
    except NoValue:
        return 0
