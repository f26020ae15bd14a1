"""Phones: mobiles and landlines, one or several in a cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.identity.cells import Cell
from lianfang.core.identity.phones import BAD_PHONE, LOST_DIGITS, Phones, is_mobile, parse_phones

ONE, TWO, DESK = "15458085012", "15472662478", "03586322345"

mobiles = st.integers(1_300_000_0000, 1_999_999_9999).map(str)


@pytest.mark.parametrize(
    "cell",
    [
        ONE,
        15458085012.0,
        15458085012,
        "15458085012.0",
        " 15458085012 ",
        "１５４５８０８５０１２",
        "154-5808-5012",
        "154 5808 5012",
        "154 58085012",
        "+86 15458085012",
        "+8615458085012",
        "+86-154-5808-5012",
        "0086-15458085012",
        "008615458085012",
        "86-15458085012",
        "8615458085012",
        "(+86)15458085012",
        "'15458085012",
        '="15458085012"',
        "手机：15458085012",
        "手机15458085012（本人）",
        "15458085012（父）",
        "015458085012",  # 0 before a mobile, the old long-distance habit
        "\u202d15458085012\u202c",
        "15458085012/",
        "15458085012/无",
        "123/15458085012",
        "15458085012 123",
        "15458085012。",
        "15458085012*",
        "★15458085012",
        "15458085012（1号楼）",
        "15458085012（2022年1月起停机）",
        "15458085012 张三",
        "电话15458085012微信同号",
        "空号15458085012",
        "15458085012-无",
        "86 154 5808 5012",
        "+86(154)58085012",
        "1545808501２",
        "Tel：15458085012",
        "15458085012、",
        "15458085012 15458085012",
    ],
)
def test_a_mobile_is_read_through_what_typing_left(cell: Cell) -> None:
    assert parse_phones(cell) == Phones((ONE,))


@pytest.mark.parametrize(
    "cell",
    [
        "15458085012/15472662478",
        "15458085012、15472662478",
        "15458085012,15472662478",
        "15458085012，15472662478",
        "15458085012;15472662478",
        "15458085012；15472662478",
        "15458085012 15472662478",
        "15458085012\u300015472662478",
        "15458085012\n15472662478",
        "15458085012或15472662478",
        "15458085012-15472662478",
        "154 5808 5012  154 7266 2478",
        "15458085012（本人）15472662478（妻）",
        "15458085012/+86 15472662478/15458085012",
        "+8615458085012 +8615472662478",
        "15458085012～15472662478",
        "15458085012 86 15472662478",
        "本人15458085012父15472662478",
        "15458085012（父：15472662478）",
        "15458085012 张三 15472662478 李四",
        "15458085012\r\n15472662478",
        "154-5808-5012 / 154-7266-2478",
        "15458085012 or 15472662478",
        "+86-15458085012/+86-15472662478",
    ],
)
def test_two_phones_in_a_cell_are_both_kept(cell: str) -> None:
    assert parse_phones(cell).valid == (ONE, TWO)


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("0358-6322345", DESK),
        ("03586322345", DESK),
        ("（0358）6322345", DESK),
        ("0358 6322345", DESK),
        ("0358—6322345", DESK),
        ("86-0358-6322345", DESK),
        ("+86 358 6322345", DESK),
        ("010-12345678", "01012345678"),
        ("021-12345678", "02112345678"),
        ("0755-12345678", "075512345678"),
        ("固话：0358-6322345", DESK),
        ("０３５８－６３２２３４５", DESK),
        ("0358 632 2345", DESK),
        ("(0358)632-2345", DESK),
        ("+86 10 12345678", "01012345678"),
        ("0358-6322345/6322346", DESK),  # the second has no area code of its own
        ("0358-6322345（办公室）", DESK),
    ],
)
def test_a_landline_has_an_area_code_and_seven_or_eight_digits(cell: str, phone: str) -> None:
    assert parse_phones(cell) == Phones((phone,))


@pytest.mark.parametrize(
    "cell",
    [
        "123", 123, 123.5, "1546328853", "154580850123", "12458085012", "0358-6322345x", "0358-632234", "6322345",
        "0358-6322345转802", "15458085012x", "本人忘记", True, "0154-6322345", "1545808501215472662478", "15458085o12",
        "12458085012-15472662478", "+86 123", "l5458085012", "1545808****", "A15458085012", "400-810-1234", "95598",
        "0358-632234567", "15458085012.5",
    ],
)  # fmt: skip
def test_what_is_no_phone_is_invalid(cell: Cell) -> None:
    assert parse_phones(cell) == Phones((), BAD_PHONE)


@pytest.mark.parametrize("cell", [1.5458085012e15, "1.5458E+10", "1.5E10"])
def test_a_phone_that_lost_digits_says_so(cell: Cell) -> None:
    assert parse_phones(cell) == Phones((), LOST_DIGITS)


@pytest.mark.parametrize(
    "cell",
    [None, "", "\u3000", "无", "不详", "-", "/", "无电话", "见备注", "无联系电话", "未留电话", "没有手机号"],
)
def test_nothing_written_is_missing(cell: Cell) -> None:
    found = parse_phones(cell)
    assert not found.valid
    assert found.fault
    assert found.fault.missing


def test_only_a_mobile_is_a_mobile() -> None:
    assert is_mobile(ONE)
    assert not is_mobile(DESK)


@given(mobiles, mobiles, st.sampled_from(["/", "、", "，", " ", ";", "\n", "-"]))
def test_any_two_mobiles_are_kept_in_their_order(one: str, two: str, between: str) -> None:
    assert parse_phones(f"{one}{between}{two}").valid == tuple(dict.fromkeys((one, two)))


@given(
    st.one_of(
        st.text(), st.floats(), st.integers(), st.none(), st.text("0123456789-+/ .e()（）转", max_size=30)
    )
)
def test_no_cell_breaks_the_reading_and_what_is_found_is_canonical(cell: Cell) -> None:
    found = parse_phones(cell)
    assert bool(found.valid) is (found.fault is None)
    for phone in found.valid:
        assert parse_phones(phone).valid == (phone,)
