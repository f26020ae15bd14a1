"""Several desks raise one area at once: one level at a time, no write lost, nobody stopped."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection
from tests.rooms.leads.county import AT, make_county
from tests.rooms.risk.test_levels import HOUR

from lianfang.risk.models import RiskNotice, RiskSpell
from lianfang.shared.actor import Actor

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


def start(grade: str, number: int) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("worker.py")
    return subprocess.Popen(
        [sys.executable, script, str(connection.settings_dict["NAME"]), grade, str(number)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
    )  # fmt: skip


def run(*told: tuple[str, int]) -> list[str]:
    workers = [start(grade, number) for grade, number in told]
    try:
        for worker in workers:
            assert worker.stdout and worker.stdout.readline() == "ready\n"
        for worker in workers:
            assert worker.stdin
            worker.stdin.write("go\n")
            worker.stdin.flush()
        return [worker.communicate(timeout=120)[0].strip() for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def test_the_same_notice_entered_at_three_desks_changes_the_area_once(by: Actor) -> None:
    assert sorted(run(("high", 0), ("high", 0), ("high", 0))) == ["0", "0", "1"]
    assert RiskSpell.objects.filter(known_to__isnull=True).count() == 1
    assert RiskNotice.objects.count() == 3


def test_different_levels_at_different_hours_all_stand(by: Actor) -> None:
    run(("medium", 0), ("high", 1), ("low", 2))
    rows = list(RiskSpell.objects.filter(known_to__isnull=True).order_by("starts_at"))
    assert rows[0].starts_at == AT
    for before, after in pairwise(rows):
        assert before.ends_at is not None and before.ends_at <= after.starts_at
    assert RiskNotice.objects.count() == 3
    assert {row.starts_at - AT for row in rows} <= {0 * HOUR, HOUR, 2 * HOUR}
