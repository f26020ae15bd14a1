"""Why a write on a local order is refused: a code and what goes with it, said to people by `law.present`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lianfang.core.policy import PolicyError


class LawRefused(Exception):
    """A write on a local order that its state or the law does not allow."""

    code = "refused"


class TextMissing(LawRefused):
    """A draft without a word, or one that is longer than a text may be."""

    code = "text_missing"


class ChangedMeanwhile(LawRefused):
    """Somebody saved another text since this one was read: nothing of theirs is overwritten, nothing unread signed."""

    code = "changed_meanwhile"


class NotOpen(LawRefused):
    """The order is not in a state from which this can be done."""

    code = "not_open"

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class SignedBefore(LawRefused):
    """The same person signed already: the second signature is somebody else's."""

    code = "signed_before"


class NotSound(LawRefused):
    """The text does not stand beside the law as it is now; every fault is named."""

    code = "not_sound"

    def __init__(self, faults: Sequence[PolicyError]) -> None:
        super().__init__("; ".join(fault.said(str) for fault in faults))
        self.faults = tuple(faults)


class InForce(LawRefused):
    """The order has taken effect: it is ended by a later one, not withdrawn."""

    code = "in_force"

    def __init__(self, since: datetime) -> None:
        super().__init__(since.isoformat())
        self.since = since


class ReasonMissing(LawRefused):
    """An order is withdrawn with a reason."""

    code = "reason_missing"
