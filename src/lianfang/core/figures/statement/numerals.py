"""Read a number as papers write it: 1,705, full-width digits, 三百零七, 1.2万, 3千."""

from decimal import Decimal

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
}
TENS = {"十": 10, "百": 100, "千": 1000}
GREAT = {"万": 10_000, "亿": 100_000_000}
SCALES = {**TENS, **GREAT}
WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


def is_chinese(char: str) -> bool:
    """Tell whether a character can stand in a number written in Chinese."""
    return char in DIGITS or char in TENS or char in GREAT


def parse_chinese(text: str) -> Decimal | None:
    """Value of a number in characters; None for what merely looks like one (千家万户, 一一)."""
    if not text or (text[0] not in DIGITS and text[0] != "十"):
        return None
    if len(text) > 1 and all(char in DIGITS for char in text):
        return None
    total = section = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in TENS:
            section += (digit or 1) * TENS[char]
            digit = 0
        else:
            section += digit
            total = (total + section) * GREAT[char] if char == "亿" else total + section * GREAT[char]
            section = digit = 0
    return Decimal(total + section + digit)


def scan_digits(text: str, start: int) -> tuple[Decimal, int] | None:
    """Read digits from `start`, with thousands commas, a fraction and 万, 千, 亿 after them; None when none
    stand there.

    Gives the value and the index after it. A comma, also a full-width one, belongs to the number only before
    exactly three digits and after at most three.
    """
    end = _run(text, start)
    if end == start:
        return None
    if end - start <= 3:
        while _is_thousands(text, end):
            end += 4
    if text[end : end + 1] == "." and _run(text, end + 1) > end + 1:
        end = _run(text, end + 1)
    value = Decimal("".join(char for char in text[start:end] if char not in ",，"))
    return _scaled(text, value, end)


def _scaled(text: str, value: Decimal, end: int) -> tuple[Decimal, int]:
    """Take in 万, 千, 亿 after the digits, and the smaller number after that: 3万5千."""
    scale = 1
    while end < len(text) and text[end] in SCALES:
        scale, end = scale * SCALES[text[end]], end + 1
    rest = scan_digits(text, end) if scale > 1 else None
    if rest is not None and rest[0] < scale:
        return value * scale + rest[0], rest[1]
    return value * scale, end


def _run(text: str, start: int) -> int:
    end = start
    while end < len(text) and "0" <= text[end] <= "9":
        end += 1
    return end


def _is_thousands(text: str, comma: int) -> bool:
    return text[comma : comma + 1] == "," and _run(text, comma + 1) == comma + 4
