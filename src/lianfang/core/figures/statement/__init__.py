"""Check whether the figures a published paragraph gives add up, and say by how much and why they may not.

`tokens` cuts the text, `phrases` ties each number to its words, `splits` finds wholes with parts, and this
module judges them. Reading needs no knowledge of the county: only of how such paragraphs are written (P-26,
P-82, P-91).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lianfang.core.figures.statement.lists import Split
from lianfang.core.figures.statement.phrases import gather
from lianfang.core.figures.statement.splits import find_splits
from lianfang.core.figures.statement.tokens import tokenize
from lianfang.core.figures.statement.words import CLOSING

Number = int | float


class Verdict(StrEnum):
    """What a split comes to."""

    SOUND = "sound"
    CONTRADICTION = "contradiction"


class Explanation(StrEnum):
    """What could explain parts that do not make their whole."""

    OVERLAP = "overlap"  # the same one in two parts: only where no part is larger than the whole
    PERSON_TIMES = "person_times"  # 人次 counted as 人
    REPEATS = "repeats"  # the same thing counted more than once, for what is no person
    MISSING = "missing"  # a part that is not named
    ROUNDING = "rounding"  # a figure given in 万 with few digits


@dataclass(frozen=True)
class Finding:
    """One whole with its parts, judged.

    `difference` is parts less whole where they contradict it, and 0 where they do not; `text` is the passage.
    """

    whole: Number
    parts: tuple[Number, ...]
    difference: Number
    unit: str
    text: str
    verdict: Verdict
    explanation: Explanation | None


def check_statement(text: str) -> list[Finding]:
    """Find the wholes with parts in a paragraph and judge each; lines that begin with # are left out.

    A list of two or more parts must make the whole unless words leave some unnamed (等, 部分, 其中有); else
    parts need only be no larger than it. Splits with a figure that is only roughly given are not judged.
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if not line.lstrip().startswith("#")]
    said = "\n".join(lines)
    splits = find_splits(gather(tokenize(said)))
    return [_judge(split, said) for split in splits if not _is_rough(split)]


def exit_code(findings: Sequence[Finding]) -> int:
    """Give 0 when all is sound, 1 when anything contradicts, 2 when there was no whole with parts to read."""
    if not findings:
        return 2
    return int(any(finding.verdict is Verdict.CONTRADICTION for finding in findings))


def _judge(split: Split, said: str) -> Finding:
    begin = min(split.whole.start, split.parts[0].start)
    begin = max((said.rfind(stop, 0, begin) for stop in "，。；\n"), default=-1) + 1
    end = max(split.whole.end, *(part.end for part in split.parts))
    end += said[end : end + 1] in CLOSING and end < len(said)
    return Finding(
        whole=_number(split.whole.value),
        parts=tuple(_number(part.value) for part in split.parts),
        difference=_number(split.gap),
        unit=split.whole.unit or "",
        text=said[begin:end].strip(),
        verdict=Verdict.CONTRADICTION if split.gap else Verdict.SOUND,
        explanation=_explain(split) if split.gap else None,
    )


def _explain(split: Split) -> Explanation:
    slack = sum((figure.grain for figure in (split.whole, *split.parts)), Decimal(0)) / 2
    if abs(split.gap) <= slack:
        return Explanation.ROUNDING
    if split.gap < 0:
        return Explanation.MISSING
    if all(part.value <= split.whole.value for part in split.parts):
        return Explanation.OVERLAP
    return Explanation.PERSON_TIMES if split.whole.unit == "人" else Explanation.REPEATS


def _is_rough(split: Split) -> bool:
    return any(figure.approximate for figure in (split.whole, *split.parts))


def _number(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else float(value)
