"""Point to point in words: states, ways, and what a refusal means and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from lianfang.core.transit import ARRIVAL_MOVES, WAYS
from lianfang.places.queries import names
from lianfang.transit import refusals
from lianfang.transit.models import Ride
from lianfang.web.pieces import Words

STATES: dict[str, Words] = {
    "registered": lazy("registered, to be sampled"),
    "sampled": lazy("sampled, waits for the result"),
    "cleared": lazy("negative, waits for a vehicle"),
    "positive": lazy("positive, to hospital"),
    "underway": lazy("under way"),
    "received": lazy("handed over at the door"),
    "hospital": lazy("in hospital"),
    "left": lazy("gone on without us"),
}
STATE_TONES = {
    "registered": "plain", "sampled": "plain", "cleared": "accent", "positive": "bad", "underway": "accent",
    "received": "quiet", "hospital": "quiet", "left": "quiet",
}  # fmt: skip
STATE_ICONS = {
    "registered": "clipboard-list", "sampled": "test-pipe", "cleared": "hourglass", "positive": "alert-triangle",
    "underway": "bus", "received": "home-check", "hospital": "building-hospital", "left": "arrow-forward-up",
}  # fmt: skip
JOURNEY_STATES: dict[str, Words] = {
    "expected": pgettext_lazy("journey", "expected"),
    "arrived": pgettext_lazy("journey", "arrived"),
    "cancelled": pgettext_lazy("journey", "called off"),
}
JOURNEY_TONES = {"expected": "plain", "arrived": "accent", "cancelled": "quiet"}
KINDS: dict[str, Words] = {
    "train": lazy("train"),
    "coach": lazy("coach"),
    "flight": lazy("flight"),
    "car": lazy("car"),
}
KIND_ICONS = {"train": "train", "coach": "bus", "flight": "plane", "car": "car"}
RIDE_STATES: dict[str, Words] = {
    "loading": pgettext_lazy("ride", "loading"),
    "underway": pgettext_lazy("ride", "under way"),
    "received": pgettext_lazy("ride", "received"),
}
RIDE_TONES = {"loading": "plain", "underway": "accent", "received": "quiet"}


def say_way(way: str) -> str:
    """Name a way of fetching people."""
    return _(WAYS[way])


def list_ways() -> list[tuple[str, str]]:
    """Offer both ways."""
    return [(code, _(words)) for code, words in WAYS.items()]


def name_destinations(rides: list[Ride]) -> dict[int, str]:
    """Return where rides go: the site's name, else the village's or town's."""
    known = names({code for ride in rides for code in (ride.town, ride.community) if code})
    return {
        ride.pk: ride.site.name if ride.site else known.get(ride.community) or known.get(ride.town, "")
        for ride in rides
    }


def say_refusal(refused: refusals.TransitRefused) -> str:
    """Say what was refused, why, and what to do next."""
    return _SAID[type(refused)](refused)


def _say_move(refused: Any) -> str:
    words: Mapping[str, Words] = {**JOURNEY_STATES, **STATES}
    move = ARRIVAL_MOVES.labels.get(refused.move, refused.move)
    told = _(
        "%(n)s of those picked are “%(state)s”: “%(move)s” is not possible for them, so nothing was written."
    )
    return told % {"n": refused.people, "state": words.get(refused.state, refused.state), "move": _(move)}


_SAID: dict[type[refusals.TransitRefused], Callable[[Any], str]] = {
    refusals.NotReadable: lambda _r: _("A name and an identity number or a phone are needed. Check what was typed."),
    refusals.NotPossible: _say_move,
    refusals.NoSeats: lambda r: _("The vehicle has %(n)s seats. Take fewer people or a larger one.") % {"n": r.seats},
    refusals.PlaceFull: lambda r: _("This place holds %(n)s people. Choose another one.") % {"n": r.holds},
    refusals.VehicleOut: lambda _r: _("This vehicle is on another ride. Choose another one."),
    refusals.Twice: lambda _r: _("That is entered already. Look for it in the list."),
    refusals.NobodyAboard: lambda _r: _("Nobody is aboard. Seat people first."),
    refusals.NotThere: lambda _r: _("The ride is not at this point any more. Load the page anew."),
    refusals.NameMissing: lambda _r: _("The name of the driver, or of who gives or takes, is missing."),
    refusals.WrongTime: lambda _r: _("This time lies ahead, or before what it follows. Check it."),
}  # fmt: skip
