"""How long a session lasts, and how many one person may have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests.rooms.staff import make_staff, sign_in
from time_machine import travel

from lianfang.accounts import sign_ins
from lianfang.accounts.models import SignIn
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db
START = datetime(2022, 2, 28, 0, 0, tzinfo=UTC)
PAGE = "/accounts/me/"


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("visits", "still_in"),
    [
        ([timedelta(hours=1, minutes=59)], True),
        ([timedelta(hours=2)], False),
        ([timedelta(hours=hour) for hour in range(1, 12)], True),
        ([timedelta(hours=hour) for hour in range(1, 13)], False),
        ([*[timedelta(hours=hour) for hour in range(1, 12)], timedelta(hours=11, minutes=59)], True),
    ],
    ids=["1:59 of rest", "2:00 of rest", "11 h of work", "12 h of work", "11:59 of work"],
)
def test_a_session_ends_after_two_hours_of_rest_or_twelve_of_work(client, visits, still_in):
    with travel(START, tick=False) as clock:
        sign_in(client, make_staff(Role.AUDITOR))
        assert is_in(client)
        for visit in visits[:-1]:
            clock.move_to(START + visit)
            assert is_in(client)
        clock.move_to(START + visits[-1])
        assert is_in(client) is still_in


def test_use_is_noted_once_a_minute_not_at_every_click(client, django_assert_num_queries):
    with travel(START, tick=False) as clock:
        sign_in(client, make_staff(Role.AUDITOR))
        is_in(client)
        clock.shift(timedelta(seconds=59))
        is_in(client)
        assert SignIn.objects.get().seen_at == START
        clock.shift(timedelta(seconds=1))
        is_in(client)
        assert SignIn.objects.get().seen_at == START + timedelta(seconds=60)


def test_a_fourth_sign_in_ends_the_one_used_longest_ago():
    staff = make_staff(Role.AUDITOR)
    browsers = []
    with travel(START, tick=False) as clock:
        for _number in range(sign_ins.AT_ONCE):
            browsers.append(sign_in(Client(), staff))
            assert is_in(browsers[-1])
            clock.shift(timedelta(minutes=2))
        assert is_in(browsers[0])  # used again, so the second is now the oldest
        browsers.append(sign_in(Client(), staff))
        assert is_in(browsers[-1])
        assert [is_in(browser) for browser in browsers] == [True, False, True, True]


def test_another_persons_sign_ins_are_not_counted():
    with travel(START, tick=False):
        first = sign_in(Client(), make_staff(Role.AUDITOR))
        assert is_in(first)
        staff = make_staff(Role.AUDITOR)
        for _number in range(sign_ins.AT_ONCE + 1):
            assert is_in(sign_in(Client(), staff))
        assert is_in(first)


def test_ending_sign_ins_takes_their_sessions_away(client):
    staff = make_staff(Role.AUDITOR)
    with travel(START, tick=False):
        sign_in(client, staff)
        is_in(client)
        assert sign_ins.end(sign_ins.list_live(staff, at=START), at=START) == 1
        assert Session.objects.count() == 0
        assert SignIn.objects.get().ended_at == START
        assert sign_ins.end(sign_ins.list_live(staff, at=START), at=START) == 0


def test_a_sign_in_over_its_time_is_not_listed_as_live(client):
    staff = make_staff(Role.AUDITOR)
    with travel(START, tick=False):
        sign_in(client, staff)
        is_in(client)
    assert sign_ins.list_live(staff, at=START + timedelta(minutes=119)).count() == 1
    assert sign_ins.list_live(staff, at=START + timedelta(minutes=121)).count() == 0
