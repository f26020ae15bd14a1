"""Leads in words: states, holders, outcomes, moves, reasons, and what a refusal means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianfang.core.moves import LEAD_MOVES, NotAllowed
from lianfang.leads.models import CallOutcome, DoubtfulPair, Lead
from lianfang.leads.outcomes import OutcomeIncomplete
from lianfang.places.queries import names
from lianfang.web.pieces import Words

STATES = {"open": _("open"), "answered": _("answered"), "closed": _("closed")}
STATE_TONES = {"open": "accent", "answered": "plain", "closed": "quiet"}
HOLDERS = {
    "office": _("office"), "town": _("town"), "community": _("community"), "grid": _("grid"),
}  # fmt: skip
PLACES = {
    "assigned": _("place found"), "ambiguous": _("several places fit"), "elsewhere": _("another county"),
    "none": _("no place"),
}  # fmt: skip
OUTCOMES: dict[str, Words] = {
    CallOutcome.HERE_CONTROL: _("Here, to be controlled"),
    CallOutcome.HERE_FREE: _("Here, no measure needed"),
    CallOutcome.AWAY: _("Away, coming back"),
    CallOutcome.ELSEWHERE: _("Elsewhere, hand over"),
    CallOutcome.NO_ANSWER: _("No answer"),
    CallOutcome.WRONG_NUMBER: _("Wrong number"),
    CallOutcome.REFUSED: _("Refused"),
    CallOutcome.NOT_BEEN_THERE: _("Not been there"),
    CallOutcome.INCOMPLETE: _("Information incomplete"),
    CallOutcome.DUPLICATE: _("Duplicate"),
    CallOutcome.NO_SUCH_PERSON: _("No such person"),
}
OUTCOME_ICONS = {
    "here_control": "home-exclamation", "here_free": "home-check", "away": "plane-departure", "elsewhere": "mail-forward",
    "no_answer": "phone-off", "wrong_number": "phone-x", "refused": "hand-stop", "not_been_there": "map-pin-off",
    "incomplete": "question-mark", "duplicate": "copy", "no_such_person": "user-question",
}  # fmt: skip
LETTER_STATES = {
    "draft": _("draft"), "sent": pgettext_lazy("letter", "sent"), "answered": pgettext_lazy("letter", "answered"),
}  # fmt: skip
SUGGESTIONS = {
    "merge": _("probably one person"), "ask": _("ask them"), "separate": _("probably two persons"),
}  # fmt: skip
DOUBT_REASONS = {
    "name_equal": _("the same name"),
    "name_same_sound": _("names that sound the same"),
    "name_one_character": _("names that differ in one character"),
    "name_differs": _("different names"),
    "mobile_shared": _("the same mobile"),
    "landline_shared": _("the same landline"),
    "born_equal": _("the same birth date"),
    "born_differs": _("different birth dates"),
    "address_equal": _("the same address"),
    "address_close": _("nearly the same address"),
    "sex_differs": _("different sex"),
    "numbers_differ": _("different identity numbers"),
    "name_and_mobile_equal": _("the same name and mobile"),
}
ROW_REASONS = {
    "id_invalid": _("identity number invalid"),
    "id_missing": _("identity number missing"),
    "phone_invalid": _("phone invalid"),
    "phone_missing": _("phone missing"),
}
PLACE_REASONS = {
    "town_and_village": _("town and village are named"),
    "village": _("only one village has this name"),
    "alias": _("a compound the county entered"),
    "town_only": _("only the town is named"),
    "village_unknown": _("the town is known, the village is not"),
    "same_name": _("several villages have this name"),
    "town_or_village": _("a town and a village have this name"),
    "here_or_away": _("a village here and a place elsewhere have this name"),
    "town_conflict": _("the village lies in another town than the one named"),
    "elsewhere": _("another county is named"),
    "empty": _("no address was given"),
    "placeholder": _("the address says nothing"),
    "county_only": _("only the county is named"),
    "unknown_place": _("the place is not in our table"),
    "unrecognised": _("no place could be read"),
    "by_hand": _("chosen by hand"),
}
MOVE_NOTES: dict[tuple[str, str], Words] = {
    ("reopen", "back"): _("the person should be back by now"),
    ("close", "released"): _("the measure has ended"),
    ("close", "left"): _("left the county or was handed over"),
    ("close", "died"): _("the person died"),
    ("close", "cancelled"): _("the measure was withdrawn"),
}
"""What a move's note says where the house wrote it and not a person."""
_FIELDS = {"away_place": _("where the person is"), "back_on": _("the day of return")}


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
    return gettext(LEAD_MOVES.labels.get(move, move))


def say_move_note(move: str, note: str) -> Words:
    """Return the note of a move in words: a code of ours in its words, what a person typed as it was typed."""
    if move == "merge" and note.isdecimal():
        return gettext("lead %(number)s") % {"number": note}
    return MOVE_NOTES.get((move, note), note)


def say_not_allowed(refusal: NotAllowed) -> str:
    """Say why a move is not possible, with the words of the move and the state."""
    params = {name: gettext(LEAD_MOVES.labels.get(code, code)) for name, code in refusal.params.items()}
    return gettext(refusal.msgid) % params


def say_incomplete(fault: OutcomeIncomplete) -> str:
    """Say what an outcome still needs."""
    wanted = gettext(", ").join(str(_FIELDS[name]) for name in fault.missing)
    return gettext("“%(outcome)s” needs %(fields)s. Nothing was recorded.") % {
        "outcome": OUTCOMES[fault.outcome], "fields": wanted,
    }  # fmt: skip


def say_reasons(pair: DoubtfulPair) -> list[Words]:
    """Return what speaks for and against one person."""
    return [DOUBT_REASONS.get(code, code) for code, _weight in pair.reasons]


def say_row_reasons(reasons: Sequence[str]) -> list[Words]:
    """Return what the row that opened a lead lacked."""
    return [ROW_REASONS.get(code, code) for code in reasons]
