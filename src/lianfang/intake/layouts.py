"""A batch's file opened, and what was found of its sheets, as the batch keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_noop

from lianfang.core.intake.cells import Book
from lianfang.core.intake.fields import Field
from lianfang.core.intake.headings import Column, Layout
from lianfang.core.intake.rows import list_layouts
from lianfang.intake.models import Batch
from lianfang.shared import files
from lianfang.shared.books import UnreadableFile, read_file

Found = Sequence[tuple[str, Layout | None]]


def saved_headings(batch: Batch) -> dict[str, Field]:
    """Return what somebody said the headings of the batch's source mean."""
    return {heading: Field(field) for heading, field in batch.source.headings.items()}


def open_book(batch: Batch) -> tuple[Book, Found]:
    """Open a batch's file and find its headings; raises UnreadableFile, also where no sheet holds a list."""
    book = read_file(files.read_stored(batch.file), batch.filename)
    layouts = list_layouts(book, saved_headings(batch))
    if not any(layout for _, layout in layouts) and _has_cells(book):
        raise UnreadableFile(
            gettext_noop("No sheet of the file holds a list of people that could be recognised."),
            gettext_noop(
                "Say on its page what its headings mean and read it again, or give it a row of headings such as "
                "name, identity number, phone and address, and send it again."
            ),
        )
    return book, layouts


def _has_cells(book: Book) -> bool:
    return any(any(map(str, cells)) for sheet in book.sheets for _, cells in sheet.rows)


def pack_layouts(layouts: Found) -> list[dict[str, Any]]:
    """Return what was found of each sheet, as JSON for the batch."""
    return [
        {
            "sheet": sheet,
            "header_row": layout.header_row if layout else None,
            "columns": [
                [column.place, column.heading, column.field.value if column.field else ""]
                for column in (layout.columns if layout else ())
            ],
        }
        for sheet, layout in layouts
    ]


def get_columns(batch: Batch, sheet: str) -> list[Column]:
    """Return the columns that were found of one sheet of a batch."""
    found = next((layout for layout in batch.layouts if layout["sheet"] == sheet), None)
    return [
        Column(place, heading, Field(field) if field else None)
        for place, heading, field in (found["columns"] if found else ())
    ]
