"""Reads of people: one person with masked numbers, namesakes, the history of joinings."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from lianfang.people.models import MergeRecord, Person, PersonPhone
from lianfang.people.newcomers import NUMBER, PHONE
from lianfang.people.scope import visible_to
from lianfang.shared.actor import Actor
from lianfang.shared.crypto import unseal_text
from lianfang.web.words import mask_number, mask_phone

MOST_NAMESAKES = 20


def get_person(actor: Actor, person_id: int) -> Person | None:
    """Return a person the actor may see, or None; a merged record leads to the one that was kept."""
    seen = visible_to(actor)
    if found := seen.filter(pk=person_id).first():
        return found
    record = Person.objects.filter(pk=person_id).only("merged_into").first()
    while record is not None and record.merged_into_id is not None:
        record = Person.objects.filter(pk=record.merged_into_id).only("merged_into").first()
    return seen.filter(pk=record.pk).first() if record and record.pk != person_id else None


def get_phone(actor: Actor, person_id: int, phone_id: int) -> PersonPhone | None:
    """Return a phone of a person the actor may see, or None."""
    seen = visible_to(actor).filter(pk=person_id)
    return PersonPhone.objects.select_related("person").filter(pk=phone_id, person__in=seen).first()


def masked_number(person: Person) -> str:
    """Return a person's identity number masked; empty where none is known."""
    return mask_number(unseal_text(person.number, NUMBER)) if person.number else ""


def masked_phone(phone: PersonPhone) -> str:
    """Return a phone masked."""
    return mask_phone(unseal_text(phone.number, PHONE))


def list_phones(people: Iterable[int]) -> dict[int, list[PersonPhone]]:
    """Return the phones of many persons by one query."""
    phones: dict[int, list[PersonPhone]] = {}
    for phone in PersonPhone.objects.filter(person__in=list(people)).order_by("pk"):
        phones.setdefault(phone.person_id, []).append(phone)
    return phones


def list_first_phones(people: Iterable[int]) -> dict[int, int]:
    """Return the key of the first phone of each of many persons, by one query; the numbers stay sealed."""
    phones = PersonPhone.objects.filter(person__in=list(people)).order_by("person", "pk").distinct("person")
    return dict(phones.values_list("person_id", "pk"))


def list_namesakes(actor: Actor, person: Person) -> QuerySet[Person]:
    """Return other persons whose name sounds the same or who share a phone: whom this record may be."""
    shared = PersonPhone.objects.filter(number_index__in=person.phones.values("number_index")).values(
        "person"
    )
    alike = visible_to(actor).filter(Q(pinyin=person.pinyin) | Q(pk__in=shared))
    return alike.exclude(pk=person.pk).order_by("pinyin", "pk")[:MOST_NAMESAKES]


def list_merges(person: Person) -> list[MergeRecord]:
    """Return the joinings and partings of a person, newest first."""
    of_person = MergeRecord.objects.filter(Q(kept=person) | Q(gone=person))
    return list(of_person.select_related("gone", "kept", "undone_by").order_by("-pk"))


def get_merge(person: Person, record_id: int) -> MergeRecord | None:
    """Return the record by which another was joined to a person, or None."""
    return MergeRecord.objects.filter(pk=record_id, kept=person, undoes__isnull=True).first()
