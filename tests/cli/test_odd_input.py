"""Commands given what they cannot use: each says so in words and ends with its code, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.rooms.intake.lists import LI, ZHANG, text
from tests.rooms.leads.county import AT, make_county
from tests.rooms.staff import make_staff

from lianfang.accounts.models import Staff
from lianfang.figures.models import Report
from lianfang.intake.models import Batch, Source
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import GRANTS, Permission, Role

GIVEN = ("--at", "2022-02-28T09:00")


@pytest.fixture(autouse=True)
def county(db: None) -> None:
    make_county()


def write(folder: Path, content: bytes = b"") -> str:
    path = folder / "名单.csv"
    path.write_bytes(content or text(ZHANG, LI))
    return str(path)


def refused(answer, code: int) -> str:  # type: ignore[no-untyped-def]
    assert answer.exit_code == code, answer.output
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    said = answer.output.strip()
    assert said
    return str(said)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_list_without_a_source_or_of_tomorrow_is_refused_in_words(run, tmp_path: Path, lang: str) -> None:
    file = write(tmp_path)
    told = [
        refused(run("lists", "import", file, "--source", " ", *GIVEN, lang=lang), 2),
        refused(run("lists", "import", file, "--source", "省厅", "--at", "2099-01-01", lang=lang), 2),
        refused(run("lists", "import", file, "--source", "省厅", "--at", "soon", lang=lang), 2),
        refused(run("lists", "import", str(tmp_path), "--source", "省厅", *GIVEN, lang=lang), 2),
    ]
    assert len(set(told)) == 4
    chinese = [any("\u4e00" <= sign <= "\u9fff" for sign in said.replace("省厅", "")) for said in told]
    assert all(chinese) if lang == "zh" else not any(chinese[:3])
    assert not Batch.objects.exists() and not Source.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        ("a" * 41, "--name", "乙某"),
        ("a", "--name", "乙某"),
        ("wei fen", "--name", "乙某"),
        ("蔚汾", "--name", "乙某"),
        ("wf<b>", "--name", "乙某"),
        ("wf", "--name", "乙" * 61),
        ("wf", "--name", " "),
        ("wf", "--name", "乙某", "--post", "长" * 61),
    ],
)
def test_an_account_that_the_page_would_refuse_is_refused_here_too(run, more: tuple[str, ...]) -> None:
    before = Staff.objects.count()
    refused(run("users", "add", *more, "--role", "data"), 1)
    assert Staff.objects.count() == before


def test_a_name_of_exactly_the_limits_is_taken(run) -> None:
    name = ("a" * 40, "--name", "乙" * 60, "--post", "长" * 60)
    assert run("users", "add", *name, "--role", "data").exit_code == 0
    assert Staff.objects.get(username="a" * 40).post == "长" * 60


def test_a_paper_that_cannot_be_written_is_said_and_not_noted(run, tmp_path: Path) -> None:
    for form in ("--docx", "--xlsx"):
        for out in (tmp_path / "none" / "x.docx", tmp_path):
            answer = run("report", "dispatch", "--date", "2022-02-28", form, "--out", str(out))
            assert str(out) in refused(answer, 2)
    assert not AuditEntry.objects.filter(action="figures.export").exists()


def test_a_cut_that_has_not_come_is_not_signed(run) -> None:
    with pinned_at(AT):
        said = {
            lang: refused(run("report", "sign", "--date", "2022-02-28", "--cut", cut, lang=lang), 2)
            for lang, cut in (("zh", "18:00"), ("en", "24:00"))
        }
    assert said["zh"] != said["en"]
    assert not Report.objects.exists()
    assert run("report", "sign", "--date", "2022-02-27").exit_code == 0


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONSOLE])
def test_each_role_does_at_the_terminal_what_the_table_grants_and_no_more(
    run, tmp_path: Path, role: Role
) -> None:
    who = make_staff(role, username="who").username
    asked = {
        Permission.UPLOAD_LISTS: ("lists", "import", write(tmp_path), "--source", "省厅", *GIVEN),
        Permission.SEE_FIGURES: ("report", "dispatch", "--date", "2022-02-28"),
        Permission.SIGN_REPORTS: ("report", "sign", "--date", "2022-02-28"),
        Permission.OPEN_FIGURES: ("report", "members", "controlled.now", "--date", "2022-02-28"),
        Permission.MANAGE_STAFF: ("users", "add", "fresh", "--name", "丙某", "--role", "data"),
    }
    for permission, command in asked.items():
        answer = run(*command, "--as", who)
        assert answer.exit_code == (0 if permission in GRANTS[role] else 4), (permission, answer.output)


def test_lists_and_rows_are_shown_to_nobody_without_them(run, tmp_path: Path) -> None:
    assert run("lists", "import", write(tmp_path), "--source", "省厅", *GIVEN).exit_code == 0
    batch = str(Batch.objects.get().pk)
    grid = make_staff(Role.GRID, username="grid").username
    assert json.loads(run("lists", "list", "--json").stdout)[0]["batch"] == int(batch)
    assert json.loads(run("lists", "list", "--json", "--as", grid).stdout) == []
    refused(run("lists", "rows", batch, "--as", grid), 2)
    lines = [json.loads(line) for line in run("lists", "rows", batch, "--json").stdout.splitlines()]
    assert [line["outcome"] for line in lines] == ["ready", "warning"]
    assert "张三" not in json.dumps(lines, ensure_ascii=False)


def test_an_event_that_is_not_open_takes_no_list(run, tmp_path: Path) -> None:
    said = refused(
        run("lists", "import", write(tmp_path), "--source", "省厅", *GIVEN, "--event", "没有的疫情"), 2
    )
    assert "没有的疫情" in said and "2022年2月疫情" in said
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    "statement",
    ["", "\x00\x00", "共" * 100_000, "共９９９９９９９９９９９９９９９９９９人", "\u202e共3人"],
    ids=ascii,
)
def test_any_statement_is_answered(run, tmp_path: Path, statement: str) -> None:
    path = tmp_path / "statement.txt"
    path.write_text(statement, encoding="utf-8")
    assert run("report", "check", str(path)).exit_code in (0, 1, 2)
