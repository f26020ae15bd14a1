"""Dated plain values: thresholds, deadlines, who the five responsible are."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from lianfang.core.policy.load_editions import CONFIDENCES, ENDS_EARLY, LATER
from lianfang.core.policy.load_sources import read_cited
from lianfang.core.policy.load_values import check_firm, check_folder
from lianfang.core.policy.model import AREA_DIGITS, Edition, Setting, Source
from lianfang.core.policy.setting_kinds import SETTINGS
from lianfang.core.policy.source import Marked, Table
from lianfang.core.timeline import DAY, day_start
from lianfang.core.wording import msgid, phrase


def load_settings(
    file: str,
    name: str,
    nodes: Iterable[Marked],
    editions: Mapping[str, Edition],
    sources: Mapping[str, Source],
) -> list[Setting]:
    """Read the values of one setting; each holds with its edition, or from a day on for an area."""
    return [
        _setting(
            Table(file, node, phrase(msgid("a value of '%(name)s'"), name=name)), name, editions, sources
        )
        for node in nodes
    ]


def _setting(
    table: Table, name: str, editions: Mapping[str, Edition], sources: Mapping[str, Source]
) -> Setting:
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
        source=read_cited(table, sources),
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
        told = phrase(msgid("%(what)s has the area '%(area)s'"), what=table.what, area=area)
        raise table.error(told, phrase(msgid("2, 4 or 6 digits")))
    starts, last_day = table.instant("from"), table.day("last_day")
    ends = None if last_day is None else day_start(last_day + DAY)
    if ends is not None and ends <= starts:
        raise table.error(phrase(ENDS_EARLY, what=table.what), LATER)
    return area, starts, ends
