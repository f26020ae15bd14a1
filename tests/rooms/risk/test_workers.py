"""Several desks raise one area at once: one level at a time, no write lost, nobody stopped."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tests.rooms.leads.county import AT, make_county
from tests.rooms.risk.test_levels import HOUR
from tests.rooms.risk.worker import declare
from tests.support.desks import Desks, run_together

from lianfang.risk.models import RiskNotice, RiskSpell
from lianfang.shared.actor import Actor


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


def test_the_same_notice_entered_at_three_desks_changes_the_area_once(by: Actor, desks: Desks) -> None:
    assert run_together(*(desks.open(declare, "high", 0) for _ in range(3))) == {0: 2, 1: 1}
    assert RiskSpell.objects.filter(known_to__isnull=True).count() == 1
    assert RiskNotice.objects.count() == 3


def test_different_levels_at_different_hours_all_stand(by: Actor, desks: Desks) -> None:
    notices = (("medium", 0), ("high", 1), ("low", 2))
    run_together(*(desks.open(declare, *notice) for notice in notices))
    rows = list(RiskSpell.objects.filter(known_to__isnull=True).order_by("starts_at"))
    assert rows[0].starts_at == AT
    for before, after in pairwise(rows):
        assert before.ends_at is not None and before.ends_at <= after.starts_at
    assert RiskNotice.objects.count() == 3
    assert {row.starts_at - AT for row in rows} <= {0 * HOUR, HOUR, 2 * HOUR}
