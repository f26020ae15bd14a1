"""What a server loads at its start is set aside, so that no page waits for a look through it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest
from django.urls import clear_url_caches

from lianfang.config.settled import settle


@pytest.fixture(autouse=True)
def _unfrozen() -> Iterator[None]:
    before = gc.get_freeze_count()
    yield
    if not before:
        gc.unfreeze()


def test_what_is_loaded_is_set_aside_with_the_pages() -> None:
    clear_url_caches()
    settle()
    assert "lianfang.config.urls" in sys.modules
    assert gc.get_freeze_count() > 100_000
    assert len(gc.get_objects()) < gc.get_freeze_count() / 10
