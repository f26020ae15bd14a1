"""Sheets of typed cells."""

from collections.abc import Iterator

from lianfang.core.intake.cells import Book, Line, Sheet, cell_text


class Stream:
    """Rows that begin anew each time they are asked for, as those of a file do."""

    def __iter__(self) -> Iterator[Line]:
        yield 1, ["姓名", 1.0]
        yield 3, []


def test_a_sheet_may_stream_and_be_read_twice() -> None:
    sheet = Sheet("", Stream())
    assert list(sheet.rows) == list(sheet.rows) == [(1, ["姓名", 1.0]), (3, [])]


def test_a_book_begins_empty_and_shares_nothing() -> None:
    one, other = Book(), Book()
    one.sheets.append(Sheet("名单", []))
    assert other.sheets == []


def test_cells_are_read_alike_in_lists_and_numbers() -> None:
    assert cell_text(15458085012.0) == "15458085012"
