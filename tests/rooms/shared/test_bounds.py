"""A workbook that would fill the memory is refused before it is opened; every ordinary one is read."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from lianfang.shared import bounds
from lianfang.shared.books import UnreadableFile, read_file
from lianfang.shared.bounds import TooMuchInside, check_workbook


def workbook(*cells: tuple[int, int], **options: object) -> bytes:
    """Make a workbook with a mark in each of some cells."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        for row, column in cells:
            sheet.write_string(row, column, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    "cells",
    [
        [(0, 0)],
        [(row, column) for row in range(40) for column in range(30)],
        [(0, 16_383)],  # wide, but a single row
        [(1_048_575, 0)],  # long, but a single column
        [(0, 0), (20_000, 60)],
    ],
    ids=["one cell", "a list", "the last column", "the last row", "a stray cell nearby"],
)
def test_an_ordinary_workbook_is_read(cells: list[tuple[int, int]]) -> None:
    check_workbook(io.BytesIO(workbook(*cells)))


@pytest.mark.parametrize(
    "cells",
    [[(0, 0), (1_048_575, 16_383)], [(0, 0), (0, 800), (1_000_000, 1)], [(5, 700), (1_048_575, 0)]],
    ids=["the last corner", "far beside and far below", "two letters and the last row"],
)
def test_a_lone_cell_far_away_is_refused(cells: list[tuple[int, int]]) -> None:
    content = workbook(*cells)
    assert len(content) < 10_000
    with pytest.raises(TooMuchInside):
        check_workbook(io.BytesIO(content))
    with pytest.raises(UnreadableFile) as told:
        read_file(content, "名单.xlsx")
    assert "new workbook" in told.value.remedy


def test_what_unpacks_to_too_much_is_refused_whatever_it_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    assert len(held.getvalue()) < 10_000
    check_workbook(held)
    monkeypatch.setattr(bounds, "MOST_BYTES", 4_000_000)
    with pytest.raises(TooMuchInside):
        check_workbook(held)
    lying = held.getvalue().replace((5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    with pytest.raises(ValueError, match="sound zip"):
        check_workbook(io.BytesIO(lying))


def test_a_row_that_lies_across_two_pieces_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [(0, 16_383), *((row, 0) for row in range(300)), (1_048_575, 0)]
    content = workbook(*cells)
    for piece in (97, 256, 1_024):
        monkeypatch.setattr(bounds, "_PIECE", piece)
        with pytest.raises(TooMuchInside):
            check_workbook(io.BytesIO(content))


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 100])
def test_a_damaged_zip_is_told(content: bytes) -> None:
    with pytest.raises(ValueError, match="sound zip"):
        check_workbook(io.BytesIO(content))
    with pytest.raises(UnreadableFile):
        read_file(content, "名单.xlsx")
