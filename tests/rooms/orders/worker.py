"""A process of its own that works on orders, as another desk does: `worker.py DATABASE DEED ID NUMBER`.

It says when it is ready and waits for a line; `issue_slowly` says when it is about to commit and waits to be killed.
"""

from __future__ import annotations

import sys


def main(database: str, deed: str, row_id: int, number: int) -> None:
    import django

    django.setup()
    from django.db import connections

    connections["default"].settings_dict["NAME"] = database
    from lianfang.orders.refusals import OrderRefused

    _stop("ready")
    try:
        globals()[deed](row_id, number)
    except OrderRefused as refused:
        _say(refused.code)
    else:
        _say("done")


def issue(lead_id: int, number: int) -> None:
    from tests.rooms.orders.world import AT, facts

    from lianfang.accounts.queries import get_console_actor
    from lianfang.leads.models import Lead
    from lianfang.orders import actions

    actions.issue(lead=Lead.objects.get(pk=lead_id), facts=facts(), by=get_console_actor(), at=AT)


def issue_slowly(lead_id: int, number: int) -> None:
    from django.db import transaction

    with transaction.atomic():
        issue(lead_id, number)
        _stop("written")


def move(order_id: int, number: int, hour: int = 0) -> None:
    from datetime import timedelta

    from tests.rooms.orders.world import AT

    from lianfang.accounts.queries import get_console_actor
    from lianfang.orders import actions
    from lianfang.orders.models import Order

    actions.move(
        order=Order.objects.get(pk=order_id),
        place="home" if number % 2 else "centralised",
        by=get_console_actor(),
        at=AT + timedelta(hours=hour or number),
        reason="换住处",
    )


def move_often(order_id: int, number: int) -> None:
    """Try the hours NUMBER, NUMBER + 4 and so on up to 20; say how many moves were written."""
    from lianfang.orders.refusals import WrongTime

    written = 0
    for hour in range(number, 21, 4):
        try:
            move(order_id, number, hour)
        except WrongTime:  # somebody wrote a later move first
            continue
        written += 1
    _say(str(written))


def record(order_id: int, number: int) -> None:
    from tests.rooms.orders.world import AT, DAY, due_of

    from lianfang.accounts.queries import get_console_actor
    from lianfang.orders import actions
    from lianfang.orders.models import Order

    listed = [test.pk for test in due_of(Order.objects.get(pk=order_id))]
    _stop("listed")
    results = [actions.ResultIn(test, "negative", AT + 30 * DAY) for test in listed]
    actions.record_results(results=results, by=get_console_actor(), at=AT + 30 * DAY)


def release(order_id: int, number: int) -> None:
    from lianfang.accounts.queries import get_console_actor
    from lianfang.orders import actions
    from lianfang.orders.models import Order

    order = Order.objects.get(pk=order_id)
    actions.release(order=order, by=get_console_actor(), at=order.ends_at)


def accept(proposal_id: int, number: int) -> None:
    from tests.rooms.orders.world import AT, HOUR

    from lianfang.accounts.queries import get_console_actor
    from lianfang.orders import actions
    from lianfang.orders.models import Proposal

    proposal = Proposal.objects.get(pk=proposal_id)
    actions.accept_proposal(proposal=proposal, by=get_console_actor(), at=AT + (4 + number) * HOUR)


def propose(order_id: int, number: int) -> None:
    """Ask an order for NUMBER days at home, in the name of one cause."""
    from tests.rooms.orders.world import AT, DAY, HOUR

    from lianfang.accounts.queries import get_console_actor
    from lianfang.core.policy import Decision, PlannedStage
    from lianfang.orders import actions

    plan = Decision("home", (PlannedStage(0, "home", AT, AT + number * DAY),), (), "v8", ())
    wanted = [actions.Wanted(order_id, decision=plan)]
    cause = actions.Cause("risk:7", "某楼升级")
    actions.propose(cause=cause, wanted=wanted, by=get_console_actor(), at=AT + HOUR)


def decide_days(lead_id: int, number: int) -> None:
    """Say how many days the law in force asks of a contact, before and after somebody signs; then issue."""
    from tests.rooms.orders.world import AT, HOUR, facts

    from lianfang.core.policy import decide
    from lianfang.law.book import get_book

    for _ in range(2):
        told = facts(at=AT + 4 * HOUR)
        stages = decide(get_book(), told, told.found).stages
        _stop(str((stages[-1].ends - stages[0].starts).days))


def join(kept_id: int, gone_id: int) -> None:
    from tests.rooms.orders.world import AT

    from lianfang.accounts.queries import get_console_actor
    from lianfang.people.actions import merge
    from lianfang.people.models import Person

    people = Person.objects.in_bulk([kept_id, gone_id])
    merge(kept=people[kept_id], gone=people[gone_id], reason="同一人", by=get_console_actor(), at=AT)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _stop(where: str) -> None:
    _say(where)
    sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
