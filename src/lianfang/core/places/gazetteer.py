"""The gazetteer of a county: from the address text alone to an area, a choice, or elsewhere (A3)."""

from collections.abc import Iterable, Mapping

from lianfang.core.places.cleaning import (
    Numerals,
    is_placeholder,
    join_pieces,
    normalise,
    spell_figures,
    split_pieces,
)
from lianfang.core.places.model import Area, Level, Missing, Reason, Resolution, Verdict
from lianfang.core.places.names import village_stem
from lianfang.core.places.own import OwnPlace, OwnPlaces
from lianfang.core.places.regions import Regions
from lianfang.core.places.scan import Names, Scan

_REMEMBERED = 50_000  # addresses without their figures; a county's lists repeat them
_LONGEST_REMEMBERED = 100
_TOWN_DIGITS = 9


class Gazetteer:
    """All names of a county and of the country, built once and asked for every row.

    `areas` are the county's own with the province and city above, `nation` the provinces, cities
    and counties of the country; `aliases` give further names of the county's own knowledge
    (compounds, old names) with the code of the village, community or grid they belong to. Raises
    `ValueError` when the county is not among its areas.
    """

    def __init__(
        self,
        county: str,
        areas: Iterable[Area],
        nation: Iterable[Area],
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        own = tuple(areas)
        names = [area.name for area in own if area.code == county and area.level is Level.COUNTY]
        if not names:
            raise ValueError(f"the county {county} is not among the areas given for it")
        written = {normalise(name): code for name, code in (aliases or {}).items()}
        self._names = Names(OwnPlaces(own, names[0], _comparable(written)), Regions(county, own, nation))
        self._numerals = Numerals(_stems(own), written)
        self._remembered: dict[str, Resolution] = {}

    def resolve(self, address: str) -> Resolution:
        """Say what an address text stands for; never raises, whatever the text."""
        text = normalise(address)
        if not text.isalpha():
            text = self._numerals.spell(text)
        pieces = split_pieces(text)
        key = " ".join(pieces)
        known = self._remembered.get(key)
        if known is not None:
            return known
        resolution = self._resolve(pieces)
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()
        if len(key) <= _LONGEST_REMEMBERED:
            self._remembered[key] = resolution
        return resolution

    def _resolve(self, pieces: list[str]) -> Resolution:
        if not pieces:
            return Resolution(Verdict.NONE, Reason.EMPTY, hint=Missing.ADDRESS)
        if is_placeholder(pieces):
            return Resolution(Verdict.NONE, Reason.PLACEHOLDER, hint=Missing.ADDRESS)
        return _judge(Scan(join_pieces(pieces), self._names).run())


def _stems(areas: Iterable[Area]) -> list[str]:
    return [village_stem(area.name) for area in areas if area.level is Level.VILLAGE]


def _comparable(aliases: Mapping[str, str]) -> dict[str, str]:
    """The aliases as text is compared: without gaps, figures spelt out; those left empty are dropped."""
    names = {"".join(split_pieces(spell_figures(name))): code for name, code in aliases.items()}
    return {name: code for name, code in names.items() if name}


def _judge(scan: Scan) -> Resolution:
    if scan.away is not None:
        return Resolution(Verdict.ELSEWHERE, Reason.ELSEWHERE, elsewhere=scan.away, confidence=1.0)
    if scan.found is None:
        return _judge_nothing(scan)
    candidates = scan.found.places + scan.found.towns
    if scan.conflict:
        return _ambiguous((*candidates, scan.conflict), Reason.TOWN_CONFLICT, Missing.WHICH_TOWN)
    if scan.rival:
        return _ambiguous(
            (*candidates, scan.found.town, scan.rival), Reason.HERE_OR_AWAY, Missing.WHICH_COUNTY
        )
    if len(candidates) > 1:
        return _judge_several(scan.found)
    return _judge_one(scan.found, scan.rest)


def _judge_nothing(scan: Scan) -> Resolution:
    if not scan.home:
        return Resolution(Verdict.NONE, Reason.UNRECOGNISED, hint=Missing.WHICH_COUNTY)
    reason = Reason.UNKNOWN_PLACE if scan.rest else Reason.COUNTY_ONLY
    return Resolution(Verdict.NONE, reason, hint=Missing.TOWN)


def _judge_several(found: OwnPlace) -> Resolution:
    candidates = found.places + found.towns
    if found.towns:
        return _ambiguous(candidates, Reason.TOWN_OR_VILLAGE, Missing.VILLAGE)
    towns = {place[:_TOWN_DIGITS] for place in found.places}
    return _ambiguous(
        candidates, Reason.SAME_NAME, Missing.WHICH_TOWN if len(towns) > 1 else Missing.WHICH_KIND
    )


def _ambiguous(candidates: tuple[str, ...], reason: Reason, hint: Missing) -> Resolution:
    offered = tuple(code for code in dict.fromkeys(candidates) if code)
    return Resolution(Verdict.AMBIGUOUS, reason, candidates=offered, hint=hint)


def _judge_one(found: OwnPlace, rest: bool) -> Resolution:
    certainty = (1.0 if found.town else 0.9 if found.typed else 0.85) - 0.15 * found.likeness
    if not found.places:
        reason = Reason.VILLAGE_UNKNOWN if rest else Reason.TOWN_ONLY
        return Resolution(
            Verdict.ASSIGNED, reason, found.town, confidence=certainty - 0.1 * rest, hint=Missing.VILLAGE
        )
    reason = Reason.ALIAS if found.alias else Reason.TOWN_AND_VILLAGE if found.town else Reason.VILLAGE
    return Resolution(Verdict.ASSIGNED, reason, found.places[0], confidence=certainty)
