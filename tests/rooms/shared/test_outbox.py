"""News goes up once it is true, oldest first, and waits where a subscriber fails."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from lianfang.shared import outbox
from lianfang.shared.models import OutboxNews

AT = datetime(2022, 2, 28, 1, tzinfo=UTC)


@pytest.fixture
def heard(monkeypatch):
    """A subscriber that remembers; the rooms' own do not listen here."""
    monkeypatch.setattr(outbox, "_subscribers", outbox.defaultdict(list))
    held: list[tuple[dict, datetime]] = []

    @outbox.subscribe("test.told")
    def hear(payload: dict, at: datetime) -> None:
        held.append((payload, at))

    return held


@pytest.mark.django_db
def test_news_is_delivered_once_oldest_first(heard):
    for number in range(3):
        outbox.tell("test.told", at=AT, number=number)
    assert outbox.deliver(at=AT) == 3
    assert [payload["number"] for payload, _at in heard] == [0, 1, 2]
    assert outbox.deliver(at=AT) == 0
    assert set(OutboxNews.objects.values_list("delivered_at", flat=True)) == {AT}


@pytest.mark.django_db
def test_no_more_than_asked_for_is_delivered(heard):
    for number in range(3):
        outbox.tell("test.told", at=AT, number=number)
    assert outbox.deliver(at=AT, limit=2) == 2
    assert len(heard) == 2


@pytest.mark.django_db
def test_news_of_a_failed_transaction_is_never_told(heard):
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.tell("test.told", at=AT)
        raise RuntimeError
    assert outbox.deliver(at=AT) == 0


@pytest.mark.django_db
def test_news_nobody_listens_to_is_put_aside(heard):
    outbox.tell("test.unheard", at=AT)
    assert outbox.deliver(at=AT) == 1
    assert heard == []


@pytest.mark.django_db
def test_a_day_of_news_nobody_listens_to_keeps_no_list_waiting(heard, django_assert_max_num_queries):
    for _number in range(50):
        outbox.tell("test.unheard", at=AT)
    outbox.tell("test.told", at=AT, number=1)
    with django_assert_max_num_queries(8):
        assert outbox.deliver(at=AT, limit=1) == 51
    assert [payload["number"] for payload, _at in heard] == [1]


@pytest.mark.django_db
def test_settled_news_is_handed_to_nobody(heard):
    outbox.tell("test.told", at=AT)
    assert (outbox.settle(at=AT), outbox.settle(at=AT), outbox.deliver(at=AT)) == (1, 0, 0)
    assert heard == []


@pytest.mark.django_db
def test_a_subscriber_is_registered_once(heard):
    def hear(payload: dict, at: datetime) -> None:
        heard.append((payload, at))

    outbox.subscribe("test.twice")(hear)
    outbox.subscribe("test.twice")(hear)
    outbox.tell("test.twice", at=AT)
    outbox.deliver(at=AT)
    assert len(heard) == 1


@pytest.mark.django_db
def test_what_fails_waits_with_all_it_wrote_undone(heard):
    failing = [True]

    @outbox.subscribe("test.told")
    def write_then_fail(payload: dict, at: datetime) -> None:
        outbox.tell("test.second", at=at)
        if failing[0]:
            raise RuntimeError

    outbox.tell("test.told", at=AT, number=1)
    with pytest.raises(RuntimeError):
        outbox.deliver(at=AT)
    assert OutboxNews.objects.filter(delivered_at__isnull=True).count() == 1
    failing[0] = False
    assert outbox.deliver(at=AT) == 2  # the news and what it told in turn


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_share_the_work_and_tell_nothing_twice(heard):
    for number in range(40):
        outbox.tell("test.told", at=AT, number=number)

    def work() -> None:
        outbox.deliver(at=AT)
        connection.close()

    threads = [threading.Thread(target=work) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(payload["number"] for payload, _at in heard) == list(range(40))
