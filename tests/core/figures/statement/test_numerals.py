"""Numbers as papers write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.figures.statement.numerals import is_chinese, parse_chinese, scan_digits

DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("零", 0),
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("四十一", 41),
        ("一百零七", 107),
        ("三百零七", 307),
        ("一千九百三十", 1930),
        ("两千", 2000),
        ("一万二千", 12000),
        ("三千七百四十六", 3746),
        ("十二万", 120000),
        ("一亿零三万", 100030000),
    ],
)
def test_numbers_in_characters(written: str, value: int) -> None:
    assert parse_chinese(written) == value


@pytest.mark.parametrize("written", ["", "千", "万", "百十", "一一", "三三两两", "千万"])
def test_what_only_looks_like_a_number_is_none(written: str) -> None:
    assert parse_chinese(written) is None


def in_characters(value: int) -> str:
    """Write 1…9999 in characters, as a school-child does."""
    told, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            told += ("零" if gap and told else "") + DIGITS[digit] + name
        gap = not digit
    return told


@given(st.integers(1, 9999))
def test_reading_undoes_writing(value: int) -> None:
    assert parse_chinese(in_characters(value)) == value
    assert all(map(is_chinese, in_characters(value)))


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("307人", "307", "人"),
        ("1,705人", "1705", "人"),
        ("1,234,567人", "1234567", "人"),
        ("10,6,19人", "10", ",6,19人"),
        ("1705,234人", "1705", ",234人"),
        ("10,1234人", "10", ",1234人"),
        ("1.2万人", "12000", "人"),
        ("1.人", "1", ".人"),
        ("3千人", "3000", "人"),
        ("50万件", "500000", "件"),
        ("3万5千只", "35000", "只"),
        ("3万4万只", "30000", "4万只"),
        ("2十万", "200000", ""),
        ("5亿元", "500000000", "元"),
        ("12", "12", ""),
    ],
)
def test_digits(text: str, value: str, rest: str) -> None:
    found = scan_digits(text, 0)
    assert found is not None
    assert (found[0], text[found[1] :]) == (Decimal(value), rest)


@pytest.mark.parametrize("text", ["", "人", ",5", "万"])
def test_no_digits(text: str) -> None:
    assert scan_digits(text, 0) is None


@given(st.integers(0, 10**9))
def test_thousands_commas_change_nothing(value: int) -> None:
    assert scan_digits(f"{value:,}人", 0) == (Decimal(value), len(f"{value:,}"))
    assert scan_digits(f"{value}人", 0) == (Decimal(value), len(str(value)))
