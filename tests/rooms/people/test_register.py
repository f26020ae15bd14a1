"""Who a newcomer is among the persons of a register in memory: one by one, each teaching the next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.identity.numbers import check_digit
from lianfang.core.identity.same import Identity, same_for_certain
from lianfang.people.newcomers import Newcomer, make_newcomer
from lianfang.people.register import Found, How, Register

LANDLINE = "03586322345"


def a_number(seed: int) -> str:
    body = f"{110000 + seed}19800501000"
    return body + check_digit(body)


def one(name: str = "张三", number: str = "", *phones: str) -> Newcomer:
    return make_newcomer(name=name, number=number, number_kind="mainland" if number else "", phones=phones)


def enter(register: Register, *newcomers: Newcomer) -> list[Found]:
    """Find each newcomer or add them under the next number, as a block does."""
    found = []
    for newcomer in newcomers:
        answer = register.find(newcomer)
        if answer is None:
            answer = register.add(len(register.names) + 1, newcomer)
        else:
            register.learn(answer.person_id, newcomer)
        found.append(answer)
    return found


def test_an_empty_register_knows_nobody() -> None:
    assert Register().find(one("张三", a_number(1), "15400000001")) is None


def test_a_new_person_is_new_once() -> None:
    first, second = enter(Register(), one("张三", a_number(1)), one("张三", a_number(1)))
    assert (first.how, second.how) == (How.NEW, How.NUMBER)
    assert first.person_id == second.person_id


@pytest.mark.parametrize(("name", "differs"), [("张三", False), ("张珊", True)])
def test_a_number_tells_who_it_is_whatever_the_name(name: str, differs: bool) -> None:
    _, found = enter(Register(), one("张三", a_number(1)), one(name, a_number(1)))
    assert (found.how, found.names_differ, found.twin) == (How.NUMBER, differs, None)


def test_of_several_the_one_known_longest_is_meant() -> None:
    register = Register()
    phones = ("15400000001", "15400000002")
    enter(register, one("张三", "", phones[0]), one("张三", "", phones[1]))
    (found,) = enter(register, one("张三", "", *reversed(phones)))
    assert (found.person_id, found.how) == (1, How.NAME_AND_PHONE)


def test_a_numbered_person_met_by_name_and_phone_has_a_twin() -> None:
    """Two records that a row with number, name and phone shows to be one: neither was wrong before."""
    register = Register()
    enter(register, one("张三", a_number(1)), one("张三", "", "15400000002"))
    (found,) = enter(register, one("张三", a_number(1), "15400000002"))
    assert (found.person_id, found.how, found.twin) == (1, How.NUMBER, 2)


def test_somebody_with_a_number_of_their_own_is_no_twin() -> None:
    register = Register()
    enter(register, one("张三", a_number(1)), one("张三", a_number(2), "15400000002"))
    (found,) = enter(register, one("张三", a_number(1), "15400000002"))
    assert (found.person_id, found.twin) == (1, None)


def test_a_number_is_learnt_once_and_belongs_to_one() -> None:
    register = Register()
    enter(register, one("张三", "", "15400000001"), one("李四", a_number(2)))
    assert register.learn(1, one("张三", a_number(1), "15400000001"))
    assert not register.learn(1, one("张三", a_number(3), "15400000001"))  # one person, one number
    enter(register, one("王五", "", "15400000003"))
    assert not register.learn(3, one("王五", a_number(2)))  # that is somebody else's


def test_a_landline_is_no_evidence() -> None:
    first, second = enter(Register(), one("张三", "", LANDLINE), one("张三", "", LANDLINE))
    assert (first.how, second.how) == (How.NEW, How.NEW)


def test_a_row_told_to_be_somebody_says_when_the_name_is_another() -> None:
    register = Register()
    enter(register, one("张三", a_number(1)))
    assert register.name(1, one("张三")) == Found(1, How.REPEAT, names_differ=False)
    assert register.name(1, one("李四")) == Found(1, How.REPEAT, names_differ=True)


CROWD = st.lists(
    st.builds(
        one,
        st.sampled_from(["张三", "李四"]),
        st.sampled_from(["", "", a_number(1), a_number(2)]),
        st.sampled_from(["15400000001", "15400000002", LANDLINE]),
    ),
    max_size=14,
)


@given(crowd=CROWD)
def test_two_valid_numbers_never_are_one_person(crowd: list[Newcomer]) -> None:
    held: dict[int, set[str]] = {}
    for newcomer, answer in zip(crowd, enter(Register(), *crowd), strict=True):
        held.setdefault(answer.person_id, set()).update(filter(None, [newcomer.number]))
    assert all(len(numbers) <= 1 for numbers in held.values())


@given(crowd=CROWD)
def test_whoever_is_found_certainly_is_the_one(crowd: list[Newcomer]) -> None:
    """The pure rule of the core holds between a newcomer and all that was taught of the person by then."""
    known: dict[int, Identity] = {}
    for newcomer, answer in zip(crowd, enter(Register(), *crowd), strict=True):
        told = Identity(newcomer.name_key, newcomer.number or None, frozenset(p for p, _ in newcomer.phones))
        before = known.get(answer.person_id)
        assert (answer.how is How.NEW) == (before is None)
        if before is None:
            assert not any(same_for_certain(told, other) for other in known.values())
            known[answer.person_id] = told
            continue
        assert same_for_certain(told, before)
        known[answer.person_id] = Identity(
            before.name_key, before.number or told.number, before.phones | told.phones
        )


@given(crowd=CROWD)
def test_the_same_list_again_finds_everybody_who_can_be_found(crowd: list[Newcomer]) -> None:
    """A name with a landline names nobody for certain; a number or a mobile does, the second time too."""
    register = Register()
    enter(register, *crowd)
    for newcomer in crowd:
        findable = bool(newcomer.number or newcomer.mobiles)
        assert (register.find(newcomer) is not None) is findable
