"""Places from the province down to the unit of a house, as sheets and people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.risk.parts import (
    TooManyHouses,
    code_of,
    fill_in,
    grain_of,
    is_apart,
    list_written,
    place_of,
    read_place,
    strip_names,
    trim,
)

YANTA = ("61", "6101", "610113")


@pytest.mark.parametrize(
    ("code", "place", "grain"),
    [
        ("61", ("61",), "province"),
        ("6101", ("61", "6101"), "city"),
        ("610113", YANTA, "county"),
        ("141123100", ("14", "1411", "141123", "141123100"), "town"),
        ("141123100225", ("14", "1411", "141123", "141123100", "141123100225"), "village"),
        ("", (), ""),
    ],
)
def test_a_code_is_a_place(code: str, place: tuple[str, ...], grain: str) -> None:
    assert (place_of(code), grain_of(place), code_of(place)) == (place, grain, code)


def test_the_deepest_code_is_before_the_words() -> None:
    assert code_of((*YANTA, "长延堡街道", "", "明德门小区", "3")) == "610113"


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("", ()),
        ("长延堡街道", ("长延堡街道",)),
        ("长延堡街道办事处", ("长延堡街道",)),
        ("长延堡街道办", ("长延堡街道",)),
        ("草堂镇", ("草堂镇",)),
        ("电子城街道二〇五社区居委会", ("电子城街道", "二〇五社区")),
        ("甲村村民委员会", ("", "甲村")),
        ("甲村委会", ("", "甲村")),
        ("明德门小区", ("", "", "明德门小区")),
        ("明德门小区北区", ("", "", "明德门小区北区")),
        ("长延堡街道 明德门小区，3号楼2单元", ("长延堡街道", "", "明德门小区", "3", "2")),
        ("高新国际中心b座", ("", "", "高新国际中心", "B")),
        ("科技路12号", ("", "", "科技路12号")),  # a published area keeps its odd name
        ("景苑小区5号楼", ("", "", "景苑小区", "5")),
        ("雅居乐花园二期", ("", "", "雅居乐花园二期")),
        ("3号楼", ("", "", "", "3")),
        ("2单元", ("", "", "", "", "2")),
    ],
)
def test_words_are_read_into_slots(text: str, slots: tuple[str, ...]) -> None:
    assert read_place("610113", text) == (*YANTA, *slots)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("科技路12号", ()),  # a street and number contradict no compound
        ("科技路12号明德门小区3号楼", ("", "", "科技路12号明德门小区", "3")),
        ("长延堡街道科技路12号", ("长延堡街道",)),
        ("景苑小区5号楼", ("", "", "景苑小区", "5")),
        ("明德门小区南边的楼", ("", "", "明德门小区")),
    ],
)
def test_an_address_says_less(text: str, slots: tuple[str, ...]) -> None:
    assert read_place("610113", text, free=False) == (*YANTA, *slots)


def test_our_own_codes_are_not_read_again() -> None:
    place = place_of("141123100225")
    assert read_place("141123100225", "某镇某村2号院") == (*place, "某镇某村", "2")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", []),
        ("甲小区", ["甲小区"]),
        ("甲小区、乙小区；丙小区\n丁小区", ["甲小区", "乙小区", "丙小区", "丁小区"]),
        (
            "长延堡街道甲小区、乙小区、小寨路街道丙小区",
            ["长延堡街道甲小区", "长延堡街道乙小区", "小寨路街道丙小区"],
        ),
        ("甲小区1-3号楼", ["甲小区1号楼", "甲小区2号楼", "甲小区3号楼"]),
        ("甲小区1号楼至2号楼", ["甲小区1号楼", "甲小区2号楼"]),
        ("甲小区1、3、5号楼、乙小区", ["甲小区1号楼", "甲小区3号楼", "甲小区5号楼", "乙小区"]),
        ("甲小区5栋1、2单元", ["甲小区5栋1单元", "甲小区5栋2单元"]),
        ("、甲小区。", ["甲小区"]),
    ],
)
def test_a_cell_names_several(text: str, told: list[str]) -> None:
    assert list_written(text) == told


@pytest.mark.parametrize("text", ["甲小区9-3号楼", "甲小区1-900号楼"])
def test_a_range_that_is_none(text: str) -> None:
    with pytest.raises(TooManyHouses):
        list_written(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("陕西省西安市雁塔区长延堡街道", "长延堡街道"),
        ("陕西西安雁塔长延堡街道", "长延堡街道"),
        ("雁塔区-长延堡街道", "长延堡街道"),
        ("长延堡街道", "长延堡街道"),
        ("西安市雁塔区雁塔区", "雁塔区"),  # each once
        ("雁塔区", ""),
        ("雁塔路街道", "雁塔路街道"),  # 路 alone names no town
        ("雁塔区雁塔路街道", "雁塔路街道"),
        ("雁塔街道", "雁塔街道"),
        ("西安雁塔镇", "雁塔镇"),
    ],
)
def test_the_names_of_regions_are_taken_off(text: str, rest: str) -> None:
    assert strip_names(text, [("陕西省", "陕西"), ("西安市", "西安"), ("雁塔区", "雁塔", "")]) == rest


def test_the_longest_name_is_meant() -> None:
    assert strip_names("蔚汾景苑社区甲院", [("蔚汾镇", "蔚汾"), ("蔚汾景苑社区",)]) == "甲院"
    assert strip_names("蔚汾镇蔚汾景苑社区", [("蔚汾镇", "蔚汾"), ("蔚汾景苑社区",)]) == ""


def test_what_is_not_known_at_the_end_is_left_out() -> None:
    assert trim(["a", "", "b", "", ""]) == ("a", "", "b")
    assert trim(["", ""]) == ()


AREA = (*YANTA, "长延堡街道", "", "明德门小区")


@pytest.mark.parametrize(
    ("stay", "filled"),
    [
        ((*YANTA, "", "", "明德门小区"), AREA),
        ((*YANTA, "", "", "明德门小区", "3"), (*AREA, "3")),
        (
            (*YANTA, "小寨路街道", "", "明德门小区"),
            (*YANTA, "小寨路街道", "", "明德门小区"),
        ),  # namesake elsewhere
        ((*YANTA, "", "", "甲小区"), (*YANTA, "", "", "甲小区")),
        (YANTA, YANTA),
        (("61", "6101", "", "", "", "明德门小区"), ("61", "6101", "", "", "", "明德门小区")),
    ],
)
def test_a_compound_was_in_its_town(stay: tuple[str, ...], filled: tuple[str, ...]) -> None:
    assert fill_in(stay, [AREA, (*YANTA, "小寨路街道")]) == filled


def test_a_village_was_in_its_town() -> None:
    assert fill_in((*YANTA, "", "甲村"), [(*YANTA, "草堂镇", "甲村")]) == (*YANTA, "草堂镇", "甲村")


parts = st.lists(st.sampled_from(["", "甲", "乙"]), max_size=6).map(tuple)


@given(parts, parts)
def test_being_apart_is_mutual_and_never_of_oneself(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert is_apart(one, other) == is_apart(other, one)
    assert not is_apart(one, one)


@given(st.text(max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    place = read_place("610113", text)
    assert place[:3] == YANTA
    assert read_place("610113", text, free=False)[:3] == YANTA
