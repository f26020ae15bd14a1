"""What the writes of care do alike: once a key, one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from lianfang.care.refusals import NotPossible, TextMissing, WrongMoment
from lianfang.core.moves import NotAllowed, check_move
from lianfang.core.moves.table import MoveTable
from lianfang.core.policy import NoValue, count_at, fever_threshold
from lianfang.law.book import get_book
from lianfang.places.queries import get_county
from lianfang.shared.actor import Actor
from lianfang.shared.idempotency import once
from lianfang.shared.reading import once_a_reading

M = TypeVar("M", bound=Model)


def write_once(
    model: type[M], *, name: str, target: object, key: str, by: Actor, at: datetime, write: Callable[[], M]
) -> M:
    """Run a write in one transaction, once a key; return its row, read again where the key was used before."""
    written: list[M] = []

    def run() -> dict[str, int]:
        written.append(write())
        return {"id": written[0].pk}

    with transaction.atomic():
        answer, _ = once(key=key, target=target, by=by, at=at, action=f"care.{name}", write=run)
    return written[0] if written else model._default_manager.get(pk=answer["id"])


def make_move(table: MoveTable, state: str, move: str) -> str:
    """Return the state a move leads to; raises NotPossible."""
    try:
        return check_move(table, state, move)
    except NotAllowed as refused:
        raise NotPossible(move) from refused


def check_words(*texts: str) -> None:
    """Raise TextMissing unless every text says something."""
    if not all(text.strip() for text in texts):
        raise TextMissing


def check_when(moment: datetime, *, at: datetime, after: datetime | None = None) -> None:
    """Raise WrongMoment for a time that has not come, or that lies before what it follows."""
    if moment > at or (after is not None and moment < after):
        raise WrongMoment(moment.isoformat())


@once_a_reading
def measured_per_day(at: datetime) -> int:
    """Say how many measurements a day the value in force asks for; 1 where none is loaded."""
    try:
        return max(count_at(get_book(), "temperatures_per_day", get_county().code, at), 1)
    except NoValue:
        return 1


def feverish_from(at: datetime) -> float:
    """Give the temperature in degrees Celsius from which the value in force counts a person as feverish."""
    return fever_threshold(get_book(), get_county().code, at)
