"""What tests of the demo start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lianfang.shared.actor import Actor


@pytest.fixture
def xing(db: None) -> Actor:
    """The console of the demo's county with its divisions and nothing else."""
    from tests.rooms.leads.county import AT, DIVISIONS  # Django is not up yet when this file is read

    from lianfang.accounts.actions import make_console
    from lianfang.places.actions import load_divisions

    console = make_console(county="141123", at=AT).actor
    load_divisions(path=DIVISIONS, by=console, at=AT)
    return console
