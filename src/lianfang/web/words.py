"""How times, numbers and personal values are written on a page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import formats, translation

from lianfang.shared.clock import LOCAL, today


def local_time(moment: datetime | None, style: str = "") -> str:
    """Write an instant in Asia/Shanghai: ``2022-02-28 14:05``; an empty value gives nothing.

    Styles: ``short`` leaves out the current year, ``words`` writes 2月28日 14:05,
    ``clock`` the time alone, ``day`` the day alone.
    """
    if not moment:
        return ""
    local = moment.astimezone(LOCAL)
    hour = f"{local:%H:%M}"
    if style == "clock":
        return hour
    if style == "day":
        return calendar_day(local.date())
    return f"{calendar_day(local.date(), style)} {hour}"


def deadline(moment: datetime | None, style: str = "") -> str:
    """Write by when something is due, styles as for `local_time`; midnight is 24:00 of the day that ends with it."""
    if not moment or f"{moment.astimezone(LOCAL):%H:%M}" != "00:00":
        return local_time(moment, style)
    return f"{calendar_day(moment - timedelta(minutes=1), style)} 24:00"


def calendar_day(day: date | datetime | None, style: str = "") -> str:
    """Write a calendar day: ``2022-02-28``; styles as for `local_time`, an instant by its local day."""
    if not day:
        return ""
    if isinstance(day, datetime):
        day = day.astimezone(LOCAL).date()
    if style == "words":
        return _day_in_words(day)
    if style == "short" and day.year == today().year:
        return f"{day:%m-%d}"
    return day.isoformat()


def _day_in_words(day: date) -> str:
    chinese = (translation.get_language() or "").startswith("zh")
    if chinese and day.year == today().year:
        return f"{day.month}月{day.day}日"
    if chinese:
        return f"{day.year}年{day.month}月{day.day}日"
    return formats.date_format(day, "j F Y")


def mask_number(number: str) -> str:
    """Mask an identity number: the first four and the last two stay, ``1408**********19``."""
    return _mask(number, 4, 2)


def mask_phone(number: str) -> str:
    """Mask a phone: the first three and the last four stay, ``154****0007``."""
    return _mask(number, 3, 4)


def mask_name(name: str) -> str:
    """Mask a name: the first character stays, 张*; a name of one character is hidden whole."""
    name = (name or "").strip()
    if not name:
        return ""
    return name[0] + "*" * min(len(name) - 1, 3) if len(name) > 1 else "*"


def _mask(text: str, head: int, tail: int) -> str:
    text = (text or "").strip()
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]


def thousands(number: int | None) -> str:
    """Write a whole number with a comma for each thousand; None gives a dash."""
    return "—" if number is None else f"{number:,}"
