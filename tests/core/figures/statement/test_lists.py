"""Lists of parts: where one ends, which reading of it fits, and what a split is short or over."""

from decimal import Decimal

import pytest

from lianfang.core.figures.statement.lists import Run, Split, best, readings, run_from, units_of
from lianfang.core.figures.statement.phrases import Phrase, gather
from lianfang.core.figures.statement.tokens import Quantity, tokenize


def read(text: str) -> tuple[Phrase, ...]:
    return gather(tokenize(text))


def people(*values: int) -> tuple[Quantity, ...]:
    return tuple(Quantity(Decimal(value), "人", place, place + 1) for place, value in enumerate(values))


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        pytest.param("蔚汾镇1人，罗峪口镇1人，蔡家会镇1人", {3}, id="towns"),
        pytest.param("东关村1人，蔚汾社区1人，南街街道1人", {3}, id="places of several kinds"),
        pytest.param("男6人，女4人，无症状2人", {1, 2, 3}, id="kinds, of which some may make the whole"),
        pytest.param("党员10人，蔚汾镇50人，康宁镇40人", {1, 3}, id="a kind, then towns"),
        pytest.param("蔚汾镇10人；康宁镇40人", {1, 2}, id="after a semicolon"),
        pytest.param("返乡10人，务工5人", {1, 2}, id="no places"),
    ],
)
def test_a_list_of_towns_stops_only_after_the_last(text: str, ends: set[int]) -> None:
    assert run_from(read(text), 0).ends == ends


@pytest.mark.parametrize(
    ("text", "members", "likely"),
    [
        pytest.param("居家268人，集中39人", 2, 2, id="clauses"),
        pytest.param("居家268人、集中39人、监测5人", 3, 3, id="items"),
        pytest.param("居家268人，集中39人，目前已解除110人", 3, 2, id="a new verb"),
        pytest.param("居家268人，集中39人，今日新增8人", 3, 2, id="a new day"),
        pytest.param("居家268人，集中39人，现有监测8人", 3, 2, id="a new count"),
        pytest.param("居家268人、集中39人、解除110人", 3, 3, id="items go on whatever they say"),
        pytest.param("解除1846人，正在观察84人", 2, 2, id="verbs from the first on"),
        pytest.param("已核查80人，未核查20人，已上报5人", 3, 3, id="done and not done"),
        pytest.param("男5人，未成年3人", 2, 2, id="not done in looks only"),
        pytest.param("今日新增5人，解除3人", 2, 1, id="after what is new, a verb"),
        pytest.param("今日新增5人，昨日新增3人", 2, 2, id="new and new"),
        pytest.param("居家268人，共排查5人", 1, 1, id="a total ends it"),
        pytest.param("居家268人，应检5人", 1, 1, id="what is due ends it"),
        pytest.param("居家268人，其中集中39人", 1, 1, id="another list ends it"),
        pytest.param("居家268人。集中39人", 1, 1, id="a sentence ends it"),
        pytest.param("居家268人，39人集中", 1, 1, id="numbers that change sides end it"),
        pytest.param("268人居家，39人集中", 2, 2, id="numbers first"),
        pytest.param("268人居家、集中39人", 2, 2, id="sides may change between items"),
        pytest.param("分别为居家268人，集中39人", 2, 2, id="and after 分别"),
        pytest.param("居家268人，含党员5人，集中39人", 2, 2, id="含 does not interrupt"),
        pytest.param("居家268人；集中39人", 2, 2, id="a list of semicolons"),
        pytest.param("居家268人；集中39人；监测5人", 3, 3, id="a longer one"),
        pytest.param("居家268人，集中39人；监测5人", 3, 2, id="a semicolon after clauses"),
        pytest.param(
            "居家268人；全县发热门诊共接诊患者和陪同家属30人", 1, 1, id="a semicolon before a total"
        ),
        pytest.param("居家268人；各医院发热门诊接诊患者30人", 2, 1, id="a semicolon before a longer tale"),
    ],
)
def test_where_a_list_ends(text: str, members: int, likely: int) -> None:
    run = run_from(read(text), 0)
    assert (len(run.members), run.likely) == (members, likely)


def values(found: list[tuple[Quantity, ...]]) -> list[list[int]]:
    return [[int(part.value) for part in parts] for parts in found]


@pytest.mark.parametrize(
    ("text", "unit", "found"),
    [
        ("居家268人，集中39人", "人", [[268, 39]]),
        ("居家268人，集中39人，监测5人", "人", [[268, 39, 5], [268, 39]]),
        ("居家268人，集中39人，已解除110人", "人", [[268, 39], [268, 39, 110]]),
        ("居家10户268人，集中2户39人", "户", [[10, 2]]),
        ("居家268人，口罩9只，集中39人", "人", [[268, 39], [268]]),
        ("居家268人，发放口罩9只，集中39人", "人", [[268], [268, 39]]),
        ("10、6、19人", "人", [[10, 6, 19]]),
        ("居家268人", "户", []),
    ],
)
def test_readings_begin_with_the_likely_one(text: str, unit: str, found: list[list[int]]) -> None:
    phrases = read(text)
    assert values(readings(phrases, run_from(phrases, 0), unit)) == found


def test_a_list_is_never_cut_to_one_part_unless_that_is_likely() -> None:
    phrases = read("甲5人，乙3人")
    assert values(readings(phrases, Run((0, 1), 2, frozenset({1, 2})), "人")) == [[5, 3]]
    assert values(readings(phrases, Run((0, 1), 1, frozenset({1, 2})), "人")) == [[5], [5, 3]]


@pytest.mark.parametrize(
    ("whole", "parts", "complete", "gap"),
    [
        (10, (4, 6), True, 0),
        (10, (4, 5), True, -1),
        (10, (4, 7), True, 1),
        (10, (4, 5), False, 0),
        (10, (4, 7), False, 1),
        (10, (10,), False, 0),
        (10, (11,), False, 1),
    ],
)
def test_a_gap_is_what_fails_the_whole(whole: int, parts: tuple[int, ...], complete: bool, gap: int) -> None:
    assert Split(people(whole)[0], people(*parts), complete).gap == gap


TEN, TWENTY, THIRTY = people(10, 20, 30)


@pytest.mark.parametrize(
    ("near", "far", "lists", "named", "whole", "parts"),
    [
        pytest.param([TEN], [], [people(4, 6)], True, TEN, (4, 6), id="sound"),
        pytest.param([TEN, TWENTY], [], [people(14, 6)], True, TWENTY, (14, 6), id="the whole that fits"),
        pytest.param([TEN], [THIRTY], [people(14, 16)], True, THIRTY, (14, 16), id="even a far one"),
        pytest.param(
            [TEN], [], [people(4, 6, 5), people(4, 6)], True, TEN, (4, 6), id="the reading that fits"
        ),
        pytest.param(
            [TEN], [], [people(4, 7, 5), people(4, 7)], True, TEN, (4, 7, 5), id="none: the likely list"
        ),
        pytest.param([TEN, TWENTY], [], [people(14, 7)], True, TWENTY, (14, 7), id="none: the nearest miss"),
        pytest.param([TEN], [THIRTY], [people(14, 17)], True, TEN, (14, 17), id="none: never a far one"),
        pytest.param([TEN, TWENTY], [], [people(4)], True, TEN, (4,), id="a single part fits the first"),
        pytest.param([TEN], [], [people(4, 5)], False, TEN, (4, 5), id="parts left unnamed"),
    ],
)
def test_the_best_split(
    near: list[Quantity],
    far: list[Quantity],
    lists: list[tuple[Quantity, ...]],
    named: bool,
    whole: Quantity,
    parts: tuple[int, ...],
) -> None:
    split = best(near, far, lists, named)
    assert split is not None
    assert (split.whole, tuple(part.value for part in split.parts)) == (whole, parts)


def test_parts_without_a_whole_are_no_split() -> None:
    assert best([], [], [people(4, 6)], True) is None


def test_units_are_listed_in_order_and_bare_numbers_have_none() -> None:
    assert units_of(read("12户307人，5条，3人、4")) == ["户", "人", "条"]
    assert units_of(read("甲4、乙5")) == []
