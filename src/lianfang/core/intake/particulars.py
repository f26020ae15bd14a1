"""What one row tells of a traveller, read by the layout of its sheet."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from lianfang.core.identity.cells import MISSING, Cell, Fault, is_missing
from lianfang.core.identity.names import is_name_like, name_key, normalise_name
from lianfang.core.identity.numbers import IdentityNumber, parse_number
from lianfang.core.identity.phones import Phones, parse_phones
from lianfang.core.identity.sex import Sex, parse_sex
from lianfang.core.intake.dates import parse_date
from lianfang.core.intake.fields import Field, tells_region_of_address
from lianfang.core.intake.headings import Layout
from lianfang.core.intake.lines import is_caption


class Traveller(NamedTuple):
    """A person as one row tells of them; texts as received but for outer spaces, empty where there is nothing."""

    name: str
    name_key: str
    number: IdentityNumber | None
    phones: tuple[str, ...]
    sex: Sex | None = None
    age: int | None = None
    born: date | None = None
    address: str = ""
    household_address: str = ""
    from_place: str = ""
    left_on: date | None = None
    arrived_on: date | None = None
    transport: str = ""
    vehicle: str = ""
    category: str = ""
    note: str = ""


class Reading(NamedTuple):
    """The three particulars that decide the outcome of a row."""

    name: str
    number: IdentityNumber | Fault
    phones: Phones


_TEXTS: Final = (
    Field.HOUSEHOLD_ADDRESS,
    Field.FROM_PLACE,
    Field.TRANSPORT,
    Field.VEHICLE,
    Field.CATEGORY,
    Field.NOTE,
)
_OLDEST: Final = 130
_NOWHERE: Final = -1
_LENGTH: Final = 18


class Reader:
    """Reads the rows of one layout; the places of its columns are looked up once."""

    def __init__(self, layout: Layout, today: date) -> None:
        self.layout = layout
        self.today = today
        self.width = 1 + max((column.place for column in layout.columns), default=0)
        self._numbers = layout.get_columns(Field.ID_NUMBER)
        self._phones = layout.get_columns(Field.PHONE)
        self._place = {field: (*layout.get_columns(field), _NOWHERE)[0] for field in Field}
        self._name = self._place[Field.NAME]
        self._sequence = self._place[Field.SEQUENCE]
        self._sex, self._age = self._place[Field.SEX], self._place[Field.AGE]
        self._born, self._left = self._place[Field.BORN], self._place[Field.LEFT_ON]
        self._arrived = self._place[Field.ARRIVED_ON]
        self._texts = [self._place[field] for field in _TEXTS]
        regions = [column.place for column in layout.columns if tells_region_of_address(column.heading)]
        self._areas = [*regions, self._place[Field.TOWN], self._place[Field.VILLAGE]]
        address = self._place[Field.ADDRESS]
        self._address = _NOWHERE if address in regions else address
        if max(self._address, *self._areas) == _NOWHERE:
            # A list that gives only the registered address is worked through by it.
            self._address = self._place[Field.HOUSEHOLD_ADDRESS]
        headings = {column.place: column.heading for column in layout.columns}
        self._hints = {place: headings[place] for place in self._numbers}

    def read(self, cells: Sequence[Cell], texts: Sequence[str]) -> Reading:
        """Read name, identity number and phones of a row that is at least as wide as the layout."""
        name = normalise_name(texts[self._name]) if self._name >= 0 else ""
        return Reading(name, self._read_number(cells, texts), self._read_phones(cells))

    def is_plainly_person(self, reading: Reading, texts: Sequence[str]) -> bool:
        """Tell the usual row without a closer look: a name, a valid number or phone, and nothing before them."""
        if not reading.name or not (reading.phones.valid or isinstance(reading.number, IdentityNumber)):
            return False
        if self._sequence < 0 or not texts[self._sequence].isdigit():
            opening = next(filter(str.strip, texts))
            if is_caption(opening):
                return False
        return is_name_like(reading.name) and not is_caption(texts[self._name])

    def tell(self, reading: Reading, cells: Sequence[Cell], texts: Sequence[str]) -> Traveller:
        """Make the traveller of a row that was read."""
        number = reading.number if isinstance(reading.number, IdentityNumber) else None
        household, origin, transport, vehicle, category, note = [
            texts[place].strip() if place >= 0 else "" for place in self._texts
        ]
        return Traveller(
            reading.name,
            name_key(reading.name),
            number,
            reading.phones.valid,
            self._read_sex(cells, number),
            self._read_age(texts),
            number.born if number and number.born else self._read_day(self._born, cells),
            self.get_address(texts),
            household,
            origin,
            self._read_day(self._left, cells),
            self._read_day(self._arrived, cells),
            transport,
            vehicle,
            category,
            note,
        )

    def is_old_form(self, number: IdentityNumber, texts: Sequence[str]) -> bool:
        """Tell whether an 18-digit number was written in its old form of 15 digits."""
        return len(number.text) == _LENGTH and all(len(texts[place]) < _LENGTH for place in self._numbers)

    def get_cell(self, field: Field, texts: Sequence[str]) -> tuple[str, str]:
        """Give the heading of a field's first column and what was written there."""
        place = self._place[field]
        return self.layout.get_heading(field), texts[place] if place >= 0 else ""

    def _read_number(self, cells: Sequence[Cell], texts: Sequence[str]) -> IdentityNumber | Fault:
        kind = self._place[Field.ID_KIND]
        fault = MISSING
        for place in self._numbers:
            told = texts[kind] if kind >= 0 else ""
            # A row that says it is a passport is not doubted because its column is headed 身份证号码.
            hint = told if "护照" in told else f"{told}{self._hints[place]}"
            found = parse_number(cells[place], self.today, hint)
            if isinstance(found, IdentityNumber):
                return found
            fault = fault if found.missing else found
        return fault

    def _read_phones(self, cells: Sequence[Cell]) -> Phones:
        if len(self._phones) == 1:
            return parse_phones(cells[self._phones[0]])
        valid: dict[str, None] = {}
        fault = MISSING
        for place in self._phones:
            found = parse_phones(cells[place])
            valid.update(dict.fromkeys(found.valid))
            fault = found.fault if found.fault and not found.fault.missing else fault
        return Phones(tuple(valid), None if valid else fault)

    def _read_day(self, place: int, cells: Sequence[Cell]) -> date | None:
        return parse_date(cells[place], self.today) if place >= 0 else None

    def _read_sex(self, cells: Sequence[Cell], number: IdentityNumber | None) -> Sex | None:
        return (parse_sex(cells[self._sex]) if self._sex >= 0 else None) or (number.sex if number else None)

    def _read_age(self, texts: Sequence[str]) -> int | None:
        if self._age < 0:
            return None
        digits = texts[self._age].strip().rstrip("周岁 ")
        return int(digits) if digits.isdecimal() and int(digits) < _OLDEST else None

    def get_address(self, texts: Sequence[str]) -> str:
        """Give the address of a row as text, with region, town and village where they have columns of their own."""
        address = texts[self._address].strip() if self._address >= 0 else ""
        for place in reversed(self._areas):
            area = texts[place].strip() if place >= 0 else ""
            if area and area not in address and not is_missing(area):
                address = area if is_missing(address) else f"{area}{address}"
        return address
