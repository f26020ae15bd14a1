"""Loading a demo county whole: divisions, tables, staff, event and history, and the trail that says so."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from lianfang.accounts.models import Staff
from lianfang.core.places.model import Level
from lianfang.demo import scenario as module
from lianfang.demo.load import LOADED, divisions_of, is_loaded, load_demo
from lianfang.events.queries import get_default
from lianfang.intake.models import Batch
from lianfang.orders.models import Order, Spell
from lianfang.places.models import Grid
from lianfang.places.queries import get_county
from lianfang.places.reading import read_divisions
from lianfang.shared.models import AuditEntry

COHORTS = "day,kind,people,path\n2022-02-27,medium,4,\n2022-02-28,driver,1,left+0\n"
LISTS = "day,hour,source,kind,rows\n2022-02-27,08:20,省厅,pushed,20\n2022-02-28,15:10,市局,pushed,15\n"


@pytest.fixture
def short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history of two days where the shipped one lies."""
    (tmp_path / "xing").mkdir()
    (tmp_path / "xing" / "cohorts.csv").write_text(COHORTS, encoding="utf-8")
    (tmp_path / "xing" / "lists.csv").write_text(LISTS, encoding="utf-8")
    shutil.copy(module.HERE / "xing" / "scenario.toml", tmp_path / "xing")
    monkeypatch.setattr(module, "HERE", tmp_path)


@pytest.mark.django_db
def test_a_county_is_loaded_whole_and_says_so(short: None) -> None:
    assert not is_loaded()
    told: list[tuple[date, int, int]] = []
    scenario = load_demo("xing", lambda *progress: told.append(progress))
    assert is_loaded()
    assert AuditEntry.objects.get(action=LOADED).object_id == "xing"
    check_progress(told)
    check_installation(scenario.county)
    check_history()
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


def check_progress(told: list[tuple[date, int, int]]) -> None:
    """Each act says which day of how many it was on, and days only go on."""
    assert {(day, number, days) for day, number, days in told} == {
        (date(2022, 2, 27), 1, 2),
        (date(2022, 2, 28), 2, 2),
    }
    assert [day for day, *_ in told] == sorted(day for day, *_ in told)


def check_installation(county: str) -> None:
    event = get_default()
    assert (get_county().code, event.kind, event.closed_at) == (county, "outbreak", None)
    assert event.opened_at < Batch.objects.earliest("pushed_at").pushed_at
    assert Grid.objects.count() == Staff.objects.filter(role="grid", is_demo=True).count() == 173
    assert not Staff.objects.filter(is_demo=False).exclude(role="console").exists()


def check_history() -> None:
    pushed = Batch.objects.filter(source__kind="pushed").order_by("pushed_at")
    assert list(pushed.values_list("rows", "state")) == [(20, "done"), (15, "done")]
    assert Order.objects.count() == 5
    ended = Spell.objects.filter(known_to__isnull=True).exclude(ended_by="")
    assert list(ended.values_list("ended_by", flat=True)) == ["left"]


@pytest.mark.parametrize("county", ["141123", "140702", "141027", "141031", "611002", "611021"])
def test_the_division_file_of_a_county_holds_that_county(county: str) -> None:
    divisions = read_divisions(divisions_of(county))
    assert [one.code for one in divisions if one.level == Level.COUNTY] == [county]
    assert any(one.level == Level.VILLAGE for one in divisions)


def test_an_unknown_county_has_no_divisions() -> None:
    with pytest.raises(StopIteration):
        divisions_of("999999")


@pytest.mark.django_db
def test_a_scenario_that_does_not_exist_loads_nothing() -> None:
    with pytest.raises(FileNotFoundError):
        load_demo("atlantis", lambda *_: None)
    assert not is_loaded()
    assert not Staff.objects.exists()
