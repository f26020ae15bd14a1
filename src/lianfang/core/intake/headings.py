"""Where a sheet's headings are and what each column holds, found without asking."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from lianfang.core.identity.cells import Cell, cell_text, plain
from lianfang.core.intake.cells import Line, Sheet
from lianfang.core.intake.fields import (
    Field,
    Heading,
    is_known_heading,
    normalise_heading,
    read_heading,
)
from lianfang.core.intake.guesses import guess_fields, holds_people

__all__ = ["Column", "Field", "Layout", "find_layout", "may_be_headings", "read_headings"]

HEAD_LINES: Final = 200
"""Headings are looked for in so many first lines of a sheet; as many serve as a sample of its cells."""

_SEVERAL: Final = {
    Field.PHONE,
    Field.ID_NUMBER,
    Field.RESPONSIBLE,
    Field.RESPONSIBLE_PHONE,
    Field.TEMPERATURE,
}
_SOMEBODY_ELSE: Final = {Field.RESPONSIBLE, Field.VERIFIER, Field.INDEX_CASE, Field.SITE}
_PLAIN: Final = {Field.SEQUENCE, Field.NAME, Field.SEX, Field.AGE, Field.ID_NUMBER, Field.PHONE}
_PLAINLY: Final = 3
_DEEPEST: Final = 3
_NO_HEADING: Final = re.compile(
    r"^[^()]{1,12}:\s*[^\s()]|[0-9]{4}(?!年)|[0-9]{4}年[0-9]|[0-9]月[0-9]"  # 日期：…, numbers, days
)
_ABOUT_A_PERSON: Final = {
    Field.SEX,
    Field.AGE,
    Field.ADDRESS,
    Field.HOUSEHOLD_ADDRESS,
    Field.VILLAGE,
    Field.FROM_PLACE,
    Field.ARRIVED_ON,
    Field.LEFT_ON,
    Field.MEASURE,
}


class Column(NamedTuple):
    """A column by its place, counted from 0, its heading as written, and what it holds; None where that is unknown."""

    place: int
    heading: str
    field: Field | None


@dataclass(frozen=True, slots=True)
class Layout:
    """What was found of a sheet: the row of its headings (0: it has none), the first row after them, its columns."""

    header_row: int
    first_row: int
    columns: tuple[Column, ...]

    def get_columns(self, field: Field) -> tuple[int, ...]:
        """Give the places of the columns that hold a field."""
        return tuple(column.place for column in self.columns if column.field is field)

    def get_heading(self, field: Field) -> str:
        """Give the heading of the first column that holds a field, or an empty text."""
        return next((column.heading for column in self.columns if column.field is field), "")


def find_layout(
    sheet: Sheet, saved: Mapping[str, Field] | None = None, before: Layout | None = None
) -> Layout | None:
    """Find the headings of a sheet and what its columns hold; None for a sheet without people.

    Headings may stand below titles and report lines and run over up to three rows. `saved` gives headings of
    this source that somebody corrected, and wins. A column that no heading explains is told by its cells. A
    sheet that goes on without headings takes the layout `before` it, if its cells fit, or is told by its cells.
    """
    head = list(islice(sheet.rows, HEAD_LINES))
    known = {normalise_heading(heading): field for heading, field in (saved or {}).items()}
    has_other = False
    for at, (_, cells) in enumerate(head):
        if layout := _read_header(head, at, known):
            return layout
        has_other = has_other or _has_other_headings(cells, known)
        if before and not has_other and _fits(before, cells):
            return Layout(0, head[0][0], before.columns)
    return _guess_below(head, known) if has_other else _guess_layout(head)


def read_headings(lines: Sequence[Line], saved: Mapping[str, Field]) -> Layout | None:
    """Read the first of some lines in the middle of a sheet as headings, with those below that belong to it.

    None if it is no line of headings.
    """
    return _read_header(lines, 0, {normalise_heading(heading): field for heading, field in saved.items()})


def may_be_headings(texts: Sequence[str]) -> bool:
    """Tell whether a line can be headings: two different texts or more, and no long number, no 日期：2022-02-28.

    Three headings known word for word outweigh such a text: 2022年2月1日以来旅居史 is a heading too.
    """
    written = {plain(text) for text in texts} - {""}
    if len(written) < 2:
        return False
    return not _is_data(written) or sum(map(is_known_heading, written)) >= _PLAINLY


def _is_data(texts: Iterable[str]) -> bool:
    return any(_NO_HEADING.search(plain(text)) for text in texts)


def _has_other_headings(cells: Sequence[Cell], known: Mapping[str, Field]) -> bool:
    """Tell whether a line has headings of a table that is not about travellers, such as a roster of staff."""
    texts = [cell_text(cell) for cell in cells]
    return may_be_headings(texts) and len(_fields(_assign(enumerate(texts), known))) > 1


def _read_header(head: Sequence[Line], at: int, known: Mapping[str, Field]) -> Layout | None:
    number, cells = head[at]
    texts = [cell_text(cell) for cell in cells]
    if not may_be_headings(texts):
        return None
    columns = _assign(enumerate(texts), known)
    if not _count(columns):
        return None
    depth = 1
    while depth < _DEEPEST and at + depth < len(head):
        lower = [cell_text(cell) for cell in head[at + depth][1]]
        if _is_data(lower):
            break
        deeper = _join(texts, lower)
        joined = _assign(enumerate(deeper), known)
        if not _adds(joined, columns):
            break
        texts, columns, depth = deeper, joined, depth + 1
    if not _is_header(columns, texts):
        return None
    below = [cells for _, cells in head[at + depth :]]
    return Layout(number, head[at + depth - 1][0] + 1, _complete(columns, below))


def _join(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Put a lower row of headings below an upper one; an upper cell stands over the blank ones to its right."""
    width = max(len(upper), len(lower))
    tops = [*upper, *[""] * (width - len(upper))]
    joined, over = [], ""
    for top, low in zip(tops, [*lower, *[""] * (width - len(lower))], strict=True):
        over = top if plain(top) else over
        if not plain(low) or normalise_heading(low) == normalise_heading(top):
            joined.append(top)
            over = ""
        else:
            joined.append(f"{over}\n{low}" if plain(over) else low)
    return joined


def _adds(joined: Sequence[Column], columns: Sequence[Column]) -> bool:
    """Tell whether a lower row explains more columns and contradicts none that is plain without it."""
    deeper = {column.place: column.field for column in joined}
    kept = all(deeper[column.place] is column.field for column in columns if column.field in _PLAIN)
    return kept and _count(joined) > _count(columns)


def _count(columns: Iterable[Column]) -> int:
    return sum(column.field is not None for column in columns)


def _fields(columns: Iterable[Column]) -> set[Field]:
    return {column.field for column in columns if column.field}


def _is_header(columns: Sequence[Column], texts: Sequence[str]) -> bool:
    found = _fields(columns)
    written = len({plain(text) for text in texts if plain(text)})
    if len(found) * 3 < written:
        return False
    if {Field.ID_NUMBER, Field.PHONE} <= found:
        return True
    if Field.NAME not in found:
        return False
    if Field.POST in found and Field.ID_NUMBER not in found:
        return False  # a roster of staff, not of travellers
    return bool(found & {Field.ID_NUMBER, Field.PHONE}) or len(found & _ABOUT_A_PERSON) > 1


def _assign(texts: Iterable[tuple[int, str]], known: Mapping[str, Field]) -> list[Column]:
    """Give each heading its field; of several for one field the surest keeps it, phones and numbers may be several."""
    headings = [(index, text, _recognise(text, known)) for index, text in texts if plain(text)]
    best: dict[Field, int] = {}
    for _, _, heading in headings:
        if heading:
            best[heading.field] = max(best.get(heading.field, 0), heading.strength)
    taken: set[Field] = set()
    columns = []
    for index, text, heading in headings:
        field = heading.field if heading else None
        if heading and field not in _SEVERAL and (field in taken or heading.strength < best[heading.field]):
            field = _second_choice(text, taken | best.keys())
        if field:
            taken.add(field)
        columns.append(Column(index, text.strip(), field))
    return _tell_phones_apart(columns)


def _recognise(text: str, known: Mapping[str, Field]) -> Heading | None:
    saved = known.get(normalise_heading(text))
    if saved:
        return Heading(saved, 10)
    whole = read_heading(text.replace("\n", ""))
    parts = text.split("\n")
    if len(parts) == 1 or (whole and whole.strength > 6) or (whole and whole.field in _SOMEBODY_ELSE):
        return whole
    upper, lower = read_heading("".join(parts[:-1])), read_heading(parts[-1])
    if upper and upper.field in _SOMEBODY_ELSE:
        # 包保人 over 姓名 and 电话: somebody else's name and phone.
        return Heading(Field.RESPONSIBLE_PHONE if lower and lower.field is Field.PHONE else upper.field, 5)
    return lower or whole


def _second_choice(text: str, taken: set[Field]) -> Field | None:
    household = "家庭" in text and Field.HOUSEHOLD_ADDRESS not in taken
    return Field.HOUSEHOLD_ADDRESS if household else None


def _tell_phones_apart(columns: list[Column]) -> list[Column]:
    """Of several phone columns, the one behind somebody else's name is that other person's."""
    phones = [at for at, column in enumerate(columns) if column.field is Field.PHONE]
    for at in phones[1:]:
        if columns[at - 1].field in _SOMEBODY_ELSE:
            columns[at] = columns[at]._replace(field=Field.RESPONSIBLE_PHONE)
    return columns


def _complete(columns: Sequence[Column], below: Sequence[Sequence[Cell]]) -> tuple[Column, ...]:
    """Tell by their cells the columns that no heading explains."""
    unknown = [column.place for column in columns if column.field is None]
    width = max((len(cells) for cells in below), default=0)
    headed = {column.place for column in columns}
    bare = [index for index in range(width) if index not in headed]
    guessed = guess_fields(below, [*unknown, *bare], _fields(columns))
    told = [column._replace(field=guessed.get(column.place, column.field)) for column in columns]
    told += [Column(index, "", guessed[index]) for index in bare if index in guessed]
    return tuple(sorted(told, key=lambda column: column.place))


def _fits(layout: Layout, cells: Sequence[Cell]) -> bool:
    names, numbers, phones = (
        layout.get_columns(field) for field in (Field.NAME, Field.ID_NUMBER, Field.PHONE)
    )
    return holds_people([cells], names, numbers, phones)


def _guess_below(head: Sequence[Line], known: Mapping[str, Field]) -> Layout | None:
    """Take a line of some known headings, though too few to be sure, when the cells below are plainly people's."""
    for at, (number, cells) in enumerate(head):
        if not _has_other_headings(cells, known):
            continue
        columns = _assign(enumerate(map(cell_text, cells)), known)
        told = _complete(columns, [below for _, below in head[at + 1 :]])
        if {Field.NAME, Field.ID_NUMBER} <= _fields(told) and Field.POST not in _fields(told):
            return Layout(number, number + 1, told)
    return None


def _guess_layout(head: Sequence[Line]) -> Layout | None:
    """Make the layout of a sheet without headings from its cells; None where they are not people's."""
    rows = [cells for _, cells in head if any(plain(cell_text(cell)) for cell in cells)]
    width = max((len(cells) for cells in rows), default=0)
    guessed = guess_fields(rows, range(width), set())
    if not {Field.NAME, Field.ID_NUMBER} <= set(guessed.values()):
        return None
    columns = tuple(Column(place, "", guessed[place]) for place in sorted(guessed))
    return Layout(0, head[0][0], columns)
