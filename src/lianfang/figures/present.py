"""The report and its figures in words and links: what is counted, where it opens, what does not add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianfang.accounts.access import existing
from lianfang.core.figures.cut import Cut, CutHour
from lianfang.core.figures.dispatch import DISPATCH, FIGURES, IDENTITIES
from lianfang.core.figures.figure import Figure, Ratio
from lianfang.core.figures.identities import Identity, total
from lianfang.core.figures.prose import prose
from lianfang.figures.models import Report
from lianfang.figures.opened import Opening, get_opening
from lianfang.figures.queries import compare_with_now, get_report
from lianfang.figures.words import get_ends, get_words
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.moments import read_asked_day

FIGURES_BY_PATH: dict[str, Figure | Ratio] = {figure.path: figure for figure in (*DISPATCH, *FIGURES)}


class Linked(int):
    """A count that writes itself as a link to its members, so that the report's own templates link it."""

    html: SafeString

    def __format__(self, spec: str) -> str:
        """Write the link."""
        return self.html

    def __str__(self) -> str:
        """Write the link, as a page shows it."""
        return self.html

    def __html__(self) -> str:
        """Write the link; it was escaped when it was made."""
        return self.html


class LinkedBranch(dict[str, Any]):
    """Linked counts by name; what is asked for with a number to stand for nothing, opens to an empty list."""

    def __init__(self, link: Callable[[str, int], Linked]) -> None:
        super().__init__()
        self._link = link

    def get(self, key: str, default: Any = None) -> Any:
        """Return the count of a part as a link, also where the report counts nobody in it."""
        return (
            self._link(key, default)
            if key not in self and isinstance(default, int)
            else super().get(key, default)
        )


class Links:
    """Makes the links of one report's figures; without an address they are plain numbers with a tool tip."""

    def __init__(self, cut: Cut, hour: CutHour, *, opens: bool, report: Report | None = None) -> None:
        self.cut = cut
        self.opens = opens
        asked = {"date": cut.day.isoformat(), "cut": hour.value}
        self.query = urlencode(asked | ({"report": str(report.pk)} if report else {}))
        self._tips: dict[str, str] = {}

    def link(self, path: str, count: int) -> Linked:
        """Return a count as a link to its members."""
        linked = Linked(count)
        tip = self.tip(path)
        if self.opens:
            url = f"{reverse('figures:open', args=[path])}?{self.query}"
            linked.html = format_html('<a class="lf-figure" href="{}" title="{}">{}</a>', url, tip, count)
        else:
            linked.html = format_html('<span class="lf-figure" title="{}">{}</span>', tip, count)
        return linked

    def tip(self, path: str) -> str:
        """Say what a path counts, from when to when, and by which conditions."""
        stem = path if path in FIGURES_BY_PATH else path.rpartition(".")[0]
        if stem not in self._tips:
            self._tips[stem] = prose(FIGURES_BY_PATH[stem], self.cut, _)
        return self._tips[stem]

    def values(self, branch: Mapping[str, Any], path: str = "") -> dict[str, Any]:
        """Return a nested report with every count as a link, also the 0 of a part that nobody is in."""
        linked = LinkedBranch(lambda key, count: self.link(f"{path}.{key}", count))
        for key, value in branch.items():
            here = f"{path}.{key}" if path else key
            if isinstance(value, Mapping):
                linked[key] = self.values(value, here)
            else:
                linked[key] = self.link(here, value) if isinstance(value, int) else value
        return linked


def say_identity(identity: Identity, values: Mapping[str, Any], links: Links) -> tuple[SafeString, bool]:
    """Write an identity with its numbers, whole = parts, and say whether it holds."""
    whole = total(values, identity.whole)
    signed = [(path, 1) for path in identity.plus] + [(path, -1) for path in identity.minus]
    made, text = 0, format_html("{} {}", _label(identity.whole), _sum(identity.whole, values, links))
    for number, (path, sign) in enumerate(signed):
        made += sign * total(values, path)
        mark = "=" if number == 0 else "+" if sign > 0 else "−"
        text = format_html("{} {} {} {}", text, mark, _label(path), _sum(path, values, links))
    return text, made == whole


def _label(path: str) -> str:
    return _(FIGURES_BY_PATH[path].label)


def _sum(path: str, values: Mapping[str, Any], links: Links) -> SafeString | int:
    figure = FIGURES_BY_PATH[path]
    count = total(values, path)
    return count if isinstance(figure, Figure) and figure.by else links.link(path, count).html


def list_identities(values: Mapping[str, Any], links: Links) -> list[tuple[SafeString, bool]]:
    """Write everything that must add up before a report is signed, and whether it does."""
    return [say_identity(identity, values, links) for identity in IDENTITIES]


def read_cut(params: Mapping[str, str]) -> tuple[date, CutHour]:
    """Return the day and hour that an address or form asks for; today's 24:00 where it names none.

    Raises BadRequest for a day that there is not and an hour that is not customary: another report would mislead.
    """
    day = read_asked_day(params, "date")
    try:
        return day, CutHour(params.get("cut") or CutHour.MIDNIGHT)
    except ValueError as unknown:
        raise BadRequest("a report is of a customary hour") from unknown


def report_url(day: date, hour: CutHour) -> str:
    """Return the address of a day's report."""
    return f"{reverse('figures:dispatch')}?{urlencode({'date': day.isoformat(), 'cut': hour.value})}"


def hour_of(report: Report) -> CutHour:
    """Return the customary hour of a signed report's cut."""
    return _hour(report.cut_at)


def read_opening(path: str, params: Mapping[str, str], actor: Actor) -> Opening:
    """Return the figure that an address opens; raises Http404 where there is none."""
    day, hour = read_cut(params)
    report = None
    if params.get("report"):
        report = existing(get_report(params["report"]))
    try:
        return get_opening(path=path, day=day, hour=hour, actor=actor, now=clock.now(), report=report)
    except LookupError as unknown:
        raise Http404 from unknown


def name_opening(opening: Opening) -> str:
    """Return the figure's name, with the key of its split."""
    return name_path(opening.path, get_words())


def name_path(path: str, words: Mapping[str, str]) -> str:
    """Name the figure of a path, with the key of a split."""
    if path in FIGURES_BY_PATH:
        return _label(path)
    stem, _dot, key = path.rpartition(".")
    return _("{figure}: {part}").format(figure=_label(stem), part=words.get(key, key))


def opening_context(opening: Opening) -> dict[str, Any]:
    """Return what an opened figure's page says above the list."""
    hour = _hour(opening.cut.at)
    back = report_url(opening.cut.day, hour)
    if opening.report:
        back = reverse("figures:report", args=[opening.report.pk])
    _head, *said = prose(opening.figure, opening.cut, _).split("\n")
    return {
        "says": said,
        "back": back,
        "opening": opening,
        "hour": hour.value,
        "is_so_far": opening.cut.ahead is not None,
    }


def _hour(cut_at: datetime) -> CutHour:
    return CutHour.EVENING if cut_at.astimezone(clock.LOCAL).hour == 18 else CutHour.MIDNIGHT


def list_corrections(report: Report, actor: Actor, links: Links) -> list[dict[str, Any]]:
    """Return the figures of a signed report that read otherwise today, each side a link to its people."""
    today = Links(Cut(report.day, report.cut_at), hour_of(report), opens=links.opens)
    words = get_words()
    return [
        {
            "label": name_path(one.path, words),
            "signed": links.link(one.path, one.signed),
            "now": today.link(one.path, one.now),
            "difference": f"{one.difference:+}",
        }
        for one in compare_with_now(report, actor)
        if one.difference
    ]


def say_ended(ended_by: str | None) -> str:
    """Say how a stage ended; empty while it runs."""
    return get_ends().get(ended_by or "", "")
