"""What leads ask of the reader: calls, orders to issue, places to find, doubts to settle, letters to send."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.command.duties import (
    DUTY_ICONS,
    Asked,
    Duty,
    Line,
    Places,
    Step,
    Told,
    itself,
    only_with,
    say_place,
)
from lianfang.command.queries import list_drafts, list_to_call, list_to_control, list_unplaced
from lianfang.leads.models import DoubtfulPair, TransferLetter
from lianfang.leads.queries import count_overdue, list_waiting_pairs
from lianfang.people.queries import list_first_phones
from lianfang.places.queries import names
from lianfang.shared.actor import Actor, ScopeKind
from lianfang.shared.roles import Permission

_NOT_YET = {
    "town": gettext_lazy("not placed in a town yet"),
    "community": gettext_lazy("not placed in a village or community yet"),
    "grid": gettext_lazy("not placed in a grid yet"),
}
BELOW = {ScopeKind.COUNTY: "town", ScopeKind.TOWN: "community", ScopeKind.COMMUNITY: "grid"}


def tell_overdue_below(actor: Actor, at: datetime) -> Told:
    """Tell those above a grid which places below them are behind, the longest first."""
    if not actor.may(Permission.SEE_LEADS) or actor.scope.kind not in BELOW:
        return None
    level = BELOW[actor.scope.kind]
    counted = count_overdue(actor, level, at)
    if not counted:
        return None
    places = names({place.code for place in counted if place.code})
    address = reverse("leads:list")
    lines = [
        Line(
            title=places.get(place.code, place.code) or _NOT_YET[level],
            url=f"{address}?{urlencode({'overdue': '1', **({level: place.code} if place.code else {'without': level})})}",
            when=place.first,
            late=True,
            number=str(place.number),
        )
        for place in counted
    ]
    total = sum(place.number for place in counted)
    return Duty(
        "overdue_below", _("Leads overdue in your area"), "clock-exclamation", lines, str(total), f"{address}?overdue=1",
        _("the longest waiting place first"),
    )  # fmt: skip


def tell_calls(actor: Actor, at: datetime) -> Told:
    """Tell whom to call, the earliest deadline first."""
    if not actor.may(Permission.CALL_LEADS):
        return None
    dials = actor.may(Permission.REVEAL_NUMBERS)

    def draw(leads: list[Any], places: Places) -> Iterable[Line]:
        phones = list_first_phones(lead.person_id for lead in leads) if dials else {}
        for lead in leads:
            steps = [Step(_("Record the call"), reverse("leads:call", args=[lead.pk]), "pencil", panel=True)]
            if phone := phones.get(lead.person_id):
                address = reverse("people:dial", args=[lead.person_id, phone])
                steps.insert(0, Step(_("Call"), address, "phone", main=True))
            yield Line(
                title=lead.person.name,
                url=reverse("leads:lead", args=[lead.pk]),
                text=say_place(lead, places),
                when=lead.due_at,
                late=lead.due_at <= at,
                steps=tuple(steps),
            )

    url = f"{reverse('leads:list')}?state=open"
    return Asked("calls", _("To be called"), "phone-call", list_to_call(actor), draw, url, itself)


def tell_to_control(actor: Actor, at: datetime) -> Told:
    """Tell who was found here and waits for a measure."""
    if not actor.may(Permission.ISSUE_ORDERS):
        return None

    def draw(leads: list[Any], places: Places) -> Iterable[Line]:
        for lead in leads:
            address = f"{reverse('orders:issue')}?lead={lead.pk}"
            yield Line(
                title=lead.person.name,
                url=reverse("leads:lead", args=[lead.pk]),
                text=say_place(lead, places),
                when=lead.answered_at,
                late=lead.due_at <= at,
                steps=(Step(_("Issue an order"), address, "file-plus", main=True),),
            )

    words, url = _("Found here, no order yet"), reverse("command:to_control")
    return Asked("to_control", words, DUTY_ICONS["to_control"], list_to_control(actor), draw, url, itself)


def tell_unplaced(actor: Actor, at: datetime) -> Told:
    """Tell the office which leads have several places or none."""
    if not actor.may(Permission.ASSIGN_LEADS) or actor.scope.kind is not ScopeKind.COUNTY:
        return None

    def draw(leads: list[Any], _places: Places) -> Iterable[Line]:
        for lead in leads:
            yield Line(
                title=lead.person.name,
                url=reverse("leads:lead", args=[lead.pk]),
                text=lead.address or _("no address"),
                when=lead.due_at,
                late=lead.due_at <= at,
                steps=(
                    Step(_("Choose the place"), reverse("leads:lead", args=[lead.pk]), "map-pin", main=True),
                ),
            )

    url = f"{reverse('leads:list')}?state=open&place=ambiguous&place=none"
    return Asked("unplaced", _("Place not clear"), "map-question", list_unplaced(actor), draw, url)


@only_with(DoubtfulPair)
def tell_pairs(actor: Actor, at: datetime) -> Told:
    """Tell which records may be one person."""
    if not actor.may(Permission.MERGE_PEOPLE):
        return None
    address = reverse("leads:doubtful")

    def draw(pairs: list[Any], _places: Places) -> Iterable[Line]:
        for pair in pairs:
            yield Line(
                title=f"{pair.person.name} / {pair.other.name}",
                url=address,
                when=pair.known_at,
                steps=(Step(_("Decide"), address, "users", main=True),),
            )

    rows = list_waiting_pairs(actor).select_related(None).select_related("person", "other")
    return Asked("pairs", _("Perhaps the same person"), "users-group", rows, draw, address)


@only_with(TransferLetter)
def tell_letters(actor: Actor, at: datetime) -> Told:
    """Tell which transfer letters wait to be sent."""
    if not actor.may(Permission.SEND_LETTERS):
        return None

    def draw(letters: list[Any], _places: Places) -> Iterable[Line]:
        for letter in letters:
            address = reverse("leads:letter", args=[letter.lead_id])
            yield Line(
                title=letter.lead.person.name,
                url=reverse("leads:lead", args=[letter.lead_id]),
                text=letter.to_name,
                when=letter.made_at,
                late=letter.lead.due_at <= at,
                steps=(Step(_("Open the letter"), address, "mail", main=True),),
            )

    url = f"{reverse('leads:letters')}?state=draft"
    return Asked("letters", _("Letters to send"), "mail", list_drafts(actor), draw, url)
