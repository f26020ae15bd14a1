"""A process of its own that signs or edits a local order, as another desk does: `worker.py DATABASE DEED ORDER STAFF`."""

from __future__ import annotations

import sys


def main(database: str, deed: str, order_id: int, staff_id: int) -> None:
    import django

    django.setup()
    from django.db import connections

    connections["default"].settings_dict["NAME"] = database
    from tests.rooms.law.texts import text
    from tests.rooms.leads.county import AT

    from lianfang.accounts.models import Staff
    from lianfang.law import actions
    from lianfang.law.models import LocalOrder
    from lianfang.law.refusals import LawRefused

    by, order = Staff.objects.get(pk=staff_id).actor, LocalOrder.objects.get(pk=order_id)
    _say("ready")
    sys.stdin.readline()
    try:
        if deed == "sign":
            actions.sign(order=order, seen=order.digest, by=by, at=AT)
        else:
            actions.edit(order=order, text=text(days=staff_id % 9 + 1), seen=order.digest, by=by, at=AT)
    except LawRefused as refused:
        _say(refused.code)
    else:
        _say("done")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
