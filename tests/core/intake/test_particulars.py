"""What one row tells of a traveller."""

from datetime import date
from typing import Any

import pytest

from lianfang.core.identity.cells import Cell, Fault, cell_text
from lianfang.core.identity.numbers import IdentityNumber, IdKind
from lianfang.core.identity.sex import Sex
from lianfang.core.intake.fields import Field
from lianfang.core.intake.headings import Column, Layout
from lianfang.core.intake.particulars import Reader, Reading, Traveller

F = Field
TODAY = date(2022, 2, 28)
ID, PHONE = "420107201412240000", "15458085012"


def read(row: dict[Any, Cell]) -> tuple[Reader, Reading, Traveller]:
    """Read a row given by its fields, in their order; a heading may stand beside a field."""
    columns = []
    for place, key in enumerate(row):
        field, heading = key if isinstance(key, tuple) else (key, str(key))
        columns.append(Column(place, heading, field))
    reader = Reader(Layout(1, 2, tuple(columns)), TODAY)
    cells = list(row.values())
    texts = tuple(map(cell_text, cells))
    reading = reader.read(cells, texts)
    return reader, reading, reader.tell(reading, cells, texts)


def tell(row: dict[Any, Cell]) -> Traveller:
    return read(row)[2]


def test_everything_a_row_tells() -> None:
    traveller = tell(
        {
            F.NAME: "马  芳东", F.ID_NUMBER: ID, F.PHONE: f"{PHONE}/15472662478", F.SEX: "男", F.AGE: "7岁",
            F.ADDRESS: " 兴县蔚汾镇 ", F.HOUSEHOLD_ADDRESS: "临县", F.FROM_PLACE: "道县", F.LEFT_ON: "2月20日",
            F.ARRIVED_ON: 44613.0, F.TRANSPORT: "火车", F.VEHICLE: "K604", F.CATEGORY: "铁路", F.NOTE: " 途经 ",
        }
    )  # fmt: skip
    assert traveller == Traveller(
        name="马芳东",
        name_key="马芳东",
        number=IdentityNumber(IdKind.MAINLAND, ID, date(2014, 12, 24), Sex.FEMALE),
        phones=(PHONE, "15472662478"),
        sex=Sex.MALE,  # what is written wins over what the number says
        age=7,
        born=date(2014, 12, 24),
        address="兴县蔚汾镇",
        household_address="临县",
        from_place="道县",
        left_on=date(2022, 2, 20),
        arrived_on=date(2022, 2, 21),
        transport="火车",
        vehicle="K604",
        category="铁路",
        note="途经",
    )


def test_a_row_that_tells_nothing() -> None:
    reader, reading, traveller = read({F.SEQUENCE: "1"})
    assert traveller == Traveller("", "", None, ())
    assert (
        reading.number == Fault(reading.number.kind, "blank") if isinstance(reading.number, Fault) else False
    )
    assert reading.phones.fault
    assert reader.get_cell(F.NAME, ("1",)) == ("", "")


def test_sex_and_birth_come_from_the_number_where_no_column_tells() -> None:
    assert tell({F.NAME: "马芳东", F.ID_NUMBER: ID}).sex is Sex.FEMALE
    assert tell({F.NAME: "马芳东", F.ID_NUMBER: ID, F.SEX: ""}).sex is Sex.FEMALE
    assert tell({F.NAME: "马芳东", F.SEX: ""}).sex is None
    assert tell({F.NAME: "马芳东", F.BORN: "1990-05-06"}).born == date(1990, 5, 6)
    assert tell({F.NAME: "马芳东", F.ID_NUMBER: "E57758566", F.BORN: "1990-05-06"}).born == date(1990, 5, 6)
    assert tell({F.NAME: "马芳东", F.ID_NUMBER: ID, F.BORN: "1990-05-06"}).born == date(2014, 12, 24)


@pytest.mark.parametrize(
    ("cell", "age"), [("45", 45), (45.0, 45), ("45周岁", 45), ("", None), ("成年", None), ("999", None)]
)
def test_age(cell: Cell, age: int | None) -> None:
    assert tell({F.NAME: "马芳东", F.AGE: cell}).age == age


@pytest.mark.parametrize(
    ("row", "address"),
    [
        ({F.ADDRESS: "兴县蔚汾镇"}, "兴县蔚汾镇"),
        ({F.TOWN: "蔚汾镇", F.VILLAGE: "贺家坪村", F.ADDRESS: "12号"}, "蔚汾镇贺家坪村12号"),
        ({F.TOWN: "蔚汾镇", F.VILLAGE: "贺家坪村", F.ADDRESS: "蔚汾镇贺家坪村12号"}, "蔚汾镇贺家坪村12号"),
        ({F.TOWN: "蔚汾镇", F.VILLAGE: "", F.ADDRESS: "无"}, "蔚汾镇"),
        ({F.TOWN: "蔚汾镇", F.VILLAGE: "贺家坪村"}, "蔚汾镇贺家坪村"),
        ({F.TOWN: "不详", F.ADDRESS: "兴县"}, "兴县"),
        ({F.ADDRESS: "", F.HOUSEHOLD_ADDRESS: "临县"}, ""),
        (
            {F.HOUSEHOLD_ADDRESS: "兴县蔚汾镇"},
            "兴县蔚汾镇",
        ),  # a list with nothing else is worked through by it
        ({F.ADDRESS: "无"}, "无"),
    ],
)
def test_address_is_the_text_with_town_and_village_where_they_have_columns(
    row: dict[Any, Cell], address: str
) -> None:
    assert tell({F.NAME: "马芳东", **row}).address == address


def test_region_of_the_address_may_have_columns_of_its_own() -> None:
    split = (None, "现住址省"), (None, "现住址县（区）"), F.TOWN, F.ADDRESS
    row = dict(zip(split, ["山西省", "太原市小店区", "北营街道", "12号"], strict=True))
    assert tell({F.NAME: "马芳东", **row}).address == "山西省太原市小店区北营街道12号"
    # told as the address by its cells, where no other column is
    row = {(F.ADDRESS, "居住地县区"): "太原市小店区", F.TOWN: "北营街道", F.HOUSEHOLD_ADDRESS: "兴县"}
    assert tell({F.NAME: "马芳东", **row}).address == "太原市小店区北营街道"
    # a compound is no region, nor is where somebody set out from
    assert (
        tell({F.NAME: "马芳东", (None, "现居住小区"): "甲", (None, "来源县"): "乙", F.TOWN: "丙"}).address
        == "丙"
    )


def test_the_first_valid_number_of_several_columns_counts() -> None:
    both = (F.ID_NUMBER, "身份证号"), (F.ID_NUMBER, "护照号")
    _, reading, _ = read({F.NAME: "马芳东", both[0]: "不详", both[1]: "G16734851"})
    assert isinstance(reading.number, IdentityNumber)
    _, reading, _ = read({F.NAME: "马芳东", both[0]: "123", both[1]: ""})
    assert isinstance(reading.number, Fault)
    assert not reading.number.missing


def test_the_kind_column_and_the_heading_tell_the_kind() -> None:
    _, reading, _ = read({F.NAME: "马芳东", F.ID_KIND: "台胞证", (F.ID_NUMBER, "证件号码"): "12345678"})
    assert isinstance(reading.number, IdentityNumber)
    assert reading.number.kind is IdKind.TAIWAN_PERMIT
    _, reading, _ = read({F.NAME: "马芳东", F.ID_KIND: "外国护照", (F.ID_NUMBER, "身份证号码"): "123456789"})
    assert isinstance(reading.number, IdentityNumber)
    assert reading.number.kind is IdKind.FOREIGN_PASSPORT
    _, reading, _ = read(
        {F.NAME: "马芳东", F.ID_KIND: "身份证", (F.ID_NUMBER, "身份证号/护照号"): "123456789"}
    )
    assert isinstance(reading.number, Fault)
    _, reading, _ = read({F.NAME: "马芳东", (F.ID_NUMBER, "护照号"): "AB123456"})
    assert isinstance(reading.number, IdentityNumber)
    assert reading.number.kind is IdKind.FOREIGN_PASSPORT


def test_phones_of_several_columns_are_kept_together() -> None:
    both = (F.PHONE, "手机"), (F.PHONE, "座机")
    assert tell({F.NAME: "马芳东", both[0]: PHONE, both[1]: "0358-6322345"}).phones == (PHONE, "03586322345")
    _, reading, _ = read({F.NAME: "马芳东", both[0]: "123", both[1]: ""})
    assert reading.phones.fault
    assert not reading.phones.fault.missing
    _, reading, _ = read({F.NAME: "马芳东", both[0]: PHONE, both[1]: "123"})
    assert reading.phones.fault is None


@pytest.mark.parametrize(
    ("row", "plain"),
    [
        ({F.SEQUENCE: "1", F.NAME: "马芳东", F.ID_NUMBER: ID, F.PHONE: ""}, True),
        ({F.SEQUENCE: "1", F.NAME: "马芳东", F.ID_NUMBER: "", F.PHONE: PHONE}, True),
        ({F.SEQUENCE: "", F.NAME: "马芳东", F.ID_NUMBER: "", F.PHONE: PHONE}, True),
        ({F.NAME: "马芳东", F.ID_NUMBER: "", F.PHONE: PHONE}, True),
        ({F.ADDRESS: "", F.NAME: "马芳东", F.ID_NUMBER: "", F.PHONE: PHONE}, True),
        ({F.SEQUENCE: "1", F.NAME: "", F.ID_NUMBER: ID, F.PHONE: PHONE}, False),
        ({F.SEQUENCE: "1", F.NAME: "马芳东", F.ID_NUMBER: "", F.PHONE: ""}, False),
        ({F.SEQUENCE: "填表人：", F.NAME: "王审核", F.ID_NUMBER: "", F.PHONE: PHONE}, False),
        ({F.SEQUENCE: "", F.NAME: "填表人：", F.ID_NUMBER: "", F.PHONE: PHONE}, False),
        ({F.ADDRESS: "联系人：", F.NAME: "王审核", F.ID_NUMBER: "", F.PHONE: PHONE}, False),
        ({F.SEQUENCE: "1", F.NAME: "省外返回的全部人员", F.ID_NUMBER: "", F.PHONE: PHONE}, False),
        ({F.SEQUENCE: "1", F.NAME: "联系人", F.ID_NUMBER: "", F.PHONE: PHONE}, False),
    ],
)
def test_the_usual_row_is_told_at_a_glance(row: dict[Any, Cell], plain: bool) -> None:
    reader, reading, _ = read(row)
    assert reader.is_plainly_person(reading, tuple(map(cell_text, row.values()))) is plain
