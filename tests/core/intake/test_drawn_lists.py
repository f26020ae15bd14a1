"""Lists as they are drawn in a county, each with what becomes of its lines written before them.

How a drawing is written is told in `drawing`.
"""

import pytest
from tests.core.intake.drawing import A, B, C, P, Q, S, draw, read

from lianfang.core.intake.cells import Cell

PUSHED_WITH_TITLE = f"""
        | 兴县疫情防控大数据推送人员名单（2022年2月28日第3批）
        | 报送单位：市大数据专班 | | | 日期：2022-02-28
        | 序号 | 姓  名 | 公民身份号码 | 手机号码/联系方式 | 居住地址（村/社区）
      R | 1 | 马芳东 | {A} | {P} | 蔚汾镇贺家坪
      D | 2 | 马  芳东 | '{A} | +86 {P} | 蔚汾镇贺家坪
        | 小计 | | | | #2
        |
X:name_missing | 3 | | {B} | {Q} | 康宁镇
W:id_missing   | 4 | 卢颖艳 | 不详 | {S} | 康宁镇
      D | 5 | 卢颖艳 | {C} | {S}/{Q} | 无
W:id_invalid | 6 | 任鹏国 | #5.1050219420809e17 | {Q} | 兴县
        |
        | 合计：6人
        | 填表人：        审核人：
"""

RETURNEES_REGISTER_A = f"""
        | 临泉镇返乡人员排查台账
        | 填报单位：临泉镇人民政府 | | | 填报日期：2022.04.21
        | 序号 | 姓名 | 身份证号 | 联系电话 | 现住址 | 户籍(家庭)住址 | 返回情况(何地、何种方式返回) | 返回时间 | 健康码
        | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9
        | 一、 | 太原返回
      R | 1 | 马芳东 | {A} | {P} | 临泉镇 | 临泉镇 | 太原自驾 | 2022.04.20 | 绿
        | 二、 | 省外返回
W:phone_missing | 2 | 任鹏国 | {B} | 无 | 临泉镇 | 临泉镇 | 武汉火车 | 4月19日 | 否
        | 合  计 | 2人 | | | | | | |
        | 联系人：李某 | | | 电话：{S}
"""

ISOLATION_REGISTER_WITH_TWO_ROWS_OF_HEADINGS = f"""
        | 居家隔离人员管理台账
        | 序号 | 姓名 | 身份证号 | 联系电话 | 行程 | | 包保人 | |
        | | | | | 离开风险区时间 | 返回时间 | 姓名 | 电话 |
      R | 1 | 马芳东 | {A} | {P} | 2月20日 | 2月21日 | 王包保 | {S} |
W:phone_invalid | 2 | 任鹏国 | {B} | 123 | 2月20日 | 2月21日 | 王包保 | {S} |
        | 序号 | 姓名 | 身份证号 | 联系电话 | 行程 | | 包保人 | |
        | | | | | 离开风险区时间 | 返回时间 | 姓名 | 电话 |
X:no_identity_no_contact | 3 | 卢颖艳 | 待查 | / | 2月20日 | 2月21日 | 王包保 | {S} |
"""

NAMES_FIRST_WITHOUT_NUMBERS = f"""
        | 姓名 | 证件号码 | 手机 | 来源地 | 抵达日期 | 家庭住址
        | 蔚汾镇
      R | 马芳东 | {A} | {P} | 道县 | 20220221 | 蔚汾镇贺家坪
        | 蔚汾镇小计 | 1人
        | 康宁镇
W:id_invalid | 任鹏国 | {B[:17]} | {Q} | 道县 | 昨日 | 康宁镇曹家坡
X:no_identity_no_contact | 卢颖艳 | | | 道县 | 20220221 | 康宁镇
X:name_missing | / | | | 道县 | 20220221 | 康宁镇
        | 康宁镇小计 | 3人
        | 总计 | 4人
        | 以上人员请各乡镇当日核查完毕，事不过夜
"""

ADDRESS_FIRST = f"""
        | 目的地详细地址 | 人员姓名 | 证件号码 | 手机号 | 备注
      R | 蔚汾镇贺家坪 | 马芳东 | {A} | {P} | 说明：已联系
      R | 单位：县医院宿舍 | 任鹏国 | {B} | {Q} |
W:id_missing | 无 | 卢颖艳 | 无 | {S} |
        | 合计：3人 | | | |
        | 填表人： | 王填表 | | {P} | 联系电话：
"""

DOCUMENTS_OF_EVERY_KIND = f"""
        | 序号 | 姓名 | 证件类型 | 证件号码 | 联系电话
      R | 1 | 马芳东 | 居民身份证 | 340405590822000 | {P}
      D | 2 | 马芳东 | 身份证 | 340405195908220009 | {Q}
      R | 3 | 任鹏国 | 护照 | E57758566 | {P}
      R | 4 | John Smith | 护照 | K1234567 | {P}
      R | 5 | 陈大文 | 港澳通行证 | H12345678 | {P}
      D | 6 | 陈大文 | 港澳通行证 | H1234567802 | {S}
      R | 7 | 林小明 | 台胞证 | 12345678 | {P}
W:id_invalid | 8 | 卢颖艳 | 居民身份证 | 12345678 | {S}
      R | 9 | 何永 | 港澳居民居住证 | 810000199001010000 | {S}
      R | 10 | 买买提·吐尔逊 | 身份证 | {C.lower()} | {S}
      D | 11 | 买买提•吐尔逊 | | {C.replace("X", "×")} | 无
"""

SHARED_PHONES = f"""
        | 序号 | 姓名 | 身份证号 | 电话
      R | 1 | 马芳东 | {A} | {P}
      R | 2 | 马小东 | {B} | {P}
W:id_missing | 3 | 任鹏国 | | {P}
      D | 4 | 马小东 | 见备注 | {P}
      D | 5 | 任鹏国 | {C} | {P}
X:no_identity_no_contact | 6 | 任鹏国 | | 0358-6322345x
      D | 7 | 任朋国 | {C} | 0358-6322345
      R | 8 | 任鹏国 | E57758566 | {P}
"""

TWO_TABLES_IN_A_SHEET = f"""
        | 一、大数据推送
        | 序号 | 姓名 | 身份证号 | 电话
      R | 1 | 马芳东 | {A} | {P}
        | 小计 | 1
        |
        | 二、铁路推送
        | 序号 | 手机号 | 旅客姓名 | 车次 | 证件号
      R | 1 | {Q} | 任鹏国 | K604 | {B}
W:phone_missing | 2 | | 卢颖艳 | K604 | {C}
      D | 3 | #{P} | 马芳东 | K604 | 无
        | 小计 | 3
        | 总计 | 4
"""

STARRED_AND_REMARKED = f"""
        | No. | *姓名（必填） | *身份证号码\\n（18位） | *联系电话 | 住址
        | 示例 | 张三 | {A} | {P} | 某县某镇
      R | 1 | ★马芳东（重点） | {A}（本人） | 手机：{P}（子） | 蔚汾镇
      R | 2 | 任鹏国 | 身份证：{B} | （0358）6322345 | 蔚汾镇
W:phone_invalid | 3 | 卢颖艳 | {C[:6]} {C[6:14]} {C[14:]} | 0358-6322345转802 | 蔚汾镇
X:name_missing | 4 | 待核实 | {C} | {S} | 蔚汾镇
        | 5 | | | |
        | 6 | / | / | / | /
        | 以下空白 | 以下空白 | 以下空白 | 以下空白 | 以下空白
        | 注：1.姓名须与身份证一致；2.联系电话须为本人手机
        | 第1页 共1页
"""

DRAWN = {
    "pushed, with a title": PUSHED_WITH_TITLE,
    "register A with sections and column numbers": RETURNEES_REGISTER_A,
    "two rows of headings that come again": ISOLATION_REGISTER_WITH_TWO_ROWS_OF_HEADINGS,
    "names first, places as captions": NAMES_FIRST_WITHOUT_NUMBERS,
    "addresses first": ADDRESS_FIRST,
    "documents of every kind": DOCUMENTS_OF_EVERY_KIND,
    "shared phones": SHARED_PHONES,
    "two tables in a sheet": TWO_TABLES_IN_A_SHEET,
    "stars, remarks and an example": STARRED_AND_REMARKED,
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawn_list_is_read_line_by_line(name: str) -> None:
    lines, wanted = draw(DRAWN[name])
    assert [(row.row, row.outcome, tuple(map(str, row.reasons))) for row in read(lines)] == wanted


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawn_list_reads_the_same_as_text(name: str) -> None:
    """Number cells become the text that a spreadsheet would export, everything else stays."""
    lines, wanted = draw(DRAWN[name])
    texts: list[list[Cell]] = [
        [
            f"{cell:.6g}".replace("e", "E") if isinstance(cell, float) and cell > 1e15 else str(cell)
            for cell in line
        ]
        for line in lines
    ]
    assert [(row.row, row.outcome) for row in read(texts)] == [
        (number, outcome) for number, outcome, _ in wanted
    ]


ONE_ROW_OF_HEADINGS = [name for name in DRAWN if "two rows" not in name]


@pytest.mark.parametrize("name", ONE_ROW_OF_HEADINGS)
def test_blank_lines_anywhere_only_move_the_rows(name: str) -> None:
    lines, wanted = draw(DRAWN[name])
    spaced: list[list[Cell]] = [cells for line in lines for cells in ([], line, ["", " ", "\u3000"])]
    assert [(row.row, row.outcome) for row in read(spaced)] == [
        (number * 3 - 1, outcome) for number, outcome, _ in wanted
    ]


@pytest.mark.parametrize("name", DRAWN)
def test_an_empty_column_before_changes_nothing(name: str) -> None:
    lines, wanted = draw(DRAWN[name])
    moved: list[list[Cell]] = [["", *line] for line in lines]
    assert [(row.row, row.outcome) for row in read(moved)] == [
        (number, outcome) for number, outcome, _ in wanted
    ]


def test_the_traveller_of_two_rows_of_headings_is_not_the_one_responsible() -> None:
    lines, _ = draw(ISOLATION_REGISTER_WITH_TWO_ROWS_OF_HEADINGS)
    first = read(lines)[0].traveller
    assert first
    assert (first.name, first.phones) == ("马芳东", (P,))
    assert (str(first.left_on), str(first.arrived_on)) == ("2022-02-20", "2022-02-21")


def test_register_a_tells_where_from_and_when() -> None:
    lines, _ = draw(RETURNEES_REGISTER_A)
    first = read(lines)[0].traveller
    assert first
    assert (first.address, first.household_address, first.from_place) == ("临泉镇", "临泉镇", "太原自驾")


def test_two_tables_in_a_sheet_are_read_by_their_own_headings() -> None:
    lines, _ = draw(TWO_TABLES_IN_A_SHEET)
    travellers = [row.traveller for row in read(lines)]
    assert [one.vehicle for one in travellers if one] == ["", "K604", "K604", "K604"]
    assert [one.phones for one in travellers if one] == [(P,), (Q,), (), (P,)]
