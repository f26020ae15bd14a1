"""How areas are called: the forms people write for the name in the table."""

import pytest

from lianfang.core.places.model import Area
from lianfang.core.places.names import (
    Form,
    Likeness,
    confused_forms,
    is_community,
    is_zone,
    region_forms,
    region_stem,
    town_forms,
    town_stem,
    village_forms,
    village_stem,
)

OWN, OTHER, VARIANT = Likeness.OWN, Likeness.OTHER_KIND, Likeness.VARIANT


@pytest.mark.parametrize(
    ("name", "stem", "community"),
    [
        ("贺家坪村委会", "贺家坪", False),
        ("红月村村委会", "红月", False),
        ("韩村村民委员会", "韩", False),
        ("南砖井村村民委员会", "南砖井", False),
        ("付村委会", "付", False),
        ("东南村村委", "东南", False),
        ("西苑村", "西苑", False),
        ("村", "村", False),
        ("二龙山虚拟生活区", "二龙山虚拟生活区", False),
        ("居子村委会", "居子", False),
        ("北关社区居委会", "北关", True),
        ("羊毫街社区居民委员会", "羊毫街", True),
        ("王塬社区委会", "王塬", True),
        ("任塬社区居委", "任塬", True),
        ("仙娥湖社区", "仙娥湖", True),
        ("郭村社区居委会", "郭村", True),
        ("东街居民委员会", "东街", True),
        ("东街居委会", "东街", True),
        ("社区", "社区", True),
        ("居委", "居委", True),
        ("商丹循环工业园虚拟社区", "商丹循环工业园虚拟", True),
    ],
)
def test_the_stem_is_what_people_say(name: str, stem: str, community: bool) -> None:
    assert village_stem(name) == stem
    assert is_community(name) is community


@pytest.mark.parametrize(
    ("name", "written", "typed", "likeness"),
    [
        ("东关村委会", "东关村委会", True, OWN),
        ("东关村委会", "东关村", True, OWN),
        ("东关村委会", "东关村民委员会", True, OWN),
        ("东关村委会", "东关", False, OWN),
        ("东关村委会", "东关社区", True, OTHER),
        ("东关村委会", "东关村社区", True, OTHER),
        ("付村委会", "付村", True, OWN),
        ("付村委会", "付", False, OWN),
        ("郭村社区居委会", "郭村", False, OWN),
        ("郭村社区居委会", "郭村社区", True, OWN),
        ("西街社区居委会", "西街村", True, OTHER),
        ("贺家圪台村委会", "贺家屹台村", True, VARIANT),
        ("贺家圪台村委会", "贺家圪台社区", True, OTHER),
        ("贺家圪台村委会", "贺家屹台社区", True, VARIANT),
        ("原家坪村委会", "塬家平", False, VARIANT),
    ],
)
def test_forms_of_a_village(name: str, written: str, typed: bool, likeness: Likeness) -> None:
    assert Form(written, typed, likeness) in set(village_forms(name))


def test_a_name_without_confusable_characters_has_no_variant() -> None:
    assert list(confused_forms("东关")) == []
    assert list(confused_forms("台")) == []  # one character is too little to tell by


def test_a_long_run_of_confusable_characters_stays_bounded() -> None:
    assert len(list(confused_forms("塬坪圪垯湾崖峁堎"))) < 30


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("蔚汾镇", "蔚汾"),
        ("高家村镇", "高家村"),
        ("东会乡", "东会"),
        ("安宁街道", "安宁"),
        ("城关街道办事处", "城关"),
        ("高校园区", "高校园区"),
        ("乡", "乡"),
    ],
)
def test_the_stem_of_a_town(name: str, stem: str) -> None:
    assert town_stem(name) == stem


@pytest.mark.parametrize(
    ("name", "written", "typed", "likeness"),
    [
        ("蔚汾镇", "蔚汾镇", True, OWN),
        ("蔚汾镇", "蔚汾", False, OWN),
        ("蔚汾镇", "蔚汾乡", True, OTHER),
        ("蔚汾镇", "蔚汾街道", True, OTHER),
        ("交楼申乡", "交搂申乡", None, None),
        ("蔡家崖乡", "菜家崖乡", True, VARIANT),
        ("安宁街道", "安宁街道办事处", True, OWN),
        ("安宁街道", "安宁街办", True, OWN),
        ("安宁街道", "安宁镇", True, OTHER),
        ("榆次区使赵乡社会事务服务中心", "使赵乡社会事务服务中心", True, OTHER),
        ("榆次区使赵乡社会事务服务中心", "使赵乡", True, OWN),
        ("榆次区使赵乡社会事务服务中心", "使赵", False, OWN),
        ("山西转型综合改革示范区晋中开发区", "晋中开发区", True, OTHER),
        ("榆次区经济技术开发区", "经济技术开发区", True, OTHER),
        ("高校园区", "高校", None, None),
        ("王镇", "王", None, None),
    ],
)
def test_forms_of_a_town(name: str, written: str, typed: bool | None, likeness: Likeness | None) -> None:
    forms = {form.text: form for form in town_forms(name, "榆次区")}
    if typed is None:
        assert written not in forms
    else:
        assert forms[written] == Form(written, typed, likeness or OWN)


def test_a_development_zone_is_told_by_its_end() -> None:
    assert is_zone("兴县经济技术开发区")
    assert not is_zone("荆河工业园")


@pytest.mark.parametrize(
    ("name", "digits", "forms"),
    [
        ("山西省", 2, {"山西省", "山西"}),
        ("内蒙古自治区", 2, {"内蒙古自治区", "内蒙古", "内蒙古区"}),
        ("广西壮族自治区", 2, {"广西壮族自治区", "广西", "广西区"}),
        ("太原市", 4, {"太原市", "太原", "太原地区"}),
        ("红河哈尼族彝族自治州", 4, {"红河哈尼族彝族自治州", "红河", "红河州"}),
        ("博尔塔拉蒙古自治州", 4, {"博尔塔拉蒙古自治州", "博尔塔拉", "博尔塔拉州"}),
        ("阿克苏地区", 4, {"阿克苏地区", "阿克苏"}),
        ("兴安盟", 4, {"兴安盟", "兴安"}),
        ("兴县", 6, {"兴县"}),
        ("临汾县", 6, {"临汾县", "临汾"}),
        ("太谷区", 6, {"太谷区", "太谷", "太谷县", "太谷市"}),
        ("新城区", 6, {"新城区", "新城"}),
        ("孝义市", 6, {"孝义市", "孝义", "孝义县"}),
        ("墨江哈尼族自治县", 6, {"墨江哈尼族自治县", "墨江", "墨江县"}),
        ("鄂温克族自治旗", 6, {"鄂温克族自治旗", "鄂温克族", "鄂温克族旗"}),
        ("西沙群岛", 6, {"西沙群岛"}),
    ],
)
def test_forms_of_a_region(name: str, digits: int, forms: set[str]) -> None:
    assert {form.text for form in region_forms(name, digits)} == forms


def test_the_bare_name_of_a_region_is_not_typed() -> None:
    bare = [form.text for form in region_forms("红河哈尼族彝族自治州", 4) if not form.typed]
    assert bare == ["红河"]
    assert region_stem("榆次区") == "榆次"
    assert region_stem("隰县") == ""


def test_all_regions_of_the_country_can_be_called_without_their_kind(nation: tuple[Area, ...]) -> None:
    without = [area.name for area in nation if len(area.name) > 2 and not region_stem(area.name)]
    stand_ins = ["省直辖县级行政区划"] * 3 + ["自治区直辖县级行政区划"]
    assert without == [
        *stand_ins,
        "保定白沟新城",
        "乌拉盖管理区管委会",
        "西沙群岛",
        "南沙群岛",
        "中沙群岛的岛礁及其海域",
        "大柴旦行政委员会",
    ]
