"""What a workbook unpacks to, measured before it is opened: a few kilobytes can hold what fills any memory.

A workbook is a zip of XML. Two things are counted while it is unpacked piece by piece and thrown away: its bytes,
and the grid of each sheet from its first cell to its last, which readers lay out whole however empty it is.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import IO, Final

MOST_BYTES: Final = 2 * 1024**3
MOST_CELLS: Final = 60_000_000
_PIECE: Final = 1 << 20
_LONGEST_MARK: Final = 256
_WIDE: Final = re.compile(rb'\br="([A-Z]{2,3})[0-9]{1,7}"')  # single letters are no danger, and many
_ROW: Final = re.compile(rb'\br="([0-9]{1,7})"')
_SINGLE: Final = 26


class TooMuchInside(Exception):
    """A workbook unpacks to more than is read, or a lone cell far away makes its sheet endless."""


@dataclass(slots=True)
class _Extent:
    column: int = _SINGLE
    row: int = 0

    @property
    def cells(self) -> int:
        return self.column * self.row


def check_workbook(stream: IO[bytes]) -> None:
    """Unpack a zipped workbook without keeping it; raises TooMuchInside, and ValueError for a damaged zip."""
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(stream) as book:
            for part in book.infolist():
                left -= _measure(book, part, left)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError) as broken:
        raise ValueError("not a sound zip") from broken
    finally:
        stream.seek(0)


def _measure(book: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """Return the bytes of a part as they really are, whatever its heading claims."""
    size, extent, before = 0, _Extent(), b""
    is_sheet = "worksheets/" in part.filename
    with book.open(part) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > most:
                raise TooMuchInside(f"more than {MOST_BYTES:,} bytes")
            if is_sheet:
                _widen(extent, before + piece)
                before = piece[-_LONGEST_MARK:]
    return size


def _widen(extent: _Extent, text: bytes) -> None:
    """Note how far the cells of a piece of a sheet reach; rows rise, so the last one of a piece is the lowest."""
    last = max(text.rfind(b"<row "), text.rfind(b":row "))
    found = _ROW.search(text, last, last + _LONGEST_MARK) if last >= 0 else None
    extent.row = max(extent.row, int(found[1]) if found else 0)
    extent.column = max(extent.column, *(_number(match[1]) for match in _WIDE.finditer(text)), 0)
    if extent.cells > MOST_CELLS:
        raise TooMuchInside(f"a sheet of {extent.cells:,} cells")


def _number(letters: bytes) -> int:
    """Return the number of a column, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
