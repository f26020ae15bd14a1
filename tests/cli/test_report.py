"""`lianfang report`: read, opened, signed and checked from the terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from python_calamine import CalamineWorkbook
from tests.rooms.figures.test_signing import leave_without_successor
from tests.rooms.leads.county import AT, make_county, one_lead
from tests.rooms.orders.world import HOUR, control

from lianfang.figures.models import Report
from lianfang.leads.actions import record_call
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry

DATE = ("--date", "2022-02-28")
NEEDED = {
    "pushed": {"ever", "new", "people", "verified", "overdue"},
    "controlled": {
        "ever", "ever_times", "ever_times_by", "ever_repeat", "new", "new_times", "new_times_by", "new_repeat", "now",
        "now_by", "released_ever",
    },
    "tests": {"due", "done", "positive", "missed"},
}  # fmt: skip


@pytest.fixture
def county(db: None) -> Actor:
    by = make_county()
    control(by, seed=1)
    control(by, seed=2, at=AT + 9 * HOUR)
    record_call(lead=one_lead(by, "李四", 9), outcome="not_been_there", by=by, at=AT + HOUR)
    return by


def ask(run, *more: str, code: int = 0):
    answer = run("report", *more, "--json")
    assert answer.exit_code == code, answer.output
    return [json.loads(line) for line in answer.stdout.splitlines()]


def test_the_values_have_the_promised_keys(run, county: Actor) -> None:
    (values,) = ask(run, "dispatch", *DATE)
    for branch, keys in NEEDED.items():
        assert keys <= values[branch].keys()
    assert values["controlled"]["now_by"] == {"centralised": 2}


@pytest.mark.parametrize(("cut", "now"), [("24:00", 2), ("18:00", 1)])
def test_the_cut_is_chosen(run, county: Actor, cut: str, now: int) -> None:
    (values,) = ask(run, "dispatch", *DATE, "--cut", cut)
    assert values["controlled"]["now"] == now


def test_the_text_is_wholly_chinese_or_english(run, county: Actor) -> None:
    chinese = run("report", "dispatch", *DATE, lang="zh").stdout
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(chinese.lower())
    assert "未到疫区1条" in chinese


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_files_are_written_where_told_and_kept_in_the_trail(
    run, county: Actor, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"报告.{form}"
    assert run("report", "dispatch", *DATE, f"--{form}", "--out", str(path)).exit_code == 0
    if form == "docx":
        assert len(Document(BytesIO(path.read_bytes())).tables) == 5
    else:
        assert len(CalamineWorkbook.from_path(path).sheet_names) == 6
    assert AuditEntry.objects.get(action="figures.export").detail["form"] == form


@pytest.mark.parametrize(
    ("figure", "count", "key"),
    [
        ("controlled.now", 2, "person"),
        ("controlled.now_by.centralised", 2, "person"),
        ("controlled.ever_times", 2, "stage"),
        ("pushed.ever", 3, "row_id"),
        ("pushed.verified_by.not_been_there", 1, "row_id"),
        ("controlled.now_by.home", 0, "person"),
    ],
)
def test_members_are_one_object_each(run, county: Actor, figure: str, count: int, key: str) -> None:
    members = ask(run, "members", figure, *DATE)
    assert len(members) == count
    assert len({member[key] for member in members}) == count


@pytest.mark.parametrize("figure", ["controlled.tomorrow", "controlled.now_by", "pushed.rate"])
def test_a_figure_that_cannot_be_opened_is_said(run, county: Actor, figure: str) -> None:
    answer = run("report", "members", figure, *DATE)
    assert answer.exit_code == 2
    assert figure in answer.stderr


def test_the_figures_that_open_are_listed(run) -> None:
    (figures,) = ask(run, "figures")
    assert {"path": "controlled.now_by", "split": "place"} in figures


def test_signing_and_reading_as_known_then(run, county: Actor) -> None:
    (told,) = ask(run, "sign", *DATE)
    report = Report.objects.get()
    assert told == {"report": report.pk, "figures": report.figures.count()}
    control(county, seed=5, at=AT + HOUR)
    assert len(ask(run, "members", "controlled.now", *DATE)) == 3
    assert len(ask(run, "members", "controlled.now", *DATE, "--report", str(report.pk))) == 2
    assert ask_refused(run, "members", "controlled.now", *DATE, "--report", "99") == 2


def ask_refused(run, *more: str) -> int:
    return int(run("report", *more).exit_code)


def test_a_contradiction_is_not_signed(run, county: Actor) -> None:
    leave_without_successor(control(county, seed=7), AT + HOUR)
    answer = run("report", "sign", *DATE)
    assert answer.exit_code == 1
    assert "累计管控人数" in answer.stderr  # Django speaks Chinese in this process
    assert not Report.objects.exists()


def test_a_cut_that_lies_ahead_is_not_signed(run, county: Actor) -> None:
    answer = run("report", "sign", "--date", f"{clock.today() + timedelta(days=2)}")
    assert answer.exit_code == 2
    assert "24:00" in answer.stderr or "18:00" in answer.stderr
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("text", "code", "verdicts"),
    [
        ("全县共排查1930人，其中解除1846人，正在观察84人。", 0, ["sound"]),
        ("# 注释\n共30人，其中男10人、女21人。", 1, ["contradiction"]),
        ("共30人，其中男10人。", 0, ["sound"]),
        ("今天天气晴。", 2, []),
        ("# 共30人，其中男10人、女21人。", 2, []),
    ],
)
def test_a_statement_is_checked_without_a_database(
    run, tmp_path: Path, text: str, code: int, verdicts: list[str]
) -> None:
    path = tmp_path / "statement.txt"
    path.write_text(text, encoding="utf-8")
    (findings,) = ask(run, "check", str(path), code=code)
    assert [finding["verdict"] for finding in findings] == verdicts
    assert all({"whole", "parts", "difference", "text"} <= finding.keys() for finding in findings)


def test_an_unreadable_file_is_said(run, tmp_path: Path) -> None:
    path = tmp_path / "binary.txt"
    path.write_bytes(b"\xff\xfe\x00\x81")
    assert run("report", "check", str(path)).exit_code == 2
    assert run("report", "check", str(tmp_path / "none.txt")).exit_code == 2


@pytest.mark.parametrize(
    "arguments", [("dispatch",), ("dispatch", "--date", "yesterday"), ("members", "controlled.now")]
)
def test_a_command_without_what_it_needs_is_refused(run, arguments: tuple[str, ...]) -> None:
    assert run("report", *arguments).exit_code == 2


def test_a_day_long_ago_is_all_zeros(run, county: Actor) -> None:
    (values,) = ask(run, "dispatch", "--date", f"{datetime(2020, 1, 1, tzinfo=UTC):%Y-%m-%d}")
    assert values["controlled"]["ever"] == values["pushed"]["ever"] == 0
