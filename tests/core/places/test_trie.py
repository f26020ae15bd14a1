"""The prefix tree: which names start where."""

from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.places.trie import Trie


def build(*names: str) -> Trie[str]:
    trie: Trie[str] = Trie()
    for name in names:
        trie.add(name, name)
    return trie


def test_every_name_that_starts_at_the_position_is_found_shortest_first() -> None:
    trie = build("高家", "高家村", "高家村镇", "碧村")
    assert trie.matches("高家村镇碧村", 0) == [(2, ("高家",)), (3, ("高家村",)), (4, ("高家村镇",))]
    assert trie.matches("高家村镇碧村", 4) == [(6, ("碧村",))]


def test_nothing_starts_where_no_name_does_or_the_text_is_over() -> None:
    trie = build("东关")
    assert trie.matches("西关", 0) == []
    assert trie.matches("东", 0) == []
    assert trie.matches("东关", 2) == []
    assert trie.matches("", 0) == []


def test_one_name_may_mean_several_things_and_each_counts_once() -> None:
    trie: Trie[str] = Trie()
    for meaning in ("村", "社区", "村"):
        trie.add("西关", meaning)
    assert trie.get("西关") == ("村", "社区")


def test_only_the_whole_name_is_got() -> None:
    trie = build("贺家圪台")
    assert trie.get("贺家圪台") == ("贺家圪台",)
    assert trie.get("贺家") == ()
    assert trie.get("贺家圪台村") == ()
    assert trie.get("石佛则") == ()


def test_initials_are_the_first_characters_of_the_names() -> None:
    assert build("东关", "东坡", "西关").initials == frozenset("东西")


@given(
    st.sets(st.text("东西南北村", min_size=1, max_size=5), max_size=12), st.text("东西南北村x", max_size=12)
)
def test_it_finds_what_looking_at_every_name_finds(names: set[str], text: str) -> None:
    trie = build(*names)
    for start in range(len(text)):
        expected = sorted((start + len(name), (name,)) for name in names if text.startswith(name, start))
        assert trie.matches(text, start) == expected
