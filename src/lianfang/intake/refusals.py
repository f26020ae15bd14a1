"""Rejected rows as a workbook with reasons, and the same workbook corrected and sent back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from lianfang.core.identity.cells import cell_text
from lianfang.core.identity.names import is_name_like
from lianfang.core.identity.numbers import IdentityNumber, parse_number
from lianfang.core.identity.phones import parse_phones
from lianfang.core.intake.cells import Line
from lianfang.core.intake.fields import Field
from lianfang.core.intake.rows import Outcome
from lianfang.intake.content import unseal
from lianfang.intake.layouts import get_columns
from lianfang.intake.models import Batch, Row
from lianfang.intake.present import REASONS, WANTED, words_of
from lianfang.shared.books import read_file

RECEIPT = "回执号"  # a file goes back to those who sent it, so its own headings are Chinese in every language
REASON, WANTED_HEADING, CORRECTION = "原因", "应补", "改正"
_LONGEST_TITLE = 31  # of a sheet, as Excel has it
_APART = re.compile(r"[\s,，、;；/|]+")


class NoReceipts(Exception):
    """The workbook has no column of receipt numbers of this list: it is not the file of its rejected rows."""


@dataclass(slots=True)
class Sent:
    """A corrected workbook: the values of each row by its number, and the lines that belong to another list."""

    corrections: dict[int, dict[Field, str]] = field(default_factory=dict)
    foreign: int = 0


def write_refusals(batch: Batch) -> tuple[bytes, int]:
    """Write the rejected rows of a batch, a sheet for each of its sheets; return the bytes and how many rows."""
    rows = Row.objects.filter(batch=batch, outcome=Outcome.REJECTED, known_to__isnull=True)
    by_sheet: dict[str, list[Row]] = {}
    for row in rows.select_related("content").order_by("seq"):
        by_sheet.setdefault(row.sheet, []).append(row)
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        taken: set[str] = set()
        for sheet, held in (by_sheet or {"": []}).items():
            _write_sheet(book, batch, sheet, held, _free_title(sheet, taken))
    return stream.getvalue(), sum(map(len, by_sheet.values()))


def _free_title(name: str, taken: set[str]) -> str | None:
    """Return a sheet's name as Excel allows it, told apart from those before it; None leaves it to Excel."""
    title = re.sub(r"[\[\]:*?/\\]", " ", name)[:_LONGEST_TITLE].strip(" '")
    number, free = 1, title
    while free.casefold() in taken:
        number += 1
        free = f"{title[: _LONGEST_TITLE - 4]} {number}"
    taken.add(free.casefold())
    return free or None


def _write_sheet(book: Any, batch: Batch, name: str, rows: list[Row], title: str | None) -> None:
    page = book.add_worksheet(title)
    head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1, "text_wrap": True})
    mark = book.add_format({"bg_color": "#FFF4CE", "num_format": "@"})
    text = book.add_format({"num_format": "@"})  # so that Excel cuts no digits off what is typed
    contents = [unseal(row.content.sealed).cells for row in rows]
    width = max(map(len, contents), default=0)
    headings = [""] * width
    for column in get_columns(batch, name):
        if column.place < width:
            headings[column.place] = column.heading.replace("\n", " ")
    page.freeze_panes(1, 0)
    page.set_column(0, width + 3, 16, text)
    page.write_row(0, 0, [RECEIPT, *headings, REASON, WANTED_HEADING, CORRECTION], head)
    for number, (row, cells) in enumerate(zip(rows, contents, strict=True), 1):
        reasons = _(", ").join(words_of(row.reasons, REASONS))
        wanted = _(", ").join(str(WANTED[reason]) for reason in row.reasons if reason in WANTED)
        line = [_receipt(row), *cells, *[""] * (width - len(cells)), reasons, wanted]
        for place, value in enumerate(line):
            page.write_string(number, place, value, text)
        page.write_blank(number, len(line), None, mark)


def _receipt(row: Row) -> str:
    return f"{row.batch_id}-{row.pk}"


def read_corrections(batch: Batch, content: bytes, filename: str) -> Sent:
    """Read the workbook of a batch's rejected rows after somebody corrected it.

    Corrections may stand in the cells themselves or, what is missing, in the last column: a name, an identity
    number and phones in any order. Raises UnreadableFile, NoReceipts.
    """
    sent = Sent()
    found = False
    for sheet in read_file(content, filename).sheets:
        lines = iter(sheet.rows)
        headings = _find_headings(lines)
        if headings:
            found = True
            _take_sheet(sent, batch, headings, lines)
    if not found:
        raise NoReceipts(filename)
    return sent


def _find_headings(lines: Iterator[Line]) -> list[str]:
    for _number, cells in lines:
        texts = [cell_text(cell).strip() for cell in cells]
        if texts and texts[0] == RECEIPT:
            return texts
    return []


def _take_sheet(sent: Sent, batch: Batch, headings: list[str], lines: Iterator[Line]) -> None:
    sheets = dict(Row.objects.filter(batch=batch, outcome=Outcome.REJECTED).values_list("pk", "sheet"))
    fields = {name: _fields_by_place(batch, name) for name in set(sheets.values())}
    correction = headings.index(CORRECTION) if CORRECTION in headings else -1
    for _number, cells in lines:
        texts = [cell_text(cell).strip() for cell in cells]
        receipt = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", texts[0] if texts else "")
        if receipt is None:
            continue
        row = int(receipt[2])
        if int(receipt[1]) != batch.pk or row not in sheets:
            sent.foreign += 1
            continue
        values = {
            known: texts[place + 1] for place, known in fields[sheets[row]].items() if place + 1 < len(texts)
        }
        if 0 <= correction < len(texts):
            values |= read_correction(texts[correction], batch)
        sent.corrections[row] = values


def _fields_by_place(batch: Batch, sheet: str) -> dict[int, Field]:
    """Return the field of each column that the first of its kind holds; further ones stay as received."""
    first: dict[Field, int] = {}
    for column in get_columns(batch, sheet):
        if column.field:
            first.setdefault(column.field, column.place)
    return {place: known for known, place in first.items()}


def read_correction(text: str, batch: Batch) -> dict[Field, str]:
    """Tell what was typed as a correction: an identity number, phones, a name."""
    values: dict[Field, str] = {}
    phones = []
    today: date = batch.pushed_at.date()
    for piece in filter(None, _APART.split(text)):
        if isinstance(parse_number(piece, today), IdentityNumber):
            values[Field.ID_NUMBER] = piece
        elif parse_phones(piece).valid:
            phones.append(piece)
        elif is_name_like(piece):
            values[Field.NAME] = piece
    return values | ({Field.PHONE: "/".join(phones)} if phones else {})
