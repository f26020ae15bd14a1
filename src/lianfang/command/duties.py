"""What Today shows: a duty is a heading with what is due under it, oldest first, each with its next step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from lianfang.shared.actor import Actor
from lianfang.web.pieces import Words

SHOWN = 8
COUNTED = 1_000
# The front end's sprite takes the icons of a dictionary with this ending.
DUTY_ICONS = {
    "failed": "file-alert",
    "to_control": "home-plus",
    "missed": "test-pipe-off",
    "rejected": "table",
    "moves": "player-track-next",
    "exposed": "user-exclamation",
    "proposals": "git-compare",
    "law": "gavel",
    "transfers": "ambulance",
    "missed_parts": "temperature-off",
    "breaches": "door-exit",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What finishes a line: a link, in the side panel where it says so."""

    label: Words
    url: str
    icon: str
    panel: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is due: whom or what it is about, by when, and how it is finished.

    What is `urgent` stands first without being overdue: nothing says by when it must be done.
    """

    title: Words
    url: str
    text: Words = ""
    when: datetime | None = None
    late: bool = False
    steps: tuple[Step, ...] = ()
    number: str = ""
    urgent: bool = False


Places = Mapping[str, str]
"""The names of towns, communities and grids by their codes."""
Draw = Callable[[list[Any], Places], Iterable[Line]]


@dataclass(frozen=True, slots=True)
class Duty:
    """What of one kind is due for the reader; `url` opens the whole list."""

    key: str
    title: Words
    icon: str
    lines: Sequence[Line]
    count: str
    url: str = ""
    note: Words = ""

    @property
    def late(self) -> bool:
        """Say whether anything of it is overdue."""
        return any(line.late for line in self.lines)

    @property
    def urgent(self) -> bool:
        """Say whether anything of it waits for nothing else."""
        return any(line.urgent for line in self.lines)

    @property
    def more(self) -> bool:
        """Say whether there is more than is shown."""
        return self.count != str(len(self.lines))


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A duty to be looked for: rows in the order they wait in, how they are drawn, what of a row says where it is."""

    key: str
    title: Words
    icon: str
    rows: QuerySet[Any, Any]
    draw: Draw
    url: str
    placed: Callable[[Any], Any] | None = None


Told = Duty | Asked | None
Teller = Callable[[Actor, datetime], Told]
_needed: dict[Teller, type[Model]] = {}


def only_with(table: type[Model]) -> Callable[[Teller], Teller]:
    """Mark a teller that has nothing to tell while a table is empty: a county without zones asks nothing of them."""

    def mark(tell: Teller) -> Teller:
        _needed[tell] = table
        return tell

    return mark


def needed_by(tell: Teller) -> type[Model] | None:
    """Return the table without whose rows a teller has nothing to tell, None where it may always have."""
    return _needed.get(tell)


def itself(row: Any) -> Any:
    """Return a row that bears the codes of its own place."""
    return row


def order_of(row: Any) -> Any:
    """Return the order of a row, which says where the person is."""
    return row.order


def say_count(number: int) -> str:
    """Say how many there are, up to a thousand."""
    return str(number) if number <= COUNTED else _("more than %(number)s") % {"number": f"{COUNTED:,}"}


def say_place(row: Any, places: Places) -> str:
    """Say where something is: the grid, else the community, else the town."""
    known = [places[code] for code in (row.grid, row.community, row.town) if code in places]
    return known[0] if known else _("no place yet")
