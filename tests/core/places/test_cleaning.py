"""From the cell of a list to text that can be compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.places.cleaning import (
    Cleaned,
    Numerals,
    is_placeholder,
    join_pieces,
    normalise,
    spell_figures,
    split_pieces,
    write_with_figures,
)


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("兴县蔚汾镇东关村", ["兴县蔚汾镇东关村"]),
        ("魏家滩，白家塔", ["魏家滩", "白家塔"]),
        ("高家村-寨滩上", ["高家村", "寨滩上"]),
        ("蔚汾　宝山花园", ["蔚汾", "宝山花园"]),
        ("东关村33号4组", ["东关村", "号", "组"]),
        ("东关村３３号", ["东关村", "号"]),
        ("（蔚汾镇）东关_村", ["蔚汾镇", "东关", "村"]),
        ("", []),
        (" -/… ", []),
        ("12", []),
    ],
)
def test_spaces_punctuation_and_figures_part_the_text(written: str, pieces: list[str]) -> None:
    assert split_pieces(normalise(written)) == pieces


@pytest.mark.parametrize(
    ("pieces", "cleaned"),
    [
        (["兴县"], Cleaned("兴县", ())),
        (["魏家滩", "白家塔"], Cleaned("魏家滩白家塔", (3,))),
        (["东关村", "号", "组"], Cleaned("东关村号组", (3, 4))),
        (list("蔚汾镇东关"), Cleaned("蔚汾镇东关", ())),
        (["兴县", "蔚", "汾", "镇", "东关"], Cleaned("兴县蔚汾镇东关", ())),
        (["兴县", "蔚汾镇", "东关村", "号"], Cleaned("兴县蔚汾镇东关村号", (2, 5, 8))),
    ],
)
def test_the_gaps_are_kept_unless_every_character_stands_alone(pieces: list[str], cleaned: Cleaned) -> None:
    assert join_pieces(pieces) == cleaned


@pytest.mark.parametrize("word", ["无", "不详", "未知", "待查", "见备注", "N/A", "null", "暂无", "地址不详"])
def test_words_that_stand_for_nothing_are_known(word: str) -> None:
    assert is_placeholder(split_pieces(word))


@pytest.mark.parametrize("word", ["兴县", "无鲁村", "无 不 详", "东关"])
def test_other_words_are_not(word: str) -> None:
    assert not is_placeholder(split_pieces(word))


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("五二五库", ("525库",)),
        ("第一", ("第1",)),
        ("大学城第二", ("大学城第2",)),
        ("廿里铺", ("20里铺",)),
        ("十五里铺", ("15里铺",)),
        ("十里垣", ("10里垣",)),
        ("二十里铺", ("20里铺",)),
        ("七里脚", ("7里脚",)),
        ("东关", ()),
        ("百子园", ()),
        ("三十五六里", ()),
    ],
)
def test_numerals_of_names_can_be_written_with_figures(name: str, figures: tuple[str, ...]) -> None:
    assert write_with_figures(name) == figures


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("经纬街道第1社区", "经纬街道第一社区"),
        ("西南街道525库", "西南街道五二五库"),
        ("15里铺村3组", "十五里铺村3组"),
        ("15里铺3组", "十五里铺3组"),
        ("3号院2单元", "三号院2单元"),
        ("刘1村", "刘一村"),
        ("刘11村", "刘11村"),
        ("刘1组", "刘1组"),
        ("115里铺村", "115里铺村"),
        ("第12社区", "第12社区"),
        ("3号院", "三号院"),
        ("13号院", "13号院"),
        ("东关村12号", "东关村12号"),
    ],
)
def test_only_the_figures_of_names_are_spelt_out(written: str, spelt: str) -> None:
    numerals = Numerals(["第一", "五二五库", "十五里铺", "刘一", "东关"], ["3号院", "幸福里"])
    assert numerals.spell(written) == spelt


def test_without_such_names_text_stays_as_it_is() -> None:
    assert Numerals(["东关"]).spell("东关1号") == "东关1号"


def test_figures_are_spelt_one_by_one() -> None:
    assert spell_figures("25号院") == "二五号院"


@given(st.text(max_size=40))
def test_any_text_is_joined_without_losing_a_character(text: str) -> None:
    pieces = split_pieces(normalise(text))
    cleaned = join_pieces(pieces) if pieces else Cleaned("", ())
    assert cleaned.text == "".join(pieces)
    assert list(cleaned.breaks) == sorted(set(cleaned.breaks))
    assert all(0 < position < len(cleaned.text) for position in cleaned.breaks)
