"""The figures of leads."""

from dataclasses import replace
from datetime import timedelta
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


@pytest.mark.parametrize(("due", "overdue"), [(5, 1), (4, 1), (3, 0), (-5, 0)])
def test_what_is_due_until_the_cut_is_not_overdue_before(due: int, overdue: int) -> None:
    """Hours before the cut; it is read four before it."""
    ahead = replace(CUT, ahead=CUT.at - timedelta(hours=4))
    counted = report(LEAD_FIGURES, {"leads": [lead(1, 48, due)]}, ahead.params())["leads"]
    assert (counted["open"], counted["overdue"]) == (1, overdue)
