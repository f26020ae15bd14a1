"""Cells as text, and which texts say that nothing is known."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.identity.cells import MISSING, Cell, Fault, FaultKind, cell_text, is_missing, plain


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  张三 ", "  张三 "),
        (None, ""),
        (True, "TRUE"),
        (False, "FALSE"),
        (7, "7"),
        (7.0, "7"),
        (-7.0, "-7"),
        (2.28, "2.28"),
        (15458085012.0, "15458085012"),
        (4.4200019840717e17, "4.4200019840717e+17"),
        (datetime(2022, 2, 26, 13, 10), "2022-02-26 13:10"),  # noqa: DTZ001  (a workbook knows no zones)
        (datetime(2022, 2, 26), "2022-02-26"),  # noqa: DTZ001
        (date(2022, 2, 26), "2022-02-26"),
    ],
)
def test_a_cell_reads_as_a_person_would_read_it(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (" abc\t", "abc"),
        ("１５４５８", "15458"),
        ("张三\u200b\ufeff", "张三"),
        ("\u3000王五\u00a0", "王五"),
        ("（本人）：，", "(本人):,"),
        ("\u202a15458085012\u202c", "15458085012"),
    ],
)
def test_plain_text_is_half_width_without_invisible_characters(raw: str, clean: str) -> None:
    assert plain(raw) == clean


@given(st.text())
def test_plain_text_stays_plain(raw: str) -> None:
    assert plain(plain(raw)) == plain(raw)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\u3000", "\n", "无", " 无 ", "不详", "未知", "待查", "见备注", "-", "/", "——", "－", "／", "…", "?",
        "无/无", "无、不详", "（无）", "(不详)", "无。", "暂无", "没有", "无电话", "无手机号", "没有身份证", "不清楚",
        "待核实", "待核查", "待补充", "详见备注", "同备注", "空白", "缺", "N/A", "null", "None", "无 无", "/ /",
        "无（见备注）", "未填写", "\u200b",
        "电话：无", "手机号：不详", "身份证不详", "联系方式 未知",
    ],
)  # fmt: skip
def test_markers_say_that_nothing_is_known(text: str) -> None:
    assert is_missing(text)


@pytest.mark.parametrize(
    "text",
    ["0", "无锡", "张无忌", "123", "不详细", "x", "无15458085012", "Nan", "未央区", "待", "电话", "手机号"],
)
def test_other_texts_say_something(text: str) -> None:
    assert not is_missing(text)


def test_a_fault_tells_missing_from_wrong() -> None:
    assert MISSING.missing
    assert not Fault(FaultKind.INVALID, "bad_check").missing
