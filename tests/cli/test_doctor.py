"""Doctor asks every room, and one check that breaks hides no other."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError
from tests.rooms.leads.county import make_county

from lianfang.cli import doctor
from lianfang.shared import checks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county() -> None:
    make_county()


def test_the_ground_is_asked_first_and_the_rooms_after_it():
    names = [name for name, _check in doctor.list_checks()]
    assert names[: len(checks.CHECKS)] == [name for name, _check in checks.CHECKS]
    assert len(names) > len(checks.CHECKS)


def test_problems_are_told_and_end_with_one(run, monkeypatch):
    def broken(actor, at):
        raise DatabaseError("no such table")

    found = [("first", lambda actor, at: []), ("second", lambda actor, at: ["a problem"]), ("third", broken)]
    monkeypatch.setattr(doctor, "list_checks", lambda: iter(found))
    answer = run("doctor", "--json")
    held = json.loads(answer.stdout)
    assert answer.exit_code == 1
    assert held["sound"] is False
    assert [bool(check["problems"]) for check in held["checks"]] == [False, True, True]
    assert "no such table" in held["checks"][2]["problems"][0]


def test_where_all_is_well_it_ends_with_zero(run, monkeypatch):
    monkeypatch.setattr(doctor, "list_checks", lambda: iter([("first", lambda actor, at: [])]))
    answer = run("doctor")
    assert answer.exit_code == 0
    assert "✓ first" in answer.output
