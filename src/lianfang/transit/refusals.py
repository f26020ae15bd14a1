"""Why a write about people on the way is refused: a code and its parameters, said by `transit.present`."""

from __future__ import annotations


class TransitRefused(Exception):
    """A write that the rule or the state of things does not allow."""

    code = "refused"


class NotReadable(TransitRefused):
    """The person cannot be entered: a name with an identity number or a phone is needed."""

    code = "not_readable"


class NotPossible(TransitRefused):
    """A move that somebody's state does not allow, such as driving before the result."""

    code = "not_possible"

    def __init__(self, state: str, move: str, people: int = 1) -> None:
        super().__init__(f"{move} from {state}")
        self.state = state
        self.move = move
        self.people = people


class NoSeats(TransitRefused):
    """The vehicle has fewer seats than people."""

    code = "no_seats"

    def __init__(self, seats: int) -> None:
        super().__init__(str(seats))
        self.seats = seats


class PlaceFull(TransitRefused):
    """The waiting place holds no more people."""

    code = "place_full"

    def __init__(self, holds: int) -> None:
        super().__init__(str(holds))
        self.holds = holds


class VehicleOut(TransitRefused):
    """The vehicle is on another ride."""

    code = "vehicle_out"


class Twice(TransitRefused):
    """The journey, place or vehicle is entered already."""

    code = "twice"


class NobodyAboard(TransitRefused):
    """A ride without people does not depart."""

    code = "nobody_aboard"


class NotThere(TransitRefused):
    """The ride is not under way: it has not departed, or was received before."""

    code = "not_there"


class NameMissing(TransitRefused):
    """A hand-over needs the name of who gives and who takes."""

    code = "name_missing"


class WrongTime(TransitRefused):
    """A moment lies ahead, or before what it follows."""

    code = "wrong_time"
