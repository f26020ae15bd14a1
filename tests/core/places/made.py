"""Addresses made from a table of divisions in every form people write, each with what it stands for.

What a form stands for is told here from the table alone, by counting who bears a name; nothing of the
code under test is used.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lianfang.core.places.model import Area, Level

Made = tuple[str, str]  # the address, its verdict
_ORGANISATION = re.compile(r"(社区居民委员会|社区居委会|社区居委|社区委会|社区|村民委员会|村委会|村委)$")
PLACEHOLDERS = ["", " ", "无", "不详", "未知", "待查", "见备注", "-", "/", "——", "…", "null"]
UNKNOWN = [
    "幸福里小区3号楼",
    "阳光花园",
    "新区安置点",
    "老家",
    "火车站",
    "滨河路",
    "人民路12号",
    "第一中学",
    "金色家园",
]


@dataclass(frozen=True)
class County:
    """A county's table with the names above it."""

    areas: tuple[Area, ...]
    code: str

    @property
    def names(self) -> tuple[str, str, str]:
        by_code = {area.code: area.name for area in self.areas}
        return by_code[self.code[:2]], by_code[self.code[:4]], by_code[self.code]

    @property
    def towns(self) -> dict[str, Area]:
        return {area.code: area for area in self.areas if area.level is Level.TOWN}

    @property
    def villages(self) -> list[Area]:
        return [area for area in self.areas if area.level is Level.VILLAGE]

    @property
    def prefixes(self) -> list[str]:
        province, city, county = self.names
        short = province[:2], city[:-1]
        return [
            province + city + county,
            city + county,
            county,
            short[0] + county,
            short[1] + county,
            short[0] + short[1] + county,
            "",
        ]


def stem(name: str) -> str:
    return _ORGANISATION.sub("", name)


def said(area: Area) -> str:
    """The name as spoken with its kind: 东关村, 北关社区."""
    base = stem(area.name)
    if "社区" in area.name or "居" in area.name.removeprefix(base):
        return base + "社区"
    return base if base.endswith("村") else base + "村"


def plain(county: County) -> list[Area]:
    """The villages and communities that are places in the ordinary sense, not stand-ins of statistics."""
    return [area for area in county.villages if not re.search("虚拟|事业服务中心", area.name)]


def in_town(county: County, draw: random.Random) -> Iterator[Made]:
    """Village and community with their town, in every form."""
    towns = county.towns
    bare = Counter((area.parent, stem(area.name).removesuffix("村")) for area in county.villages)
    for area in plain(county):
        town, base = towns[area.parent].name, stem(area.name)
        alone = bare[area.parent, base.removesuffix("村")] == 1
        short = re.sub("(镇|乡|街道)$", "", town)
        verdict = area.code if alone else "ambiguous"
        for prefix in county.prefixes:
            yield prefix + town + area.name, area.code
            yield prefix + town + said(area), area.code
            yield f"{prefix}{town}{said(area)}{draw.randint(1, 60)}号", area.code
            yield f"{prefix}{town}{said(area)}第{draw.choice('一二三四五')}组", area.code
            yield prefix + town + base, verdict
            if len(base) > 1:
                yield f"{prefix}{town}{base}{draw.randint(1, 9)}组", verdict
            if short != town:
                yield prefix + short + draw.choice(" ，,-—/、.") + base, verdict
                yield prefix + short + base, verdict


def untidy(county: County, draw: random.Random) -> Iterator[Made]:
    """Spaces from scanning, full-width figures, another county before or after."""
    towns, name = county.towns, county.names[2]
    for area in plain(county):
        full = name + towns[area.parent].name + said(area)
        yield "".join(character + draw.choice(["", " ", "", "　"]) for character in full), area.code
        yield " ".join(full), area.code
        yield full + "３组１２号", area.code
        yield "太原市小店区回" + full, area.code
        yield full + "人，现住太原市迎泽区", "elsewhere"
        yield "太原市迎泽区" + said(area), "elsewhere"
        if name not in towns[area.parent].name and "示范区" not in towns[area.parent].name:
            yield "武汉市洪山区" + towns[area.parent].name + said(area), "elsewhere"


def alone(county: County) -> Iterator[Made]:
    """A village or community by its name alone, and after the county."""
    villages = plain(county)
    spoken = Counter(said(area) for area in county.villages)
    bare = Counter(stem(area.name) for area in county.villages)
    towns = {re.sub("(镇|乡|街道)$", "", town.name) for town in county.towns.values()}
    for area in villages:
        written, base = said(area), stem(area.name)
        one = spoken[written] == 1 and written not in towns and (bare[written] == (written == base))
        for prefix in ("", county.names[2]):
            yield prefix + written, area.code if one else "ambiguous"
            if bare[base] > 1 or base in towns:
                yield prefix + base, "ambiguous"


def of_towns(county: County) -> Iterator[Made]:
    """Towns in full, with their government, with the other kind, and by the bare name."""
    bare = {stem(area.name) for area in county.villages} | {said(area) for area in county.villages}
    for town in county.towns.values():
        for prefix in county.prefixes:
            yield prefix + town.name, town.code
            yield prefix + town.name + "政府", town.code
            if town.name[-1] in "镇乡":
                yield prefix + town.name[:-1] + "镇乡"["乡镇".index(town.name[-1])], town.code
                short = town.name[:-1]
                yield prefix + short, "ambiguous" if short in bare else town.code


def nowhere(county: County) -> Iterator[Made]:
    """Nothing written, ours alone, or ours with a place that is in no table."""
    province, city, _ = county.names
    for written in (*PLACEHOLDERS, province, city, province + city):
        yield written, "none"
    for prefix in county.prefixes[:-1]:
        yield prefix, "none"
        for place in UNKNOWN:
            yield prefix + place, "none"


def elsewhere(county: County, nation: tuple[Area, ...], draw: random.Random) -> Iterator[Made]:
    """Provinces, cities and counties other than ours, with and without what lies above and below."""
    names = {area.code: area.name for area in nation}
    for area in nation:
        if county.code.startswith(area.code) or re.search("^市辖区$|^县$|直辖县级", area.name):
            continue
        province, city = names[area.code[:2]], names.get(area.code[:4], "")
        city = "" if re.search("^市辖区$|^县$|直辖县级", city) else city
        below = draw.choice(["", "人民路12号", "建设街", "城关镇", "东关村", "中心社区", "幸福里小区3号楼"])
        if area.level is Level.PROVINCE:
            yield area.name + below, "elsewhere"
        elif area.level is Level.CITY:
            yield province + area.name, "elsewhere"
            yield area.name + draw.choice(["", "人民路12号"]), "elsewhere"
        else:
            yield province + city + area.name + below, "elsewhere"
            yield (city or province) + area.name + below, "elsewhere"
            if city.endswith("市") and len(area.name) > 2:
                yield city[:-1] + area.name + below, "elsewhere"


def make_addresses(areas: tuple[Area, ...], code: str, nation: tuple[Area, ...]) -> list[Made]:
    """All forms for one county, the same on every run."""
    county, draw = County(areas, code), random.Random(code)
    return [
        *in_town(county, draw),
        *untidy(county, draw),
        *alone(county),
        *of_towns(county),
        *nowhere(county),
        *elsewhere(county, nation, draw),
    ]
