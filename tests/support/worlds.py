"""A world that is built once for a module: each of its tests begins there, and what it wrote is undone alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def built_once(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Hold open the transaction in which a world is built; a test's own is a savepoint in it.

    A module either starts from such a world in each of its tests or in none: what is built stays until its last test.
    Rows handed to tests are read anew by each, since a test may change the one it holds.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
