"""Paragraphs made of wholes within wholes, whose truth is known because we made them."""

from dataclasses import dataclass

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lianfang.core.figures.statement import check_statement

TOWNS = ["蔚汾镇", "魏家滩镇", "瓦塘镇", "康宁镇", "高家村镇", "罗峪口镇", "蔡家会镇"]
PLACES = ["集中隔离", "居家隔离", "居家健康监测"]
WHOLES = ["累计管控", "全县共排查", "现有管控", "今日新增", "截至2月28日24时，全县累计管控"]
UNITS = ["人", "名", "条", "户", "人次"]
COUNTED_AS = {"名": "人"}


@dataclass(frozen=True)
class Made:
    """A list of parts: what it says, the whole, and the splits a reader must find, outermost first."""

    text: str
    splits: tuple[tuple[int, tuple[int, ...], int], ...]


def offs() -> st.SearchStrategy[int]:
    return st.sampled_from([0, 0, 0, 1, -1, 12, -30])


@st.composite
def inner(
    draw: st.DrawFn, unit: str, names: list[str]
) -> tuple[int, str, tuple[int, tuple[int, ...], int] | None]:
    """A number with, at times, its own parts in a bracket; the number, its words, and the split of it."""
    if not draw(st.booleans()):
        number = draw(st.integers(1, 900))
        return number, f"{number}{unit}", None
    parts = draw(st.lists(st.integers(1, 500), min_size=2, max_size=3))
    number = sum(parts) + draw(offs())
    assume(number > 0)
    opening = draw(st.sampled_from(["（", "（其中", "(其中：", "（其中，"]))
    items = draw(st.sampled_from(["、", "，"])).join(
        f"{name}{part}{unit}" for name, part in zip(names, parts, strict=False)
    )
    closing = ")" if opening.startswith("(") else "）"
    text = f"{number}{unit}{opening}{items}{closing}"
    return number, text, (number, tuple(parts), sum(parts) - number)


@st.composite
def nested(draw: st.DrawFn) -> Made:
    unit = draw(st.sampled_from(UNITS))
    towns = draw(st.permutations(TOWNS))
    drawn = [draw(inner(unit, list(towns[at * 2 : at * 2 + 3]))) for at in range(draw(st.integers(2, 3)))]
    numbers = tuple(number for number, _, _ in drawn)
    whole = sum(numbers) + draw(offs())
    assume(whole > 0)
    # A shorter list that happens to make the whole may be meant as well.
    assume(all(sum(numbers[:length]) != whole for length in range(2, len(numbers))))
    items = "，".join(f"{place}{text}" for place, (_, text, _) in zip(PLACES, drawn, strict=False))
    said = f"{draw(st.sampled_from(WHOLES))}{whole}{unit}，其中{items}。"
    outer = (whole, numbers, sum(numbers) - whole)
    inside = [split for _, _, split in drawn if split is not None]
    return Made(said, (outer, *inside))


def test_towns_in_a_bracket_are_all_counted_though_two_of_them_would_do() -> None:
    (found,) = check_statement("居家健康监测2人（高家村镇1人，罗峪口镇1人，蔡家会镇1人）。")
    assert (found.whole, found.parts, found.difference) == (2, (1, 1, 1), 1)


@settings(max_examples=50)
@given(nested())
def test_parts_in_brackets_are_read_under_their_own_whole(made: Made) -> None:
    found = {(f.whole, f.parts, f.difference) for f in check_statement(made.text)}
    assert found == set(made.splits), made.text


@settings(max_examples=25)
@given(nested(), nested())
def test_two_sentences_are_read_as_each_alone(one: Made, other: Made) -> None:
    assume(not {split[0] for split in one.splits} & {split[0] for split in other.splits})
    found = {(f.whole, f.parts, f.difference) for f in check_statement(one.text + other.text)}
    assert found == {*one.splits, *other.splits}


TENTHS = st.integers(1, 999)


@given(st.lists(TENTHS, min_size=2, max_size=4), st.sampled_from([0, 1, -1, 20]))
def test_decimals_of_ten_thousands_add_up_to_the_last_digit(parts: list[int], off: int) -> None:
    whole = sum(parts) + off
    assume(whole > 0)
    prefixes = {sum(parts[:length]) for length in range(2, len(parts))}
    assume(whole not in prefixes)
    listed = "、".join(f"{name}{part / 10:g}万人次" for name, part in zip(TOWNS, parts, strict=False))
    (found,) = check_statement(f"累计采样{whole / 10:g}万人次，其中{listed}。")
    assert (found.whole, found.parts) == (whole * 1000, tuple(part * 1000 for part in parts))
    assert found.difference == (sum(parts) - whole) * 1000


VERBS = ["排查", "核查", "检测", "接种", "整改", "办结", "回复"]


@settings(max_examples=25)
@given(st.integers(1, 999), st.integers(0, 999), offs(), st.sampled_from(VERBS), st.sampled_from(UNITS))
def test_done_and_the_rest_in_every_wording(done: int, rest: int, off: int, verb: str, unit: str) -> None:
    whole = done + rest + off
    assume(whole > 0)
    wordings = [
        f"应{verb}{whole}{unit}，已{verb}{done}{unit}，未{verb}{rest}{unit}。",
        f"共{whole}{unit}，已{verb}{done}{unit}，尚未{verb}{rest}{unit}。",
        f"共{whole}{unit}，其中已{verb}{done}{unit}，未{verb}{rest}{unit}。",
        f"{whole}{unit}中，已{verb}{done}{unit}、未{verb}{rest}{unit}。",
        f"共{whole}{unit}（已{verb}{done}{unit}，未{verb}{rest}{unit}）。",
        f"全县共有{whole}{unit}，目前已{verb}{done}{unit}，待{verb}{rest}{unit}。",
        f"全县共有{whole}{unit}，已{verb}{done}{unit}，正在{verb}{rest}{unit}。",
    ]
    for wording in wordings:
        found = [(f.whole, f.parts, f.difference) for f in check_statement(wording)]
        assert found == [(whole, (done, rest), -off)], wording


@settings(max_examples=50)
@given(st.lists(st.integers(1, 500), min_size=2, max_size=5), offs(), st.sampled_from(UNITS))
def test_a_list_that_leaves_some_unnamed_is_only_ever_too_large(
    parts: list[int], off: int, unit: str
) -> None:
    whole = sum(parts) + off
    assume(whole > 0)
    listed = "、".join(f"{town}{part}{unit}" for town, part in zip(TOWNS, parts, strict=False))
    over = max(sum(parts) - whole, 0)
    for wording in (f"共{whole}{unit}，其中有{listed}。", f"共{whole}{unit}，其中{listed}等。"):
        (found,) = check_statement(wording)
        assert (found.whole, found.difference) == (whole, over), wording
