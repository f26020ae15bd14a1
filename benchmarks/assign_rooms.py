"""How long fifty clerks take to give fifty people a room of the same site at once.

Run against an empty home of its own, as `make bench ARGS=assign_rooms` does::

    LIANFANG_HOME=... LIANFANG_DB_POOL=0 python -m benchmarks.assign_rooms --clerks 50

Every clerk is a thread with a connection of its own. Prints the time, the assignments a second, and how many rooms
are taken by how many people: the two numbers are equal, or something is wrong.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from threading import Barrier, Thread

from lianfang.cli.ground import open_ground

os.environ.setdefault("LIANFANG_DB_POOL", "0")
subprocess.run(
    [sys.executable, "-m", "lianfang.cli.main", "init", "--divisions", "141123"],
    check=True,
    stdout=subprocess.DEVNULL,
)
open_ground()

from django.db import connection  # noqa: E402

from lianfang.accounts.queries import get_console_actor  # noqa: E402
from lianfang.core.isolation import CHECK_ITEMS  # noqa: E402
from lianfang.core.policy import Facts  # noqa: E402
from lianfang.events.actions import open_event  # noqa: E402
from lianfang.intake.actions import accept_file, read_batch  # noqa: E402
from lianfang.isolation import actions  # noqa: E402
from lianfang.isolation.actions import RoomPlan, SitePlan  # noqa: E402
from lianfang.isolation.models import Site, Stay  # noqa: E402
from lianfang.leads.actions import open_from_rows, record_call  # noqa: E402
from lianfang.leads.models import Lead  # noqa: E402
from lianfang.orders.actions import issue  # noqa: E402
from lianfang.orders.models import Order  # noqa: E402
from lianfang.shared.actor import Actor  # noqa: E402

AT = datetime(2022, 2, 28, 1, tzinfo=UTC)
COUNTY = "141123"


def make_site(by: Actor, rooms: int) -> Site:
    """Enter a site with so many rooms and take it into use."""
    site = actions.enter_site(plan=SitePlan("bench"), by=by, at=AT)
    numbers = tuple(f"{number:03d}" for number in range(rooms))
    actions.add_rooms(site=site, plan=RoomPlan(1, numbers), by=by, at=AT)
    actions.inspect(site=site, answers=dict.fromkeys(CHECK_ITEMS, "met"), inspector="bench", by=by, at=AT)
    return actions.activate(site=site, document="bench", by=by, at=AT)


def make_orders(by: Actor, number: int) -> list[Order]:
    """Let so many people be found and sent to a site."""
    lines = [f"张{chr(0x4E00 + n)},154{n:08d},兴县蔚汾镇" for n in range(number)]
    content = "\n".join(["姓名,联系电话,现住址", *lines]).encode()
    batch = accept_file(
        content=content, filename="b.csv", source_name="bench", pushed_at=AT, by=by, at=AT
    ).batch
    read_batch(batch_id=batch.pk, by=by, tick=lambda: AT)
    open_from_rows(batch_id=batch.pk, after_seq=-1, limit=5_000, by=by, at=AT)
    facts = Facts("close_contact", anchor=AT, found=AT, area=COUNTY)
    leads = [
        record_call(lead=lead, outcome="here_control", by=by, at=AT) for lead in Lead.objects.order_by("pk")
    ]
    return [issue(lead=lead, facts=facts, by=by, at=AT) for lead in leads]


def assign(site: Site, order: Order, by: Actor, barrier: Barrier) -> None:
    """Be one clerk."""
    connection.ensure_connection()
    barrier.wait()
    try:
        actions.assign(order=order, site=site, by=by, at=AT)
    finally:
        connection.close()


def main() -> None:
    """Make the county, let the clerks begin together, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clerks", type=int, default=50)
    parser.add_argument("--full", action="store_true")
    clerks = parser.parse_args().clerks
    by = get_console_actor()
    open_event(name="bench", kind="outbreak", by=by, at=AT, default=True)
    site, orders = make_site(by, clerks), make_orders(by, clerks)
    barrier = Barrier(clerks + 1)
    threads = [Thread(target=assign, args=(site, order, by, barrier)) for order in orders]
    for thread in threads:
        thread.start()
    barrier.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    rooms, people = (Stay.objects.values(name).distinct().count() for name in ("room", "person"))
    print(f"{clerks} clerks: {took:.2f} s, {clerks / took:.0f} a second; {people} people in {rooms} rooms")


if __name__ == "__main__":
    main()
