"""How much the server keeps in memory, by the memory of the machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lianfang.config.embedded.memory import MEGABYTE, Caches, caches_of, find_memory

WHOLE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@pytest.mark.parametrize(
    ("memory", "caches"),
    [
        (0, Caches(128, 256)),
        (1024, Caches(128, 512)),
        (2048, Caches(256, 1024)),
        (4096, Caches(512, 2048)),
        (24 * 1024, Caches(2048, 12 * 1024)),
        (256 * 1024, Caches(2048, 128 * 1024)),
    ],
)
def test_an_eighth_of_the_memory_is_shared_within_bounds(memory: int, caches: Caches) -> None:
    assert caches_of(memory * MEGABYTE) == caches


@pytest.mark.parametrize("written", ["max\n", "", "no number", str(2 * WHOLE)])
def test_the_whole_machine_counts_where_no_container_sets_less(tmp_path: Path, written: str) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text(written)
    assert find_memory(limit) == WHOLE


def test_the_whole_machine_counts_where_there_are_no_containers(tmp_path: Path) -> None:
    assert find_memory(tmp_path / "memory.max") == WHOLE


def test_a_container_counts_with_what_it_may_use(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text(f"{WHOLE // 4}\n")
    assert find_memory(limit) == WHOLE // 4
