"""The provinces, cities and counties of the country, as they are named in addresses.

A short name is shared with villages, streets and shops everywhere (朝阳村, 北京路, 河南饭店), so what
stands before and after it decides whether it names a region.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from lianfang.core.places.model import Area
from lianfang.core.places.names import Likeness, region_forms, region_stem
from lianfang.core.places.trie import Trie

COUNTY_DIGITS = 6
# Provinces of GB/T 2260 below which the national list has no counties.
_WITHOUT_COUNTIES = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}
_SHORT_NAMES = (("81", "香港"), ("82", "澳门"), ("15", "内蒙"))
# Quarters many towns have, and rows that only stand in for a level; right after their city they count.
_DEPENDENT = re.compile(r"[城矿郊东西]区|市辖区|.*直辖县级行政区划")
# Quarters every town has, whatever city bears the name: only right after that city they are its district.
_QUARTER = re.compile(r"[老新]城区?|城[东西南北中]区?|[东西]城")
_HOME = ("我县", "本县", "县内", "我区", "本区", "区内", "本地")
# fmt: off
_MOVES = (
    "现住", "现居", "现居住", "现居住地", "现居住地址", "现住址", "居住", "居住地", "居住地址", "暂住",
    "常住", "家住", "住在", "住址", "家庭住址", "家庭地址", "地址", "详细地址", "户籍", "户籍地",
    "户籍地址", "户籍所在地", "籍贯", "老家", "目前", "现在", "返回", "返乡", "返", "回到", "回乡", "来到",
    "前往", "去往", "来自", "落户", "后去", "后到", "后回", "转到", "转至", "转往", "途经", "途径",
)
# fmt: on
# After a bare name these make it a street, a village, a shop: something called after the region.
_CALLED_AFTER = re.compile(
    r"[路街巷村庄桥里坪沟湾河山岭塬峁崖坡川口寨堡屯营店铺井胡弄苑园院楼厂矿场局所站校镇乡]|大街|大道|小区|新村|花园|"
    r"家园|社区|大厦|广场|宾馆|酒店|饭店|超市|市场|公司|公寓|医院|学校|小学|中学|大学|学院|幼儿|银行|工业|集团|商场"
)
# In another region these make it a street called after our county: 太原市兴县路.
_STREET = re.compile(r"[路巷]|街(?!道)|大[街道]")


class Setting(NamedTuple):
    """Where in an address a name stands.

    `follows`: directly after the name before it, or at the start. `apart`: after a gap or a word of
    moving. `chain`: the region whose name ended here. `inside`: our county or a place of it was named
    before. `away`: another region was named last.
    """

    follows: bool
    apart: bool
    chain: str
    inside: bool
    away: bool


class Region(NamedTuple):
    """A region, or a word of moving, read at a position of an address.

    `code` is only as deep as the name tells: empty when counties of several provinces bear it.
    """

    end: int
    code: str
    digits: int
    typed: bool
    ours: bool
    chained: bool

    @property
    def is_move(self) -> bool:
        """Whether it is no region but a word after which another address begins."""
        return self.digits == 0


class _Bearer(NamedTuple):
    code: str
    typed: bool


_MOVE = _Bearer("", True)


class Regions:
    """Finds the names of provinces, cities and counties, ours and others, in an address."""

    def __init__(self, county: str, own: Iterable[Area], nation: Iterable[Area]) -> None:
        self.county = county
        own_regions = {area.code: area for area in own if len(area.code) <= COUNTY_DIGITS}
        names = {area.code: area.name for area in (*nation, *own_regions.values())}
        names = _WITHOUT_COUNTIES | {code: name for code, name in names.items() if name != "县"}
        self._official = frozenset(names.values())
        self._wide = {region_stem(name) for code, name in names.items() if len(code) < COUNTY_DIGITS}
        self._names: Trie[_Bearer] = Trie()
        for code, name in names.items():
            if _DEPENDENT.fullmatch(name):
                self._names.add(name, _Bearer(code, True))
            else:
                self._enter(code, name)
        for code, short in _SHORT_NAMES:
            self._names.add(short, _Bearer(code, False))
        if county in own_regions:
            self._enter_ours(own_regions[county])
        for word in _MOVES:
            self._names.add(word, _MOVE)

    def _enter(self, code: str, name: str) -> None:
        for form in region_forms(name, len(code)):
            if form.likeness is Likeness.OWN or self._is_old_name(form.text, code):
                self._names.add(form.text, _Bearer(code, form.typed))

    def _is_old_name(self, former: str, code: str) -> bool:
        """Whether nothing else bears the former name: 大同县 was the city's, not 大同区's of another."""
        return former not in self._official and (
            len(code) < COUNTY_DIGITS or region_stem(former) not in self._wide
        )

    def _enter_ours(self, county: Area) -> None:
        stem = region_stem(county.name)
        kinds = (stem + kind for kind in "县区市") if stem else ()
        for word in (*_HOME, *kinds):
            if word not in self._official:
                self._names.add(word, _Bearer(county.code, True))

    @property
    def initials(self) -> frozenset[str]:
        """The characters the names begin with."""
        return self._names.initials

    def is_near(self, region: Region) -> bool:
        """Whether people of our county may well mean the region by its bare name.

        So they do with provinces, cities, and the counties of our own city; not with a far county
        that happens to be called like a village of ours.
        """
        city = self.county[:4]
        return region.typed or region.digits < COUNTY_DIGITS or region.code.startswith(city)

    def read(self, text: str, start: int, breaks: tuple[int, ...], setting: Setting) -> Region | None:
        """The longest name at `start` that names a region there, or a word of moving."""
        for end, bearers in reversed(self._names.matches(text, start)):
            if bearers[0] is _MOVE:
                return Region(end, "", 0, True, False, False)
            region = self._single_out(end, bearers, setting.chain)
            if region.typed:
                counts = self._counts_typed(text, start, region, setting)
            else:
                quarter = _QUARTER.fullmatch(text, start, end) and not region.chained
                counts = not quarter and self._counts_bare(text, region, breaks, setting)
            if counts:
                return region
        return None

    def _single_out(self, end: int, bearers: tuple[_Bearer, ...], chain: str) -> Region:
        if len(bearers) == 1:
            code, typed = bearers[0]
            is_ours = self.county.startswith(code)
            return Region(end, code, len(code), typed, is_ours, bool(chain) and code.startswith(chain))
        fitting = [bearer for bearer in bearers if chain and bearer.code.startswith(chain)]
        chained = bool(fitting)
        fitting = fitting or list(bearers)
        typed = any(bearer.typed for bearer in fitting)
        codes = [bearer.code for bearer in fitting if bearer.typed == typed]
        ours = [code for code in codes if self.county.startswith(code)]
        if not (ours or chained):  # of several 山阳 people mean the one of their own city
            codes = [code for code in codes if code.startswith(self.county[:4])] or codes
        widest = min(map(len, codes))
        code = ours[0] if ours else _common([code for code in codes if len(code) == widest])
        return Region(end, code, len(code) if ours else widest, typed, bool(ours), chained)

    def _counts_typed(self, text: str, start: int, region: Region, setting: Setting) -> bool:
        name = text[start : region.end]
        if _DEPENDENT.fullmatch(name) or _QUARTER.fullmatch(name):
            return region.chained
        if text.startswith("市场", region.end - 1):
            return False
        if region.ours and setting.away and not setting.apart and _STREET.match(text, region.end):
            return False
        if region.ours or region.chained or region.digits < COUNTY_DIGITS:
            return True
        is_county = name.endswith(("县", "市", "旗"))
        if setting.inside and not is_county:  # a quarter of our county town, unless it is well told
            return region.code.startswith(self.county[:4]) or (
                setting.apart and len(region.code) == COUNTY_DIGITS
            )
        return setting.follows or setting.apart or (is_county and len(name) > 2)

    def _counts_bare(self, text: str, region: Region, breaks: tuple[int, ...], setting: Setting) -> bool:
        if not (setting.follows or setting.apart) or (region.ours and not setting.away):
            return setting.follows or setting.apart
        if setting.inside and not setting.apart:
            return False
        if _CALLED_AFTER.match(text, region.end) and not self._names.matches(text, region.end):
            return False
        if region.chained or region.digits < COUNTY_DIGITS:
            return True
        alone = region.end == len(text) or region.end in breaks
        return alone and not setting.inside and len(region.code) == COUNTY_DIGITS


def _common(codes: list[str]) -> str:
    """The code of the narrowest region all of them lie in, empty when there is none."""
    first = codes[0]
    whole = (first[:digits] for digits in range(len(first), 0, -2))
    return next((code for code in whole if all(other.startswith(code) for other in codes)), "")
