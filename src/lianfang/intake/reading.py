"""A received file read into sheets of typed cells: workbooks of Excel and text tables."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from lianfang.core.intake.cells import Book, Cell, Line, Sheet

_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE: Final = (b"<html", b"<!doctype", b"<?xml", b"<table", b"{\\rtf", b"%pdf")
_SAMPLE: Final = 1 << 16
_DELIMITERS: Final = ",\t;|"
_LONGEST_FILL: Final = 500
_FIELD_LIMIT: Final = 1 << 20


class UnreadableFile(Exception):
    """A file that cannot be read at all: `place` says where it failed, `remedy` what to do, both as message ids."""

    def __init__(self, place: str, remedy: str) -> None:
        super().__init__(f"{place} {remedy}")
        self.place = place
        self.remedy = remedy


def read_file(content: bytes | Path, filename: str) -> Book:
    """Read a workbook (.xlsx, .xls) or a text table (.csv in UTF-8, GB18030 or UTF-16) by what is in it.

    Rows of a text table stream from the file each time they are iterated; the number of a row is that of Excel,
    or the physical line of the text on which it begins. Raises UnreadableFile.
    """
    source = _Source(content, filename)
    head = source.read_head()
    if head.startswith((_ZIP, _COMPOUND)):
        return _read_workbook(source)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_PAGE):
        raise UnreadableFile(
            f"{filename}: the file is a page or a document, not a table.",
            "Open it in Excel or WPS and save it as .xlsx, then send it again.",
        )
    return _read_text(source, head)


@dataclass(frozen=True, slots=True)
class _Source:
    content: bytes | Path
    filename: str

    def open(self) -> IO[bytes]:
        if isinstance(self.content, bytes):
            return io.BytesIO(self.content)
        return self.content.open("rb")

    def read_head(self) -> bytes:
        with closing(self.open()) as stream:
            return stream.read(_SAMPLE)


def _read_workbook(source: _Source) -> Book:
    try:
        workbook = CalamineWorkbook.from_filelike(source.open())
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
        return Book([Sheet(sheet.name, _list_rows(sheet)) for sheet in sheets])
    except PasswordError as error:
        raise UnreadableFile(
            f"{source.filename}: the workbook is locked with a password.",
            "Remove the password in Excel or WPS and send the file again.",
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(
            f"{source.filename}: the workbook is damaged or is no Excel file.",
            "Open it in Excel or WPS, save it as .xlsx and send it again.",
        ) from error


def _list_rows(sheet: CalamineSheet) -> list[Line]:
    rows: list[list[Cell]] = [[_keep(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(rows, sheet.merged_cell_ranges or [])
    return [(number, row) for number, row in enumerate(rows, start=1)]


def _keep(cell: object) -> Cell:
    """Keep the type of a cell; times of day and durations, which no register has, become text."""
    return cell if isinstance(cell, str | float | int | datetime | date) else str(cell)


def _fill_merged(rows: list[list[Cell]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Give each row its share of a cell merged downwards, as a family's common address is written once."""
    for (top, left), (bottom, right) in ranges:
        if left != right or not top < bottom < min(len(rows), top + _LONGEST_FILL):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] == "":
                row[left] = rows[top][left]


def _read_text(source: _Source, head: bytes) -> Book:
    encoding = _find_encoding(source, head)
    sample = head.decode(encoding, errors="ignore")
    if "\x00" in sample:
        raise UnreadableFile(
            f"{source.filename}: the file is not text.",
            "Send the list as .xlsx, .xls or .csv.",
        )
    return Book([Sheet("", _TextRows(source, encoding, _find_delimiter(sample)))])


def _find_encoding(source: _Source, head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(source, encoding):
            return encoding
    raise UnreadableFile(
        f"{source.filename}: the text is neither UTF-8 nor GB18030.",
        "Save it in Excel or WPS as .xlsx, or as CSV in UTF-8, and send it again.",
    )


def _decodes(source: _Source, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with closing(source.open()) as stream:
        try:
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _find_delimiter(sample: str) -> str:
    """Choose the delimiter that the most lines of the sample have, the comma when in doubt."""
    lines = sample.splitlines()[:50]
    return max(_DELIMITERS, key=lambda mark: sum(line.count(mark) > 1 for line in lines))


@dataclass(frozen=True, slots=True)
class _TextRows:
    source: _Source
    encoding: str
    delimiter: str

    def __iter__(self) -> Iterator[Line]:
        csv.field_size_limit(_FIELD_LIMIT)
        with io.TextIOWrapper(self.source.open(), encoding=self.encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=self.delimiter)
            start = 1
            for row in reader:
                yield start, row
                start = reader.line_num + 1
