"""`lianfang policy simulate`: both sides side by side, in words and in JSON, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.rooms.leads.county import OTHER_TOWN, make_county
from tests.rooms.orders.world import AT, HOUR, control, staff

from lianfang.accounts.models import Staff
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

V9 = ("policy", "simulate", "--edition", "v9", "--date", "2022-02-28")
COUNTED = {"beds", "tests", "samples", "releases", "person_days", "person_days_by", "days"}


@pytest.fixture
def county(db: None) -> Actor:
    by = make_county()
    control(by, seed=1)
    control(by, "secondary_contact", seed=2, at=AT + HOUR)
    return by


def ask(run, *arguments: str) -> Any:
    ran = run(*arguments, "--json")
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def test_both_sides_stand_in_one_answer(run, county: Actor) -> None:
    told = ask(run, *V9)
    assert (told["edition"], told["date"], told["orders"], told["overdue"]) == ("v9", "2022-02-28", 2, 0)
    for side in ("as_they_are", "under"):
        assert told[side].keys() >= COUNTED
        assert [day["date"] for day in told[side]["days"]][::14] == ["2022-02-28", "2022-03-14"]
        assert told[side]["beds"] == told[side]["days"][0]["beds"]
        assert told[side]["tests_ahead"] == sum(day["tests"] for day in told[side]["days"])
        assert sum(told[side]["person_days_by"].values()) == pytest.approx(
            told[side]["person_days"], abs=0.05
        )
    assert (told["as_they_are"]["beds"], told["under"]["beds"]) == (2, 1)
    assert told["change"]["people"] == 2
    assert told["change"]["days"] == told["change"]["days_gained"] - told["change"]["days_lost"]
    assert set(told["by_category"]) == {"close_contact", "secondary_contact"}


def test_people_whom_the_edition_would_not_control(run, county: Actor) -> None:
    told = ask(run, "policy", "simulate", "--edition", "b2b", "--date", "2022-02-28")
    assert told["change"]["lifted"] == 2
    assert told["under"]["person_days"] == told["under"]["beds"] == told["under"]["tests_ahead"] == 0


def test_the_text_is_in_both_languages(run, county: Actor) -> None:
    english = run(*V9).stdout
    assert english.startswith(
        "v9 “新型冠状病毒肺炎防控方案（第九版）” on the orders that run on 2022-02-28: 2 people\n"
    )
    assert re.search(r"^at an isolation site at 24:00 +2 +1 +-1$", english, re.MULTILINE)
    assert re.search(r"^2022-02-28 +2 → 2 +2 → 1 ", english, re.MULTILINE)
    chinese = run(*V9, lang="zh").stdout
    assert re.search(r"^24时集中隔离人数 +2 +1 +-1$", chinese, re.MULTILINE)
    assert re.search(r"^密接 +1 +0 +1 ", chinese, re.MULTILINE)
    assert not re.search(r"[a-z]{3,}", chinese)


def test_columns_stand_under_each_other(run, county: Actor) -> None:
    from rich.cells import cell_len

    lines = run(*V9, lang="zh").stdout.split("\n\n")[1].splitlines()
    assert len({cell_len(line) for line in lines}) == 1


def test_no_personal_value_is_answered(run, county: Actor) -> None:
    for told in (run(*V9).stdout, run(*V9, "--json").stdout):
        assert "张" not in told
        assert "141123-2022" not in told  # the number of an order


def test_an_unknown_edition_is_refused_with_those_there_are(run, county: Actor) -> None:
    ran = run("policy", "simulate", "--edition", "v99", "--date", "2022-02-28")
    assert ran.exit_code == 2
    assert "There is no edition called v99." in ran.stderr
    assert "v8, " in ran.stderr
    assert not AuditEntry.objects.filter(action="orders.simulate")


@pytest.mark.parametrize("day", ["2022-02-30", "yesterday", "28.02.2022", "9999-12-31", "0001-01-01", ""])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_day_that_is_none_is_refused_with_how_to_write_it(run, county: Actor, day: str, lang: str) -> None:
    ran = run("policy", "simulate", "--edition", "v9", "--date", day, lang=lang)
    assert ran.exit_code == 2
    assert "2022-02-28" in ran.stderr


def test_a_day_without_orders_says_when_there_are_any(run, county: Actor) -> None:
    ran = run("policy", "simulate", "--edition", "v9", "--date", "2021-05-01")
    assert ran.exit_code == 0
    assert "No order runs on that day; there are orders from 2022-02-28 to 2022-03-21." in ran.stdout
    assert ask(run, "policy", "simulate", "--edition", "v9", "--date", "2021-05-01")["orders"] == 0


def test_a_county_without_orders(run, db: None) -> None:
    make_county()
    assert "none has been issued yet" in run(*V9).stdout


def test_what_is_not_known_and_what_is_overdue_is_said(run, county: Actor) -> None:
    control(county, "medium_risk", seed=3)
    told = run("policy", "simulate", "--edition", "v8", "--date", "2022-03-30").stdout
    assert "The days of 3 of these people are over and nobody has ended them" in told
    assert "No rule is loaded for 1 of these people" in told


def test_the_reader_sees_the_own_scope_alone(run, county: Actor) -> None:
    name = Staff.objects.get(pk=staff(Role.TOWN, OTHER_TOWN).staff_id).username
    assert ask(run, *V9, "--as", name)["orders"] == 0
    auditor = Staff.objects.get(pk=staff(Role.AUDITOR).staff_id).username
    assert run(*V9, "--as", auditor).exit_code == 4


ORDER = """editions:
  - {id: draft, title: 兴县第九号通告, level: county, area: "141123", bases: [v8], from: 2022-02-20, day_base: 1,
     clock: anchor, source: test, confidence: S}
"""
VALUE = """category: close_contact
values:
  - {edition: draft, clause: 第一条, source: test, confidence: S, stages: [{place: 集中隔离, days: 28, tests: [28]}]}
"""


def test_a_draft_is_tried_before_it_is_law(run, county: Actor, tmp_path: Path) -> None:
    files = tmp_path / "editions.yaml", tmp_path / "close_contact.yaml"
    for path, text in zip(files, (ORDER, VALUE), strict=True):
        path.write_text(text, encoding="utf-8")
    beside = [part for path in files for part in ("--order", str(path))]
    told = ask(run, "policy", "simulate", "--edition", "draft", "--date", "2022-02-28", *beside)
    assert told["by_category"]["close_contact"]["days_gained"] == 7
    assert told["by_category"]["secondary_contact"]["same"] == 1  # by the text it stands on


def test_a_draft_of_the_county_is_tried_by_its_number(run, county: Actor) -> None:
    from tests.rooms.law.texts import drafted, signed

    draft = drafted(county)
    told = ask(run, "policy", "simulate", "--draft", str(draft.pk), "--date", "2022-02-28")
    assert (told["edition"], told["change"]["shorter"]) == ("xing_1", 1)
    done = signed(county, id="other", category="secondary_contact", days=2)
    again = ask(run, "policy", "simulate", "--draft", str(done.pk), "--date", "2022-02-28")
    assert (again["edition"], again["change"]["shorter"]) == ("other", 1)
    by_edition = ask(run, "policy", "simulate", "--edition", "other", "--date", "2022-02-28")
    assert by_edition["change"] == again["change"]


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        ((), "Name --edition ID or --draft NUMBER.", 2),
        (("--draft", "999999"), "no local order number 999999", 2),
    ],
)
def test_a_draft_that_is_not_there(run, county: Actor, arguments: Any, told: str, code: int) -> None:
    ran = run("policy", "simulate", *arguments, "--date", "2022-02-28")
    assert (ran.exit_code, told in ran.output) == (code, True)


def test_a_draft_that_cannot_be_read(run, county: Actor) -> None:
    from lianfang.law import actions

    order = actions.draft(text="editions: [", by=county, at=AT)
    ran = run("policy", "simulate", "--draft", str(order.pk), "--date", "2022-02-28")
    assert ran.exit_code == 1
    assert "not valid YAML" in ran.output
