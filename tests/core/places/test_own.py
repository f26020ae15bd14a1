"""Names of the county's own towns, villages and communities."""

import pytest

from lianfang.core.places.model import Area, Level
from lianfang.core.places.own import OwnPlace, OwnPlaces

TOWNS = {
    "01": "蔚汾镇",
    "02": "高家村镇",
    "03": "东会乡",
    "04": "安宁街道",
    "05": "景村镇",
    "06": "兴县经济技术开发区",
    "07": "城关镇",
    "08": "城关街道",
}
VILLAGES = {
    "01001": "西关社区居委会",
    "01200": "西关村委会",
    "01201": "东关村委会",
    "01202": "贺家圪台村委会",
    "02200": "高家村委会",
    "02201": "碧村村委会",
    "02202": "付村委会",
    "02203": "东关村委会",
    "03200": "东会村委会",
    "03201": "西会村委会",
    "04001": "第一社区居委会",
    "05001": "景村街社区居委会",
    "06498": "商洛学院虚拟社区",
}


@pytest.fixture(scope="module")
def places() -> OwnPlaces:
    towns = [Area(code, name, Level.TOWN, "") for code, name in TOWNS.items()]
    villages = [Area(code, name, Level.VILLAGE, code[:2]) for code, name in VILLAGES.items()]
    aliases = {"幸福里小区": "grid 7", "东城华府": "010000000201"}
    return OwnPlaces([*towns, *villages], "兴县", aliases)


def read(places: OwnPlaces, text: str, town: str = "", breaks: tuple[int, ...] = ()) -> str | None:
    """What is read at the start: `name: town places or towns`, None when nothing."""
    found = places.read(text, 0, breaks, town)
    if found is None:
        return None
    return " ".join([text[: found.end] + ":", *filter(None, [found.town, *found.places, *found.towns])])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("蔚汾镇东关村委会", "蔚汾镇东关村委会: 01 01201"),
        ("蔚汾镇东关村小学旁", "蔚汾镇东关村: 01 01201"),
        ("蔚汾镇东关", "蔚汾镇东关: 01 01201"),
        ("蔚汾镇东关一组", "蔚汾镇东关: 01 01201"),
        ("蔚汾镇东关大街", "蔚汾镇: 01"),
        ("蔚汾镇东关人民路", "蔚汾镇: 01"),
        ("蔚汾东关", "蔚汾东关: 01 01201"),
        ("蔚汾东关大街", None),
        ("蔚汾镇西关", "蔚汾镇西关: 01 01001 01200"),
        ("蔚汾镇西关村", "蔚汾镇西关村: 01 01200"),
        ("蔚汾镇西关社区", "蔚汾镇西关社区: 01 01001"),
        ("蔚汾镇", "蔚汾镇: 01"),
        ("蔚汾乡", "蔚汾乡: 01"),
        ("蔚汾", "蔚汾: 01"),
        ("蔚汾幸福路", None),
        ("东关", "东关: 01201 02203"),
        ("东关村", "东关村: 01201 02203"),
        ("高家村", "高家村: 02200 02"),
        ("高家村碧村", "高家村碧村: 02 02201"),
        ("高家村镇高家村", "高家村镇高家村: 02 02200"),
        ("高家村镇付", "高家村镇付: 02 02202"),
        ("高家村镇付家大院", "高家村镇: 02"),
        ("高家村镇付一组", "高家村镇: 02"),
        ("付村", "付村: 02202"),
        ("东会西会", "东会西会: 03 03201"),
        ("东会", "东会: 03200 03"),
        ("东会村", "东会村: 03200"),
        ("安宁街办第一", "安宁街办第一: 04 04001"),
        ("景村社区", "景村社区: 05001"),
        ("开发区", "开发区: 06"),
        ("商洛学院", "商洛学院: 06498"),
        ("城关镇", "城关镇: 07"),
        ("城关街道", "城关街道: 08"),
        ("城关", "城关: 07 08"),
        ("幸福里小区三单元", "幸福里小区: grid 7"),
        ("蔚汾镇幸福里小区", "蔚汾镇幸福里小区: 01 grid 7"),
        ("蔚汾镇东城华府", "蔚汾镇东城华府: 01 010000000201"),
        ("高家村镇东城华府", "高家村镇: 02"),
        ("贺家屹台村", "贺家屹台村: 01202"),
        ("贺家屹台", None),
        ("蔚汾镇贺家屹台", "蔚汾镇贺家屹台: 01 01202"),
        ("临汾", None),
        ("蔚", None),
    ],
)
def test_what_the_start_of_a_text_names(places: OwnPlaces, text: str, expected: str | None) -> None:
    assert read(places, text) == expected


@pytest.mark.parametrize(
    ("text", "town", "expected"),
    [
        ("东关", "02", "东关: 02 02203"),
        ("东关村", "03", "东关村: 01201 02203"),
        ("东会", "03", "东会: 03 03200"),
        ("贺家屹台", "01", "贺家屹台: 01 01202"),
        ("幸福里小区", "03", "幸福里小区: 03 grid 7"),
        ("东城华府", "03", "东城华府: 010000000201"),
    ],
)
def test_the_town_named_before_tells_which(
    places: OwnPlaces, text: str, town: str, expected: str | None
) -> None:
    assert read(places, text, town) == expected


def test_a_bare_name_may_end_at_a_gap(places: OwnPlaces) -> None:
    assert read(places, "西会号院", breaks=(2,)) == "西会: 03201"
    assert read(places, "高家村镇付号", breaks=(5,)) == "高家村镇付: 02 02202"
    assert read(places, "西会号院") == "西会: 03201"
    assert read(places, "西会院子") is None


def test_how_the_place_was_written_is_kept(places: OwnPlaces) -> None:
    official = places.read("蔚汾镇东关村", 0, (), "")
    assert official is not None
    assert (official.typed, official.official, official.likeness) == (True, True, 0)
    loose = places.read("蔚汾乡东关", 0, (), "")
    assert loose is not None
    assert (loose.typed, loose.official, loose.likeness) == (True, False, 1)
    bare = places.read("蔚汾", 0, (), "")
    assert bare == OwnPlace(2, "01", (), (), False, bare.likeness if bare else 0, False)


def test_the_name_zone_is_left_when_two_zones_bear_it() -> None:
    towns = [Area("1", "东开发区", Level.TOWN, ""), Area("2", "西开发区", Level.TOWN, "")]
    assert OwnPlaces(towns, "兴县", {}).read("开发区", 0, (), "") is None


def test_an_institution_that_is_a_town_itself_is_not_entered_twice() -> None:
    areas = [Area("1", "高校园区", Level.TOWN, ""), Area("1498", "高校园区虚拟社区", Level.VILLAGE, "1")]
    found = OwnPlaces(areas, "商州区", {}).read("高校园区", 0, (), "")
    assert found is not None
    assert (found.town, found.places) == ("1", ())
