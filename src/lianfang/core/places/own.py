"""The county's own towns, villages and communities, as they are named in addresses."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lianfang.core.places.model import Area, Level
from lianfang.core.places.names import Likeness, is_zone, town_forms, town_stem, village_forms, village_stem
from lianfang.core.places.trie import Trie

_VILLAGE_DIGITS = 12
# What may stand right after the bare name of a village: a group, a house, the people of it.
_PART_OF_VILLAGE = re.compile(
    r"[一二三四五六七八九十]{1,3}(?:组|队|社|号|巷|排|户|小组)|小组|组|队|社员|号|村民|人(?!民)|附近|自然村|移民|院内|家中"
)


class _Bearer(NamedTuple):
    code: str
    typed: bool
    likeness: Likeness
    is_town: bool = False
    is_alias: bool = False


class OwnPlace(NamedTuple):
    """What an address names of our county from one position on.

    `places` are the villages, communities and grids that fit, all in `town` when that is given;
    `towns` are the towns that a bare name fits just as well. `typed` names say what kind of place
    they mean; `official` tells that the town is written in full and with its own kind.
    """

    end: int
    town: str
    places: tuple[str, ...]
    towns: tuple[str, ...]
    typed: bool
    likeness: Likeness
    official: bool = False
    alias: bool = False


class OwnPlaces:
    """Finds the names of the county's own places in an address."""

    def __init__(self, areas: Iterable[Area], county_name: str, aliases: Mapping[str, str]) -> None:
        self._names: Trie[_Bearer] = Trie()
        areas = tuple(areas)
        towns = [area for area in areas if area.level is Level.TOWN]
        for town in towns:
            for form in town_forms(town.name, county_name):
                self._names.add(form.text, _Bearer(town.code, form.typed, form.likeness, is_town=True))
        self._enter_zone([town for town in towns if is_zone(town.name)])
        stems = {town.code: town_stem(town.name) for town in towns}
        for area in areas:
            if area.level is Level.VILLAGE:
                self._enter_village(area, stems.get(area.parent, ""))
        for name, code in aliases.items():
            self._names.add(name, _Bearer(code, True, Likeness.OWN, is_alias=True))

    def _enter_zone(self, zones: list[Area]) -> None:
        if len(zones) == 1:
            for name in ("开发区", "经开区", "经济开发区", "经济技术开发区"):
                self._names.add(name, _Bearer(zones[0].code, True, Likeness.OTHER_KIND, is_town=True))

    def _enter_village(self, area: Area, town: str) -> None:
        for form in village_forms(area.name):
            self._names.add(form.text, _Bearer(area.code, form.typed, form.likeness))
        if village_stem(area.name) == town + "街":  # the community of the town's street: 景村街社区
            self._names.add(town + "社区", _Bearer(area.code, True, Likeness.OTHER_KIND))
        campus = area.name.removesuffix("虚拟社区")  # its statistical community stands for an institution
        if campus != area.name and not self._names.get(campus):
            self._names.add(campus, _Bearer(area.code, False, Likeness.OWN))

    @property
    def initials(self) -> frozenset[str]:
        """The characters the names begin with."""
        return self._names.initials

    def read(self, text: str, start: int, breaks: tuple[int, ...], town: str) -> OwnPlace | None:
        """The best reading of the text at `start`; `town` is the town named before, if any.

        The reading that takes in most of the text is the best; of equals the one nearest to the
        official names.
        """
        best: OwnPlace | None = None
        for end, bearers in reversed(self._names.matches(text, start)):
            for reading in self._readings(text, start, end, bearers, breaks, town):
                if best is None or (reading.end, -reading.likeness) > (best.end, -best.likeness):
                    best = reading
            if best and best.official and best.places:
                break  # a town written in full with a village of it: shorter names cannot say more
        return best

    def _readings(
        self,
        text: str,
        start: int,
        end: int,
        bearers: tuple[_Bearer, ...],
        breaks: tuple[int, ...],
        town: str,
    ) -> list[OwnPlace]:
        inner = [self._read_inner(text, end, breaks, bearer) for bearer in bearers if bearer.is_town]
        found = [reading for reading in inner if reading]
        if found:
            return found
        alone = _read_alone(text, start, end, bearers, breaks, town)
        return [alone] if alone else []

    def _read_inner(self, text: str, start: int, breaks: tuple[int, ...], town: _Bearer) -> OwnPlace | None:
        """The village named right after its town."""
        for end, bearers in reversed(self._names.matches(text, start)):
            inside = _in_town(_usable(text, start, end, bearers, breaks), town.code)
            if inside:
                found = _choose(end, inside, town.code)
                official = town.typed and town.likeness is Likeness.OWN
                likeness = max(found.likeness, town.likeness)
                typed = found.typed or town.typed
                return OwnPlace(
                    found.end, town.code, found.places, (), typed, likeness, official, found.alias
                )
        return None


def _read_alone(
    text: str, start: int, end: int, bearers: tuple[_Bearer, ...], breaks: tuple[int, ...], town: str
) -> OwnPlace | None:
    """One name by itself: a village of the town named before, or a town, or a village anywhere."""
    usable = _usable(text, start, end, bearers, breaks)
    inside = _in_town(usable, town) if town else []
    if inside:
        return _choose(end, inside, town)
    usable = [bearer for bearer in usable if bearer.typed or bearer.likeness is not Likeness.VARIANT]
    return _choose(end, usable, "") if usable else None


def _usable(
    text: str, start: int, end: int, bearers: tuple[_Bearer, ...], breaks: tuple[int, ...]
) -> list[_Bearer]:
    """The bearers that the surroundings allow: bare names must end cleanly, the shortest at a gap."""
    gap = end == len(text) or end in breaks
    if gap or (end - start > 1 and _PART_OF_VILLAGE.match(text, end)):
        return list(bearers)
    return [bearer for bearer in bearers if bearer.typed]


def _in_town(bearers: list[_Bearer], town: str) -> list[_Bearer]:
    return [
        bearer
        for bearer in bearers
        if not bearer.is_town
        and (bearer.code.startswith(town) or (bearer.is_alias and not _is_village(bearer.code)))
    ]


def _is_village(code: str) -> bool:
    return len(code) == _VILLAGE_DIGITS and code.isdecimal()


def _choose(end: int, bearers: list[_Bearer], town: str) -> OwnPlace:
    """Keep the bearers nearest to their official names; a lone town is the town itself."""
    if len(bearers) == 1:
        code, typed, likeness, is_town, alias = bearers[0]
        if is_town:
            return OwnPlace(end, code, (), (), typed, likeness, typed and likeness is Likeness.OWN)
        return OwnPlace(end, town, (code,), (), typed, likeness, False, alias)
    likeness = min(bearer.likeness for bearer in bearers)
    nearest = [bearer for bearer in bearers if bearer.likeness is likeness]
    places = tuple(bearer.code for bearer in nearest if not bearer.is_town)
    towns = tuple(bearer.code for bearer in nearest if bearer.is_town)
    typed = any(bearer.typed for bearer in nearest)
    alias = any(bearer.is_alias for bearer in nearest)
    if not places and len(towns) == 1:
        return OwnPlace(end, towns[0], (), (), typed, likeness, typed and likeness is Likeness.OWN)
    return OwnPlace(end, town, tuple(dict.fromkeys(places)), towns, typed, likeness, alias=alias)
