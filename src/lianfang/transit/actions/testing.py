"""Samples at the station and what they came to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from lianfang.accounts.queries import get_console_actor
from lianfang.leads.actions import record_call
from lianfang.leads.models import CallOutcome, Lead
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission
from lianfang.transit.actions.ground import check_station, lock_people, move_people
from lianfang.transit.models import Arrival, Journey

RESULTS = ("negative", "positive")


def _all(
    ids: Iterable[int], name: str, key: str, by: Actor, at: datetime, deed: Callable[[list[Arrival]], None]
) -> int:
    """Do something to locked people in one transaction, once a key; return how many they are."""
    check_may(by, Permission.RUN_TRANSIT)
    check_station(by)
    wanted = sorted(set(ids))

    def write() -> dict[str, int]:
        people = lock_people(by, wanted)
        deed(people)
        return {"count": len(people)}

    with transaction.atomic():
        answer, _ = once(key=key, target=wanted, by=by, at=at, action=f"transit.{name}", write=write)
    count: int = answer["count"]
    return count


def sample(
    *, ids: Iterable[int], by: Actor, at: datetime, true_at: datetime | None = None, key: str = ""
) -> int:
    """Note that people were sampled at the station. Raises NotPossible, WrongTime, Forbidden."""
    moment = true_at or at

    def deed(people: list[Arrival]) -> None:
        move_people(people, "sampled", by=by, at=at, true_at=moment, sampled_at=moment)

    return _all(ids, "sample", key, by, at, deed)


def record_results(
    *,
    ids: Iterable[int],
    result: str,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    key: str = "",
) -> int:
    """Note what samples came to: negative may be driven, positive goes to hospital.

    Raises NotPossible, WrongTime, Forbidden, ValueError for another result.
    """
    if result not in RESULTS:
        raise ValueError(f"unknown result {result!r}")
    moment = true_at or at

    def deed(people: list[Arrival]) -> None:
        move_people(people, result, by=by, at=at, true_at=moment, result_at=moment)

    return _all(ids, f"result_{result}", key, by, at, deed)


def to_hospital(
    *, ids: Iterable[int], by: Actor, at: datetime, true_at: datetime | None = None, key: str = ""
) -> int:
    """Note that who is positive was handed to the hospital. Raises NotPossible, WrongTime, Forbidden."""

    def deed(people: list[Arrival]) -> None:
        move_people(people, "hospital", by=by, at=at, true_at=true_at or at)

    return _all(ids, "hospital", key, by, at, deed)


def go_on(
    *,
    ids: Iterable[int],
    by: Actor,
    at: datetime,
    to: str = "",
    true_at: datetime | None = None,
    key: str = "",
) -> int:
    """Note that people went on by themselves, as to another county.

    Where that county is named (`to`), their leads are answered as elsewhere and the letters to it drafted; of who is
    under control not, whose order is handed over with its paper. Raises NotPossible, WrongTime, Forbidden.
    """
    moment = true_at or at

    def deed(people: list[Arrival]) -> None:
        move_people(people, "left", by=by, at=at, true_at=moment)
        if to.strip():
            _answer_elsewhere(people, to.strip(), at, moment)

    return _all(ids, "go_on", key, by, at, deed)


def _answer_elsewhere(people: list[Arrival], to: str, at: datetime, moment: datetime) -> None:
    """Answer the leads as the register opened them, in the console's name: a station need not hold them."""
    running = Order.objects.filter(person__in=[one.person_id for one in people], state=Order.State.RUNNING)
    controlled = set(running.values_list("person", flat=True))
    journeys = Journey.objects.in_bulk([one.journey_id for one in people])
    waiting = Lead.objects.exclude(state=Lead.State.CLOSED).exclude(outcome=CallOutcome.ELSEWHERE)
    leads = waiting.in_bulk([one.lead_id for one in people if one.person_id not in controlled])
    for one in sorted(people, key=lambda each: each.lead_id):  # as a list locks the leads it joins
        if one.lead_id in leads:
            journey = journeys[one.journey_id]
            record_call(
                lead=leads[one.lead_id], outcome=CallOutcome.ELSEWHERE, away_place=to, by=get_console_actor(), at=at,
                true_at=moment, note=f"{journey.number} {journey.station}",
            )  # fmt: skip
