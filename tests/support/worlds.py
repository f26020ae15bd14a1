"""A world that is built once for a module or a class: its tests begin there, and what each wrote is undone alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pytest
from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from lianfang.shared.actor import Actor

World = TypeVar("World")


@contextmanager
def built_once(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Hold open the transaction in which a world is built; a test's own is a savepoint in it.

    What is built stays until the last test of the module or class it is built for, also for those that do not ask.
    Rows handed to tests are read anew by each, since a test may change the one it holds.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def built_for(
    scope: Literal["class", "module"],
) -> Callable[[Callable[[Actor], World]], Callable[..., Iterator[World]]]:
    """Make a fixture of what a function adds to the county: once for the tests of a class, or of a module.

    Where it is asked for outside of a class, what is built for a class is built for the one test. A function
    returns keys and values, no rows: what a test changes in a row it was handed would reach the next.
    """

    def decorate(build: Callable[[Actor], World]) -> Callable[..., Iterator[World]]:
        @pytest.fixture(scope=scope, name=build.__name__)
        def world(county_of_module: Actor | None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
            assert county_of_module is not None, "a module with tests that commit builds its world for each"
            with built_once(django_db_blocker):
                with translation.override("zh-hans"):
                    built = build(county_of_module)
                yield built

        made: Any = world
        return made

    return decorate
