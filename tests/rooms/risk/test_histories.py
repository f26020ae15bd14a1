"""Levels of one place under any order of writes: what is held now and what was held then, beside a plain model."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rooms.leads.county import AT
from tests.rooms.risk.test_levels import STREET

from lianfang.risk import actions
from lianfang.risk.models import RiskSpell
from lianfang.risk.refusals import NotThere
from lianfang.shared.actor import Actor

HOUR = timedelta(hours=1)
HOURS = 12
LATER = AT + 40 * HOUR
GRADES = ("", "low", "medium", "high")

Write = tuple[str, int, int | None]
"""A grade, from an hour on, until an hour or for good."""

writes = st.tuples(
    st.sampled_from(GRADES),
    st.integers(0, HOURS - 1),
    st.one_of(st.none(), st.integers(1, 5)),
).map(lambda told: (told[0], told[1], None if told[2] is None else min(told[1] + told[2], HOURS)))


def painted(told: list[Write]) -> list[str]:
    """Paint the hours one write after the other: the plain reading of what levels mean."""
    hours = [""] * (HOURS + 1)
    for grade, since, until in told:
        for hour in range(since, HOURS + 1 if until is None else until):
            hours[hour] = grade
    return hours


def read(known_at: datetime | None = None) -> list[str]:
    """Read the hours from the rows, as known now or as known then."""
    rows = RiskSpell.objects.all()
    if known_at is None:
        rows = rows.filter(known_to__isnull=True)
    else:
        rows = rows.filter(known_from__lte=known_at).exclude(known_to__lte=known_at)
    hours = [""] * (HOURS + 1)
    for spell in rows:
        for hour in range(HOURS + 1):
            moment = AT + hour * HOUR
            if spell.starts_at <= moment and (spell.ends_at is None or moment < spell.ends_at):
                assert hours[hour] == "", "two levels at one time"
                hours[hour] = spell.grade
    return hours


@pytest.mark.django_db
@given(told=st.lists(writes, min_size=1, max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_writes_read_as_they_were_painted(console: Actor, told: list[Write]) -> None:
    RiskSpell.objects.all().delete()
    done: list[Write] = []
    known: list[tuple[datetime, list[str]]] = []
    for number, (grade, since, until) in enumerate(told):
        at = LATER + number * HOUR
        try:
            actions.declare(
                words=STREET, grade=grade, source="省", by=console, at=at, since=AT + since * HOUR,
                until=None if until is None else AT + until * HOUR,
            )  # fmt: skip
        except NotThere:
            continue
        done.append((grade, since, until))
        known.append((at, painted(done)))
    assert read() == painted(done)
    for at, hours in known:
        assert read(at) == hours


@pytest.mark.parametrize(
    ("told", "periods"),
    [
        ([("high", 2, None), ("high", 5, None)], [("high", 2, None)]),
        ([("high", 2, 5), ("high", 5, 8)], [("high", 2, 8)]),
        ([("high", 5, 8), ("high", 2, 5)], [("high", 2, 5), ("high", 5, 8)]),
        ([("high", 2, None), ("", 2, None)], []),
        ([("high", 2, None), ("low", 2, None)], [("low", 2, None)]),
        ([("high", 2, None), ("", 4, 6)], [("high", 2, 4), ("high", 6, None)]),
        ([("high", 2, 8), ("medium", 4, None)], [("high", 2, 4), ("medium", 4, None)]),
        ([("high", 4, 8), ("medium", 2, 10)], [("medium", 2, 10)]),
    ],
)
def test_periods(console: Actor, told: list[Write], periods: list[tuple[str, int, int | None]]) -> None:
    for number, (grade, since, until) in enumerate(told):
        ends = None if until is None else AT + until * HOUR
        actions.declare(
            words=STREET,
            grade=grade,
            source="省",
            by=console,
            at=LATER + number * HOUR,
            since=AT + since * HOUR,
            until=ends,
        )
    rows = RiskSpell.objects.filter(known_to__isnull=True).order_by("starts_at")
    assert [
        (row.grade, (row.starts_at - AT) // HOUR, None if row.ends_at is None else (row.ends_at - AT) // HOUR)
        for row in rows
    ] == periods
