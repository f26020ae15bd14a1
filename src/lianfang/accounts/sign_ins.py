"""Sign-ins: how long a session lasts, how many one person may have, and how one is ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from lianfang.accounts.models import SignIn, Staff
from lianfang.accounts.sessions import digest_of, end_sessions
from lianfang.shared import audit

LONGEST = timedelta(hours=12)
IDLE = timedelta(hours=2)
AT_ONCE = 3
_NOTE_EVERY = timedelta(minutes=1)
_STARTED, _SEEN = "lianfang_started", "lianfang_seen"


def is_over(session: SessionBase, *, at: datetime) -> bool:
    """Say whether a session has lasted 12 hours or rested for 2."""
    started, seen = session.get(_STARTED), session.get(_SEEN)
    if started is None or seen is None:
        return False
    return bool(at.timestamp() >= min(started + LONGEST.total_seconds(), seen + IDLE.total_seconds()))


def keep(request: HttpRequest, staff: Staff, *, at: datetime) -> None:
    """Note a session's first request as a sign-in, and each minute of its use."""
    session = request.session
    if session.get(_STARTED) is None:
        _begin(request, staff, at=at)
    elif at.timestamp() - session[_SEEN] >= _NOTE_EVERY.total_seconds():
        session[_SEEN] = at.timestamp()
        SignIn.objects.filter(session_key=digest_of(session.session_key)).update(seen_at=at)


@transaction.atomic
def _begin(request: HttpRequest, staff: Staff, *, at: datetime) -> None:
    session = request.session
    session[_STARTED] = session[_SEEN] = at.timestamp()
    session.save()
    SignIn.objects.update_or_create(
        session_key=digest_of(session.session_key),
        defaults={
            "staff": staff,
            "browser": request.headers.get("User-Agent", "")[:160],
            "address": request.META.get("REMOTE_ADDR", ""),
            "started_at": at,
            "seen_at": at,
            "ended_at": None,
        },
    )
    end(list_live(staff, at=at)[AT_ONCE:], at=at)
    audit.record(by=staff.actor, at=at, action="accounts.sign_in", object_kind="staff", object_id=staff.pk)


def list_live(staff: Staff, *, at: datetime) -> QuerySet[SignIn]:
    """Return a member's running sign-ins, the most recently used first."""
    return SignIn.objects.filter(
        staff=staff, ended_at__isnull=True, started_at__gt=at - LONGEST, seen_at__gt=at - IDLE
    ).order_by("-seen_at", "-pk")


def end(sign_ins: QuerySet[SignIn], *, at: datetime) -> int:
    """End sign-ins at once: their browsers are signed out at the next click; return how many."""
    ended = list(sign_ins)
    end_sessions([sign_in.session_key for sign_in in ended])
    SignIn.objects.filter(pk__in=[sign_in.pk for sign_in in ended]).update(ended_at=at)
    return len(ended)


def forget(session: SessionBase, *, at: datetime) -> None:
    """Close the sign-in of a session that is about to end or to change hands."""
    key = digest_of(session.session_key)
    SignIn.objects.filter(session_key=key, ended_at__isnull=True).update(ended_at=at)
    session.pop(_STARTED, None)
    session.pop(_SEEN, None)


def follow(session: SessionBase, old_key: str | None) -> None:
    """Let a sign-in follow its session to a new key, after a change of password."""
    fresh = digest_of(session.session_key)
    SignIn.objects.filter(session_key=digest_of(old_key)).update(session_key=fresh)
