"""A received file read into sheets of typed cells: workbooks of Excel and text tables."""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Final

from django.utils.translation import gettext_noop
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from lianfang.core.intake.cells import Book, Cell, Line, Sheet
from lianfang.shared.bounds import TooMuchInside, check_workbook

_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE: Final = (b"<html", b"<!doctype", b"<?xml", b"<table", b"{\\rtf", b"%pdf")
_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE: Final = 1 << 16
_SAMPLE_LINES: Final = 200
_DELIMITERS: Final = ",\t;|"
_LONGEST_FILL: Final = 500
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_LONGEST_RECORD: Final = 30
_COMMAS_IN_A_CELL: Final = 3
_NUL: Final = "\x00"  # no column of the database holds it, and no list means anything by it


class UnreadableFile(Exception):
    """A file that cannot be read at all: `place` says where it failed, `remedy` what to do.

    Both are message ids, filled in with `values` when they are shown.
    """

    def __init__(self, place: str, remedy: str, **values: int | str) -> None:
        super().__init__(f"{place % values} {remedy % values}")
        self.place = place
        self.remedy = remedy
        self.values = values


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
            gettext_noop("The file is a page or a document, not a table."),
            gettext_noop("Open it in Excel or WPS and save it as .xlsx, then send it again."),
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
        with closing(source.open()) as stream:
            if source.read_head().startswith(_ZIP):
                check_workbook(stream)
            workbook = CalamineWorkbook.from_filelike(stream)
            names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            return Book([Sheet(name, _list_rows(workbook.get_sheet_by_name(name))) for name in names])
    except TooMuchInside as error:
        raise UnreadableFile(
            gettext_noop("The workbook unpacks to far more than a list."),
            gettext_noop(
                "Copy the rows of the list into a new workbook, without what lies far off beside them, and send that."
            ),
        ) from error
    except PasswordError as error:
        raise UnreadableFile(
            gettext_noop("The workbook is locked with a password."),
            gettext_noop("Remove the password in Excel or WPS and send the file again."),
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(
            gettext_noop("The workbook is damaged or is no Excel file."),
            gettext_noop("Open it in Excel or WPS, save it as .xlsx and send it again."),
        ) from error


def _list_rows(sheet: CalamineSheet) -> list[Line]:
    rows: list[list[Cell]] = [[_keep(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(rows, sheet.merged_cell_ranges or [])
    return [(number, row) for number, row in enumerate(rows, start=1)]


def _keep(cell: object) -> Cell:
    """Keep the type of a cell; times of day and durations, which no register has, become text."""
    if isinstance(cell, str) and _NUL in cell:
        return cell.replace(_NUL, "")
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
    if b"\x00" in head and not head.startswith(_WIDE):
        raise _not_text()
    encoding, errors = _find_encoding(source, head)
    sample = head.decode(encoding, errors="ignore")
    if "\x00" in sample:
        raise _not_text()
    return Book([Sheet("", _TextRows(source, encoding, errors, _find_delimiter(sample)))])


def _not_text() -> UnreadableFile:
    return UnreadableFile(
        gettext_noop("The file is neither a workbook nor a text table."),
        gettext_noop("Send the list as .xlsx, .xls or .csv."),
    )


def _find_encoding(source: _Source, head: bytes) -> tuple[str, str]:
    """Find the encoding, and how to take bytes that do not fit: one broken character loses no row."""
    if head.startswith(_WIDE):
        return "utf-16", "replace"
    for encoding in _ENCODINGS:
        if _decodes(source, encoding):
            return encoding, "strict"
    lines = [line for line in head.split(b"\n")[:_SAMPLE_LINES] if not line.isascii()]
    for encoding in _ENCODINGS:
        sound = sum(_decodes(_Source(line, ""), encoding) for line in lines)
        if sound * 2 > len(lines):
            return encoding, "replace"
    raise UnreadableFile(
        gettext_noop("The text is neither UTF-8 nor GB18030."),
        gettext_noop("Save it in Excel or WPS as .xlsx, or as CSV in UTF-8, and send it again."),
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
    errors: str
    delimiter: str

    def __iter__(self) -> Iterator[Line]:
        with io.TextIOWrapper(
            self.source.open(), encoding=self.encoding, errors=self.errors, newline=""
        ) as stream:
            yield from _iter_records((line.replace(_NUL, "") for line in stream), self.delimiter)


def _iter_records(lines: Iterable[str], delimiter: str) -> Iterator[Line]:
    """Give each record with the physical line on which it begins.

    A quotation mark that opens a cell and is never closed would swallow the rows behind it: where a record runs
    over too many lines, ends with the file inside a cell, or holds whole lines in one cell, its first line is
    read with the mark as a plain character and reading goes on behind it.
    """
    source = _Lines(iter(lines))
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        start = source.begin_record()
        try:
            row = next(reader, None)
        except (_RunawayError, csv.Error):
            row = []
            runaway = True
        else:
            runaway = len(source.taken) > 1 and _has_swallowed(row, source.taken, delimiter)
        if runaway:
            row = source.give_back().rstrip("\r\n").split(delimiter)
            reader = csv.reader(source, delimiter=delimiter)
        if row is None:
            return
        yield start, row


def _has_swallowed(row: list[str] | None, taken: list[str], delimiter: str) -> bool:
    if sum(line.count('"') for line in taken) % 2:
        return True
    return any(cell.count("\n") and cell.count(delimiter) > _COMMAS_IN_A_CELL for cell in row or ())


class _RunawayError(Exception):
    """A record that runs over more lines than any cell has."""


class _Lines:
    """Physical lines that remember those of the record in hand and can take all but its first back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self._number = 1
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) > _LONGEST_RECORD:
            raise _RunawayError
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def begin_record(self) -> int:
        """Give the number of the line on which the next record begins."""
        self._number += len(self.taken)
        self.taken = []
        return self._number

    def give_back(self) -> str:
        """Keep the first line of the record in hand and put the others back."""
        first, *others = self.taken
        self._again.extendleft(reversed(others))
        self.taken = [first]
        return first
