"""Columns told by their cells."""

import pytest

from lianfang.core.identity.cells import Cell
from lianfang.core.intake.fields import Field
from lianfang.core.intake.guesses import guess_fields, holds_people

ROWS: list[list[Cell]] = [
    [1.0, "马芳东", "女", "420107201412240000", "15458085012", "兴县蔚汾镇贺家坪村", "K604"],
    [2.0, "任鹏国", "男", "510502194208090008", 15429754951.0, "兴县圪垯上乡芦山焉村", "火车"],
    [3.0, "卢颖艳", "", "不详", "", "康宁镇曹家坡村", ""],
    [4.0, "", "女", "51172519721207000X", "无"],
]


def test_name_number_phone_sex_and_address_are_told_by_their_cells() -> None:
    assert guess_fields(ROWS, range(7), set()) == {
        1: Field.NAME,
        2: Field.SEX,
        3: Field.ID_NUMBER,
        4: Field.PHONE,
        5: Field.ADDRESS,
    }


def test_what_headings_told_is_not_guessed_again() -> None:
    known = {Field.NAME, Field.ID_NUMBER, Field.PHONE, Field.SEX}
    assert guess_fields(ROWS, [0, 5, 6], known) == {5: Field.ADDRESS}


def test_nothing_is_guessed_without_columns_or_cells() -> None:
    assert guess_fields(ROWS, [], set()) == {}
    assert guess_fields([], [0, 1], set()) == {}


def test_a_column_that_is_mostly_something_else_is_left_alone() -> None:
    rows: list[list[Cell]] = [["马芳东"], ["铁路"], ["省推"], ["状态异常"]]
    assert guess_fields(rows, [0], set()) == {}


@pytest.mark.parametrize(
    ("cells", "people"),
    [
        (["马芳东", "420107201412240000", ""], True),
        (["马芳东", "", "15458085012"], True),
        (["马芳东", "", ""], False),
        (["", "420107201412240000", "15458085012"], False),
        ([12.0, "420107201412240000"], False),
        (["马芳东"], False),
    ],
)
def test_a_line_holds_a_person_with_a_name_and_a_number_or_phone(cells: list[Cell], people: bool) -> None:
    assert holds_people([cells], [0], [1], [2]) is people
