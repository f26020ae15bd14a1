"""What a desk beside the test does at a site: it gives each order a bed, one thread each.

Every thread has its own connection and begins when all of the desk have one.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from tests.rooms.isolation.world import AT

from lianfang.accounts.queries import get_console_actor
from lianfang.isolation import actions
from lianfang.isolation.models import Site
from lianfang.isolation.refusals import SiteRefused
from lianfang.orders.models import Order


def assign(site_id: int, orders: list[int]) -> list[str]:
    """Give these orders beds; return what each came to."""
    barrier = Barrier(len(orders))
    with ThreadPoolExecutor(len(orders)) as clerks:
        return list(clerks.map(lambda order: _assign(site_id, order, barrier), orders))


def _assign(site_id: int, order_id: int, barrier: Barrier) -> str:
    by, site, order = get_console_actor(), Site.objects.get(pk=site_id), Order.objects.get(pk=order_id)
    barrier.wait()
    try:
        stay = actions.assign(order=order, site=site, by=by, at=AT)
    except SiteRefused as refused:
        return refused.code
    except Exception as fault:  # a deadlock, a double booking: what must never be
        return type(fault).__name__
    finally:
        connection.close()
    return f"bed {stay.bed_id}"
