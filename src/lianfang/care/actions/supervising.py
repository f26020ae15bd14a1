"""What the supervision group asks: the day's draw, its calls, what they ask for, breaches until they are closed."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from lianfang.care.actions.ground import check_when, check_words, make_move, write_once
from lianfang.care.actions.transferring import open_way
from lianfang.care.models import Breach, BreachStep, CheckDraw, CheckStep, PhoneCheck, Transfer
from lianfang.care.refusals import AlreadyDrawn, NobodyToDraw, NotPossible
from lianfang.care.scope import breaches_visible_to, checks_visible_to, visible_to
from lianfang.core.care import BREACH_MOVES, NEED_MOVES, draw
from lianfang.core.timeline import day_of
from lianfang.orders.models import Order, Place
from lianfang.people.models import PersonPhone
from lianfang.people.newcomers import PHONE
from lianfang.shared import audit, crypto, outbox
from lianfang.shared.actor import Actor, Forbidden, ScopeKind, check_may
from lianfang.shared.crypto import unseal_text
from lianfang.shared.roles import Permission

_LOCK = 0x4C46_0011
_AT_HOME = (Place.HOME, Place.MONITORING)


def draw_checks(*, percent: int, by: Actor, at: datetime, clause: str = "", key: str = "") -> CheckDraw:
    """Draw who is telephoned today among those at home in the actor's scope; a day is drawn once.

    The seed follows from the day and a key of this installation: nobody knows it before, and with the pool that
    is kept beside it anybody can repeat the draw. Raises AlreadyDrawn, NobodyToDraw, ValueError for a share
    outside 1 to 100, Forbidden.
    """
    check_may(by, Permission.SUPERVISE_CARE)
    if not 1 <= percent <= 100:
        raise ValueError("a share is between 1 and 100 in a hundred")

    def write() -> CheckDraw:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        day, town = day_of(at), by.scope.code if by.scope.kind is not ScopeKind.COUNTY else ""
        if CheckDraw.objects.filter(day=day, town=town).exists():
            raise AlreadyDrawn(day.isoformat())
        pool = sorted(
            visible_to(by).filter(place__in=_AT_HOME, suspended_at__isnull=True).values_list("pk", flat=True)
        )
        if not pool:
            raise NobodyToDraw
        seed = f"{day.isoformat()}:{crypto.authenticate(f'{day}/{town}', 'care.draw').hex()[:32]}"
        chosen = draw(seed, pool, percent)
        made = CheckDraw.objects.create(
            day=day, town=town, seed=seed, percent=percent, clause=clause[:80], pool=pool, drawn=len(chosen),
            known_at=at, by=by.staff_id,
        )  # fmt: skip
        PhoneCheck.objects.bulk_create(
            PhoneCheck(draw=made, order_id=order, day=day, rank=rank)
            for rank, order in enumerate(chosen, start=1)
        )
        audit.record(
            by=by, at=at, action="care.draw_checks", object_kind="draw", object_id=made.pk, count=len(chosen),
            percent=percent,
        )  # fmt: skip
        return made

    target = day_of(at).isoformat()
    return write_once(CheckDraw, name="draw_checks", target=target, key=key, by=by, at=at, write=write)


def record_check(
    *, check: PhoneCheck, outcome: str, by: Actor, at: datetime, note: str = "", key: str = ""
) -> PhoneCheck:
    """Keep what a drawn call found; nobody at home opens a breach, somebody unwell the way to hospital.

    What somebody needs is written in the note, and stays open for those who care until it is settled. A call without
    an answer is tried again, anything else stands. Raises TextMissing for a need that is not said, NotPossible,
    Forbidden, ValueError.
    """
    check_may(by, Permission.SUPERVISE_CARE)
    found = PhoneCheck.Outcome(outcome)
    if found == PhoneCheck.Outcome.NEEDS:
        check_words(note)

    def write() -> PhoneCheck:
        held = checks_visible_to(by).select_for_update(of=("self",)).filter(pk=check.pk).first()
        if held is None:
            raise Forbidden("check out of scope")
        if held.outcome not in ("", PhoneCheck.Outcome.NO_ANSWER):
            raise NotPossible("checked")
        held.outcome, held.note, held.checked_at, held.by = found, note.strip()[:200], at, by.staff_id
        held.save(update_fields=["outcome", "note", "checked_at", "by"])
        audit.record(by=by, at=at, action="care.record_check", object_kind="check", object_id=held.pk)
        if found == PhoneCheck.Outcome.NOT_HOME:
            open_breach(held.order, Breach.Kind.NOT_HOME, held.note, when=at, by=by, at=at)
        if found == PhoneCheck.Outcome.UNWELL:
            open_way(held.order_id, Transfer.Cause.SYMPTOMS, staff_id=by.staff_id, at=at)
        if found == PhoneCheck.Outcome.NEEDS:
            _move_need(held, "asked", held.note, when=at, by=by, at=at)
        return held

    return write_once(PhoneCheck, name="record_check", target=check.pk, key=key, by=by, at=at, write=write)


def call_drawn(*, check: PhoneCheck, phone: PersonPhone, by: Actor, at: datetime) -> str:
    """Return the number of somebody the draw chose, to be called now; who called is kept.

    Who supervises sees no numbers else: of one who was called already it is not given. Raises NotPossible, Forbidden.
    """
    check_may(by, Permission.SUPERVISE_CARE)
    held = checks_visible_to(by).select_related("order").filter(pk=check.pk).first()
    if held is None or phone.person_id != held.order.person_id:
        raise Forbidden("somebody who was not drawn")
    if held.outcome not in ("", PhoneCheck.Outcome.NO_ANSWER):
        raise NotPossible("checked")
    audit.record(by=by, at=at, action="care.call_drawn", object_kind="check", object_id=held.pk)
    return unseal_text(phone.number, PHONE)


def step_need(
    *,
    check: PhoneCheck,
    move: str,
    told: str,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    key: str = "",
) -> PhoneCheck:
    """Write what was done about a need told on the telephone: `brought` and `dropped` close it, `followed` does not.

    Raises TextMissing, NotPossible where nothing is open, WrongMoment, Forbidden.
    """
    check_may(by, Permission.RECORD_CARE)
    check_words(told)
    when = true_at or at

    def write() -> PhoneCheck:
        held = checks_visible_to(by).select_for_update(of=("self",)).filter(pk=check.pk).first()
        if held is None:
            raise Forbidden("check out of scope")
        check_when(when, at=at, after=held.checked_at)
        _move_need(held, move, told, when=when, by=by, at=at)
        return held

    return write_once(
        PhoneCheck, name="step_need", target=(check.pk, move), key=key, by=by, at=at, write=write
    )


def _move_need(check: PhoneCheck, move: str, told: str, *, when: datetime, by: Actor, at: datetime) -> None:
    """Move the need of a locked check, with its step, its audit entry and its news."""
    check.need = make_move(NEED_MOVES, check.need, move)
    check.need_closed_at = when if check.need == "closed" else None
    check.save(update_fields=["need", "need_closed_at"])
    step = CheckStep.objects.create(
        check_made=check, move=move, told=told.strip()[:200], true_at=when, known_at=at, by=by.staff_id
    )
    audit.record(
        by=by, at=at, action=f"care.need_{move}", object_kind="order", object_id=check.order_id, check=check.pk,
        **audit.refer(step, step.told),
    )  # fmt: skip
    outbox.tell(f"care.need_{move}", at=at, order=check.order_id, check=check.pk)


def report_breach(
    *,
    order: Order,
    kind: str,
    told: str,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    key: str = "",
) -> Breach:
    """Report that somebody under a measure did not keep it, as whoever sees them may.

    Raises TextMissing, WrongMoment, Forbidden, ValueError for an unknown kind.
    """
    check_may(by, Permission.SEE_CARE)
    check_words(told)
    what, when = Breach.Kind(kind), true_at or at

    def write() -> Breach:
        held = visible_to(by).filter(pk=order.pk).first()
        if held is None:
            raise Forbidden("order out of scope or not running")
        check_when(when, at=at, after=held.starts_at)
        return open_breach(held, what, told, when=when, by=by, at=at)

    return write_once(Breach, name="report_breach", target=order.pk, key=key, by=by, at=at, write=write)


def open_breach(
    order: Order, kind: Breach.Kind, told: str, *, when: datetime, by: Actor, at: datetime
) -> Breach:
    """Write a breach with its first step and tell of it."""
    breach = Breach.objects.create(order=order, kind=kind, happened_at=when, known_at=at)
    _step(breach, "reported", told, when=when, by=by, at=at)
    return breach


def follow_breach(
    *, breach: Breach, told: str, by: Actor, at: datetime, outcome: str = "", key: str = ""
) -> Breach:
    """Write what was done about a breach; an outcome closes it.

    Raises TextMissing, NotPossible for a closed one, Forbidden, ValueError for an unknown outcome.
    """
    check_may(by, Permission.SEE_CARE)
    check_words(told)
    ends = Breach.Outcome(outcome) if outcome else None

    def write() -> Breach:
        held = breaches_visible_to(by).select_for_update(of=("self",)).filter(pk=breach.pk).first()
        if held is None:
            raise Forbidden("breach out of scope")
        move = "settled" if ends else "followed"
        held.state = make_move(BREACH_MOVES, held.state, move)
        if ends:
            held.outcome, held.closed_at = ends, at
        held.save(update_fields=["state", "outcome", "closed_at"])
        _step(held, move, told, when=at, by=by, at=at)
        return held

    return write_once(Breach, name="follow_breach", target=breach.pk, key=key, by=by, at=at, write=write)


def _step(breach: Breach, move: str, told: str, *, when: datetime, by: Actor, at: datetime) -> None:
    step = BreachStep.objects.create(
        breach=breach, move=move, told=told.strip()[:200], true_at=when, known_at=at, by=by.staff_id
    )
    audit.record(
        by=by, at=at, action=f"care.breach_{move}", object_kind="order", object_id=breach.order_id,
        breach=breach.pk, **audit.refer(step, step.told),
    )  # fmt: skip
    outbox.tell(f"care.breach_{move}", at=at, order=breach.order_id, breach=breach.pk)
