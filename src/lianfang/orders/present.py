"""Orders in words: places, states, moves, obstacles, reasons, and what a refusal means and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext, pgettext_lazy

from lianfang.core.moves import ORDER_MOVES, Obstacle
from lianfang.core.policy import CATEGORY_LABELS, MEASURE_LABELS, ROLE_LABELS, Decision, Reason, explain, said
from lianfang.law.book import get_book
from lianfang.orders import refusals
from lianfang.orders.models import Order
from lianfang.places.queries import names
from lianfang.web.pieces import Words
from lianfang.web.words import calendar_day, local_time

STATES: dict[str, Words] = {
    "running": lazy("under control"),
    "released": lazy("released"),
    "left": lazy("left or handed over"),
    "died": lazy("died"),
    "cancelled": lazy("withdrawn"),
}
STATE_TONES = {
    "running": "accent", "released": "plain", "left": "plain", "died": "quiet", "cancelled": "quiet",
}  # fmt: skip
STAGE_STATES: dict[str, Words] = {
    "planned": lazy("planned"),
    "running": lazy("running"),
    "ended": lazy("ended"),
    "cancelled": lazy("dropped"),
}
RESULTS: dict[str, Words] = {
    "negative": lazy("negative"),
    "positive": lazy("positive"),
    "inconclusive": lazy("inconclusive"),
}
TEST_STATES: dict[str, Words] = {
    "ahead": lazy("ahead"),
    "open": lazy("due"),
    "missed": lazy("missed"),
    **RESULTS,
}
TEST_TONES = {
    "open": "accent",
    "missed": "bad",
    "negative": "good",
    "positive": "bad",
    "inconclusive": "watch",
}
MOVE_ICONS = {
    "issued": "file-plus", "started": "player-play", "moved": "arrows-exchange", "extended": "calendar-plus",
    "released": "circle-check", "left": "plane-departure", "died": "heart-off", "cancelled": "file-x",
    "corrected": "pencil", "need_met": "checks", "redecided": "git-compare",
    "transferred": "plane-departure", "suspended": "player-pause",
    "resumed": "player-play",
}  # fmt: skip
PROPOSAL_STATES: dict[str, Words] = {
    "open": pgettext_lazy("proposal", "waits for a signature"),
    "accepted": pgettext_lazy("proposal", "signed"),
    "declined": pgettext_lazy("proposal", "declined"),
    "obsolete": pgettext_lazy("proposal", "obsolete"),
}
PROPOSAL_TONES = {"open": "accent", "obsolete": "quiet"}
PROPOSAL_MOVES: dict[str, Words] = {
    "made": pgettext_lazy("proposal", "Proposed"),
    "accepted": pgettext_lazy("proposal", "Signed"),
    "declined": pgettext_lazy("proposal", "Declined"),
    "obsolete": pgettext_lazy("proposal", "The order moved on"),
}
PROPOSAL_MOVE_ICONS = {
    "made": "git-compare",
    "accepted": "signature",
    "declined": "x",
    "obsolete": "clock-off",
}
KINDS: dict[str, Words] = {
    "released": pgettext_lazy("proposal", "no days left"),
    "shorter": pgettext_lazy("proposal", "shorter"),
    "longer": pgettext_lazy("proposal", "longer"),
    "other": pgettext_lazy("proposal", "other place or tests"),
}
_TOOK: dict[str, Words] = {
    "issued": lazy("Order issued"),
    "started": lazy("Control began"),
    "moved": lazy("Moved"),
    "extended": lazy("Extended"),
    "released": lazy("Released"),
    "left": lazy("Left or handed over"),
    "died": lazy("Died"),
    "cancelled": lazy("Withdrawn"),
    "corrected": lazy("Corrected"),
    "need_met": lazy("What release waits for was confirmed"),
    "redecided": lazy("Decided anew"),
    "transferred": lazy("Handed over to another county"),
    "suspended": lazy("Suspended"),
    "resumed": lazy("Resumed"),
}


def say_place(place: str) -> str:
    """Return where a stage is spent in words."""
    return _(MEASURE_LABELS[place]) if place in MEASURE_LABELS else place


def list_places() -> list[tuple[str, str]]:
    """Return the places of stages with their words, the strictest first."""
    return [(place, say_place(place)) for place in ("centralised", "home", "monitoring", "self")]


def say_category(category: str) -> str:
    """Return a class of people in words."""
    return _(CATEGORY_LABELS[category]) if category in CATEGORY_LABELS else category


def list_categories() -> list[tuple[str, str]]:
    """Return the classes of people with their words."""
    return [(code, _(label)) for code, label in CATEGORY_LABELS.items()]


def say_post(post: str) -> str:
    """Return a post of the five responsible in words."""
    return _(ROLE_LABELS[post]) if post in ROLE_LABELS else post


def say_move(move: str) -> Words:
    """Return what was done to an order in words."""
    return _TOOK.get(move) or _(ORDER_MOVES.labels.get(move, move))


def name_places(rows: Iterable[Any]) -> dict[str, str]:
    """Return the names of the towns, communities and grids of many rows by one read."""
    return names({code for row in rows for code in (row.town, row.community, row.grid) if code})


def say_reasons(order: Order) -> list[tuple[str, str]]:
    """Return why an order was issued: each sentence with its clause."""
    return [
        (said(Reason(one["code"], one["clause"], one["msgid"], one["params"]), _), one["clause"])
        for one in order.reasons
    ]


def say_documents(rules: Iterable[str]) -> str:
    """Name the documents whose words were applied, with their numbers."""
    editions = get_book().editions
    held = [editions[rule] for rule in rules if rule in editions]
    return _(", ").join(f"{one.title} {one.document}".strip() for one in held)


def say_decision(decision: Decision) -> str:
    """Return a proposal with its reasons as one plain sentence."""
    return explain(decision, _)


def say_obstacle(obstacle: Obstacle) -> str:
    """Return what stands against a release as one sentence."""
    return _(obstacle.msgid) % {name: _shown(value) for name, value in obstacle.params.items()}


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return local_time(value, "words")
    return calendar_day(value, "words") if isinstance(value, date) else value


def say_kept(early: int, lacking: int) -> list[str]:
    """Say how many of those to be released stay: whose hour has not come, and whose list says what is missing."""
    told = []
    if early:
        words = ngettext(
            "%(n)s stays under control until the hour comes.",
            "%(n)s stay under control until their hour comes.",
            early,
        )
        told.append(words % {"n": early})
    if lacking:
        words = ngettext(
            "%(n)s stays under control: the list says what is missing.",
            "%(n)s stay under control: the list says what is missing for each.",
            lacking,
        )
        told.append(words % {"n": lacking})
    return told


def say_refusal(refused: refusals.OrderRefused) -> str:
    """Say what was refused, why, and what to do next."""
    return _SAID[type(refused)](refused)


def _say_nothing(refused: Any) -> str:
    told = _("No order was issued: %(why)s Check the class of person and the times, or close the lead.")
    return told % {"why": say_decision(refused.decision)}


def _say_time(refused: Any) -> str:
    bounds = []
    if refused.earliest is not None:
        bounds.append(_("not before %(moment)s") % {"moment": local_time(refused.earliest, "words")})
    if refused.latest is not None:
        bounds.append(_("not after %(moment)s") % {"moment": local_time(refused.latest, "words")})
    told = _("%(given)s is not possible; nothing was written. Give a time %(bounds)s.")
    return told % {"given": local_time(refused.given, "words"), "bounds": _(", ").join(bounds)}


def _say_release(refused: Any) -> str:
    why = " ".join(say_obstacle(obstacle) for obstacle in refused.obstacles)
    return _("The rule is not met yet, so nothing was changed: %(why)s") % {"why": why}


def _say_early(refused: Any) -> str:
    why = " ".join(say_obstacle(obstacle) for obstacle in refused.obstacles)
    return _("An order does not go over this, so nothing was changed: %(why)s") % {"why": why}


def _say_tests(refused: Any) -> str:
    told = _("%(count)s of the tests are not planned any more; nothing was written. Load the list anew.")
    return told % {"count": len(refused.test_ids)}


_SAID: dict[type[refusals.OrderRefused], Callable[[Any], str]] = {
    refusals.NothingToIssue: _say_nothing,
    refusals.WrongTime: _say_time,
    refusals.ReleaseRefused: _say_release,
    refusals.EarlyRefused: _say_early,
    refusals.UnknownTest: _say_tests,
    refusals.AlreadyControlled: lambda _refused: _(
        "The person is under control already, so no second order was issued. Move or extend the running one."
    ),
    refusals.ProposalSettled: lambda refused: (
        _(
            "Nothing was changed: this proposal is not open any more (%(state)s). Look at the order as it is now."
        )
        % {"state": PROPOSAL_STATES.get(refused.state, refused.state)}
    ),
    refusals.Overlaps: lambda _refused: _(
        "The person was under another order at that time; nothing was written. Give a later time, or correct the"
        " other order."
    ),
    refusals.LeadClosed: lambda _refused: _(
        "The lead is closed, so no order was issued. Open it again and record the call, then issue the order."
    ),
    refusals.NotRunning: lambda _refused: _(
        "The order has ended, perhaps a moment ago at another desk; nothing was changed. Only its times can be"
        " corrected."
    ),
    refusals.NotStarted: lambda _refused: _(
        "This stage never began, so it has no time to correct. Choose one that began."
    ),
    refusals.StillRuns: lambda _refused: _(
        "This stage still runs, so it has no end to correct. Release, move or extend instead."
    ),
    refusals.ReasonMissing: lambda _refused: _(
        "Nothing was changed, since the reason or the document is missing. Write it down, then send again."
    ),
    refusals.Suspended: lambda _refused: _(
        "The measure rests already; nothing was changed. Let it run again."
    ),
    refusals.NotSuspended: lambda _refused: _("The measure does not rest, so nothing was changed."),
    refusals.NoNextStage: lambda _refused: _(
        "This is the last stage; no next one is planned. Release the person when the rule is met."
    ),
    refusals.NoNeed: lambda _refused: _("Release of this order waits for nobody else; nothing was changed."),
}
