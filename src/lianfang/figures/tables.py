"""The lists behind figures: one register for each kind of member."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise, lazystr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lianfang.core.figures.figure import Unit
from lianfang.figures import present
from lianfang.figures.members import attach_facts, list_member_rows
from lianfang.figures.opened import Opening, is_plain, keep_facts, named_rows, read_member_page
from lianfang.figures.queries import count_members, hold_members
from lianfang.figures.words import get_places, get_words
from lianfang.leads.choices import list_grids, list_towns
from lianfang.people.searching import ByPerson, filter_near, filter_people, lies_by
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Choice, Column, DateRange, Filter, Table, Text
from lianfang.shared.tables.paging import Count, Held, Order, Page, Place, Stretch
from lianfang.web.words import deadline

_BY_KEY = ("id",)


def _of_fact(name: str) -> Any:
    return lambda row: row.fact.get(name)


def _word(name: str) -> Any:
    return lambda row: row.words.get(row.fact.get(name) or "", row.fact.get(name) or "")


def _narrow(column: str) -> Any:
    return lambda rows, values: keep_facts(rows, column, values)


def _list_places(_actor: Actor) -> list[tuple[str, str]]:
    return list(get_places().items())


def _order_cell(row: Any) -> SafeString | str:
    if not row.order_link:
        return ""
    return format_html(
        '<a href="{}">{}</a>', reverse("orders:order", args=[row.order_link[0]]), row.order_link[1]
    )


def _lead_cell(row: Any) -> SafeString | str:
    lead = row.lead_key
    return format_html('<a href="{}">{}</a>', reverse("leads:lead", args=[lead]), lead) if lead else ""


class _Near(Text):
    """Finds rows that bear the sound of their person's name."""

    def gathers(self, value: str) -> Stretch | None:
        """Say where most of those of a frequent surname stand."""
        return lies_by(value, "person__")


_FIND = Text(partial(filter_people, path="person__"))
_FIND_NEAR = _Near(partial(filter_near, path="person__"))


def _who(find: Filter, sound: str) -> tuple[Column, ...]:
    """Return the columns that say who it is, found by a text; `sound` leads to the pinyin."""
    return (
        Column(
            "name", _("Name"), lambda row: row.person.name if row.person else "", sort=(sound,),
            filter=find, lead=True,
        ),
        Column("number", _("Identity number"), "number", filter=find, css="lf-tabular", width=22),
        Column("phones", _("Phones"), "phones_masked", filter=find, css="lf-tabular", width=18),
    )  # fmt: skip


_PLACE = Column("place", _("Place"), _word("place"), filter=Choice("place", _list_places, _narrow("place")))
_SINCE = Column("since", _("Since"), _of_fact("starts_at"), css="lf-tabular")
_ORDER = Column(
    "order", _("Order"), lambda row: row.order_link[1] if row.order_link else "", cell=_order_cell, width=20
)
_LEAD = Column("lead", _("Lead"), lambda row: row.lead_key or "", cell=_lead_cell, css="lf-tabular")
_LIST = Column("list", _("List"), lambda row: row.list_of.source.name if row.list_of else "", width=24)
_WHERE = (
    Column("town", _("Town"), lambda row: row.places["town"], filter=Choice("town", list_towns, _narrow("town"))),
    Column("community", _("Village or community"), lambda row: row.places["community"], optional=True),
    Column("grid", _("Grid"), lambda row: row.places["grid"], filter=Choice("grid", list_grids, _narrow("grid"))),
)  # fmt: skip
_ANSWERED = (
    Column("answer", _("Answer"), _word("answer")),
    Column("answered", _("Answered at"), _of_fact("answered_at"), css="lf-tabular"),
    Column(
        "due",
        _("Due"),
        _of_fact("due_at"),
        css="lf-tabular",
        cell=lambda row: deadline(row.fact.get("due_at")),
    ),
)


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

    def rows(self) -> QuerySet[Any, Any]:
        """Return the members in the reader's scope."""
        return list_member_rows(self.opening)

    def hold_keys(self, rows: QuerySet[Any, Any], order: Order) -> Held:
        """Read the keys from the facts alone where nothing else narrows them; in their own order a page needs none."""
        if not is_plain(rows):
            return super().hold_keys(rows, order)
        if order.fields == _BY_KEY:
            return Held(None, None)
        shown = self.opening
        return hold_members(shown.path, shown.cut, shown.actor, rows.within)

    def hold_all(self, order: Order) -> Held:
        """Read the keys of all from the facts."""
        return self.hold_keys(self.rows(), order)

    def count_exactly(self, rows: QuerySet[Any, Any]) -> Count:
        """Count from the facts alone where nothing else narrows them."""
        if not is_plain(rows):
            return super().count_exactly(rows)
        shown = self.opening
        return Count(count_members(shown.path, shown.cut, shown.actor, rows.within))

    def read_page(self, rows: QuerySet[Any, Any], order: Order, place: Place | None) -> Page:
        """Read a page: of keys that are held without asking again who is counted, in their order from the facts."""
        if is_plain(rows) and order.held is not None:
            return super().read_page(named_rows(rows), order, place)
        if is_plain(rows) and order.fields == _BY_KEY:
            return read_member_page(rows, order, place, self.page_size)
        return super().read_page(rows, order, place)

    def attach(self, rows: list[Any]) -> None:
        """Read the counted facts of a page's members at once."""
        words = get_words()
        attach_facts(self.opening, rows)
        for row in rows:
            row.words = words

    def row_url(self, row: Any) -> str:
        """Return the person's page; a row of a list that names nobody opens as it was received."""
        if row.person:
            return reverse("people:person", args=[row.person.pk])
        if row.fact.get("batch") and self.actor.may(Permission.SEE_LISTS):
            return reverse("intake:row", args=[row.fact["batch"], row.pk])
        return ""

    def heading(self) -> str | Promise:
        """Return the figure's name."""
        return lazystr(present.name_opening(self.opening))

    def context(self) -> dict[str, Any]:
        """Return the words of the figure and the way back to the report."""
        return present.opening_context(self.opening)


class PersonMembers(MemberTable):
    """People a figure counts."""

    key = "figure-people"
    columns = (
        Column("member", _("No."), "pk", sort=("id",), optional=True, css="lf-tabular"),
        *_who(ByPerson(), "pinyin"), _PLACE, *_WHERE, _SINCE, _ORDER, _LEAD,
    )  # fmt: skip


class TimeMembers(MemberTable):
    """Stages started: person-times."""

    key = "figure-times"
    columns = (
        Column("member", _("No."), "pk", sort=("id",), optional=True, css="lf-tabular"),
        *_who(_FIND, "person__pinyin"), _PLACE, *_WHERE, _SINCE,
        Column("ended", _("Ended"), _of_fact("ends_at"), css="lf-tabular"),
        Column("ended_by", _("Ended by"), lambda row: present.say_ended(row.fact.get("ended_by"))),
        _ORDER,
    )  # fmt: skip


class RowMembers(MemberTable):
    """Rows of pushed lists."""

    key = "figure-rows"
    columns = (
        Column("member", _("No."), "pk", sort=("id",), optional=True, css="lf-tabular"),
        Column("name", _("Name"), lambda row: row.person.name if row.person else "", lead=True),
        Column("number", _("Identity number"), "number", css="lf-tabular", width=22),
        Column("phones", _("Phones"), "phones_masked", css="lf-tabular", width=18),
        _LIST,
        Column("received", _("Received"), _of_fact("received_at"), css="lf-tabular"),
        Column("sheet", _("Sheet"), "sheet", optional=True),
        Column("row", _("Row"), "row", css="is-num"),
        Column("outcome", _("Outcome of the check"), _word("outcome")),
        *_WHERE, *_ANSWERED, _LEAD,
    )  # fmt: skip


class TestMembers(MemberTable):
    """Tests due on the day."""

    __test__ = False  # not a pytest class

    key = "figure-tests"
    columns = (
        Column("member", _("No."), "pk", sort=("id",), optional=True, css="lf-tabular"),
        *_who(_FIND, "person__pinyin"),
        Column("due", _("Due on"), "due_on", sort=("due_on",), css="lf-tabular"),
        Column("done", _("Done"), _of_fact("done_at"), css="lf-tabular"),
        Column("result", _("Result"), _word("result")),
        *_WHERE, _ORDER,
    )  # fmt: skip


class LeadMembers(MemberTable):
    """Leads."""

    key = "figure-leads"
    columns = (
        Column("member", _("No."), "pk", sort=("id",), optional=True, css="lf-tabular"),
        *_who(_FIND_NEAR, "pinyin"),
        Column(
            "received", _("Received"), "received_at", sort=("received_at",), filter=DateRange("received_at"),
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
