"""The API of people: search and one person, numbers masked as on the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from lianfang.accounts.access import api_needs
from lianfang.people.models import Person
from lianfang.people.queries import get_person, list_phones, masked_number, masked_phone
from lianfang.people.scope import visible_to
from lianfang.people.searching import filter_people
from lianfang.shared import audit, clock
from lianfang.shared.roles import Permission

router = Router(tags=["people"])
MOST = 50


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


@router.get("", response=list[PersonOut])
@api_needs(Permission.SEE_PEOPLE)
def search(request: HttpRequest, q: str) -> list[dict[str, Any]]:
    """Find persons by name, pinyin, whole identity number or whole phone; at most 50, sorted by pinyin."""
    actor = request.actor  # type: ignore[attr-defined]
    people = list(filter_people(visible_to(actor), q).order_by("pinyin", "pk")[:MOST])
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
    actor = request.actor  # type: ignore[attr-defined]
    found = get_person(actor, person_id)
    if found is None:
        raise Http404
    audit.record(by=actor, at=clock.now(), action="people.view", object_kind="person", object_id=found.pk)
    return write_people([found])[0]
