"""Local orders in words: where they stand, what is wrong with a text, what a refusal means and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from lianfang.accounts.queries import get_names
from lianfang.core.policy import PolicyError
from lianfang.law import refusals
from lianfang.law.book import name_of
from lianfang.law.models import LocalOrder
from lianfang.web.pieces import Entry, Words
from lianfang.web.words import local_time

STANDINGS: dict[str, Words] = {
    "draft": lazy("draft"),
    "half": lazy("signed by one"),
    "withdrawn": lazy("withdrawn"),
    "ahead": lazy("signed, not in force yet"),
    "in_force": lazy("in force"),
    "ended": lazy("ended"),
    "left_out": lazy("does not apply"),
}
STANDING_TONES = {
    "half": "accent",
    "ahead": "accent",
    "in_force": "good",
    "left_out": "bad",
    "withdrawn": "quiet",
}
STATES: dict[str, Words] = {
    "draft": lazy("draft"),
    "half": lazy("signed by one"),
    "signed": lazy("signed by two"),
    "withdrawn": lazy("withdrawn"),
}
_TOOK: dict[str, Words] = {
    "drafted": pgettext_lazy("local order", "Drafted"),
    "edited": pgettext_lazy("local order", "Edited"),
    "signed": pgettext_lazy("local order", "Signed"),
    "withdrawn": pgettext_lazy("local order", "Withdrawn"),
}
LAW_ICONS = {"drafted": "file-plus", "edited": "pencil", "signed": "signature", "withdrawn": "file-x"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text with what is wrong on it."""

    number: int
    text: str
    faults: list[Fault]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, what was wanted, and the file where it lies elsewhere."""

    line: int
    what: str
    wanted: str
    file: str = ""


def say_faults(faults: Iterable[PolicyError], order_id: int) -> list[Fault]:
    """Say what is wrong with a text, by line."""
    here = name_of(order_id)
    return [
        Fault(fault.line, fault.what.said(_), fault.wanted.said(_), "" if fault.file == here else fault.file)
        for fault in faults
    ]


def number_lines(text: str, faults: Iterable[Fault]) -> list[Line]:
    """Number the lines of a text, each with its faults."""
    told: dict[int, list[Fault]] = {}
    for fault in faults:
        if not fault.file:
            told.setdefault(fault.line, []).append(fault)
    lines = text.splitlines() or [""]
    return [Line(number, line, told.get(number, [])) for number, line in enumerate(lines, start=1)]


def list_history(order: LocalOrder) -> list[Entry]:
    """Return what was done to an order, newest first."""
    moves = list(order.moves.order_by("-pk"))
    staff = get_names({move.by for move in moves})
    return [
        Entry(move.at, _TOOK[move.move], move.reason, staff.get(move.by, ""), "", LAW_ICONS[move.move])
        for move in moves
    ]


def say_refusal(refused: refusals.LawRefused) -> str:
    """Say what was refused, why, and what to do next."""
    return _SAID[type(refused)](refused)


def _say_unsound(refused: Any) -> str:
    told = "; ".join(
        _("line %(line)s: %(what)s; wanted: %(wanted)s")
        % {"line": fault.line, "what": fault.what.said(_), "wanted": fault.wanted.said(_)}
        for fault in refused.faults[:3]
    )
    return _("Not signed: the text does not stand beside the law (%(faults)s). Put it right, then sign.") % {
        "faults": told
    }


_SAID: dict[type[refusals.LawRefused], Callable[[Any], str]] = {
    refusals.TextMissing: lambda _refused: _(
        "Nothing was saved: the text is empty, longer than 200,000 characters or holds a forbidden character."
    ),
    refusals.ChangedMeanwhile: lambda _refused: _(
        "Somebody saved another text meanwhile, so nothing was changed. Your text is kept below; compare it with the"
        " saved one."
    ),
    refusals.NotOpen: lambda refused: (
        _("Nothing was changed: the order is %(state)s. What is signed by two is ended by a later order.")
        % {"state": STATES.get(refused.state, refused.state)}
    ),
    refusals.SignedBefore: lambda _refused: _(
        "You have signed this text already; the second signature is somebody else's."
    ),
    refusals.NotSound: _say_unsound,
    refusals.InForce: lambda refused: (
        _("In force since %(since)s, so it is not withdrawn. Draft an order that replaces it.")
        % {"since": local_time(refused.since, "words")}
    ),
    refusals.ReasonMissing: lambda _refused: _("Nothing was changed. Write down why, then send again."),
}
