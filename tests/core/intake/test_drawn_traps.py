"""Drawn lists that tempt a reader to invent a row or to lose one: feet, captions, legends, odd numbering."""

import pytest
from tests.core.intake.drawing import A, B, C, P, Q, S, draw, read

SIGNED_IN_CELLS_WITHOUT_COLONS = f"""
        | 序号 | 姓名 | 性别 | 身份证号 | 电话
      R | 1 | 马芳东 | 男 | {A} | {P}
        | 填表人 | 王填表 | | 联系电话 | {Q}
        | 审核 | 李审核 | | 电话 | {S}
        | 制表 | 王制表 | | | 2022年2月28日
        | 签发 | 张签发
"""

DATED_BY_THE_OFFICE = f"""
        | 序号 | 姓名 | 身份证号 | 电话 | 来源地 | 抵达日期 | 现住址
      R | 1 | 马芳东 | {A} | {P} | 道县 | 2022-02-21 | 蔚汾镇
        | | | | | 兴县疫情防控指挥部 | 2022年2月28日 |
        | | | | | 县卫健局（盖章） | 2月28日 | 兴县
        | | | | | | 2022年2月28日 |
        | 此页无正文
        | （此表一式两份）
"""

DATED_BY_THE_OFFICE_WITHOUT_NUMBERS = f"""
        | 姓名 | 身份证号 | 电话 | 来源地 | 抵达日期 | 现住址
      R | 马芳东 | {A} | {P} | 道县 | 2022-02-21 | 蔚汾镇
X:name_missing | | | | 道县 | 2022-02-21 | 康宁镇
        | | | | 兴县疫情防控指挥部 | 2022年2月28日 |
        | | | | 兴县卫生健康和体育局 | 2月28日 |
        | | | | | 2022年2月28日 |
"""

NUMBERED_IN_OTHER_WAYS = f"""
        | 序号 | 姓名 | 身份证号 | 电话 | 现住址
      R | 1、 | 马芳东 | {A} | {P} | 蔚汾镇
      R | （2） | 任鹏国 | {B} | {Q} | 蔚汾镇
      R | 3. | 卢颖艳 | {C} | {S} | 蔚汾镇
X:name_missing | 4、 | | | | 康宁镇
X:name_missing | （5） | 不详 | 无 | | 康宁镇
X:name_missing | 006 | / | | | 康宁镇
X:no_identity_no_contact | 7. | 雷婷勇 | 123 | | 康宁镇
"""

COLUMNS_COUNTED_BY_THE_STEMS = f"""
        | 序号 | 姓名 | 性别 | 身份证号 | 电话
        | 甲 | 乙 | 1 | 2 | 3
      R | 1 | 马芳东 | 男 | {A} | {P}
"""

COLUMNS_COUNTED_IN_BRACKETS = f"""
        | 序号 | 姓名 | 性别 | 身份证号 | 电话
        | （1） | （2） | （3） | （4） | （5）
      R | 1 | 马芳东 | 男 | {A} | {P}
"""

CAPTIONS_WITHOUT_NUMBERS = f"""
        | 姓名 | 证件号码 | 手机 | 家庭住址
        | 省外返回
      R | 马芳东 | {A} | {P} | 蔚汾镇贺家坪
        | 途经
      R | 任鹏国 | {B} | {Q} | 蔚汾镇贺家坪
        | 铁路推送（共1人）
      R | 卢颖艳 | {C} | {S} | 蔚汾镇贺家坪
        | 密切接触者
X:no_identity_no_contact | 王海永
"""

A_LEGEND_BEFORE_THE_HEADINGS = f"""
        | 附件2
        | 重点地区来（返）兴人员信息登记表
        | 注：姓名、身份证号、联系电话须填写完整
        | 填报单位（盖章）： | | 填报时间：2022年2月28日
        | 一、本表由乡镇填写；二、当日18时前报送
        |
        | 序号 | 姓名 | 身份证号 | 联系电话 | 备注
      R | 1 | 马芳东 | {A} | {P} | 已核查：在家
      R | 2 | 任鹏国 | {B} | {Q} | 注：本人在外
W:id_missing | 3 | 卢颖艳 | | {S} | 合计费用见附件
"""

SUBTOTALS_EVERYWHERE = f"""
        | 乡镇 | 姓名 | 身份证号 | 电话 | 备注
      R | 蔚汾镇 | 马芳东 | {A} | {P} |
        | 蔚汾镇小计 | 1人 | | |
        | | 小计 | 1 | |
        | | | | 小计：1 |
      R | 康宁镇 | 任鹏国 | {B} | {Q} |
        | 康宁镇 | 合计 | | 1 |
        | 康宁镇合计1人
        | 总 计 | 2 | | |
        | 全县共2人
        | 以上共计2人，请核查
"""

HEADINGS_AGAIN_ON_EACH_PAGE = f"""
        | 兴县大数据推送名单
        | 序号 | 姓名 | 身份证号 | 电话
      R | 1 | 马芳东 | {A} | {P}
        | 第1页，共2页
        | 兴县大数据推送名单
        | 序号 | 姓名 | 身份证号 | 电话
      R | 2 | 任鹏国 | {B} | {Q}
        | 第2页，共2页
"""

ANOTHER_ORDER_ON_THE_NEXT_PAGE = f"""
        | 序号 | 姓名 | 身份证号 | 电话
      R | 1 | 马芳东 | {A} | {P}
        |
        | 序号 | 电话 | 姓名 | 现住址 | 身份证号
      R | 1 | {Q} | 任鹏国 | 康宁镇 | {B}
W:phone_missing | 2 | | 卢颖艳 | 康宁镇 | {C}
"""

HEADINGS_NOBODY_KNOWS = f"""
        | 代号 | 姓名 | 公民身份代码 | 联络号 | 住处
      R | XG-01 | 马芳东 | {A} | {P} | 蔚汾镇贺家坪村
      R | XG-02 | 任鹏国 | {B} | {Q} | 蔚汾镇东关村
W:phone_missing | XG-03 | 卢颖艳 | {C} | | 康宁镇曹家坡村
"""

NO_HEADINGS_AT_ALL = f"""
      R | 1 | 马芳东 | 男 | {A} | {P} | 蔚汾镇贺家坪村
      R | 2 | 任鹏国 | 女 | {B} | {Q} | 蔚汾镇东关村
W:phone_missing | 3 | 卢颖艳 | 女 | {C} | | 康宁镇曹家坡村
        | 合计：3人
"""

TWO_NUMBERS_AND_TWO_PHONES = f"""
        | 序号 | 姓名 | 身份证号 | 护照号 | 手机 | 座机
      R | 1 | 马芳东 | {A} | | {P} | 0358-6322345
      R | 2 | 任鹏国 | | E57758566 | | 0358-6322345
      R | 3 | JOHN SMITH | 无 | K1234567 | {Q} |
W:phone_invalid | 4 | 卢颖艳 | {C} | 无 | 123 |
X:no_identity_no_contact | 5 | 雷婷勇 | 无 | 无 | 无 | 123
"""

OTHER_PEOPLES_PHONES = f"""
        | 序号 | 姓名 | 身份证号 | 联系电话 | 包保干部 | 联系电话 | 网格员 | 手机
      R | 1 | 马芳东 | {A} | {P} | 王包保 | {S} | 李网格 | {S}
W:phone_missing | 2 | 任鹏国 | {B} | 无 | 王包保 | {S} | 李网格 | {S}
X:no_identity_no_contact | 3 | 卢颖艳 | 待查 | / | 王包保 | {S} | 李网格 | {S}
"""

WRITTEN_OUT_MERGED_CELLS = f"""
        | 推送名单 | 推送名单 | 推送名单 | 推送名单
        | 序号 | 姓名 | 身份证号 | 电话
        | 省外返回 | 省外返回 | 省外返回 | 省外返回
      R | 1 | 马芳东 | {A} | {P}
        | 合计1人 | 合计1人 | 合计1人 | 合计1人
        | 填表人：王某 | 填表人：王某 | 审核人：李某 | 审核人：李某
"""

THE_OFFICE_UNDER_THE_NAMES = f"""
        | 身份证号 | 手机号 | 手机号归属地 | 现住址 | 姓名 | 户籍地址 | 村委电话
      R | {A} | {P} | 山西吕梁 | 蔚汾镇 | 马芳东 | 兴县 | {S}
W:phone_missing | {B} | | 山西吕梁 | 蔚汾镇 | 任鹏国 | 兴县 | {S}
        | | | | | 兴县疫情防控指挥部 | 2022年2月28日 |
        | | 2022年2月28日 | | 县大数据专班 | |
        | | 2022-02-28 | | 兴县 | 疫情防控办公室 |
"""

DRAWN = {
    "signed in cells without colons": SIGNED_IN_CELLS_WITHOUT_COLONS,
    "dated by the office": DATED_BY_THE_OFFICE,
    "dated by the office, without numbers": DATED_BY_THE_OFFICE_WITHOUT_NUMBERS,
    "numbered in other ways": NUMBERED_IN_OTHER_WAYS,
    "columns counted by 甲 乙": COLUMNS_COUNTED_BY_THE_STEMS,
    "columns counted in brackets": COLUMNS_COUNTED_IN_BRACKETS,
    "captions without numbers": CAPTIONS_WITHOUT_NUMBERS,
    "a legend before the headings": A_LEGEND_BEFORE_THE_HEADINGS,
    "sub-totals everywhere": SUBTOTALS_EVERYWHERE,
    "headings again on each page": HEADINGS_AGAIN_ON_EACH_PAGE,
    "another order on the next page": ANOTHER_ORDER_ON_THE_NEXT_PAGE,
    "headings nobody knows": HEADINGS_NOBODY_KNOWS,
    "no headings at all": NO_HEADINGS_AT_ALL,
    "two numbers and two phones": TWO_NUMBERS_AND_TWO_PHONES,
    "other people's phones": OTHER_PEOPLES_PHONES,
    "the office under the names": THE_OFFICE_UNDER_THE_NAMES,
    "merged cells written out": WRITTEN_OUT_MERGED_CELLS,
}


@pytest.mark.parametrize("name", DRAWN)
def test_no_row_is_invented_and_none_is_lost(name: str) -> None:
    lines, wanted = draw(DRAWN[name])
    assert [(row.row, row.outcome, tuple(map(str, row.reasons))) for row in read(lines)] == wanted


@pytest.mark.parametrize("name", DRAWN)
def test_nor_where_every_line_is_as_wide_as_the_widest(name: str) -> None:
    lines, wanted = draw(DRAWN[name])
    width = max(map(len, lines))
    padded = [[*line, *[""] * (width - len(line))] for line in lines]
    assert [(row.row, row.outcome) for row in read(padded)] == [(at, outcome) for at, outcome, _ in wanted]
