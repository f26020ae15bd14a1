"""The first and the last of the leads received or due in some days, found from time to time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rooms.leads.county import AT, one_lead

from lianfang.leads import queries
from lianfang.leads.models import Lead
from lianfang.leads.queries import find_ends
from lianfang.shared.actor import Actor

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def keys(console: Actor) -> list[int]:
    """Six leads, of which the third came first; two came at one time."""
    leads = [one_lead(console, "张三", seed) for seed in range(1, 7)]
    for lead, hour in zip(leads, (1, 2, 0, 3, 3, 5), strict=True):
        Lead.objects.filter(pk=lead.pk).update(received_at=AT + hour * HOUR, due_at=AT + (hour + 24) * HOUR)
    return [lead.pk for lead in leads]


@pytest.mark.parametrize(
    ("first", "last", "ends", "until_ends"),
    [
        (0, 6, (0, 5), (0, 5)),
        (1, 3, (0, 1), (1, 4)),
        (0, 1, (2, 2), (0, 0)),
        (None, 3, (0, 2), (0, 4)),
        (3, None, (3, 5), (5, 5)),
        (4, 5, None, (5, 5)),
        (9, None, None, None),
    ],
)
def test_the_ends_hold_all_between_the_bounds_and_stand_at_some(
    keys: list[int],
    first: int | None,
    last: int | None,
    ends: tuple[int, int] | None,
    until_ends: tuple[int, int] | None,
) -> None:
    for time, later, until, expected in (("received_at", 0, False, ends), ("due_at", 24, True, until_ends)):
        bounds = [None if hour is None else AT + (hour + later) * HOUR for hour in (first, last)]
        found = find_ends(time, (bounds[0], bounds[1]), until=until)
        assert found == (None if expected is None else (keys[expected[0]], keys[expected[1]]))


def test_of_many_times_no_ends_are_sought(keys: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    for most, found in ((5, (keys[0], keys[-1])), (4, None)):
        monkeypatch.setattr(queries, "MOST_TIMES", most)
        assert find_ends("received_at", (AT, None), until=False) == found
