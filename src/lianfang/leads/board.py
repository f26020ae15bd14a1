"""The board of leads as it is drawn: a county has hundreds of grids, and a template would take half of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianfang.leads.queries import BoardLine, add_up
from lianfang.web.words import thousands

BELOW = {"town": "community", "community": "grid", "grid": ""}
_OPENS = {
    "all": "", "open": "state=open", "overdue": "overdue=1", "answered": "state=answered", "closed": "state=closed",
}  # fmt: skip


def say_figures() -> dict[str, str]:
    """Name the figures of a line."""
    return {
        "all": _("All"),
        "open": pgettext("state", "Open"),
        "overdue": _("Overdue"),
        "answered": _("Answered"),
        "closed": _("Closed"),
    }


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line as it is drawn, with the addresses of the lists that its figures open."""

    line: BoardLine
    opens: Mapping[str, str]
    row: SafeString


def draw_lines(
    lines: Sequence[BoardLine], level: str, named: Mapping[str, str], within: Mapping[str, str]
) -> Iterator[Drawn]:
    """Draw a line a place of one level, each figure a link to its list, and the total below more than one."""
    words, below = say_figures(), BELOW[level]
    for line in lines:
        here = {**within, **({level: line.code} if line.code else {"without": level})}
        name = escape(named.get(line.code, line.code) or _("without a place of this level"))
        if line.code and below:
            deeper = escape(f"{reverse('leads:board')}?{urlencode({**here, 'by': below})}")
            name = f'<a href="{deeper}">{name}</a>'
        yield _draw_line(line, name, here, words)
    if len(lines) > 1:
        yield _draw_line(add_up(lines), escape(_("Total")), within, words, ' class="is-total"')


def _draw_line(
    line: BoardLine, name: str, here: Mapping[str, str], words: Mapping[str, str], css: str = ""
) -> Drawn:
    place, address = urlencode(here), reverse("leads:list")
    opens = {key: f"{address}?{'&'.join(filter(None, (place, more)))}" for key, more in _OPENS.items()}
    figures = "".join(_draw_figure(line, key, opens[key], words[key]) for key in _OPENS)
    row = mark_safe(f'<tr{css}><th scope="row">{name}</th>{figures}</tr>')  # noqa: S308  # every part is escaped
    return Drawn(line, opens, row)


def _draw_figure(line: BoardLine, key: str, address: str, label: str) -> str:
    number = thousands(getattr(line, key))
    bad = " is-bad" if key == "overdue" and line.overdue else ""
    return (
        f'<td class="is-num{bad}"><a class="lf-figure" href="{escape(address)}"'
        f' aria-label="{escape(label)} {number}">{number}</a></td>'
    )
