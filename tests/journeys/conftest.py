"""One demo county and one browser for all journeys of a run; they stay on one worker, since they share them.

Both end with the last journey: the browser's event loop would keep the tests after it from the database.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from .county import County
from .seat import DESK, Office, Seat

QUIET = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--lang=zh-CN"),
]
# A home with the demo county and where it is served, so that one journey can be tried again and again.
LOADED, SERVED = "LIANFANG_JOURNEY_HOME", "LIANFANG_JOURNEY_URL"
Sit = Callable[..., Seat]


@pytest.fixture(scope="package")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """The demo county of 28 February 2022, played once."""
    loaded = os.environ.get(LOADED, "")
    made = County(Path(loaded) if loaded else tmp_path_factory.mktemp("county"), os.environ.get(SERVED, ""))
    try:
        if not loaded:
            made.run("init", "--divisions", "141123")
            made.run("demo")
        yield made
    finally:
        made.stop(all_of_it=not loaded)


@pytest.fixture(scope="package")
def browser(chromium_executable: str | None) -> Iterator[Browser]:
    """The system's Chromium, one for the run; as root it cannot have its sandbox."""
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium_executable, args=arguments, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def office(county: County, browser: Browser) -> Office:
    """The county with its pages served, and a browser to sit at."""
    if not county.url:
        county.serve()
    return Office(browser, county)


@pytest.fixture
def sit(office: Office) -> Iterator[Sit]:
    """Seat staff for one journey; at its end no browser may have complained."""
    seats: list[Seat] = []

    def take(username: str, width: int = DESK) -> Seat:
        seats.append(office.seat(username, width))
        return seats[-1]

    yield take
    for seat in seats:
        seat.page.context.close()
    assert not [fault for seat in seats for fault in seat.faults]
