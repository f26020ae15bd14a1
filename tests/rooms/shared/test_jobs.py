"""What a killed worker held is done by the next one."""

from __future__ import annotations

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from lianfang.leads.jobs import open_batch
from lianfang.shared import jobs

pytestmark = pytest.mark.django_db


def begun(*, silent_seconds: int | None) -> int:
    """A job that a worker took, last heard of so long ago; without seconds its record is swept away."""
    number = open_batch.configure(lock="open 1", queueing_lock="open 1").defer(batch_id=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
        cursor.execute("SELECT max(id) FROM procrastinate_workers")
        (worker,) = cursor.fetchone()
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
        assert cursor.fetchone() == (number,)
        if silent_seconds is None:
            cursor.execute("SELECT procrastinate_unregister_worker_v1(%s)", [worker])
        else:
            cursor.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(secs => %s) WHERE id = %s",
                [silent_seconds, worker],
            )
    return number


def held() -> list[tuple[int, str]]:
    return list(ProcrastinateJob.objects.order_by("pk").values_list("pk", "status"))


@pytest.mark.parametrize("silent_seconds", [None, 90])
def test_a_job_of_a_dead_worker_waits_again(silent_seconds: int | None) -> None:
    number = begun(silent_seconds=silent_seconds)
    jobs.give_back(0)
    assert held() == [(number, "todo")]


def test_a_job_of_a_living_worker_is_left_to_it() -> None:
    number = begun(silent_seconds=20)
    jobs.give_back(0)
    assert held() == [(number, "doing")]


def test_a_job_asked_for_anew_takes_the_dead_ones_place() -> None:
    begun(silent_seconds=None)
    anew = open_batch.configure(lock="open 1", queueing_lock="open 1").defer(batch_id=1)
    jobs.give_back(0)
    assert held() == [(anew, "todo")]
