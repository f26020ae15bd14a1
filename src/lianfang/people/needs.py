"""What somebody needs in care, and with whom they live: written by those who care, ended and never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from lianfang.people.joining import register_follower
from lianfang.people.models import Household, HouseholdMember, Need, Person
from lianfang.people.scope import visible_to
from lianfang.shared import audit
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission


def record_need(
    *, person: Person, kind: str, by: Actor, at: datetime, detail: str = "", helper: str = "", key: str = ""
) -> Need:
    """Note what somebody needs; a kind noted before is ended and written anew. Raises Forbidden, ValueError."""
    check_may(by, Permission.RECORD_CARE)
    wanted = Need.Kind(kind)

    def write() -> dict[str, int]:
        with transaction.atomic():
            _lock([person.pk], by)
            Need.objects.filter(person=person, kind=wanted, ended_at__isnull=True).update(ended_at=at)
            need = Need.objects.create(
                person=person, kind=wanted, detail=detail.strip()[:200], helper=helper.strip()[:80],
                known_at=at, by=by.staff_id,
            )  # fmt: skip
            audit.record(by=by, at=at, action="people.record_need", object_kind="person", object_id=person.pk)
        return {"need": need.pk}

    answer, _ = once(key=key, target=person.pk, by=by, at=at, action="people.record_need", write=write)
    return Need.objects.get(pk=answer["need"])


@transaction.atomic
def end_need(*, need: Need, by: Actor, at: datetime) -> None:
    """Note that a need is over; ending it twice changes nothing. Raises Forbidden."""
    check_may(by, Permission.RECORD_CARE)
    _lock([need.person_id], by)
    if Need.objects.filter(pk=need.pk, ended_at__isnull=True).update(ended_at=at):
        audit.record(by=by, at=at, action="people.end_need", object_kind="person", object_id=need.person_id)


@transaction.atomic
def live_together(*, people: Sequence[Person], by: Actor, at: datetime) -> Household:
    """Note that people live together; the household one of them is in takes the others in.

    Who lived elsewhere has moved. Raises Forbidden outside role or scope, ValueError for nobody.
    """
    check_may(by, Permission.RECORD_CARE)
    ids = sorted({person.pk for person in people})
    if not ids:
        raise ValueError("a household needs somebody")
    _lock(ids, by)
    now = {row.person_id: row for row in HouseholdMember.objects.filter(person__in=ids, until__isnull=True)}
    first = next((now[person.pk] for person in people if person.pk in now), None)
    household = first.household if first else Household.objects.create(known_at=at)
    staying = {pk for pk, row in now.items() if row.household_id == household.pk}
    _move_out(set(ids) - staying, at)
    HouseholdMember.objects.bulk_create(
        HouseholdMember(household=household, person_id=pk, since=at, by=by.staff_id)
        for pk in ids
        if pk not in staying
    )
    audit.record(
        by=by, at=at, action="people.live_together", object_kind="household", object_id=household.pk,
        people=ids,
    )  # fmt: skip
    return household


@transaction.atomic
def move_out(*, person: Person, by: Actor, at: datetime) -> None:
    """Note that somebody does not live with the others any more. Raises Forbidden."""
    check_may(by, Permission.RECORD_CARE)
    _lock([person.pk], by)
    if _move_out({person.pk}, at):
        audit.record(by=by, at=at, action="people.move_out", object_kind="person", object_id=person.pk)


def _move_out(people: Iterable[int], at: datetime) -> int:
    return HouseholdMember.objects.filter(person__in=list(people), until__isnull=True).update(until=at)


def _lock(people: Sequence[int], by: Actor) -> None:
    """Lock persons in the order of their keys; raises Forbidden for one out of scope."""
    seen = set(visible_to(by).filter(pk__in=people).values_list("pk", flat=True))
    if len(seen) < len(set(people)):
        raise Forbidden("person out of scope")
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))


def list_needs(people: Iterable[int]) -> dict[int, list[Need]]:
    """Return what many persons need now, by one query."""
    needs: dict[int, list[Need]] = {}
    for need in Need.objects.filter(person__in=list(people), ended_at__isnull=True).order_by("pk"):
        needs.setdefault(need.person_id, []).append(need)
    return needs


def get_need(actor: Actor, need_id: int) -> Need | None:
    """Return a need of somebody the actor may see, or None."""
    need = Need.objects.select_related("person").filter(pk=need_id).first()
    return need if need and visible_to(actor).filter(pk=need.person_id).exists() else None


def list_housemates(person: Person) -> list[Person]:
    """Return who lives with somebody now, themselves left out."""
    own = HouseholdMember.objects.filter(person=person, until__isnull=True).values("household")
    return list(
        Person.objects.filter(households__household__in=own, households__until__isnull=True)
        .exclude(pk=person.pk)
        .order_by("pinyin", "pk")
    )


def list_households(people: Iterable[int]) -> dict[int, int]:
    """Return the household that each of many persons lives in now, by one query."""
    rows = HouseholdMember.objects.filter(person__in=list(people), until__isnull=True)
    return dict(rows.values_list("person_id", "household_id"))


class NeedsFollow:
    """Needs and households go along when two records are joined, and back when they are parted."""

    name = "needs"

    def follow(self, *, gone: int, kept: int, by: Actor, at: datetime) -> dict[str, Any]:
        """Move what the kept record has not already; what both have stays with the kept one and is ended."""
        has = set(Need.objects.filter(person=kept, ended_at__isnull=True).values_list("kind", flat=True))
        live = Need.objects.filter(person=gone, ended_at__isnull=True)
        ended = list(live.filter(kind__in=has).values_list("pk", flat=True))
        Need.objects.filter(pk__in=ended).update(ended_at=at)
        needs = list(Need.objects.filter(person=gone).values_list("pk", flat=True))
        Need.objects.filter(pk__in=needs).update(person=kept)
        if HouseholdMember.objects.filter(person=kept, until__isnull=True).exists():
            _move_out([gone], at)
        homes = list(HouseholdMember.objects.filter(person=gone).values_list("pk", flat=True))
        HouseholdMember.objects.filter(pk__in=homes).update(person=kept)
        return {"needs": needs, "ended": ended, "homes": homes}

    def return_back(self, moved: dict[str, Any], *, gone: int, kept: int, by: Actor, at: datetime) -> None:
        """Give a parted person its needs and its household again."""
        Need.objects.filter(pk__in=moved["needs"]).update(person=gone)
        Need.objects.filter(pk__in=moved["ended"]).update(ended_at=None)
        HouseholdMember.objects.filter(pk__in=moved["homes"]).update(person=gone)


register_follower(NeedsFollow())
