"""Sex as registers write it."""

import pytest

from lianfang.core.identity.cells import Cell
from lianfang.core.identity.sex import Sex, parse_sex


@pytest.mark.parametrize("cell", ["男", " 男 ", "M", "m", "male", "1", 1, 1.0, "男性", "Ｍ"])
def test_male(cell: Cell) -> None:
    assert parse_sex(cell) is Sex.MALE


@pytest.mark.parametrize("cell", ["女", "女\u3000", "F", "f", "Female", "2", 2.0, "女性"])
def test_female(cell: Cell) -> None:
    assert parse_sex(cell) is Sex.FEMALE


@pytest.mark.parametrize("cell", ["", None, "不详", "0", 9, "男/女", True, "x"])
def test_neither(cell: Cell) -> None:
    assert parse_sex(cell) is None
