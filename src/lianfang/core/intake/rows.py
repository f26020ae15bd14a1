"""The rows of a list, each as received, with its outcome, the reasons and the traveller it tells of."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from itertools import islice
from typing import Final, NamedTuple

from lianfang.core.identity.cells import Cell, Fault, cell_text
from lianfang.core.identity.numbers import IdentityNumber
from lianfang.core.identity.phones import is_mobile
from lianfang.core.intake.cells import Book, Line, Sheet
from lianfang.core.intake.fields import Field
from lianfang.core.intake.headings import Layout, find_layout, may_be_headings, read_headings
from lianfang.core.intake.lines import is_person_line
from lianfang.core.intake.particulars import Reader, Reading, Traveller
from lianfang.core.intake.repeats import NOBODY, Seen

__all__ = ["Book", "Flaw", "Outcome", "ReadRow", "Reason", "Sheet", "Traveller", "list_layouts", "read_book"]


class Outcome(StrEnum):
    """What becomes of a row (issue A, lists)."""

    READY = "ready"
    WARNING = "warning"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


class Reason(StrEnum):
    """Why a row is rejected, or a lead in spite of what it lacks."""

    NAME_MISSING = "name_missing"
    NO_IDENTITY_NO_CONTACT = "no_identity_no_contact"
    ID_INVALID = "id_invalid"
    ID_MISSING = "id_missing"
    PHONE_INVALID = "phone_invalid"
    PHONE_MISSING = "phone_missing"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One cell that is not as wanted: its heading, what was there, and the codes of what is wrong and wanted."""

    field: Field
    heading: str
    found: str
    why: str


class ReadRow(NamedTuple):
    """A data row: where it stood, its cells as received, and what was made of it.

    `remarks` are codes of what is worth knowing and changes nothing; `duplicate_of` is the index of the earlier
    row among all rows of the file. A rejected row has no traveller.
    """

    sheet: str
    row: int
    cells: tuple[str, ...]
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    remarks: tuple[str, ...] = ()
    traveller: Traveller | None = None
    duplicate_of: int | None = None
    flaws: tuple[Flaw, ...] = ()
    rejected_address: str = ""

    @property
    def address(self) -> str:
        """The text of its address, which a rejected row has too."""
        return self.traveller.address if self.traveller else self.rejected_address


_LOCAL: Final = timezone(timedelta(hours=8))
_LOOK_AHEAD: Final = 2


def read_book(book: Book, *, at: datetime, saved: Mapping[str, Field] | None = None) -> Iterator[ReadRow]:
    """Read every data row of a file in its order.

    `at` is the time of the list: birth dates after it are invalid and days without a year are inferred from it.
    `saved` maps headings of this source to the fields that somebody corrected. Rows stream: besides one row only
    an index of the people of the file is kept.
    """
    today = (at.astimezone(_LOCAL) if at.tzinfo else at).date()
    seen = Seen()
    index = 0
    for sheet, layout in _list_sheets(book, saved):
        for record in _iter_people(sheet, layout, today, saved or {}):
            yield _judge(seen, index, record)
            index += 1


def list_layouts(book: Book, saved: Mapping[str, Field] | None = None) -> list[tuple[str, Layout | None]]:
    """Give what was found of each sheet, to be shown and corrected; None for a sheet without people."""
    found = {sheet.name: layout for sheet, layout in _list_sheets(book, saved)}
    return [(sheet.name, found.get(sheet.name)) for sheet in book.sheets]


def _list_sheets(book: Book, saved: Mapping[str, Field] | None) -> Iterator[tuple[Sheet, Layout]]:
    before: Layout | None = None
    for sheet in book.sheets:
        layout = find_layout(sheet, saved, before)
        if layout:
            before = layout
            yield sheet, layout


class _Record(NamedTuple):
    """A row about a person: where it stands and its cells as received, then cells and texts as wide as the layout."""

    place: tuple[str, int, tuple[str, ...]]
    cells: Sequence[Cell]
    texts: tuple[str, ...]
    reader: Reader
    reading: Reading


def _iter_people(sheet: Sheet, layout: Layout, today: date, saved: Mapping[str, Field]) -> Iterator[_Record]:
    reader = Reader(layout, today)
    lines = iter(sheet.rows)
    pending: deque[Line] = deque()
    first = layout.first_row
    while line := pending.popleft() if pending else next(lines, None):
        number, cells = line
        if number < first or not any(cells):
            continue
        wide = cells if len(cells) >= reader.width else [*cells, *[""] * (reader.width - len(cells))]
        texts = tuple([cell if cell.__class__ is str else cell_text(cell) for cell in wide])
        reading = reader.read(wide, texts)
        record = _Record((sheet.name, number, texts[: len(cells)]), wide, texts, reader, reading)
        if reader.is_plainly_person(reading, texts):
            yield record
            continue
        is_person = is_person_line(wide, reader.layout, today)
        if may_be_headings(texts) and (not is_person or read_headings([line], saved)):
            pending.extend(islice(lines, _LOOK_AHEAD - len(pending)))
            if page := read_headings([line, *pending], saved):
                reader, first = _turn_page(reader, page)
                continue
        if is_person:
            yield record


def _turn_page(reader: Reader, page: Layout) -> tuple[Reader, int]:
    """Go on below headings in the middle of a sheet: the same again, or those of another table."""
    known = {(column.place, column.heading) for column in reader.layout.columns}
    again = {(column.place, column.heading) for column in page.columns} <= known
    return reader if again else Reader(page, reader.today), page.first_row


def _judge(seen: Seen, index: int, record: _Record) -> ReadRow:
    place, cells, texts, reader, reading = record
    name, number, phones = reading
    known = number if isinstance(number, IdentityNumber) else None
    remarks = _list_remarks(reading, texts, reader)
    if not name:
        nameless = (_flaw(Field.NAME, "blank", reader, texts),)
        return _reject(place, Reason.NAME_MISSING, remarks, nameless, reader.get_address(texts))
    flaws = _list_flaws(reading, reader, texts)
    if not known and not phones.valid:
        return _reject(place, Reason.NO_IDENTITY_NO_CONTACT, remarks, flaws, reader.get_address(texts))
    traveller = reader.tell(reading, cells, texts)
    key, text = traveller.name_key, known.text if known else None
    earlier = seen.find(key, text, phones.valid)
    if earlier != NOBODY:
        seen.learn(earlier, text)
        if not seen.has_name(earlier, key):
            remarks = (*remarks, "name_differs")
        return ReadRow(*place, Outcome.DUPLICATE, (), remarks, traveller, seen.get_row(earlier), flaws)
    seen.add(index, key, text, phones.valid)
    if known and phones.valid:
        return ReadRow(*place, Outcome.READY, (), remarks, traveller)
    return ReadRow(*place, Outcome.WARNING, _list_reasons(reading), remarks, traveller, None, flaws)


def _reject(
    place: tuple[str, int, tuple[str, ...]],
    reason: Reason,
    remarks: tuple[str, ...],
    flaws: tuple[Flaw, ...],
    address: str,
) -> ReadRow:
    return ReadRow(*place, Outcome.REJECTED, (reason,), remarks, None, None, flaws, address)


def _list_reasons(reading: Reading) -> tuple[Reason, ...]:
    """Give the one reason of a row that has only one of number and phone."""
    if isinstance(reading.number, Fault):
        return (Reason.ID_MISSING if reading.number.missing else Reason.ID_INVALID,)
    missing = reading.phones.fault is None or reading.phones.fault.missing
    return (Reason.PHONE_MISSING if missing else Reason.PHONE_INVALID,)


def _list_flaws(reading: Reading, reader: Reader, texts: Sequence[str]) -> tuple[Flaw, ...]:
    flaws: tuple[Flaw, ...] = ()
    if isinstance(reading.number, Fault):
        flaws = (_flaw(Field.ID_NUMBER, reading.number.why, reader, texts),)
    if reading.phones.fault:
        flaws = (*flaws, _flaw(Field.PHONE, reading.phones.fault.why, reader, texts))
    return flaws


def _flaw(field: Field, why: str, reader: Reader, texts: Sequence[str]) -> Flaw:
    heading, found = reader.get_cell(field, texts)
    return Flaw(field, heading, found, why)


def _list_remarks(reading: Reading, texts: Sequence[str], reader: Reader) -> tuple[str, ...]:
    remarks: tuple[str, ...] = ()
    number, phones = reading.number, reading.phones
    if isinstance(number, Fault):
        if not number.missing:
            remarks = (f"id_{number.why}",)
    elif reader.is_old_form(number, texts):
        remarks = ("id_old_form",)
    if len(phones.valid) > 1:
        remarks = (*remarks, "two_phones")
    if phones.valid and not any(map(is_mobile, phones.valid)):
        remarks = (*remarks, "landline_only")
    return remarks
