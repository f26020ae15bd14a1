"""Reading an address from left to right: what it names of ours, what it names elsewhere, and which last.

The place named last decides. Other counties have towns and villages with the names of ours
(太原市小店区城关村), so after another region's name ours count only when our county is named again,
a word of moving stands between, or a town and a village of it fit together.
"""

from lianfang.core.places.cleaning import Cleaned
from lianfang.core.places.names import Likeness
from lianfang.core.places.own import OwnPlace, OwnPlaces
from lianfang.core.places.regions import COUNTY_DIGITS, Region, Regions, Setting

_SINGLE_MOVES = frozenset("住在回到至从由去赴")  # words of moving only right before a name
_ENDS_DETAIL = frozenset("号楼室组队路街道巷旁边内区院处近户城")  # after these a new name may begin
_ENDS_TOWN = frozenset("镇乡")  # so it may after a town that is no more, once our county is named
_DETAIL = frozenset("号楼室组队户院栋幢座层单元村社区乡镇县市的人")  # these alone name no further place


class Names:
    """All names an address is read with, and the characters they begin with."""

    def __init__(self, own: OwnPlaces, regions: Regions) -> None:
        self.own = own
        self.regions = regions
        self.initials = own.initials | regions.initials


class Scan:
    """One reading of one address; `found`, `away` and the flags hold what it came to.

    `away` is the code of the other region named last (empty when its name is borne by several), or
    None when a place of ours was named after it or there is none. `conflict` is the town written before a
    village that lies in another one; `rival` the region elsewhere that bears the same bare name;
    `home` that our county or a wider region of ours is named; `rest` that words follow the last name
    that stand for nothing known.
    """

    def __init__(self, cleaned: Cleaned, names: Names) -> None:
        self.found: OwnPlace | None = None
        self.away: str | None = None
        self.conflict = ""
        self.rival = ""
        self.home = False
        self.rest = False
        self._text, self._breaks = cleaned
        self._names = names
        self._mark = 0  # where the last name or word of moving ended
        self._moved = -1  # where the last word of moving ended
        self._chain = ""  # the region whose name ended at _mark
        self._inside = False  # our county or a place of it was named last
        self._bound = False  # what follows belongs to the region elsewhere
        self._deep = False  # that region is a county
        self._town = ""  # the town a following village lies in

    def run(self) -> "Scan":
        """Read the whole text."""
        position, length = 0, len(self._text)
        while position < length:
            position = self._step(position)
        return self

    def _pass_over(self, position: int) -> int:
        self.rest = self.rest or self._text[position] not in _DETAIL
        return position + 1

    def _step(self, position: int) -> int:
        if self._text[position] not in self._names.initials:
            return self._pass_over(position)
        moved = position == self._moved or self._follows_single_move(position)
        region = self._read_region(position, moved)
        own = self._read_own(position, moved)
        if own and not (region and self._is_region(own, region)):
            self._take_own(own, region)
            self._mark = own.end
            return own.end
        if region:
            self._take_region(region)
            self._mark = region.end
            return region.end
        return self._pass_over(position)

    def _follows_single_move(self, position: int) -> bool:
        before = position - 1
        return (
            before >= 0
            and self._text[before] in _SINGLE_MOVES
            and (before == self._mark or before in self._breaks)
        )

    def _read_region(self, position: int, moved: bool) -> Region | None:
        follows = position == self._mark
        setting = Setting(
            follows=follows,
            apart=moved or position in self._breaks,
            chain=self._chain if follows else "",
            inside=self._inside,
            away=self.away is not None,
        )
        return self._names.regions.read(self._text, position, self._breaks, setting)

    def _read_own(self, position: int, moved: bool) -> OwnPlace | None:
        own = self._names.own.read(self._text, position, self._breaks, self._town)
        if own is None or moved:
            return own
        gap = position in self._breaks
        begins = own.official or own.alias or (own.typed and (gap or self._may_begin(position)))
        if position != self._mark and not begins:
            return None
        if self._bound and not (own.official and own.places and (gap or not self._deep)):
            return None
        return own

    def _may_begin(self, position: int) -> bool:
        before = self._text[position - 1]
        if self._text.startswith("城中村", position - 1):  # a village in the town, not 中村
            return False
        return before in _ENDS_DETAIL or (self._inside and before in _ENDS_TOWN)

    def _is_region(self, own: OwnPlace, region: Region) -> bool:
        """Whether a text that reads as both is the region."""
        if region.end != own.end:
            return region.end > own.end
        return region.ours or own.likeness is Likeness.VARIANT or (region.chained and not self._inside)

    def _take_own(self, own: OwnPlace, region: Region | None) -> None:
        held = self.found
        if held is None or self.away is not None or self._moved > 0:
            self.found, self.conflict = own, ""
            self.rival = region.code if region and self._rivals(own, region) else ""
        elif own.official or (own.alias and own.town == held.town):
            self.found = _narrow(held, own)
            self.rival = self.conflict = ""
        elif not held.places:
            self.found = own
            self.conflict = held.town if own.town != held.town else ""
        self._town = self.found.town if self.found else ""
        self.home = self._inside = True
        self._bound = self._deep = self.rest = False
        self.away, self._moved, self._chain = None, -1, ""

    def _rivals(self, own: OwnPlace, region: Region) -> bool:
        """Whether a bare name, with nothing of ours before it, may as well be the region's."""
        same = region.end == own.end and not region.is_move
        return same and not (self._inside or own.typed) and self._names.regions.is_near(region)

    def _take_region(self, region: Region) -> None:
        if region.is_move:
            self._moved = region.end
            self._bound, self._chain, self._town = False, "", ""
            return
        self._chain = region.code
        self.rest = False
        if region.ours:
            self.home, self._bound = True, False
            self._inside = (
                region.digits == COUNTY_DIGITS
            )  # after our city 古县 is the county, not our village
            if self._inside:
                self.away = None
            return
        self._deep = region.digits == COUNTY_DIGITS or (self._deep and region.chained)
        self.away = region.code or self.away or ""
        self._bound, self._inside, self._town = True, False, ""


def _narrow(held: OwnPlace, own: OwnPlace) -> OwnPlace:
    """The later place, unless it is only the town of the earlier one (东关村(蔚汾镇))."""
    if own.places or held.town:
        return own
    inside = tuple(place for place in held.places if place.startswith(own.town))
    return held._replace(town=own.town, places=inside, towns=()) if inside else own
