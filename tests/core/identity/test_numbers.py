"""Identity numbers: every way to write a valid one, every way to be none (rules §4.2)."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lianfang.core.identity.cells import Cell, Fault
from lianfang.core.identity.numbers import (
    BAD_CHECK,
    BAD_DATE,
    BAD_FORM,
    BAD_LENGTH,
    LOST_DIGITS,
    MASKED,
    IdentityNumber,
    IdKind,
    check_digit,
    modernise,
    parse_number,
)
from lianfang.core.identity.sex import Sex

TODAY = date(2022, 2, 28)
VALID = "420107201412240000"
ENDS_IN_X = "51172519721207000X"

areas = st.integers(110000, 659999).map(str)
days = st.dates(date(1900, 1, 1), TODAY)
sequences = st.integers(0, 999).map("{:03}".format)


@st.composite
def bodies(draw: st.DrawFn) -> str:
    return f"{draw(areas)}{draw(days):%Y%m%d}{draw(sequences)}"


numbers = bodies().map(lambda body: body + check_digit(body))


def read(cell: Cell, hint: str = "") -> IdentityNumber:
    found = parse_number(cell, TODAY, hint)
    assert isinstance(found, IdentityNumber), found
    return found


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (VALID, VALID),
        (ENDS_IN_X, ENDS_IN_X),
        (ENDS_IN_X.lower(), ENDS_IN_X),
        ("51172519721207000×", ENDS_IN_X),  # a multiplication sign
        ("51172519721207000Х", ENDS_IN_X),  # a Cyrillic letter
        ("51172519721207000Ｘ", ENDS_IN_X),
        (f"'{VALID}", VALID),
        (f"’{VALID}", VALID),
        (f" {VALID}\t", VALID),
        ("420107 20141224 0000", VALID),
        ("420107-20141224-0000", VALID),
        ("４２０１０７２０１４１２２４００００", VALID),
        (f"\u202a{VALID}\u202c", VALID),
        (f'="{VALID}"', VALID),
        (f"身份证：{VALID}", VALID),
        (f"{VALID}（本人）", VALID),
        (f"（{VALID}）", VALID),
        (f"{VALID}。", VALID),
        (f"{VALID}/", VALID),
        (f"★{VALID}", VALID),
        (f"【{VALID}】", VALID),
        (f"<{VALID}>", VALID),
        (f"ID:{VALID}", VALID),
        (f"No. {VALID}", VALID),
        (f"{VALID} 马芳东", VALID),
        (f"{VALID}（2022-01-01补办）", VALID),
        ("420107 2014年12月24日 0000", VALID),
        (f"{VALID}.", VALID),
        ("51172519721207000ⅹ", ENDS_IN_X),  # a Roman ten
    ],
)
def test_a_number_is_read_through_what_typing_left(cell: Cell, text: str) -> None:
    assert read(cell) == IdentityNumber(
        IdKind.MAINLAND, text, date(int(text[6:10]), int(text[10:12]), int(text[12:14])), Sex.FEMALE
    )


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (float(VALID), LOST_DIGITS),
        (int(VALID), LOST_DIGITS),  # 16 digits and more in a number cell, whatever the check digit says
        (4.4200019840717e17, LOST_DIGITS),
        (1e15, LOST_DIGITS),
        ("4.20107E+17", LOST_DIGITS),
        ("4.20107e17", LOST_DIGITS),
        ("4E+17", LOST_DIGITS),
        (" 2.10321E+17 ", LOST_DIGITS),
        ("420107201412240000.0", LOST_DIGITS),
        ("420107201412240001", BAD_CHECK),
        ("42010720141224000X", BAD_CHECK),
        ("420107201413240000", BAD_DATE),
        ("420107201402300000", BAD_DATE),
        ("42010700000000000X", BAD_DATE),
        ("340405591322000", BAD_DATE),
        ("42010720141224000", BAD_LENGTH),
        ("4201072014122400000", BAD_LENGTH),
        ("12345678", BAD_LENGTH),
        ("1234567890", BAD_LENGTH),
        (123, BAD_LENGTH),
        ("420107********0000", MASKED),
        ("AB12345", BAD_FORM),
        ("E1234567", BAD_FORM),
        ("本人忘记", BAD_FORM),
        (True, BAD_FORM),
        (date(1990, 1, 1), BAD_FORM),
        (f"{VALID}/{ENDS_IN_X}", BAD_FORM),
        (f"{VALID} {VALID}", BAD_LENGTH),
        (f"{VALID}x", BAD_LENGTH),
        (f"{VALID[:-1]}O", BAD_FORM),
        (f"{VALID}*", MASKED),
        ("3.40406E+14", LOST_DIGITS),
        ("4.20107201412240000E+17", LOST_DIGITS),
        ("34040559082200X", BAD_LENGTH),
        ("340405590822000X", BAD_LENGTH),
        ("000000000000000000", BAD_DATE),
        ("111111111111111111", BAD_CHECK),
        ("141123190002290008", BAD_DATE),  # 1900 was no leap year
        ("141123202102290000", BAD_DATE),
        ("91141123WCM6DP0G70", BAD_FORM),  # a firm's number of 18 characters
        ("H1234567", BAD_FORM),
        ("EI1234567", BAD_FORM),  # passports know no I and no O
        ("军官证123456", BAD_LENGTH),
    ],
)
def test_what_is_no_number_says_why(cell: Cell, fault: Fault) -> None:
    assert parse_number(cell, TODAY) == fault


@pytest.mark.parametrize("cell", [None, "", " ", "无", "不详", "/", "见备注", "——", "无/无"])
def test_nothing_written_is_missing(cell: Cell) -> None:
    found = parse_number(cell, TODAY)
    assert isinstance(found, Fault)
    assert found.missing


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        ("E57758566", IdKind.PASSPORT, "E57758566"),
        ("e57758566", IdKind.PASSPORT, "E57758566"),
        ("EA1234567", IdKind.PASSPORT, "EA1234567"),
        ("G16734851", IdKind.PASSPORT, "G16734851"),
        ("护照G16734851", IdKind.PASSPORT, "G16734851"),
        ("PE1234567", IdKind.PASSPORT, "PE1234567"),
        ("H12345678", IdKind.HK_MACAO_PERMIT, "H12345678"),
        ("M1234567801", IdKind.HK_MACAO_PERMIT, "M12345678"),  # the last two count renewals
        ("ABC123456789012", IdKind.FOREIGNER_CARD, "ABC123456789012"),
        ("abc 123456789012", IdKind.FOREIGNER_CARD, "ABC123456789012"),
        ("中国护照E12345678", IdKind.PASSPORT, "E12345678"),
        ("P1234567", IdKind.PASSPORT, "P1234567"),
        ("SE1234567", IdKind.PASSPORT, "SE1234567"),
        ("D12345678", IdKind.PASSPORT, "D12345678"),
        ("H12345678(02)", IdKind.HK_MACAO_PERMIT, "H12345678"),
        ("m 12345678", IdKind.HK_MACAO_PERMIT, "M12345678"),
    ],
)
def test_other_documents_are_known_by_their_form(cell: str, kind: IdKind, text: str) -> None:
    assert read(cell) == IdentityNumber(kind, text)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("81000019900101000", IdKind.RESIDENCE_PERMIT),
        ("82000019900101000", IdKind.RESIDENCE_PERMIT),
        ("83000019900101000", IdKind.RESIDENCE_PERMIT),
        ("91110019900101000", IdKind.FOREIGNER_CARD),
        ("14232519900101000", IdKind.MAINLAND),  # an area code that was given up
        ("99999919900101000", IdKind.FOREIGNER_CARD),
        ("14112319900101001", IdKind.MAINLAND),  # a code younger than the birth: registered late
    ],
)
def test_eighteen_digits_carry_their_kind_and_no_area_is_refused(body: str, kind: IdKind) -> None:
    assert read(body + check_digit(body)).kind is kind


@pytest.mark.parametrize(
    ("cell", "hint", "kind"),
    [
        ("12345678", "台胞证", IdKind.TAIWAN_PERMIT),
        ("1234567890", "台湾居民来往大陆通行证", IdKind.TAIWAN_PERMIT),
        ("12345678(B)", "台胞证", IdKind.TAIWAN_PERMIT),
        ("AB123456", "护照", IdKind.FOREIGN_PASSPORT),
        ("123456789", "外国护照", IdKind.FOREIGN_PASSPORT),
        ("K1234567", "身份证号/护照号", IdKind.FOREIGN_PASSPORT),
        ("AB-123456", "护照", IdKind.FOREIGN_PASSPORT),
        ("C01X00T47", "外国护照", IdKind.FOREIGN_PASSPORT),
        ("0012345601", "台胞证", IdKind.TAIWAN_PERMIT),
    ],
)
def test_forms_that_any_number_could_have_need_their_kind_named(cell: str, hint: str, kind: IdKind) -> None:
    assert isinstance(parse_number(cell, TODAY), Fault)
    assert read(cell, hint).kind is kind


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("42010720141224000", "护照"),  # a mainland number cut short is no passport
        ("123456789", "身份证号/护照号"),
        ("PASSPORT", "护照"),
        ("1234567", "台胞证"),
        ("420107201412240001", "护照"),
        ("12345678", "身份证"),
    ],
)
def test_a_named_kind_does_not_make_a_wrong_number_right(cell: str, hint: str) -> None:
    assert isinstance(parse_number(cell, TODAY, hint), Fault)


def test_a_child_born_on_the_day_of_the_list_is_valid_and_one_of_tomorrow_is_not() -> None:
    for born, valid in ((TODAY, True), (TODAY + timedelta(days=1), False)):
        body = f"141123{born:%Y%m%d}000"
        assert isinstance(parse_number(body + check_digit(body), TODAY), IdentityNumber) is valid


def test_an_old_number_in_a_number_cell_keeps_its_fifteen_digits() -> None:
    assert read(340405590822000.0).text == read("340405590822000").text == "340405195908220009"


@given(numbers)
def test_every_number_with_its_check_digit_is_valid_and_tells_birth_and_sex(number: str) -> None:
    found = read(number)
    assert found.text == number
    assert f"{found.born:%Y%m%d}" == number[6:14]
    assert found.sex is (Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(number: str, at: int, digit: str) -> None:
    assume(number[at] != digit)
    assert isinstance(parse_number(number[:at] + digit + number[at + 1 :], TODAY), Fault)


@given(bodies())
def test_the_old_form_is_the_same_number(body: str) -> None:
    assume(body[6:8] == "19")
    old = body[:6] + body[8:]
    assert modernise(old) == body + check_digit(body)
    assert read(old) == read(modernise(old))


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()))
def test_no_cell_breaks_the_reading(cell: Cell) -> None:
    found = parse_number(cell, TODAY)
    if isinstance(found, IdentityNumber):
        assert parse_number(found.text, TODAY, found.kind) == found


@given(
    numbers, st.lists(st.integers(0, 18), max_size=4), st.sampled_from([" ", "\u3000", "-", "\u200b", "'"])
)
def test_gaps_anywhere_leave_the_number_what_it_is(number: str, places: list[int], gap: str) -> None:
    written = number
    for place in sorted(places, reverse=True):
        written = written[:place] + gap + written[place:]
    assert read(written).text == number


@given(numbers)
def test_whatever_a_spreadsheet_made_of_a_number_is_never_valid(number: str) -> None:
    """Its last digits are gone, even where zeros in their place happen to give the right check digit."""
    digits = number.replace("X", "0")
    for spoiled in (float(digits), int(digits), f"{float(digits):.5E}", f"{float(digits):.0f}.0"):
        assert parse_number(spoiled, TODAY) == LOST_DIGITS


@given(numbers)
def test_two_neighbouring_digits_changed_round_are_found(number: str) -> None:
    for at in range(16):
        one, two = number[at], number[at + 1]
        if one != two:
            turned = number[:at] + two + one + number[at + 2 :]
            assert isinstance(parse_number(turned, TODAY), Fault)
