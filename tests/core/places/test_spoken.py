"""Addresses as people of the six counties say them, by what they come to: a table a stranger can read."""

import pytest

from lianfang.core.places.gazetteer import Gazetteer

# Each line: county | code, or ambiguous, elsewhere, none | addresses that come to it.
IN_ANY_ORDER = """
xing | 141123100225 | 贺家坪村，蔚汾镇，兴县 / 蔚汾镇贺家坪村（兴县） / 兴县 蔚汾 贺家坪 村
xing | 141123100200 | 东关村 兴县蔚汾镇 / 山西省-吕梁市-兴县-蔚汾镇-东关村 / 兴县蔚汾镇蔚汾镇东关村 / 东关村(蔚汾镇)
xing | 141123100 | 蔚汾镇 兴县 / 蔚汾镇，山西省吕梁市兴县 / 兴县蔚汾镇， / 蔚汾镇？
"""

WITH_DETAIL = """
xing | 141123100200 | 兴县蔚汾镇东关村委会旁边的超市 / 兴县蔚汾镇东关村张三家 / 山西省 吕梁市 兴县 蔚汾镇 东关村 12 号
xing | 141123100 | 兴县蔚汾镇人民政府 / 吕梁市兴县蔚汾镇南山路 / 蔚汾镇卫生院
shangzhou | 611002108234 | 陕西商洛商州杨斜镇海棠村三组 / 杨斜镇海棠3组 / 杨斜镇海棠村村民李某某家
shangzhou | 611002001003 | 商州区城关办西街 / 城关街办西街社区 / 商州区城关街道办事处西街社区3单元501
xing | 141123100022 | 宝山花园小区 / 兴县宝山花园小区2号楼 / 蔚汾镇宝山花园小区
xing | 141123100023 | 蔚汾景苑小区3单元
luonan | 611021002004 | 阳光庭园小区3号楼
yuci | 140702101 | 榆次县东阳镇 / 晋中市榆次区东阳镇某厂宿舍
"""

TOWNS_BY_OTHER_KINDS = """
xing | 141123209 | 圪达上乡 / 圪垯上镇 / 兴县圪瘩上乡
luonan | 611021001 | 城关镇 / 洛南县城关街道 / 城关街办
luonan | 611021002 | 四皓 / 四皓街办 / 洛南县四皓街道办事处
luonan | 611021117 | 柏峪寺 / 柏峪寺镇 / 洛南柏峪寺
luonan | 611021001 | 洛南县城关办
fushan | 141027102 | 张庄乡 / 张庄镇
yuci | 140702006 | 经纬 / 经纬街道 / 榆次区经纬街办
yuci | 140702402 | 使赵乡 / 榆次区使赵乡社会事务服务中心
xi | 141031204 | 城南 / 城南乡 / 隰县城南乡政府
"""

VILLAGES_ALONE = """
xing | 141123100200 | 东关 / 兴县东关 / 东关村
xing | 141123204224 | 恶虎滩 / 恶虎滩村
xing | 141123205200 | 兴县蔡家崖村 / 蔡家崖村
xing | 141123104200 | 高家村镇高家村 / 高家村镇高家村村
fushan | 141027102227 | 米家垣 / 米家塬村
yuci | 140702100239 | 什贴 / 榆次区什贴村
shangzhou | 611002111226 | 商州区黑龙口 / 黑龙口村
xi | 141031201204 | 陡坡 / 隰县陡坡村
"""

A_TOWN_S_NAME_AND_A_VILLAGE_S = """
xing | ambiguous | 魏家滩 / 兴县瓦塘 / 罗峪口 / 兴县蔡家会 / 蔡家崖 / 高家村 / 交楼申
xing | ambiguous | 东会 / 固贤 / 奥家湾 / 赵家坪 / 孟家坪
shangzhou | ambiguous | 沙河子 / 大荆 / 陈塬 / 商州区大荆
xi | ambiguous | 午城 / 黄土 / 下李 / 寨子 / 阳头升
fushan | ambiguous | 张庄 / 东张 / 北王 / 槐埝
yuci | ambiguous | 东阳 / 北田 / 修文 / 郭家堡 / 张庆 / 庄子 / 东赵 / 安宁 / 晋华 / 使赵
xing | ambiguous | 柳林
fushan | ambiguous | 古县
"""

THE_LAST_DECIDES = """
xing | 141123103 | 太原返回兴县康宁镇 / 户籍太原市，现住兴县康宁镇 / 由北京回康宁镇
xing | 141123100200 | 北京返兴县蔚汾镇东关 / 太原市（户籍兴县蔚汾镇东关村） / 太原市小店区转至兴县蔚汾镇东关村
xing | elsewhere | 兴县人，现住太原 / 山西兴县蔚汾镇东关村（租住太原市） / 户籍：兴县蔚汾镇东关村；现住：太原市小店区
xing | none | 从太原市回兴县 / 由太原返回兴县
shangzhou | 611002112 | 西安回商州区大荆镇
shangzhou | elsewhere | 大荆镇人现住西安市雁塔区
fushan | elsewhere | 浮山县天坛镇，现住山西省临汾市古县 / 天坛镇现住临汾古县
xi | elsewhere | 龙泉镇 现居临汾市古县 / 山西省临汾市古县
xi | 141031102202 | 现住隰县黄土镇古县 / 临汾市隰县古县
xing | elsewhere | 太原市兴县路12号 / 太原市兴县街
xing | none | 太原市现住兴县大街
"""

ELSEWHERE = """
xing | elsewhere | 北京 / 上海浦东 / 浦东新区 / 深圳龙岗 / 义乌 / 雁塔区 / 香港 / 台湾 / 神木 / 陕西神木市 / 大同
xing | elsewhere | 离石 / 离石区 / 吕梁离石 / 临县 / 临县白文镇 / 岚县东村镇 / 方山县 / 柳林县 / 汾阳 / 孝义市 / 介休
xing | elsewhere | 太原小店 / 太原市万柏林区长风街 / 晋中榆次 / 榆次 / 阳泉市郊区 / 大同市平城区 / 忻州保德
shangzhou | elsewhere | 洛南 / 洛南县城关 / 丹凤县 / 商南县 / 山阳 / 山阳县 / 镇安 / 柞水县营盘镇 / 西安 / 西安市灞桥区
luonan | elsewhere | 商州 / 商州区 / 山阳 / 渭南市华州区
xi | elsewhere | 临汾市尧都区 / 蒲县 / 大宁县 / 永和县 / 吕梁市交口县 / 石楼 / 汾西
fushan | elsewhere | 安泽 / 翼城县 / 襄汾 / 尧都区
xing | elsewhere | 西宁市城东区 / 西宁城东 / 洛阳市老城区 / 西安新城区 / 北京西城 / 东城区 / 青海省西宁市 城北区
yuci | elsewhere | 太谷 / 太谷区 / 太谷县 / 寿阳县 / 太原市小店区
"""

NOTHING_TO_GO_BY = """
xing | none | 兴县 / 兴县。 / 兴县？ / 山西省 / 吕梁 / 山西吕梁 / 吕梁地区兴县 / 中国山西省吕梁市兴县
xing | none | 兴县县城 / 县城 / 兴县城关 / 城区 / 郊区 / 兴县人民医院 / 兴县不详 / 兴县（详细地址不详） / 本县
xing | none | 老城区 / 新城区 / 城东 / 城北 / 兴县城西 / 西城
fushan | none | 城中村 / 浮山县城中村
xing | none | 无固定住址 / 四处流动 / 无住址 / 地址不详 / 待核实 / 待查。
xing | none | 同上 / 同户籍 / 家里 / 本村 / 外地 / 省外 / 已离开
xing | none | ？ / X / NA / 中国 / 美国
shangzhou | none | 商州区 / 商洛市 / 商洛 / 商州区市区 / 商州城区
xi | none | 临汾 / 临汾市隰县 / 陡坡乡
yuci | none | 榆次区 / 晋中 / 榆次老城 / 大学城 / 山西大学
"""

TABLES = {
    "in any order": IN_ANY_ORDER,
    "with detail": WITH_DETAIL,
    "towns by other kinds": TOWNS_BY_OTHER_KINDS,
    "villages alone": VILLAGES_ALONE,
    "a town's name and a village's": A_TOWN_S_NAME_AND_A_VILLAGE_S,
    "the last decides": THE_LAST_DECIDES,
    "elsewhere": ELSEWHERE,
    "nothing to go by": NOTHING_TO_GO_BY,
}


def read_table(table: str) -> list[tuple[str, str, str]]:
    """Give county, verdict and address of each entry."""
    entries = []
    for line in table.strip().splitlines():
        county, verdict, addresses = (cell.strip() for cell in line.split("|"))
        entries += [(county, verdict, address) for address in addresses.split(" / ")]
    return entries


@pytest.mark.parametrize("table", TABLES)
def test_an_address_comes_to_what_people_mean(table: str, gazetteers: dict[str, Gazetteer]) -> None:
    entries = read_table(TABLES[table])
    found = [(county, gazetteers[county].resolve(text).verdict, text) for county, _, text in entries]
    assert found == entries


@pytest.mark.parametrize("table", TABLES)
def test_spaces_around_and_full_width_forms_change_nothing(
    table: str, gazetteers: dict[str, Gazetteer]
) -> None:
    for county, verdict, text in read_table(TABLES[table]):
        wide = text.translate({ord(figure): ord(figure) + 0xFEE0 for figure in "0123456789()-"})
        assert gazetteers[county].resolve(f"\u3000{wide} ").verdict == verdict, text
