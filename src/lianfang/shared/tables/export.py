"""A list as an Excel file: exactly the rows, order and columns seen, under the customary headings."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from tempfile import TemporaryDirectory
from typing import Any

from lianfang.shared import audit
from lianfang.shared.clock import LOCAL
from lianfang.shared.files import files_folder
from lianfang.shared.tables.asked import Asked
from lianfang.shared.tables.columns import Column
from lianfang.shared.tables.drawing import plain
from lianfang.shared.tables.paging import read_chunks

AT_ONCE = 5_000
MOST = 1_000_000  # a sheet holds 1,048,576 rows
CHUNK = 2_000
MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_name(asked: Asked, at: datetime) -> str:
    """Return the name of an export: the register and the local minute."""
    name = str(asked.table.export_name or asked.table.heading())
    return f"{name}{at.astimezone(LOCAL):%Y%m%d%H%M}.xlsx"


def write_book(asked: Asked, columns: list[Column]) -> tuple[bytes, int]:
    """Write the list as a workbook; return its bytes and how many rows it holds.

    Memory does not grow with the rows: they go through a folder only this product reads, which
    is gone before the bytes are returned.
    """
    import xlsxwriter  # only here: every command that can queue an export would load it

    content = io.BytesIO()
    with TemporaryDirectory(dir=files_folder(), prefix="book-") as folder:
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False}
        with xlsxwriter.Workbook(content, {**options, "strings_to_urls": False}) as book:
            written = _write_sheet(book, asked, columns)
    return content.getvalue(), written


def _write_sheet(book: Any, asked: Asked, columns: list[Column]) -> int:
    sheet = book.add_worksheet(str(asked.table.title)[:31])
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1, "text_wrap": True}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, str(column.heading_in_export), styles["head"])
    number = 0
    for number, row in enumerate(_read_all(asked), 1):
        for place, column in enumerate(columns):
            _write_cell(sheet, number, place, column.file_of(row), styles)
    sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)
    return number


def _read_all(asked: Asked) -> Iterator[Any]:
    for chunk in read_chunks(asked.rows(), asked.order, CHUNK, MOST):
        asked.table.attach(chunk)
        yield from chunk


def _write_cell(sheet: Any, row: int, place: int, value: Any, styles: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, value.astimezone(LOCAL).replace(tzinfo=None), styles["time"])
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, styles["day"])
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, place, value)
    else:
        sheet.write_string(row, place, plain(value))


def wanted_columns(asked: Asked, shown: list[Column]) -> list[Column]:
    """Return the columns of an export: those shown, in the table's order."""
    keys = {column.key for column in shown}
    return [column for column in asked.table.pickable() if column.key in keys]


def record_export(asked: Asked, columns: list[Column], written: int, *, at: datetime) -> None:
    """Write down who took which list, with which columns filtered, never by which values."""
    audit.record(
        by=asked.table.actor,
        at=at,
        action="lists.export",
        **asked.table.audited(),
        rows=written,
        columns=[column.key for column in columns],
        filtered=[column.key for column in asked.filtered()] + (["q"] if asked.search is not None else []),
    )
