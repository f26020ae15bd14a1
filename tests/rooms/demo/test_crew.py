"""The crew of a load: what fails in another process is heard here, and nothing is left running."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest
from tests.rooms.demo.made import at

from lianfang.demo.crew import Crew, CrewFailed
from lianfang.demo.deeds import Call, Deed, Find, Hands


class Others(Crew):
    """A crew whose processes are played by the test, at the other ends of its pipes."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        pipes = [Pipe() for _ in range(size)]
        self._ends = [here for here, _there in pipes]
        self.others = [there for _here, there in pipes]


@pytest.fixture
def crew() -> Iterator[Others]:
    made = Others(2)
    yield made
    for end in (*made._ends, *made.others):
        end.close()


def heard(other: Connection) -> list[Deed | None]:
    told = []
    while other.poll():
        told.append(other.recv())
    return told


def test_deeds_of_one_lead_go_to_one_process_in_their_order(crew: Others) -> None:
    deeds = [Find(4, at(0)), Call(7, at(0), "away"), Call(4, at(1), "no_answer"), Find(7, at(2))]
    for deed in deeds:
        crew.do(deed)
    assert heard(crew.others[0]) == [deeds[0], deeds[2]]
    assert heard(crew.others[1]) == [deeds[1], deeds[3]]


def test_settling_waits_for_every_process(crew: Others) -> None:
    for other in crew.others:
        other.send("done")
    crew.settle()
    assert [heard(other) for other in crew.others] == [[None], [None]]


def test_a_refused_deed_is_told_in_its_own_words(crew: Others) -> None:
    crew.others[0].send("Traceback: ReleaseRefused: test_missing")
    with pytest.raises(CrewFailed, match="test_missing"):
        crew.settle()


def test_a_process_that_ended_is_told(crew: Others) -> None:
    crew.others[0].close()
    with pytest.raises(CrewFailed, match="ended"):
        crew.settle()
    with pytest.raises(CrewFailed, match="ended"):
        crew.do(Find(2, at(0)))


def test_what_a_process_said_before_it_ended_is_heard(crew: Others) -> None:
    crew.others[1].send("Traceback: Forbidden")
    crew.others[1].close()
    with pytest.raises(CrewFailed, match="Forbidden"):
        for _ in range(3):
            crew.do(Find(1, at(0)))


def test_a_process_that_cannot_begin_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "no.such.settings")
    with Crew(1) as made, pytest.raises(CrewFailed):
        made.settle()
    assert not any(process.is_alive() for process in made._processes)


@pytest.mark.django_db
def test_hands_in_this_process_have_nothing_to_wait_for() -> None:
    Hands().settle()
