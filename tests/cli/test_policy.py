"""`lianfang policy`: editions listed and shown, decisions for lines of facts, and files that are refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lianfang.cli import speech
from lianfang.cli.policy_facts import BLOCK

MOMENT = "2022-02-01T15:30:00+08:00"
FACT = {"id": 1, "category": "close_contact", "anchor": MOMENT, "found": MOMENT, "area": "141123"}


@pytest.fixture
def pour(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Pour bytes into `policy decide --facts -`."""
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LIANFANG_LANG", "en")

    def call(given: bytes, *more: str, lang: str = "en") -> Result:
        from lianfang.cli.main import root

        speech.speak(lang)
        return CliRunner().invoke(root, ["policy", "decide", "--facts", "-", *more], input=given)

    return call


def fact(**changed: object) -> str:
    return json.dumps({**FACT, **changed}, ensure_ascii=False)


def at(moment: str) -> dict[str, object]:
    return {"anchor": moment, "found": moment}


def test_a_line_in_a_line_out(pour) -> None:
    ran = pour(fact().encode(), "--json")
    assert ran.exit_code == 0
    assert ran.stderr == ""
    assert [json.loads(line) for line in ran.stdout.splitlines()] == [
        {
            "id": 1,
            "edition": "v8",
            "measure": "centralised",
            "stages": [
                {"place": "centralised", "starts": MOMENT, "ends": "2022-02-15T15:30:00+08:00"},
                {"place": "monitoring", "starts": "2022-02-15T15:30:00+08:00", "ends": "2022-02-22T15:30:00+08:00"},
            ],
            "tests": [
                {"on": "2022-02-01", "stage": 0, "samples": 1},
                {"on": "2022-02-04", "stage": 0, "samples": 1},
                {"on": "2022-02-07", "stage": 0, "samples": 1},
                {"on": "2022-02-14", "stage": 0, "samples": 2},
                {"on": "2022-02-16", "stage": 1, "samples": 1},
                {"on": "2022-02-21", "stage": 1, "samples": 1},
            ],
            "reasons": [
                {
                    "code": "rule",
                    "clause": "密接14天集中隔离加7天居家健康监测",
                    "text": "close contact: national text “新型冠状病毒肺炎防控方案（第八版）”, "
                    "密接14天集中隔离加7天居家健康监测.",
                },
                {
                    "code": "double_final",
                    "clause": "密接14天集中隔离加7天居家健康监测",
                    "text": "The last test is a double sampling, two samples with different reagents.",
                },
            ],
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "edition", "measure", "stages"),
    [
        ({"found": "2022-06-26T23:59:00+08:00"}, "v8", "self", 1),
        ({"anchor": "2022-06-27T00:00:00+08:00", "found": "2022-06-26T16:00:00Z"}, "v9", "centralised", 2),
        ({"category": "medium_risk", "area": ""}, "v8", "unknown", 0),
        ({"category": "medium_risk", "area": "141123"}, "v8", "home", 1),
        ({"category": "medium_risk"} | at("2022-11-20T09:00+08:00"), "o20", "none", 0),
        (at("2023-01-08T00:00+08:00"), "b2b", "none", 0),
        (at("2019-12-31T00:00+08:00"), "", "unknown", 0),
        ({"category": "medium_risk", "unfit_home": True}, "v8", "centralised", 1),
    ],
)  # fmt: skip
def test_the_contract_of_an_answer(pour, changed, edition, measure, stages) -> None:
    answer = json.loads(pour(fact(**changed).encode(), "--json").stdout)
    assert (answer["edition"], answer["measure"], len(answer["stages"])) == (edition, measure, stages)
    assert answer["reasons"]
    assert set(answer) == {"id", "edition", "measure", "stages", "tests", "reasons"}


def test_nothing_is_lost_and_the_order_is_kept(pour) -> None:
    lines = [
        fact(id="甲"), "", "{oops", fact(id=3, category="martian"), "   ", fact(id=4), "[1]", fact(id=5, area=14),
    ]  # fmt: skip
    ran = pour("\r\n".join(lines).encode() + b"\n\xff\xfe\n" + fact(id=6).encode(), "--json")
    assert ran.exit_code == 1
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["甲", None, 3, 4, None, 5, None, 6]
    assert [answer["line"] for answer in answers if "error" in answer] == [3, 4, 7, 8, 9]
    assert all(answer["remedy"] for answer in answers if "error" in answer)
    assert "5 of 10 lines could not be decided: 3, 4, 7, 8, 9\n" in ran.stderr


def test_errors_are_told_in_chinese(pour) -> None:
    ran = pour(fact(anchor="昨天").encode(), "--json", lang="zh")
    assert json.loads(ran.stdout) == {
        "id": 1,
        "line": 1,
        "error": '“anchor”写作 "昨天"',
        "remedy": "带时差的时刻，如 2022-02-28T18:00:00+08:00",
    }
    assert "共1行，其中1行无法决定：1" in ran.stderr
    told = pour(fact(anchor="昨天").encode(), lang="zh").stdout
    assert told == '第1行：“anchor”写作 "昨天"；应为：带时差的时刻，如 2022-02-28T18:00:00+08:00\n'


def test_without_json_each_line_is_a_sentence(pour) -> None:
    ran = pour((fact() + "\n" + fact(id=2, category="fever")).encode())
    first, second = ran.stdout.splitlines()
    assert first.startswith("1: centralised isolation from 1/2/2022 15:30 to 15/2/2022 15:30, then")
    assert second.startswith("2: not known. Because: fever: no rule is loaded")


def test_many_faults_are_counted_and_few_are_named(pour) -> None:
    ran = pour(b"{}\n" * 25, "--json")
    assert len(ran.stdout.splitlines()) == 25
    assert "25 of 25 lines could not be decided: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …" in ran.stderr


def test_a_key_that_was_not_read_is_told(pour) -> None:
    ran = pour(fact(unfit_hom=True).encode(), "--json")
    assert ran.exit_code == 0
    assert "The key 'unfit_hom' was not read (1 lines)." in ran.stderr


def test_a_file_is_read_whatever_its_size_and_its_mark(run, tmp_path: Path) -> None:
    file = tmp_path / "facts.jsonl"
    count = 3 * BLOCK // len(fact())
    file.write_text("\ufeff" + "\n".join(fact(id=number) for number in range(count)), encoding="utf-8")
    ran = run("policy", "decide", "--facts", str(file), "--json")
    assert ran.exit_code == 0
    assert [json.loads(line)["id"] for line in ran.stdout.splitlines()] == list(range(count))


def test_a_line_without_end_does_not_fill_the_memory(pour) -> None:
    ran = pour(b"{" * (3 * BLOCK) + b"\n" + fact(id=2).encode(), "--json")
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert "longer than" in answers[0]["error"]
    assert answers[1]["id"] == 2


@pytest.mark.parametrize("given", [b"", b"\n\n"])
def test_no_facts_no_answers(pour, given: bytes) -> None:
    ran = pour(given, "--json")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "")


def test_a_file_that_is_not_there(run, tmp_path: Path) -> None:
    ran = run("policy", "decide", "--facts", str(tmp_path / "none"), "--json")
    assert ran.exit_code == 2
    assert "There is no file" in ran.stderr


def test_each_answer_comes_as_soon_as_its_line(tmp_path: Path) -> None:
    """A program may keep the command open and ask line by line; no database or home is needed."""
    environment = {"PATH": os.environ["PATH"], "LIANFANG_HOME": str(tmp_path / "none"), "PYTHONPATH": "src"}
    command = [sys.executable, "-m", "lianfang.cli.main", "policy", "decide", "--facts", "-", "--json"]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as asked:
        assert asked.stdin and asked.stdout
        for number in (1, 2, 3):
            asked.stdin.write(fact(id=number) + "\n")
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["id"] == number
        asked.stdin.close()
        assert asked.wait() == 0
    assert not (tmp_path / "none").exists()


def test_the_law_is_asked_without_django() -> None:
    code = "import sys, lianfang.cli.policy; sys.exit('django' in sys.modules)"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": "src"}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


ORDER = """editions:
  - id: xing_202202
    title: 兴县演练命令
    level: county
    area: "141123"
    bases: [v8]
    from: 2022-02-01 12:00
    day_base: 1
    clock: anchor
    source: 演练
    confidence: published
---
category: close_contact
values:
  - edition: xing_202202
    clause: 第一条
    source: 演练
    confidence: published
    stages:
      - {place: 集中隔离, days: 21, tests: [1, 21]}
"""


@pytest.fixture
def order(tmp_path: Path) -> Path:
    path = tmp_path / "order.yaml"
    path.write_text(ORDER, encoding="utf-8")
    return path


def test_a_draft_may_be_asked_before_it_is_law(pour, order: Path) -> None:
    answer = json.loads(pour(fact().encode(), "--json", "--order", str(order)).stdout)
    assert [stage["ends"] for stage in answer["stages"]] == ["2022-02-22T15:30:00+08:00"]
    order.write_text(ORDER.replace("days: 21", "days: 0"), encoding="utf-8")
    ran = pour(fact().encode(), "--json", "--order", str(order))
    assert ran.exit_code == 1
    assert "order.yaml, line 20: 'days' of stage 1" in ran.stderr
    assert ran.stdout == ""


def test_a_sound_draft_is_told_to_be_sound(run, order: Path) -> None:
    assert run("policy", "check", str(order)).stdout == "1 file(s) checked: sound.\n"
    assert json.loads(run("policy", "check", str(order), "--json").stdout) == {"files": 1, "errors": []}


def test_the_law_that_ships_is_sound_as_a_whole_and_file_by_file(run) -> None:
    assert run("policy", "check").exit_code == 0
    assert run("policy", "check", "policy").exit_code == 0
    assert (
        run("policy", "check", "policy/values/cn/inbound.yaml", lang="zh").stdout
        == "已检查1个文件：没有问题。\n"
    )


BROKEN = [
    ("id: xing_202202", "id: v8", 2, "版本“v8”写了两次", "另一处在editions.yaml 第"),
    ("title: 兴县演练命令", "titel: 兴县演练命令", 2, "没有写“title”", "文字"),
    ("level: county", "level: town", 4, "“level”写作'town'", "下列之一：national、province、city、county"),
    ('area: "141123"', 'area: "1411"', 2, "地区写作“1411”", "6位地区码，加引号"),
    ('area: "141123"', "area: 141123", 5, "“area”写作141123", "文字"),
    ("bases: [v8]", "bases: [v18]", 2, "“v18”没有这个版本", "是否要写“v8”？"),
    ("from: 2022-02-01 12:00", "from: 2022-02-31", 7, "“from”写作'2022-02-31'", "日期，如 2021-05-11"),
    ("from: 2022-02-01 12:00", "from: 2022-07-01", 2, "所依据的v8均未施行", "起始日在所依据的版本施行期内"),
    ("day_base: 1", "day_base: 2", 2, "day_base 写作2", "0 或 1"),
    ("clock: anchor", "clock: noon", 9, "“clock”写作'noon'", "下列之一：anchor、start"),
    ("confidence: published\n---", "confidence: published\n    colour: red\n---", 12, "不认识的键“colour”", "下列之一"),
    ("category: close_contact", "category: closecontact", 13, "写作'closecontact'", "是否要写“close_contact”？"),
    ("edition: xing_202202", "edition: xing", 15, "“edition”写作'xing'", "xing_202202"),
    ("    clause: 第一条\n", "", 15, "没有写“clause”", "文字"),
    ("    clause: 第一条\n", "    clause: 第一条\n    clause: 第二条\n", 17, "键“clause”写了两次", "每个键只写一次"),
    ("confidence: published\n    stages", "confidence: mem-L\n    stages", 15, "只有 mem-L，又没有关闭", "写 off"),
    ("place: 集中隔离", "place: 方舱", 20, "“place”写作'方舱'", "下列之一：集中隔离、居家隔离"),
    ("days: 21", "days: 三周", 20, "“days”写作'三周'", "整数，不小于1"),
    ("days: 21", "days: -1", 20, "“days”写作-1", "整数，不小于1"),
    ("tests: [1, 21]", "tests: [1, 22]", 20, "“tests”写作22", "第1至第21天，由小到大"),
    ("tests: [1, 21]", "tests: [1], tests_count: 2", 20, "同时写了tests、tests_count", "只写其中一样"),
    ("tests: [1, 21]", "tests_count: 22", 20, "在21天里写了22次检测", "每天最多一次检测"),
    ("    stages:\n      - {place: 集中隔离, days: 21, tests: [1, 21]}\n", "", 15, "应写 stages 或", "写一样"),
    ("{place: 集中隔离", "{place 集中隔离", 20, "第1段没有写“place”", "下列之一：集中隔离"),
    ("{place: 集中隔离, ", "{place: 集中隔离: ", 20, "不是合格的 YAML", "合格的 YAML"),
    ("      - {place", "\t- {place", 20, "不是合格的 YAML", "合格的 YAML"),
    (ORDER, "", 1, "文件是空的", "editions、category、setting、sources 四样之一"),
    ("category: close_contact\n", "", 13, "文件里有：一样也没有", "editions、category、setting、sources 四样之一"),
    ("editions:\n", "setting: fever_threshold\neditions:\n", 1, "文件里有：editions、setting", "四样之一"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "put", "line", "what", "wanted"), BROKEN)
def test_a_broken_file_is_refused_with_file_line_and_what_was_wanted(
    run, order: Path, found: str, put: str, line: int, what: str, wanted: str
) -> None:
    assert found in ORDER
    order.write_text(ORDER.replace(found, put, 1), encoding="utf-8")
    ran = run("policy", "check", str(order), lang="zh")
    assert ran.exit_code == 1
    first = ran.stdout.splitlines()[0]
    assert first.startswith(f"{order} 第{line}行：")
    told, _, remedy = first.partition("；应为：")
    assert what in told
    assert wanted in remedy
    held = json.loads(run("policy", "check", str(order), "--json").stdout)["errors"][0]
    assert (held["file"], held["line"]) == (str(order), line)


def test_there_are_twenty_ways_and_more() -> None:
    assert len(BROKEN) >= 20


def test_two_orders_of_one_day_conflict_and_both_are_named(run, order: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.yaml"
    second.write_text(ORDER.replace("xing_202202", "xing_second"), encoding="utf-8")
    ran = run("policy", "check", str(order), str(second), lang="zh")
    assert ran.exit_code == 1
    assert f"“xing_second”与“xing_202202”（{order} 第15行）冲突：同级、同日，分不出先后" in ran.stdout
    assert "改为另一日施行" in ran.stdout


def test_every_broken_file_is_named_in_one_go(run, order: Path, tmp_path: Path) -> None:
    names = {"a.yaml": "days: 0", "b.yaml": "days: x", "c.yaml": "days: ]"}
    values = ORDER.split("---\n")[1].replace("xing_202202", "v9")
    for name, days in names.items():
        (tmp_path / name).write_text(values.replace("days: 21", days), encoding="utf-8")
    (tmp_path / "d.yaml").write_bytes("类别".encode("gb18030"))
    held = json.loads(run("policy", "check", str(tmp_path), "--json").stdout)
    assert {Path(error["file"]).name for error in held["errors"]} == {"a.yaml", "b.yaml", "c.yaml", "d.yaml"}


def test_a_file_of_the_law_takes_the_place_of_the_one_that_ships(run, monkeypatch, tmp_path: Path) -> None:
    from lianfang.cli import policy_check

    folder = tmp_path / "policy"
    (folder / "values" / "cn").mkdir(parents=True)
    for name in ("editions.yaml", "sources.yaml"):
        (folder / name).write_text(Path("policy", name).read_text(encoding="utf-8"), encoding="utf-8")
    inbound = folder / "values" / "cn" / "inbound.yaml"
    inbound.write_text(Path("policy/values/cn/inbound.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(policy_check, "policy_folder", lambda: folder)
    assert run("policy", "check", str(inbound)).exit_code == 0
    inbound.write_text(
        inbound.read_text(encoding="utf-8").replace("days: 14", "days: 0", 1), encoding="utf-8"
    )
    ran = run("policy", "check", str(inbound))
    assert ran.stdout.startswith("values/cn/inbound.yaml, line ")
    inbound.write_text(
        Path("policy/values/cn/inbound.yaml").read_text(encoding="utf-8").replace("S14", "S140"),
        encoding="utf-8",
    )
    ran = run("policy", "check", str(inbound), lang="zh")
    assert "引用的出处 S140 没有说明" in ran.stdout
    assert "sources.yaml 里有说明的代号，以逗号分开" in ran.stdout
    (folder / "editions.yaml").write_text("editions: ]", encoding="utf-8")
    assert "editions.yaml, line 1" in run("policy", "check").stdout


def test_editions_are_listed(run) -> None:
    held = json.loads(run("policy", "list", "--json").stdout)
    named = [edition["id"] for edition in held]
    assert {"v2", "v9", "o20", "n10", "b2b", "shanxi_20211026", "ankang_20220116"} <= set(named)
    assert [edition["from"] for edition in held] == sorted(edition["from"] for edition in held)
    assert len(run("policy", "list").stdout.splitlines()) == len(named)


def test_editions_are_listed_by_place_and_day(run) -> None:
    def ids(*arguments: str) -> list[str]:
        return [edition["id"] for edition in json.loads(run("policy", "list", *arguments, "--json").stdout)]

    assert ids("--area", "140212", "--date", "2022-05-20") == ["v8", "shanxi_20211026", "datong_20220511"]
    assert ids("--area", "611002", "--date", "2022-11-20") == ["o20", "shaanxi_o20"]
    assert "Nothing is in force" in run("policy", "list", "--date", "2019-01-01").stdout


def test_an_edition_is_shown(run) -> None:
    told = run("policy", "show", "v9", lang="zh").stdout
    assert "密接: 集中隔离7天，第1、2、3、5、7天检测，之后居家健康监测3天，第3天检测" in told
    assert (
        "出处 第九版方案的摘要；第八版与第九版的对照；甘肃省疾控中心的问答；规定摘编 §1.9 规则总表，可信度 已发表文本"
        in told
    )
    assert "  第九版方案的摘要［S1］：网址 163.com/dy/article/HB2O19DG0514TRJ8\n" in told
    assert told.index("出处：\n") > told.index("密接: ")


def test_two_editions_stand_side_by_side(run) -> None:
    told = run("policy", "show", "v9", "o20").stdout
    assert "close contact  *\n  v9           centralised isolation 7 day(s)" in told
    listed = told[told.index("sources:\n") :]
    assert all(
        name in listed
        for name in ("第九版方案文本 [S17]", "二十条优化措施（新华社文本） [S6]: published by 新华社")
    )
    held = json.loads(run("policy", "show", "v9", "o20", "--json").stdout)
    assert [edition["id"] for edition in held["editions"]] == ["v9", "o20"]
    asks = {row["category"]: row["asks"] for row in held["categories"]}
    assert asks["medium_risk"][1] == "no measure"
    assert [edition["source"] for edition in held["editions"]] == ["S1, S17; rules §1.9", "S6; rules §1.9"]
    assert held["sources"][1] == {
        "code": "S17",
        "name": "第九版方案文本",
        "told": "at fgc.hbeu.edu.cn/info/1038/2285",
    }


@pytest.mark.parametrize(
    ("editions", "what"), [(["v99"], "no edition called v99"), (["v8", "v9", "o20"], "More than")]
)
def test_what_cannot_be_shown(run, editions: list[str], what: str) -> None:
    ran = run("policy", "show", *editions)
    assert ran.exit_code == 2
    assert what in ran.stderr


def test_a_decision_is_explained_with_its_sources(run) -> None:
    arguments = ("policy", "explain", "--category", "secondary_contact", "--anchor", "2022-03-10 08:00")
    told = run(*arguments, "--found", "2022-03-12 09:00", "--area", "141123").stdout
    assert told.startswith("centralised isolation from 12/3/2022 09:00 to 17/3/2022 08:00")
    assert "  test 2022-03-13, 00:00 to 24:00, samples: 1" in told
    named = (
        "第九版方案的摘要; 肥西县的要求; 说明第八版次密接的网页（kuyiso.com等两处）; 规定摘编 §1.9 规则总表"
    )
    assert (
        f"rule v8: source {named}, confidence published text (values/cn/secondary_contact.yaml, line" in told
    )
    assert "\nsources:\n  第九版方案的摘要 [S1]: at 163.com" in told
    held = json.loads(run(*arguments, "--json").stdout)
    assert held["measure"] == "centralised"
    rule = held["rules"][0]
    assert (rule["edition"], rule["source"], rule["confidence"]) == ("v8", "S1, S24, S25; rules §1.9", "S")
    assert [one["code"] for one in rule["sources"]] == ["S1", "S24", "S25", "rules §1.9"]
    assert held["windows"][0] == {
        "on": "2022-03-10", "opens": "2022-03-10T08:00:00+08:00", "closes": "2022-03-11T00:00:00+08:00",
    }  # fmt: skip


def test_what_no_rule_decides_is_explained_without_sources(run) -> None:
    told = run("policy", "explain", "--category", "fever", "--anchor", "2019-01-01").stdout
    assert "sources:" not in told


def test_places_and_homes_are_heard(run) -> None:
    base = (
        "policy",
        "explain",
        "--category",
        "close_contact",
        "--anchor",
        "2022-12-10T09:00+08:00",
        "--json",
    )
    assert json.loads(run(*base).stdout)["measure"] == "home"
    assert json.loads(run(*base, "--chosen", "集中隔离").stdout)["measure"] == "centralised"
    codes = [
        reason["code"] for reason in json.loads(run(*base, "--unfit-home", "--no-bed").stdout)["reasons"]
    ]
    assert codes == ["rule", "unfit_no_rule"]


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (("--area", "兴县"), "'area' is \"兴县\""),
        (("--found", "9999-12-31"), "'found' is"),
        (("--category", "martian"), "martian"),
        (("--found", "yesterday"), "yesterday"),
    ],
)
def test_what_cannot_be_explained(run, changed: tuple[str, str], what: str) -> None:
    ran = run("policy", "explain", "--category", "fever", "--anchor", "2022-03-10", *changed)
    assert ran.exit_code == 2
    assert what in ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_text("\n".join(fact(id=number) for number in range(2_000)), encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": "src", "LIANFANG_LANG": "en"}
    command = [sys.executable, "-m", "lianfang.cli.main", "policy", "decide", "--facts", str(file), "--json"]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            command, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ran.returncode == 1
    assert ran.stderr.startswith("The answers cannot be written (")
    assert "Traceback" not in ran.stderr
