"""The customary sheet of risk areas, with all that is found around it."""

# ruff: noqa: DTZ001  (a workbook knows no zones)

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lianfang.core.intake.cells import Book, Cell, Sheet
from lianfang.core.risk.grades import LEVEL_OF, read_grade
from lianfang.core.risk.sheet import NoRiskSheet, RiskLine, read_book, read_headings, read_moment

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2022, 2, 28)
HEAD: list[Cell] = [
    "序号",
    "省",
    "市",
    "县（市、区）",
    "地区名称",
    "风险等级",
    "调整时间",
    "解除时间",
    "备注",
]


def read(*rows: list[Any], name: str = "") -> list[RiskLine]:
    return read_book(Book([Sheet(name, [(at, row) for at, row in enumerate(rows, start=1)])]), TODAY, ZONE)


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"2022-{text}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("高风险", "high"), ("高风险地区", "high"), ("高", "high"), ("中风险区", "medium"), ("低风险区域", "low"),
        ("封控区", "lockdown"), ("管控区", "control"), ("防范区", "precaution"), ("未定级", "ungraded"), ("解除", ""),
        ("由中风险调整为低风险", "low"), ("低风险→中风险", "medium"), (" 高 风险 ", "high"), ("（高风险）", "high"),
        ("红", None), ("", None), ("升为高风险。", "high"), ("降为常态化", ""),
    ],
)  # fmt: skip
def test_grades(text: str, grade: str | None) -> None:
    assert read_grade(text) == grade
    assert grade is None or grade in LEVEL_OF


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (HEAD, {"number", "province", "city", "county", "name", "grade", "starts", "ends", "note"}),
        (["省份", "地市", "区县", "中高风险地区名称", "级别", "定级日期"], {"province", "city", "county", "name", "grade",
        "starts"}),
        (["省（自治区、直辖市）", "市（州）", "县区", "街道", "类别"], {"province", "city", "county", "name", "grade"}),
        (["区县", "风险等级"], {"county", "name", "grade"}),
        (["具体范围", "备注"], {"name", "note"}),
        (["姓名", "电话"], set()),
        (["地区名称"], set()),
    ],
)  # fmt: skip
def test_headings(headings: list[Cell], found: set[str]) -> None:
    assert set(read_headings(headings)) == found


def test_titles_above_and_captions_between_give_the_grade() -> None:
    lines = read(
        ["全国中高风险地区"],
        [],
        ["一、高风险地区（1个）"],
        ["省", "市", "县", "地区名称"],
        ["陕西省", "西安市", "雁塔区", "甲小区"],
        ["二、中风险地区（1个）", "", "", ""],
        ["陕西省", "西安市", "雁塔区", "乙小区"],
        ["高、中风险地区", "", "", ""],  # says nothing about one grade
        ["陕西省", "西安市", "雁塔区", "丙小区"],
        ["备注：以上", "", "", "完"],
        ["合计", "", "", "3"],
    )
    assert [(line.row, line.name, line.grade) for line in lines] == [
        (5, "甲小区", "high"), (7, "乙小区", "medium"), (9, "丙小区", "medium"),
    ]  # fmt: skip


def test_the_name_of_the_sheet_gives_the_grade() -> None:
    rows: list[list[Cell]] = [["县", "地区名称"], ["雁塔区", "甲小区"]]
    assert read(*rows, name="高风险区")[0].grade == "high"
    assert read(*rows, name="封控区名单")[0].grade == "lockdown"
    assert read(*rows, name="Sheet1")[0].faults == ("grade_missing",)


def test_blank_below_a_merged_cell_is_what_stands_above() -> None:
    lines = read(
        HEAD,
        [1, "陕西省", "西安市", "雁塔区", "甲", "高风险"],
        [2, "", "", "", "乙", "高风险"],
        [3, "", "", "碑林区", "丙", "高风险"],
        [4, "河南省", "", "", "丁", "高风险"],  # another province: what stood above does not hold
        [5, "", "郑州市", "金水区", "戊", "高风险"],
    )
    assert [line.region for line in lines] == [
        "陕西省西安市雁塔区", "陕西省西安市雁塔区", "陕西省西安市碑林区", "河南省", "河南省郑州市金水区",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("starts", "ends", "since", "until"),
    [
        ("", "", None, None),
        ("2022-02-20", "", day("02-20"), None),
        ("2022-02-20 18:30", "", day("02-20 18:30"), None),
        ("2月20日18时", "", day("02-20 18:00"), None),
        ("2月20日18时30分", "", day("02-20 18:30"), None),
        ("2月20日24时", "", day("02-21"), None),
        (datetime(2022, 2, 20, 8), "", day("02-20 08:00"), None),
        (datetime(2022, 2, 20), "", day("02-20"), None),
        ("2022-02-20", "2022-02-22", day("02-20"), day("02-23")),
        ("2022-02-20", "2022-02-22 09:00", day("02-20"), day("02-22 09:00")),
        (datetime(2022, 2, 20), datetime(2022, 2, 22), day("02-20"), day("02-23")),
        ("2月20日-2月22日", "", day("02-20"), day("02-23")),
        ("2022.2.20—2022.2.22", "", day("02-20"), day("02-23")),
        ("2022-02-20至2022-02-22", "", day("02-20"), day("02-23")),
        ("2022-02-20 - 2022-02-22", "", day("02-20"), day("02-23")),
    ],
)
def test_times(starts: Cell, ends: Cell, since: datetime | None, until: datetime | None) -> None:
    line = read(HEAD, [1, "陕西省", "西安市", "雁塔区", "甲", "高风险", starts, ends])[0]
    assert (line.since, line.until, line.faults) == (since, until, ())


def test_an_hour_that_is_none_is_passed_over() -> None:
    assert read_moment("2022-02-20 29时", TODAY, ZONE) == day("02-20")
    assert read_moment(datetime(2022, 2, 20, 8, tzinfo=UTC), TODAY, ZONE) == datetime(
        2022, 2, 20, 8, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ([1, "陕西省", "西安市", "雁塔区", "甲", "", ""], ("grade_missing",)),
        ([1, "陕西省", "西安市", "雁塔区", "甲", "红", ""], ("grade_unknown",)),
        ([1, "陕西省", "西安市", "雁塔区", "甲", "高风险", "何时"], ("time_unreadable",)),
        ([1, "陕西省", "西安市", "雁塔区", "甲", "高风险", "2022-02-20", "2022-02-10"], ("time_backwards",)),
        ([1, "陕西省", "西安市", "", "", "高风险"], ("name_missing",)),
        ([1, "陕西省", "西安市", "雁塔区", "", "高风险"], ()),  # the whole county
        ([1, "", "", "", "", "红", "何时"], ("time_unreadable", "name_missing", "grade_unknown")),
    ],
)
def test_faults(row: list[Cell], faults: tuple[str, ...]) -> None:
    line = read(HEAD, row)[0]
    assert line.faults == faults
    assert line.cells[0] == "1"


def test_a_county_column_alone_is_the_name() -> None:
    line = read(["省", "市", "区县", "风险等级"], ["陕西省", "西安市", "雁塔区", "中风险"])[0]
    assert (line.region, line.name) == ("陕西省西安市", "雁塔区")


def test_headings_may_come_again() -> None:
    lines = read(
        ["区县", "地区名称", "等级"], ["甲县", "A", "高"], ["地区名称", "等级", "区县"], ["B", "中", "乙县"]
    )
    assert [(line.region, line.name, line.grade) for line in lines] == [
        ("甲县", "A", "high"),
        ("乙县", "B", "medium"),
    ]


def test_a_file_without_such_a_sheet() -> None:
    with pytest.raises(NoRiskSheet):
        read(["姓名", "电话"], ["张某", "1"])


def test_a_sheet_beside_it_is_passed_over() -> None:
    book = Book([
        Sheet("说明", [(1, ["说明"])]),
        Sheet("名单", [(1, ["区县", "地区名称", "等级"]), (2, ["甲县", "A", "高"])]),
    ])  # fmt: skip
    assert len(read_book(book, TODAY, ZONE)) == 1
