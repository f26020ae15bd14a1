"""A process of its own that cancels an order and waits before it commits: `writer.py DATABASE ORDER`.

It says `writing` once its transaction holds what it learned, and commits when it is given a line.
"""

from __future__ import annotations

import sys
from datetime import timedelta


def main(database: str, order_id: int) -> None:
    import django

    django.setup()
    from django.db import connections, transaction

    connections["default"].settings_dict["NAME"] = database
    from tests.rooms.leads.county import AT

    from lianfang.accounts.queries import get_console_actor
    from lianfang.orders.actions import cancel
    from lianfang.orders.models import Order

    with transaction.atomic():
        order, by = Order.objects.get(pk=order_id), get_console_actor()
        cancel(order=order, by=by, at=AT + timedelta(hours=20), reason="wrong person")
        sys.stdout.write("writing\n")
        sys.stdout.flush()
        sys.stdin.readline()
    sys.stdout.write("done\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
