"""A process of its own that writes and seals: `sealer.py DATABASE ENTRIES`; prints how many it sealed."""

from __future__ import annotations

import sys


def main(database: str, entries: int) -> None:
    import django

    django.setup()
    from django.db import connections

    connections["default"].settings_dict["NAME"] = database
    from lianfang.accounts.queries import get_console_actor
    from lianfang.shared import audit, clock

    by = get_console_actor()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sealed = 0
    for number in range(entries):
        audit.record(by=by, at=clock.now(), action="people.view", object_kind="person", object_id=number)
        if number % 3 == 0:
            sealed += audit.seal_entries(at=clock.now())
    sys.stdout.write(f"{sealed}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
