"""A desk is a process of its own at the test's database, and what goes wrong there is heard here."""

from __future__ import annotations

import os
import sys

import pytest
from django.db import connection
from tests.support.desks import DeskFailed, Desks, run_together, say, stop

from lianfang.events.models import Event


def present() -> tuple[int, str, int]:
    """Tell the process, the database and how many events are seen there."""
    count = Event.objects.count()
    return os.getpid(), str(connection.settings_dict["NAME"]), count


def break_down() -> None:
    raise RuntimeError("the lamp went out")


def leave() -> None:
    say("leaving")
    sys.stdout.flush()
    os._exit(7)


def rest() -> None:
    stop("resting")


def test_each_desk_is_a_process_at_the_tests_database(desks: Desks) -> None:
    told = run_together(*(desks.open(present) for _ in range(2)))
    assert len({pid for pid, _, _ in told} | {os.getpid()}) == 3
    assert {(name, count) for _, name, count in told} == {(connection.settings_dict["NAME"], 0)}


def test_a_desk_that_fails_says_why(desks: Desks) -> None:
    desk = desks.open(break_down)
    desk.go()
    with pytest.raises(DeskFailed, match=r"(?s)ended with 1.*the lamp went out"):
        desk.hear()


def test_an_end_after_its_words_is_not_overlooked(desks: Desks) -> None:
    with pytest.raises(DeskFailed, match="ended with 7"):
        run_together(desks.open(leave))


def test_nobody_looks_and_the_test_fails_all_the_same(desks: Desks) -> None:
    desk = desks.open(leave)
    desk.go()
    assert desk.hear() == "leaving"
    desk._process.join()
    with pytest.raises(DeskFailed, match="ended with 7"):
        desks.close()


def test_one_that_does_not_go_on_ends_with_its_test(desks: Desks) -> None:
    desk = desks.open(rest)
    desk.go()
    assert desk.hear() == "resting"
    assert desk.leave() == ""


def test_one_that_is_killed_is_gone(desks: Desks) -> None:
    desk = desks.open(rest)
    desk.kill()
    with pytest.raises(DeskFailed, match="ended with -9"):
        desk.finish()


def test_settings_that_come_too_late_are_refused(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    desks.open(rest)
    monkeypatch.setenv("LIANFANG_HOSTS", "example.org")
    with pytest.raises(DeskFailed, match=r"read before these were set: \['LIANFANG_HOSTS'\]"):
        desks.open(rest)
