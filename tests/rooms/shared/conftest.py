"""What several tests of the ground stand on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lianfang.config.keys import ensure_ring
from lianfang.shared import crypto


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A data folder of the test's own, with keys of its own."""
    settings.HOME = tmp_path
    ensure_ring(tmp_path)
    crypto.forget_keys()
    yield tmp_path
    crypto.forget_keys()
