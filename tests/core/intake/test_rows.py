"""Rows of a list: outcome, reasons, remarks and repeats, on single rows and on whole untidy lists."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from tests.core.intake.untidy import AT, Writer
from tests.core.intake.untidy_lines import OTHER_SHEETS

from lianfang.core.intake.cells import Book, Cell, Sheet
from lianfang.core.intake.fields import Field
from lianfang.core.intake.rows import Flaw, Outcome, ReadRow, Reason, list_layouts, read_book

ID, OTHER = "420107201412240000", "510502194208090008"
BAD = "420107201412240001"
ONE, TWO, DESK = "15458085012", "15472662478", "03586322345"
HEADER: list[Cell] = ["序号", "姓名", "身份证号", "电话", "现住址"]


def book(*rows: list[Cell], name: str = "名单") -> Book:
    return Book([Sheet(name, list(enumerate([HEADER, *rows], start=1)))])


def read(*rows: list[Cell]) -> list[ReadRow]:
    return list(read_book(book(*rows), at=AT))


@pytest.mark.parametrize(
    ("name", "number", "phone", "outcome", "reasons"),
    [
        ("马芳东", ID, ONE, "ready", []),
        ("马芳东", "E57758566", ONE, "ready", []),
        ("马芳东", ID, "0358-6322345", "ready", []),
        ("马芳东", ID, f"123/{ONE}", "ready", []),
        ("马芳东", BAD, ONE, "warning", ["id_invalid"]),
        ("马芳东", float(ID), ONE, "warning", ["id_invalid"]),
        ("马芳东", "4.20107E+17", ONE, "warning", ["id_invalid"]),
        ("马芳东", "", ONE, "warning", ["id_missing"]),
        ("马芳东", "不详", ONE, "warning", ["id_missing"]),
        ("马芳东", ID, "123", "warning", ["phone_invalid"]),
        ("马芳东", ID, "0358-6322345x", "warning", ["phone_invalid"]),
        ("马芳东", ID, "", "warning", ["phone_missing"]),
        ("马芳东", ID, "无", "warning", ["phone_missing"]),
        ("马芳东", "", "", "rejected", ["no_identity_no_contact"]),
        ("马芳东", BAD, "123", "rejected", ["no_identity_no_contact"]),
        ("马芳东", "不详", "123", "rejected", ["no_identity_no_contact"]),
        ("", ID, ONE, "rejected", ["name_missing"]),
        (" ", BAD, "", "rejected", ["name_missing"]),
        ("不详", "", ONE, "rejected", ["name_missing"]),
        ("/", ID, ONE, "rejected", ["name_missing"]),
        (None, ID, ONE, "rejected", ["name_missing"]),
    ],
)
def test_outcome_and_reasons(name: Cell, number: Cell, phone: Cell, outcome: str, reasons: list[str]) -> None:
    (row,) = read([1.0, name, number, phone, "兴县"])
    assert (row.outcome, list(row.reasons)) == (outcome, reasons)
    assert (row.traveller is None) is (outcome == "rejected")
    assert row.address == "兴县"


@pytest.mark.parametrize(
    ("rows", "outcomes"),
    [
        # equal numbers, whatever the name and the way of writing
        ([("马芳东", ID, ONE), ("马方东", f"'{ID}", TWO)], "ready duplicate"),
        ([("马芳东", "340405590822000", ONE), ("马芳东", "340405195908220009", TWO)], "ready duplicate"),
        # a name and a common mobile, where not both numbers are valid
        ([("马芳东", "", ONE), ("马芳东", ID, ONE)], "warning duplicate"),
        ([("马芳东", ID, ONE), ("马  芳东", BAD, f"{TWO}/{ONE}")], "ready duplicate"),
        # two different valid numbers never join, a phone alone is nothing
        ([("马芳东", ID, ONE), ("马芳东", OTHER, ONE)], "ready ready"),
        ([("马芳东", ID, ONE), ("任鹏国", "", ONE)], "ready warning"),
        ([("马芳东", ID, DESK), ("马芳东", "", DESK)], "ready warning"),
        # a rejected row is nobody to repeat, and stays rejected
        ([("", ID, ONE), ("马芳东", ID, ONE)], "rejected ready"),
        ([("马芳东", ID, ONE), ("", ID, ONE)], "ready rejected"),
        ([("马芳东", ID, ONE), ("马芳东", "", "123")], "ready rejected"),
        # a repeat is no earlier row: its own phone joins nobody
        ([("马芳东", ID, ONE), ("马芳东", ID, TWO), ("马芳东", "", TWO)], "ready duplicate warning"),
        # a row without a number is the person of the first number that joined it, and of no other
        ([("马芳东", "", ONE), ("马芳东", ID, ONE), ("马芳东", OTHER, ONE)], "warning duplicate ready"),
        ([("马芳东", "", ONE), ("马芳东", ID, ONE), ("任鹏国", ID, TWO)], "warning duplicate duplicate"),
    ],
)
def test_repeats(rows: list[tuple[str, str, str]], outcomes: str) -> None:
    found = read(*[[float(at), *row, ""] for at, row in enumerate(rows, start=1)])
    assert " ".join(row.outcome for row in found) == outcomes


def test_a_repeat_names_the_earlier_row_across_sheets() -> None:
    first = book([1.0, "", ID, ONE, ""], [2.0, "马芳东", ID, ONE, ""])
    second = book([1.0, "马方东", ID, TWO, ""], name="续表")
    found = list(read_book(Book([*first.sheets, *second.sheets]), at=AT))
    assert [(row.sheet, row.row, row.outcome, row.duplicate_of) for row in found] == [
        ("名单", 2, Outcome.REJECTED, None),
        ("名单", 3, Outcome.READY, None),
        ("续表", 2, Outcome.DUPLICATE, 1),
    ]
    assert found[2].remarks == ("name_differs",)
    assert found[2].reasons == ()


@pytest.mark.parametrize(
    ("name", "number", "phone", "remarks"),
    [
        ("马芳东", ID, ONE, []),
        ("马芳东", float(ID), ONE, ["id_lost_digits"]),
        ("马芳东", BAD, ONE, ["id_bad_check"]),
        ("马芳东", "420107201413240000", ONE, ["id_bad_date"]),
        ("马芳东", ID[:17], ONE, ["id_bad_length"]),
        ("马芳东", "340405590822000", ONE, ["id_old_form"]),
        ("马芳东", ID, f"{ONE}/{TWO}", ["two_phones"]),
        ("马芳东", "", DESK, ["landline_only"]),
        ("马芳东", "E57758566", ONE, []),
    ],
)
def test_remarks(name: str, number: Cell, phone: str, remarks: list[str]) -> None:
    assert list(read([1.0, name, number, phone, ""])[0].remarks) == remarks


def test_flaws_name_the_column_what_was_there_and_what_is_wrong() -> None:
    (row,) = read([1.0, "马芳东", BAD, "123", ""])
    assert row.flaws == (
        Flaw(Field.ID_NUMBER, "身份证号", BAD, "bad_check"),
        Flaw(Field.PHONE, "电话", "123", "bad_phone"),
    )
    (row,) = read([1.0, " ", ID, ONE, ""])
    assert row.flaws == (Flaw(Field.NAME, "姓名", " ", "blank"),)
    (row,) = read([1.0, "马芳东", ID, ONE, ""])
    assert row.flaws == ()


def test_cells_are_kept_as_received() -> None:
    day = datetime(2022, 2, 26, 13, 10)  # noqa: DTZ001  (a workbook knows no zones)
    (row,) = read([1.0, " 马  芳东", 4.42e17, 15458085012.0, day, "多余"])
    assert row.cells == ("1", " 马  芳东", "4.42e+17", "15458085012", "2022-02-26 13:10", "多余")


def test_a_short_row_is_read_as_far_as_it_goes() -> None:
    (row,) = read(["1", "马芳东", ID])
    assert (row.outcome, row.reasons) == (Outcome.WARNING, (Reason.PHONE_MISSING,))
    assert row.cells == ("1", "马芳东", ID)
    assert row.address == ""


def test_a_list_without_a_phone_column_misses_all_phones() -> None:
    rows: list[tuple[int, list[Any]]] = [(1, ["姓名", "身份证号"]), (2, ["马芳东", ID])]
    (row,) = read_book(Book([Sheet("", rows)]), at=AT)
    assert row.reasons == (Reason.PHONE_MISSING,)


def test_the_day_of_the_list_is_that_of_the_county() -> None:
    # 17:00 UTC on the 27th is already the 28th at home.
    at = datetime(2022, 2, 27, 17, tzinfo=UTC)
    rows: list[tuple[int, list[Any]]] = [
        (1, ["姓名", "身份证号", "电话", "返回时间"]),
        (2, ["马芳东", ID, ONE, "昨日"]),
    ]
    (row,) = read_book(Book([Sheet("", rows)]), at=at)
    assert row.traveller
    assert row.traveller.arrived_on == date(2022, 2, 27)


def test_headings_that_come_again_are_no_rows_and_another_table_is_read_by_its_own() -> None:
    found = read(
        [1.0, "马芳东", ID, ONE, "兴县"],
        list(HEADER),
        [2.0, "任鹏国", OTHER, TWO, "临县"],
        ["", "", "", "", ""],
        ["联系电话", "姓名", "性别", "证件号码", "家庭住址"],
        ["15494360533", "卢颖艳", "女", "51172519721207000X", "岚县"],
        [15430459014.0, "雷婷勇", "女", "", "方山"],
    )
    assert [(row.row, row.outcome, row.address) for row in found] == [
        (2, Outcome.READY, "兴县"),
        (4, Outcome.READY, "临县"),
        (7, Outcome.READY, "岚县"),
        (8, Outcome.WARNING, "方山"),
    ]


def test_headings_of_two_rows_that_come_again_are_skipped_with_both() -> None:
    head: list[list[Cell]] = [["姓名", "身份证号", "电话", "行程", ""], ["", "", "", "离开时间", "返回时间"]]
    body: list[list[Cell]] = [
        ["马芳东", ID, ONE, "2月20日", "2月21日"],
        ["任鹏国", OTHER, TWO, "2月20日", "2月21日"],
    ]
    rows = [*head, body[0], *head, body[1]]
    found = list(read_book(Book([Sheet("", list(enumerate(rows, start=1)))]), at=AT))
    assert [row.row for row in found] == [3, 6]
    assert all(row.traveller and row.traveller.left_on == date(2022, 2, 20) for row in found)


def test_a_correction_that_was_saved_for_the_source_is_used() -> None:
    rows = list(enumerate([["姓名", "电话", "去向"], ["马芳东", ONE, "蔚汾"]], start=1))
    book = Book([Sheet("", rows)])
    (row,) = read_book(book, at=AT)
    assert row.address == ""
    (row,) = read_book(book, at=AT, saved={"去 向": Field.ADDRESS})
    assert row.address == "蔚汾"


def test_what_is_found_of_each_sheet_can_be_shown() -> None:
    made = Book([*book([1.0, "马芳东", ID, ONE, ""]).sheets, Sheet("说明", [(1, ["事不过夜"])])])
    (name, layout), (other, nothing) = list_layouts(made)
    assert (name, other, nothing) == ("名单", "说明", None)
    assert layout
    assert [column.field for column in layout.columns][1:4] == [Field.NAME, Field.ID_NUMBER, Field.PHONE]


def test_a_file_without_people_has_no_rows() -> None:
    sheets = [Sheet(name, list(enumerate(rows, start=1))) for name, rows in OTHER_SHEETS.items()]
    assert list(read_book(Book(sheets), at=AT)) == []


def test_a_stream_is_read_as_it_comes() -> None:
    """Rows come out while the sheet still runs: nothing waits for its end."""
    taken: list[int] = []

    class Endless:
        def __iter__(self) -> Iterator[tuple[int, list[Cell]]]:
            yield 1, HEADER
            for line in count(2):
                taken.append(line)
                yield line, [str(line), "马芳东", "", f"154{line:08}", ""]

    rows = read_book(Book([Sheet("", Endless())]), at=AT)
    assert [next(rows).row for _ in range(1000)] == list(range(2, 1002))
    assert max(taken) < 1100


@pytest.mark.parametrize("typed", [True, False], ids=["workbook", "text"])
@pytest.mark.parametrize("seed", range(40))
def test_untidy_lists_come_out_right_row_by_row(seed: int, typed: bool) -> None:
    made = Writer(seed, typed=typed).write(1 + seed % 3 if typed else 1, 40)
    found = [
        (row.sheet, row.row, str(row.outcome), tuple(map(str, row.reasons)))
        for row in read_book(made.book(), at=AT)
    ]
    assert found == [(truth.sheet, truth.row, truth.outcome, truth.reasons) for truth in made.truth]


@pytest.mark.parametrize("typed", [True, False], ids=["workbook", "text"])
@pytest.mark.parametrize("seed", range(60, 80))
def test_untidy_rows_tell_where_a_person_is_and_when_he_came(seed: int, typed: bool) -> None:
    """Whatever the order and the headings of the columns, and however a day is written."""
    made = Writer(seed, typed=typed).write(1 + seed % 3 if typed else 1, 40)
    for row, truth in zip(read_book(made.book(), at=AT), made.truth, strict=True):
        assert row.address == truth.address
        if row.traveller:
            told = (row.traveller.arrived_on, row.traveller.vehicle or row.traveller.transport)
            assert told == (truth.arrived_on, truth.vehicle)
