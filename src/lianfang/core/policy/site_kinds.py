"""How the dated values of isolation sites are read: rounds of a day, meals, the checklist, warning levels."""

from collections.abc import Callable, Mapping
from datetime import time

from lianfang.core.isolation.checklist import CHECK_ITEMS
from lianfang.core.isolation.meals import MEALS
from lianfang.core.isolation.rounds import ROUND_KINDS
from lianfang.core.policy.model import SettingValue
from lianfang.core.policy.source import PolicyError, Table
from lianfang.core.wording import msgid, phrase

TIMES = phrase(msgid('a time such as "08:00"'))
ROUNDS = phrase(msgid('{patrol: "08:00 14:00", …} of %(kinds)s'), kinds=tuple(ROUND_KINDS))
MEAL_TIMES = phrase(msgid('{lunch: "11:30", …} of %(kinds)s'), kinds=tuple(MEALS))
SHARES = phrase(msgid("{watch: N, critical: M} in per cent, N below M, M at most 100"))
ITEMS = phrase(msgid("points of %(kinds)s"), kinds=tuple(CHECK_ITEMS))


def _rounds(table: Table) -> SettingValue:
    """Read the clock times of each kind of round, several parted by blanks."""
    return _times(table, tuple(ROUND_KINDS), ROUNDS)


def _meal_times(table: Table) -> SettingValue:
    return _times(table, tuple(MEALS), MEAL_TIMES)


def _times(table: Table, kinds: tuple[str, ...], wanted: object) -> dict[str, float | str]:
    held = Table(table.file, table.node("value", wanted), table.what)  # type: ignore[arg-type]
    read: dict[str, float | str] = {kind: held.text(kind) for kind in kinds if held.has(kind)}
    held.close()
    for kind, texts in read.items():
        for text in str(texts).split() or [""]:
            _check_time(table, kind, text)
    return read


def _check_time(table: Table, kind: str, text: str) -> None:
    try:
        time.fromisoformat(text)
    except ValueError:
        told = phrase(msgid("'%(key)s' is '%(text)s'"), key=kind, text=text)
        raise PolicyError(table.file, table.node("value", TIMES).line, told, TIMES) from None


def _shares(table: Table) -> SettingValue:
    node = table.node("value", SHARES)
    held = Table(table.file, node, table.what)
    watch, critical = held.whole("watch", least=1), held.whole("critical", least=1)
    held.close()
    if not watch < critical <= 100:
        told = phrase(msgid("watch is %(watch)s and critical %(critical)s"), watch=watch, critical=critical)
        raise PolicyError(table.file, node.line, told, SHARES)
    return {"watch": watch, "critical": critical}


def _items(table: Table) -> SettingValue:
    items = table.texts("value")
    unknown = tuple(item for item in items if item not in CHECK_ITEMS)
    if unknown or not items:
        told = phrase(msgid("%(what)s names %(items)s"), what=table.what, items=unknown)
        raise PolicyError(table.file, table.node("value", ITEMS).line, told, ITEMS)
    return items


SITE_SETTINGS: Mapping[str, Callable[[Table], SettingValue]] = {
    "site_rounds": _rounds,  # when the rounds of a day begin
    "site_meal_times": _meal_times,
    "site_warning_levels": _shares,  # per cent of the usable beds
    "site_check_items": _items,  # 三区两通道
}
SITE_COUNTS = (
    "site_round_hours",  # how long a round stays open
    "site_staff_test_days",  # a member of a site's staff is tested every so many days
    "environment_sample_hours",  # samples of the room are taken at most so long before its last resident leaves
    "transit_alarm_hours",  # nobody is under way from station to receipt for longer
)
