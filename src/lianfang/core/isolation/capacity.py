"""How full the sites are and will be: from running stays, from what is planned, and from an inflow that is assumed.

Usable are the rooms without those being cleaned, out of use or kept for staff (rules §3.3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lianfang.core.timeline import DAY

PER = 10_000


@dataclass(frozen=True, slots=True)
class Levels:
    """From which share of the usable beds, in per cent, is warned and when it is critical."""

    watch: int
    critical: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A bed taken from a day to the day it is given up, that day not included; None while no end is known."""

    first: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Say whether the bed is taken in the night that follows a day."""
        return self.first <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class CapacityDay:
    """One day's night: beds taken by those known, by the assumed inflow, of how many, and how grave that is."""

    day: date
    known: int
    assumed: int
    beds: int
    level: str

    @property
    def taken(self) -> int:
        """Return all beds taken."""
        return self.known + self.assumed

    @property
    def free(self) -> int:
        """Return the beds left; below nothing are those that lack."""
        return self.beds - self.taken

    @property
    def share(self) -> int:
        """Return the share taken in per cent, rounded down."""
        return share_of(self.taken, self.beds)


def usable_beds(rooms: Mapping[str, int]) -> int:
    """Return the beds that can be lived in now, from the number of beds by the state of their rooms."""
    return rooms.get("free", 0) + rooms.get("occupied", 0)


def share_of(taken: int, beds: int) -> int:
    """Return a share in per cent, rounded down; without beds anybody at all is more than there is room for."""
    if beds:
        return taken * 100 // beds
    return 100 if taken else 0


def level_of(taken: int, beds: int, levels: Levels) -> str:
    """Say how grave a load is: full, critical, watch, or nothing in particular."""
    share = share_of(taken, beds)
    if taken and share >= 100:
        return "full"
    if share >= levels.critical:
        return "critical"
    return "watch" if share >= levels.watch else ""


def forecast(
    claims: Sequence[tuple[date, date | None]],
    *,
    beds: int,
    levels: Levels,
    first: date,
    days: int,
    inflow: int = 0,
    length: int = 0,
) -> tuple[CapacityDay, ...]:
    """Count the beds taken in each of so many nights.

    `claims` are the stays and planned stages as first day and day of leaving. `inflow` people are assumed to
    come every day from the first, each for `length` days.
    """
    held = [Claim(*claim) for claim in claims]
    found = []
    for number in range(days):
        day = first + number * DAY
        known = sum(claim.holds(day) for claim in held)
        assumed = inflow * min(number + 1, length)
        found.append(CapacityDay(day, known, assumed, beds, level_of(known + assumed, beds, levels)))
    return tuple(found)


def claim_of(first: date, until: date | None) -> tuple[date, date | None]:
    """Return a stay as a claim; who comes and goes on one day still takes the bed for that day's night."""
    return first, (max(until, first + timedelta(days=1)) if until else None)


@dataclass(frozen=True, slots=True)
class Standard:
    """Rooms for so many people against what is asked for every 10,000 of them."""

    rooms: int
    people: int
    asked: int  # for every 10,000

    @property
    def have(self) -> float:
        """Return the rooms there are for every 10,000."""
        return self.rooms * PER / self.people if self.people else 0.0

    @property
    def needed(self) -> int:
        """Return how many rooms are asked for in all, rounded up."""
        return -(-self.people * self.asked // PER)

    @property
    def lacking(self) -> int:
        """Return how many rooms lack."""
        return max(self.needed - self.rooms, 0)


def standard_of(rooms: int, people: int, asked: int) -> Standard:
    """Compare the rooms in use and in reserve with the standard for a population."""
    return Standard(rooms, people, asked)
