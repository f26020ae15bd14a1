"""Dated plain values: thresholds, deadlines, who the five responsible are."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time

from lianfang.core.policy.load_editions import CONFIDENCES
from lianfang.core.policy.load_values import check_firm, check_folder
from lianfang.core.policy.model import AREA_DIGITS, Edition, Setting, SettingValue
from lianfang.core.policy.source import Marked, PolicyError, Table
from lianfang.core.policy.wording import ROLE_LABELS
from lianfang.core.timeline import DAY, day_start

ROLES = tuple(ROLE_LABELS)


def _degrees(table: Table) -> SettingValue:
    node = table.node("value", "degrees Celsius between 35 and 42")
    if isinstance(node.value, bool) or not isinstance(node.value, int | float) or not 35 <= node.value <= 42:
        raise table.refuse(node, "value", "degrees Celsius between 35 and 42")
    return float(node.value)


def _count(table: Table) -> SettingValue:
    return table.whole("value", least=1)


def _deadline(table: Table) -> SettingValue:
    """Read `end_of_day`, the same day 24:00, or `{hours: N}` after the lead came in."""
    node = table.node("value", "end_of_day, or {hours: N}")
    if node.value == "end_of_day":
        return "end_of_day"
    hours = Table(table.file, node, f"the deadline of {table.what}")
    read = {"hours": hours.whole("hours", least=1)}
    hours.close()
    return read


def _clock_times(table: Table) -> SettingValue:
    node = table.node("value", '{from: "08:00", to: "23:00"}')
    times = Table(table.file, node, f"the hours of {table.what}")
    read = {"from": times.text("from"), "to": times.text("to")}
    times.close()
    for key, text in read.items():
        try:
            time.fromisoformat(text)
        except ValueError:
            raise PolicyError(
                table.file, node.line, f"{key!r} is {text!r}", 'a time such as "08:00"'
            ) from None
    return read


def _five_roles(table: Table) -> SettingValue:
    roles = table.texts("value")
    if len(roles) != 5 or any(role not in ROLES for role in roles):
        node = table.node("value", "five roles")
        raise PolicyError(
            table.file, node.line, f"{table.what} names {', '.join(roles)}", f"five of {', '.join(ROLES)}"
        )
    return roles


SETTINGS: Mapping[str, Callable[[Table], SettingValue]] = {
    "fever_threshold": _degrees,  # °C
    "lookback_days": _count,  # days before a place became risky
    "tail_days": _count,  # days after it was lowered in which people are still managed
    "lead_deadline": _deadline,
    "transfer_reply_hours": _count,  # hours for the other county to reply
    "call_hours": _clock_times,  # when people may be telephoned
    "five_responsible": _five_roles,  # villages
    "five_responsible_community": _five_roles,  # town communities
    "temperatures_per_day": _count,
}


def load_settings(
    file: str, name: str, nodes: Iterable[Marked], editions: Mapping[str, Edition]
) -> list[Setting]:
    """Read the values of one setting; each holds with its edition, or from a day on for an area."""
    return [_setting(Table(file, node, f"a value of {name!r}"), name, editions) for node in nodes]


def _setting(table: Table, name: str, editions: Mapping[str, Edition]) -> Setting:
    confidence, off = table.text("confidence", among=CONFIDENCES), table.text("off", "")
    check_firm(table, confidence, off)
    area, starts, ends = _holding(table, editions)
    setting = Setting(
        name=name,
        area=area,
        value=SETTINGS[name](table),
        effective_from=starts,
        effective_to=ends,
        clause=table.text("clause"),
        source=table.text("source"),
        confidence=confidence,
        off=off,
        mark=table.mark,
    )
    table.text("note", "")
    table.close()
    check_folder(table.file, table.line, area)
    return setting


def _holding(table: Table, editions: Mapping[str, Edition]) -> tuple[str, datetime, datetime | None]:
    if table.has("edition"):
        edition = editions[table.text("edition", among={name: name for name in editions})]
        return edition.area, edition.effective_from, edition.effective_to
    area = table.text("area", "")
    if len(area) not in AREA_DIGITS.values():
        raise PolicyError(table.file, table.line, f"{table.what} has the area {area!r}", "2, 4 or 6 digits")
    starts, last_day = table.instant("from"), table.day("last_day")
    ends = None if last_day is None else day_start(last_day + DAY)
    if ends is not None and ends <= starts:
        raise PolicyError(table.file, table.line, f"{table.what} ends before it starts", "a later last_day")
    return area, starts, ends
