"""Cut a paragraph into words, stops, brackets and counted quantities, keeping where each stood."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from lianfang.core.figures.statement import words
from lianfang.core.figures.statement.numerals import (
    DIGITS,
    SCALES,
    WIDE,
    is_chinese,
    parse_chinese,
    scan_digits,
)


@dataclass(frozen=True)
class Words:
    """Text between numbers and stops."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Stop:
    """A stop that parts by its strength: 1 items of a list, 2 clauses, 3 splits, 4 sentences."""

    strength: int
    start: int
    end: int
    colon: bool = False


@dataclass(frozen=True)
class Bracket:
    """A bracket that opens or closes."""

    opens: bool
    start: int
    end: int


@dataclass(frozen=True)
class Quantity:
    """A number of counted things; `unit` is None for a bare number in a list, whose unit stands elsewhere.

    `grain` is the size of the last digit given where that is a fraction of 万 (1.2万: 1000), else 0.
    """

    value: Decimal
    unit: str | None
    start: int
    end: int
    approximate: bool = False
    grain: Decimal = Decimal(0)


_REACH = 20
"""How many characters before a number can change what it means."""

Token = Words | Stop | Bracket | Quantity


def tokenize(text: str) -> list[Token]:
    """Cut a paragraph into tokens; numbers that count nothing (dates, percentages, orders) stay words.

    A line feed ends a clause after a quantity and else only wraps it; an empty line ends a sentence.
    """
    text = _plain(text)
    tokens: list[Token] = []
    opened = index = 0
    while index < len(text):
        token = _mark(text, index, tokens) or _quantity(text, index)
        if token is None:
            index = max(_number_end(text, index), index + 1)
            continue
        tokens.extend(_words(text, opened, index))
        tokens.append(token)
        opened = index = token.end
    return [*tokens, *_words(text, opened, len(text))]


def _plain(text: str) -> str:
    """Make digits half-width, and commas between full-width thousands, character by character."""
    chars = list(text.translate(WIDE))
    for index, char in enumerate(text):
        wide = char in "，," and index > 0 and "０" <= text[index - 1] <= "９"
        if wide and all("０" <= after <= "９" for after in text[index + 1 : index + 4].ljust(3, "x")):
            chars[index] = ","
    return "".join(chars)


def _words(text: str, start: int, end: int) -> Iterator[Words]:
    inner = text[start:end]
    if inner.strip():
        yield Words("".join(inner.split()), start, end)


def _mark(text: str, index: int, tokens: list[Token]) -> Stop | Bracket | None:
    char = text[index]
    if char in words.OPENING or char in words.CLOSING:
        return Bracket(char in words.OPENING, index, index + 1)
    if char == "\n":
        return _line_end(text, index, tokens)
    after = _skip_blanks(text, index + 1)
    if char in "：:" and not _after_count(text, index, tokens) and text[after : after + 1].isdigit():
        return None
    return Stop(words.STOPS[char], index, index + 1, char in "：:") if char in words.STOPS else None


def _line_end(text: str, index: int, tokens: list[Token]) -> Stop | None:
    end = index
    while end < len(text) and text[end].isspace():
        end += 1
    if text.count("\n", index, end) > 1:
        return Stop(4, index, end)
    return Stop(2, index, end) if _after_count(text, index, tokens) else None


def _after_count(text: str, index: int, tokens: list[Token]) -> bool:
    """Tell whether nothing but blanks stands between a quantity and here."""
    if not tokens or not isinstance(tokens[-1], Quantity):
        return False
    return _skip_blanks(text, tokens[-1].end) >= index


def _quantity(text: str, index: int) -> Quantity | None:
    """Read a counted quantity that begins here."""
    if "0" <= text[index] <= "9":
        return _counted(text, index, scan_digits(text, index))
    end = _number_end(text, index)
    spoken = text[index] == "一" and text[max(index - 1, 0) : index] in words.NEVER_ONE_AFTER
    value = None if spoken else parse_chinese(text[index:end])
    counted = None if value is None else _counted(text, index, (value, end))
    if counted is None or counted.unit is None:
        return None
    return counted if end - index > 1 or _stands_alone(text, counted) else None


def _counted(text: str, start: int, number: tuple[Decimal, int] | None) -> Quantity | None:
    before = text[max(start - _REACH, 0) : start].rstrip()
    if number is None or before.endswith(words.NEVER_COUNTED_AFTER):
        return None
    value, end = number
    before = before.rstrip("有为达")
    approximate = before.endswith(words.APPROXIMATE_BEFORE) and not before.endswith(words.NOT_APPROXIMATE)
    after = _skip_blanks(text, end)
    if text[after : after + 1] in words.APPROXIMATE_AFTER:
        approximate, after = True, after + 1
        while after < len(text) and text[after] in SCALES:
            value, after = value * SCALES[text[after]], after + 1
    spelling = _unit(text, after)
    if spelling is not None:
        end = after + len(spelling)
        return Quantity(value, words.UNITS[spelling], start, end, approximate, _grain(text[start:after]))
    return Quantity(value, None, start, end) if _ends_item(text, end) and not approximate else None


def _grain(number: str) -> Decimal:
    _, point, fraction = number.partition(".")
    digits = fraction.rstrip("".join(SCALES))
    if not point or digits == fraction:
        return Decimal(0)
    scale = prod(SCALES[char] for char in fraction[len(digits) :])
    return scale * Decimal(1).scaleb(-len(digits))


def _unit(text: str, index: int) -> str | None:
    if text.startswith(words.NOT_A_UNIT, index):
        return None
    return next((unit for unit in words.UNITS if text.startswith(unit, index)), None)


def _ends_item(text: str, end: int) -> bool:
    """Tell whether a bare number ends its item of a list, as in 分别10、6、19人."""
    after = _skip_blanks(text, end)
    return after == len(text) or text[after] in "、，,；;。）)和及与\n"


def _stands_alone(text: str, counted: Quantity) -> bool:
    """Tell a counted 三人 from a way of speaking (三家店村, 一户一策): it opens or ends its clause."""
    after = _skip_blanks(text, counted.end)
    if after == len(text) or text[after] in words.STOPS or text[after] in words.CLOSING + words.OPENING:
        return True
    before = text[max(counted.start - _REACH, 0) : counted.start].rstrip()
    opens = not before or before[-1] in words.STOPS
    clause_end = next((i for i in range(after, len(text)) if text[i] in words.STOPS), len(text))
    return opens and not any(char.isdigit() or char in DIGITS for char in text[after:clause_end])


def _number_end(text: str, index: int) -> int:
    end = index
    if "0" <= text[index] <= "9":
        while end < len(text) and (text[end].isascii() and (text[end].isdigit() or text[end] in ".,-/:")):
            if text[end] == "," and not text[end + 1 : end + 4].isdigit():
                break
            end += 1
        return end
    while end < len(text) and is_chinese(text[end]):
        end += 1
    return end


def _skip_blanks(text: str, index: int) -> int:
    while index < len(text) and text[index] in " \t\u3000":
        index += 1
    return index
