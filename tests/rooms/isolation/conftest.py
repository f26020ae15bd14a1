"""What tests of sites start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lianfang.isolation.models import Site
    from lianfang.shared.actor import Actor


@pytest.fixture
def site(console: Actor) -> Site:
    """A site in use with three rooms of one bed."""
    from tests.rooms.isolation.world import make_site

    return make_site(console)
