"""Which dated plain values there are, in which unit, and how each is read."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import cast

from lianfang.core.care.fitness import FITNESS_LABELS
from lianfang.core.policy.model import WORDS_OF_CODES, SettingValue
from lianfang.core.policy.site_kinds import SITE_COUNTS, SITE_SETTINGS
from lianfang.core.policy.source import PolicyError, Table
from lianfang.core.policy.wording import ROLE_LABELS
from lianfang.core.wording import msgid, phrase

ROLES = tuple(ROLE_LABELS)
DEGREES = phrase(msgid("degrees Celsius between 35 and 42"))
DEADLINE = phrase(msgid("end_of_day, or {hours: N}"))
CLOCK_TIMES = phrase(msgid('{from: "08:00", to: "23:00"}'))
FIVE = phrase(msgid("five of %(roles)s"), roles=ROLES)
DAY_NUMBERS = phrase(msgid("days that rise, such as [1, 3, 7]"))
HOME = phrase(msgid("signs of a home among %(signs)s"), signs=tuple(FITNESS_LABELS))
PERCENT = phrase(msgid("a share of a hundred, from 1 to 100"))
MAPPING = phrase(msgid("a mapping of key: value"))

LEVELS = {"高": "high", "中": "medium", "低": "low", "解除": "lifted"}
POOLED_ZONES = ("lockdown", "control", "precaution", "elsewhere")  # 封控区 管控区 防范区 其他


def _degrees(table: Table) -> SettingValue:
    node = table.node("value", DEGREES)
    if isinstance(node.value, bool) or not isinstance(node.value, int | float) or not 35 <= node.value <= 42:
        raise table.refuse(node, "value", DEGREES)
    return float(node.value)


def _count(table: Table) -> SettingValue:
    return table.whole("value", least=1)


def _deadline(table: Table) -> SettingValue:
    """Read `end_of_day`, the same day 24:00, or `{hours: N}` after the lead came in."""
    node = table.node("value", DEADLINE)
    if node.value == "end_of_day":
        return "end_of_day"
    hours = Table(table.file, node, phrase(msgid("the deadline of %(what)s"), what=table.what))
    read = {"hours": hours.whole("hours", least=1)}
    hours.close()
    return read


def _clock_times(table: Table) -> SettingValue:
    node = table.node("value", CLOCK_TIMES)
    times = Table(table.file, node, phrase(msgid("the hours of %(what)s"), what=table.what))
    read = {"from": times.text("from"), "to": times.text("to")}
    times.close()
    for key, text in read.items():
        try:
            time.fromisoformat(text)
        except ValueError:
            told = phrase(msgid("'%(key)s' is '%(text)s'"), key=key, text=text)
            wanted = phrase(msgid('a time such as "08:00"'))
            raise PolicyError(table.file, node.line, told, wanted) from None
    return read


def _five_roles(table: Table) -> SettingValue:
    roles = table.texts("value")
    if len(roles) != 5 or any(role not in ROLES for role in roles):
        node = table.node("value", FIVE)
        told = phrase(msgid("%(what)s names %(roles)s"), what=table.what, roles=roles)
        raise PolicyError(table.file, node.line, told, FIVE)
    return roles


def _code(table: Table) -> SettingValue:
    return table.text("value", among=WORDS_OF_CODES)


def _zone(table: Table) -> SettingValue:
    """Read how an area of one level is lowered (rules §1.7); days are whole days without a new infection.

    `final_within_days`: the last round lies no more days back; `contact_days`: days since the last contact left.
    """
    zone = Table(table.file, table.node("value", MAPPING), table.what)
    read: dict[str, float | str] = {
        "unit": zone.text("unit"),
        "no_new_days": zone.whole("no_new_days", least=1),
        "final_round": zone.flag("final_round"),
        "next": zone.text("next", among=LEVELS),
    }
    for limit in ("final_within_days", "contact_days"):
        if zone.has(limit):
            read[limit] = zone.whole(limit, least=1)
    if zone.has("then"):
        read |= {"then_days": zone.whole("then_days", least=1), "then": zone.text("then", among=LEVELS)}
    zone.close()
    return read


def _test_days(table: Table) -> SettingValue:
    """Read the days of a zone's rounds, counted from the last new infection: a list of whole numbers that rise."""
    days: list[int] = []
    for node in table.items("value", DAY_NUMBERS):
        least = days[-1] + 1 if days else 1
        if isinstance(node.value, bool) or not isinstance(node.value, int) or node.value < least:
            raise table.refuse(node, "value", DAY_NUMBERS)
        days.append(node.value)
    return tuple(days)


def _range(table: Table) -> SettingValue:
    limits = Table(table.file, table.node("value", MAPPING), table.what)
    least = limits.whole("least", least=1)
    read = {"least": least, "most": limits.whole("most", least=least)}
    limits.close()
    return read


def _pools(table: Table) -> SettingValue:
    pools = Table(table.file, table.node("value", MAPPING), table.what)
    read = {zone: pools.whole(zone, least=1) for zone in POOLED_ZONES}
    pools.close()
    return read


def _home(table: Table) -> SettingValue:
    """Read what a home must have for isolation there, and what is better (rules §3.2)."""
    home = Table(table.file, table.node("value", MAPPING), table.what)
    read = {key: home.texts(key) for key in ("must", "better")}
    home.close()
    for signs in read.values():
        if unknown := [sign for sign in signs if sign not in FITNESS_LABELS]:
            node = table.node("value", MAPPING)
            told = phrase(msgid("%(what)s names %(roles)s"), what=table.what, roles=tuple(unknown))
            raise PolicyError(table.file, node.line, told, HOME)
    return cast(SettingValue, read)


def _percent(table: Table) -> SettingValue:
    node = table.node("value", PERCENT)
    number = table.whole("value", least=1)
    if number > 100:
        told = phrase(msgid("'%(key)s' is '%(text)s'"), key="value", text=str(number))
        raise PolicyError(table.file, node.line, told, PERCENT)
    return number


_COUNTS = (
    "lookback_days",  # days before a place became risky
    "entrance_days",  # days back that an entrance asks about
    "tail_days",  # days after it was lowered in which people are still managed
    "transfer_reply_hours",  # hours for the other county to reply
    "temperatures_per_day",
    "case_report_hours",
    "case_review_hours",
    "event_report_hours",
    "case_investigation_hours",
    "trajectory_hours",
    "first_report_hours",
    "contact_transfer_hours",
    "secondary_transfer_hours",
    "fever_test_hours",
    "ordinary_test_hours",
    "voluntary_test_hours",
    "cluster_cases",  # so many cases within `cluster_days` in one small unit
    "cluster_days",
    "contact_window_days",  # days before onset, or before the positive sample
    "discharge_monitoring_days",
    "discharge_ct",  # the lowest Ct of two tests 24 hours apart
    "mass_round_hours",
    "mass_rounds_least",
    "mass_sampling_hours",
    "mass_sampling_hours_most",
    "queue_minutes",
    "people_per_sampler",
    "site_ready_hours",
    "pool_result_hours",
    "reserve_rooms_per_10000",
    *SITE_COUNTS,
)

SETTINGS: Mapping[str, Callable[[Table], SettingValue]] = {
    "fever_threshold": _degrees,  # °C
    "lead_deadline": _deadline,
    "call_hours": _clock_times,  # when people may be telephoned
    "five_responsible": _five_roles,  # villages
    "five_responsible_community": _five_roles,  # town communities
    "missed_test_code": _code,  # the colour while a test is missed
    "zone_high": _zone,
    "zone_medium": _zone,
    "zone_lockdown": _zone,
    "zone_control": _zone,
    "zone_rounds_high": _test_days,
    "zone_rounds_medium": _test_days,
    "zone_rounds_lockdown": _test_days,
    "zone_rounds_control": _test_days,
    "people_per_site": _range,
    "people_per_table": _range,
    "home_fitness": _home,  # what a home must have for isolation there
    "telephone_check_percent": _percent,  # of those at home, telephoned at random each day
    "pool_size": _pools,  # samples a tube, 1 for single
    **SITE_SETTINGS,
    **dict.fromkeys(_COUNTS, _count),
}
