"""Events: one is the default that new lists belong to; opening twice opens once; a closed one takes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.rooms.staff import make_actor

from lianfang.events.actions import close_event, open_event
from lianfang.events.models import Event
from lianfang.events.queries import NoEvent, get_default, list_open
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db
AT = datetime(2022, 2, 28, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def by() -> Actor:
    return make_actor(Role.OFFICE)


def audited(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))


@pytest.mark.parametrize("kind", ["outbreak", "alert", "routine"])
def test_an_event_of_each_kind_is_opened_and_kept_in_the_trail(by: Actor, kind: str) -> None:
    event = open_event(name="2月疫情", kind=kind, by=by, at=AT)
    event.refresh_from_db()
    assert (event.name, event.kind, event.opened_at, event.closed_at) == ("2月疫情", kind, AT, None)
    assert not event.is_default
    (entry,) = audited("events.open")
    assert (entry.object_kind, entry.object_id, entry.detail) == ("event", str(event.pk), {"kind": kind})


def test_an_unknown_kind_opens_nothing(by: Actor) -> None:
    with pytest.raises(ValueError, match="rumour"):
        open_event(name="x", kind="rumour", by=by, at=AT)
    assert not Event.objects.exists() and not audited("events.open")


def test_an_event_may_have_begun_before_it_was_entered(by: Actor) -> None:
    event = open_event(name="x", kind="outbreak", by=by, at=AT, opened_at=AT - 3 * DAY)
    assert event.opened_at == AT - 3 * DAY


def test_the_same_name_is_the_same_event_however_often_it_is_opened(by: Actor) -> None:
    first = open_event(name="x", kind="outbreak", by=by, at=AT)
    again = open_event(name="x", kind="alert", by=by, at=AT + DAY)
    assert (again.pk, again.kind, again.opened_at) == (first.pk, "outbreak", AT)
    assert len(audited("events.open")) == 1


def test_without_an_event_nothing_can_be_taken_and_the_way_out_is_said() -> None:
    with pytest.raises(NoEvent, match="lianfang init"):
        get_default()


def test_a_later_default_takes_the_place_of_the_earlier(by: Actor) -> None:
    first = open_event(name="1", kind="outbreak", by=by, at=AT, default=True)
    assert get_default() == first
    second = open_event(name="2", kind="outbreak", by=by, at=AT, default=True)
    assert get_default() == second
    open_event(name="3", kind="alert", by=by, at=AT)
    assert get_default() == second
    assert Event.objects.filter(is_default=True).count() == 1


def test_an_event_that_is_there_becomes_the_default_and_stays_it(by: Actor) -> None:
    event = open_event(name="1", kind="outbreak", by=by, at=AT)
    for _ in range(2):
        assert open_event(name="1", kind="outbreak", by=by, at=AT, default=True) == event
        assert get_default() == event


def test_two_defaults_cannot_be_written(by: Actor) -> None:
    open_event(name="1", kind="outbreak", by=by, at=AT, default=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(name="2", kind="alert", opened_at=AT, is_default=True)


def test_two_events_cannot_have_one_name(by: Actor) -> None:
    open_event(name="1", kind="outbreak", by=by, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(name="1", kind="alert", opened_at=AT)


def test_a_closed_event_is_no_default_and_not_offered(by: Actor) -> None:
    event = open_event(name="1", kind="outbreak", by=by, at=AT, default=True)
    close_event(event=event, reason="疫情结束", by=by, at=AT + 30 * DAY)
    event.refresh_from_db()
    assert (event.closed_at, event.is_default) == (AT + 30 * DAY, False)
    assert list_open() == []
    with pytest.raises(NoEvent):
        get_default()
    (entry,) = audited("events.close")
    assert (entry.object_id, entry.reason) == (str(event.pk), "疫情结束")


def test_the_day_an_event_was_closed_does_not_move(by: Actor) -> None:
    """The days after which its personal data dies are counted from the first closing."""
    event = open_event(name="1", kind="outbreak", by=by, at=AT)
    close_event(event=event, reason="结束", by=by, at=AT + DAY)
    close_event(event=event, reason="再次", by=by, at=AT + 9 * DAY)
    event.refresh_from_db()
    assert event.closed_at == AT + DAY


def test_open_events_are_offered_with_the_default_first_then_the_newest(by: Actor) -> None:
    old = open_event(name="old", kind="alert", by=by, at=AT - 9 * DAY)
    new = open_event(name="new", kind="alert", by=by, at=AT)
    usual = open_event(name="usual", kind="outbreak", by=by, at=AT - DAY, default=True)
    gone = open_event(name="gone", kind="alert", by=by, at=AT)
    close_event(event=gone, reason="误报", by=by, at=AT)
    assert list_open() == [usual, new, old]


def test_an_event_is_called_by_its_name(by: Actor) -> None:
    assert str(open_event(name="2022年春季疫情", kind="outbreak", by=by, at=AT)) == "2022年春季疫情"
