"""Leads in words: states, holders, outcomes, moves, reasons, and what a refusal means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from lianfang.core.moves import LEAD_MOVES, NotAllowed
from lianfang.leads.models import CallOutcome, DoubtfulPair, Lead
from lianfang.leads.outcomes import OutcomeIncomplete
from lianfang.places.queries import names
from lianfang.web.pieces import Words

STATES = {"open": lazy("open"), "answered": lazy("answered"), "closed": lazy("closed")}
STATE_TONES = {"open": "accent", "answered": "plain", "closed": "quiet"}
HOLDERS = {
    "office": lazy("office"), "town": lazy("town"), "community": lazy("community"), "grid": lazy("grid"),
}  # fmt: skip
PLACES = {
    "assigned": lazy("place found"), "ambiguous": lazy("several places fit"), "elsewhere": lazy("another county"),
    "none": lazy("no place"),
}  # fmt: skip
OUTCOMES: dict[str, Words] = {
    CallOutcome.HERE_CONTROL: lazy("Here, to be controlled"),
    CallOutcome.HERE_FREE: lazy("Here, no measure needed"),
    CallOutcome.AWAY: lazy("Away, coming back"),
    CallOutcome.ELSEWHERE: lazy("Elsewhere, hand over"),
    CallOutcome.NO_ANSWER: lazy("No answer"),
    CallOutcome.WRONG_NUMBER: lazy("Wrong number"),
    CallOutcome.REFUSED: lazy("Refused"),
    CallOutcome.NOT_BEEN_THERE: lazy("Not been there"),
    CallOutcome.INCOMPLETE: lazy("Information incomplete"),
    CallOutcome.DUPLICATE: lazy("Duplicate"),
    CallOutcome.NO_SUCH_PERSON: lazy("No such person"),
}
OUTCOME_ICONS = {
    "here_control": "home-exclamation", "here_free": "home-check", "away": "plane-departure", "elsewhere": "mail-forward",
    "no_answer": "phone-off", "wrong_number": "phone-x", "refused": "hand-stop", "not_been_there": "map-pin-off",
    "incomplete": "question-mark", "duplicate": "copy", "no_such_person": "user-question",
}  # fmt: skip
LETTER_STATES = {"draft": lazy("draft"), "sent": lazy("sent"), "answered": lazy("answered")}
SUGGESTIONS = {
    "merge": lazy("probably one person"), "ask": lazy("ask them"), "separate": lazy("probably two persons"),
}  # fmt: skip
DOUBT_REASONS = {
    "name_equal": lazy("the same name"),
    "name_same_sound": lazy("names that sound the same"),
    "name_one_character": lazy("names that differ in one character"),
    "name_differs": lazy("different names"),
    "mobile_shared": lazy("the same mobile"),
    "landline_shared": lazy("the same landline"),
    "born_equal": lazy("the same birth date"),
    "born_differs": lazy("different birth dates"),
    "address_equal": lazy("the same address"),
    "address_close": lazy("nearly the same address"),
    "sex_differs": lazy("different sex"),
    "numbers_differ": lazy("different identity numbers"),
    "name_and_mobile_equal": lazy("the same name and mobile"),
}
ROW_REASONS = {
    "id_invalid": lazy("identity number invalid"),
    "id_missing": lazy("identity number missing"),
    "phone_invalid": lazy("phone invalid"),
    "phone_missing": lazy("phone missing"),
}
PLACE_REASONS = {
    "town_and_village": lazy("town and village are named"),
    "village": lazy("only one village has this name"),
    "alias": lazy("a compound the county entered"),
    "town_only": lazy("only the town is named"),
    "village_unknown": lazy("the town is known, the village is not"),
    "same_name": lazy("several villages have this name"),
    "town_or_village": lazy("a town and a village have this name"),
    "here_or_away": lazy("a village here and a place elsewhere have this name"),
    "town_conflict": lazy("the village lies in another town than the one named"),
    "elsewhere": lazy("another county is named"),
    "empty": lazy("no address was given"),
    "placeholder": lazy("the address says nothing"),
    "county_only": lazy("only the county is named"),
    "unknown_place": lazy("the place is not in our table"),
    "unrecognised": lazy("no place could be read"),
    "by_hand": lazy("chosen by hand"),
}
_FIELDS = {"away_place": lazy("where the person is"), "back_on": lazy("the day of return")}


def is_overdue(lead: Lead, at: datetime) -> bool:
    """Say whether a lead waits past its deadline."""
    return lead.state == Lead.State.OPEN and lead.due_at <= at


def name_places(leads: Iterable[Lead]) -> dict[str, str]:
    """Return the names of all places of these leads by one read."""
    codes = {
        code for lead in leads for code in (lead.town, lead.community, lead.grid, *lead.candidates) if code
    }
    return names(codes)


def say_move(move: str) -> Words:
    """Return a move of a lead in words."""
    return _(LEAD_MOVES.labels.get(move, move))


def say_not_allowed(refusal: NotAllowed) -> str:
    """Say why a move is not possible, with the words of the move and the state."""
    params = {name: _(LEAD_MOVES.labels.get(code, code)) for name, code in refusal.params.items()}
    return _(refusal.msgid) % params


def say_incomplete(fault: OutcomeIncomplete) -> str:
    """Say what an outcome still needs."""
    wanted = _(", ").join(str(_FIELDS[name]) for name in fault.missing)
    return _("“%(outcome)s” needs %(fields)s. Nothing was recorded.") % {
        "outcome": OUTCOMES[fault.outcome], "fields": wanted,
    }  # fmt: skip


def say_reasons(pair: DoubtfulPair) -> list[Words]:
    """Return what speaks for and against one person."""
    return [DOUBT_REASONS.get(code, code) for code, _weight in pair.reasons]


def say_row_reasons(reasons: Sequence[str]) -> list[Words]:
    """Return what the row that opened a lead lacked."""
    return [ROW_REASONS.get(code, code) for code in reasons]
