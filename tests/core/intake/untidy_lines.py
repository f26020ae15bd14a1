"""Lines and sheets of a list that are about nobody: what stands at its foot, and the sheets beside it."""

from collections.abc import Callable

from lianfang.core.intake.cells import Cell

FEET: list[Callable[[int], list[Cell]]] = [
    lambda rows: [""],
    lambda rows: [f"合计：{rows}人"],
    lambda rows: ["合  计", f"{rows}"],
    lambda rows: [f"以上共{rows}人"],
    lambda rows: ["填表人：        审核人："],
    lambda rows: ["填表人：", "王审核", "", "联系电话：", "15412345678"],
    lambda rows: ["", "审核人（签字）：", "", "2022年2月28日"],
    lambda rows: ["备注：以上人员请当日核查完毕，事不过夜。"],
    lambda rows: ["注：联系电话0358-6322345"],
    lambda rows: ["联系人：李某某  15412345678"],
    lambda rows: ["填表人", "王填表", "", "联系电话", "15412345678"],
    lambda rows: ["审核", "李审核"],
    lambda rows: ["", "", "", "", "兴县疫情防控指挥部", "2022年2月28日"],
    lambda rows: ["", "", "", "", "", "2022年2月28日"],
    lambda rows: ["（此页无正文）"],
    lambda rows: ["总计", rows, "", "", ""],
    lambda rows: ["附：核查要求", "当日核查完毕"],
    lambda rows: ["以下空白"],
    lambda rows: ["主管领导：", "", "", "分管领导："],
    lambda rows: ["说明：1.身份证号须为18位；2.联系电话须为本人手机15412345678"],
    lambda rows: ["注：", "本表一式两份，由乡镇留存一份"],
]

OTHER_SHEETS: dict[str, list[list[Cell]]] = {
    "说明": [["本表数据请当日核查完毕，事不过夜。"]],
    "填表说明": [
        ["字段", "说明", "必填"],
        ["姓名", "填写真实姓名", "是"],
        ["身份证号", "18位", "是"],
        ["联系电话", "11位手机号", "是"],
    ],
    "代码表": [["代码", "名称"], [1.0, "省外返回"], [2.0, "省内返回"], [3.0, "途经"]],
    "统计": [
        ["乡镇", "推送人数", "已核查", "未核查"],
        ["蔚汾镇", 120.0, 100.0, 20.0],
        ["康宁镇", 40.0, 40.0, 0.0],
        ["合计", 160.0, 140.0, 20.0],
    ],
    "通讯录": [
        ["乡镇", "姓名", "职务", "联系电话"],
        ["蔚汾镇", "李某某", "镇长", "15412345678"],
        ["康宁镇", "王某某", "主任", "15412345679"],
    ],
    "空表": [],
}
