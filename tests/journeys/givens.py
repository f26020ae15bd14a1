"""What a journey takes for granted: whose grid it is, what lists came in, who waits for what."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lianfang.demo.invent import Invented

from .county import County
from .seat import Seat
from .untidy import invent, simple_list

GRID, GRID_CODE = "grid001", "141123100016-01"
DESK, TOWN = "community100016", "town100"
DATA, OFFICE, SITE = "data", "office", "site1"


@dataclass(frozen=True, slots=True)
class Listed:
    """People a list brought in, with their leads."""

    batch: int
    people: list[Invented]
    leads: list[int]


def seed_of(county: County) -> int:
    """Return a number that no list before has used, so that a journey can be tried again in the same county."""
    return len(county.ask("lists", "list"))


def compound_address(seat: Seat) -> str:
    """Read an address of the first grid off its page, as its residents write it."""
    seat.open(f"/places/grids/{GRID_CODE}/")
    compound = seat.page.locator(".lf-card", has_text="小区").locator("li").first.inner_text().strip()
    return f"兴县蔚汾镇东城社区{compound}3号楼2单元"


def village_twice(county: County) -> str:
    """Find a village name that two towns have."""
    names = Counter(
        area["name"] for area in county.ask("areas", "--flat") if area["kind"] not in ("grid", "town")
    )
    name: str = next(name for name, times in names.items() if times > 1)
    return name.removesuffix("村委会") + "村"


def a_minute_ago(county: County) -> datetime:
    """Return the minute before this one in Asia/Shanghai: the county that is served lives by its clock."""
    return county.now() - timedelta(minutes=1)


def bring_list(county: County, address: str, number: int) -> Listed:
    """Import a list of new people at one address, pushed just now, as the data group's script does."""
    seed = seed_of(county)
    inventor = invent(seed + 10_000)
    people = [inventor.person() for _ in range(number)]
    path = county.home / f"list-{seed}.csv"
    path.write_bytes(simple_list(people, address))
    told = county.ask(
        "lists", "import", str(path), "--source", "省专班", "--at", f"{a_minute_ago(county):%Y-%m-%dT%H:%M}"
    )
    assert told["assigned"] == number
    lines = county.run("lists", "rows", str(told["batch"]), "--json").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return Listed(told["batch"], people, [row["lead"] for row in rows])
