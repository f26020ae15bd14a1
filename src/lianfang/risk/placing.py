"""From the words of a sheet or of somebody's journey to a place with codes, by the gazetteer of the county."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from lianfang.core.places.model import Reason, Resolution, Verdict
from lianfang.core.places.names import region_forms, region_stem, town_forms, village_forms
from lianfang.core.risk.parts import (
    BUILDING_SLOT,
    COMPOUND_SLOT,
    COUNTY_SLOT,
    UNIT_SLOT,
    Place,
    place_of,
    read_place,
    strip_names,
)
from lianfang.places.models import Area
from lianfang.places.queries import get_county, get_gazetteer
from lianfang.places.reading import national_counties_path, read_divisions

COUNTY_DIGITS, TOWN_DIGITS = 6, 9
_NO_NAME = frozenset({"县", "市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划"})


class Unplaced(Exception):
    """Words that name no place fine enough: `reason` is county_unknown, ambiguous or place_unknown."""

    def __init__(self, reason: str, candidates: Iterable[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.candidates = tuple(candidates)


@lru_cache(maxsize=1)
def get_region_names() -> dict[str, str]:
    """Return the names of the country's provinces, cities and counties by code."""
    return {area.code: area.name for area in read_divisions(national_counties_path())}


class Placer:
    """Finds places for many texts with the tables read once."""

    def __init__(self) -> None:
        county = get_county()
        self.county, self._county_name = county.code, county.name
        self._gazetteer = get_gazetteer()
        self._names = get_region_names() | dict(Area.objects.values_list("code", "name"))

    def area(self, region: str, name: str) -> Place:
        """Find a published area; what follows the region is kept as it is written. Raises Unplaced."""
        code = self._code_of_area(region, name)
        if len(code) < COUNTY_DIGITS:
            raise Unplaced("county_unknown")
        return read_place(code, self._strip(code, name))

    def stay(self, text: str) -> Place:
        """Find where somebody was, as far as the words tell; empty where they name no region."""
        code = self._code_of(self._gazetteer.resolve(text), text)
        return read_place(code, self._strip(code, text), free=False) if code else ()

    def home(self, code: str, address: str) -> Place:
        """Find where somebody of our county lives: the village's or town's code, and the address."""
        return read_place(code or self.county, self._strip(code or self.county, address), free=False)

    def say(self, place: Place) -> str:
        """Write a place in full, from the province down."""
        words = [self._say_region(place[: COUNTY_SLOT + 1])]
        for slot, part in enumerate(place[COUNTY_SLOT + 1 :], start=COUNTY_SLOT + 1):
            ends = {BUILDING_SLOT: "号楼", UNIT_SLOT: "单元"}.get(slot, "") if part else ""
            words.append(self._names.get(part, part) + ends)
        return "".join(words)

    def name_of(self, code: str) -> str:
        """Return the name of an area by its code."""
        return self._names.get(code, code)

    def _say_region(self, codes: Place) -> str:
        names = [self._names.get(code, code) for code in codes]
        return "".join(dict.fromkeys(name for name in names if name not in _NO_NAME))

    def _code_of_area(self, region: str, name: str) -> str:
        whole = self._gazetteer.resolve(region + name)
        alone = self._gazetteer.resolve(region) if region else whole
        if alone.kind is Verdict.ELSEWHERE and len(alone.elsewhere) == COUNTY_DIGITS:
            return alone.elsewhere
        if whole.kind is Verdict.AMBIGUOUS:
            raise Unplaced("ambiguous", whole.candidates)
        code = self._code_of(whole, region + name)
        if not code:
            raise Unplaced("place_unknown")
        return code

    def _code_of(self, found: Resolution, text: str) -> str:
        """Return the deepest code that an answer of the gazetteer is sure of."""
        if found.kind is Verdict.ASSIGNED:
            return found.code
        if found.kind is Verdict.ELSEWHERE:
            return found.elsewhere
        if found.kind is Verdict.AMBIGUOUS:
            return _common(found.candidates)
        if found.reason not in (Reason.COUNTY_ONLY, Reason.UNKNOWN_PLACE):
            return ""
        own = (self.county, self.county[:4], self.county[:2])
        return next((code for code in own if self._bare(code) in text), "")

    def _bare(self, code: str) -> str:
        """Return a region's name without its kind; one of a single character keeps it (兴县)."""
        name = self._names.get(code, code)
        return region_stem(name) or name

    def _strip(self, code: str, text: str) -> str:
        return strip_names("".join(text.split()), (self._forms(part) for part in place_of(code)))

    def _forms(self, code: str) -> list[str]:
        name = self._names.get(code, "")
        if len(code) <= COUNTY_DIGITS:
            return [form.text for form in region_forms(name, len(code))]
        forms = town_forms(name, self._county_name) if len(code) == TOWN_DIGITS else village_forms(name)
        return [form.text for form in forms]


def _common(codes: tuple[str, ...]) -> str:
    """Return the code that all of several places share, a county's at the deepest."""
    for digits in (COUNTY_DIGITS, 4, 2):
        shared = {code[:digits] for code in codes}
        if len(shared) == 1 and len(next(iter(shared))) == digits:
            return shared.pop()
    return ""


def key_of(place: Place) -> str:
    """Write a place as one text, by which it is found again."""
    return "/".join(place)


def compound_of(place: Place) -> str:
    """Return the words of a place below the village: what an address there must hold."""
    return place[COMPOUND_SLOT] if len(place) > COMPOUND_SLOT else ""
