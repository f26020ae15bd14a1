"""What a desk beside the test does with an area: it raises it by a notice."""

from __future__ import annotations

from tests.rooms.leads.county import AT
from tests.rooms.risk.test_levels import HOUR, STREET

from lianfang.accounts.queries import get_console_actor
from lianfang.risk import actions


def declare(grade: str, number: int) -> int:
    """Enter a notice; return how many areas it changed."""
    at = AT + number * HOUR
    source = f"第{number}处"
    return actions.declare(words=STREET, grade=grade, source=source, by=get_console_actor(), at=at).changed
