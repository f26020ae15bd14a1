"""Doubtful pairs are answered: one person, or two."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from lianfang.leads.models import DoubtfulPair, Lead
from lianfang.people import actions as people
from lianfang.people.models import MergeRecord
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission

MERGED, SEPARATE = "merged", "separate"


def answer_pair(
    *, pair: DoubtfulPair, answer: str, by: Actor, at: datetime, reason: str = "", key: str = ""
) -> DoubtfulPair:
    """Say that a doubtful pair is one person, who is joined, or two; an answered pair stays as it was answered.

    Raises CannotMerge where the two have different valid numbers, ValueError for another answer, Forbidden.
    """
    check_may(by, Permission.MERGE_PEOPLE)
    if answer not in (MERGED, SEPARATE):
        raise ValueError(f"a pair is {MERGED} or {SEPARATE}, not {answer!r}")

    def write() -> dict[str, Any]:
        return {"pair": _answer(pair.pk, answer, reason, by=by, at=at).pk}

    written, _ = once(key=key, target=pair.pk, by=by, at=at, action="leads.answer_pair", write=write)
    return DoubtfulPair.objects.select_related("lead", "person", "other").get(pk=written["pair"])


@transaction.atomic
def _answer(pair_id: int, answer: str, reason: str, *, by: Actor, at: datetime) -> DoubtfulPair:
    pair = (
        DoubtfulPair.objects.select_for_update(of=("self",)).select_related("person", "other").get(pk=pair_id)
    )
    if pair.answer:
        return pair
    if answer == MERGED:
        people.merge(kept=pair.other, gone=pair.person, reason=reason or "doubtful pair", by=by, at=at)
    pair.answer, pair.answered_at, pair.answered_by = answer, at, by.staff_id
    pair.save(update_fields=["answer", "answered_at", "answered_by"])
    _drop_flags(pair.person_id)
    audit.record(
        by=by, at=at, action="leads.answer_pair", object_kind="pair", object_id=pair.pk, answer=answer
    )
    outbox.tell("leads.pair_answered", at=at, pair=pair.pk, answer=answer)
    return pair


def _drop_flags(person: int) -> None:
    """Take the doubtful flag from leads that have no pair waiting any more."""
    waiting = DoubtfulPair.objects.filter(answer="", person__merged_into__isnull=True).values("lead")
    own = DoubtfulPair.objects.filter(person=person).values("lead")
    Lead.objects.filter(pk__in=own, doubtful=True).exclude(pk__in=waiting).update(doubtful=False)


def part_people(*, record: MergeRecord, reason: str, by: Actor, at: datetime, key: str = "") -> MergeRecord:
    """Part two persons who were joined by mistake. Raises CannotPart, Forbidden."""

    def write() -> dict[str, Any]:
        return {"record": people.part(record=record, reason=reason, by=by, at=at).pk}

    written, _ = once(key=key, target=record.pk, by=by, at=at, action="leads.part_people", write=write)
    return MergeRecord.objects.get(pk=written["record"])
