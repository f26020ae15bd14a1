"""Risk areas from the terminal: a list imported, what it answers, a place looked up, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.rooms.leads.county import make_county

from lianfang.risk.models import RiskNotice, RiskSpell

GIVEN = ("--source", "国务院客户端", "--at", "2022-02-28T08:00")
HEAD = "省,市,县,地区名称,风险等级,调整时间"
GOOD = "陕西省,西安市,雁塔区,长延堡街道,高风险,2022-02-20 18:00"
BAD = "陕西省,宝鸡市,,某处,红区,"


@pytest.fixture
def county(db: None) -> None:
    make_county()


def write(folder: Path, *lines: str) -> str:
    path = folder / "名单.csv"
    path.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    return str(path)


@pytest.mark.usefixtures("county")
class TestImport:
    def test_it_answers_one_object_and_names_what_was_not_used(self, run, tmp_path) -> None:
        held = json.loads(run("risk", "import", write(tmp_path, GOOD, BAD), *GIVEN, "--json").stdout)
        assert list(held) == ["notice", "rows", "changed", "unchanged", "refused"]
        assert (held["rows"], held["changed"], held["unchanged"]) == (2, 1, 0)
        (line,) = held["refused"]
        assert (line["row"], line["reasons"]) == (3, ["grade_unknown", "county_unknown"])
        assert "某处" in line["cells"]

    def test_in_words(self, run, tmp_path) -> None:
        told = run("risk", "import", write(tmp_path, GOOD, BAD), *GIVEN).stdout
        assert "2" in told
        assert "红" not in told  # the reason, not the cells

    def test_the_same_bytes_again(self, run, tmp_path) -> None:
        path = write(tmp_path, GOOD)
        run("risk", "import", path, *GIVEN)
        held = json.loads(run("risk", "import", path, *GIVEN, "--json").stdout)
        assert held["already"] is True
        assert RiskNotice.objects.count() == 1
        assert "以前导入过" in run("risk", "import", path, *GIVEN, lang="zh").stdout

    def test_a_complete_list_ends_the_others(self, run, tmp_path) -> None:
        run("risk", "import", write(tmp_path, GOOD), *GIVEN)
        later = ("--source", "国务院客户端", "--at", "2022-03-02T08:00", "--complete", "--document", "第5号")
        other = "陕西省,西安市,雁塔区,小寨路街道,中风险,"
        held = json.loads(run("risk", "import", write(tmp_path, other), *later, "--json").stdout)
        assert held["changed"] == 2
        open_ones = RiskSpell.objects.filter(known_to__isnull=True, ends_at__isnull=True)
        assert [spell.name[-5:] for spell in open_ones] == ["小寨路街道"]
        assert RiskNotice.objects.latest("pk").document == "第5号"

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("nowhere.csv", *GIVEN), 2),
            (("FILE", "--source", " ", "--at", "2022-02-28"), 2),
            (("FILE", "--source", "省", "--at", "soon"), 2),
            (("FILE", "--source", "省", "--at", "2999-01-01"), 1),
            (("FILE", "--source", "省"), 2),
        ],
    )
    def test_misuse(self, run, tmp_path, arguments: tuple[str, ...], code: int) -> None:
        path = write(tmp_path, GOOD)
        told = [path if one == "FILE" else one for one in arguments]
        assert run("risk", "import", *told).exit_code == code
        assert not RiskNotice.objects.exists()

    def test_a_file_that_is_no_list(self, run, tmp_path) -> None:
        path = tmp_path / "x.csv"
        path.write_text("姓名,电话\n张某,1\n", encoding="utf-8")
        assert run("risk", "import", str(path), *GIVEN).exit_code == 1


@pytest.mark.usefixtures("county")
class TestAnswer:
    def test_a_place_is_looked_up(self, run, tmp_path) -> None:
        run("risk", "import", write(tmp_path, GOOD), *GIVEN)
        held = json.loads(run("risk", "answer", "陕西省西安市雁塔区长延堡街道", "--json").stdout)
        assert (held["level"], [one["grade"] for one in held["now"]], held["ask"]) == ("high", ["high"], [])
        assert held["now"][0]["starts"] == "2022-02-20T18:00:00+08:00"
        asked = json.loads(run("risk", "answer", "西安市雁塔区", "--json").stdout)
        assert (asked["level"], len(asked["ask"])) == ("", 1)
        told = run("risk", "answer", "西安市雁塔区").stdout
        assert "无风险等级" not in told.splitlines()[0] and "长延堡街道" in told.splitlines()[-1]
        assert "长延堡街道" in run("risk", "answer", "陕西省西安市雁塔区长延堡街道").stdout

    def test_words_without_a_region(self, run) -> None:
        assert run("risk", "answer", "某处").exit_code == 2
