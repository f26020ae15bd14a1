"""A process of its own that works in care, as another desk does: `worker.py DATABASE DEED ID NUMBER`."""

from __future__ import annotations

import sys


def main(database: str, deed: str, row_id: int, number: int) -> None:
    import django

    django.setup()
    from django.db import connections

    connections["default"].settings_dict["NAME"] = database
    from lianfang.care.refusals import CareRefused

    _stop("ready")
    try:
        globals()[deed](row_id, number)
    except CareRefused as refused:
        _say(type(refused).__name__)
    else:
        _say("done")


def paper(order_id: int, number: int) -> None:
    from tests.rooms.leads.county import AT

    from lianfang.accounts.queries import get_console_actor
    from lianfang.care import actions
    from lianfang.orders.models import Order

    order = Order.objects.get(pk=order_id)
    actions.issue_paper(order=order, kind="start", by=get_console_actor(), at=AT)


def papers(order_id: int, number: int) -> None:
    from tests.rooms.leads.county import AT

    from lianfang.accounts.queries import get_console_actor
    from lianfang.care import actions

    actions.issue_papers(orders=[order_id, number], kind="start", by=get_console_actor(), at=AT)


def release(order_id: int, number: int) -> None:
    from datetime import timedelta

    from tests.rooms.leads.county import AT

    from lianfang.accounts.queries import get_console_actor
    from lianfang.care import actions

    at = AT + timedelta(days=15)
    actions.release_many(orders=[order_id, number], by=get_console_actor(), at=at)


def measure(order_id: int, number: int) -> None:
    from decimal import Decimal

    from tests.rooms.leads.county import AT

    from lianfang.accounts.queries import get_console_actor
    from lianfang.care import actions

    row = actions.MeasurementIn(order_id, Decimal("38.0") + Decimal(number) / 10)
    actions.record_measurements(rows=[row], by=get_console_actor(), at=AT)


def draw(order_id: int, number: int) -> None:
    from tests.rooms.leads.county import AT

    from lianfang.accounts.queries import get_console_actor
    from lianfang.care import actions

    actions.draw_checks(percent=50, by=get_console_actor(), at=AT)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _stop(word: str) -> None:
    _say(word)
    sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
