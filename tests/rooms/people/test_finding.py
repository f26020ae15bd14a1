"""Newcomers found or made by the block are who they are one by one (core.identity.same_for_certain)."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest

from lianfang.core.identity.names import name_key
from lianfang.core.identity.numbers import check_digit
from lianfang.core.identity.same import Identity, same_for_certain
from lianfang.people.finding import find_or_make
from lianfang.people.models import Person, PersonPhone
from lianfang.people.newcomers import NUMBER, PHONE, Newcomer, make_newcomer
from lianfang.people.register import Found, How
from lianfang.shared.crypto import blind_index, unseal_text

AT = datetime(2022, 2, 28, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def a_number(seed: int) -> str:
    body = f"{110000 + seed}19800501000"
    return body + check_digit(body)


ONE, TWO = a_number(1), a_number(2)


def newcomer(name: str = "张三", number: str = "", *phones: str) -> Newcomer:
    return make_newcomer(
        name=name, number=number, number_kind="mainland" if number else "", phones=phones,
        born=date(1980, 5, 1) if number else None, sex="f" if number else "",
    )  # fmt: skip


def find(*newcomers: Newcomer) -> list[Found]:
    return find_or_make(newcomers=newcomers, at=AT)


def test_a_new_person_is_kept_sealed_and_found_by_index() -> None:
    (found,) = find(newcomer("欧阳 三", ONE, "15400000001", "0358-6322345".replace("-", "")))
    person = Person.objects.get(pk=found.person_id)
    assert (person.name, person.pinyin, person.initials) == ("欧阳 三", person.pinyin, "os")
    assert (person.number_kind, person.born, person.sex, person.known_at) == (
        "mainland",
        date(1980, 5, 1),
        "f",
        AT,
    )
    assert unseal_text(person.number or b"", NUMBER) == ONE
    assert bytes(person.number_index or b"") == blind_index(ONE, NUMBER)
    phones = {unseal_text(phone.number, PHONE) for phone in person.phones.all()}
    assert phones == {"15400000001", "03586322345"}


@pytest.mark.parametrize(
    ("known", "comer", "how"),
    [
        (newcomer("张三", ONE), newcomer("张三", ONE), How.NUMBER),
        (newcomer("张三", ONE), newcomer("李四", ONE), How.NUMBER),
        (newcomer("张三", ONE, "15400000001"), newcomer("张三", "", "15400000001"), How.NAME_AND_PHONE),
        (newcomer("张三", "", "15400000001"), newcomer("张三", ONE, "15400000001"), How.NAME_AND_PHONE),
        (newcomer("张三", "", "15400000001"), newcomer("张三", "", "15400000001"), How.NAME_AND_PHONE),
        (newcomer("AN·NA", "", "15400000001"), newcomer("An Na", "", "15400000001"), How.NAME_AND_PHONE),
        (newcomer("张三", ONE, "15400000001"), newcomer("张三", TWO, "15400000001"), How.NEW),
        (newcomer("张三", ONE, "15400000001"), newcomer("李四", "", "15400000001"), How.NEW),
        (newcomer("张三", "", "03586322345"), newcomer("张三", "", "03586322345"), How.NEW),
        (newcomer("张三", "", "15400000001"), newcomer("张三", "", "15400000002"), How.NEW),
        (newcomer("张三", ONE), newcomer("张三", TWO), How.NEW),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_who_is_the_same_for_certain(known: Newcomer, comer: Newcomer, how: How, together: bool) -> None:
    first, second = find(known, comer) if together else (*find(known), *find(comer))
    assert (first.how, second.how) == (How.NEW, how)
    assert (first.person_id == second.person_id) == (how is not How.NEW)
    assert second.names_differ == (how is How.NUMBER and known.name_key != comer.name_key)


def test_a_person_without_a_number_learns_it_and_then_is_found_by_it() -> None:
    (named,) = find(newcomer("张三", "", "15400000001"))
    (taught,) = find(newcomer("张三", ONE, "15400000001"))
    (numbered,) = find(newcomer("张三丰", ONE))
    assert {named.person_id, taught.person_id, numbered.person_id} == {named.person_id}
    person = Person.objects.get(pk=named.person_id)
    assert unseal_text(person.number or b"", NUMBER) == ONE
    assert (person.born, person.sex) == (date(1980, 5, 1), "f")


def test_once_learnt_another_number_does_not_join() -> None:
    found = find(
        newcomer("张三", "", "15400000001"),
        newcomer("张三", ONE, "15400000001"),
        newcomer("张三", TWO, "15400000001"),
    )
    assert [one.how for one in found] == [How.NEW, How.NAME_AND_PHONE, How.NEW]


def test_of_several_the_one_known_longest_is_taken() -> None:
    first, second = find(newcomer("张三", ONE, "15400000001"), newcomer("张三", TWO, "15400000001"))
    (third,) = find(newcomer("张三", "", "15400000001"))
    assert third.person_id == first.person_id != second.person_id


def test_new_phones_of_a_known_person_are_kept_once() -> None:
    find(newcomer("张三", ONE, "15400000001"))
    find(newcomer("张三", ONE, "15400000001", "15400000002"), newcomer("张三", ONE, "15400000002"))
    assert PersonPhone.objects.count() == 2


def test_repeats_and_known_positions_are_taken_at_their_word() -> None:
    (known,) = find(newcomer("王五", "", "15400000005"))
    found = find_or_make(
        newcomers=[newcomer("张三", ONE), newcomer("张珊", TWO), newcomer("王武", TWO, "15400000006")],
        at=AT,
        repeats={1: 0},
        known={2: known.person_id},
    )
    assert [one.how for one in found] == [How.NEW, How.REPEAT, How.REPEAT]
    assert found[1].person_id == found[0].person_id and found[1].names_differ
    assert found[2].person_id == known.person_id
    learnt = Person.objects.get(pk=known.person_id)
    assert unseal_text(learnt.number or b"", NUMBER) == TWO
    assert learnt.phones.count() == 2


def test_a_repeat_does_not_take_another_persons_number() -> None:
    (owner,) = find(newcomer("李四", TWO))
    found = find_or_make(
        newcomers=[newcomer("张三", "", "15400000001"), newcomer("张三", TWO, "15400000001")],
        at=AT,
        repeats={1: 0},
    )
    assert found[1].person_id == found[0].person_id != owner.person_id
    assert Person.objects.get(pk=found[0].person_id).number is None


def test_merged_records_are_not_found() -> None:
    first, second = find(newcomer("张三", ONE, "15400000001"), newcomer("张三", "", "15400000002"))
    Person.objects.filter(pk=second.person_id).update(merged_into=first.person_id)
    (found,) = find(newcomer("张三", "", "15400000002"))
    assert found.how is How.NEW


@pytest.mark.parametrize("seed", range(25))
def test_blocks_agree_with_one_by_one(seed: int) -> None:
    """A small crowd in which names, numbers and phones clash, against the pure rule applied row by row."""
    chance = random.Random(seed)
    crowd = [
        newcomer(
            chance.choice("张李王") + "三",
            chance.choice(["", "", a_number(1), a_number(2), a_number(3)]),
            *chance.sample(
                ["15400000001", "15400000002", "15400000003", "03586322345"], chance.randint(0, 2)
            ),
        )
        for _ in range(40)
    ]
    got: list[int] = []
    rest = crowd
    while rest:
        size = chance.randint(1, 15)
        got += [one.person_id for one in find(*rest[:size])]
        rest = rest[size:]
    assert _numbered(got) == _numbered(one_by_one(crowd))


def one_by_one(crowd: list[Newcomer]) -> list[int]:
    """The rule of the core, each newcomer against every person known by then."""
    people: list[Identity] = []
    answers: list[int] = []
    for one in crowd:
        told = Identity(one.name_key, one.number or None, frozenset(phone for phone, _ in one.phones))
        alike = [place for place, person in enumerate(people) if same_for_certain(told, person)]
        by_number = [place for place in alike if told.number and people[place].number == told.number]
        place = (by_number or alike or [len(people)])[0]
        if place == len(people):
            people.append(told)
        known = people[place]
        people[place] = Identity(known.name_key, known.number or told.number, known.phones | told.phones)
        answers.append(place)
    return answers


def _numbered(answers: list[int]) -> list[int]:
    order = {one: place for place, one in enumerate(dict.fromkeys(answers))}
    return [order[one] for one in answers]


def test_name_key_is_what_is_compared() -> None:
    assert newcomer("阿卜杜拉·买买提").name_key == name_key("阿卜杜拉买买提")
