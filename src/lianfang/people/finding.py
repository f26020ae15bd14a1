"""Finding or making the persons of a list, by the thousand and in one step (issue A, lists)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from lianfang.people.models import Person, PersonPhone
from lianfang.people.newcomers import NUMBER, PHONE, Newcomer
from lianfang.people.register import Found, How, Register, read_register
from lianfang.shared.bulk import Cursor, ask_lists, bulk_cursor, copy_rows, take_ids
from lianfang.shared.crypto import seal_all, seal_text

PEOPLE_LOCK = 0x4C46_0002
_PERSON_COLUMNS = (
    "id", "name", "name_key", "pinyin", "initials", "sex", "born", "number_kind", "number", "number_index", "known_at",
)  # fmt: skip
_PHONE_COLUMNS = ("person_id", "number", "number_index", "known_at")


def lock_people(cursor: Cursor) -> None:
    """Be the only one who decides who is who, until the transaction ends.

    Two lists that name the same person at the same time thus make one person and one lead.
    """
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PEOPLE_LOCK])


def follow_joins(cursor: Cursor, people: Iterable[int]) -> dict[int, int]:
    """Return into whom those of these persons went who have been joined to another since they were found."""
    joined: dict[int, int] = {}
    asked = set(people)
    while asked:
        rows = ask_lists(
            cursor,
            "SELECT id, merged_into_id FROM people_person"
            " WHERE id = ANY(%s::bigint[]) AND merged_into_id IS NOT NULL",
            asked,
        ).fetchall()
        joined |= dict(rows)
        asked = {into for _, into in rows}
    return {gone: _end_of(joined, into) for gone, into in joined.items()}


def _end_of(joined: Mapping[int, int], person: int) -> int:
    while person in joined:
        person = joined[person]
    return person


@transaction.atomic
def find_or_make(
    *,
    newcomers: Sequence[Newcomer],
    at: datetime,
    repeats: Mapping[int, int] | None = None,
    known: Mapping[int, int] | None = None,
) -> list[Found]:
    """Find each newcomer among the known persons, or make one; answers in the order of the newcomers.

    Positions in `repeats` are already told to be the newcomer at an earlier position, those in `known` the
    person of an id. Numbers and phones that are new of a known person are kept with it. Two different valid
    numbers never join, and a shared phone alone is no evidence.
    """
    with bulk_cursor() as cursor:
        lock_people(cursor)
        register = read_register(cursor, newcomers, set((known or {}).values()))
        spare = take_ids(cursor, Person, len(newcomers))
        found, taught = _decide(register, newcomers, spare, repeats or {}, known or {})
        pairs = list(zip(found, newcomers, strict=True))
        fresh = {answer.person_id: one for answer, one in pairs if answer.how is How.NEW}
        copy_rows(cursor, Person, _PERSON_COLUMNS, _list_persons(fresh, at))
        phones = {(answer.person_id, index): phone for answer, one in pairs for phone, index in one.phones}
        _write_phones(cursor, fresh, phones, at)
        _write_numbers(cursor, taught)
    return found


def _decide(
    register: Register,
    newcomers: Sequence[Newcomer],
    spare: list[int],
    repeats: Mapping[int, int],
    known: Mapping[int, int],
) -> tuple[list[Found], list[tuple[int, Newcomer]]]:
    """Say who each newcomer is, and which persons known without a number learnt theirs."""
    found: list[Found] = []
    taught: list[tuple[int, Newcomer]] = []
    ids = iter(spare)
    for position, newcomer in enumerate(newcomers):
        if position in repeats:
            answer = register.name(found[repeats[position]].person_id, newcomer)
        elif position in known:
            answer = register.name(known[position], newcomer)
        else:
            answer = register.find(newcomer) or register.add(next(ids), newcomer)
        if answer.how is not How.NEW and register.learn(answer.person_id, newcomer):
            taught.append((answer.person_id, newcomer))
        found.append(answer)
    return found, taught


def _list_persons(fresh: Mapping[int, Newcomer], at: datetime) -> Iterator[tuple[object, ...]]:
    sealed = iter(seal_all([one.number.encode() for one in fresh.values() if one.number], NUMBER))
    for person, one in fresh.items():
        yield _person_row(person, one, next(sealed) if one.number else None, at)


def _person_row(person: int, newcomer: Newcomer, number: bytes | None, at: datetime) -> tuple[object, ...]:
    return (
        person, newcomer.name, newcomer.name_key, newcomer.pinyin, newcomer.initials, newcomer.sex, newcomer.born,
        newcomer.number_kind, number, newcomer.number_index, at,
    )  # fmt: skip


def _write_phones(
    cursor: Cursor, fresh: Mapping[int, Newcomer], phones: Mapping[tuple[int, bytes], str], at: datetime
) -> None:
    """Write the phones of new persons without a look, those of known persons only where they are new."""
    known = {key for key in phones if key[0] not in fresh}
    held = _read_phones(cursor, known) if known else set()
    new = [key for key in phones if key not in held]
    sealed = seal_all([phones[key].encode() for key in new], PHONE)
    copy_rows(
        cursor,
        PersonPhone,
        _PHONE_COLUMNS,
        ((person, body, index, at) for (person, index), body in zip(new, sealed, strict=True)),
    )


def _read_phones(cursor: Cursor, wanted: set[tuple[int, bytes]]) -> set[tuple[int, bytes]]:
    rows = ask_lists(
        cursor,
        "SELECT phone.person_id, phone.number_index FROM unnest(%s::bigint[], %s::bytea[]) AS wanted(person, index)"
        " JOIN people_personphone phone ON phone.person_id = wanted.person AND phone.number_index = wanted.index",
        [person for person, _ in wanted],
        [index for _, index in wanted],
    )
    return {(person, bytes(index)) for person, index in rows}


def _write_numbers(cursor: Cursor, taught: list[tuple[int, Newcomer]]) -> None:
    """Write the numbers that persons known without one turned out to have; under lock_people no one else does."""
    if not taught:
        return
    cursor.execute(
        "UPDATE people_person SET number = new.number, number_index = new.index, number_kind = new.kind,"
        " born = coalesce(new.born, people_person.born), sex = coalesce(nullif(new.sex, ''), people_person.sex)"
        " FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[], %s::text[], %s::date[], %s::text[])"
        " AS new(id, number, index, kind, born, sex) WHERE people_person.id = new.id",
        [
            [person for person, _ in taught],
            [seal_text(one.number, NUMBER) for _, one in taught],
            [one.number_index for _, one in taught],
            [one.number_kind for _, one in taught],
            [one.born for _, one in taught],
            [one.sex for _, one in taught],
        ],
    )
