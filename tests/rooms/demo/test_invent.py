"""Invented people can be nobody: unissued numbers with a right check digit, phones of no operator."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.identity.numbers import IdentityNumber, IdKind, check_digit, parse_number
from lianfang.core.identity.phones import is_mobile, parse_phones
from lianfang.demo.invent import Inventor

TODAY = date(2022, 2, 28)
CODES = ["141123", "610113", "130403"]


def inventor(seed: int = 1, codes: list[str] = CODES) -> Inventor:
    return Inventor(Random(seed), codes)


@given(seed=st.integers(0, 2**32))
def test_an_invented_person_reads_as_a_person(seed: int) -> None:
    person = inventor(seed).person()
    read = parse_number(person.number, TODAY)
    assert isinstance(read, IdentityNumber)
    assert (read.kind, read.text, read.born) == (IdKind.MAINLAND, person.number, person.born)
    assert parse_phones(person.phone).valid == (person.phone,)
    assert is_mobile(person.phone)


@given(seed=st.integers(0, 2**32))
def test_a_number_is_one_that_no_authority_gives_out(seed: int) -> None:
    number = inventor(seed).person().number
    assert number[14:17] == "000"  # the sequence of a day and place begins at 001
    assert number[:6] in CODES
    assert number[17] == check_digit(number[:17])


@given(seed=st.integers(0, 2**32))
def test_a_phone_has_a_prefix_of_no_operator(seed: int) -> None:
    phone = inventor(seed).phone()
    assert phone.startswith("154") and len(phone) == 11 and phone.isdigit()


@given(seed=st.integers(0, 2**32))
def test_a_name_has_two_or_three_characters(seed: int) -> None:
    name = inventor(seed).name()
    assert 2 <= len(name) <= 3
    assert all("\u4e00" <= sign <= "\u9fff" for sign in name)


def test_everybody_has_a_number_and_a_phone_of_their_own() -> None:
    maker = inventor(codes=["141123"])
    people = [maker.person() for _ in range(4_000)]
    assert len({person.number for person in people}) == 4_000
    assert len({person.phone for person in people}) == 4_000


def test_two_born_on_one_day_in_one_place_are_told_apart_and_each_number_still_tells_the_birthday() -> None:
    """With one number a day and place, whoever comes second is born on another day, and says so."""
    maker = inventor(codes=["141123"])
    people = [maker.person() for _ in range(2_000)]
    assert [person.number[6:14] for person in people] == [f"{person.born:%Y%m%d}" for person in people]


def test_people_are_of_every_age_and_both_sexes() -> None:
    people = [maker.person() for maker in [inventor()] for _ in range(300)]
    assert {person.sex for person in people} == {"男", "女"}
    assert min(person.born for person in people) >= date(1938, 1, 1)
    assert max(person.born for person in people) < TODAY
    assert len({person.born.year // 10 for person in people}) >= 7


@pytest.mark.parametrize("seed", [0, 7, 20220228])
def test_the_same_dice_give_the_same_people(seed: int) -> None:
    first, second = inventor(seed), inventor(seed)
    assert [first.person() for _ in range(50)] == [second.person() for _ in range(50)]
    assert inventor(seed + 1).person() != inventor(seed).person()


def test_staff_and_people_share_no_phone() -> None:
    """Staff are given phones by the same inventor that makes people."""
    maker = inventor()
    staff = {maker.phone() for _ in range(500)}
    assert not staff & {maker.person().phone for _ in range(500)}
