"""What a list page has hundreds of, written without a template for each: rows with their cells, boxes to tick.

Django's templates take some 50 µs for a cell, which is half the time of a page of fifty rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lianfang.shared.clock import LOCAL
from lianfang.shared.tables.columns import Column, Words


def plain(value: Any) -> str:
    """Write a value as text: local times, yes and no, lists with commas; None gives nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return _(", ").join(plain(each) for each in value)
    return str(value)


def cell_drawer(columns: Sequence[Column]) -> Callable[[Any, str], SafeString]:
    """Return what draws the cells of a row with the address of its page; headings are translated once."""
    drawers = [_column_drawer(column) for column in columns]

    def draw(row: Any, url: str) -> SafeString:
        return mark_safe("".join(drawer(row, url) for drawer in drawers))  # noqa: S308  # every part is escaped

    return draw


def row_drawer(columns: Sequence[Column], picked: bool) -> Callable[[Any, Any, str, str], SafeString]:
    """Return what draws a row with its key, the address of its page and its class; `picked` adds a box to tick."""
    cells, box = cell_drawer(columns), ("", "")
    if picked:
        label = escape(_("Select"))
        box = (
            '<td class="is-pick"><input type="checkbox" name="pick" value="',
            f'" aria-label="{label}" x-on:change="count()"></td>',
        )

    def draw(row: Any, pk: Any, url: str, css: str) -> SafeString:
        css = f' class="{escape(css)}"' if css else ""
        href = f' data-href="{escape(url)}"' if url else ""
        pick = f"{box[0]}{escape(str(pk))}{box[1]}" if picked else ""
        return mark_safe(f"<tr{css}{href}>{pick}{cells(row, url)}</tr>")  # noqa: S308  # every part is escaped

    return draw


def _column_drawer(column: Column) -> Callable[[Any, str], str]:
    css = escape(f"{column.css}{' is-lead' if column.lead else ''}")
    label = f'data-label="{escape(str(column.heading))}"'

    is_shown_as_copied = not (column.cell or column.exported)

    def shown(row: Any) -> str:
        return conditional_escape(column.cell(row) if column.cell else plain(column.value_of(row)))

    def draw(row: Any, url: str) -> str:
        copied = escape(plain(column.export_of(row)))  # what is copied is what is exported
        inner = copied if is_shown_as_copied else shown(row)
        opens = column.lead and url
        if opens:
            inner = f'<a href="{escape(url)}">{inner or "—"}</a>'
        blank = "" if copied or opens else " is-blank"
        return f'<td class="{css}{blank}" {label} data-value="{copied}">{inner}</td>'

    return draw


def draw_boxes(name: str, options: Iterable[tuple[str, Words, bool]]) -> SafeString:
    """Draw the options of a choice as boxes to tick: a county has hundreds of places."""
    head = f'<label><input type="checkbox" name="{escape(name)}" value="'
    boxes = (
        f'{head}{escape(str(code))}"{" checked" if chosen else ""}>{escape(str(words))}</label>'
        for code, words, chosen in options
    )
    return mark_safe("".join(boxes))  # noqa: S308  # every part is escaped
