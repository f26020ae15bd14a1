"""Rows and leads as held true now are read without joins; the joins that read any past moment say the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef

from lianfang.core.figures.called import LEAD_FIGURES
from lianfang.core.figures.facts import LEADS, ROWS, Table
from lianfang.figures.facts import relation
from lianfang.figures.queries import is_recent
from lianfang.intake.models import Batch
from lianfang.leads.models import Lead, LeadAnswer, LeadSource

from .county import START, county, drawn  # noqa: F401

LATER = datetime(2030, 1, 1, tzinfo=UTC)
HELD = LeadAnswer.objects.filter(lead=OuterRef("lead"), known_to__isnull=True)
TOLD = [column for column in ROWS.columns if not column.startswith("known")]


def read(known: datetime | None, table: Table = ROWS) -> list[tuple[Any, ...]]:
    """Read the facts held then, without their versions."""
    told = ", ".join(f'"{name}"' for name in table.columns if not name.startswith("known"))
    version = "known_to IS NULL OR known_to > %(known)s" if known else "known_to IS NULL"
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {told} FROM ({relation(table, known)}) r WHERE {version} ORDER BY "{table.key}"',
            {"known": known},
        )
        return cursor.fetchall()


def check_both_ways() -> list[tuple[Any, ...]]:
    now = read(None)
    assert now == read(LATER)
    assert len(now) == len({fact[0] for fact in now})
    return now


def value(facts: list[tuple[Any, ...]], row: int, column: str) -> Any:
    return next(fact for fact in facts if fact[0] == row)[TOLD.index(column)]


def test_sources_tell_what_the_joins_tell(county: int) -> None:
    assert len(check_both_ways()) > 20


def test_an_answer_that_is_given_replaced_and_taken_back_reaches_every_source(county: int) -> None:
    source = LeadSource.objects.filter(~Exists(HELD), known_to__isnull=True).first()
    assert source is not None
    answer = LeadAnswer.objects.create(lead=source.lead, outcome="away", answered_at=START, known_from=START)
    assert value(check_both_ways(), source.row_id, "answer") == "away"
    LeadAnswer.objects.filter(pk=answer.pk).update(known_to=START)
    assert value(check_both_ways(), source.row_id, "answered_at") is None
    LeadAnswer.objects.create(lead=source.lead, outcome="elsewhere", answered_at=START, known_from=START)
    assert value(check_both_ways(), source.row_id, "answer") == "elsewhere"


def test_a_source_of_a_lead_that_is_answered_bears_the_answer(county: int) -> None:
    answer = LeadAnswer.objects.filter(known_to__isnull=True).first()
    old = LeadSource.objects.filter(known_to__isnull=True).exclude(lead=answer.lead).first()
    assert answer is not None and old is not None
    LeadSource.objects.filter(pk=old.pk).update(known_to=START)
    LeadSource.objects.create(
        lead=answer.lead, row=old.row, batch=old.batch, person=answer.lead.person, joined=True, outcome=old.outcome,
        due_at=old.due_at, town=answer.lead.town, known_from=START,
    )  # fmt: skip
    assert value(check_both_ways(), old.row_id, "answered_at") == answer.answered_at


def test_leads_tell_what_their_answers_tell(county: int) -> None:
    now = read(None, LEADS)
    assert now == read(LATER, LEADS)
    assert len(now) == len({fact[0] for fact in now}) == Lead.objects.count()


def test_a_lead_that_moves_takes_its_rows_along(county: int) -> None:
    source = LeadSource.objects.filter(known_to__isnull=True).first()
    assert source is not None
    Lead.objects.filter(pk=source.lead_id).update(town="141123109")
    assert value(check_both_ways(), source.row_id, "town") == "141123109"


@pytest.mark.parametrize("opened", [0, 1, 8, 14, 15])
def test_rows_that_wait_to_become_leads_are_counted_from_the_moment_they_are_read(
    county: int, opened: int
) -> None:
    batch = Batch.objects.order_by("pk").first()
    assert batch is not None
    LeadSource.objects.filter(batch=batch, row__seq__gte=opened).delete()
    waiting = batch.row_set.filter(known_to__isnull=True, seq__lt=opened).exclude(outcome="rejected")
    LeadSource.objects.filter(row__in=waiting, known_to__isnull=False).update(known_to=None)
    Batch.objects.filter(pk=batch.pk).update(opened_rows=opened)
    counted = [fact for fact in check_both_ways() if fact[TOLD.index("batch")] == batch.pk]
    assert len(counted) == batch.row_set.filter(known_to__isnull=True).count()


def test_only_leads_counted_from_a_moment_on_are_found_by_their_time() -> None:
    recent = [figure.path for figure in LEAD_FIGURES if is_recent(figure.where)]
    assert recent == ["leads.new", "leads.open", "leads.overdue"]
