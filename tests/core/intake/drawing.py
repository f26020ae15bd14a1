"""Lists drawn as text, each line with what becomes of it.

A line of a drawing is `outcome | cell | cell ...`; no outcome means that the line is no row about a person.
`R` ready, `W:reason` warning, `D` duplicate, `X:reason` rejected. Cells written `#12` are number cells.
"""

from tests.core.intake.untidy import AT

from lianfang.core.intake.cells import Book, Cell, Sheet
from lianfang.core.intake.rows import Outcome, ReadRow, read_book

A, B, C = "420107201412240000", "510502194208090008", "51172519721207000X"
P, Q, S = "15458085012", "15429754951", "15494360533"
SHORT = {"R": Outcome.READY, "W": Outcome.WARNING, "D": Outcome.DUPLICATE, "X": Outcome.REJECTED}


def read_cell(text: str) -> Cell:
    text = text.strip().replace("\\n", "\n")
    return float(text[1:]) if text.startswith("#") else text


def draw(drawing: str) -> tuple[list[list[Cell]], list[tuple[int, Outcome, tuple[str, ...]]]]:
    """Give the lines of a drawing and, of each row about a person, its number, outcome and reasons."""
    lines: list[list[Cell]] = []
    wanted = []
    for line in drawing.strip("\n").splitlines():
        outcome, *cells = line.split("|")
        lines.append([read_cell(cell) for cell in cells])
        if outcome.strip():
            short, _, reason = outcome.strip().partition(":")
            wanted.append((len(lines), SHORT[short], (reason,) if reason else ()))
    return lines, wanted


def read(lines: list[list[Cell]]) -> list[ReadRow]:
    return list(read_book(Book([Sheet("名单", list(enumerate(lines, start=1)))]), at=AT))
