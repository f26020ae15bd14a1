"""What time does to leads: deadlines pass, and people come back."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from lianfang.leads.actions.answers import AnotherOpen, call_again
from lianfang.leads.models import Lead, LeadTally
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor

_CLAIMED = 1_000
_TALLIED = 5_000
_SUM_UP = """
WITH gone AS (DELETE FROM leads_leadtally RETURNING town, community, grid, state, number)
INSERT INTO leads_leadtally (town, community, grid, state, number)
SELECT town, community, grid, state, sum(number) FROM gone GROUP BY 1, 2, 3, 4 HAVING sum(number) <> 0
"""


@transaction.atomic
def note_overdue(*, by: Actor, at: datetime, limit: int = _CLAIMED) -> int:
    """Tell the level above of leads whose deadline has passed; return how many.

    A lead is claimed by emptying its `look_again_at`, so that any number of workers may run; that it is
    overdue follows from its state and deadline and is stored nowhere.
    """
    due = Lead.objects.filter(look_again_at__lte=at, state=Lead.State.OPEN, due_at__lte=at)
    leads = list(due.order_by("look_again_at").select_for_update(skip_locked=True)[:limit])
    if not leads:
        return 0
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(look_again_at=None)
    for holder in sorted({lead.holder for lead in leads}):
        told = sorted(lead.pk for lead in leads if lead.holder == holder)
        outbox.tell("leads.overdue", at=at, holder=holder, leads=told)
    audit.record(by=by, at=at, action="leads.overdue", object_kind="lead", count=len(leads))
    return len(leads)


def call_back(*, by: Actor, at: datetime, limit: int = _CLAIMED) -> int:
    """Let the leads of people who are back by now wait for a call again; return how many."""
    back = Lead.objects.filter(look_again_at__lte=at, state=Lead.State.ANSWERED).order_by("look_again_at")
    called = 0
    for lead_id in list(back.values_list("pk", flat=True)[:limit]):
        try:
            called += call_again(lead_id=lead_id, by=by, at=at) is not None
        except AnotherOpen:  # a newer lead of the person is open and will be called
            Lead.objects.filter(pk=lead_id).update(look_again_at=None)
    return called


def sum_up(*, most: int = _TALLIED) -> bool:
    """Put the rows of the tally together where there are more than `most`; say whether that was done.

    One statement, so that every reader sees the rows or their sums. Rows that are written meanwhile stay.
    """
    if LeadTally.objects.count() <= most:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_SUM_UP)
    return True
