"""What each outcome of a call does to the figures: which rows are verified, overdue, waiting, and by what answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.rooms.leads.county import (
    AT,
    MIDNIGHT,
    leads_of,
    list_row,
    make_batch,
    number,
    one_lead,
    open_list,
    traveller,
)

from lianfang.core.figures import memory
from lianfang.core.figures.cut import Cut
from lianfang.core.figures.facts import ROWS
from lianfang.core.figures.pushed import PUSHED
from lianfang.figures.facts import relation
from lianfang.figures.queries import get_values
from lianfang.leads.actions import open_rows, record_call, reopen, send_letter
from lianfang.leads.models import CallOutcome, Lead
from lianfang.leads.outcomes import RULES
from lianfang.leads.sweeps import call_back
from lianfang.shared.actor import Actor

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TOLD: dict[str, dict[str, object]] = {
    "away": {"away_place": "太原市", "back_on": date(2022, 3, 5)},
    "elsewhere": {"away_place": "太原市"},
}
SETTLING = [outcome for outcome in CallOutcome if RULES[outcome].settles]
ATTEMPTS = [outcome for outcome in CallOutcome if not RULES[outcome].settles]


def pushed(by: Actor, cut: datetime = MIDNIGHT, known: datetime | None = None) -> dict[str, Any]:
    """Count the figures of pushed rows in memory, on the rows of the relation; the SQL must say the same."""
    held = Cut((cut - HOUR).date(), cut, known)
    with connection.cursor() as cursor:
        cursor.execute(relation(ROWS, known), {"known": known})
        headings = [column.name for column in cursor.description]
        facts = [dict(zip(headings, row, strict=True)) for row in cursor.fetchall()]
    counted: dict[str, Any] = memory.report(PUSHED, {"rows": facts}, held.params())["pushed"]
    assert get_values(held, by, PUSHED)["pushed"] == counted
    return counted


def split(found: dict[str, Any]) -> tuple[int, int, int, int]:
    """Return verified, overdue, waiting and without a lead, which add up to all rows."""
    parts = (found["verified"], found["overdue"], found["waiting"], found["without_lead"])
    assert sum(parts) == found["ever"] and found["unverified"] == found["ever"] - found["verified"]
    return parts


def call(lead: Lead, outcome: str, by: Actor, at: datetime = AT + HOUR, **more: object) -> Lead:
    return record_call(lead=lead, outcome=outcome, by=by, at=at, **{**TOLD.get(outcome, {}), **more})  # type: ignore[arg-type]


def test_one_lead_of_every_outcome_is_counted_by_its_rule(console: Actor) -> None:
    for seed, outcome in enumerate(CallOutcome, start=1):
        call(one_lead(console, f"张{chr(0x4E00 + seed)}", seed), outcome, console)
    found = pushed(console)
    assert split(found) == (len(SETTLING), len(ATTEMPTS), 0, 0)
    assert found["verified_by"] == {outcome.value: 1 for outcome in SETTLING}
    assert found["rate"] == 81.8  # 9 of 11 in percent, rounded down


@pytest.mark.parametrize("outcome", ATTEMPTS)
def test_an_attempt_leaves_the_row_due(console: Actor, outcome: str) -> None:
    call(one_lead(console), outcome, console)
    assert split(pushed(console, MIDNIGHT - HOUR)) == (0, 0, 1, 0)
    assert split(pushed(console, MIDNIGHT)) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("answered", "cut", "expected"),
    [
        (MIDNIGHT - timedelta(microseconds=1), MIDNIGHT, (1, 0, 0, 0)),
        (MIDNIGHT, MIDNIGHT, (0, 1, 0, 0)),  # what happens at the cut has not happened before it
        (MIDNIGHT + HOUR, MIDNIGHT, (0, 1, 0, 0)),
        (MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR, (1, 0, 0, 0)),
        (AT + 2 * HOUR, AT + HOUR, (0, 0, 1, 0)),
    ],
)
def test_an_answer_counts_from_when_it_was_given(
    console: Actor, answered: datetime, cut: datetime, expected: tuple[int, int, int, int]
) -> None:
    call(one_lead(console), "here_free", console, answered)
    assert split(pushed(console, cut)) == expected


def test_a_call_entered_late_counts_from_when_it_was_made_once_it_is_known(console: Actor) -> None:
    late = MIDNIGHT + 3 * HOUR
    call(one_lead(console), "here_free", console, late, true_at=AT + HOUR)
    assert split(pushed(console)) == (1, 0, 0, 0)
    assert split(pushed(console, known=MIDNIGHT + HOUR)) == (0, 1, 0, 0)


def test_a_corrected_answer_changes_what_was_found_and_not_when(console: Actor) -> None:
    lead = one_lead(console)
    call(lead, "here_control", console)
    call(lead, "not_been_there", console, MIDNIGHT + HOUR)
    assert pushed(console)["verified_by"] == {"not_been_there": 1}
    assert pushed(console, known=MIDNIGHT)["verified_by"] == {"here_control": 1}


def test_an_answer_taken_back_is_none_until_the_next(console: Actor) -> None:
    lead = one_lead(console)
    call(lead, "here_free", console)
    reopen(lead=lead, by=console, at=AT + 2 * HOUR, reason="弄错人")
    assert split(pushed(console)) == (0, 1, 0, 0)
    assert split(pushed(console, known=AT + HOUR)) == (1, 0, 0, 0)
    call(lead, "no_such_person", console, MIDNIGHT + HOUR)
    assert split(pushed(console)) == (0, 1, 0, 0)
    assert split(pushed(console, MIDNIGHT + DAY)) == (1, 0, 0, 0)


def test_who_is_called_again_after_coming_back_stays_verified(console: Actor) -> None:
    lead = one_lead(console)
    call(lead, "away", console)
    back = datetime(2022, 3, 5, tzinfo=AT.tzinfo)
    assert call_back(by=console, at=back) == 1
    assert Lead.objects.get(pk=lead.pk).state == "open"
    assert split(pushed(console, back + DAY)) == (1, 0, 0, 0)


def test_a_letter_that_is_sent_verifies_its_row(console: Actor) -> None:
    lead = one_lead(console, place="elsewhere", area="610113")
    assert split(pushed(console)) == (0, 1, 0, 0)
    send_letter(lead=lead, to_name="西安市", by=console, at=AT + HOUR)
    assert pushed(console)["verified_by"] == {"elsewhere": 1}


def test_one_answer_verifies_every_row_of_its_person(console: Actor) -> None:
    """A row and its duplicate, and a row of another list: one call answers all three."""
    told = traveller("张三", number(1), "15400000001")
    batch = make_batch()
    rows = [list_row(batch, 0, told), list_row(batch, 1, told, duplicate_of=0)]
    open_rows(batch_id=batch.pk, rows=rows, by=console, at=AT)
    open_list(console, told)
    call(leads_of(batch)[0], "here_free", console)
    found = pushed(console)
    assert split(found) == (3, 0, 0, 0)
    assert (found["people"], found["ever_by"]) == (1, {"duplicate": 1, "ready": 2})


def test_each_row_is_overdue_by_its_own_deadline(console: Actor) -> None:
    told = traveller("张三", number(1), "15400000001")
    open_list(console, told)
    open_list(console, told, at=AT + DAY)
    assert split(pushed(console, MIDNIGHT)) == (0, 1, 0, 0)
    assert split(pushed(console, MIDNIGHT + HOUR + DAY - 2 * HOUR)) == (0, 1, 1, 0)
    assert split(pushed(console, MIDNIGHT + DAY)) == (0, 2, 0, 0)


def test_a_rejected_row_has_no_lead_and_is_never_overdue(console: Actor) -> None:
    open_list(console, None, traveller("张三", number(1), "15400000001"))
    assert split(pushed(console, MIDNIGHT + DAY)) == (0, 1, 0, 1)


def test_lists_that_were_not_pushed_are_not_counted(console: Actor) -> None:
    batch = make_batch()
    batch.source.kind = "declared"
    batch.source.save()
    rows = [list_row(batch, 0, traveller("张三", number(1), "15400000001"))]
    open_rows(batch_id=batch.pk, rows=rows, by=console, at=AT)
    assert pushed(console)["ever"] == 0
