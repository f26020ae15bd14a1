"""Cutting a paragraph: what counts, what only looks like it, what parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.figures.statement.tokens import Bracket, Quantity, Stop, Words, tokenize


def counted(text: str) -> list[tuple[int, str | None]]:
    return [(int(token.value), token.unit) for token in tokenize(text) if isinstance(token, Quantity)]


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("排查307人", [(307, "人")]),
        ("排查 307 人", [(307, "人")]),
        ("排查３０７人", [(307, "人")]),
        ("１，７０５人", [(1705, "人")]),
        ("２，１３９，７０５人", [(2139705, "人")]),
        ("5名、6位、7例", [(5, "人"), (6, "人"), (7, "人")]),
        ("238人次", [(238, "人次")]),
        ("238人/次", [(238, "人次")]),
        ("106000㎡，150,000平方米，20 m²", [(106000, "平方米"), (150000, "平方米"), (20, "平方米")]),
        ("三百零七人", [(307, "人")]),
        ("隔离三人，", [(3, "人")]),
        ("三人隔离，", [(3, "人")]),
        ("（五例）", [(5, "人")]),
        ("1.2万人", [(12000, "人")]),
        ("10、6、19人", [(10, None), (6, None), (19, "人")]),
        ("10和6", [(10, None), (6, None)]),
        ("共8000", [(8000, None)]),
        ("11层、240人", [(240, "人")]),
        ("第3批5人", [(5, "人")]),
        ("第3,5人", [(5, "人")]),
        ("接种15万剂次、3车次", [(150000, "剂次"), (3, "车次")]),
        ("三家店村返乡5人", [(5, "人")]),
        ("三人隔离，五户封控", [(3, "人"), (5, "户")]),
    ],
)
def test_quantities(text: str, quantities: list[tuple[int, str | None]]) -> None:
    assert counted(text) == quantities


@pytest.mark.parametrize(
    "text",
    [
        "2022年2月28日24时",
        "2022-02-28 18:00",
        "2022/2/28 18时",
        "核查率98.5%",
        "核查率９８％",
        "98.5%,",
        "24小时内",
        "14天",
        "3个月、2个小时、5个工作日",
        "第3人",
        "每5人",
        "无1例",
        "5人以上聚集",
        "五包一",
        "一级响应",
        "统一个案",
        "同一人",
        "一户一策",
        "一人一档",
        "千家万户",
        "对两家医院开展检查",
        "G15高速",
        "三三两两",
    ],
)
def test_what_counts_nothing(text: str) -> None:
    assert counted(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "约300人",
        "约有300人",
        "近千余人，约1000人",
        "300余人",
        "300多人",
        "20余万人",
        "超过300人",
        "三十余人",
        "不足5人",
    ],
)
def test_rough_numbers_are_marked(text: str) -> None:
    assert [token.approximate for token in tokenize(text) if isinstance(token, Quantity)] == [True]


@pytest.mark.parametrize("text", ["预约300人", "签约300人", "人数300人", "总数为300人", "附近300人"])
def test_exact_numbers_are_not(text: str) -> None:
    assert [token.approximate for token in tokenize(text) if isinstance(token, Quantity)] == [False]


@pytest.mark.parametrize(
    ("text", "grain"),
    [("1.2万人", 1000), ("1.25万人", 100), ("1.2人", 0), ("12万人", 0), ("1.5十万人", 10000)],
)
def test_the_grain_of_a_number_in_ten_thousands(text: str, grain: int) -> None:
    assert [token.grain for token in tokenize(text) if isinstance(token, Quantity)] == [grain]


@pytest.mark.parametrize(
    ("text", "strengths"),
    [
        ("甲、乙", [1]),
        ("甲，乙,丙", [2, 2]),
        ("甲；乙;丙", [3, 3]),
        ("甲。乙！丙？", [4, 4, 4]),
        ("甲：乙", [2]),
        ("甲：5人", []),  # the colon joins a label to its number
        ("5人：5人", [2]),
        ("5人\n6人", [2]),
        ("5人 \n6人", [2]),
        ("居家隔\n离5人", []),
        ("5人居家\n6人", []),
        ("5人\n\n6人", [4]),
        ("居家\n \n集中", [4]),
        ("8:00", []),
        ("1,705人", []),
        ("２，３人", [2]),
    ],
)
def test_stops_and_lines(text: str, strengths: list[int]) -> None:
    assert [token.strength for token in tokenize(text) if isinstance(token, Stop)] == strengths


def test_brackets_of_every_shape() -> None:
    brackets = [token.opens for token in tokenize("（a）(b)[c]【d】") if isinstance(token, Bracket)]
    assert brackets == [True, False] * 4


def test_words_keep_their_place() -> None:
    text = "共 排查 3人，其中"
    words = [
        (token.text, text[token.start : token.end]) for token in tokenize(text) if isinstance(token, Words)
    ]
    assert words == [("共排查", "共 排查 "), ("其中", "其中")]


@given(
    st.text(alphabet="共其中约第每一三十万千0123456789,.，、：；。（）()人次户条例年%余- \n：", max_size=40)
)
def test_any_text_is_cut_into_tokens_in_order(text: str) -> None:
    tokens = tokenize(text)
    ends = [0, *(token.end for token in tokens)]
    for token, end in zip(tokens, ends, strict=False):
        assert end <= token.start < token.end <= len(text)
    covered = {place for token in tokens for place in range(token.start, token.end)}
    assert all(text[place].isspace() for place in set(range(len(text))) - covered)
