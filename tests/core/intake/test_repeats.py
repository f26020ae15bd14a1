"""Repeats within a file: the index agrees with the rule it stands for."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.identity.same import Identity, same_for_certain
from lianfang.core.intake.repeats import NOBODY, Seen

A, B, PASSPORT = "420107201412240000", "51172519721207000X", "E57758566"
ONE, TWO, DESK = "15458085012", "15472662478", "03586322345"


def test_a_number_finds_its_row_whatever_the_name() -> None:
    seen = Seen()
    seen.add(7, "张三", A, [ONE])
    seen.add(9, "李四", PASSPORT, [])
    assert seen.get_row(seen.find("王五", A, [])) == 7
    assert seen.get_row(seen.find("李四", PASSPORT, [])) == 9
    assert seen.find("张三", B, [ONE]) == NOBODY
    assert seen.has_name(0, "张三")
    assert not seen.has_name(0, "王五")


def test_a_name_and_a_mobile_find_their_row_where_not_both_have_numbers() -> None:
    seen = Seen()
    seen.add(0, "张三", A, [ONE, DESK])
    assert seen.find("张三", None, [TWO, ONE]) == 0
    assert seen.find("李四", None, [ONE]) == NOBODY
    assert seen.find("张三", None, [DESK]) == NOBODY
    assert seen.find("张三", None, [TWO]) == NOBODY
    assert seen.find("张三", None, []) == NOBODY


def test_of_several_rows_the_first_is_found() -> None:
    seen = Seen()
    seen.add(0, "张三", A, [ONE])
    seen.add(1, "张三", B, [ONE])
    assert seen.find("张三", None, [ONE]) == 0


def test_two_different_numbers_never_join_through_a_row_without_one() -> None:
    seen = Seen()
    seen.add(0, "张三", None, [ONE])
    place = seen.find("张三", A, [ONE])
    assert place == 0
    seen.learn(place, A)
    assert seen.find("张三", B, [ONE]) == NOBODY
    assert seen.find("李四", A, []) == 0
    assert seen.find("张三", None, [ONE]) == 0
    seen.learn(place, B)
    assert seen.find("张三", B, []) == NOBODY


def test_nothing_is_learnt_from_nothing() -> None:
    seen = Seen()
    seen.add(0, "张三", None, [ONE])
    seen.learn(0, None)
    assert seen.find("张三", A, [ONE]) == 0


rows = st.tuples(
    st.sampled_from(["张三", "李四"]),
    st.sampled_from([None, A, B, PASSPORT]),
    st.lists(st.sampled_from([ONE, TWO, DESK]), max_size=2, unique=True),
)


@given(st.lists(rows, max_size=25))
def test_the_index_agrees_with_the_rule_on_any_list(drawn: list[tuple[str, str | None, list[str]]]) -> None:
    seen = Seen()
    kept: list[Identity] = []  # as each kept row stood, with the number learnt since
    for row, (name, number, phones) in enumerate(drawn):
        here = Identity(name, number, frozenset(phones))
        same = [place for place, known in enumerate(kept) if same_for_certain(known, here)]
        by_number = [place for place in same if number and kept[place].number == number]
        found = seen.find(name, number, phones)
        assert (found in (by_number or same)) if same else (found == NOBODY)
        if found == NOBODY:
            seen.add(row, name, number, phones)
            kept.append(here)
        else:
            seen.learn(found, number)
            kept[found] = replace(kept[found], number=kept[found].number or number)
