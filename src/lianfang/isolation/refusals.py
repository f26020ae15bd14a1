"""Why a write in a site is refused: a code and its parameters, said to people by `isolation.present`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


class SiteRefused(Exception):
    """A write in a site that the rule or the state of things does not allow."""

    code = "refused"


class NotInUse(SiteRefused):
    """The site is in reserve: it is activated by an order before anybody is sent there."""

    code = "not_in_use"


class SiteFull(SiteRefused):
    """No room of the site is free."""

    code = "site_full"


class RoomTaken(SiteRefused):
    """The room asked for is not free."""

    code = "room_taken"

    def __init__(self, number: str, state: str) -> None:
        super().__init__(number)
        self.number = number
        self.state = state


class NoBedLeft(SiteRefused):
    """The room has no further bed, for a family either."""

    code = "no_bed_left"


class NotCentralised(SiteRefused):
    """No centralised stage of the person runs: there is nothing to give a bed for."""

    code = "not_centralised"


class AlreadyHoused(SiteRefused):
    """The person has a bed; they are moved, never given a second one."""

    code = "already_housed"


class NotHere(SiteRefused):
    """The person has left the bed."""

    code = "not_here"


class ReasonMissing(SiteRefused):
    """A write that must be justified came without a reason, or an order without its number."""

    code = "reason_missing"


class WrongTime(SiteRefused):
    """A moment lies outside what is possible."""

    code = "wrong_time"

    def __init__(self, given: datetime) -> None:
        super().__init__(given.isoformat())
        self.given = given


class NotPossible(SiteRefused):
    """A move that the table of moves does not allow from this state."""

    code = "not_possible"

    def __init__(self, state: str, move: str) -> None:
        super().__init__(f"{move} from {state}")
        self.state = state
        self.move = move


class NotChecked(SiteRefused):
    """The three zones and two passages were not inspected, or the last inspection found faults."""

    code = "not_checked"

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = tuple(faults)


class StillHoused(SiteRefused):
    """Somebody still stays in the site; it is closed when the last has left."""

    code = "still_housed"

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


class NameTaken(SiteRefused):
    """A site, or a room of the building, has this name already."""

    code = "name_taken"


class TooEarly(SiteRefused):
    """A round is ticked when it is due, not before."""

    code = "too_early"


class AlreadyPosted(SiteRefused):
    """This member of staff is posted to the site already."""

    code = "already_posted"
