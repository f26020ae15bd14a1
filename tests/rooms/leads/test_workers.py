"""Several workers on one list or on several, and workers that are killed: nothing twice, nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from tests.rooms.leads.county import AT, make_county, number

from lianfang.intake.actions import accept_file, read_batch
from lianfang.intake.models import Batch
from lianfang.leads.jobs import open_batch
from lianfang.leads.models import Lead, LeadSource
from lianfang.leads.queries import count_batch
from lianfang.people.models import Person
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry

ROOT = Path(__file__).resolve().parents[3]
PEOPLE = 400


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


@pytest.fixture
def workers() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that are ended with the test, whatever happens."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for worker in started:
        worker.kill()
        worker.communicate()


def text_of(people: range) -> bytes:
    """Write a list; every third person has no number, every fourth stands in it twice."""
    lines = ["姓名,身份证号,联系电话,现住址"]
    for seed in people:
        line = f"张{chr(0x4E00 + seed)},{number(seed) if seed % 3 else ''},154{seed:08d},兴县蔚汾镇贺家坪村"
        lines += [line, line] if seed % 4 == 0 else [line]
    return "\n".join(lines).encode()


def receive(by: Actor, people: range, name: str) -> Batch:
    """Receive and read such a list."""
    content = text_of(people)
    batch = accept_file(content=content, filename=name, source_name="省厅", pushed_at=AT, by=by, at=AT).batch
    return read_batch(batch_id=batch.pk, by=by, tick=lambda: AT)


def start(
    workers: list[subprocess.Popen[str]], batch: Batch, limit: int, blocks: int = -1
) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("opener.py")
    worker = subprocess.Popen(
        [sys.executable, script, str(connection.settings_dict["NAME"]), str(batch.pk), str(limit), str(blocks)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
    )  # fmt: skip
    workers.append(worker)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    return worker


def go(worker: subprocess.Popen[str]) -> None:
    assert worker.stdin is not None
    worker.stdin.write("go\n")
    worker.stdin.flush()


def finish(worker: subprocess.Popen[str]) -> None:
    worker.communicate(timeout=120)
    assert worker.returncode == 0


def check_county(people: int, *batches: Batch) -> None:
    """One person, one lead; every row of every list is there once, and the counts add up."""
    assert Person.objects.count() == people
    assert Lead.objects.count() == people
    assert Lead.objects.values("person").distinct().count() == people
    for batch in batches:
        fresh = Batch.objects.get(pk=batch.pk)
        assert (fresh.state, fresh.opened_rows) == ("done", fresh.rows)
        rows = LeadSource.objects.filter(batch=batch)
        assert rows.count() == rows.values("row").distinct().count() == fresh.rows - fresh.rejected
        counted = count_batch(batch.pk)
        assert counted.leads_opened + counted.leads_joined == fresh.ready + fresh.warning
        entries = AuditEntry.objects.filter(action="leads.open", object_id=str(batch.pk))
        assert (
            sum(entry.detail["opened"] + entry.detail["joined"] for entry in entries)
            == fresh.ready + fresh.warning
        )


def test_two_lists_that_name_the_same_people_make_each_of_them_once(
    by: Actor, workers: list[subprocess.Popen[str]]
) -> None:
    first = receive(by, range(PEOPLE), "a.csv")
    second = receive(by, range(PEOPLE // 2, PEOPLE + PEOPLE // 2), "b.csv")
    both = [start(workers, first, 37), start(workers, second, 53)]
    for worker in both:
        go(worker)
    for worker in both:
        finish(worker)
    check_county(PEOPLE + PEOPLE // 2, first, second)
    assert count_batch(first.pk).leads_joined + count_batch(second.pk).leads_joined == PEOPLE // 2


def test_two_workers_on_one_list_open_each_row_once(by: Actor, workers: list[subprocess.Popen[str]]) -> None:
    batch = receive(by, range(PEOPLE), "a.csv")
    both = [start(workers, batch, 41), start(workers, batch, 67)]
    for worker in both:
        go(worker)
    for worker in both:
        finish(worker)
    check_county(PEOPLE, batch)


@pytest.mark.parametrize("blocks", [0, 3])
def test_a_killed_worker_leaves_whole_blocks_and_another_goes_on(
    by: Actor, workers: list[subprocess.Popen[str]], blocks: int
) -> None:
    batch = receive(by, range(PEOPLE), "a.csv")
    worker = start(workers, batch, 50, blocks)
    go(worker)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "paused\n"
    with other_connection() as holder:
        holder.execute("SELECT 1 FROM intake_batch WHERE id = %s FOR UPDATE", [batch.pk])
        go(worker)
        wait_until_blocked()  # all of the block is written but for its last row, and nothing is committed
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=60)
    assert Batch.objects.get(pk=batch.pk).opened_rows == 50 * blocks
    assert LeadSource.objects.count() == 50 * blocks
    open_batch(batch_id=batch.pk)
    check_county(PEOPLE, batch)


@contextmanager
def other_connection() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A second connection to the test's database, whose transaction ends with the block."""
    parameters = connection.get_connection_params()
    chosen = {
        name: parameters[name]
        for name in ("host", "port", "dbname", "user", "password")
        if name in parameters
    }
    with psycopg.connect(**chosen) as other:
        yield other


def wait_until_blocked() -> None:
    """Wait until another process of this database waits for a row."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("the worker never came to the end of its block")
