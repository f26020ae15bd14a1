"""Published paragraphs checked: real ones, variants of every kind, and generated ones whose truth is known."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.core.figures.statement.findings import Split, told

from lianfang.core.figures.statement import Explanation, Finding, Verdict, check_statement, exit_code

OVERLAP, TIMES, REPEATS = Explanation.OVERLAP, Explanation.PERSON_TIMES, Explanation.REPEATS
MISSING, ROUNDING = Explanation.MISSING, Explanation.ROUNDING

SHAHEZI = (
    "截至目前，该镇已排查2021年12月9日以后从西安、延安、咸阳、渭南等地区来商返商人员307人，其中居家隔离268人，"
    "集中隔离39人，目前已解除居家隔离人员110人。"
)
XI = (
    "截至2月12日，全县共排查省外返隰1930人，其中解除医学观察1846人，正在进行医学观察84人；其中有湖北（含武汉）"
    "旅居史来隰返隰人员146人，全部解除医学观察。共排查省内返隰2813人，其中解除医学观察2656人，"
    "正在进行医学观察157人，目前全县暂未发现疑似病例。"
)
XING = (
    "兴县大数据共推出来自山西太原、太谷县、内蒙古呼和浩特市、包头、河北、山东等地入兴返兴数据3746条，今日新增排查"
    "104条；累计管控1705人，其中隔离205人，居家隔离1934人，今日新增管控234人，其中集中隔离17人，居家隔离221人，"
    "现有管控1224人，其中集中隔离111人，居家隔离1113人，1224人按时间节点核酸检测为阴性。"
)

PUBLISHED = [
    pytest.param(SHAHEZI, [(307, (268, 39), 0, None)], id="Shahezi"),
    pytest.param(
        XI,
        [(1930, (1846, 84), 0, None), (1930, (146,), 0, None), (2813, (2656, 157), 0, None)],
        id="Xi",
    ),
    pytest.param(
        XING,
        [
            (1705, (205, 1934), 434, TIMES),
            (234, (17, 221), 4, OVERLAP),
            (1224, (111, 1113), 0, None),
        ],
        id="Xing",
    ),
    pytest.param(
        SHAHEZI.replace("268人", "258人"), [(307, (258, 39), -10, MISSING)], id="Shahezi, a figure altered"
    ),
    pytest.param(
        XI.replace("157人", "175人"),
        [(1930, (1846, 84), 0, None), (1930, (146,), 0, None), (2813, (2656, 175), 18, OVERLAP)],
        id="Xi, a figure altered",
    ),
    pytest.param(
        XI.replace("146人", "2146人"),
        [(1930, (1846, 84), 0, None), (1930, (2146,), 216, TIMES), (2813, (2656, 157), 0, None)],
        id="Xi, more from Hubei than from anywhere",
    ),
]
VARIANTS = [
    ("通报问责41人，其中党纪处分10人、政务处分6人、诫勉谈话19人。", [(41, (10, 6, 19), -6, MISSING)]),
    ("通报问责35人，其中党纪处分10人、政务处分6人、诫勉谈话19人。", [(35, (10, 6, 19), 0, None)]),
    ("通报问责４１人，其中党纪处分十人、政务处分六人、诫勉谈话十九人。", [(41, (10, 6, 19), -6, MISSING)]),
    ("问责41人：10人党纪处分，6人政务处分，19人诫勉谈话。", [(41, (10, 6, 19), -6, MISSING)]),
    ("市里支援帐篷700顶，各局发放1718顶。", []),
    ("市里支援帐篷700顶，其中甲县100顶、乙县200顶等。", [(700, (100, 200), 0, None)]),
    ("市里支援帐篷700顶，其中甲县500顶、乙县300顶等。", [(700, (500, 300), 100, OVERLAP)]),
    ("市里支援帐篷700顶，其中甲县500顶，其余均已入库。", [(700, (500,), 0, None)]),
    ("市里支援帐篷700顶，其中甲县800顶。", [(700, (800,), 100, REPEATS)]),
    ("检查宾馆13家，其中有停业5家、整改4家。", [(13, (5, 4), 0, None)]),
    ("检查宾馆13家，其中部分停业5家、部分整改4家。", [(13, (5, 4), 0, None)]),
    ("检查宾馆13家，其中停业5家、整改4家。", [(13, (5, 4), -4, MISSING)]),
    ("累计管控：1,705人次，其中：集中隔离：205人次，居家隔离：1,500人次。", [(1705, (205, 1500), 0, None)]),
    ("累计管控500人，其中居家隔离600人。", [(500, (600,), 100, TIMES)]),
    ("累计管控500人，其中居家隔离500人。", [(500, (500,), 0, None)]),
    ("共领取口罩500个，已用300个，剩余250个。", [(500, (300, 250), 50, OVERLAP)]),
    ("启用隔离点1个，房间35间，已用20间，剩余15间。", [(35, (20, 15), 0, None)]),
    (
        "接收上级推送数据3746条，已核查3000条，核查率80%，未核查746条，超24小时未核查20条；"
        "有效2500条，无效500条(重复300、未到疫区150、信息不全60)，移交0条。",
        [(3746, (3000, 746), 0, None), (500, (300, 150, 60), 10, OVERLAP)],
    ),
    (
        "1日 共排查1705人，其中太原205人，省内除太原1000人，省外500人。采取防控措施：1500人居家隔离，205人集中隔离。",
        [(1705, (205, 1000, 500), 0, None)],
    ),
    ("发放口罩1.2万个，其中学校8000个、医院4000个。", [(12000, (8000, 4000), 0, None)]),
    ("发放口罩1.2万个，其中学校8000个、医院5000个。", [(12000, (8000, 5000), 1000, OVERLAP)]),
    ("接种15.3万人，其中第一剂4.8万人，第二剂10.6万人。", [(153000, (48000, 106000), 1000, ROUNDING)]),
    ("消杀256000平方米，其中单位106,000㎡、园林150,000 m²。", [(256000, (106000, 150000), 0, None)]),
    ("全县共有300余人返乡，其中居家隔离268人，集中隔离39人。", []),
    ("全县173个网格，其中社区85个、村88个。", [(173, (85, 88), 0, None)]),
    ("累计管控1705人、2139人次，其中集中隔离205人次、居家隔离1934人次。", [(2139, (205, 1934), 0, None)]),
    (
        "累计报告确诊病例20例，治愈出院15例，现有5例（其中重症1例）。",
        [(20, (15, 5), 0, None), (5, (1,), 0, None)],
    ),
    ("# 全县100人，其中男60人，女30人。\n全县100人，其中男60人，女40人。", [(100, (60, 40), 0, None)]),
    ("\ufeff集中隔离：205人\n居家隔离：1934人\n合计：2140人", [(2140, (205, 1934), -1, MISSING)]),
    ("管控0人，其中居家0人、集中0人。", [(0, (0, 0), 0, None)]),
    ("排查0.5万人，其中甲2500.5人、乙2499.5人。", [(5000, (2500.5, 2499.5), 0, None)]),
]


@pytest.mark.parametrize(("text", "found"), [*PUBLISHED, *VARIANTS])
def test_findings(text: str, found: list[Split]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (SHAHEZI, 0),
        (XI, 0),
        (XING, 1),
        ("", 2),
        ("今天没有新增。", 2),
        ("排查307人。", 2),
        ("\x00\x01\x02PK", 2),
        ("# 排查307人，其中居家400人。", 2),
    ],
)
def test_exit_codes(text: str, code: int) -> None:
    assert exit_code(check_statement(text)) == code


def test_a_finding_quotes_its_passage() -> None:
    texts = [found.text for found in check_statement(XING)]
    assert texts[0] == "累计管控1705人，其中隔离205人，居家隔离1934人"
    assert texts[2] == "现有管控1224人，其中集中隔离111人，居家隔离1113人"
    (bracket,) = check_statement("今日，新增12例（太原5例、大同7例）。")
    assert bracket.text == "新增12例（太原5例、大同7例）"


def test_a_finding_is_all_a_reader_needs() -> None:
    (found,) = check_statement("累计管控500人，其中居家隔离600人。")
    assert found == Finding(
        500,
        (600,),
        100,
        "人",
        "累计管控500人，其中居家隔离600人",
        Verdict.CONTRADICTION,
        Explanation.PERSON_TIMES,
    )


# Generated paragraphs: the truth is known because we made them.

NAMES = ["居家隔离", "集中隔离", "居家健康监测", "太原", "省外", "党员", "男性", "甲镇", "第二中学教师"]
WHOLES = [
    "累计管控",
    "共排查返乡人员",
    "全县现有隔离",
    "该镇已排查来自西安、延安等地人员",
    "今日新增",
    "截至2月8日，共有",
]
STYLES = ["plain", "thousands", "wide", "chinese"]
TAILS = ["。", "，目前已解除110人。", "；应检5人。", "，今日新增3人。", "，核酸检测均为阴性。", "，占60%。"]


def write(value: int, style: str) -> str:
    if style == "thousands":
        return f"{value:,}"
    if style == "wide":
        return str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if style == "chinese" and value < 10:
        return "零一二三四五六七八九"[value]
    return str(value)


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, int, tuple[int, ...]]:
    """A whole with two to five parts in one of the customary shapes."""
    parts = draw(st.lists(st.integers(1, 2000), min_size=2, max_size=5))
    off = draw(st.sampled_from([0, 0, 1, -1, 7, 100]))
    whole = sum(parts) + off
    assume(whole > 0)
    names = draw(st.permutations(NAMES))[: len(parts)]
    style, unit = draw(st.sampled_from(STYLES)), draw(st.sampled_from(["人", "名", "人次", "条", "户", "个"]))
    comma = draw(st.sampled_from(["，", "、", "；"]))
    numbers = [write(part, style) + unit for part in parts]
    labelled = comma.join(name + number for name, number in zip(names, numbers, strict=True))
    first = draw(st.sampled_from(WHOLES)) + write(whole, style) + unit
    shape = draw(
        st.sampled_from(["其中", "其中，", "其中：", "bracket", "respectively", "numbers first", "colon"])
    )
    if shape == "bracket":
        return f"{first}（{labelled}）", whole, tuple(parts)
    if shape == "respectively":
        return f"{first}，{'、'.join(names)}分别为{'、'.join(numbers)}", whole, tuple(parts)
    if shape == "numbers first":
        swapped = "，".join(number + name for name, number in zip(names, numbers, strict=True))
        return f"{first}，其中{swapped}", whole, tuple(parts)
    if shape == "colon":
        return f"{first}：{labelled}", whole, tuple(parts)
    return f"{first}，{shape}{labelled}", whole, tuple(parts)


@settings(max_examples=60)
@given(lists(), st.sampled_from(TAILS))
def test_a_list_made_is_a_list_read(made: tuple[str, int, tuple[int, ...]], tail: str) -> None:
    text, whole, parts = made
    prefixes = {sum(parts[:length]) for length in range(2, len(parts))}
    assume(whole not in prefixes and whole != sum(parts) + 110 and whole != sum(parts) + 3)
    found = [f for f in check_statement(text + tail) if f.whole == whole]
    assert [(f.parts, f.difference) for f in found] == [(parts, sum(parts) - whole)], text + tail


@given(
    st.integers(1, 5000),
    st.integers(0, 5000),
    st.integers(-3, 3),
    st.sampled_from(["核查", "接种", "检测", "整改"]),
)
def test_done_and_undone_made_are_read(done: int, undone: int, off: int, verb: str) -> None:
    whole = done + undone + off
    assume(whole > 0)
    (found,) = check_statement(f"全县共{whole}条，已{verb}{done}条，未{verb}{undone}条。")
    assert (found.whole, found.parts, found.difference) == (whole, (done, undone), -off)


@settings(max_examples=25)
@given(st.lists(lists(), min_size=2, max_size=4))
def test_sentences_do_not_disturb_each_other(made: list[tuple[str, int, tuple[int, ...]]]) -> None:
    texts = [text for text, _, _ in made]
    apart = [finding for text in texts for finding in told(text + "。")]
    assert told("\n\n".join(text + "。" for text in texts)) == apart
    assert told("".join(text + "。" for text in texts)) == apart


@settings(max_examples=60)
@given(
    st.text(
        alphabet="共累计其中分别已未剩余含等现有新增解除人次条户，、。；：（）:()0123456789三十万 \n甲乙",
        max_size=60,
    )
)
def test_no_text_breaks_the_reader(text: str) -> None:
    findings: list[Any] = check_statement(text)
    assert exit_code(findings) in (0, 1, 2)
    for found in findings:
        assert (
            (found.verdict is Verdict.CONTRADICTION)
            == (found.difference != 0)
            == (found.explanation is not None)
        )
        assert found.parts
        assert found.text
