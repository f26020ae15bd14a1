"""A process of its own that raises an area, as another desk does: `worker.py DATABASE GRADE NUMBER`."""

from __future__ import annotations

import sys


def main(database: str, grade: str, number: int) -> None:
    import django

    django.setup()
    from django.db import connections

    connections["default"].settings_dict["NAME"] = database
    from tests.rooms.leads.county import AT
    from tests.rooms.risk.test_levels import HOUR, STREET

    from lianfang.accounts.queries import get_console_actor
    from lianfang.risk import actions

    by = get_console_actor()
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    at = AT + number * HOUR
    made = actions.declare(words=STREET, grade=grade, source=f"第{number}处", by=by, at=at)
    print(made.changed, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
