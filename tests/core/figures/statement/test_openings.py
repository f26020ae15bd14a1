"""What opens the parts of a whole besides 其中, and what stands between parts without parting them."""

import pytest

from lianfang.core.figures.statement import Explanation, check_statement, exit_code

OVERLAP = Explanation.OVERLAP
MISSING = Explanation.MISSING
SOUND = None

Split = tuple[float, tuple[float, ...], float, Explanation | None]


def told(text: str) -> list[Split]:
    return [(f.whole, f.parts, f.difference, f.explanation) for f in check_statement(text)]


OPENED = [
    ("全县隔离111人，分别为：甲镇50人，乙镇40人，丙镇21人。", [(111, (50, 40, 21), 0, SOUND)]),
    ("全县隔离111人，分别是甲镇50人、乙镇40人、丙镇31人。", [(111, (50, 40, 31), 10, OVERLAP)]),
    ("全县共隔离111人分别为：甲镇50人、乙镇40人、丙镇21人。", [(111, (50, 40, 21), 0, SOUND)]),
    ("下派104条数据：甲镇40条、乙镇34条、丙镇31条。", [(104, (40, 34, 31), 1, OVERLAP)]),
    ("全县隔离111人，包括：甲镇50人、乙镇40人。", [(111, (50, 40), 0, SOUND)]),
    ("全县隔离111人，包括：甲镇50人、乙镇70人。", [(111, (50, 70), 9, OVERLAP)]),
    ("重点人群1200人，主要包括快递员200人、外卖员100人。", [(1200, (200, 100), 0, SOUND)]),
    ("共124人，分布在甲镇70人、乙镇54人。", [(124, (70, 54), 0, SOUND)]),
    (
        "共205户820人，其中封控100户400人，管控105户430人。",
        [(205, (100, 105), 0, SOUND), (820, (400, 430), 10, OVERLAP)],
    ),
    # a colon after what is no whole opens nothing
    ("今日：已核查80人，未核查20人，共100人。", [(100, (80, 20), 0, SOUND)]),
    ("完成核查数据：甲镇40条、乙镇34条。", []),
]

BETWEEN_THEM_ALL = [
    ("共排查36人，男20人，女16人。", [(36, (20, 16), 0, SOUND)]),
    ("共排查36人，女17人，男20人。", [(36, (17, 20), 1, OVERLAP)]),
    ("共排查36人，男20人，女15人。", [(36, (20, 15), -1, MISSING)]),
    ("累计管控500人，集中隔离120人，居家隔离390人。", [(500, (120, 390), 10, OVERLAP)]),
    ("共检测1000份，阴性999份，阳性1份。", [(1000, (999, 1), 0, SOUND)]),
    ("已排查89人，居家隔离60人，集中隔离29人。", [(89, (60, 29), 0, SOUND)]),
    # some of those found need no measure; without 共, and with more behind it, nothing is said to be all
    ("共排查500人，集中隔离12人，居家隔离38人。", []),
    ("已排查89人，省内60人，省外19人。", []),
    ("共排查89人，省内60人，省外19人，境外10人。", []),
    ("累计管控500人，现集中隔离12人，现居家隔离38人。", []),
    ("累计报告病例12例，重症病例1例，危重症病例1例。", []),
]

NESTED = [
    ("储备房间500间，已启用300间，其中入住250间，空余50间，未启用200间。",
     [(500, (300, 200), 0, SOUND), (300, (250, 50), 0, SOUND)]),
    ("储备房间500间，已启用300间，其中入住250间，空余60间，未启用200间。",
     [(500, (300, 200), 0, SOUND), (300, (250, 60), 10, OVERLAP)]),
    ("储备房间500间，已启用300间（入住250间，空余50间），未启用210间。",
     [(500, (300, 210), 10, OVERLAP), (300, (250, 50), 0, SOUND)]),
]  # fmt: skip

ANSWERED = [
    ("今日推送104条，核实100条，未核实4条。", [(104, (100, 4), 0, SOUND)]),
    ("今日推送104条，核实100条，待核实14条。", [(104, (100, 14), 10, OVERLAP)]),
    ("接收协查函36份，已回复30份，其中24小时内回复28份，未回复6份。",
     [(36, (30, 6), 0, SOUND), (30, (28,), 0, SOUND)]),
    ("接收协查函36份，已回复30份，其中24小时内回复32份，未回复6份。",
     [(36, (30, 6), 0, SOUND), (30, (32,), 2, Explanation.REPEATS)]),
    ("累计管控1705人，其中解除481人，现有管控1224人。", [(1705, (481, 1224), 0, SOUND)]),
    ("累计管控1705人，其中解除491人，现有管控1224人。", [(1705, (491, 1224), 10, OVERLAP)]),
    # of one measure, or of the day, what ended and what is there are not all
    ("累计管控1705人，其中解除居家隔离400人，现有管控1224人。", [(1705, (400,), 0, SOUND)]),
    ("今日新增管控234人，其中解除10人，现有管控1224人。", [(234, (10,), 0, SOUND)]),
]  # fmt: skip

SET_ASIDE = [
    ("管控1224人，较昨日净增224人，其中新增管控234人、解除10人。", []),
    ("累计推送3746条，今日推送104条，其中有效60条，重复54条。", [(104, (60, 54), 10, OVERLAP)]),
    ("推送104条，其中有效60条、无效40条。", [(104, (60, 40), -4, MISSING)]),
    ("储备消毒液100桶，其中含氯消毒液60桶、酒精30桶。", [(100, (60, 30), -10, MISSING)]),
    ("储备口罩500只，含氯消毒液60桶。", []),
    ("推送104条，其中有湖北旅居史60条、北京20条。", [(104, (60, 20), 0, SOUND)]),
    ("昨日新增35人，较前日减少5人，其中省外12人，省内25人。", [(35, (12, 25), 2, OVERLAP)]),
    ("较前日增加37人，其中省外12人，省内25人。", [(37, (12, 25), 0, SOUND)]),
    ("发现问题32个，其中现场整改20个，限期整改14个。", [(32, (20, 14), 2, OVERLAP)]),
]

SUMMED_UP = [
    ("排查密接48人、次密接132人、一般接触者320人，共510人。", [(510, (48, 132, 320), -10, MISSING)]),
    ("居家隔离解除120人，集中隔离解除30人，合计解除150人。", [(150, (120, 30), 0, SOUND)]),
    ("居家隔离解除120人，集中隔离解除30人，合计解除160人。", [(160, (120, 30), -10, MISSING)]),
    ("居家隔离120人，解除30人，合计排查160人。", []),
    ("上午核查50条，下午核查54条，全天共核查114条。", [(114, (50, 54), -10, MISSING)]),
    ("甲镇管控320人，乙镇管控200人，全县共管控520人。", [(520, (320, 200), 0, SOUND)]),
    ("今日新增管控17人，解除管控20人，全县共管控1224人。", []),
    # verbs of their own: the total need not be theirs
    ("排查密接48人，转运次密接132人，共510人。", []),
]

IN_ANOTHER_UNIT = [
    ("新增管控234人（238人次），其中集中17人次，居家221人次。", [(238, (17, 221), 0, SOUND)]),
    ("转运28人（6户），其中城区20人（4户），农村8人（3户）。",
     [(28, (20, 8), 0, SOUND), (6, (4, 3), 1, OVERLAP)]),
    ("管控300人（200人、100人）。", [(300, (200, 100), 0, SOUND)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "splits"),
    [*OPENED, *BETWEEN_THEM_ALL, *NESTED, *ANSWERED, *SET_ASIDE, *SUMMED_UP, *IN_ANOTHER_UNIT],
    ids=lambda told: str(told)[:40],
)
def test_each_way_to_open_parts_is_read_and_judged(text: str, splits: list[Split]) -> None:
    assert told(text) == splits


def test_what_is_sound_ends_with_0_and_what_is_not_with_1() -> None:
    assert exit_code(check_statement(OPENED[0][0])) == 0
    assert exit_code(check_statement(OPENED[1][0])) == 1
    assert exit_code(check_statement(OPENED[-1][0])) == 2
