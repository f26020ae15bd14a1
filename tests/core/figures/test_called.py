"""The figures of leads."""

from typing import Any

import pytest
from tests.core.figures.made import CUT, lead

from lianfang.core.figures.called import LEAD_FIGURES
from lianfang.core.figures.memory import report


@pytest.mark.parametrize(
    ("facts", "figures"),
    [
        pytest.param([], {}, id="none"),
        pytest.param([lead(1, 48, 20)], {"ever": 1, "open": 1, "overdue": 1}, id="overdue"),
        pytest.param([lead(1, 48, 0)], {"ever": 1, "open": 1, "overdue": 1}, id="due at the cut"),
        pytest.param([lead(1, 24, -5)], {"ever": 1, "new": 1, "open": 1}, id="new and open"),
        pytest.param([lead(1, 48, 20, 10)], {"ever": 1, "answered": 1}, id="answered late"),
        pytest.param([lead(1, 48, -20, 0)], {"ever": 1, "open": 1}, id="answered at the cut: not yet"),
        pytest.param([lead(1, 0, -20)], {}, id="opened at the cut: tomorrow's"),
    ],
)
def test_what_is_counted(facts: list[Any], figures: dict[str, int]) -> None:
    counted = report(LEAD_FIGURES, {"leads": facts}, CUT.params())["leads"]
    assert {name: count for name, count in counted.items() if count} == figures
    assert counted["ever"] == counted["open"] + counted["answered"]
