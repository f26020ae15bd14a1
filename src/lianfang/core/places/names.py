"""How an area is called: the forms people write for the name in the table of divisions.

The official name of a village is its committee's (贺家坪村委会, 韩村村民委员会, 任塬社区居委), the name
people use is what is left without it, with or without 村 or 社区; a town is written without 镇, 乡 or
街道, or still with the kind it had before.
"""

import re
from collections.abc import Iterator
from enum import IntEnum
from itertools import islice, product
from typing import NamedTuple


class Likeness(IntEnum):
    """How far a written form is from the official name; the nearest wins among names of one length."""

    OWN = 0  # the name itself, in full or without its kind
    OTHER_KIND = 1  # with the kind of another sort of place: 镇 for 乡, 社区 for 村
    VARIANT = 2  # with a character commonly confused


class Form(NamedTuple):
    """One way to write a name.

    `typed` forms say what kind of place they mean (东关村, 蔚汾镇); bare ones (东关, 蔚汾) do not and
    need clean surroundings to count.
    """

    text: str
    typed: bool
    likeness: Likeness


_COMMITTEE = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|村委|居委|委会)$")
# fmt: off
_VILLAGE_ENDS = (
    "村", "村委会", "村委", "村村委会", "村村委", "村民委员会", "村村民委员会", "行政村", "村行政村",
)
_COMMUNITY_ENDS = (
    "社区", "社区居民委员会", "社区居委会", "社区居委", "社区委会", "居民委员会", "居委会", "居委",
)
# fmt: on
_TOWN_KIND = re.compile(r"(?:街道办事处|街道|镇|(?<=.)乡)$")
_TOWN_ENDS = ("镇", "乡", "街道", "街道办事处", "街道办", "街办", "办事处")
_OF_STREETS = frozenset((*_TOWN_ENDS[2:], "办"))
# A community called after a compound is written as the compound: 宝山花园小区.
_COMPOUND = re.compile(r"(?:[花家庭嘉佳馨]园|苑|公馆|名邸)$")
_SERVICE_CENTRE = re.compile(r"(?:社会事务服务中心|便民服务中心|事业服务中心|管理委员会|管委会)$")
_ZONE = re.compile(r"(?:经济技术开发区|经济开发区|开发区)$")
# Characters that lists mix up: written variants, and shapes that scanning confuses.
_CONFUSED = (
    "塬原垣", "坪平", "闫阎", "候侯", "咀嘴", "垯塔瘩达", "台合", "圪疙屹", "焉墕", "湾弯", "崖涯", "峁卯",
    "堎棱塄", "埝捻", "阳扬", "洼凹", "畔判", "窨窖", "岔叉", "庄壮", "磁瓷", "涧润", "奥澳", "蔡菜", "末未",
)  # fmt: skip
_LOOKALIKES = {character: group for group in _CONFUSED for character in group}
_MOST_VARIANTS = 24


def village_stem(name: str) -> str:
    """The name of a village or community without committee, 社区 or 村: 贺家坪村委会 is 贺家坪.

    A community keeps a 村 of its own (郭村社区 is 郭村). A name of one character stays one (付村委会 is 付).
    """
    base = _COMMITTEE.sub("", name)
    if base.endswith("社区"):
        return base.removesuffix("社区") or base
    if is_community(name):
        return base or name
    return base.removesuffix("村") or name


def is_community(name: str) -> bool:
    """Whether the official name is a community's, governed by a residents' committee."""
    return "社区" in name or "居民委员会" in name or name.endswith(("居委会", "居委"))


def village_forms(name: str) -> Iterator[Form]:
    """All forms of a village's or community's name, the official one first."""
    yield Form(name, True, Likeness.OWN)
    stem = village_stem(name)
    yield from _stem_forms(stem, is_community(name), Likeness.OWN)
    for variant in confused_forms(stem):
        yield from _stem_forms(variant, is_community(name), Likeness.VARIANT)


def _stem_forms(stem: str, community: bool, likeness: Likeness) -> Iterator[Form]:
    own, other = (_COMMUNITY_ENDS, _VILLAGE_ENDS) if community else (_VILLAGE_ENDS, _COMMUNITY_ENDS)
    foreign = max(likeness, Likeness.OTHER_KIND)
    yield Form(stem, False, likeness)
    for end in own:
        yield Form(stem + end, True, likeness)
    for end in other:
        yield Form(stem + end, True, foreign)
    if community and _COMPOUND.search(stem):
        yield Form(stem + "小区", True, foreign)
    if not community:
        yield from (Form(stem + "村" + end, True, foreign) for end in _COMMUNITY_ENDS[:3])


def confused_forms(stem: str) -> Iterator[str]:
    """The name with characters that are commonly confused put in, without the name itself."""
    if len(stem) < 2:
        return
    choices = [_LOOKALIKES.get(character, character) for character in stem]
    spelt = ("".join(letters) for letters in product(*choices))
    yield from (variant for variant in islice(spelt, _MOST_VARIANTS) if variant != stem)


def town_stem(name: str) -> str:
    """The name of a town without 镇, 乡 or 街道; as it is when nothing would be left."""
    return _TOWN_KIND.sub("", name) or name


def town_forms(name: str, county: str) -> Iterator[Form]:
    """All forms of a town's name, the official one first; `county` is the county's full name.

    Zones and service centres that stand for a town are also known without the county's name, and by
    the town they serve (榆次区使赵乡社会事务服务中心 is 使赵乡, 使赵).
    """
    yield Form(name, True, Likeness.OWN)
    local = name.removeprefix(county) or name
    served = _SERVICE_CENTRE.sub("", local) or local
    for shorter in {local, served, local.rpartition("示范区")[2] or local} - {name}:
        yield Form(shorter, True, Likeness.OTHER_KIND)
    stem = town_stem(served)
    if stem != served:
        yield from _kinds_of_town(stem, served)
        for variant in confused_forms(stem):
            yield Form(variant + served.removeprefix(stem), True, Likeness.VARIANT)


def _kinds_of_town(stem: str, written: str) -> Iterator[Form]:
    streets = written.endswith(("街道", "办事处"))
    for end in (*_TOWN_ENDS, "办") if streets else _TOWN_ENDS:  # 城关办
        own = (streets and end in _OF_STREETS) or stem + end == written
        yield Form(stem + end, True, Likeness.OWN if own else Likeness.OTHER_KIND)
    if len(stem) > 1:
        yield Form(stem, False, Likeness.OWN)


def is_zone(town: str) -> bool:
    """Whether the town is a development zone, known simply as 开发区 where it is the only one."""
    return _ZONE.search(town) is not None


# fmt: off
_PEOPLES = "|".join((
    "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼",
    "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土",
    "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "塔吉克", "怒", "鄂温克", "保安",
    "裕固", "独龙", "普米", "各",
))
# fmt: on
_REGION_KIND = re.compile(
    rf"(?P<stem>.{{2,}}?)(?P<kind>(?:(?:{_PEOPLES})族?)*自治(?P<unit>[区州县旗])|省|市|地区|盟|县|区|旗)$"
)
# A county that has become a district or a city is still written as the county or city it was.
_OLD_KINDS = {(4, "市"): ("地区",), (6, "区"): ("县", "市"), (6, "市"): ("县",)}


def region_stem(name: str) -> str:
    """A province's, city's or county's name without its kind; empty when under two characters.

    红河哈尼族彝族自治州 is 红河, 太原市 is 太原, 兴县 has no such name.
    """
    found = _REGION_KIND.fullmatch(name)
    return found["stem"] if found else ""


def region_forms(name: str, digits: int) -> Iterator[Form]:
    """All forms of a province's, city's or county's name; `digits` is the length of its code."""
    yield Form(name, True, Likeness.OWN)
    found = _REGION_KIND.fullmatch(name)
    if found is None:
        return
    stem, kind = found["stem"], found["unit"] or found["kind"]
    yield Form(stem, False, Likeness.OWN)
    if found["unit"]:
        yield Form(stem + kind, True, Likeness.OWN)
    for old in _OLD_KINDS.get((digits, kind), ()):
        if not stem.endswith("城"):  # 新城市 is no city
            yield Form(stem + old, True, Likeness.OTHER_KIND)
