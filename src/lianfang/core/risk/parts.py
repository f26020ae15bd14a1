"""A place from the province down to the unit of a house, as far as a text tells it.

A `Place` has up to eight slots: province, city, county, town, village or community, compound, building, unit. The
first three are codes; in our own county so are town and village, elsewhere they are names. A slot that is not
known is empty, and what follows the last known one is left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from lianfang.core.identity.cells import plain

Place = tuple[str, ...]

GRAINS = ("province", "city", "county", "town", "village", "compound", "building", "unit")
COUNTY_SLOT, TOWN_SLOT, VILLAGE_SLOT, COMPOUND_SLOT, BUILDING_SLOT, UNIT_SLOT = 2, 3, 4, 5, 6, 7
MOST_HOUSES = 200
_CODE_DIGITS = (2, 4, 6, 9, 12)
_NUMERAL = "0-9A-Za-z一二三四五六七八九十百甲乙丙丁"
_TOWN = re.compile(r"(.{1,9}?)(?:街道办事处|街道办|(街道|镇|乡|苏木))")
_BARE_TOWN = re.compile(r".?(?:街道|镇|乡|苏木)")
_VILLAGE = re.compile(
    r"(.{1,9}?)(社区居委会|社区居民委员会|社区|居委会|村民委员会|村委会|行政村|自然村|村)(?!小区|花园|苑)"
)
_COMPOUND = re.compile(
    r"(.{1,24}?(?:小区|花园|家园|公寓|住宅区|家属院|家属楼|宿舍|新村|工地|广场|大厦|中心|商场|市场|超市|酒店|宾馆|饭店|"
    r"医院|学校|学院|大学|中学|小学|公司|工业园|园区|苑|庭|府|城|院|园|湾|郡|墅|里|坊|巷)+"
    r"(?:[东南西北中]区|[一二三四五六0-9]+[期区])?)(?![路街])"
)
_BUILDING = re.compile(rf"([{_NUMERAL}]+)\s*(?:号楼|号院|栋|幢|座|楼)")
_UNIT = re.compile(rf"([{_NUMERAL}]+)\s*单元")
_GAPS = re.compile(r"[\s,，。:：()（）【】\[\]]+")
_LISTED = re.compile(rf"([{_NUMERAL}]+(?:\s*[、,，和及]\s*[{_NUMERAL}]+)+)\s*(号楼|栋|幢|座|单元)")
_SPAN = re.compile(r"([0-9]+)\s*(?:号楼|栋|幢|座|单元)?\s*[-—–~～至到]\s*([0-9]+)\s*(号楼|栋|幢|座|单元)")
_SEVERAL = re.compile(r"[、;；\n]")
_COMMITTEES = re.compile(r"(?:居民委员会|居委会|村民委员会|民委员会|委会)$")


class TooManyHouses(ValueError):
    """A range of buildings that names more than a compound has, or runs backwards."""


def place_of(code: str) -> Place:
    """Give the place that a code of 2, 4, 6, 9 or 12 digits names."""
    return tuple(code[:digits] for digits in _CODE_DIGITS if digits <= len(code))


def code_of(place: Place) -> str:
    """Give the deepest code of a place: its county's, or in our own county the town's or village's."""
    return next((slot for slot in reversed(place) if slot.isdigit() and len(slot) in _CODE_DIGITS), "")


def grain_of(place: Place) -> str:
    """Name how fine a place is told: county, town, village, compound, building, unit."""
    return GRAINS[min(len(place), len(GRAINS)) - 1] if place else ""


def trim(slots: Sequence[str]) -> Place:
    """Leave out what is not known behind the last known slot."""
    known = [at for at, slot in enumerate(slots) if slot]
    return tuple(slots[: known[-1] + 1]) if known else ()


def strip_names(text: str, names: Iterable[Sequence[str]]) -> str:
    """Take the names of the regions before a place off its text, the widest first, each in a form people write.

    Of several that fit the longest is meant: 蔚汾景苑社区 is the community's name, not the town 蔚汾 and 景苑社区. What
    would leave a town without a name of its own is part of that name: 未央宫街道 is a street of 未央区, 长安镇 a town.
    """
    left = [list(forms) for forms in names]
    while left:
        fitting = [
            (len(form), at)
            for at, forms in enumerate(left)
            for form in forms
            if form
            and text.startswith(form)
            and not (form != forms[0] and _BARE_TOWN.match(text[len(form) :]))
        ]
        if not fitting:
            return text
        length, at = max(fitting, key=lambda one: (one[0], -one[1]))
        text, left = text[length:].lstrip("-— ,，、/"), left[at + 1 :]
    return text


def read_place(region: str, text: str, *, free: bool = True) -> Place:
    """Read what follows the region's names into its slots; `region` is the deepest code.

    With `free` words that name no kind of place are kept as the compound, as a published area has its name however
    odd; without it they say nothing, as the street and number in somebody's address.
    """
    slots = [*place_of(region), *[""] * (len(GRAINS) - len(place_of(region)))]
    rest = _GAPS.sub("", plain(text))
    if not slots[TOWN_SLOT] and (found := _TOWN.match(rest)):
        slots[TOWN_SLOT] = found[1] + (found[2] or "街道")
        rest = rest[found.end() :]
    if not slots[VILLAGE_SLOT] and (found := _VILLAGE.match(rest)):
        slots[VILLAGE_SLOT] = found[1] + ("社区" if found[2].startswith(("社区", "居")) else "村")
        rest = rest[found.end() :]
    return trim(_read_houses(slots, rest, free=free))


def _read_houses(slots: list[str], rest: str, *, free: bool) -> list[str]:
    rest = _COMMITTEES.sub("", rest)
    for slot, pattern in ((UNIT_SLOT, _UNIT), (BUILDING_SLOT, _BUILDING)):
        if found := pattern.search(rest):
            slots[slot], rest = found[1].upper(), rest[: found.start()]
    found = _COMPOUND.match(rest)
    if found:
        slots[COMPOUND_SLOT] = rest if free else found[1]
    elif free and rest:
        slots[COMPOUND_SLOT] = rest
    return slots


def list_written(text: str) -> list[str]:
    """Take apart a cell that names several places: A小区、B小区; 甲小区1、3号楼; 乙小区1-5号楼.

    A town that stands before the first holds for those after it. Raises TooManyHouses.
    """
    told: list[str] = []
    town = ""
    for piece in _SEVERAL.split(_hide_lists(plain(text))):
        piece = piece.strip(" ,，。.")
        if not piece:
            continue
        found = _TOWN.match(piece)
        town = found.group() if found else town
        told += _list_houses(piece if found else town + piece)
    return told


def _hide_lists(text: str) -> str:
    """Keep the numbers of one compound's houses together: 1、3、5号楼 is no list of places."""
    return _LISTED.sub(lambda found: re.sub(r"\s*[、,，和及]\s*", "|", found[1]) + found[2], text)


def _list_houses(piece: str) -> list[str]:
    if span := _SPAN.search(piece):
        first, last = int(span[1]), int(span[2])
        if not first <= last < first + MOST_HOUSES:
            raise TooManyHouses(span.group())
        return [
            f"{piece[: span.start()]}{number}{span[3]}{piece[span.end() :]}"
            for number in range(first, last + 1)
        ]
    listed = re.search(rf"([{_NUMERAL}]+(?:\|[{_NUMERAL}]+)+)(号楼|栋|幢|座|单元)", piece)
    if not listed:
        return [piece]
    head, tail = piece[: listed.start()], piece[listed.end() :]
    return [f"{head}{number}{listed[2]}{tail}" for number in listed[1].split("|")]


def is_apart(one: Place, other: Place) -> bool:
    """Tell whether two places cannot be the same or lie in each other: a slot known of both differs."""
    return any(mine and its and mine != its for mine, its in zip(one, other, strict=False))


def fill_in(stay: Place, areas: Iterable[Place]) -> Place:
    """Complete a place from the areas it names: who wrote the compound alone was in that compound's town.

    The name of a compound, or of a village where no compound is told, points to the area of the same county that
    bears it.
    """
    named = COMPOUND_SLOT if _slot(stay, COMPOUND_SLOT) else VILLAGE_SLOT
    if not _slot(stay, named) or not _slot(stay, COUNTY_SLOT):
        return stay
    filled = list(stay)
    for area in areas:
        if _slot(area, named) == stay[named] and not is_apart(area, stay):
            filled = [mine or its for mine, its in zip(filled, _stretch(area, len(filled)), strict=True)]
    return tuple(filled)


def _slot(place: Place, at: int) -> str:
    return place[at] if at < len(place) else ""


def _stretch(place: Place, length: int) -> Iterator[str]:
    return (_slot(place, at) for at in range(length))
