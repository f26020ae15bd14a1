"""How much memory the server may keep of the data, by the memory of the machine."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")
MEGABYTE = 1 << 20
_LEAST, _MOST = 128, 2048
_SHARE, _LIKELY_SHARE = 8, 2  # one part in so many


class Caches(NamedTuple):
    """Sizes in MB: what the server itself keeps, and what it may count on finding there or with the system."""

    shared: int
    likely: int


def find_memory(limit: Path = CONTAINER_LIMIT) -> int:
    """Return the bytes of memory that this machine has, or that the container it is in may use."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # no such file outside Linux; "max" where nothing is set
        return min(whole, int(limit.read_text(encoding="ascii")))
    return whole


def caches_of(memory: int) -> Caches:
    """Return the caches for so many bytes of memory, an eighth of it shared, as others live there too.

    The indexes that a large list is written into then stay where they are changed, instead of being read in, checked
    and written out again.
    """
    held = memory // MEGABYTE
    shared = min(max(held // _SHARE, _LEAST), _MOST)
    return Caches(shared, max(held // _LIKELY_SHARE, 2 * shared))
