"""Why a write on risk areas is refused: a code and its parameters, said to people by `risk.present`."""

from __future__ import annotations


class RiskRefused(Exception):
    """A write on risk areas that cannot be done as asked."""

    code = "refused"


class PlaceUnclear(RiskRefused):
    """The words name no county, or more than one place."""

    code = "place_unclear"

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(reason)
        self.reason, self.words = reason, words


class NotThere(RiskRefused):
    """A grade is lifted where none holds."""

    code = "not_there"


class NotYet(RiskRefused):
    """A publication is dated after now."""

    code = "not_yet"


class NotASheet(RiskRefused):
    """No sheet of the file has headings of places and grades, or the file cannot be read: `says` tells."""

    code = "not_a_sheet"

    def __init__(self, says: str = "") -> None:
        super().__init__(says)
        self.says = says
