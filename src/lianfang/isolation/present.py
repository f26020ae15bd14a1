"""Sites in words: states, moves, rounds, answers, and what a refusal means and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from lianfang.core.isolation import (
    ANSWERS,
    CHECK_ITEMS,
    DIETS,
    MEALS,
    ROOM_MOVES,
    ROUND_KINDS,
    SITE_MOVES,
    RoundState,
)
from lianfang.isolation import refusals
from lianfang.orders.refusals import OrderRefused
from lianfang.web.pieces import Words
from lianfang.web.words import calendar_day, local_time

SITE_STATES: dict[str, Words] = {
    "reserve": lazy("in reserve"),
    "active": lazy("in use"),
    "withdrawn": lazy("no longer a site"),
}
SITE_TONES = {"reserve": "plain", "active": "accent", "withdrawn": "quiet"}
ROOM_STATES: dict[str, Words] = {
    "free": lazy("free"),
    "occupied": lazy("occupied"),
    "dirty": lazy("to be cleaned"),
    "cleaning": lazy("being cleaned"),
    "out": lazy("out of use"),
}
ROOM_TONES = {"free": "quiet", "occupied": "accent", "dirty": "plain", "cleaning": "plain", "out": "quiet"}
ROOM_ICONS = {"free": "bed", "occupied": "user", "dirty": "spray", "cleaning": "bucket", "out": "ban"}
USES: dict[str, Words] = {
    "resident": lazy("for residents"),
    "staff": lazy("for staff"),
    "store": lazy("for supplies"),
}
POSTS: dict[str, Words] = {
    "head": lazy("head of the site"),
    "nurse": lazy("nurse"),
    "doctor": lazy("doctor"),
    "police": lazy("police"),
    "service": lazy("service"),
    "cleaner": lazy("cleaning"),
}
ENDINGS: dict[str, Words] = {
    "moved": lazy("moved"),
    "released": lazy("released"),
    "left": lazy("left or handed over"),
    "died": lazy("died"),
    "cancelled": lazy("withdrawn"),
}
ROUND_STATES: dict[str, Words] = {
    "ahead": lazy("ahead"),
    "open": pgettext_lazy("round", "due now"),
    "missed": pgettext_lazy("round", "missed"),
    "done": pgettext_lazy("round", "done"),
    "late": lazy("done late"),
}
ROUND_TONES = {"ahead": "quiet", "open": "accent", "missed": "bad", "done": "good", "late": "watch"}
ROUND_ICONS = {"patrol": "walk", "measure": "temperature", "disinfect": "spray", "report": "report"}
SAMPLE_STATES: dict[str, Words] = {
    "pending": lazy("with the laboratory"),
    "negative": lazy("negative"),
    "positive": lazy("positive"),
}
SAMPLE_TONES = {"pending": "plain", "negative": "good", "positive": "bad"}
TEST_RESULTS: dict[str, Words] = {
    "": lazy("with the laboratory"),
    "negative": lazy("negative"),
    "positive": lazy("positive"),
    "inconclusive": lazy("inconclusive"),
}
LEVELS: dict[str, Words] = {
    "": lazy("within bounds"),
    "watch": lazy("filling up"),
    "critical": lazy("nearly full"),
    "full": lazy("full"),
}
LEVEL_TONES = {"": "quiet", "watch": "watch", "critical": "bad", "full": "bad"}


def say_kind(kind: str) -> str:
    """Name a kind of round."""
    return _(ROUND_KINDS[kind])


def say_meal(meal: str) -> str:
    """Name a meal."""
    return _(MEALS[meal])


def say_diet(diet: str) -> str:
    """Name a diet."""
    return _(DIETS[diet])


def list_diets() -> list[tuple[str, str]]:
    """Offer the diets."""
    return [(code, _(words)) for code, words in DIETS.items()]


def list_kinds() -> list[tuple[str, str]]:
    """Offer the kinds of rounds."""
    return [(code, _(words)) for code, words in ROUND_KINDS.items()]


def say_item(item: str) -> str:
    """Name a point of three zones and two passages."""
    return _(CHECK_ITEMS[item])


def list_answers() -> list[tuple[str, str]]:
    """Offer the answers to a point."""
    return [(code, _(words)) for code, words in ANSWERS.items()]


def say_site_move(move: str) -> str:
    """Name what was done to a site."""
    return _(SITE_MOVES.labels[move])


def say_room_move(move: str) -> str:
    """Name what was done to a room."""
    return _(ROOM_MOVES.labels[move]) if move != "occupied" else _("somebody moved in")


def say_floor(building: str, floor: int) -> str:
    """Name a floor, with its building where there are several."""
    return _("%(building)s floor %(floor)s") % {"building": building, "floor": floor} if building else (
        _("Floor %(floor)s") % {"floor": floor}
    )  # fmt: skip


def say_round_state(state: RoundState) -> tuple[Words, str]:
    """Return a round's state in words and its tone."""
    return ROUND_STATES[state.value], ROUND_TONES[state.value]


def kilograms(grams: int) -> str:
    """Write a weight in kilograms with its tenths."""
    return f"{grams / 1000:,.1f}"


def say_refusal(refused: refusals.SiteRefused | OrderRefused) -> str:
    """Say what was refused, why, and what to do next."""
    if isinstance(refused, OrderRefused):
        return _("The order does not allow it, so nothing was written: %(why)s") % {
            "why": _say_order(refused)
        }
    return _SAID[type(refused)](refused)


def _say_order(refused: OrderRefused) -> str:
    from lianfang.orders.present import say_refusal as say_of_order

    return say_of_order(refused)


def _say_taken(refused: Any) -> str:
    told = _("Room %(room)s is %(state)s. Choose a room that is free, or let the next free one be taken.")
    return told % {"room": refused.number, "state": ROOM_STATES[refused.state]}


def _say_checked(refused: Any) -> str:
    if not refused.faults:
        return _("The three zones and two passages were not inspected yet. Inspect the site first.")
    told = _("The last inspection found faults: %(faults)s. Put them right and inspect again.")
    return told % {"faults": _(", ").join(say_item(item) for item in refused.faults)}


def _say_move(refused: Any) -> str:
    states: Mapping[str, Words] = {**SITE_STATES, **ROOM_STATES}
    told = _("That is not possible while it is %(state)s. Load the page anew to see how it stands.")
    return told % {"state": states.get(refused.state, refused.state)}


def _say_time(refused: Any) -> str:
    told = _("%(given)s is not possible: it lies ahead, or before the stay, the shift or the state began.")
    return told % {"given": local_time(refused.given, "words")}


_SAID: dict[type[refusals.SiteRefused], Callable[[Any], str]] = {
    refusals.NotInUse: lambda _r: _("This site is not in use. Activate it by an order first, or choose another."),
    refusals.SiteFull: lambda _r: _("No room of this site is free. Have rooms cleaned, or choose another site."),
    refusals.RoomTaken: _say_taken,
    refusals.NoBedLeft: lambda _r: _("This room has no further bed. Choose a larger room for the family."),
    refusals.NotCentralised: lambda _r: _("No order sends this person to a site now. Look at the order first."),
    refusals.AlreadyHoused: lambda _r: _("This person has a bed already. Move them instead."),
    refusals.NotHere: lambda _r: _("That has ended meanwhile. Load the page anew."),
    refusals.ReasonMissing: lambda _r: _("A reason, a name or the order's number is missing; nothing was written."),
    refusals.WrongTime: _say_time,
    refusals.NotPossible: _say_move,
    refusals.NotChecked: _say_checked,
    refusals.StillHoused: lambda refused: (
        _("%(n)s people still stay here. Release or move them, then close the site.") % {"n": refused.number}
    ),
    refusals.NameTaken: lambda _r: _("This name or number is in use already. Give another one."),
    refusals.TooEarly: lambda _r: _("This round is not due yet. It is ticked when it has been done."),
    refusals.AlreadyPosted: lambda _r: _("This account is posted to the site already."),
}  # fmt: skip


def say_report(facts: Mapping[str, Any], name: str, day: date) -> list[str]:
    """Write a site's daily report as the sentences that are read out and sent; of its own round it says nothing."""
    rooms, left = facts["rooms"], facts["left"]
    sentences = [
        _("%(day)s, %(site)s: %(people)s people under observation; %(came)s came, %(left)s left.")
        % {"day": calendar_day(day, "words"), "site": name, "people": facts["people"], "came": facts["came"],
           "left": sum(left.values())},
        _("Rooms: %(occupied)s occupied, %(free)s free, %(dirty)s to be cleaned or being cleaned, %(out)s out of use.")
        % {"occupied": rooms.get("occupied", 0), "free": rooms.get("free", 0),
           "dirty": rooms.get("dirty", 0) + rooms.get("cleaning", 0), "out": rooms.get("out", 0)},
    ]  # fmt: skip
    rounds = facts["rounds"]
    for kind in (kind for kind in ROUND_KINDS if kind in rounds and kind != "report"):
        done, of = rounds[kind]
        told = {"kind": say_kind(kind), "done": done, "of": of}
        sentences.append(_("%(kind)s: %(done)s of %(of)s done.") % told)
    sentences.append(
        _("Medical waste: %(bags)s bags, %(weight)s kg. Meals: %(portions)s portions.")
        % {
            "bags": facts["waste_bags"],
            "weight": kilograms(facts["waste_grams"]),
            "portions": facts["portions"],
        }
    )
    sentences.append(
        _("Staff: %(staff)s, of whom %(untested)s are due for a test.")
        % {"staff": facts["staff"], "untested": facts["untested"]}
    )
    return sentences
