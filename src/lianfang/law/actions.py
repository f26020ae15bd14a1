"""Writes of local orders: drafting, editing, signing by two, withdrawing; each in one transaction with its move.

Two signatures are two people's. Whoever drafted may be one of them, so that an office of two can work by night, but
never both: one person alone makes no law. A signature is given for the text that was read, by its digest; an edit
takes it back. The second signature puts the order in force at the hour it names, or now where that hour has passed:
an order signed late does not reach into the past.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from lianfang.core.moves import LAW_MOVES, NotAllowed, check_move
from lianfang.law.checking import Checked, check_text
from lianfang.law.models import LocalOrder, LocalOrderMove
from lianfang.law.refusals import (
    ChangedMeanwhile,
    InForce,
    NotOpen,
    NotSound,
    ReasonMissing,
    SignedBefore,
    TextMissing,
)
from lianfang.law.scope import visible_to
from lianfang.law.signatures import digest_of, list_signers
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission

LONGEST = 200_000
"""Characters of a text; the whole law that ships is shorter."""

_LAW_LOCK = 0x4C46_0004


def draft(*, text: str, by: Actor, at: datetime, key: str = "") -> LocalOrder:
    """Keep the draft of a local order, sound or not; what is wrong with it is said by `check_order`.

    Raises TextMissing, Forbidden.
    """
    check_may(by, Permission.DRAFT_LAW)
    _check_length(text)

    def write() -> LocalOrder:
        order = LocalOrder(
            drafted_at=at, drafted_by=by.staff_id, text=text, digest=digest_of(text), edited_at=at
        )
        _read_from(order, check_text(text))
        order.save()
        _write_move(order, "drafted", by=by, at=at, text=text)
        return order

    return _write_once("draft", 0, key, write, by=by, at=at)


def edit(*, order: LocalOrder, text: str, seen: str, by: Actor, at: datetime, key: str = "") -> LocalOrder:
    """Save another text of a draft; `seen` is the digest of the text that was being edited.

    A first signature is taken back. Raises TextMissing, ChangedMeanwhile, NotOpen, Forbidden.
    """
    check_may(by, Permission.DRAFT_LAW)
    _check_length(text)

    def write() -> LocalOrder:
        held = _lock(order, "edited", by)
        if held.digest != seen:
            raise ChangedMeanwhile
        if held.text != text:
            _change(held, text, by, at)
        return held

    return _write_once("edit", order.pk, key, write, by=by, at=at)


def _change(held: LocalOrder, text: str, by: Actor, at: datetime) -> None:
    held.text, held.digest, held.edited_at = text, digest_of(text), at
    held.state = LocalOrder.State.DRAFT
    _read_from(held, check_text(text, order_id=held.pk))
    held.save()
    _write_move(held, "edited", by=by, at=at, text=text)


def sign(*, order: LocalOrder, seen: str, by: Actor, at: datetime, key: str = "") -> LocalOrder:
    """Sign the text whose digest was read; the second person's signature gives the order its hour.

    Raises NotSound with every fault beside the law as it is now, SignedBefore, ChangedMeanwhile, NotOpen, Forbidden.
    """
    check_may(by, Permission.SIGN_LAW)

    def write() -> LocalOrder:
        _one_at_a_time()
        held = _lock(order, "signed", by)
        if held.digest != seen:
            raise ChangedMeanwhile
        if by.staff_id in list_signers(held):
            raise SignedBefore
        checked = check_text(held.text, order_id=held.pk, signed_at=at)
        if checked.edition is None:
            raise NotSound(checked.faults)
        held.state = LocalOrder.State(check_move(LAW_MOVES, held.state, "signed"))
        if held.state == LocalOrder.State.SIGNED:
            held.effective_at = checked.edition.effective_from
        held.save(update_fields=["state", "effective_at"])
        _write_move(held, "signed", by=by, at=at)
        return held

    return _write_once("sign", order.pk, key, write, by=by, at=at)


def withdraw(*, order: LocalOrder, reason: str, by: Actor, at: datetime, key: str = "") -> LocalOrder:
    """Withdraw a draft, or a signed order before its hour; after it a later order ends it.

    A draft is withdrawn by who may draft, what was signed by who may sign. Raises ReasonMissing, InForce, NotOpen,
    Forbidden.
    """
    if not reason.strip():
        raise ReasonMissing

    def write() -> LocalOrder:
        _one_at_a_time()
        held = _lock(order, "withdrawn", by)
        drafted = held.state == LocalOrder.State.DRAFT
        check_may(by, Permission.DRAFT_LAW if drafted else Permission.SIGN_LAW)
        if held.effective_at is not None and held.effective_at <= at:
            raise InForce(held.effective_at)
        held.state = LocalOrder.State.WITHDRAWN
        held.save(update_fields=["state"])
        _write_move(held, "withdrawn", by=by, at=at, reason=reason.strip()[:200])
        return held

    return _write_once("withdraw", order.pk, key, write, by=by, at=at)


def note_proposed(*, order: LocalOrder, at: datetime) -> None:
    """Note that running orders were looked at for an order that took effect."""
    LocalOrder.objects.filter(pk=order.pk).update(proposed_at=at)


def _check_length(text: str) -> None:
    if not text.strip() or len(text) > LONGEST or "\x00" in text:
        raise TextMissing


def _read_from(order: LocalOrder, checked: Checked) -> None:
    edition = checked.edition
    order.sound = edition is not None
    if edition is not None:
        order.edition, order.title, order.document = (
            edition.id[:40],
            edition.title[:200],
            edition.document[:80],
        )
        order.begins_at = edition.effective_from


def _one_at_a_time() -> None:
    """Let signatures and withdrawals follow each other, so that the newest number is that of the last commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LAW_LOCK])


def _lock(order: LocalOrder, move: str, by: Actor) -> LocalOrder:
    held = visible_to(by).select_for_update().filter(pk=order.pk).first()
    if held is None:
        raise Forbidden("local order out of sight")
    try:
        check_move(LAW_MOVES, held.state, move)
    except NotAllowed as refused:
        raise NotOpen(held.state) from refused
    return held


def _write_move(
    order: LocalOrder, move: str, *, by: Actor, at: datetime, text: str = "", reason: str = ""
) -> None:
    LocalOrderMove.objects.create(
        order=order, move=move, text=text, digest=order.digest, reason=reason, at=at, by=by.staff_id
    )
    audit.record(
        by=by, at=at, action=f"law.{move}", object_kind="local_order", object_id=order.pk, state=order.state,
        digest=order.digest[:16],
    )  # fmt: skip
    outbox.tell(f"law.{move}", at=at, order=order.pk, state=order.state)


def _write_once(
    name: str, target: int, key: str, write: Callable[[], LocalOrder], *, by: Actor, at: datetime
) -> LocalOrder:
    with transaction.atomic():
        answer, _ = once(
            key=key, target=target, by=by, at=at, action=f"law.{name}", write=lambda: {"id": write().pk}
        )
    return LocalOrder.objects.get(pk=answer["id"])
