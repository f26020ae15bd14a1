"""Sessions found by the digest of their keys, as Django's own are by the keys."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session

from lianfang.accounts.sessions import SessionStore, digest_of

pytestmark = pytest.mark.django_db


def make_session() -> SessionStore:
    store = SessionStore()
    store["held"] = 1
    store.create()
    return store


def test_a_session_is_found_by_its_key_alone():
    store = make_session()
    assert SessionStore(store.session_key)["held"] == 1
    assert SessionStore(digest_of(store.session_key)).get("held") is None
    assert store.exists(store.session_key)
    assert not store.exists(digest_of(store.session_key))


def test_a_session_keeps_its_key_when_it_is_saved_and_takes_another_when_asked():
    store = make_session()
    first = store.session_key
    store["held"] = 2
    store.save()
    assert (store.session_key, SessionStore(first)["held"]) == (first, 2)
    store.cycle_key()
    assert SessionStore(store.session_key)["held"] == 2
    assert Session.objects.get().session_key == digest_of(store.session_key)


def test_an_unknown_key_is_dropped():
    store = SessionStore("a" * 32)
    assert store.get("held") is None
    assert store.session_key is None


def test_a_session_is_deleted_by_itself_or_by_its_key():
    one, other = make_session(), make_session()
    one.delete()
    SessionStore().delete(other.session_key)
    SessionStore().delete()
    assert not Session.objects.exists()
