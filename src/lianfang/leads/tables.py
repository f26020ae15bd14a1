"""The lists of leads and of letters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lianfang.intake.queries import get_batch
from lianfang.leads import present
from lianfang.leads.actions import assign
from lianfang.leads.choices import LEVELS, list_grids, list_towns, list_villages
from lianfang.leads.forms import assign_form
from lianfang.leads.models import Lead, TransferLetter
from lianfang.leads.queries import get_list_of_leads, list_leads_of
from lianfang.leads.scope import letters_visible_to, visible_to
from lianfang.people.searching import ByPerson
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.shared.tables import (
    Act,
    Boolean,
    BulkAction,
    Choice,
    Column,
    DateRange,
    NumberRange,
    Table,
    Text,
    TextIn,
)
from lianfang.web.pieces import Words
from lianfang.web.templatetags.lianfang import badge
from lianfang.web.words import deadline

FIND = ByPerson("person__", sounded=True)


def keep_overdue(rows: QuerySet[Lead], wanted: bool) -> QuerySet[Lead]:
    """Keep the leads that wait past their deadline, or all others."""
    overdue = {"state": Lead.State.OPEN, "due_at__lte": clock.now()}
    return rows.filter(**overdue) if wanted else rows.exclude(**overdue)


def keep_without(rows: QuerySet[Lead], levels: list[str]) -> QuerySet[Lead]:
    """Keep the leads that have no place at one of these levels, as a board counts them."""
    return rows.filter(reduce(or_, (Q(**{level: ""}) for level in levels if level in LEVELS), Q(pk=None)))


def keep_batch(rows: QuerySet[Lead], batch: str) -> QuerySet[Lead]:
    """Keep the leads that rows of one list led to."""
    if not batch.isdecimal():
        return rows.none()
    return rows.filter(pk__in=list_leads_of(int(batch)))


@dataclass(frozen=True)
class OfList(Text):
    """The leads of one list, which is named by its file, as each lead's own page names it."""

    def words(self, value: str, actor: Actor) -> str:
        """Return the name of the file, or what was asked where the reader sees no such list and none of its leads."""
        if not value.isdecimal():
            return super().words(value, actor)
        batch = get_batch(actor, int(value)) or get_list_of_leads(actor, int(value))
        return batch.filename if batch else super().words(value, actor)


def run_assign(act: Act) -> Words:
    """Hand the leads picked to a place, and say how many went."""
    kind, _sep, code = str(act.answers["place"]).partition(":")
    handed = assign(
        lead_ids=act.ids,
        to_kind=kind,
        to_code=code,
        note=str(act.answers["note"]),
        by=act.by,
        at=act.at,
        key=act.key,
    )
    told = ngettext("%(n)s lead was handed on.", "%(n)s leads were handed on.", handed.moved) % {
        "n": handed.moved
    }
    if not handed.refused:
        return told
    left = len(handed.refused)
    words = ngettext(
        "%(n)s stayed where it is: it is answered, or with a lower level.",
        "%(n)s stayed where they are: they are answered, or with a lower level.",
        left,
    )
    return f"{told} {words % {'n': left}}"


def state_cell(lead: Any) -> SafeString:
    """Draw the state, red when overdue."""
    if lead.overdue:
        return badge(gettext("overdue"), "bad", "clock-exclamation")
    return badge(present.STATES[lead.state], present.STATE_TONES[lead.state])


def _place(level: str) -> Any:
    return lambda lead: lead.place_names.get(getattr(lead, level), getattr(lead, level))


class LeadTable(Table):
    """Everything that waits or waited for a call, the most pressing first."""

    key = "leads"
    title = _("Leads")
    permission = Permission.SEE_LEADS
    default_sort = "due"
    search = FIND
    search_hint = _("Name, pinyin, identity number or phone")
    template = "leads/list.html"
    empty_title = _("No leads here")
    empty_text = _("Nothing matches, or no list has been received yet.")
    columns = (
        Column("name", _("Full name"), "person__name", sort=("pinyin",), filter=FIND, lead=True),
        Column(
            "state", _("State"), lambda lead: present.STATES[lead.state],
            filter=Choice("state", list(present.STATES.items())), cell=state_cell,
        ),
        Column(
            "outcome", _("Outcome"), lambda lead: present.OUTCOMES.get(lead.outcome, ""),
            filter=Choice("outcome", list(present.OUTCOMES.items())),
        ),
        Column("due", _("Due"), "due_at", sort=("due_at",), filter=DateRange("due_at", until=True), css="lf-tabular",
               cell=lambda lead: deadline(lead.due_at)),
        Column("calls", _("Calls"), "calls", filter=NumberRange("calls"), css="is-num"),
        Column("town", _("Town"), _place("town"), filter=Choice("town", list_towns)),
        Column("community", _("Village or community"), _place("community"), filter=Choice("community", list_villages)),
        Column("grid", _("Grid"), _place("grid"), filter=Choice("grid", list_grids)),
        Column("address", _("Home address"), "address", filter=TextIn("address"), width=30),
        Column(
            "holder", _("With"), lambda lead: present.HOLDERS[lead.holder],
            filter=Choice("holder", list(present.HOLDERS.items())), optional=True,
        ),
        Column("category", _("Class"), "category", filter=TextIn("category"), optional=True),
        Column("from_place", _("From"), "from_place", filter=TextIn("from_place"), optional=True),
        Column("left", _("Left on"), "left_on", filter=DateRange("left_on", instants=False), optional=True),
        Column("arrived", _("Arrived on"), "arrived_on", filter=DateRange("arrived_on", instants=False), optional=True),
        Column("transport", _("By"), "transport", filter=TextIn("transport"), optional=True),
        Column(
            "received", _("Received"), "received_at", sort=("received_at",),
            filter=DateRange("received_at", before="due_at"), css="lf-tabular", optional=True,
        ),
        Column("answered", _("Answered at"), "answered_at", filter=DateRange("answered_at"), optional=True),
        Column(
            "place", _("Place"), lambda lead: present.PLACES[lead.place],
            filter=Choice("place", list(present.PLACES.items())), optional=True,
        ),
        Column("doubtful", _("Doubtful"), "doubtful", filter=Boolean("doubtful"), optional=True),
        Column("overdue", _("Overdue"), "overdue", filter=Boolean(keep_overdue), only_filter=True),
        Column(
            "without", _("Not placed as far as"), "town",
            filter=Choice("without", [("town", _("Town")), ("community", _("Village or community")), ("grid", _("Grid"))],
                          apply_by=keep_without),
            only_filter=True,
        ),
        Column("batch", _("List"), "batch", filter=OfList(keep_batch, coded=True), only_filter=True),
    )  # fmt: skip
    actions = (
        BulkAction(
            "assign", _("Hand to"), Permission.ASSIGN_LEADS, run_assign, form=assign_form, icon="user-share"
        ),
    )

    def rows(self) -> QuerySet[Lead]:
        """Return the leads the reader may see."""
        return visible_to(self.actor)

    def attach(self, rows: list[Any]) -> None:
        """Read the places' names of a page at once."""
        names, at = present.name_places(rows), clock.now()
        for lead in rows:
            lead.place_names = names
            lead.overdue = present.is_overdue(lead, at)

    def row_url(self, row: Lead) -> str:
        """Return the lead's page."""
        return reverse("leads:lead", args=[row.pk])

    def row_css(self, row: Any) -> str:
        """Mark what is overdue."""
        return "is-bad" if row.overdue else ""


class LetterTable(Table):
    """Letters 协查 to other counties, drafts first to last."""

    key = "letters"
    title = _("Letters to other counties")
    permission = Permission.SEE_LEADS
    default_sort = "-made"
    search = ByPerson("lead__person__")
    search_hint = _("Name, pinyin, identity number or phone")
    empty_title = _("No letters")
    empty_text = _(
        "A letter is drafted when an address names another county or a call finds somebody elsewhere."
    )
    columns = (
        Column("name", _("Full name"), "lead__person__name", lead=True),
        Column("to", _("Addressed to"), "to_name", filter=Text("to_name__contains")),
        Column("number", _("Letter number"), "number", filter=Text("number__contains"), css="lf-tabular"),
        Column(
            "state", _("State"), lambda letter: present.LETTER_STATES[letter.state],
            filter=Choice("state", list(present.LETTER_STATES.items())),
        ),
        Column("made", _("Drafted"), "made_at", sort=("made_at",), filter=DateRange("made_at"), css="lf-tabular"),
        Column("sent", _("Sent"), "sent_at", filter=DateRange("sent_at"), css="lf-tabular"),
        Column("reply", _("Reply"), "reply", width=30),
        Column("replied", _("Replied"), "replied_at", filter=DateRange("replied_at"), optional=True),
    )  # fmt: skip

    def rows(self) -> QuerySet[TransferLetter]:
        """Return the letters the reader may see."""
        return letters_visible_to(self.actor)

    def row_url(self, row: TransferLetter) -> str:
        """Return the letter's page."""
        return reverse("leads:letter", args=[row.lead_id])
