"""A process of its own that opens a batch, as a worker does: `opener.py DATABASE BATCH LIMIT PAUSE`.

It says when it is ready, and again before block number PAUSE, and each time waits for a line to go on.
"""

from __future__ import annotations

import sys


def main(database: str, batch_id: int, limit: int, pause: int) -> None:
    import django

    django.setup()
    from django.db import connections

    connections["default"].settings_dict["NAME"] = database
    from tests.rooms.leads.county import AT

    from lianfang.accounts.queries import get_console_actor
    from lianfang.leads.actions import open_from_rows
    from lianfang.leads.queries import last_opened

    by = get_console_actor()
    _stop("ready")
    done, after = 0, last_opened(batch_id)
    while True:
        if done == pause:
            _stop("paused")
        opened = open_from_rows(batch_id=batch_id, after_seq=after, limit=limit, by=by, at=AT)
        if opened.last_seq < 0:
            return
        after, done = opened.last_seq, done + 1


def _stop(where: str) -> None:
    sys.stdout.write(f"{where}\n")
    sys.stdout.flush()
    sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
