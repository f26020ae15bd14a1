"""The persons a block of newcomers could be, and the decision who each of them is.

One by one in the order of the list, as if each had come alone: what an earlier newcomer taught (a number, a
phone) counts for the later ones. The rule is `core.identity.same_for_certain`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from lianfang.people.newcomers import Newcomer
from lianfang.shared.bulk import Cursor, ask_lists


class How(StrEnum):
    """What told who a newcomer is."""

    NUMBER = "number"
    NAME_AND_PHONE = "name_phone"
    REPEAT = "repeat"
    NEW = "new"


class Found(NamedTuple):
    """The person a newcomer is, and how that was told; `names_differ` where the person bears another name.

    `twin` is a person without a number who certainly is the newcomer too: two records of one person, that
    nobody could know of before.
    """

    person_id: int
    how: How
    names_differ: bool = False
    twin: int | None = None


@dataclass(slots=True)
class Register:
    """The known persons that matter for a block, by number and by name with mobile, growing as it goes."""

    by_number: dict[bytes, int] = field(default_factory=dict)
    by_name: dict[tuple[str, bytes], list[int]] = field(default_factory=lambda: defaultdict(list))
    numberless: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)

    def find(self, newcomer: Newcomer) -> Found | None:
        """Return the person a newcomer certainly is; of several the one known longest."""
        if newcomer.number_index is not None:
            known = self.by_number.get(newcomer.number_index)
            if known is not None:
                twin = min(self._list_namesakes(newcomer), default=None)
                return Found(known, How.NUMBER, self.names[known] != newcomer.name_key, twin)
        named = min(self._list_namesakes(newcomer), default=None)
        return None if named is None else Found(named, How.NAME_AND_PHONE)

    def _list_namesakes(self, newcomer: Newcomer) -> list[int]:
        """List the persons of a newcomer's name and mobile, where not both have a number."""
        return [
            person
            for mobile in newcomer.mobiles
            for person in self.by_name.get((newcomer.name_key, mobile), ())
            if newcomer.number_index is None or person in self.numberless
        ]

    def add(self, person: int, newcomer: Newcomer) -> Found:
        """Enter a new person."""
        self.numberless.add(person)
        self.names[person] = newcomer.name_key
        self.learn(person, newcomer)
        return Found(person, How.NEW)

    def name(self, person: int, newcomer: Newcomer) -> Found:
        """Say that a newcomer was already told to be a person."""
        return Found(person, How.REPEAT, self.names[person] != newcomer.name_key)

    def learn(self, person: int, newcomer: Newcomer) -> bool:
        """Keep what a newcomer taught of a person; say whether one known without a number learnt theirs."""
        for mobile in newcomer.mobiles:
            known = self.by_name[self.names[person], mobile]
            if person not in known:
                known.append(person)
        number = newcomer.number_index
        if number is None or person not in self.numberless or number in self.by_number:
            return False
        self.by_number[number] = person
        self.numberless.discard(person)
        return True


def read_register(cursor: Cursor, newcomers: Sequence[Newcomer], known: set[int]) -> Register:
    """Read the persons `known` and those that share a number, or a name and a mobile, with a newcomer."""
    register = Register()
    _read_by_number(cursor, register, newcomers)
    _read_by_name(cursor, register, newcomers)
    _read_by_id(cursor, register, known)
    return register


def _read_by_number(cursor: Cursor, register: Register, newcomers: Sequence[Newcomer]) -> None:
    rows = ask_lists(
        cursor,
        "SELECT number_index, id, name_key FROM people_person"
        " WHERE number_index = ANY(%s::bytea[]) AND merged_into_id IS NULL",
        [newcomer.number_index for newcomer in newcomers if newcomer.number_index is not None],
    )
    for number, person, name in rows:
        register.by_number[bytes(number)] = person
        register.names[person] = name


def _read_by_name(cursor: Cursor, register: Register, newcomers: Sequence[Newcomer]) -> None:
    wanted = {(mobile, newcomer.name_key) for newcomer in newcomers for mobile in newcomer.mobiles}
    rows = ask_lists(
        cursor,
        # Person by person, in whatever way the server would join tables it has not looked at for a while.
        "SELECT wanted.mobile, wanted.name, person.id, person.number_index IS NULL"
        " FROM unnest(%s::bytea[], %s) AS wanted(mobile, name)"
        " CROSS JOIN LATERAL (SELECT person_id FROM people_personphone"
        "  WHERE number_index = wanted.mobile OFFSET 0) phone"
        " CROSS JOIN LATERAL (SELECT id, number_index FROM people_person WHERE id = phone.person_id"
        "  AND name_key = wanted.name AND merged_into_id IS NULL OFFSET 0) person",
        [mobile for mobile, _ in wanted],
        [name for _, name in wanted],
    )
    for mobile, name, person, numberless in rows:
        register.by_name[name, bytes(mobile)].append(person)
        _enter(register, person, name, numberless=numberless)


def _read_by_id(cursor: Cursor, register: Register, known: set[int]) -> None:
    rows = ask_lists(
        cursor,
        "SELECT id, name_key, number_index IS NULL FROM people_person WHERE id = ANY(%s::bigint[])",
        known,
    )
    for person, name, numberless in rows:
        _enter(register, person, name, numberless=numberless)


def _enter(register: Register, person: int, name: str, *, numberless: bool) -> None:
    register.names[person] = name
    if numberless:
        register.numberless.add(person)
