"""Checks that every list page must pass: the same queries for any size, every row once there and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianfang.shared.tables import Table

LINK = re.compile(r'rel="(prev|next)" href="([^"]+)"')
COUNTED = re.compile(r'<span hx-swap-oob="innerHTML:\[data-count\]">([^<]*)</span>')
PICK = re.compile(r'name="pick" value="(\d+)"')


def count_queries(visit: Callable[[], Any]) -> int:
    """Return how many queries a visit made."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        visit()
    return len(queries)


def page_links(html: str) -> dict[str, str]:
    """Return the addresses of the pages before and after, by ``prev`` and ``next``."""
    return {rel: href.replace("&amp;", "&") for rel, href in LINK.findall(html)}


def ask_count(client: Client, address: str) -> str:
    """Return what a list's own request for the number of its rows is told."""
    answer = client.get(address, headers={"HX-Request": "true", "HX-Trigger": "count"})
    assert answer.status_code == 200
    told = COUNTED.fullmatch(answer.content.decode().strip())
    assert told is not None
    return told[1]


def check_constant_queries(
    client: Client, address: str, table: type[Table], sizes: tuple[int, int] = (2, 20)
) -> int:
    """Visit a list with two page sizes; return the number of queries, which must not differ."""
    own = table.page_size
    counts = []
    try:
        client.get(address)  # fills the shell's caches
        for size in sizes:
            table.page_size = size
            counts.append(count_queries(lambda: client.get(address)))
    finally:
        table.page_size = own
    assert counts[0] == counts[1], (
        f"{address}: {counts[0]} queries for {sizes[0]} rows, {counts[1]} for {sizes[1]}"
    )
    return counts[0]


def walk(client: Client, address: str, rel: str = "next") -> list[str]:
    """Follow a list's pages one way; return the html of each."""
    pages, seen = [], set()
    while address not in seen:
        seen.add(address)
        answer = client.get(address, follow=True)
        assert answer.status_code == 200
        pages.append(answer.content.decode())
        address = page_links(pages[-1]).get(rel, address)
    return pages
