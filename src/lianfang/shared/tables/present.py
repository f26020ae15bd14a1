"""A list as its template draws it: headings with links, cells, chips, controls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianfang.shared.tables.asked import SEARCH, Asked
from lianfang.shared.tables.columns import BulkAction, Column, Table, Words
from lianfang.shared.tables.drawing import draw_boxes, row_drawer
from lianfang.shared.tables.paging import Count, Page


@dataclass(frozen=True)
class Heading:
    """The head of a shown column."""

    column: Column
    link: str  # the query that sorts by it, empty where it cannot
    on: bool
    descending: bool
    narrowed: bool


class Line(NamedTuple):
    """One row, drawn."""

    pk: Any
    html: SafeString


@dataclass(frozen=True)
class Chip:
    """A condition in force, with the query that lifts it."""

    heading: Words
    words: str
    link: str


def present_headings(asked: Asked, columns: list[Column]) -> list[Heading]:
    """Return the heads; a click on the sorted one turns the order round."""
    heads = []
    for column in columns:
        on = column.key == asked.sort
        turned = f"{'' if on and asked.descending else '-' if on else ''}{column.key}"
        link = asked.query(sort=turned) if column.sort else ""
        heads.append(Heading(column, link, on, on and asked.descending, column.key in asked.values))
    return heads


def present_lines(table: Table, rows: list[Any], columns: list[Column], picked: bool) -> list[Line]:
    """Return the rows as drawn; `picked` says whether something can be done with those that are ticked."""
    draw = row_drawer(columns, picked)
    return [Line(pk := follow_pk(row), draw(row, pk, table.row_url(row), table.row_css(row))) for row in rows]


def follow_pk(row: Any) -> Any:
    """Return a row's key."""
    return row["pk"] if isinstance(row, dict) else row.pk


def present_chips(asked: Asked) -> list[Chip]:
    """Return the conditions in force."""
    chips = []
    if asked.search is not None:
        chips.append(Chip(_("Search"), f"“{asked.search}”", asked.query(drop=[SEARCH])))
    for column in asked.filtered():
        assert column.filter is not None
        words = column.filter.words(asked.values[column.key], asked.table.actor)
        names = column.filter.names(column.key)
        chips.append(Chip(column.heading, words, asked.query(drop=names)))
    return chips


def present_controls(asked: Asked) -> list[dict[str, Any]]:
    """Return the filter panel's controls, one a column that can be filtered."""
    controls = []
    for column in asked.table.columns:
        if column.filter:
            inputs = column.filter.inputs(asked.values.get(column.key), asked.table.actor)
            names = column.filter.names(column.key)
            control = {"column": column, "kind": column.filter.control, "names": names, **inputs}
            if "options" in inputs:
                control["boxes"] = draw_boxes(names[0], inputs["options"])
            controls.append(control)
    return controls


def present_actions(table: Table) -> list[dict[str, Any]]:
    """Return the bulk actions the reader may do, each with its form."""
    return [
        {"action": action, "form": action_form(action, table)}
        for action in table.actions
        if table.actor.may(action.permission)
    ]


def action_form(action: BulkAction, table: Table, answers: Any = None) -> Any:
    """Return an action's form, its fields named after the action; None where it asks nothing."""
    if action.form is None:
        return None
    return action.form(table.actor)(answers, prefix=action.key)


def count_words(count: Count) -> str:
    """Say how many rows match (A4)."""
    if count.more:
        return _("more than %(number)s") % {"number": f"{count.number:,}"}
    return _("%(number)s in all") % {"number": f"{count.number:,}"}


def page_values(asked: Asked, page: Page) -> dict[str, str]:
    """Return the queries of the pages around this one; empty where the list ends."""
    return {
        "first": asked.query(),
        "previous": asked.query(before=page.before) if page.before else "",
        "next": asked.query(after=page.after) if page.after else "",
    }
