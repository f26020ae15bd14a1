"""The small county that tests of rooms start from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

    from lianfang.shared.actor import Actor


@pytest.fixture
def console(county_of_module: Actor | None, db: None) -> Actor:
    """The console of a small county."""
    from tests.rooms.leads.county import make_county  # Django is not up yet when this file is read

    return county_of_module or make_county()


@pytest.fixture(scope="module")
def county_of_module(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Actor | None]:
    """The console of the county, built once for a module; None where tests commit: each of them builds its own."""
    from tests.rooms.leads.county import make_county
    from tests.support.worlds import built_once

    if any(map(_commits, _list_tests(request))):
        yield None
        return
    with built_once(django_db_blocker):
        yield make_county()


def _list_tests(request: pytest.FixtureRequest) -> list[pytest.Item]:
    return [item for item in request.session.items if item.getparent(pytest.Module) is request.node]


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in getattr(item, "fixturenames", ()) or bool(
        marker and marker.kwargs.get("transaction")
    )
