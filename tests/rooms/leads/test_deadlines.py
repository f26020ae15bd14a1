"""By when a lead must be answered: 24:00 of the list's day by the shipped law, or so many hours by another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rooms.leads.county import AT, MIDNIGHT, leads_of, number, one_lead, open_list, traveller

from lianfang.config.policy_files import get_policy_book, parse_document, policy_folder, read_documents
from lianfang.core.policy import NoValue, PolicyBook, load
from lianfang.leads import incoming
from lianfang.leads.actions import record_call, reopen
from lianfang.leads.incoming import Deadlines
from lianfang.leads.models import Lead, LeadSource
from lianfang.leads.queries import list_overdue
from lianfang.shared.actor import Actor
from lianfang.shared.clock import LOCAL
from lianfang.web.words import deadline

HOURS = timedelta(hours=1)
COUNTY = "141123"

pytestmark = pytest.mark.django_db  # the law in force is read with the county's own orders


def law_of(hours: int, day: str = "2022-03-01") -> PolicyBook:
    """Return the shipped law with an order of the county beside it: leads within so many hours from a day on."""
    text = (
        f"setting: lead_deadline\nvalues:\n  - from: {day}\n    value: {{hours: {hours}}}\n"
        f"    area: '{COUNTY}'\n    clause: 县通知\n    source: test\n    confidence: S\n"
    )
    own = parse_document("order.yaml", text)
    return load([*read_documents(policy_folder()), own])


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2022, 2, 28, 0, 20, tzinfo=UTC), MIDNIGHT),
        (datetime(2022, 2, 27, 16, 0, tzinfo=UTC), MIDNIGHT),  # the day's first instant
        (datetime(2022, 2, 28, 15, 59, 59, tzinfo=UTC), MIDNIGHT),  # its last second
        (MIDNIGHT, MIDNIGHT + 24 * HOURS),  # already the next day
    ],
)
def test_a_lead_is_due_at_the_end_of_the_lists_own_day(received: datetime, due: datetime) -> None:
    assert Deadlines(COUNTY).of(received) == due


@given(minutes=st.integers(0, 400 * 24 * 60))
def test_a_deadline_is_the_next_local_midnight(minutes: int) -> None:
    received = datetime(2021, 12, 31, 16, tzinfo=UTC) + timedelta(minutes=minutes)
    due = Deadlines(COUNTY).of(received)
    assert timedelta(0) < due - received <= 24 * HOURS
    assert f"{due.astimezone(LOCAL):%H:%M:%S}" == "00:00:00"


def test_a_deadline_at_midnight_reads_as_24_hours_of_its_day() -> None:
    assert deadline(MIDNIGHT) == "2022-02-28 24:00"
    assert deadline(MIDNIGHT + HOURS) == "2022-03-01 01:00"


@pytest.mark.parametrize("hours", [1, 2, 24, 48])
def test_a_county_may_set_hours_from_a_day_on(hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    book = law_of(hours)
    monkeypatch.setattr(incoming, "get_book", lambda: book)
    before = datetime(2022, 2, 28, 12, tzinfo=UTC)
    assert Deadlines(COUNTY).of(before) == MIDNIGHT
    assert Deadlines(COUNTY).of(MIDNIGHT + HOURS) == MIDNIGHT + HOURS + hours * HOURS
    assert Deadlines("610113").of(MIDNIGHT + HOURS) == MIDNIGHT + 24 * HOURS  # another county's leads


def test_before_any_law_there_is_no_deadline() -> None:
    with pytest.raises(NoValue, match="lead_deadline"):
        Deadlines(COUNTY).of(datetime(2019, 12, 1, tzinfo=UTC))


def test_the_shipped_law_is_asked_once_for_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def book() -> PolicyBook:
        asked.append(1)
        return get_policy_book()

    monkeypatch.setattr(incoming, "get_book", book)
    deadlines = Deadlines(COUNTY)
    assert len({deadlines.of(AT) for _ in range(50)}) == 1 and len(asked) == 1
    deadlines.of(AT + HOURS)
    assert len(asked) == 1


def test_leads_rows_and_reopened_leads_are_due_by_the_county_order(
    console: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = law_of(4, "2022-02-01")
    monkeypatch.setattr(incoming, "get_book", lambda: book)
    lead = one_lead(console)
    assert lead.due_at == lead.look_again_at == AT + 4 * HOURS
    assert LeadSource.objects.get(lead=lead).due_at == AT + 4 * HOURS
    assert list(list_overdue(console, AT + 4 * HOURS - timedelta(seconds=1))) == []
    assert list(list_overdue(console, AT + 4 * HOURS)) == [lead]
    record_call(lead=lead, outcome="here_free", by=console, at=AT)
    again = reopen(lead=lead, by=console, at=AT + 10 * HOURS, reason="x")
    assert again.due_at == AT + 14 * HOURS
    assert LeadSource.objects.get(lead=lead).due_at == AT + 4 * HOURS  # the row's own never moves


def test_a_lead_keeps_the_deadline_of_the_list_that_opened_it(console: Actor) -> None:
    told = traveller("张三", number(1), "15400000001")
    first, _ = open_list(console, told)
    second, _ = open_list(console, told, at=AT + 24 * HOURS)
    (lead,) = leads_of(first)
    assert leads_of(second) == [lead]
    assert Lead.objects.get(pk=lead.pk).due_at == MIDNIGHT
    dues = LeadSource.objects.filter(lead=lead).order_by("pk").values_list("due_at", flat=True)
    assert list(dues) == [MIDNIGHT, MIDNIGHT + 24 * HOURS]
