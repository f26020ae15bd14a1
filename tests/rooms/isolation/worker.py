"""A clerk's process of its own: `worker.py DATABASE SITE ORDER,ORDER,…` gives each order a bed, one thread each.

Every thread has its own connection and begins when all have one and the line has come.
"""

from __future__ import annotations

import sys
from threading import Barrier, Thread


def main(database: str, site_id: int, orders: list[int]) -> None:
    import django

    django.setup()
    from django.db import connections

    connections["default"].settings_dict["NAME"] = database
    _say("ready")
    sys.stdin.readline()
    barrier = Barrier(len(orders))
    threads = [Thread(target=_assign, args=(site_id, order, barrier)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _say("over")


def _assign(site_id: int, order_id: int, barrier: Barrier) -> None:
    from django.db import connection
    from tests.rooms.isolation.world import AT

    from lianfang.accounts.queries import get_console_actor
    from lianfang.isolation import actions
    from lianfang.isolation.models import Site
    from lianfang.isolation.refusals import SiteRefused
    from lianfang.orders.models import Order

    by, site, order = get_console_actor(), Site.objects.get(pk=site_id), Order.objects.get(pk=order_id)
    barrier.wait()
    try:
        stay = actions.assign(order=order, site=site, by=by, at=AT)
    except SiteRefused as refused:
        _say(refused.code)
    except Exception as fault:  # a deadlock, a double booking: what must never be
        _say(type(fault).__name__)
    else:
        _say(f"bed {stay.bed_id}")
    finally:
        connection.close()


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), [int(number) for number in sys.argv[3].split(",")])
