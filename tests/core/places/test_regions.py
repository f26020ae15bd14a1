"""Names of provinces, cities and counties: where a name counts, and for which region."""

import pytest

from lianfang.core.places.model import Area, Level
from lianfang.core.places.regions import Regions, Setting

START = Setting(follows=True, apart=False, chain="", inside=False, away=False)
AMID = START._replace(follows=False)
APART = START._replace(follows=False, apart=True)
INSIDE = START._replace(inside=True)
INSIDE_APART = INSIDE._replace(apart=True)
AWAY = START._replace(away=True)


@pytest.fixture(scope="module")
def regions(divisions: dict[str, tuple[Area, ...]], nation: tuple[Area, ...]) -> Regions:
    return Regions("141123", divisions["xing"], nation)


def chained(code: str) -> Setting:
    return START._replace(chain=code)


def read(regions: Regions, text: str, setting: Setting, breaks: tuple[int, ...] = ()) -> str | None:
    """The region read at the start of the text as `name/code`, None when nothing counts."""
    region = regions.read(text, 0, breaks, setting)
    return None if region is None else f"{text[: region.end]}/{region.code}"


@pytest.mark.parametrize(
    ("text", "setting", "expected"),
    [
        ("山西省吕梁市", START, "山西省/14"),
        ("太原市小店区", START, "太原市/1401"),
        ("太原小店", START, "太原/1401"),
        ("小店区", chained("1401"), "小店区/140105"),
        ("小店", chained("1401"), "小店/140105"),
        ("小店", AMID, None),
        ("博兴县", START, "博兴县/371625"),
        ("兴县蔚汾镇", START, "兴县/141123"),
        ("本县蔚汾镇", START, "本县/141123"),
        ("吉林市", START, "吉林市/2202"),
        ("吉林", START, "吉林/22"),
        ("海南区", START, "海南区/150303"),
        ("海南州", START, "海南州/6325"),
        ("朝阳", chained("11"), "朝阳/110105"),
        ("朝阳区", START, "朝阳区/"),
        ("桥西区", START, "桥西区/13"),
        ("桥西区", chained("1301"), "桥西区/130104"),
        ("香港九龙", START, "香港/81"),
        ("台湾省台北市", START, "台湾省/71"),
        ("内蒙呼和浩特", START, "内蒙/15"),
        ("太谷县", START, "太谷县/140703"),
        ("晋中地区", START, "晋中地区/1407"),
        ("大同县", START, "大同/1402"),  # the old county was the city's, not the district's of the name
        ("中沙群岛的岛礁及其海域", START, "中沙群岛的岛礁及其海域/460323"),
        ("不是地名", START, None),
    ],
)
def test_names_at_the_start(regions: Regions, text: str, setting: Setting, expected: str | None) -> None:
    assert read(regions, text, setting) == expected


@pytest.mark.parametrize(
    ("text", "setting", "expected"),
    [
        # a street, a shop, a market called after a place
        ("北京路12号", START, None),
        ("河南饭店", START, None),
        ("武汉大学", START, None),
        ("太原市场", START, None),
        ("太原市场街", START, None),
        ("太原南内环街", START, "太原/1401"),
        ("山西河曲", START, "山西/14"),
        ("河曲", chained("14"), "河曲/140930"),
        # quarters that many towns have
        ("城区", START, None),
        ("城区", chained("1403"), "城区/140302"),
        ("城区", INSIDE, None),
        ("市辖区", START, None),
        ("市辖区", chained("11"), "市辖区/1101"),
        ("省直辖县级行政区划", chained("41"), "省直辖县级行政区划/4190"),
        ("新华区", INSIDE, None),
        ("新华区", INSIDE_APART, None),
        ("小店区", INSIDE, None),
        ("小店区", INSIDE_APART, "小店区/140105"),
        ("离石区", INSIDE, "离石区/141102"),
        ("临县", INSIDE, "临县/141124"),
        # in the middle of unknown words only what cannot be part of them
        ("太原市", AMID, "太原市/1401"),
        ("孝义市", AMID, "孝义市/141181"),
        ("小店区", AMID, None),
        ("应县", AMID, None),
        ("太原", AMID, None),
        ("应县", APART, "应县/140622"),
        ("太原", APART, "太原/1401"),
        # a bare name right after ours is a street or a compound of ours
        ("太原", INSIDE, None),
        ("太原", INSIDE_APART, "太原/1401"),
        ("孝义", INSIDE_APART, None),
        # a county's bare name must stand alone and be borne by one
        ("孝义", START, "孝义/141181"),
        ("孝义东街", START, None),
        ("新华", START, None),
        # ours, bare
        ("吕梁", START, "吕梁/1411"),
        ("吕梁路", START, "吕梁/1411"),
        ("吕梁路", AWAY, None),
        ("吕梁", AWAY, "吕梁/1411"),
        ("吕梁", AMID, None),
    ],
)
def test_what_stands_around_decides(
    regions: Regions, text: str, setting: Setting, expected: str | None
) -> None:
    assert read(regions, text, setting) == expected


def test_a_county_alone_before_a_gap_counts(regions: Regions) -> None:
    assert read(regions, "孝义三单元", START, breaks=(2,)) == "孝义/141181"


def test_a_word_of_moving_is_no_region(regions: Regions) -> None:
    move = regions.read("现住址太原", 0, (), START)
    assert move is not None
    assert (move.is_move, move.end, move.code) == (True, 3, "")


@pytest.mark.parametrize(
    ("text", "setting", "near"),
    [
        ("南通", START, True),  # a city
        ("柳林", START, True),  # a county of our own city
        ("长乐", START, False),  # a far county
        ("古县", START, True),  # a county in full
    ],
)
def test_which_bare_names_people_may_well_mean(
    regions: Regions, text: str, setting: Setting, near: bool
) -> None:
    region = regions.read(text, 0, (), setting)
    assert region is not None
    assert regions.is_near(region) is near


def test_our_county_may_be_missing_from_the_national_list() -> None:
    own = [Area("9999", "新州市", Level.CITY, "99"), Area("999901", "榆新区", Level.COUNTY, "9999")]
    regions = Regions("999901", own, [])
    assert read(regions, "榆新县", START) == "榆新县/999901"
    assert read(regions, "榆新", START) == "榆新/999901"
    assert read(regions, "新州", START) == "新州/9999"


def test_a_county_that_is_not_among_its_areas_has_no_names_of_its_own() -> None:
    regions = Regions("999901", [], [])
    assert read(regions, "榆新区", START) is None
    assert "榆" not in regions.initials


def test_a_name_of_our_county_borne_elsewhere_stays_theirs(nation: tuple[Area, ...]) -> None:
    own = [Area("141002", "尧都区", Level.COUNTY, "1410"), Area("141099", "永和区", Level.COUNTY, "1410")]
    regions = Regions("141099", own, nation)
    assert read(regions, "永和县", START) == "永和县/141032"
