"""The demo county comes out with the published figures of 28 February 2022, and every figure opens (P-26, P-91)."""

from __future__ import annotations

import json

import pytest

from .county import County

pytestmark = [pytest.mark.journey, pytest.mark.slow]
DAY = ("--date", "2022-02-28")
PUBLISHED = {
    "pushed.ever": 3746,
    "pushed.new": 104,
    "controlled.ever": 1705,
    "controlled.ever_times": 2139,
    "controlled.ever_times_by.centralised": 205,
    "controlled.ever_times_by.home": 1934,
    "controlled.ever_repeat": 434,
    "controlled.new": 234,
    "controlled.new_times": 238,
    "controlled.new_times_by.centralised": 17,
    "controlled.new_times_by.home": 221,
    "controlled.new_repeat": 4,
    "controlled.now": 1224,
    "controlled.now_by.centralised": 111,
    "controlled.now_by.home": 1113,
    "controlled.released_ever": 481,
}


def read(county: County, path: str) -> int:
    branch = county.ask("report", "dispatch", *DAY)
    for step in path.split("."):
        branch = branch[step]
    assert isinstance(branch, int)
    return branch


def test_the_report_has_the_published_figures(county: County) -> None:
    report = county.ask("report", "dispatch", *DAY)
    for path, figure in PUBLISHED.items():
        branch = report
        for step in path.split("."):
            branch = branch[step]
        assert branch == figure, path
    tests = report["tests"]
    assert tests["due"] == tests["done"] == tests["negative"] > 0
    assert tests["positive"] == tests["missed"] == 0


@pytest.mark.parametrize(
    "path", ["controlled.now_by.home", "controlled.ever_repeat", "pushed.new", "tests.due"]
)
def test_a_figure_is_as_long_as_its_list(county: County, path: str) -> None:
    lines = county.run("report", "members", path, *DAY, "--json").splitlines()
    members = [json.loads(line) for line in lines]
    assert len(members) == read(county, path) == len(set(lines))


def test_the_report_reads_as_sound_and_the_published_one_does_not(county: County) -> None:
    text = county.run("report", "dispatch", *DAY, "--text")
    ours = county.home / "ours.txt"
    ours.write_text(text, encoding="utf-8")
    assert "1705人、2139人次" in text
    county.run("report", "check", str(ours), code=0)
    theirs = county.home / "theirs.txt"
    theirs.write_text("累计管控1705人，其中隔离205人，居家隔离1934人。", encoding="utf-8")
    county.run("report", "check", str(theirs), code=1)


def test_a_report_is_signed_and_the_county_is_sound(county: County) -> None:
    signed = county.ask("report", "sign", "--date", "2022-02-27")
    assert signed["figures"] > 100
    county.run("worker", "--once")  # the trail of the demo gets its links
    doctor = county.ask("doctor")
    assert doctor["sound"], doctor
    assert {"audit chain", "signed reports read as signed"} <= {check["check"] for check in doctor["checks"]}


def test_the_same_list_again_is_the_same_batch(county: County) -> None:
    content = "序号,姓名,身份证号,电话,现住址\n1,卫穗汐,110101199001010004,15400000001,兴县蔚汾镇东关村\n"
    path = county.home / "again.csv"
    path.write_text(content, encoding="utf-8")
    first = county.ask("lists", "import", str(path), "--source", "试", "--at", "2022-02-28T09:00")
    again = county.ask("lists", "import", str(path), "--source", "试", "--at", "2022-02-28T10:00")
    assert first["rows"] == 1 and first["leads_opened"] == 1
    assert again["batch"] == first["batch"] and again["already"] is True
