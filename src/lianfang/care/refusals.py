"""Why a write of care is refused, said to people by `care.present`."""

from __future__ import annotations

from collections.abc import Sequence


class CareRefused(Exception):
    """A write that the rule or the state of things does not allow."""


class NotUnderCare(CareRefused):
    """Measurements name orders that do not run or lie outside the actor's scope; nothing of them was written."""

    def __init__(self, order_ids: Sequence[int]) -> None:
        super().__init__(", ".join(map(str, order_ids)))
        self.order_ids = tuple(order_ids)


class WrongMeasurement(CareRefused):
    """A measurement lies outside what is possible: its temperature, its symptoms or its time."""

    def __init__(self, order_id: int, what: str) -> None:
        super().__init__(f"{order_id}: {what}")
        self.order_id = order_id
        self.what = what  # temperature, symptoms, time


class NotPossible(CareRefused):
    """A move that the state does not allow, perhaps since somebody else made it a moment ago."""


class TextMissing(CareRefused):
    """A step that must say something came without words."""


class WrongMoment(CareRefused):
    """A moment lies in the future or before what it follows."""


class AlreadyDrawn(CareRefused):
    """The day's telephone checks are drawn already."""


class NobodyToDraw(CareRefused):
    """Nobody is isolated at home in the drawer's scope."""


class AlreadySigned(CareRefused):
    """The paper is signed already."""


class LinkEnded(CareRefused):
    """The link is unknown, was revoked, or its order has ended."""


class NoRule(CareRefused):
    """No value is loaded for what is asked; the policy office has to set one."""
