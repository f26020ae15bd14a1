"""A search against plain Python on the same names: characters anywhere, pinyin with and without spaces, initials."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.core.identity.names import initials, name_key, pinyin_key
from lianfang.people.finding import find_or_make
from lianfang.people.models import Person
from lianfang.people.newcomers import make_newcomer
from lianfang.people.searching import filter_people

AT = datetime(2022, 2, 28, tzinfo=UTC)
NAMES = [
    "张伟", "张伟国", "章卫", "张三", "张三丰", "章珊", "欧阳建国", "曾国华", "单雄", "解珍", "仇英", "吕布", "李娜",
    "李纳", "王乐", "王月", "重庆", "Anna Li", "阿卜杜拉·买买提",
]  # fmt: skip
# Many sound alike or begin alike: zs is 张三 and 章珊, lina 李娜 and 李纳.
SIGNS = sorted(set("".join(NAMES)) - set(" ·AnaLi"))
LOOK_UP = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def crowd(db: None) -> list[str]:
    find_or_make(newcomers=[make_newcomer(name=name) for name in NAMES], at=AT)
    return NAMES


def found(text: str) -> set[str]:
    return set(filter_people(Person.objects.all(), text).values_list("name", flat=True))


@LOOK_UP
@given(text=st.lists(st.sampled_from(SIGNS), min_size=1, max_size=3).map("".join))
def test_characters_are_found_anywhere_in_a_name_in_their_order(crowd: list[str], text: str) -> None:
    assert found(text) == {name for name in crowd if name_key(text) in name_key(name)}


@LOOK_UP
@given(name=st.sampled_from(NAMES), start=st.integers(0, 4), length=st.integers(1, 4))
def test_every_part_of_a_name_finds_it(crowd: list[str], name: str, start: int, length: int) -> None:
    part = name_key(name)[start : start + length]
    if part and not part.isascii():
        assert name in found(part)


@LOOK_UP
@given(name=st.sampled_from(NAMES), cut=st.integers(1, 12), spaced=st.booleans(), loud=st.booleans())
def test_the_beginning_of_a_spelling_finds_every_name_that_sounds_so(
    crowd: list[str], name: str, cut: int, spaced: bool, loud: bool
) -> None:
    typed = pinyin_key(name)[:cut] if spaced else pinyin_key(name).replace(" ", "")[:cut]
    letters = "".join(sign for sign in typed if sign.isalpha())
    expected = {
        other
        for other in crowd
        if pinyin_key(other).replace(" ", "").startswith(letters)
        or initials(pinyin_key(other)).startswith(letters)
    }
    assert found(typed.upper() if loud else typed) == expected
    assert name in expected


@LOOK_UP
@given(name=st.sampled_from(NAMES))
def test_initials_find_every_name_with_them(crowd: list[str], name: str) -> None:
    letters = initials(pinyin_key(name))
    assert name in found(letters)
    for other in found(letters):
        spelled = pinyin_key(other)
        assert initials(spelled).startswith(letters) or spelled.replace(" ", "").startswith(letters)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("zhangsan", {"张三", "张三丰"}),
        ("zhang san", {"张三", "张三丰"}),
        ("zs", {"张三", "张三丰", "章珊"}),
        ("zsf", {"张三丰"}),
        ("lina", {"李娜", "李纳"}),
        ("三", {"张三", "张三丰"}),
        ("国", {"张伟国", "欧阳建国", "曾国华"}),
        ("买提", {"阿卜杜拉·买买提"}),
    ],
)
def test_an_ambiguous_spelling_finds_all_it_may_mean(crowd: list[str], text: str, names: set[str]) -> None:
    assert found(text) == names


@LOOK_UP
@given(text=st.text(max_size=12))
def test_any_text_is_answered(crowd: list[str], text: str) -> None:
    """Whatever is pasted into the field finds somebody or nobody; it never fails."""
    assert found(text.replace("\x00", "")) <= set(crowd)
