"""The lists behind figures: one register for each kind of member."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise, lazystr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lianfang.core.figures.facts import ROWS
from lianfang.core.figures.figure import UNKNOWN, Figure, Unit
from lianfang.figures import present
from lianfang.figures.filters import (
    FactChoice,
    FactDays,
    FactNumbers,
    OfFact,
    OfLead,
    OfListTime,
    OfOrder,
    OfPerson,
    OfSource,
)
from lianfang.figures.meeting import among_few, between_ends, expect, find_way
from lianfang.figures.members import attach_facts, list_member_rows
from lianfang.figures.opened import MemberRows, Opening, named_rows, read_member_page
from lianfang.figures.queries import ALL, Narrowing, count_members, hold_members
from lianfang.figures.words import get_answers, get_ends, get_outcomes, get_places, get_results, get_words
from lianfang.intake.models import Source
from lianfang.intake.present import row_place
from lianfang.intake.queries import list_sources
from lianfang.leads.choices import list_grids, list_towns, list_villages
from lianfang.people.scope import MANY, SOME, SPARSE, is_among, size_of
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Column, Filter, Table
from lianfang.shared.tables.columns import Words
from lianfang.shared.tables.paging import COUNTED, Count, Held, Order, Page, Place
from lianfang.web.words import deadline

_BY_KEY, _BY_PINYIN, _BY_PERSON = ("id",), ("pinyin",), ("person__pinyin",)


def _of_fact(name: str) -> Any:
    return lambda row: row.fact.get(name)


def _word(name: str) -> Any:
    return lambda row: row.words.get(row.fact.get(name) or "", row.fact.get(name) or "")


def _words_of(get: Callable[[], dict[str, str]], none: Words = "") -> Any:
    """Offer words as options, and what stands for none of them."""
    return lambda _actor: [*get().items(), *([(UNKNOWN, none)] if none else [])]


def _order_cell(row: Any) -> SafeString | str:
    if not row.order_link:
        return ""
    return format_html(
        '<a href="{}">{}</a>', reverse("orders:order", args=[row.order_link[0]]), row.order_link[1]
    )


def _lead_cell(row: Any) -> SafeString | str:
    lead = row.lead_key
    return format_html('<a href="{}">{}</a>', reverse("leads:lead", args=[lead]), lead) if lead else ""


def _member(key: str) -> Column:
    """Return the column of the key that tells members apart."""
    return Column(
        "member", _("No."), "pk", sort=("id",), filter=FactNumbers(key), optional=True, css="lf-tabular"
    )


def _who(find: Filter, *sound: str) -> tuple[Column, ...]:
    """Return the columns that say who it is, found by a text; `sound` leads to the pinyin, where a list has it."""
    return (
        Column(
            "name", _("Name"), lambda row: row.person.name if row.person else "", sort=sound, filter=find, lead=True
        ),
        Column("number", _("Identity number"), "number", filter=find, css="lf-tabular", width=22),
        Column("phones", _("Phones"), "phones_masked", filter=find, css="lf-tabular", width=18),
    )  # fmt: skip


def _days(key: str, heading: Words, field: str) -> Column:
    """Return a column of a fact's instants."""
    return Column(key, heading, _of_fact(field), filter=FactDays(field), css="lf-tabular")


def _choice(key: str, heading: Words, get: Callable[[], dict[str, str]], none: Words = "") -> Column:
    """Return a column of a fact's values, each with its word."""
    return Column(key, heading, _word(key), filter=FactChoice(key, _words_of(get, none)))


_PLACE = _choice("place", _("Place"), get_places)
_SINCE, _ENDED = _days("since", _("Since"), "starts_at"), _days("ended", _("Ended"), "ends_at")
_ORDER = Column(
    "order", _("Order"), lambda row: row.order_link[1] if row.order_link else "", cell=_order_cell,
    filter=OfOrder("order__number", hint=_("the whole number"), coded=True), width=20,
)  # fmt: skip
_LEAD = Column(
    "lead", _("Lead"), lambda row: row.lead_key or "", cell=_lead_cell, filter=OfLead("pk", coded=True),
    css="lf-tabular",
)  # fmt: skip
_OF_SOURCE = OfSource(
    "source", lambda _actor: [(str(key), name) for key, name in list_sources(Source.Kind.PUSHED)]
)
_LIST = Column("list", _("List"), lambda row: row.list_of.source.name, filter=_OF_SOURCE, width=24)
_LIST_AND_ROW = Column(
    "list", _("List"), lambda row: f"{row.list_of.source.name} {row_place(row.sheet, row.row)}", filter=_OF_SOURCE,
    width=36,
)  # fmt: skip
_RECEIVED = Column(
    "received", _("Received"), _of_fact("received_at"), filter=OfListTime("pushed_at"), css="lf-tabular"
)
_WHERE = (
    Column("town", _("Town"), lambda row: row.places["town"], filter=FactChoice("town", list_towns)),
    Column(
        "community", _("Village or community"), lambda row: row.places["community"],
        filter=FactChoice("community", list_villages), optional=True,
    ),
    Column("grid", _("Grid"), lambda row: row.places["grid"], filter=FactChoice("grid", list_grids)),
)  # fmt: skip
_ANSWERED = (
    Column(
        "answer", _("Answer"), _word("answer"),
        filter=FactChoice("answer", _words_of(get_answers, _("not answered")), told_by="answered_at"),
    ),
    _days("answered", _("Answered at"), "answered_at"),
    Column(
        "due", _("Due"), _of_fact("due_at"), filter=FactDays("due_at", until=True), css="lf-tabular",
        cell=lambda row: deadline(row.fact.get("due_at")),
    ),
)  # fmt: skip


class MemberTable(Table):
    """The members of a figure at a cut; the address's part `path` names the figure."""

    title = _("Opened figure")
    permission = Permission.OPEN_FIGURES
    keeps = ("date", "cut", "report")
    template = "figures/opened.html"
    default_sort = "member"
    exact_count = True
    empty_title = _("Nobody is counted")
    empty_text = _("The figure is 0 in your areas at this cut.")
    opening: Opening

    def __init__(self, actor: Actor, kept: Any = None, **parts: Any) -> None:
        super().__init__(actor, kept, **parts)
        self.opening = present.read_opening(parts["path"], self.kept, actor)

    def rows(self) -> MemberRows[Any]:
        """Return the members in the reader's scope."""
        return list_member_rows(self.opening)

    def hold_keys(self, rows: MemberRows[Any], order: Order) -> Held:  # type: ignore[override]
        """Read the keys from the facts; in their own order a page needs none, nor do many people in another.

        Those of people who are searched for are held in theirs too: a walk may pass many before it meets them.
        """
        shown, within = self.opening, among_few(rows).within
        if order.fields == _BY_KEY and not within.among:
            return Held(None, None)
        # The server expects as many lists of each kind, and so half of the rows that are.
        pushed = shown.figure.table is ROWS and shown.figure.counts is Unit.PERSON and within is ALL
        if pushed and expect(rows) > COUNTED // 2:
            return Held(None, None)
        by_name = order.fields in (_BY_PINYIN, _BY_PERSON)
        held = hold_members(
            shown.path, shown.cut, shown.actor, within, by_name=by_name, descending=order.descending
        )
        return held if by_name or order.fields == _BY_KEY else held._replace(in_order=False)

    def hold_all(self, order: Order) -> Held:
        """Read the keys of all from the facts."""
        return self.hold_keys(self.rows(), order)

    def count_exactly(self, rows: MemberRows[Any]) -> Count:  # type: ignore[override]
        """Count from the facts alone."""
        shown = self.opening
        return Count(count_members(shown.path, shown.cut, shown.actor, among_few(rows).within))

    def read_page(self, rows: MemberRows[Any], order: Order, place: Place | None) -> Page:  # type: ignore[override]
        """Read a page: of keys that are held without asking again who is counted, in their order from the facts."""
        if order.held is not None:
            return super().read_page(named_rows(rows), order, place)
        if order.fields == _BY_KEY:
            rows = between_ends(among_few(rows), self.conditions)
            return read_member_page(rows, order, place, self.page_size, find_way(rows, self.conditions))
        return super().read_page(self._among_people(rows), order, place)

    def expect(self, rows: QuerySet[Any, Any]) -> int:
        """Expect many of a frequent name in a large scope; in another a walk would pass all others."""
        return COUNTED + 1 if size_of(self.actor) > MANY else 0

    def _among_people(self, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """Return the people of rows among those of a scope that is not large, who are held against a walk."""
        figure, small = self.opening.figure, SPARSE < size_of(self.actor) <= SOME
        if small and figure.table is ROWS and figure.counts is Unit.PERSON and self.opening.cut.known is None:
            return rows.filter(is_among(self.actor))
        return rows

    def attach(self, rows: list[Any]) -> None:
        """Read the counted facts of a page's members at once, those for which they stand on this list."""
        words = get_words()
        attach_facts(self.opening, rows, self._narrowing())
        for row in rows:
            row.words = words

    def _narrowing(self) -> Narrowing:
        """Return what is asked of the facts where somebody may have several; else there is but one."""
        figure, asked = self.opening.figure, ALL
        if figure.counts is not Unit.PERSON:
            return asked
        for condition, value in self.conditions:
            if isinstance(condition, OfFact):
                asked = asked.further(condition.narrowing(value, figure))
        return asked

    def row_url(self, row: Any) -> str:
        """Return the person's page; a row of a list that names nobody opens as it was received."""
        if row.person:
            return reverse("people:person", args=[row.person.pk])
        if row.fact.get("batch") and self.actor.may(Permission.SEE_LISTS):
            return reverse("intake:row", args=[row.fact["batch"], row.pk])
        return ""

    def audited(self) -> dict[str, Any]:
        """Return the figure with its cut, as where it is opened."""
        return self.opening.audited()

    def heading(self) -> str | Promise:
        """Return the figure's name."""
        return lazystr(present.name_opening(self.opening))

    def context(self) -> dict[str, Any]:
        """Return the words of the figure and the way back to the report."""
        return present.opening_context(self.opening)


class PersonMembers(MemberTable):
    """People a figure counts by their stages."""

    key = "figure-people"
    columns = (
        _member("person"), *_who(OfPerson(), *_BY_PINYIN), _PLACE, *_WHERE, _SINCE, _ENDED, _ORDER, _LEAD,
    )  # fmt: skip


class PushedMembers(MemberTable):
    """People a figure counts by rows of lists."""

    key = "figure-pushed"
    columns = (
        _member("person"), *_who(OfPerson(), *_BY_PINYIN), _LIST, _RECEIVED, *_WHERE, *_ANSWERED, _LEAD,
    )  # fmt: skip


class TimeMembers(MemberTable):
    """Stages started: person-times."""

    key = "figure-times"
    columns = (
        _member("stage"), *_who(OfPerson(), *_BY_PERSON), _PLACE, *_WHERE, _SINCE, _ENDED,
        Column("ended_by", _("Ended by"), lambda row: present.say_ended(row.fact.get("ended_by")),
               filter=FactChoice("ended_by", _words_of(get_ends, _("runs")), told_by="ends_at")),
        _ORDER,
    )  # fmt: skip


class RowMembers(MemberTable):
    """Rows of pushed lists."""

    key = "figure-rows"
    columns = (
        _member("row"), *_who(OfPerson()), _LIST_AND_ROW, _RECEIVED,
        _choice("outcome", _("Outcome of the check"), get_outcomes), *_WHERE, *_ANSWERED, _LEAD,
    )  # fmt: skip


class TestMembers(MemberTable):
    """Tests due on the day."""

    __test__ = False  # not a pytest class

    key = "figure-tests"
    columns = (
        _member("test"), *_who(OfPerson(), *_BY_PERSON),
        Column(
            "due", _("Due on"), "due_on", sort=("due_on",), filter=FactDays("due_on", instants=False), css="lf-tabular"
        ),
        _days("done", _("Done"), "done_at"),
        _choice("result", _("Result"), get_results, _("waited for")),
        *_WHERE, _ORDER,
    )  # fmt: skip


class LeadMembers(MemberTable):
    """Leads."""

    key = "figure-leads"
    columns = (
        _member("lead"), *_who(OfPerson("person__"), *_BY_PINYIN),
        Column(
            "received", _("Received"), "received_at", sort=("received_at",), filter=FactDays("opened_at"),
            css="lf-tabular",
        ),
        *_WHERE, *_ANSWERED, _LEAD,
    )  # fmt: skip


MEMBER_TABLES: dict[Unit, type[MemberTable]] = {
    Unit.PERSON: PersonMembers,
    Unit.PERSON_TIME: TimeMembers,
    Unit.ROW: RowMembers,
    Unit.TEST: TestMembers,
    Unit.LEAD: LeadMembers,
}


def get_member_table(figure: Figure) -> type[MemberTable]:
    """Return the register of a figure's members: people are shown by what about them is counted."""
    if figure.counts is Unit.PERSON and figure.table is ROWS:
        return PushedMembers
    return MEMBER_TABLES[figure.counts]
