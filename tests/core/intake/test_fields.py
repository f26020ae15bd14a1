"""Headings: the registers' own, their synonyms, and what they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.intake.fields import Field, normalise_heading, read_heading

F = Field

REGISTERS = {
    "A": {
        "序号": F.SEQUENCE,
        "姓名": F.NAME,
        "身份证号": F.ID_NUMBER,
        "联系电话": F.PHONE,
        "现住址": F.ADDRESS,
        "户籍(家庭)住址": F.HOUSEHOLD_ADDRESS,
        "返回情况(何地、何种方式返回)": F.FROM_PLACE,
        "返回时间": F.ARRIVED_ON,
        "行程码": F.TRAVEL_CODE,
        "健康码": F.HEALTH_CODE,
        "核酸检测结果": F.TEST_RESULT,
        "疫苗接种": F.VACCINATION,
        "体温": F.TEMPERATURE,
        "所属村(社区)": F.VILLAGE,
        "网格员": F.RESPONSIBLE,
        "上报日期": F.REPORTED_ON,
        "返回类型(1太原 2省内除太原 3省外 4一直在临县)": F.CATEGORY,
        "管控措施(居家/集中)": F.MEASURE,
    },
    "B": {
        "所在村(社区)": F.VILLAGE,
        "包保人1": F.RESPONSIBLE,
        "包保人4": F.RESPONSIBLE,
        "核酸结果": F.TEST_RESULT,
        "类型": F.CATEGORY,
        "管控方式": F.MEASURE,
    },
    "F": {
        "性别": F.SEX,
        "年龄": F.AGE,
        "电话": F.PHONE,
        "村居": F.ADDRESS,
        "离开时间": F.LEFT_ON,
        "管控时间": F.MEASURE_FROM,
        "来自地址": F.FROM_PLACE,
    },
    "G": {
        "推送批次/来源(省厅、市、协查函号)": F.SOURCE,
        "推送时间": F.PUSHED_ON,
        "手机号": F.PHONE,
        "户籍地详址": F.HOUSEHOLD_ADDRESS,
        "户籍地派出所": F.POLICE_STATION,
        "涉疫地区/事由": F.FROM_PLACE,
        "来(返)方式": F.TRANSPORT,
        "车次/航班/车牌": F.VEHICLE,
        "下派乡镇": F.ASSIGNED_TOWN,
        "下派村(社区)": F.ASSIGNED_VILLAGE,
        "接收时间": F.RECEIVED_ON,
        "核查人": F.VERIFIER,
        "核查时间": F.VERIFIED_ON,
        "排查状态(已排查/待排查)": F.VERIFY_STATE,
        "排查结果(有效/重复/未到疫区)": F.VERIFY_RESULT,
        "现居住地址": F.ADDRESS,
        "处置(管控)措施": F.MEASURE,
        "管控开始": F.MEASURE_FROM,
        "解除时间": F.RELEASED_ON,
        "最近核酸时间": F.TESTED_ON,
        "最近核酸结果": F.TEST_RESULT,
        "移交去向": F.TRANSFERRED_TO,
        "备注": F.NOTE,
    },
    "I": {
        "乡镇": F.TOWN,
        "村(社区)": F.VILLAGE,
        "详细地址": F.ADDRESS,
        "人员类别": F.CATEGORY,
        "来源地": F.FROM_PLACE,
        "离开风险区时间": F.LEFT_ON,
        "开始时间": F.MEASURE_FROM,
        "应解除时间": F.MEASURE_TO,
        "实际解除时间": F.RELEASED_ON,
        "D1体温早/晚": F.TEMPERATURE,
        "D7核酸": F.TEST_RESULT,
    },
    "J": {
        "街镇": F.TOWN,
        "隔离点": F.SITE,
        "身份证号码": F.ID_NUMBER,
        "户籍地址": F.HOUSEHOLD_ADDRESS,
        "在温居住地址": F.ADDRESS,
        "来源省市": F.FROM_PLACE,
        "街镇联系人员": F.RESPONSIBLE,
        "房间号": F.ROOM,
        "开始隔离时间": F.MEASURE_FROM,
        "预计解除隔离时间": F.MEASURE_TO,
        "实际离开时间": F.RELEASED_ON,
    },
    "K": {
        "病人(关联病例)": F.INDEX_CASE,
        "关系": F.RELATION,
        "现住址_工作单位": F.ADDRESS,
        "责任街道": F.TOWN,
        "开始观察日期": F.MEASURE_FROM,
        "末次接触时间": F.CONTACT_ON,
        "解除隔离时间": F.RELEASED_ON,
    },
}


@pytest.mark.parametrize(
    ("register", "heading", "field"),
    [
        (register, heading, field)
        for register, headings in REGISTERS.items()
        for heading, field in headings.items()
    ],
)
def test_the_registers_are_understood(register: str, heading: str, field: Field) -> None:
    found = read_heading(heading)
    assert found
    assert found.field is field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓  名", F.NAME),
        ("姓\n名", F.NAME),
        ("姓\u3000名", F.NAME),
        ("*姓名", F.NAME),
        ("姓名（必填）", F.NAME),
        ("1.姓名", F.NAME),
        ("姓名Name", F.NAME),
        ("被推送人", F.NAME),
        ("人员姓名", F.NAME),
        ("密切接触者姓名", F.NAME),
        ("证件号码", F.ID_NUMBER),
        ("公民身份号码", F.ID_NUMBER),
        ("身份证件号", F.ID_NUMBER),
        ("身份证号码（18位）", F.ID_NUMBER),
        ("居民身份证编号", F.ID_NUMBER),
        ("ID No.", F.ID_NUMBER),
        ("证件类型", F.ID_KIND),
        ("手机号码/联系方式", F.PHONE),
        ("联系电话\n（手机）", F.PHONE),
        ("本人联系电话", F.PHONE),
        ("出发地（省市县）", F.FROM_PLACE),
        ("途经中高风险地区", F.FROM_PLACE),
        ("14天内旅居史", F.FROM_PLACE),
        ("目的地详细地址", F.ADDRESS),
        ("居住地址（村/社区）", F.ADDRESS),
        ("目前居住地址", F.ADDRESS),
        ("家庭住址", F.ADDRESS),
        ("户籍所在地址", F.HOUSEHOLD_ADDRESS),
        ("入晋时间", F.ARRIVED_ON),
        ("抵达日期", F.ARRIVED_ON),
        ("返（来）兴时间", F.ARRIVED_ON),
        ("离开中风险地区日期", F.LEFT_ON),
        ("出生年月", F.BORN),
        ("出生日期(年月日)", F.BORN),
        ("乘坐交通", F.TRANSPORT),
        ("到兴交通方式", F.TRANSPORT),
        ("方式", F.TRANSPORT),
        ("车次或航班号", F.VEHICLE),
        ("网格员姓名", F.RESPONSIBLE),
        ("包保人电话", F.RESPONSIBLE_PHONE),
        ("网格长(社区主任)姓名/电话", F.RESPONSIBLE_PHONE),
        ("紧急联系人电话", F.RESPONSIBLE_PHONE),
        ("阳性感染者姓名", F.INDEX_CASE),
        ("职务", F.POST),
        ("№", F.SEQUENCE),
        ("序号（一）", F.SEQUENCE),
        ("被推送人手机", F.PHONE),
        ("联络电话", F.PHONE),
        ("手机号码1", F.PHONE),
        ("家庭电话", F.PHONE),
        ("身份证地址", F.HOUSEHOLD_ADDRESS),
        ("身份证住址", F.HOUSEHOLD_ADDRESS),
        ("户籍所在省", F.HOUSEHOLD_ADDRESS),
        ("居住村（社区）", F.VILLAGE),
        ("所在小区", F.VILLAGE),
        ("现住乡（镇）", F.TOWN),
        ("所属街道", F.TOWN),
        ("目前所在地", F.ADDRESS),
        ("当前位置", F.ADDRESS),
        ("在兴详细住址", F.ADDRESS),
        ("出发地详细地址", F.FROM_PLACE),
        ("离开中高风险区日期", F.LEFT_ON),
        ("预计返回时间", F.ARRIVED_ON),
        ("旅客证件号码", F.ID_NUMBER),
        ("旅客", F.NAME),
        ("返兴人员", F.NAME),
        ("入晋人员", F.NAME),
        ("返回乡镇", F.TOWN),
        ("现住址乡镇", F.TOWN),
        ("居住地村（社区）", F.VILLAGE),
        ("身份证号码（或护照号）", F.ID_NUMBER),
    ],
)
def test_synonyms_are_understood(heading: str, field: Field) -> None:
    found = read_heading(heading)
    assert found
    assert found.field is field


@pytest.mark.parametrize(
    "heading",
    [
        "",
        " ",
        "推送人数",
        "已核查%",
        "同住人数",
        "门磁编号",
        "异常情况",
        "接触方式/频次/地点",
        "兴县疫情防控大数据推送（2022年2月28日第3批）",
        "张三",
        "15458085012",
        "兴县疫情防控领导小组办公室关于进一步做好来返人员姓名电话地址核查登记工作的紧急通知（第三号）",
    ],
)
def test_other_texts_are_no_headings(heading: str) -> None:
    assert read_heading(heading) is None


SOMEBODY_ELSES = (
    "村医电话 村委联系电话 社区电话 乡镇联系电话 签收人手机 报送人电话 专班电话 联系人电话 家长电话"
)
ABOUT_THE_NUMBER = (
    "手机号归属地 手机归属地 电话核实情况 电话是否接通 联系电话核查结果 身份证有效期 证件有效期 手机运营商 "
    "是否有身份证 有无联系电话 途经时间 停留时间"
)


@pytest.mark.parametrize("heading", SOMEBODY_ELSES.split())
def test_the_phone_of_somebody_else_is_not_the_travellers(heading: str) -> None:
    found = read_heading(heading)
    assert found
    assert found.field is F.RESPONSIBLE_PHONE


@pytest.mark.parametrize("heading", ABOUT_THE_NUMBER.split())
def test_what_is_said_about_a_number_or_a_phone_is_neither(heading: str) -> None:
    assert read_heading(heading) is None


def test_of_two_headings_for_one_field_one_is_surer() -> None:
    home, now = read_heading("家庭住址"), read_heading("现住址")
    assert home
    assert now
    assert now.strength > home.strength


@given(st.text())
def test_a_normalised_heading_has_no_spaces_and_no_text_breaks_the_reading(text: str) -> None:
    assert not any(character.isspace() for character in normalise_heading(text))
    read_heading(text)
