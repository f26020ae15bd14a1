"""What a server loads at its start is set aside, so that no page waits for a look through it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from django.urls import clear_url_caches, get_resolver

from lianfang.config.settled import settle


@pytest.fixture(autouse=True)
def _unfrozen() -> Iterator[None]:
    before = gc.get_freeze_count()
    yield
    if not before:
        gc.unfreeze()


def is_looked_through(thing: object) -> bool:
    return any(one is thing for one in gc.get_objects())


def test_what_is_loaded_is_set_aside_with_the_pages() -> None:
    clear_url_caches()
    made_before: list[object] = []
    assert is_looked_through(made_before)
    assert "url_patterns" not in vars(get_resolver())
    settle()
    assert not is_looked_through(made_before)
    assert "url_patterns" in vars(get_resolver())
    made_since: list[object] = []
    assert is_looked_through(made_since)
