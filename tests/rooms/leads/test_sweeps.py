"""What time does to leads: overdue is told once to the level above, and who is back is called again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from tests.rooms.leads.county import AT, GRID, MIDNIGHT, OTHER_GRID, one_lead
from tests.rooms.staff import make_actor

from lianfang.leads.actions import record_call
from lianfang.leads.history import list_entries
from lianfang.leads.jobs import sweep_leads
from lianfang.leads.models import Lead, LeadAnswer
from lianfang.leads.queries import list_overdue
from lianfang.leads.sweeps import call_back, note_overdue
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import OutboxNews
from lianfang.shared.roles import Role

BEFORE = MIDNIGHT - timedelta(microseconds=1)


def told() -> list[dict[str, object]]:
    return [news.payload for news in OutboxNews.objects.filter(topic="leads.overdue").order_by("pk")]


def test_a_lead_is_overdue_from_its_deadline_on_and_told_once(console: Actor) -> None:
    grid, office = one_lead(console), one_lead(console, "李四", 2, place="none", area="")
    answered = one_lead(console, "王五", 3)
    record_call(lead=answered, outcome="here_control", by=console, at=AT)
    assert note_overdue(by=console, at=BEFORE) == 0
    assert [note_overdue(by=console, at=MIDNIGHT) for _ in range(2)] == [2, 0]
    assert told() == [{"holder": "grid", "leads": [grid.pk]}, {"holder": "office", "leads": [office.pk]}]


@pytest.mark.parametrize(
    ("role", "scope", "count"),
    [
        (Role.GRID, Scope(ScopeKind.GRID, GRID), 1),
        (Role.GRID, Scope(ScopeKind.GRID, OTHER_GRID), 0),
        (Role.OFFICE, Scope(ScopeKind.COUNTY, "141123"), 1),
    ],
)
def test_overdue_is_seen_by_the_levels_above(console: Actor, role: Role, scope: Scope, count: int) -> None:
    one_lead(console)
    actor = make_actor(role, scope)
    assert list_overdue(actor, BEFORE).count() == 0
    assert list_overdue(actor, MIDNIGHT).count() == count


def test_a_sweep_takes_at_most_its_share(console: Actor) -> None:
    for n in range(1, 4):
        one_lead(console, f"张{n}", n)
    assert [note_overdue(by=console, at=MIDNIGHT, limit=2) for _ in range(3)] == [2, 1, 0]


def test_the_timeline_says_in_words_why_a_lead_waits_again(console: Actor) -> None:
    lead = one_lead(console)
    record_call(lead=lead, outcome="away", away_place="太原", back_on=date(2022, 3, 5), by=console, at=AT)
    assert call_back(by=console, at=datetime(2022, 3, 5, 1, tzinfo=UTC)) == 1
    with translation.override("zh-hans"):
        said = [entry.text for entry in list_entries([lead]) if entry.icon == "rotate"]
    assert said == ["指挥部办公室、本人应已返回"]


def test_who_is_back_is_called_again_and_the_answer_stays_true(console: Actor) -> None:
    lead = one_lead(console)
    record_call(lead=lead, outcome="away", away_place="太原", back_on=date(2022, 3, 5), by=console, at=AT)
    back = datetime(2022, 3, 4, 16, tzinfo=UTC)
    assert call_back(by=console, at=back - timedelta(seconds=1)) == 0
    assert [call_back(by=console, at=back) for _ in range(2)] == [1, 0]
    lead.refresh_from_db()
    assert (lead.state, lead.holder, lead.outcome) == ("open", "grid", "away")
    assert lead.due_at == datetime(2022, 3, 5, 16, tzinfo=UTC)
    assert LeadAnswer.objects.get(lead=lead).known_to is None
    record_call(lead=lead, outcome="here_free", by=console, at=back)
    assert LeadAnswer.objects.get(lead=lead, known_to__isnull=True).answered_at == AT


def test_who_came_back_earlier_is_not_called_again(console: Actor) -> None:
    lead = one_lead(console)
    record_call(lead=lead, outcome="away", away_place="太原", back_on=date(2022, 3, 5), by=console, at=AT)
    record_call(lead=lead, outcome="here_control", by=console, at=AT + timedelta(days=1))
    assert call_back(by=console, at=datetime(2022, 3, 6, tzinfo=UTC)) == 0
    assert Lead.objects.get(pk=lead.pk).state == "answered"


def test_the_job_sweeps_both(console: Actor) -> None:
    one_lead(console)
    away = one_lead(console, "李四", 2)
    record_call(lead=away, outcome="away", away_place="太原", back_on=date(2022, 2, 28), by=console, at=AT)
    with pinned_at(MIDNIGHT):
        sweep_leads(timestamp=0)
    assert len(told()) == 1
    assert Lead.objects.get(pk=away.pk).state == "open"


@pytest.mark.django_db
def test_before_init_there_is_nothing_to_sweep() -> None:
    sweep_leads(timestamp=0)
