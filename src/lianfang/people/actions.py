"""Writes of people: joining two records of one person, parting them, and showing a number in full."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from lianfang.people.finding import find_or_make, lock_people
from lianfang.people.joining import list_followers
from lianfang.people.models import MergeRecord, Person, PersonPhone
from lianfang.people.newcomers import NUMBER, PHONE
from lianfang.people.scope import visible_to
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, ScopeKind, check_may
from lianfang.shared.bulk import bulk_cursor
from lianfang.shared.crypto import unseal_text
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission

__all__ = [
    "CannotMerge",
    "CannotPart",
    "ReasonMissing",
    "find_or_make",
    "merge",
    "part",
    "reveal_number",
    "reveal_phone",
]


class CannotMerge(Exception):
    """Two records cannot be one person; `code` is same_record, merged_already or numbers_differ."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CannotPart(Exception):
    """A joining was undone already, or a later one stands on it."""


class ReasonMissing(Exception):
    """A number is shown in full only for a stated reason."""


def merge(*, kept: Person, gone: Person, reason: str, by: Actor, at: datetime) -> MergeRecord:
    """Join two records of one person: what points to `gone` follows to `kept`, and can be parted again.

    Raises CannotMerge; two different valid numbers never join.
    """
    _check_joins(by)
    with transaction.atomic(), bulk_cursor() as cursor:
        at = learned_at(at)
        lock_people(cursor)
        held = {
            person.pk: person
            for person in Person.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk])
        }
        kept, gone = held[kept.pk], held[gone.pk]
        _check_mergeable(kept, gone)
        moved = {"phones": _move_phones(kept, gone), "taught": _join_numbers(kept, gone)}
        for follower in list_followers():
            moved[follower.name] = follower.follow(gone=gone.pk, kept=kept.pk, by=by, at=at)
        record = MergeRecord.objects.create(
            kept=kept, gone=gone, moved=moved, reason=reason[:200], at=at, by=by.staff_id
        )
        audit.record(
            by=by, at=at, action="people.merge", object_kind="person", object_id=kept.pk, gone=gone.pk,
            **audit.refer(record, record.reason),
        )  # fmt: skip
        outbox.tell("people.merged", at=at, kept=kept.pk, gone=gone.pk)
    return record


def _check_joins(by: Actor) -> None:
    """Raise Forbidden unless the actor joins and parts people, and for the county: records lie in many places."""
    check_may(by, Permission.MERGE_PEOPLE)
    if by.scope.kind is not ScopeKind.COUNTY:
        raise Forbidden("people are joined for the county")


def _check_mergeable(kept: Person, gone: Person) -> None:
    if kept.pk == gone.pk:
        raise CannotMerge("same_record")
    if kept.merged_into_id or gone.merged_into_id:
        raise CannotMerge("merged_already")
    if kept.number_index and gone.number_index and bytes(kept.number_index) != bytes(gone.number_index):
        raise CannotMerge("numbers_differ")


def _move_phones(kept: Person, gone: Person) -> list[int]:
    """Move the phones that only the record to go has; those both have stay with it, unseen."""
    shared = {bytes(phone.number_index) for phone in kept.phones.all()}
    ids = [phone.pk for phone in gone.phones.all() if bytes(phone.number_index) not in shared]
    PersonPhone.objects.filter(pk__in=ids).update(person=kept)
    return ids


def _join_numbers(kept: Person, gone: Person) -> dict[str, Any]:
    """Mark the record gone, then teach the kept one what it lacks; return what it lacked, for the way back."""
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    lacked: dict[str, Any] = {}
    if gone.number_index and not kept.number_index:
        lacked = {
            "number": True,
            "kind": kept.number_kind,
            "sex": kept.sex,
            "born": kept.born.isoformat() if kept.born else None,
        }
        kept.number, kept.number_index, kept.number_kind = gone.number, gone.number_index, gone.number_kind
        kept.born, kept.sex = gone.born or kept.born, gone.sex or kept.sex
        kept.save(update_fields=["number", "number_index", "number_kind", "born", "sex"])
    return lacked


def part(*, record: MergeRecord, reason: str, by: Actor, at: datetime) -> MergeRecord:
    """Part two records that were joined: everything the joining moved goes back, what came later stays.

    Raises CannotPart where it was undone already, or where one of the two was joined to a third since.
    """
    _check_joins(by)
    with transaction.atomic(), bulk_cursor() as cursor:
        at = learned_at(at)
        lock_people(cursor)
        record = MergeRecord.objects.select_related("kept", "gone").get(pk=record.pk)
        kept, gone = record.kept, record.gone
        is_undoing = record.undoes_id is not None or hasattr(record, "undone_by")
        if gone.merged_into_id != kept.pk or kept.merged_into_id or is_undoing:
            raise CannotPart(f"joining {record.pk} cannot be undone")
        _part_numbers(kept, gone, record.moved["taught"])
        PersonPhone.objects.filter(pk__in=record.moved["phones"], person=kept).update(person=gone)
        for follower in list_followers():
            moved = record.moved.get(follower.name)
            if moved:
                follower.return_back(moved, gone=gone.pk, kept=kept.pk, by=by, at=at)
        undoing = MergeRecord.objects.create(
            kept=kept, gone=gone, undoes=record, reason=reason[:200], at=at, by=by.staff_id
        )
        audit.record(
            by=by, at=at, action="people.part", object_kind="person", object_id=kept.pk, gone=gone.pk,
            **audit.refer(undoing, undoing.reason),
        )  # fmt: skip
        outbox.tell("people.parted", at=at, kept=kept.pk, gone=gone.pk)
    return undoing


def _part_numbers(kept: Person, gone: Person, lacked: dict[str, Any]) -> None:
    if lacked:
        kept.number = kept.number_index = None
        kept.number_kind, kept.sex, kept.born = lacked["kind"], lacked["sex"], lacked["born"]
        kept.save(update_fields=["number", "number_index", "number_kind", "sex", "born"])
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])


def reveal_number(*, person: Person, reason: str, by: Actor, at: datetime) -> str:
    """Return a person's identity number in full and keep who saw it and why.

    An empty text where the person has none. Raises ReasonMissing, Forbidden.
    """
    _record_reveal("people.reveal_number", person, reason, by=by, at=at)
    return unseal_text(person.number, NUMBER) if person.number else ""


def reveal_phone(*, phone: PersonPhone, reason: str, by: Actor, at: datetime) -> str:
    """Return a phone in full and keep who saw it and why. Raises ReasonMissing, Forbidden."""
    _record_reveal("people.reveal_phone", phone.person, reason, by=by, at=at)
    return unseal_text(phone.number, PHONE)


def _record_reveal(action: str, person: Person, reason: str, *, by: Actor, at: datetime) -> None:
    check_may(by, Permission.REVEAL_NUMBERS)
    if not visible_to(by).filter(pk=person.pk).exists():
        raise Forbidden("person out of scope")
    if not reason.strip():
        raise ReasonMissing(action)
    audit.record(
        by=by, at=at, action=action, object_kind="person", object_id=person.pk, reason=reason.strip()[:200]
    )
