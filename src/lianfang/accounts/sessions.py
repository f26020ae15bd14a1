"""Sessions whose keys only the browser holds: the database keeps a digest of each."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session

from lianfang.shared import clock


def digest_of(key: str | None) -> str:
    """Return what the database holds of a session's key: who reads the tables cannot take a session over."""
    return hashlib.sha256((key or "").encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's sessions in the database, each found by the digest of its key."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; one that is over or unknown holds nothing and has no key any more."""
        held = Session.objects.filter(session_key=digest_of(self.session_key), expire_date__gt=clock.now())
        row = held.first()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        """Tell whether there is a session of this key."""
        return super().exists(digest_of(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row of this session, under the digest of its key."""
        row = super().create_model_instance(data)
        row.session_key = digest_of(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete this session, or that of a key."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(digest_of(key))


def end_sessions(digests: list[str]) -> None:
    """End sessions by what the database holds of their keys."""
    Session.objects.filter(session_key__in=digests).delete()
