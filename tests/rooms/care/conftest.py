"""What tests of care start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lianfang.shared.actor import Actor


@pytest.fixture
def console(db: None) -> Actor:
    """The console of a small county."""
    from tests.rooms.leads.county import make_county  # Django is not up yet when this file is read

    return make_county()
