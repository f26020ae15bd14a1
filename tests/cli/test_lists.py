"""Lists from the terminal: the contract of an import, its rows, refusals, and several processes at once."""

from __future__ import annotations

import json
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from tests.rooms.intake.lists import HEADINGS, LI, NAMELESS, NOBODY, ZHANG, text
from tests.rooms.leads.county import DIVISIONS, make_county, number
from tests.rooms.staff import make_staff

from lianfang.cli.lists import read_time
from lianfang.config import embedded
from lianfang.intake.models import Batch, Source
from lianfang.leads.models import Lead
from lianfang.shared.roles import Role

KEYS = [
    "batch", "rows", "ready", "warning", "rejected", "duplicate", "leads_opened", "leads_joined", "assigned",
    "ambiguous", "elsewhere", "unplaced",
]  # fmt: skip
GIVEN = ("--source", "省厅", "--at", "2022-02-28T12:00")


@pytest.fixture
def county(db: None) -> None:
    make_county()


def write(folder: Path, *lines: str, name: str = "名单.csv") -> str:
    path = folder / name
    path.write_bytes(text(*lines))
    return str(path)


def check(held: dict[str, int]) -> None:
    outcomes = ("ready", "warning", "rejected", "duplicate")
    assert held["rows"] == sum(held[name] for name in outcomes)
    people = held["ready"] + held["warning"]
    assert people == sum(held[name] for name in ("assigned", "ambiguous", "elsewhere", "unplaced"))
    assert people == held["leads_opened"] + held["leads_joined"]


LINES = (
    ZHANG,
    LI,
    NAMELESS,
    NOBODY,
    ZHANG,
    f"孙七,{number(7)},15400000007,陕西省西安市雁塔区",
    f"周八,{number(8)},15400000008,不详",
)


@pytest.mark.usefixtures("county")
class TestImport:
    def test_it_answers_one_object_with_the_keys_agreed(self, run, tmp_path) -> None:
        held = json.loads(run("lists", "import", write(tmp_path, *LINES), *GIVEN, "--json").stdout)
        assert list(held) == KEYS
        check(held)
        assert (held["rows"], held["ready"], held["warning"], held["rejected"], held["duplicate"]) == (
            7,
            3,
            1,
            2,
            1,
        )
        assert (held["elsewhere"], held["unplaced"]) == (1, 1)

    def test_identical_bytes_are_the_same_batch_and_open_nothing(self, run, tmp_path) -> None:
        first = json.loads(run("lists", "import", write(tmp_path, *LINES), *GIVEN, "--json").stdout)
        leads = Lead.objects.count()
        path = write(tmp_path, *LINES, name="other.csv")
        assert json.loads(run("lists", "import", path, *GIVEN, "--json").stdout) == {**first, "already": True}
        assert Lead.objects.count() == leads
        assert "before" in run("lists", "import", path, *GIVEN).stdout

    def test_people_of_earlier_lists_are_joined(self, run, tmp_path) -> None:
        run("lists", "import", write(tmp_path, ZHANG), *GIVEN)
        held = json.loads(
            run("lists", "import", write(tmp_path, ZHANG, LI, name="b.csv"), *GIVEN, "--json").stdout
        )
        assert (held["leads_opened"], held["leads_joined"]) == (1, 1)
        rows = run("lists", "rows", str(held["batch"]), "--json").stdout.splitlines()
        assert [json.loads(row)["joined"] for row in rows] == [True, False]

    def test_several_files_answer_one_object_each(self, run, tmp_path) -> None:
        paths = write(tmp_path, ZHANG), write(tmp_path, LI, name="b.csv")
        answers = run("lists", "import", *paths, *GIVEN, "--json").stdout.splitlines()
        assert [json.loads(answer)["rows"] for answer in answers] == [1, 1]

    def test_the_kind_is_that_of_a_new_source(self, run, tmp_path) -> None:
        run(
            "lists",
            "import",
            write(tmp_path, ZHANG),
            "--source",
            "扫码",
            "--at",
            "2022-02-28",
            "--kind",
            "declared",
        )
        assert Source.objects.get(name="扫码").kind == "declared"
        assert Batch.objects.get().pushed_at == datetime(2022, 2, 27, 16, tzinfo=UTC)

    def test_rows_have_the_keys_agreed(self, run, tmp_path) -> None:
        held = json.loads(run("lists", "import", write(tmp_path, *LINES), *GIVEN, "--json").stdout)
        rows = [
            json.loads(line)
            for line in run("lists", "rows", str(held["batch"]), "--json").stdout.splitlines()
        ]
        assert len(rows) == held["rows"]
        assert all(
            list(row) == ["sheet", "row", "outcome", "reasons", "area", "joined", "lead"] for row in rows
        )
        assert [row["row"] for row in rows] == [2, 3, 4, 5, 6, 7, 8]
        assert [row["area"] for row in rows[5:]] == ["elsewhere", "none"]
        assert rows[0]["lead"] == rows[4]["lead"] is not None
        assert rows[2]["lead"] is None and rows[2]["reasons"] == ["name_missing"]

    def test_lists_are_listed(self, run, tmp_path) -> None:
        assert json.loads(run("lists", "list", "--json").stdout) == []
        run("lists", "import", write(tmp_path, ZHANG), *GIVEN)
        (one,) = json.loads(run("lists", "list", "--json").stdout)
        assert (one["source"], one["state"], one["rows"]) == ("省厅", "done", 1)
        assert "名单.csv" in run("lists", "list").stdout

    @pytest.mark.parametrize(("content", "code"), [(b"", 2), (b"%PDF-1.4", 1), ("无\n事\n".encode(), 1)])
    def test_files_that_cannot_be_read_say_what_to_do(self, run, tmp_path, content, code) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(content)
        for _again in range(2):
            result = run("lists", "import", str(path), *GIVEN)
            assert result.exit_code == code
            place, remedy = result.output.strip().splitlines()
            assert "a.csv" in place and remedy

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("--source", "省厅", "--at", "soon"), 2),
            (("--source", "省厅"), 2),
            ((*GIVEN, "--event", "unheard of"), 2),
            ((*GIVEN, "--kind", "rumour"), 2),
            ((*GIVEN, "--as", "nobody"), 2),
        ],
    )
    def test_wrong_use_is_refused_and_opens_nothing(self, run, tmp_path, arguments, code) -> None:
        assert run("lists", "import", write(tmp_path, ZHANG), *arguments).exit_code == code
        assert not Batch.objects.exists()

    def test_a_missing_file_and_a_missing_list_are_said(self, run) -> None:
        assert run("lists", "import", "nowhere.csv", *GIVEN).exit_code == 2
        assert run("lists", "rows", "77").exit_code == 2

    def test_who_may_not_upload_is_told_so(self, run, tmp_path) -> None:
        make_staff(Role.COMMANDER, username="commander")
        assert run("lists", "import", write(tmp_path, ZHANG), *GIVEN, "--as", "commander").exit_code == 4


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2022-02-28T18:00", "2022-02-28T10:00:00+00:00"),
        ("2022-02-28 18:00:30", "2022-02-28T10:00:30+00:00"),
        ("2022-02-28", "2022-02-27T16:00:00+00:00"),
        ("2022-02-28T18:00+00:00", "2022-02-28T18:00:00+00:00"),
        ("2022-02-28T18:00Z", "2022-02-28T18:00:00+00:00"),
    ],
)
def test_a_time_without_an_offset_is_that_of_the_county(told: str, meant: str) -> None:
    assert read_time(told).astimezone(UTC).isoformat() == meant


def many(people: int) -> list[str]:
    """People enough for a second process to open their leads; every fifth stands in the list twice."""
    note = "经网格员核实的备注" * 12
    lines = []
    for seed in range(people):
        line = f"张{chr(0x4E00 + seed % 5000)},{number(seed)},154{seed:08d},兴县蔚汾镇贺家坪村,{note}"
        lines += [line, line] if seed % 5 == 0 else [line]
    return lines


@pytest.mark.slow
def test_killed_and_doubled_imports_lose_nothing_and_open_nothing_twice(installation, tmp_path) -> None:
    installation.call("init", "--divisions", str(DIVISIONS))
    people = 9_000
    path = tmp_path / "many.csv"
    path.write_bytes(text(*many(people), headings=f"{HEADINGS},备注"))
    command = ("lists", "import", str(path), *GIVEN, "--json")
    for moment in (0.3, 1.5):  # in the middle of reading, and of opening
        killed = installation.start(*command)
        wait_for_rows(installation, killed)
        time.sleep(moment)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
    both = [installation.start(*command) for _ in range(2)]
    answers = [json.loads(one.communicate(timeout=300)[0]) for one in both]
    for held in answers:
        check(held)
        assert held["already"] is True
    assert answers[0] == answers[1]
    assert (answers[0]["ready"], answers[0]["duplicate"]) == (people, people // 5)
    rows = [json.loads(line) for line in installation.call("lists", "rows", "1", "--json").splitlines()]
    assert [row["row"] for row in rows] == list(range(2, 2 + len(rows)))
    assert len(rows) == people + people // 5
    assert len({row["lead"] for row in rows}) == people


def wait_for_rows(installation, process) -> None:
    """Wait until the import has written rows, or has ended."""
    with psycopg.connect(embedded.connection_of(installation.home).dsn("app"), autocommit=True) as connection:
        for _ in range(2_000):
            written = connection.execute("SELECT sum(rows) FROM intake_batch").fetchone()
            if any(written) or process.poll() is not None:
                return
            time.sleep(0.05)
    raise AssertionError("the import never wrote a row")
