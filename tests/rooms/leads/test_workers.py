"""Several workers on one list or on several, and workers that are killed: nothing twice, nothing lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from tests.rooms.leads.county import AT, OTHER_TOWN, make_county, number
from tests.rooms.leads.opener import answer_and_hand_on, open_all
from tests.support.desks import Desks, run_together

from lianfang.intake.actions import accept_file, read_batch
from lianfang.intake.models import Batch
from lianfang.leads.checks import check_sources
from lianfang.leads.jobs import open_batch
from lianfang.leads.models import Lead, LeadSource
from lianfang.leads.queries import count_batch
from lianfang.people.models import Person
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry

PEOPLE = 400


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


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


def test_two_lists_that_name_the_same_people_make_each_of_them_once(by: Actor, desks: Desks) -> None:
    first = receive(by, range(PEOPLE), "a.csv")
    second = receive(by, range(PEOPLE // 2, PEOPLE + PEOPLE // 2), "b.csv")
    both = [desks.open(open_all, first.pk, 37), desks.open(open_all, second.pk, 53)]
    assert run_together(*both) == {"done": 2}
    check_county(PEOPLE + PEOPLE // 2, first, second)
    assert count_batch(first.pk).leads_joined + count_batch(second.pk).leads_joined == PEOPLE // 2


def test_two_workers_on_one_list_open_each_row_once(by: Actor, desks: Desks) -> None:
    batch = receive(by, range(PEOPLE), "a.csv")
    both = [desks.open(open_all, batch.pk, limit) for limit in (41, 67)]
    assert run_together(*both) == {"done": 2}
    check_county(PEOPLE, batch)


@pytest.mark.parametrize("blocks", [0, 3])
def test_a_killed_worker_leaves_whole_blocks_and_another_goes_on(
    by: Actor, desks: Desks, blocks: int
) -> None:
    batch = receive(by, range(PEOPLE), "a.csv")
    desk = desks.open(open_all, batch.pk, 50, blocks)
    desk.go()
    assert desk.hear() == "paused"
    with other_connection() as holder:
        holder.execute("SELECT 1 FROM intake_batch WHERE id = %s FOR UPDATE", [batch.pk])
        desk.go()
        wait_until_blocked()  # all of the block is written but for its last row, and nothing is committed
        desk.kill()
    assert Batch.objects.get(pk=batch.pk).opened_rows == 50 * blocks
    assert LeadSource.objects.count() == 50 * blocks
    open_batch(batch_id=batch.pk)
    check_county(PEOPLE, batch)


def test_who_answers_or_hands_on_while_a_list_joins_reaches_its_rows_too(by: Actor, desks: Desks) -> None:
    open_batch(batch_id=receive(by, range(PEOPLE), "a.csv").pk)
    second = receive(by, range(1, PEOPLE, 2), "b.csv")
    answered, handed = (Lead.objects.get(person__name=f"张{chr(0x4E00 + seed)}") for seed in (3, 5))
    joining, calling = (
        desks.open(open_all, second.pk, PEOPLE),
        desks.open(answer_and_hand_on, answered.pk, handed.pk),
    )
    with other_connection() as holder:
        holder.execute("SELECT 1 FROM intake_batch WHERE id = %s FOR UPDATE", [second.pk])
        joining.go()
        wait_until_blocked()
        calling.go()
        wait_until_blocked(2)
    assert (joining.hear(), calling.hear()) == ("done", "done")
    sources = LeadSource.objects.filter(lead__in=(answered, handed)).order_by("lead", "batch")
    told = list(sources.values_list("lead", "answer", "town", "community", "grid"))
    here = (answered.town, answered.community, answered.grid)
    there = Lead.objects.values_list("town", "community", "grid").get(pk=handed.pk)
    assert there != here
    assert told == [(answered.pk, "here_free", *here)] * 2 + [(handed.pk, "", *there)] * 2
    assert check_sources(by, AT) == []


@pytest.mark.parametrize(
    "told", [{"answer": "away"}, {"answered_at": AT}, {"town": OTHER_TOWN}, {"grid": ""}]
)
def test_doctor_finds_a_row_that_bears_something_else_than_its_lead(
    by: Actor, told: dict[str, object]
) -> None:
    open_batch(batch_id=receive(by, range(1, 4), "a.csv").pk)
    assert check_sources(by, AT) == []
    source = LeadSource.objects.order_by("pk")[1]
    LeadSource.objects.filter(pk=source.pk).update(**told)
    (said,) = check_sources(by, AT)
    assert said == f"名单中有 1 行的核查结果或所属地与其线索不一致，第一条是线索 {source.lead_id} 的。"


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


def wait_until_blocked(processes: int = 1) -> None:
    """Wait until so many other processes of this database wait for a row."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if cursor.fetchone()[0] >= processes:
                return
        time.sleep(0.05)
    raise AssertionError("the worker never came to the end of its block")
