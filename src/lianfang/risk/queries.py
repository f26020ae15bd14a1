"""Reads of risk areas: what holds at a place now and in the days before, and what everybody may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Q, QuerySet, When

from lianfang.core.policy import Decision, Facts, NoValue, decide
from lianfang.core.policy.risk import CATEGORIES_OF
from lianfang.core.policy.risk import RiskSpell as CoreSpell
from lianfang.core.policy.settings import count_at
from lianfang.core.risk.grades import LEVEL_OF
from lianfang.core.risk.parts import COUNTY_SLOT, Place, fill_in, is_apart
from lianfang.core.timeline import DAY
from lianfang.law.book import get_book
from lianfang.risk.models import RefusedLine, RiskNotice, RiskSpell
from lianfang.risk.placing import Placer
from lianfang.risk.scope import all_visible_to, lines_visible_to, notices_visible_to, visible_to
from lianfang.shared.actor import Actor

_ORDER = ("", "low", "ungraded", "medium", "high")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an entrance is told of a place: now, in the days before, what must be asked, and what the rule asks.

    `level` is the highest of the days shown; `now` and `before` are the areas around the place, `ask` those inside
    it of which must be asked whether the person was there. `days` is how far back was looked.
    """

    place: Place
    name: str
    days: int
    level: str
    now: list[RiskSpell]
    before: list[RiskSpell]
    ask: list[RiskSpell]
    decision: Decision | None

    @property
    def must_ask(self) -> bool:
        """Say whether a higher area lies within, so that the answer hangs on where in the place somebody was."""
        return any(_ORDER.index(LEVEL_OF[spell.grade]) > _ORDER.index(self.level) for spell in self.ask)


def get_area(actor: Actor, spell_id: int) -> RiskSpell | None:
    """Return one level of a place in any of its versions, or None."""
    return all_visible_to(actor).select_related("notice", "ended_by").filter(pk=spell_id).first()


def list_history(actor: Actor, key: str) -> list[RiskSpell]:
    """List every version of a place's levels, the latest known first."""
    rows = all_visible_to(actor).filter(key=key).select_related("notice", "ended_by")
    return list(rows.order_by("-known_from", "-starts_at", "-pk"))


def get_notice(actor: Actor, notice_id: int) -> RiskNotice | None:
    """Return a publication, or None."""
    return notices_visible_to(actor).filter(pk=notice_id).first()


def get_line(actor: Actor, line_id: int) -> RefusedLine | None:
    """Return a refused line, or None."""
    return lines_visible_to(actor).select_related("notice").filter(pk=line_id).first()


def list_notices(actor: Actor, limit: int = 50) -> QuerySet[RiskNotice]:
    """List the latest publications."""
    return notices_visible_to(actor).order_by("-published_at", "-pk")[:limit]


def holding(rows: QuerySet[RiskSpell], at: datetime) -> QuerySet[RiskSpell]:
    """Keep the levels that hold at a moment."""
    return rows.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at)


def list_public(at: datetime, text: str = "") -> QuerySet[RiskSpell]:
    """List the areas above low risk that hold now, for everybody, the highest first; text narrows by name."""
    rows = holding(RiskSpell.objects.filter(known_to__isnull=True), at).exclude(grade="low")
    if text:
        rows = rows.filter(name__contains=text)
    height = Case(
        *(When(grade=grade, then=_ORDER.index(level)) for grade, level in LEVEL_OF.items()), default=0
    )
    return rows.select_related("notice").order_by(height.desc(), "name", "pk")


def last_known_at() -> datetime | None:
    """Say when the areas changed last."""
    return RiskNotice.objects.order_by("-known_at").values_list("known_at", flat=True).first()


def shown_days(area: str, at: datetime) -> int:
    """Say how many days back an entrance looks: the value in force, at least the look-back; 0 where none is."""
    found = [0]
    for name in ("entrance_days", "lookback_days"):
        try:
            found.append(count_at(get_book(), name, area, at))
        except NoValue:
            continue
    return max(found)


def ask_place(*, actor: Actor, words: str, at: datetime) -> Answer | None:
    """Answer an entrance: what a place was graded now and before, as far as the words tell; None for no place."""
    placer = Placer()
    place = placer.stay(words)
    if not place:
        return None
    days = shown_days(placer.county, at)
    since = at - days * DAY
    rows = _around(visible_to(actor), place).filter(starts_at__lte=at)
    rows = rows.filter(Q(ends_at__isnull=True) | Q(ends_at__gte=since))
    met = list(rows.select_related("notice", "ended_by").order_by("pk"))
    place = fill_in(place, [tuple(spell.place) for spell in met])
    inside = [spell for spell in met if _covers(spell, place)]
    ask = [spell for spell in met if spell not in inside and not is_apart(tuple(spell.place), place)]
    ask.sort(key=lambda spell: -_ORDER.index(LEVEL_OF[spell.grade]))
    finest = _keep_finest(inside, at)
    now = [spell for spell in finest if _holds(spell, at)]
    before = [spell for spell in inside if not _holds(spell, at)]
    level = max((LEVEL_OF[spell.grade] for spell in (*now, *before)), key=_ORDER.index, default="")
    decision = _decide(level, placer.county, at)
    return Answer(place, placer.say(place), days, level, now, before, ask, decision)


def _around(rows: QuerySet[RiskSpell], place: Place) -> QuerySet[RiskSpell]:
    """Keep the areas of the place's county, or of all counties in a place told no finer than a city."""
    if len(place) > COUNTY_SLOT:
        return rows.filter(county=place[COUNTY_SLOT])
    return rows.filter(county__startswith=place[-1])


def _covers(spell: RiskSpell, place: Place) -> bool:
    parts = tuple(spell.place)
    return len(parts) <= len(place) and all(
        not its or its == own for its, own in zip(parts, place, strict=False)
    )


def _holds(spell: RiskSpell, at: datetime) -> bool:
    return spell.ends_at is None or at < spell.ends_at


def _keep_finest(spells: list[RiskSpell], at: datetime) -> list[RiskSpell]:
    """Keep of the areas that hold now the finest: a low compound in a medium county is low."""
    held = [spell for spell in spells if _holds(spell, at)]
    finest = max((len(spell.place) for spell in held), default=0)
    return [spell for spell in spells if len(spell.place) == finest or not _holds(spell, at)]


def _decide(level: str, county: str, at: datetime) -> Decision | None:
    """Ask what the law wants of somebody who leaves a place of this level today."""
    if not level:
        return None
    return decide(get_book(), Facts(CATEGORIES_OF[level], at, at, county), at)


def list_held(regions: Iterable[str]) -> list[RiskSpell]:
    """List the levels held true now in some regions, told by the beginnings of their counties' codes."""
    wanted = Q(pk__in=[])
    for region in regions:
        wanted |= Q(county__startswith=region)
    return list(RiskSpell.objects.filter(wanted, known_to__isnull=True).order_by("pk"))


def as_core(spell: RiskSpell) -> CoreSpell:
    """Give a level as the core matches it."""
    return CoreSpell(tuple(spell.place), LEVEL_OF[spell.grade], spell.starts_at, spell.ends_at)


def list_changed(notice_id: int) -> list[RiskSpell]:
    """List what a publication changed as held true now: the levels it began and those it ended."""
    rows = RiskSpell.objects.filter(Q(notice=notice_id) | Q(ended_by=notice_id), known_to__isnull=True)
    return list(rows.order_by("pk"))
