"""The dispatch report 调度情况报告: its values, its paragraphs, and whether it reconciles (P-91)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianfang.core.figures.cut import Cut, CutHour, cut_of
from lianfang.core.figures.dispatch import DISPATCH, IDENTITIES
from lianfang.core.figures.identities import Breach, reconcile
from lianfang.core.figures.memory import nested
from lianfang.core.figures.paragraphs import (
    CHINESE,
    ENGLISH,
    Wording,
    arrivals_sentences,
    controlled_paragraph,
    pushed_paragraph,
)
from lianfang.figures.queries import get_counts
from lianfang.figures.words import get_words
from lianfang.places.queries import get_county
from lianfang.shared.actor import Actor
from lianfang.shared.clock import LOCAL

KIND = "dispatch"
_LABELS = {figure.path: figure.label for figure in DISPATCH}


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One reading of the report: the cut, the counts by path, the identities that do not hold, and who signed it."""

    title: str
    cut: Cut
    counts: dict[str, Any]
    breaches: list[Breach]
    signature: str = ""

    @property
    def window(self) -> str:
        """What the report counts as new, and that it is not over where the cut lies ahead."""
        said = _("New means from {since} to {cut}.").format(
            since=f"{self.cut.since.astimezone(LOCAL):%Y-%m-%d %H:%M}", cut=_say_cut(self.cut)
        )
        return f"{said}{_space()}{explain_so_far(self.cut.ahead)}" if self.cut.ahead else said

    @property
    def values(self) -> dict[str, Any]:
        """The counts as a nested report."""
        return nested(self.counts)

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        """Sections 3 and 4 in the reader's language: heading and text."""
        return paragraphs_of(self.values, self.cut, get_words())

    @property
    def text(self) -> str:
        """The report as text for the group chat."""
        parts = [f"{self.title}\n{self.window}", *(f"{heading}\n{text}" for heading, text in self.paragraphs)]
        return "\n\n".join([*parts, *(explain_breach(breach) for breach in self.breaches)])


def read_dispatch(
    *, day: date, hour: CutHour, actor: Actor, known: datetime | None = None, now: datetime | None = None
) -> Dispatch:
    """Read the dispatch report of a day at a cut, as held true now or as known at a moment.

    Read at `now` before the cut has come, it says that it holds only so far.
    """
    cut = cut_of(day, hour, LOCAL, known, now)
    counts = get_counts(cut, actor)
    return Dispatch(title_of(day, hour), cut, counts, reconcile(nested(counts), IDENTITIES))


def explain_so_far(now: datetime) -> str:
    """Say that a report's cut has not come yet, and up to when it knows anything."""
    return _(
        "This cut has not come yet: the figures hold so far, as known at {now}, and will change until then."
    ).format(now=f"{now.astimezone(LOCAL):%Y-%m-%d %H:%M}")


def _say_cut(cut: Cut) -> str:
    at = cut.at.astimezone(LOCAL)
    hour = CutHour.MIDNIGHT if at.date() > cut.day else CutHour.EVENING
    return f"{cut.day.isoformat()} {hour.value}"


def _space() -> str:
    return " " if current_wording() is ENGLISH else ""


def title_of(day: date, hour: CutHour) -> str:
    """Return the title of the report of a day at a cut."""
    return _("{county}: dispatch report on epidemic control, {year}-{month:02}-{day:02} {hour}").format(
        county=get_county().name, year=day.year, month=day.month, day=day.day, hour=hour.value
    )


def current_wording() -> Wording:
    """Return the report's wording in the reader's language; Chinese unless English is asked for."""
    return ENGLISH if (get_language() or "").startswith("en") else CHINESE


def paragraphs_of(values: dict[str, Any], cut: Cut, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Write the report's paragraphs from (possibly linked) values and (possibly escaped) words."""
    wording = current_wording()
    return [
        (_("3. Screening of pushed lists"), pushed_paragraph(values, cut, wording, words)),
        (
            _("4. Isolation and control"),
            controlled_paragraph(values, wording, words) + arrivals_sentences(values, wording),
        ),
    ]


def explain_breach(breach: Breach) -> str:
    """Say which figures do not add up, and by how much."""
    return _("Does not add up: {whole} is {value}, its parts make {expected} ({difference:+}).").format(
        whole=_(_LABELS[breach.identity.whole]),
        value=breach.value,
        expected=breach.expected,
        difference=breach.difference,
    )


def explain_ahead(cut_at: datetime, last: tuple[date, CutHour]) -> str:
    """Say why a report of a cut that has not come is not signed, and which can be."""
    return _(
        "This cut comes only at {cut}: what happens until then is not known yet. Sign it after that, or sign "
        "the last cut that has passed, {last}."
    ).format(cut=f"{cut_at.astimezone(LOCAL):%Y-%m-%d %H:%M}", last=f"{last[0].isoformat()} {last[1].value}")
