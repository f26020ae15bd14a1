"""The files of the demo, read back by the core: every row comes out as the cast planned it."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from random import Random

import pytest
from python_calamine import CalamineWorkbook
from tests.rooms.demo.made import cast_of, cohort, hand, outcomes_of, pushed, scenario

from lianfang.core.intake.rows import ReadRow, list_layouts, read_book
from lianfang.demo.cast import Cast, CastList, Line
from lianfang.demo.files import write_list
from lianfang.leads.ledger import LedgerTable
from lianfang.shared.books import read_file

SEEDS = pytest.mark.parametrize("seed", range(8))
MODES = pytest.mark.parametrize("untidy", [False, True], ids=["register", "untidy"])


def cast(seed: int) -> Cast:
    lists = [pushed(0, 120), pushed(1, 160)]
    return cast_of(scenario(2, [cohort(0, "medium", 12), cohort(1, "site", 4)], lists), seed)


def write(held: CastList, seed: int, *, untidy: bool) -> bytes:
    return write_list(held, untidy=untidy, hand=hand(Random(seed)))


def read(held: CastList, seed: int, *, untidy: bool) -> list[ReadRow]:
    content = write(held, seed, untidy=untidy)
    return list(read_book(read_file(content, "名单.xlsx"), at=held.planned.at))


def pushed_lists(seed: int) -> list[CastList]:
    return [held for held in cast(seed).lists if held.planned.rows]


@SEEDS
@MODES
def test_every_row_comes_out_as_it_was_cast(seed: int, untidy: bool) -> None:
    for held in pushed_lists(seed):
        rows = read(held, seed, untidy=untidy)
        assert [row.outcome.value for row in rows] == outcomes_of(held.lines)


@SEEDS
@MODES
def test_every_person_is_read_with_their_own_name_number_and_phone(seed: int, untidy: bool) -> None:
    for held in pushed_lists(seed):
        for row, line in zip(read(held, seed, untidy=untidy), held.lines, strict=True):
            if line.spoiled in ("rejected", "warning"):
                continue
            told = row.traveller
            assert told is not None and told.number is not None
            assert (told.name, told.number.text) == (line.person.name, line.person.number)
            assert told.phones == (line.person.phone,)
            assert told.address == line.address


@SEEDS
def test_a_spoiled_row_lacks_what_its_reason_says(seed: int) -> None:
    reasons = Counter[str]()
    for held in pushed_lists(seed):
        for row, line in zip(read(held, seed, untidy=True), held.lines, strict=True):
            if line.spoiled in ("rejected", "warning"):
                assert row.reasons, line.spoiled
                reasons.update(reason.value for reason in row.reasons)
    assert set(reasons) <= {"name_missing", "no_identity_no_contact", "id_invalid", "phone_missing"}


def test_every_way_of_spoiling_a_row_happens() -> None:
    reasons = {
        reason.value
        for seed in range(8)
        for held in pushed_lists(seed)
        for row in read(held, seed, untidy=True)
        for reason in row.reasons
    }
    assert reasons == {"name_missing", "no_identity_no_contact", "id_invalid", "phone_missing"}


@SEEDS
def test_a_duplicate_points_to_the_row_of_the_same_person(seed: int) -> None:
    for held in pushed_lists(seed):
        for row in read(held, seed, untidy=True):
            if row.duplicate_of is not None:
                first = held.lines[row.duplicate_of]
                assert row.traveller is not None and row.traveller.number is not None
                assert row.traveller.number.text == first.person.number


@SEEDS
def test_a_days_arrival_is_read_however_it_is_written(seed: int) -> None:
    for held in pushed_lists(seed):
        for row, line in zip(read(held, seed, untidy=True), held.lines, strict=True):
            if row.traveller is not None:
                assert row.traveller.arrived_on == line.arrived


def sheet_of(content: bytes, place: int = 0) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.get_sheet_by_index(place).to_python()


def test_the_early_lists_have_the_headings_of_register_g() -> None:
    (held, _) = pushed_lists(1)
    headings = [str(cell) for cell in sheet_of(write(held, 1, untidy=False))[0]]
    ledger = [str(column.heading).partition("(")[0] if "排查" in str(column.heading) else column.heading
              for column in LedgerTable.columns]  # fmt: skip
    assert headings == ledger


def test_a_register_says_who_waits_and_when_it_was_pushed() -> None:
    (held, _) = pushed_lists(1)
    headings, *rows = sheet_of(write(held, 1, untidy=False))
    assert len(rows) == len(held.lines)
    for number, (cells, line) in enumerate(zip(rows, held.lines, strict=True), start=1):
        told = dict(zip(headings, cells, strict=True))
        assert told["序号"] == str(number)
        assert (told["推送批次/来源"], told["推送时间"]) == ("省大数据推送", "2022-02-01 08:20")
        assert (told["排查状态"], told["排查结果"], told["核查人"]) == ("待排查", "", "")
        assert told["现居住地址"] == line.address


@SEEDS
def test_an_untidy_book_ends_with_a_sum_and_signatures_that_are_nobody(seed: int) -> None:
    (held, _) = pushed_lists(seed)
    content = write(held, seed, untidy=True)
    cells = [str(cell) for row in sheet_of(content) for cell in row]
    assert f"合计：{len(held.lines)}人" in cells
    assert any("填表人" in cell for cell in cells)
    assert len(read(held, seed, untidy=True)) == len(held.lines)


def test_notes_are_a_sheet_without_people() -> None:
    (held, _) = pushed_lists(1)
    layouts = dict(list_layouts(read_file(write(held, 1, untidy=True), "名单.xlsx")))
    assert layouts.pop("说明") is None
    ((_, layout),) = layouts.items()
    assert layout is not None


def test_untidy_books_differ_in_headings_titles_and_order() -> None:
    (held, _) = pushed_lists(1)
    seen = set()
    for seed in range(12):
        rows = sheet_of(write(held, seed, untidy=True))
        heading = next(tuple(row) for row in rows if {"序号", "编号", "No"} & set(row))
        seen.add(heading)
    assert len(seen) >= 6


def test_untidy_numbers_and_phones_are_dressed() -> None:
    (held, _) = pushed_lists(1)
    cells = [str(cell) for row in sheet_of(write(held, 3, untidy=True)) for cell in row]
    assert any(cell.startswith("+86 154") for cell in cells)
    assert any(cell.startswith("154-") for cell in cells)
    assert any(cell.startswith("'") for cell in cells)


@MODES
def test_the_same_dice_write_the_same_bytes(untidy: bool) -> None:
    (held, _) = pushed_lists(1)
    assert write(held, 5, untidy=untidy) == write(held, 5, untidy=untidy)
    assert write(held, 5, untidy=untidy) != write(held, 6, untidy=untidy)


@MODES
def test_a_list_of_one_row_is_a_list(untidy: bool) -> None:
    (held, _) = pushed_lists(1)
    line: Line = next(line for line in held.lines if line.spoiled == "plain")
    alone = CastList(held.planned, [line])
    (row,) = read(alone, 2, untidy=untidy)
    assert (row.outcome.value, row.traveller is not None) == ("ready", True)
