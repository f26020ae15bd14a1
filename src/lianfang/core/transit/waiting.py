"""How long somebody is on the way, and whether as many arrived as were sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lianfang.core.transit.moves import LIVE


def alarm_at(registered: datetime, hours: int) -> datetime:
    """Say from when on somebody who is still under way is an alarm."""
    return registered + timedelta(hours=hours)


def is_alarming(state: str, registered: datetime, hours: int | None, at: datetime) -> bool:
    """Say whether somebody is in transit for too long; without a rule nobody is."""
    return hours is not None and state in LIVE and at >= alarm_at(registered, hours)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A hand-over: how many were sent, how many were received, and by how many they differ."""

    sent: int
    received: int

    @property
    def missing(self) -> int:
        """Return how many were sent and not received."""
        return max(self.sent - self.received, 0)


def count_crossing(sent: int, received: int) -> Crossing:
    """Lay what was sent beside what was received; raises ValueError for more than were sent."""
    if not 0 <= received <= sent:
        raise ValueError(f"{received} received of {sent}")
    return Crossing(sent, received)
