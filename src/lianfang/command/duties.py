"""What Today shows: a duty is a heading with what is due under it, oldest first, each with its next step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lianfang.places.queries import names
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


Teller = Callable[[Actor, datetime], Duty | None]


def duty_of(
    key: str,
    title: Words,
    icon: str,
    rows: QuerySet[Any, Any],
    draw: Callable[[list[Any]], Iterable[Line]],
    url: str,
) -> Duty | None:
    """Return the duty that rows in their order make; None where nothing is due.

    Counts stop at a thousand, so that Today costs the same in a county of a million leads. The keys are read
    first, from an index alone, and only the rows that are shown are fetched.
    """
    keys = list(rows.values_list("pk", flat=True)[: COUNTED + 1])
    if not keys:
        return None
    lines = list(draw(list(rows.filter(pk__in=keys[:SHOWN]))))
    return Duty(key, title, icon, lines, say_count(len(keys)), url)


def say_count(number: int) -> str:
    """Say how many there are, up to a thousand."""
    return str(number) if number <= COUNTED else _("more than %(number)s") % {"number": f"{COUNTED:,}"}


def name_places(rows: Iterable[Any]) -> dict[str, str]:
    """Return the names of the towns and grids of rows that carry their codes."""
    return names({code for row in rows for code in (row.town, row.community, row.grid) if code})


def say_place(row: Any, places: dict[str, str]) -> str:
    """Say where something is: the grid, else the community, else the town."""
    known = [places[code] for code in (row.grid, row.community, row.town) if code in places]
    return known[0] if known else _("no place yet")
