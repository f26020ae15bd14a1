"""Who was in a risk area and when, as far as lists and addresses tell: journeys read by the hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from lianfang.core.places.names import region_stem
from lianfang.core.policy.risk import Stay
from lianfang.core.risk.parts import COUNTY_SLOT, Place
from lianfang.core.timeline import DAY, day_start
from lianfang.risk.placing import Placer, get_region_names
from lianfang.shared.clock import LOCAL

CITY_DIGITS = 4
_LEAST_STEM = 2
_LAST_MINUTE = timedelta(minutes=1)
_ELSEWHERE = ("not_been_there", "no_such_person", "duplicate", "elsewhere")
"""Calls that found that there is nobody here to be controlled."""

_COLUMNS = """lead.id, lead.person_id, lead.from_place, lead.address, lead.left_on, lead.arrived_on, lead.received_at,
    lead.town, lead.community, lead.grid"""
_WHO = """FROM leads_lead lead WHERE lead.outcome <> ALL(%(elsewhere)s)
    AND (%(leads)s::bigint[] IS NULL OR lead.id = ANY(%(leads)s))"""
_CAME = f"""SELECT {_COLUMNS} {_WHO} AND lead.from_place LIKE ANY(%(names)s)
    AND coalesce(lead.left_on, lead.arrived_on, (lead.received_at AT TIME ZONE 'Asia/Shanghai')::date) >= %(since)s
    ORDER BY lead.id"""
_LIVES = f"""SELECT {_COLUMNS} {_WHO} AND (lead.community = ANY(%(villages)s) OR lead.town = ANY(%(towns)s))
    ORDER BY lead.id"""


@dataclass(frozen=True, slots=True)
class Journey:
    """One lead's person in a place: the stay, from when days count, and the desk that holds the lead."""

    lead: int
    person: int
    stay: Stay
    anchor: datetime
    desk: tuple[str, str, str]
    lives: bool = False


class Reader:
    """Reads journeys; each text and each address is understood once."""

    def __init__(self, placer: Placer, days: int, leads: Sequence[int] | None = None) -> None:
        self._placer = placer
        self._days = days  # how long before leaving somebody may have been there
        self._leads = None if leads is None else list(leads)
        self._places: dict[tuple[str, str], Place] = {}

    def iter_came(self, counties: Iterable[str], since: date) -> Iterator[Journey]:
        """Yield who came from some counties, or from their cities without saying more, since a day."""
        for row in self._ask(_CAME, {"names": _patterns(counties), "since": since}):
            lead, person, text, _address, left, arrived, received, *desk = row
            place = self._find("", text)
            if place:
                day = left or arrived or received.astimezone(LOCAL).date()
                yield self._journey(lead, person, place, day, tuple(desk))

    def iter_lives(self, towns: Iterable[str], villages: Iterable[str], at: datetime) -> Iterator[Journey]:
        """Yield who lives in some towns or villages of ours."""
        for row in self._ask(_LIVES, {"towns": list(towns), "villages": list(villages)}):
            lead, person, _text, address, _left, _arrived, received, town, community, grid = row
            place = self._find(community or town, address)
            stay = Stay(place, min(received, at), at + _LAST_MINUTE)  # and is there still
            yield Journey(lead, person, stay, at, (town, community, grid), lives=True)

    def _journey(self, lead: int, person: int, place: Place, day: date, desk: tuple[str, ...]) -> Journey:
        begins = day_start(day)
        stay = Stay(place, begins - self._days * DAY, begins + DAY - _LAST_MINUTE)
        return Journey(lead, person, stay, begins, (desk[0], desk[1], desk[2]))

    def _find(self, code: str, text: str) -> Place:
        key = (code, text)
        if key not in self._places:
            self._places[key] = self._placer.home(code, text) if code else self._placer.stay(text)
        return self._places[key]

    def _ask(self, query: str, told: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query, told | {"leads": self._leads, "elsewhere": list(_ELSEWHERE)})
            yield from cursor.fetchall()


def _patterns(counties: Iterable[str]) -> list[str]:
    """Give what a text must hold to name one of some counties, or its city."""
    names = get_region_names()
    codes = {code for county in counties for code in (county, county[:CITY_DIGITS])}
    stems = {region_stem(names[code]) or names[code] for code in codes if code in names}
    return sorted(f"%{stem}%" for stem in stems if len(stem) >= _LEAST_STEM)


def region_of(place: Place) -> str:
    """Return the county's code of a place, the city's where no county is told."""
    return place[min(len(place) - 1, COUNTY_SLOT)]
