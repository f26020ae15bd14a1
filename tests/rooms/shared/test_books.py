"""Files of every kind read into sheets, and the shared lists read to their truth."""

# ruff: noqa: DTZ001  (a workbook knows no zones)

import io
import json
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.core.intake.untidy import AT, UntidyList, Writer
from tests.rooms.intake.workbooks import write_xls, write_xlsx

from lianfang.core.identity.same import Identity, same_for_certain
from lianfang.core.intake.cells import Book, Cell
from lianfang.core.intake.rows import Outcome, ReadRow, read_book
from lianfang.shared.books import UnreadableFile, read_file

PUSHES = Path(__file__).parents[3].parent / "shared" / "data" / "pushes"
LISTS = {"push-1": "xlsx", "push-2": "xlsx", "push-3": "csv", "push-5": "xlsx", "push-6": "xlsx"}
needs_lists = pytest.mark.skipif(
    not PUSHES.is_dir(), reason="the shared lists (../shared/data/pushes) are not beside this checkout"
)

ROWS: list[list[Cell]] = [
    ["序号", "姓名", "身份证号", "电话", "到达"],
    [1.0, "马芳东", "420107201412240000", 15458085012.0, datetime(2022, 2, 26, 13, 10)],
    [],
    [2.0, "任鹏国", 5.1050219420809e17, "15429754951", "2月23日"],
]


def rows_of(book: Book, at: int = 0) -> list[tuple[int, list[Cell]]]:
    return [(number, list(cells)) for number, cells in book.sheets[at].rows]


@pytest.mark.parametrize(("write", "name"), [(write_xlsx, "a.xlsx"), (write_xls, "a.xls")])
def test_a_workbook_keeps_the_type_of_each_cell_and_the_numbers_of_its_rows(write: Any, name: str) -> None:
    book = read_file(write([("名单", ROWS), ("说明", [["事不过夜"]])]), name)
    assert [sheet.name for sheet in book.sheets] == ["名单", "说明"]
    assert rows_of(book) == [
        (1, ["序号", "姓名", "身份证号", "电话", "到达"]),
        (2, [1.0, "马芳东", "420107201412240000", 15458085012.0, datetime(2022, 2, 26, 13, 10)]),
        (3, ["", "", "", "", ""]),
        (4, [2.0, "任鹏国", 5.1050219420809e17, "15429754951", "2月23日"]),
    ]


def test_a_workbook_is_known_by_its_content_whatever_its_name() -> None:
    assert rows_of(read_file(write_xlsx([("名单", ROWS)]), "名单.xls"))[0][0] == 1
    assert rows_of(read_file(write_xls([("名单", ROWS)]), "名单.csv"))[0][0] == 1


def test_rows_are_numbered_as_excel_does_also_below_empty_ones() -> None:
    book = read_file(
        write_xlsx([("名单", [[], [], ["", "姓名", "电话"], ["", "马芳东", "15458085012"]])]), "a.xlsx"
    )
    assert [(row.row, row.outcome) for row in read_book(book, at=AT)] == [(4, Outcome.WARNING)]


def test_a_cell_merged_downwards_counts_for_each_of_its_rows_and_a_title_for_one() -> None:
    header = ["姓名", "电话", "现住址"]
    people: list[list[Cell]] = [
        ["马芳东", "15458085012"],
        ["马小东", "15458085013"],
        ["任鹏国", "15429754951", "临县"],
    ]
    content = write_xlsx(
        [("名单", [["名单"], header, *people])],
        merged=[("名单", 0, 0, 0, 2, "名单"), ("名单", 2, 3, 2, 2, "兴县蔚汾镇")],
    )
    found = list(read_book(read_file(content, "a.xlsx"), at=AT))
    assert [row.address for row in found] == ["兴县蔚汾镇", "兴县蔚汾镇", "临县"]


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    for name, content in (
        ("a.xlsx", write_xlsx([("名单", ROWS)])),
        ("a.csv", "姓名,电话\n马芳东,1\n".encode()),
    ):
        (tmp_path / name).write_bytes(content)
        assert rows_of(read_file(tmp_path / name, name))[0][0] == 1


TEXT = "姓名,电话,身份证号\r\n马芳东,15458085012,\r\n\r\n任鹏国,,不详\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_a_text_table_is_read_in_its_encoding_with_physical_lines(encoding: str) -> None:
    assert rows_of(read_file(TEXT.encode(encoding), "a.csv")) == [
        (1, ["姓名", "电话", "身份证号"]),
        (2, ["马芳东", "15458085012", ""]),
        (3, []),
        (4, ["任鹏国", "", "不详"]),
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_text_table_is_read_with_its_delimiter(delimiter: str) -> None:
    book = read_file(TEXT.replace(",", delimiter).encode(), "a.csv")
    assert rows_of(book)[1] == (2, ["马芳东", "15458085012", ""])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_table_may_end_its_lines_in_any_way(end: str) -> None:
    assert [number for number, _ in rows_of(read_file(f"a,b,c{end}1,2,3{end}4,5,6".encode(), "a.csv"))] == [
        1,
        2,
        3,
    ]


def test_a_sheet_can_be_read_again_from_its_beginning() -> None:
    book = read_file(TEXT.encode(), "a.csv")
    assert rows_of(book) == rows_of(book)


def test_one_broken_character_loses_no_row() -> None:
    for encoding in ("utf-8", "gb18030"):
        content = (TEXT * 3).encode(encoding) + b"\xe5,\xff,1\r\n"
        assert len(rows_of(read_file(content, "a.csv"))) == 13


def test_a_cell_of_several_lines_is_one_cell_and_its_row_begins_on_the_first() -> None:
    book = read_file(b'a,b,c\n1,"x\ny ""q""\nz",3\n4,5,6\n', "a.csv")
    assert rows_of(book) == [(1, ["a", "b", "c"]), (2, ["1", 'x\ny "q"\nz', "3"]), (5, ["4", "5", "6"])]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,b,c\n1,"x,3\n2,y,4\n', 3),  # never closed: would run to the end of the file
        ('a,"b,c\n' + "1,2,3\n" * 100, 101),  # would run over more lines than any cell has
        ('a,b,c\n1,"x,3\n2,y,4\n3,"z,5\n4,w,6\n', 5),  # closed by the next such mark
        ('a,b,"c', 1),
        (f'a,b,"{"x" * 200_000}\n1,2,3\n', 2),  # beyond the longest cell
    ],
)
def test_an_open_quotation_mark_swallows_no_row(text: str, rows: int) -> None:
    found = rows_of(read_file(text.encode(), "a.csv"))
    assert [number for number, _ in found] == list(range(1, rows + 1))


def test_an_empty_file_has_no_rows() -> None:
    assert rows_of(read_file(b"", "a.csv")) == []


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "page"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "page"),
        (b"%PDF-1.4", "page"),
        (b"a,b\x00\x00c,d\n", "nor a text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xd9", "nor a text"),
        (b"\xff\xff\xff\x81", "neither"),
        (b"\x81\n\xff\xfe\x81\n" * 10, "neither"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_what_to_do(content: bytes, word: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_file(content, "二月名单.xlsx")
    assert word in caught.value.place
    assert caught.value.remedy.endswith(".")


def test_times_of_day_become_text_and_truths_and_errors_are_kept_harmless() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_datetime(0, 0, time(13, 10), book.add_format({"num_format": "hh:mm"}))
        sheet.write_boolean(0, 1, True)
        sheet.write_formula(0, 2, "=1/0", value="#DIV/0!")
        sheet.write_string(0, 3, "x")
    ((_, cells),) = rows_of(read_file(stream.getvalue(), "a.xlsx"))
    assert [type(cell) for cell in cells] == [str, bool, str, str]


def test_charts_are_no_sheets() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet("名单").write_row(0, 0, [1, 2, 3])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=名单!$A$1:$C$1"})
        book.add_chartsheet("图").set_chart(chart)
    assert [sheet.name for sheet in read_file(stream.getvalue(), "a.xlsx").sheets] == ["名单"]


def read_list(name: str) -> list[ReadRow]:
    path = PUSHES / f"{name}.{LISTS[name]}"
    return list(read_book(read_file(path, path.name), at=AT))


def read_truth(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((PUSHES / f"{name}.truth.json").read_text("utf-8"))["rows"]
    return rows


@needs_lists
@pytest.mark.parametrize("name", LISTS)
def test_the_shared_lists_come_out_row_by_row(name: str) -> None:
    found = [(row.sheet, row.row, str(row.outcome), list(map(str, row.reasons))) for row in read_list(name)]
    assert found == [(row["sheet"], row["row"], row["outcome"], row["reasons"]) for row in read_truth(name)]


@needs_lists
@pytest.mark.parametrize("name", LISTS)
def test_the_shared_lists_tell_who_came_when_and_where_to(name: str) -> None:
    for row, truth in zip(read_list(name), read_truth(name), strict=True):
        assert row.address == truth["address"]
        if row.traveller is None:
            continue
        assert row.traveller.name == truth["person"]["name"]
        assert str(row.traveller.arrived_on) == truth["arrived"]
        assert not row.traveller.phones or truth["person"]["phone"] in row.traveller.phones
        if row.traveller.number and len(row.traveller.number.text) == 18:
            assert row.traveller.number.text == truth["person"]["id"]


@needs_lists
def test_who_was_in_the_lists_before_is_known_for_certain() -> None:
    known: list[Identity] = []
    for name in ("push-1", "push-2", "push-3"):
        here = []
        for row, truth in zip(read_list(name), read_truth(name), strict=True):
            one = identify(row)
            before = one is not None and any(same_for_certain(one, other) for other in known)
            assert before is truth["earlier"], (name, row.row)
            here += [one] if one else []
        known += here


def identify(row: ReadRow) -> Identity | None:
    if row.traveller is None:
        return None
    number = row.traveller.number
    return Identity(row.traveller.name_key, number.text if number else None, frozenset(row.traveller.phones))


def to_text(made: UntidyList) -> tuple[str, dict[int, int]]:
    """Write a list as text; the second value gives the physical line on which each of its rows begins."""
    ((_, rows),) = made.sheets
    lines: list[str] = []
    begins: dict[int, int] = {}
    for number, cells in enumerate(rows, start=1):
        begins[number] = 1 + len(lines)
        texts = [str(cell).replace('"', '""') for cell in cells]
        lines += ",".join(f'"{text}"' if set(text) & set(',"\n') else text for text in texts).split("\n")
    return "\n".join(lines) + "\n", begins


@pytest.mark.parametrize("seed", range(1000, 1012))
@pytest.mark.parametrize("kind", ["xlsx", "xls", "utf-8", "utf-8-sig", "gb18030"])
def test_untidy_files_of_every_kind_come_out_right(kind: str, seed: int) -> None:
    typed = kind.startswith("xls")
    made = Writer(seed, typed=typed).write(1 + seed % 3 if typed else 1, 40)
    begins: dict[int, int] = {}
    if typed:
        content = (write_xlsx if kind == "xlsx" else write_xls)(made.sheets)
    else:
        text, begins = to_text(made)
        content = text.encode(kind)
    rows = read_book(read_file(content, f"a.{kind}"), at=AT)
    assert [(row.sheet, row.row, row.outcome, *row.reasons) for row in rows] == [
        (truth.sheet, begins.get(truth.row, truth.row), truth.outcome, *truth.reasons) for truth in made.truth
    ]
