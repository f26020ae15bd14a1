"""Rounds of tests of everybody in a zone: planned by the rule or by hand, counted as often as counts come in."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from lianfang.core.timeline import day_of, day_start
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission
from lianfang.zones.actions.ground import check_moment, lock_zone, write_once
from lianfang.zones.actions.opening import begin_again
from lianfang.zones.models import RoundCount, Zone, ZoneRound
from lianfang.zones.refusals import CountsWrong, NotPlanned, WrongTime


def add_round(
    *, zone: Zone, on: date, by: Actor, at: datetime, expected: int = 0, key: str = ""
) -> ZoneRound:
    """Plan one more round by hand; one that is planned for the day already is returned.

    Raises WrongTime for a day before the zone began, NotRunning, Forbidden.
    """

    def write() -> ZoneRound:
        held = lock_zone(zone, by)
        if on < day_of(held.starts_at):
            raise WrongTime(day_start(on), held.starts_at)
        found = held.rounds.filter(on=on).exclude(state=ZoneRound.State.DROPPED).first()
        if found is None:
            found = ZoneRound.objects.create(
                zone=held, on=on, expected=expected or held.people, planned_by_rule=False
            )
            audit.record(by=by, at=at, action="zones.add_round", object_kind="zone", object_id=held.pk)
        return found

    return write_once(
        ZoneRound, name="add_round", target=(zone.pk, on.isoformat()), key=key, by=by, at=at, write=write
    )


def count_round(
    *,
    round: ZoneRound,  # noqa: A002  (the field's own word)
    expected: int,
    sampled: int,
    tested: int,
    positive: int,
    by: Actor,
    at: datetime,
    taken_at: datetime | None = None,
    key: str = "",
) -> ZoneRound:
    """Write a round's counts; they may be written again as results come in, and every entry is kept.

    A positive is a new infection: the zone's count begins again from `taken_at`, now where none is given. Raises
    CountsWrong, NotPlanned, WrongTime, NotRunning, Forbidden.
    """
    if min(expected, sampled, tested, positive) < 0 or not positive <= tested <= sampled:
        raise CountsWrong

    def write() -> dict[str, int]:
        zone = lock_zone(round.zone, by, Permission.RECORD_TESTS)
        held = ZoneRound.objects.select_for_update().get(pk=round.pk)
        if held.state == ZoneRound.State.DROPPED:
            raise NotPlanned(str(held.on))
        check_moment(taken_at or at, earliest=None, latest=at)
        before = held.positive
        held.expected, held.sampled, held.tested, held.positive = expected, sampled, tested, positive
        held.state, held.counted_at = ZoneRound.State.DONE, at
        held.save()
        RoundCount.objects.create(
            round=held, expected=expected, sampled=sampled, tested=tested, positive=positive, known_at=at,
            by=by.staff_id,
        )  # fmt: skip
        audit.record(
            by=by, at=at, action="zones.count_round", object_kind="zone", object_id=zone.pk, round=held.pk,
            sampled=sampled, positive=positive,
        )  # fmt: skip
        outbox.tell("zones.round_counted", at=at, zone=zone.pk, round=held.pk, positive=positive)
        if positive > before:
            moment = max(taken_at or at, zone.last_new_at)
            begin_again(zone, new_at=moment, by=by, at=at, move="positive")
        return {"round": held.pk}

    with transaction.atomic():
        once(key=key, target=round.pk, by=by, at=at, action="zones.count_round", write=write)
    found = ZoneRound.objects.filter(pk=round.pk).first()
    if found is None:
        raise Forbidden("round out of scope")
    return found
