"""A list's row on its way to becoming a lead: what intake hands over, and what leads make of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from lianfang.core.identity.sex import Sex
from lianfang.core.intake.particulars import Traveller
from lianfang.core.policy import lead_deadline
from lianfang.intake.queries import ListRow
from lianfang.law.book import get_book
from lianfang.people.newcomers import Newcomer, make_newcomer
from lianfang.places.queries import Desk, Desks

_SEX = {Sex.MALE: "m", Sex.FEMALE: "f"}
_OFFICE = Desk()


class Incoming(NamedTuple):
    """A ready, warning or duplicate row with its person prepared for the look-up."""

    row: ListRow
    traveller: Traveller
    newcomer: Newcomer

    @property
    def is_repeat(self) -> bool:
        """Say whether the row names the person of an earlier row of its file."""
        return self.row.duplicate_of is not None


def prepare(rows: Iterable[ListRow]) -> list[Incoming]:
    """Keep the rows that name somebody who can be found; rejected ones have no traveller."""
    return [
        Incoming(row, row.traveller, newcomer_of(row.traveller)) for row in rows if row.traveller is not None
    ]


def newcomer_of(traveller: Traveller) -> Newcomer:
    """Prepare a traveller for the look-up among the known persons."""
    number = traveller.number
    return make_newcomer(
        name=traveller.name,
        number=number.text if number else "",
        number_kind=number.kind.value if number else "",
        phones=traveller.phones,
        born=traveller.born,
        sex=_SEX[traveller.sex] if traveller.sex else "",
    )


def desk_of(row: ListRow, address: str, desks: Desks) -> Desk:
    """Return the desk a row goes to: its place's, or the office where there is none or a choice to make."""
    return desks.of(row.area, address) if row.place == "assigned" else _OFFICE


class Deadlines:
    """Until when leads must be answered, asked of the policy once for each time of a list (P-12)."""

    def __init__(self, county: str) -> None:
        self._county = county
        self._known: dict[datetime, datetime] = {}

    def of(self, received: datetime) -> datetime:
        """Return the deadline of a lead received at an instant; raises NoValue where no policy says."""
        if received not in self._known:
            self._known[received] = lead_deadline(get_book(), self._county, received)
        return self._known[received]
