"""What desks beside the test do with orders; see `tests.support.desks`."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from tests.rooms.orders.world import AT, DAY, HOUR, due_of, facts
from tests.support.desks import stop

from lianfang.accounts.queries import get_console_actor
from lianfang.core.policy import Decision, PlannedStage, decide
from lianfang.law.book import get_book
from lianfang.leads.models import Lead
from lianfang.orders import actions
from lianfang.orders.models import Order, Proposal
from lianfang.orders.refusals import OrderRefused, WrongTime
from lianfang.people.actions import merge
from lianfang.people.models import Person


def work(deed: str, row_id: int, number: int = 0) -> str:
    """Do one of the deeds below; return what it says, `done`, or why it was refused."""
    try:
        return globals()[deed](row_id, number) or "done"
    except OrderRefused as refused:
        return refused.code


def issue(lead_id: int, number: int) -> None:
    actions.issue(lead=Lead.objects.get(pk=lead_id), facts=facts(), by=get_console_actor(), at=AT)


def issue_slowly(lead_id: int, number: int) -> None:
    """Stop when all is written and nothing committed."""
    with transaction.atomic():
        issue(lead_id, number)
        stop("written")


def move(order_id: int, number: int, hour: int = 0) -> None:
    actions.move(
        order=Order.objects.get(pk=order_id),
        place="home" if number % 2 else "centralised",
        by=get_console_actor(),
        at=AT + timedelta(hours=hour or number),
        reason="换住处",
    )


def move_often(order_id: int, number: int) -> str:
    """Try the hours `number`, `number` + 4 and so on up to 20; return how many moves were written."""
    written = 0
    for hour in range(number, 21, 4):
        try:
            move(order_id, number, hour)
        except WrongTime:  # somebody wrote a later move first
            continue
        written += 1
    return str(written)


def record(order_id: int, number: int) -> None:
    listed = [test.pk for test in due_of(Order.objects.get(pk=order_id))]
    stop("listed")
    results = [actions.ResultIn(test, "negative", AT + 30 * DAY) for test in listed]
    actions.record_results(results=results, by=get_console_actor(), at=AT + 30 * DAY)


def release(order_id: int, number: int) -> None:
    order = Order.objects.get(pk=order_id)
    actions.release(order=order, by=get_console_actor(), at=order.ends_at)


def accept(proposal_id: int, number: int) -> None:
    proposal = Proposal.objects.get(pk=proposal_id)
    actions.accept_proposal(proposal=proposal, by=get_console_actor(), at=AT + (4 + number) * HOUR)


def propose(order_id: int, number: int) -> None:
    """Ask an order for some days at home, in the name of one cause."""
    plan = Decision("home", (PlannedStage(0, "home", AT, AT + number * DAY),), (), "v8", ())
    wanted = [actions.Wanted(order_id, decision=plan)]
    cause = actions.Cause("risk:7", "某楼升级")
    actions.propose(cause=cause, wanted=wanted, by=get_console_actor(), at=AT + HOUR)


def decide_days(lead_id: int, number: int) -> None:
    """Say how many days the law in force asks of a contact, before and after somebody signs; then issue."""
    for _ in range(2):
        told = facts(at=AT + 4 * HOUR)
        stages = decide(get_book(), told, told.found).stages
        stop(str((stages[-1].ends - stages[0].starts).days))


def join(kept_id: int, gone_id: int) -> None:
    people = Person.objects.in_bulk([kept_id, gone_id])
    merge(kept=people[kept_id], gone=people[gone_id], reason="同一人", by=get_console_actor(), at=AT)
