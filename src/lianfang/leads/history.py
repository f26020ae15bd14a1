"""A lead's history as a timeline, and what leads tell on a person's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.accounts.queries import get_names as staff_names
from lianfang.intake.present import row_place
from lianfang.leads import present
from lianfang.leads.models import Call, Lead, LeadMove, LeadSource
from lianfang.leads.scope import visible_to
from lianfang.people.models import Person
from lianfang.people.page import Matter, tells_matters, tells_timeline
from lianfang.places.queries import names as place_names
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.reading import once_a_reading
from lianfang.web.pieces import Entry
from lianfang.web.words import calendar_day, deadline

_MOVE_ICONS = {
    "open": "inbox",
    "close": "circle-check",
    "reopen": "rotate",
    "transfer": "mail-forward",
    "else": "arrow-right",
}


def list_entries(leads: Sequence[Lead]) -> list[Entry]:
    """Return moves, calls and sources of leads, newest first, by a constant number of queries."""
    moves = list(LeadMove.objects.filter(lead__in=leads).exclude(move="answer"))
    calls = list(Call.objects.filter(lead__in=leads))
    staff = staff_names({move.by for move in moves} | {call.by for call in calls})
    places = place_names({move.to_code for move in moves if move.to_code})
    entries = [_of_move(move, staff, places) for move in moves]
    entries += [_of_call(call, staff) for call in calls]
    entries += [_of_source(source) for source in _list_sources(tuple(leads))]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _of_move(move: LeadMove, staff: dict[int, str], places: dict[str, str]) -> Entry:
    to = places.get(move.to_code, "") or (present.HOLDERS[move.to_holder] if move.to_holder else "")
    text = _(", ").join(str(part) for part in (to, present.say_move_note(move.move, move.note)) if part)
    return Entry(
        move.true_at, present.say_move(move.move), text, staff.get(move.by, ""),
        reverse("leads:lead", args=[move.lead_id]), _MOVE_ICONS.get(move.move, _MOVE_ICONS["else"]),
    )  # fmt: skip


def _of_call(call: Call, staff: dict[int, str]) -> Entry:
    parts: Iterable[str] = (call.note, call.away_place, calendar_day(call.back_on))
    return Entry(
        call.at, present.OUTCOMES[call.outcome], _(", ").join(part for part in parts if part), staff.get(call.by, ""),
        reverse("leads:lead", args=[call.lead_id]), present.OUTCOME_ICONS[call.outcome],
    )  # fmt: skip


def _of_source(source: LeadSource) -> Entry:
    text = f"{source.batch.filename} {row_place(source.row.sheet, source.row.row)}"
    return Entry(
        source.batch.pushed_at, _("On a list of %(source)s") % {"source": source.batch.source.name}, text,
        url=reverse("leads:lead", args=[source.lead_id]), icon="list",
    )  # fmt: skip


def list_sources(lead: Lead) -> list[LeadSource]:
    """Return every row that led to this person, oldest first."""
    found = _list_sources((lead,))
    for source in found:
        source.said = row_place(source.row.sheet, source.row.row)  # type: ignore[attr-defined]
    return found


def list_named_places(lead: Lead) -> list[str]:
    """Return the places that other rows of the person name for certain, for a lead that has none yet."""
    if lead.town or lead.state != Lead.State.OPEN:
        return []
    return list(dict.fromkeys(one.row.area for one in _list_sources((lead,)) if one.row.place == "assigned"))


@once_a_reading
def _list_sources(leads: tuple[Lead, ...]) -> list[LeadSource]:
    """Return every row that led to these leads, oldest first, for list and timeline by one query a page."""
    sources = LeadSource.objects.filter(lead__in=leads, known_to__isnull=True)
    return list(sources.select_related("batch__source", "row").order_by("batch__pushed_at", "row__seq"))


def list_calls(lead: Lead) -> list[Entry]:
    """Return the call log, newest first."""
    calls = list(Call.objects.filter(lead=lead).order_by("-at", "-pk"))
    staff = staff_names({call.by for call in calls})
    return [_of_call(call, staff) for call in calls]


@tells_timeline
def tell_person(actor: Actor, person: Person) -> list[Entry]:
    """Tell a person's page what happened to the leads that the reader may see."""
    return list_entries(_list_leads(actor, person))


@once_a_reading
def _list_leads(actor: Actor, person: Person) -> list[Lead]:
    """Return the leads of a person that the reader may see, for both tellers by one query a page."""
    return list(visible_to(actor).filter(person=person))


@tells_matters
def tell_open(actor: Actor, person: Person) -> list[Matter]:
    """Tell a person's page of the lead that is not closed."""
    at = clock.now()
    return [
        Matter(
            title=_("Lead: %(state)s") % {"state": present.STATES[lead.state]},
            text=_("due %(due)s") % {"due": deadline(lead.due_at, "words")}
            if lead.state == Lead.State.OPEN
            else present.OUTCOMES.get(lead.outcome, ""),
            url=reverse("leads:lead", args=[lead.pk]),
            tone="bad" if present.is_overdue(lead, at) else "",
            icon="phone-call",
            order=30,
        )
        for lead in _list_leads(actor, person)
        if lead.state != Lead.State.CLOSED
    ]
