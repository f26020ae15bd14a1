"""The divisions that ship with the product, and a gazetteer for each of the six counties."""

from pathlib import Path

import pytest

import lianfang
from lianfang.core.places.divisions import parse_divisions
from lianfang.core.places.gazetteer import Gazetteer
from lianfang.core.places.model import Area

PACKAGE = Path(lianfang.__file__).parent
COUNTIES = {
    "xing": "141123",
    "yuci": "140702",
    "xi": "141031",
    "fushan": "141027",
    "shangzhou": "611002",
    "luonan": "611021",
}


def read_divisions(path: Path) -> tuple[Area, ...]:
    with path.open(encoding="utf-8", newline="") as lines:
        return parse_divisions(lines)


@pytest.fixture(scope="session")
def nation() -> tuple[Area, ...]:
    return read_divisions(PACKAGE / "places" / "divisions" / "cn-counties.csv")


@pytest.fixture(scope="session")
def divisions() -> dict[str, tuple[Area, ...]]:
    folder = PACKAGE / "demo" / "divisions"
    return {name: read_divisions(folder / f"{code}-{name}.csv") for name, code in COUNTIES.items()}


@pytest.fixture(scope="session")
def gazetteers(divisions: dict[str, tuple[Area, ...]], nation: tuple[Area, ...]) -> dict[str, Gazetteer]:
    return {name: Gazetteer(code, divisions[name], nation) for name, code in COUNTIES.items()}
