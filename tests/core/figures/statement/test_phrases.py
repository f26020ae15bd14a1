"""Numbers tied to their words."""

import pytest

from lianfang.core.figures.statement.phrases import Phrase, gather
from lianfang.core.figures.statement.tokens import tokenize


def read(text: str) -> tuple[Phrase, ...]:
    return gather(tokenize(text))


def told(phrases: tuple[Phrase, ...]) -> list[object]:
    """Label, quantities, tail of each phrase, and the bracket where there is one."""
    listed: list[object] = []
    for phrase in phrases:
        counts = " ".join(f"{count.value}{count.unit or ''}" for count in phrase.counts)
        said = f"{phrase.lead.label}|{counts}|{phrase.tail}"
        listed.append((said, told(phrase.group)) if phrase.group else said)
    return listed


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("", []),
        ("没有数字。", []),
        ("排查307人，其中居家268人，集中39人。", ["排查|307人|", "居家|268人|", "集中|39人|"]),
        ("居家268人、集中39人", ["居家|268人|", "集中|39人|"]),
        ("居家268人和集中39人", ["居家|268人|", "集中|39人|"]),
        ("268人居家，39人集中。", ["|268人|居家", "|39人|集中"]),
        ("268人居家、39人集中", ["|268人|居家", "|39人|集中"]),
        ("管控1705人、2139人次，其中", ["管控|1705人 2139人次|"]),
        ("排查12户307人", ["排查|12户 307人|"]),
        ("甲、乙、丙分别10、7、6人", ["|10人|", "|7人|", "|6人|"]),
        ("甲10、乙6人", ["甲|10|", "乙|6人|"]),
        ("西安、延安等地返乡307人", ["西安、延安等地返乡|307人|"]),
        ("排查307人居家268人", ["排查|307人|", "居家|268人|"]),
        ("12例（太原5例、大同7例）", [("|12人|", ["太原|5人|", "大同|7人|"])]),
        ("12例确诊（太原5例）", [("|12人|确诊", ["太原|5人|"])]),
        ("12例（男5例（学生2例））", [("|12人|", [("男|5人|", ["学生|2人|"])])]),
        ("湖北（含武汉）返乡146人", ["湖北返乡|146人|"]),
        ("太原（5例）、大同（7例）", ["太原|5人|", "大同|7人|"]),
        ("共12例：太原（5例），大同（7例、8户）", ["共|12人|", "太原|5人|", "大同|7人 8户|"]),
        ("太原（5例，男3例）", ["太原|5人|", "男|3人|"]),
        ("甲1人（2人）（3人）", [("甲|1人|", ["|2人|"]), "|3人|"]),
        ("）甲5人", ["甲|5人|"]),
        ("甲5人（乙3人", [("甲|5人|", ["乙|3人|"])]),
        ("集中：205人\n居家：1934人", ["集中|205人|", "居家|1934人|"]),
    ],
)
def test_phrases(text: str, phrases: list[object]) -> None:
    assert told(read(text)) == phrases


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("甲1人、乙2人，丙3人；丁4人。戊5人", [0, 1, 2, 3, 4]),
        ("甲1人和乙2人", [0, 0]),
        ("甲1人，说明，乙2人", [0, 2]),
        ("甲1人。说明，乙2人", [0, 4]),
    ],
)
def test_the_strongest_stop_before_a_phrase(text: str, stops: list[int]) -> None:
    assert [phrase.stop for phrase in read(text)] == stops


@pytest.mark.parametrize(
    ("text", "leaves_some"),
    [
        ("甲1人等", [True]),
        ("甲1人等，乙2人", [True, False]),
        ("甲1人、乙2人等情况。", [False, True]),
        ("甲1人，其余居家。", [True]),
        ("甲1人，其余均为居家，另有2人", [True, False]),
        ("甲1人，其余2人居家", [False, False]),
        ("部分甲1人", [True]),
        ("等待1人", [False]),
    ],
)
def test_words_that_leave_parts_unnamed(text: str, leaves_some: list[bool]) -> None:
    assert [phrase.leaves_some for phrase in read(text)] == leaves_some


def test_a_phrase_knows_its_place_in_the_text() -> None:
    text = "截至目前，排查307人，其中，居家 268人"
    first, second = read(text)
    assert text[first.start : first.end] == "排查307人"
    assert text[second.start : second.end] == "其中，居家 268人"


def test_a_phrase_finds_its_quantity_by_unit() -> None:
    (phrase,) = read("排查12户307人")
    assert [phrase.count_of(unit) and int(phrase.count_of(unit).value) for unit in ("户", "人")] == [12, 307]  # type: ignore[union-attr]
    assert phrase.count_of("条") is None


def test_brackets_in_brackets_end_somewhere() -> None:
    assert read("（" * 5000 + "甲5人" + "）" * 5000) != ()


def test_a_label_after_its_number_is_read_as_well() -> None:
    first, second = read("80人已核查，未核查20人")
    assert first.bare
    assert not second.bare
    assert (first.sense.stem, second.sense.stem) == ("核查", "核查")
