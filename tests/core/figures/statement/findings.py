"""What is found in a paragraph, in the short form that tests compare."""

from lianfang.core.figures.statement import Explanation, check_statement

OVERLAP = Explanation.OVERLAP
MISSING = Explanation.MISSING
SOUND = None

Split = tuple[float, tuple[float, ...], float, Explanation | None]


def told(text: str) -> list[Split]:
    """Return each whole with its parts, by how much they differ, and what could explain it."""
    return [(f.whole, f.parts, f.difference, f.explanation) for f in check_statement(text)]
