"""Which lines are rows about a person."""

from datetime import date, datetime

import pytest

from lianfang.core.intake.cells import Cell
from lianfang.core.intake.fields import Field
from lianfang.core.intake.headings import Column, Layout
from lianfang.core.intake.lines import is_caption, is_person_line

F = Field
TODAY = date(2022, 2, 28)
ID, PHONE = "420107201412240000", "15458085012"


def make_layout(*columns: Field | None) -> Layout:
    return Layout(1, 2, tuple(Column(place, field or "x", field) for place, field in enumerate(columns)))


USUAL = make_layout(F.SEQUENCE, F.NAME, F.SEX, F.ID_NUMBER, F.PHONE, F.ARRIVED_ON, F.ADDRESS, F.NOTE)
NAME_FIRST = make_layout(F.NAME, F.ID_NUMBER, F.PHONE, F.FROM_PLACE, F.ARRIVED_ON, F.ADDRESS)
ADDRESS_FIRST = make_layout(F.ADDRESS, F.NAME, F.ID_NUMBER, F.PHONE, F.NOTE)
DAY_FIRST = make_layout(F.ARRIVED_ON, F.ADDRESS, F.NAME, F.ID_NUMBER, F.PHONE)


@pytest.mark.parametrize(
    ("layout", "cells"),
    [
        (USUAL, ["1", "马芳东", "女", ID, PHONE, "2月21日", "蔚汾镇", ""]),
        (USUAL, ["", "马芳东", "", "", PHONE, "", "", ""]),
        (USUAL, ["", "马芳东", "", "不详", "123", "2月21日", "", ""]),
        (USUAL, ["1", "马芳东", "", "", "", "", "", ""]),
        (USUAL, ["", "", "", ID, "", "", "", ""]),
        (USUAL, ["", "", "", 4.2e17, "", "", "", ""]),
        (USUAL, ["", "", "", "", PHONE, "", "", ""]),
        (USUAL, ["18", "", "男", "", "", "", "", ""]),
        (USUAL, ["18", "无", "", "无", "无", "", "", ""]),
        (USUAL, [18.0, "", "", "", "", "", "蔚汾镇", ""]),
        (USUAL, ["", "", "男", "", "", "2月21日", "", ""]),
        (USUAL, ["", "", "", "", "", datetime(2022, 2, 21), "蔚汾镇", ""]),  # noqa: DTZ001
        (USUAL, ["A-7", "马芳东", "女", "", "", "", "蔚汾镇", ""]),
        (USUAL, ["一", "马芳东", "女", ID, PHONE, "", "蔚汾镇", ""]),
        (USUAL, ["1", "马芳东", "女", ID, PHONE, "", "蔚汾镇", "合计两次"]),
        (USUAL, ["1", "马芳东", "女", ID]),
        (USUAL, ["*3", "★马芳东", "女", "不详", "123", "", "蔚汾镇", ""]),
        (NAME_FIRST, ["马芳东", "", "", "", "", ""]),
        (NAME_FIRST, ["马芳东"]),
        (NAME_FIRST, ["", "", "", "道县", "", "蔚汾镇"]),
        (ADDRESS_FIRST, ["说明：住蔚汾镇", "马芳东", ID, "", ""]),
        (ADDRESS_FIRST, ["单位：县医院", "马芳东", "", PHONE, ""]),
        (DAY_FIRST, ["2月21日", "蔚汾镇", "", "", ""]),
    ],
)
def test_rows_about_a_person(layout: Layout, cells: list[Cell]) -> None:
    assert is_person_line(cells, layout, TODAY)


@pytest.mark.parametrize(
    ("layout", "cells"),
    [
        (USUAL, []),
        (USUAL, ["", "", " ", "\u3000", None, "", "", ""]),
        (USUAL, ["小计", "", "", "", "", "", "", ""]),
        (USUAL, ["合计：240人", "", "", "", "", "", "", ""]),
        (USUAL, ["合  计", "240", "", "120", "", "", "", ""]),
        (USUAL, ["", "合计", "", "240", "", "", "", ""]),
        (USUAL, ["", "", "合计", 240.0, "", "", "", ""]),
        (USUAL, ["蔚汾镇小计", "12", "", "", "", "", "", ""]),
        (USUAL, ["填表人：        审核人：", "", "", "", "", "", "", ""]),
        (USUAL, ["填表人：", "王审核", "", "", "联系电话：", "", PHONE, ""]),
        (USUAL, ["", "填表人：王审核", "", "", PHONE, "", "", ""]),
        (USUAL, ["注：以上人员请当日核查", "", "", "", "", "", "", ""]),
        (USUAL, ["二、省外返回人员", "", "", "", "", "", "", ""]),
        (USUAL, ["二、", "省外返回", "", "", "12人", "", "", ""]),
        (USUAL, ["（一）", "太原返回", "", "", "", "", "", ""]),
        (USUAL, ["", "省外返回", "", "", "", "", "", ""]),
        (USUAL, ["康宁镇", "", "", "", "", "", "", ""]),
        (USUAL, ["康宁镇", "", "", "", "", "", "12", ""]),
        (USUAL, ["99", "", "", "", "", "", "", ""]),
        (USUAL, ["99", "", "", "", "", "", "", "空号"]),
        (USUAL, ["99", "/", "/", "/", "/", "/", "/", ""]),
        (USUAL, ["99", "", "", "0", "", "0", 0.0, ""]),
        (USUAL, ["值班电话", "", "", "", PHONE, "", "", ""]),
        (USUAL, ["1", "2", "3", "4", "5", "6", "7", "8"]),
        (USUAL, [1.0, 2.0, 3.0, 4.0]),
        (USUAL, ["以下空白"] * 8),
        (USUAL, ["重点人员"] * 3),
        (USUAL, ["", "", "", "", "", "", "蔚汾镇", ""]),
        (USUAL, ["示例", "张三", "男", ID, PHONE, "", "", ""]),
        (NAME_FIRST, ["康宁镇", "", "", "", "", ""]),
        (NAME_FIRST, ["蔚汾镇", "12人", "", "", "", ""]),
        (NAME_FIRST, ["以上人员请当日核查完毕", "", "", "", "", ""]),
        (NAME_FIRST, ["重点关注以上地区返回人员", "", "", "", "", ""]),
        (ADDRESS_FIRST, ["小计", "", "", "", ""]),
        (ADDRESS_FIRST, ["填表人：", "王审核", "", PHONE, "联系电话："]),
        (ADDRESS_FIRST, ["蔚汾镇", "", "", "", ""]),
        (DAY_FIRST, ["填表人：", "", "王审核", "", PHONE]),
        (DAY_FIRST, ["合计：240人", "", "", "", ""]),
    ],
)
def test_lines_about_the_list(layout: Layout, cells: list[Cell]) -> None:
    assert not is_person_line(cells, layout, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "小计",
        "小 计",
        "合计：240人",
        "总计",
        "共计12人",
        "累计",
        "合计（人）",
        "蔚汾镇合计：12",
        "本页小计",
        "以上共240人",
        "共 12 人",
        "240人",
        "填表人：",
        "填表人：张某",
        "审核人（签字）：",
        "单位负责人（签章）",
        "填报单位：兴县",
        "联系人：李某",
        "举报电话",
        "备注：请当日核查",
        "注：",
        "说明：",
        "第2页 共5页",
        "以上人员",
        "以下空白",
        "此页无正文",
        "示例",
        "例：张三",
        "日期：2022-02-28",
        "数据来源：省专班",
        "单位：人",
    ],
)
def test_captions(text: str) -> None:
    assert is_caption(text)


@pytest.mark.parametrize(
    "text",
    [
        "张三",
        "马芳东",
        "1",
        "2022-02-28",
        "兴县蔚汾镇贺家坪村12号",
        "K604",
        "共青团",
        "计小平",
        "总平",
        "",
        "例如",
    ],
)
def test_other_texts_are_no_captions(text: str) -> None:
    assert not is_caption(text)
