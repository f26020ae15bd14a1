"""The API of people: search and one person, numbers masked as on the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from ninja import Router, Schema

from lianfang.accounts.access import actor_of, api_needs, existing
from lianfang.people.models import Person
from lianfang.people.queries import get_person, list_phones, masked_number, masked_phone
from lianfang.people.tables import PersonTable
from lianfang.shared import audit, clock
from lianfang.shared.actor import Actor
from lianfang.shared.reading import one_reading
from lianfang.shared.roles import Permission
from lianfang.shared.tables.asked import SEARCH, read_asked

router = Router(tags=["people"])


class PersonOut(Schema):
    """A person with masked numbers."""

    id: int
    name: str
    sex: str
    born: date | None
    number_kind: str
    number: str
    phones: list[str]
    known_at: datetime


def write_people(people: list[Person]) -> list[dict[str, Any]]:
    """Return persons as the API writes them, by one query for all phones."""
    phones = list_phones(person.pk for person in people)
    return [
        {
            "id": person.pk, "name": person.name, "sex": person.sex, "born": person.born,
            "number_kind": person.number_kind, "number": masked_number(person),
            "phones": [masked_phone(phone) for phone in phones.get(person.pk, ())], "known_at": person.known_at,
        }
        for person in people
    ]  # fmt: skip


def find_people(actor: Actor, text: str) -> list[Person]:
    """Read the first page of the register with a search."""
    table, params = PersonTable(actor), QueryDict(mutable=True)
    params[SEARCH] = text
    asked = read_asked(table, params)
    if asked.search is None:
        return []
    with one_reading():
        _number, rows, order = asked.counted()
        return table.read_page(rows, order, None).rows


@router.get("", response=list[PersonOut])
@api_needs(Permission.SEE_PEOPLE)
def search(request: HttpRequest, q: str) -> list[dict[str, Any]]:
    """Find persons by name, pinyin, whole identity number or whole phone; at most 50, sorted by pinyin."""
    actor = actor_of(request)
    people = find_people(actor, q)
    audit.record(
        by=actor,
        at=clock.now(),
        action="people.search",
        object_kind="person",
        found=[one.pk for one in people],
    )
    return write_people(people)


@router.get("/{person_id}", response=PersonOut)
@api_needs(Permission.SEE_PEOPLE)
def person(request: HttpRequest, person_id: int) -> dict[str, Any]:
    """Return one person; one out of scope does not exist."""
    actor = actor_of(request)
    found = existing(get_person(actor, person_id))
    audit.record(by=actor, at=clock.now(), action="people.view", object_kind="person", object_id=found.pk)
    return write_people([found])[0]
