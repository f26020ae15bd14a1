"""Workbooks written for tests: .xlsx by XlsxWriter, and a small .xls (BIFF8 in a compound file) by hand."""

# ruff: noqa: DTZ001  (a workbook knows no zones)

import io
import struct
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

from lianfang.core.intake.cells import Cell

Sheets = Sequence[tuple[str, Sequence[Sequence[Cell]]]]

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
EPOCH = datetime(1899, 12, 30)


def write_xlsx(sheets: Sheets, merged: Sequence[tuple[str, int, int, int, int, str]] = ()) -> bytes:
    """Write an .xlsx; `merged` names ranges by sheet, first and last row, first and last column, text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(row, column, cell, day)
                    elif isinstance(cell, str):
                        if cell:
                            sheet.write_string(row, column, cell)
                    else:
                        sheet.write(row, column, cell)
            for at, *area, text in merged:
                if at == name:
                    sheet.merge_range(area[0], area[2], area[1], area[3], text)
    return stream.getvalue()


def write_xls(sheets: Sheets) -> bytes:
    """Write an .xls as old machines send it: strings, numbers and days, nothing else."""
    heads = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    heads += _record(0x0042, struct.pack("<H", 1200))
    heads += _record(0x00E0, struct.pack("<HHH", 0, 0, 0) + bytes(14))
    heads += _record(0x00E0, struct.pack("<HHH", 0, 22, 0) + bytes(14))  # format 22: day and time
    bodies = [_write_sheet(rows) for _, rows in sheets]
    names = [_text(name, "<B") for name, _ in sheets]
    at = len(heads) + sum(4 + 6 + len(name) for name in names) + 4
    for name, body in zip(names, bodies, strict=True):
        heads += _record(0x0085, struct.pack("<IH", at, 0) + name)
        at += len(body)
    return _compound(heads + _record(0x000A, b"") + b"".join(bodies))


def _write_sheet(rows: Sequence[Sequence[Cell]]) -> bytes:
    width = max((len(cells) for cells in rows), default=0)
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    out += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                out += _number(row, column, 1, (cell - EPOCH).total_seconds() / 86400)
            elif isinstance(cell, str):
                if cell:
                    out += _record(0x0204, struct.pack("<HHH", row, column, 0) + _text(cell, "<H"))
            elif cell is not None:
                out += _number(row, column, 0, float(cell))  # type: ignore[arg-type]
    return out + _record(0x000A, b"")


def _number(row: int, column: int, style: int, value: float) -> bytes:
    return _record(0x0203, struct.pack("<HHHd", row, column, style, value))


def _text(text: str, length: str) -> bytes:
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _compound(stream: bytes) -> bytes:
    """Put one stream named Workbook into a compound file (MS-CFB, version 3)."""
    stream += bytes(-len(stream) % SECTOR) if len(stream) >= 4096 else bytes(4096 - len(stream))
    count = len(stream) // SECTOR
    tables = 1
    while tables * 128 < count + 1 + tables:
        tables += 1
    chain = [at + 1 for at in range(count - 1)] + [END]
    entries = [*chain, END, *[FAT] * tables]
    entries += [FREE] * (tables * 128 - len(entries))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, tables, count, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", *[count + 1 + at for at in range(tables)], *[FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, child=1) + _entry("Workbook", 2, start=0, size=len(stream))
    directory += _entry("", 0) * 2
    return header + stream + directory + struct.pack(f"<{len(entries)}I", *entries)


def _entry(name: str, kind: int, *, child: int = FREE, start: int = END, size: int = 0) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0" if name else b""
    out = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return out + bytes(36) + struct.pack("<IQ", start, size)
