"""Zones in words: kinds, moves, needs, conditions with their evidence, and what a refusal means."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from lianfang.core.policy.zones import Condition
from lianfang.risk.present import FAULTS, GRADE_TONES, GRADES, say_grade
from lianfang.web.pieces import Words
from lianfang.web.words import calendar_day, local_time
from lianfang.zones import refusals
from lianfang.zones.law import LIFTED, Check

KINDS, KIND_TONES = GRADES, GRADE_TONES
STATES: dict[str, Words] = {
    "running": pgettext_lazy("zone", "in force"),
    "lifted": pgettext_lazy("zone", "lifted"),
}
MEASURES: dict[str, Words] = {
    "lockdown": lazy("Area closed, nobody leaves home, service comes to the door"),
    "high": lazy("Nobody leaves home, service comes to the door"),
    "control": lazy("People stay inside the area, no gatherings"),
    "medium": lazy("Nobody leaves the area, supplies are fetched at different times"),
    "precaution": lazy("Stricter order in public, gatherings strictly limited"),
    "low": lazy("Personal protection, no gatherings"),
}
MOVES: dict[str, Words] = {
    "drawn": lazy("Zone drawn"),
    "restarted": lazy("New case: the count begins again"),
    "positive": lazy("Positive in a round: the count begins again"),
    "lowered": lazy("Lowered"),
    "raised": lazy("Raised"),
    "lifted": lazy("Lifted"),
    "contacts": lazy("Last contact left, contacts negative"),
}
MOVE_ICONS = {
    "drawn": "fence", "restarted": "refresh-alert", "positive": "refresh-alert", "lowered": "arrow-down",
    "raised": "arrow-up", "lifted": "lock-open", "contacts": "users",
}  # fmt: skip
NEEDS: dict[str, Words] = {
    "medicine": pgettext_lazy("need", "medicine"),
    "food": pgettext_lazy("need", "food and daily needs"),
    "dialysis": pgettext_lazy("need", "dialysis"),
    "care": pgettext_lazy("need", "care of a patient"),
    "baby": pgettext_lazy("need", "for a small child"),
    "other": pgettext_lazy("need", "other"),
}
NEED_STATES: dict[str, Words] = {
    "asked": pgettext_lazy("need", "asked for"),
    "taken": pgettext_lazy("need", "taken on"),
    "done": pgettext_lazy("need", "brought"),
    "dropped": pgettext_lazy("need", "not needed any more"),
}
ROUND_STATES: dict[str, Words] = {
    "planned": pgettext_lazy("round", "planned"),
    "done": pgettext_lazy("round", "counted"),
    "dropped": pgettext_lazy("round", "dropped"),
}
FOUND_KINDS: dict[str, Words] = {
    "control": lazy("to be controlled"),
    "ask": lazy("ask whether the person was there"),
    "lives": lazy("lives inside"),
}
FOUND_STATES: dict[str, Words] = {
    "waiting": pgettext_lazy("exposure", "waiting"),
    "ordered": pgettext_lazy("exposure", "order issued"),
    "dismissed": pgettext_lazy("exposure", "taken off"),
    "obsolete": pgettext_lazy("exposure", "no longer so"),
}
HOW: dict[str, Words] = {
    "there": lazy("was there while it was a risk area"),
    "look_back": lazy("left it within the look-back before it was raised"),
    "tail": lazy("came there soon after it was lowered"),
    "": lazy("the words are too coarse to tell"),
}
PLACE_FAULTS: dict[str, Words] = {**FAULTS, "elsewhere": lazy("it lies in another county")}


def say_kind(kind: str) -> Words:
    """Return a kind of zone in words."""
    return STATES["lifted"] if kind == LIFTED else say_grade(kind)


def say_follows(check: Check) -> str:
    """Say what comes when the conditions are met."""
    if check.follows == LIFTED:
        return _("When all is met the zone is lifted.")
    return _("When all is met the zone becomes: %(kind)s.") % {"kind": say_kind(check.follows)}


def say_condition(one: Condition) -> str:
    """Say a condition with its evidence."""
    held: dict[str, Any] = {name: _say(value) for name, value in one.evidence.items()}
    return str(_CONDITIONS[one.code, one.met]) % held


_CONDITIONS: dict[tuple[str, bool], Words] = {
    ("days", True): lazy("%(days)s days without a new infection: the last was %(last_new)s."),
    ("days", False): lazy(
        "%(days)s days without a new infection are not over: the last was %(last_new)s, so not before %(not_before)s."
    ),
    ("round", True): lazy("The last round of everybody was on %(on)s."),
    ("round", False): lazy("A round of everybody on %(first)s or later is missing."),
    ("everyone", True): lazy("%(sampled)s of %(expected)s came."),
    ("everyone", False): lazy("Only %(sampled)s of %(expected)s came: find the others and sample them."),
    ("negative", True): lazy("All %(tested)s results are negative."),
    ("negative", False): lazy("%(tested)s of %(sampled)s results are in, %(positive)s positive."),
    ("contact_days", True): lazy("The last contact left on %(left)s, more than %(days)s days ago."),
    ("contact_days", False): lazy(
        "The last contact must have left more than %(days)s days ago; known: %(left)s."
    ),
    ("contact_tests", True): lazy("A document shows that the contacts are negative."),
    ("contact_tests", False): lazy(
        "A document that the contacts are negative is missing: enter it with the last contact."
    ),
}


def _say(value: int | date | datetime | None) -> str:
    if value is None:
        return _("nothing")
    if isinstance(value, datetime):
        return local_time(value)
    return calendar_day(value) if isinstance(value, date) else str(value)


def say_refusal(refused: refusals.ZoneRefused) -> str:
    """Say what happened, why, and what to do next."""
    if isinstance(refused, refusals.NoPlace) and refused.words:
        why = PLACE_FAULTS.get(refused.reason, refused.reason)
        return _("“%(words)s” cannot lie in a zone: %(why)s.") % {"words": refused.words, "why": why}
    if isinstance(refused, refusals.WrongTime) and refused.earliest:
        return _("The time must lie between %(from)s and now.") % {"from": local_time(refused.earliest)}
    return str(_REFUSALS[refused.code])


_REFUSALS: dict[str, Words] = {
    "number_taken": lazy(
        "Another zone was drawn by an order of this number. Look it up, or correct the number."
    ),
    "no_place": lazy("The zone has no place. Name at least one, a line each."),
    "not_the_kind": lazy("The edition in force knows no such step. Choose one of the kinds offered."),
    "not_running": lazy("The zone was lifted; nothing is entered any more. Draw a new one by a new order."),
    "wrong_time": lazy("This time has not come yet."),
    "reason_missing": lazy("Give the reason and the document behind it."),
    "counts_wrong": lazy(
        "The counts do not fit: positive cannot exceed results, results cannot exceed samples."
    ),
    "not_planned": lazy("This round was dropped when the count began again. Count the new one."),
    "need_settled": lazy("This was brought or dropped already."),
    "lowering_refused": lazy("The zone stays: not every condition is met."),
}
