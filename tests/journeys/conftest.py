"""One demo county for all journeys of a run; they stay on one worker, since they share it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .county import County


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the journeys together, in the order they are written."""
    for item in items:
        if "tests/journeys" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """The demo county of 28 February 2022, played once."""
    made = County(tmp_path_factory.mktemp("county"))
    try:
        made.run("init", "--divisions", "141123")
        made.run("demo")
        yield made
    finally:
        made.stop()
