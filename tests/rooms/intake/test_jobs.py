"""Background reading: asked for once, taken up again after a kill, silent about persons."""

from __future__ import annotations

import logging

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.rooms.intake.lists import NAMELESS, NOBODY, ZHANG, bring, receive, rejected
from tests.rooms.leads.county import AT, number
from tests.rooms.staff import COUNTY, make_staff

from lianfang.core.intake.fields import Field
from lianfang.intake import jobs
from lianfang.intake.actions import ask_again, correct_row
from lianfang.intake.models import Batch
from lianfang.leads import jobs as leads_jobs
from lianfang.leads.models import LeadMove
from lianfang.shared import outbox
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role


def waiting() -> list[tuple[str, dict[str, int]]]:
    held = ProcrastinateJob.objects.filter(status="todo").order_by("pk")
    return [(job.task_name.rsplit(".", 1)[-1], job.args) for job in held]


def test_a_received_file_is_asked_for_once_however_often_it_is_told(console: Actor) -> None:
    batch = receive(console, ZHANG)
    outbox.deliver(at=AT)
    outbox.tell("intake.accepted", at=AT, batch=batch.pk)
    outbox.deliver(at=AT)
    jobs.resume_reading(0)
    assert waiting() == [("read_batch_file", {"batch_id": batch.pk})]
    jobs.read_batch_file(batch.pk)
    assert Batch.objects.get().state == "opening"


@pytest.mark.parametrize("state", ["received", "reading"])
def test_a_file_that_a_killed_worker_left_is_taken_up_again(console: Actor, state: str) -> None:
    batch = receive(console, ZHANG)
    Batch.objects.update(state=state)
    jobs.resume_reading(0)
    assert waiting() == [("read_batch_file", {"batch_id": batch.pk})]


def test_a_list_asked_for_again_is_read_by_its_own_job(console: Actor) -> None:
    batch = bring(console, ZHANG, NAMELESS)
    outbox.deliver(at=AT)
    ProcrastinateJob.objects.all().delete()  # what the first import had asked for
    ask_again(batch=batch, by=console, at=AT)
    outbox.deliver(at=AT)
    jobs.resume_reading(0)
    assert ("read_batch_again", {"batch_id": batch.pk}) in waiting()
    jobs.read_batch_again(batch.pk)
    assert Batch.objects.get().state == "opening"
    leads_jobs.resume_opening(0)
    assert ("open_batch", {"batch_id": batch.pk}) in waiting()
    leads_jobs.open_batch(batch.pk)
    assert Batch.objects.get().state == "done"


def test_a_list_is_read_and_opened_in_the_name_of_who_received_it(console: Actor) -> None:
    clerk = make_staff(Role.DATA, COUNTY)
    batch = receive(clerk.actor, ZHANG)
    clerk.is_active = False  # the account is closed before the worker comes to it
    clerk.save()
    jobs.read_batch_file(batch.pk)
    leads_jobs.open_batch(batch.pk)
    assert set(LeadMove.objects.values_list("by", flat=True)) == {clerk.pk}
    told = AuditEntry.objects.filter(action__in=("intake.read", "leads.open"))
    assert list(told.order_by("pk").values_list("action", "actor_id")) == [
        ("intake.read", clerk.pk),
        ("leads.open", clerk.pk),
    ]


@pytest.mark.parametrize("state", ["done", "failed"])
def test_what_has_ended_is_left_alone(console: Actor, state: str) -> None:
    receive(console, ZHANG)
    Batch.objects.update(state=state)
    jobs.resume_reading(0)
    leads_jobs.resume_opening(0)
    assert waiting() == []


def test_no_personal_value_is_logged(console: Actor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    batch = bring(console, ZHANG, NAMELESS, NOBODY)
    correct_row(row=rejected(batch)[0], values={Field.NAME: "赵六"}, by=console, at=AT)
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    for value in ("张三", "赵六", "王五", number(1), "15400000001", "贺家坪"):
        assert not [line for line in lines if value in line]
