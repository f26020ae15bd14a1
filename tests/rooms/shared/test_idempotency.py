"""The same key for the same write to the same thing by the same person is done once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection
from tests.rooms.staff import make_actor

from lianfang.shared.idempotency import once
from lianfang.shared.models import IdempotencyKey
from lianfang.shared.roles import Role

AT = datetime(2022, 2, 28, 1, tzinfo=UTC)


class Writer:
    """Counts how often it wrote."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict:
        self.times += 1
        return {"lead": self.times}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("second", "done_again"),
    [
        ({}, False),
        ({"key": "other"}, True),
        ({"action": "leads.close"}, True),
        ({"target": 8}, True),
        ({"by": "other"}, True),
    ],
    ids=["the same", "another key", "another action", "another thing", "another person"],
)
def test_only_the_very_same_write_is_a_repetition(second, done_again):
    write, by = Writer(), make_actor(Role.DATA)
    first = {"key": "k", "target": 7, "by": by, "action": "leads.call"}
    assert once(**first, at=AT, write=write) == ({"lead": 1}, False)
    if "by" in second:
        second = {"by": make_actor(Role.DATA)}
    answer, known = once(**{**first, **second}, at=AT, write=write)
    assert (write.times, known) == ((2, False) if done_again else (1, True))
    assert answer == {"lead": write.times}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key", ["k" * 80, "k" * 81, "k" * 9_000, "a\x00b", "钥匙", "a\nb", "\ud800"], ids=ascii
)
def test_any_text_is_a_key(key):
    write, by = Writer(), make_actor(Role.DATA)
    answers = [
        once(key=each, target=7, by=by, at=AT, action="x", write=write)[0] for each in (key, key, key + "2")
    ]
    assert answers == [{"lead": 1}, {"lead": 1}, {"lead": 2}]


@pytest.mark.django_db
def test_without_a_key_every_write_is_done():
    write, by = Writer(), make_actor(Role.DATA)
    for _number in range(2):
        once(key="", target=7, by=by, at=AT, action="leads.call", write=write)
    assert write.times == 2
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_a_write_that_failed_may_be_tried_again():
    by = make_actor(Role.DATA)

    def fail() -> dict:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(key="k", target=7, by=by, at=AT, action="leads.call", write=fail)
    assert once(key="k", target=7, by=by, at=AT, action="leads.call", write=Writer()) == ({"lead": 1}, False)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_from_two_requests_writes_once():
    write, by = Writer(), make_actor(Role.DATA)
    barrier = threading.Barrier(4)
    answers: list[tuple[dict, bool]] = []

    def click() -> None:
        barrier.wait(30)
        answers.append(once(key="k", target=7, by=by, at=AT, action="leads.call", write=write))
        connection.close()

    threads = [threading.Thread(target=click) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert write.times == 1
    assert [answer for answer, _known in answers] == [{"lead": 1}] * 4
    assert sorted(known for _answer, known in answers) == [False, True, True, True]
