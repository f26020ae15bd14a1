"""Lists under 其中, 含 and in brackets, with the whole each belongs to."""

import pytest

from lianfang.core.figures.statement.phrases import gather
from lianfang.core.figures.statement.splits import find_splits
from lianfang.core.figures.statement.tokens import tokenize

Told = list[tuple[int, list[int]]]


def splits(text: str) -> Told:
    found = find_splits(gather(tokenize(text)))
    return [(int(split.whole.value), [int(part.value) for part in split.parts]) for split in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("其中居家3人", [], id="no whole"),
        pytest.param("排查307人，居家268人", [], id="no mark"),
        pytest.param("排查307人，其中居家268人，集中39人", [(307, [268, 39])], id="plain"),
        pytest.param("排查307人。其中居家268人，集中39人", [(307, [268, 39])], id="over a full stop"),
        pytest.param(
            "排查307人。另核查5条。其中居家268人", [(307, [268])], id="over a sentence of other things"
        ),
        pytest.param("排查307人。核查5人。其中居家268人", [(5, [268])], id="but not over one of the same"),
        pytest.param("排查307人，发放5份，其中居家268人", [(307, [268])], id="over another unit"),
        pytest.param(
            "排查12户307人，其中居家10户268人", [(12, [10]), (307, [268])], id="each unit by itself"
        ),
        pytest.param("排查8000，其中男5000，女3000", [(8000, [5000, 3000])], id="no units at all"),
        pytest.param("排查41人，其中甲10、乙6、丙25", [(41, [10, 6, 25])], id="parts take the whole's unit"),
        pytest.param("管控50人，其中甲60户", [], id="nothing to compare"),
        pytest.param(
            "管控100人，今日新增20人，其中居家12人，集中8人",
            [(20, [12, 8])],
            id="the nearest figure is the whole",
        ),
        pytest.param(
            "管控100人，今日新增20人，其中居家60人，集中40人",
            [(100, [60, 40])],
            id="unless it cannot be and another is",
        ),
        pytest.param(
            "共1000人，其中甲600人、乙400人，其中男300人、女100人",
            [(1000, [600, 400]), (400, [300, 100])],
            id="nested in the last part",
        ),
        pytest.param(
            "共1000人，其中甲600人、乙400人，其中男550人、女450人",
            [(1000, [600, 400]), (1000, [550, 450])],
            id="another split of the same whole",
        ),
        pytest.param(
            "共1000人，其中甲600人、乙400人；其中有党员300人",
            [(1000, [600, 400]), (1000, [300])],
            id="after a semicolon back to the whole",
        ),
        pytest.param(
            "共100人，其中甲60人，其中党员10人，乙40人",
            [(60, [10]), (100, [60, 40])],
            id="the outer list goes on after a nested one",
        ),
        pytest.param(
            "共100人，其中甲60人，其中党员10人，团员50人，乙40人",
            [(60, [10, 50]), (100, [60, 40])],
            id="after a complete nested one",
        ),
        pytest.param(
            "共100人，其中甲60人，其中党员10人，乙41人",
            [(100, [60]), (60, [10, 41])],
            id="which is only taken when it fits",
        ),
        pytest.param(
            "共1000人，其中甲600人，含党员50人，乙400人", [(600, [50]), (1000, [600, 400])], id="含 inside"
        ),
        pytest.param("共1000人，含党员50人", [(1000, [50])], id="含 alone"),
        pytest.param("新增12例（太原5例、大同7例）", [(12, [5, 7])], id="a bracket of parts"),
        pytest.param("无效500条(重复300、未到150、不全50)", [(500, [300, 150, 50])], id="bare numbers in it"),
        pytest.param("新增12例（含太原5例）", [(12, [5])], id="含 in a bracket"),
        pytest.param("新增12例（其中太原5例、大同7例）", [(12, [5, 7])], id="其中 in a bracket"),
        pytest.param("管控12例（较昨日增加5例）", [], id="an aside in a bracket"),
        pytest.param("管控12例（今日新增5例，解除3例）", [], id="news in a bracket"),
        pytest.param("管控12例（不含境外5例）", [], id="what is left out"),
        pytest.param("管控12人（5户）", [], id="another unit in a bracket"),
        pytest.param(
            "新增12例，其中太原5例（男3例，女2例）、大同7例",
            [(12, [5, 7]), (5, [3, 2])],
            id="a bracket within a list",
        ),
        pytest.param(
            "管控3人次，其中集中2人次、居家1人次（2人次为第二次管控）",
            [(3, [2, 1]), (3, [2])],
            id="a bracket at the end may speak of the whole",
        ),
        pytest.param(
            "管控3人次，其中集中2人次、居家1人次（5人次为第二次管控）",
            [(3, [2, 1]), (1, [5])],
            id="if that helps",
        ),
        pytest.param("所有41人中，给予甲10人、乙6人", [(41, [10, 6])], id="among"),
        pytest.param("确诊病例12例中，男性7例、女性5例", [(12, [7, 5])], id="among cases"),
        pytest.param("中小学41所，其中小学10所", [(41, [10])], id="中 elsewhere"),
        pytest.param("问责41人：甲10人，乙31人", [(41, [10, 31])], id="a colon"),
        pytest.param("问责41人，具体为：甲10人，乙31人", [(41, [10, 31])], id="in detail"),
        pytest.param(
            "管控20人，其中甲12人、乙8人，现有10人，其中甲6人、乙4人",
            [(20, [12, 8]), (10, [6, 4])],
            id="one after another",
        ),
    ],
)
def test_wholes_with_their_parts(text: str, found: Told) -> None:
    assert sorted(splits(text)) == sorted(found)


def test_splits_come_in_the_order_of_the_text() -> None:
    assert splits("甲20人，其中男12人、女8人。乙10人，其中男6人、女4人。") == [(20, [12, 8]), (10, [6, 4])]
