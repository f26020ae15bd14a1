"""An area was raised or lowered: everybody who was there is matched anew, and what would change is proposed.

People are known by their leads, by where they came from and when, and by where they live. Who has no order and now
needs one is put on the list of the exposed; what a running order gains or loses is proposed to `orders`, to be signed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lianfang.core.policy import Decision, Facts, NoValue, PolicyBook, decide
from lianfang.core.policy.risk import LEVELS, RiskFinding, Stay, facts_of, match_stay
from lianfang.core.policy.risk import RiskSpell as CoreSpell
from lianfang.core.policy.settings import count_at
from lianfang.core.risk.parts import COUNTY_SLOT, TOWN_SLOT, VILLAGE_SLOT, Place, fill_in, is_apart
from lianfang.core.timeline import DAY, day_of
from lianfang.law.book import get_book
from lianfang.orders import actions as orders
from lianfang.orders.actions import Cause, Wanted
from lianfang.orders.models import Order
from lianfang.orders.plans import read_facts
from lianfang.risk.models import RiskNotice, RiskSpell
from lianfang.risk.placing import Placer, key_of
from lianfang.risk.present import say_grade
from lianfang.risk.queries import as_core, list_held
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor
from lianfang.shared.bulk import without_cycles
from lianfang.zones.exposing import Found, write_found
from lianfang.zones.journeys import CITY_DIGITS, Journey, Reader, region_of
from lianfang.zones.models import Exposure

_LOCK = 0x4C46_0011


@dataclass(slots=True)
class Matched:
    """What a matching came to: journeys looked at, people to control, to ask, living inside, proposals made."""

    looked_at: int = 0
    control: int = 0
    ask: int = 0
    lives: int = 0
    proposed: int = 0


class Answer(NamedTuple):
    """What a stay means: the finding, the level's row, and the decision for somebody found now.

    Where it must be asked whether the stay was in an area, the decision is that for whoever was.
    """

    finding: RiskFinding
    spell: RiskSpell | None
    decision: Decision | None


@dataclass(slots=True)
class _Areas:
    """The levels of the regions concerned, and the answer to each stay, given once."""

    county: str
    at: datetime
    spells: Sequence[RiskSpell]
    book: PolicyBook
    by_region: dict[str, list[CoreSpell]] = field(default_factory=dict)
    rows: dict[CoreSpell, RiskSpell] = field(default_factory=dict)
    known: dict[tuple[Stay, datetime], Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = {as_core(spell): spell for spell in self.spells}

    def of(self, region: str) -> list[CoreSpell]:
        """List the levels of a county, or of all counties of a city."""
        if region not in self.by_region:
            held = [core for core, spell in self.rows.items() if spell.county.startswith(region)]
            self.by_region[region] = held
        return self.by_region[region]

    def answer(self, journey: Journey) -> Answer:
        """Match a stay and decide; many people share one."""
        key = (journey.stay, journey.anchor)
        if key not in self.known:
            self.known[key] = self._answer(journey)
        return self.known[key]

    def _answer(self, journey: Journey) -> Answer:
        spells = self.of(region_of(journey.stay.place))
        place = fill_in(journey.stay.place, [spell.place for spell in spells])
        stay = replace(journey.stay, place=place)
        finding = match_stay(self.book, self.county, stay, spells, self.at)
        facts = facts_of(finding, replace(stay, left=journey.anchor), self.county, self.at)
        if facts is None or finding.match is None:
            asked = _highest(self.rows[spell] for spell in spells if spell.place in finding.ask)
            return Answer(finding, asked, self._at_worst(asked, journey) if asked else None)
        decision = decide(self.book, facts, self.at)
        return Answer(finding, self.rows[finding.match.spell], decision)

    def _at_worst(self, asked: RiskSpell, journey: Journey) -> Decision:
        """Decide as if somebody had been in the area of which must be asked."""
        worst = Facts(f"{as_core(asked).level}_risk", journey.anchor, self.at, self.county)
        return decide(self.book, worst, self.at)


def match_notice(*, notice_id: int, by: Actor, at: datetime) -> Matched:
    """Match everybody who was in the places that a publication changed, as everything is known now.

    One transaction; one matching after the other. Raises Forbidden for an actor who may not propose.
    """
    notice = RiskNotice.objects.get(pk=notice_id)
    places = [tuple(key.split("/")) for key in notice.places]
    with without_cycles(), transaction.atomic():
        _lock()
        return _match(places, None, notice_id, by=by, at=at)


def match_leads(*, leads: Sequence[int], by: Actor, at: datetime) -> Matched:
    """Match leads that came in after an area was raised with every area that is or was one."""
    held = RiskSpell.objects.filter(known_to__isnull=True).values_list("place", flat=True)
    places = list({tuple(place) for place in held})
    if not leads or not places:
        return Matched()
    with without_cycles(), transaction.atomic():
        _lock()
        return _match(places, leads, None, by=by, at=at)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _match(
    places: Sequence[Place], leads: Sequence[int] | None, notice: int | None, *, by: Actor, at: datetime
) -> Matched:
    placer, done = Placer(), Matched()
    cities = {place[COUNTY_SLOT][:CITY_DIGITS] for place in places}
    areas = _Areas(placer.county, at, list_held(cities), get_book())
    found: dict[int, Found] = {}
    wanted: dict[int, Wanted] = {}
    causes: dict[int, RiskSpell | None] = {}
    running = _read_running()
    for journey in _iter_journeys(placer, areas, places, leads, at):
        done.looked_at += 1
        answer = areas.answer(journey)
        order = running.get(journey.person)
        if order is None:
            _note(found, journey, answer)
        elif not journey.lives and (wish := _wish(order, journey, answer, places, areas)):
            wanted[order.pk], causes[order.pk] = wish, answer.spell
    counts = write_found(
        list(found.values()), keys=[key_of(place) for place in places], leads=leads, notice=notice, at=at
    )
    done.control, done.ask, done.lives = (counts[kind] for kind in ("control", "ask", "lives"))
    done.proposed = _propose(wanted, causes, places, by=by, at=at)
    told: dict[str, Any] = {
        "control": done.control,
        "ask": done.ask,
        "lives": done.lives,
        "proposed": done.proposed,
    }
    audit.record(
        by=by, at=at, action="zones.match", object_kind="risk_notice", object_id=notice or "", **told
    )
    outbox.tell("zones.matched", at=at, notice=notice, **told)
    return done


def _iter_journeys(
    placer: Placer, areas: _Areas, places: Sequence[Place], leads: Sequence[int] | None, at: datetime
) -> Iterator[Journey]:
    """Yield who came from the counties concerned since the earliest look-back, then who lives in our own places."""
    changed = {key_of(place) for place in places}
    starts = [spell.starts_at for spell in areas.spells if spell.key in changed]
    earliest = min(starts, default=at)
    days = _lookback(areas, earliest)
    reader = Reader(placer, days, leads)
    counties = {place[COUNTY_SLOT] for place in places}
    yield from reader.iter_came(counties, day_of(earliest) - (days + 1) * DAY)
    own = [place for place in places if place[COUNTY_SLOT] == placer.county and len(place) > TOWN_SLOT]
    villages = {place[VILLAGE_SLOT] for place in own if len(place) > VILLAGE_SLOT and place[VILLAGE_SLOT]}
    towns = {place[TOWN_SLOT] for place in own if len(place) <= VILLAGE_SLOT or not place[VILLAGE_SLOT]}
    if villages or towns:
        yield from reader.iter_lives(towns, villages, at)


def _lookback(areas: _Areas, at: datetime) -> int:
    try:
        return count_at(areas.book, "lookback_days", areas.county, at)
    except NoValue:
        return 0


def _read_running() -> dict[int, Order]:
    held = Order.objects.filter(state=Order.State.RUNNING).only("pk", "person", "category", "facts")
    return {order.person_id: order for order in held.iterator()}


def _note(found: dict[int, Found], journey: Journey, answer: Answer) -> None:
    """Keep of what is known of a lead the weightiest: to be controlled, then to be asked, then living inside."""
    if answer.spell is None:
        return
    kind = Exposure.Kind.LIVES if journey.lives else Exposure.Kind.CONTROL
    match, decision = answer.finding.match, answer.decision
    if match is None:
        kind = Exposure.Kind.ASK
    if not journey.lives and decision is not None and decision.measure == "none":
        return  # the days are over, or the rule asks nothing: of whoever was there too
    if journey.lives and match is None:
        return  # lives in the village, not known to be in that compound
    before = found.get(journey.lead)
    if before is not None and Exposure.Kind.values.index(before.kind) <= Exposure.Kind.values.index(kind):
        return
    decided = decision if kind == Exposure.Kind.CONTROL else None
    stages = decided.stages if decided else ()
    found[journey.lead] = Found(
        lead=journey.lead,
        spell=answer.spell.pk,
        key=answer.spell.key,
        kind=kind,
        how=match.how if match else "",
        level=match.level if match else as_core(answer.spell).level,
        measure=decided.measure if decided else "",
        anchor=answer.spell.starts_at if journey.lives else journey.anchor,
        until=stages[-1].ends if stages else None,
        desk=journey.desk,
    )


def _wish(
    order: Order, journey: Journey, answer: Answer, places: Sequence[Place], areas: _Areas
) -> Wanted | None:
    """Say what an order should be decided on: its own facts, those of the area in the place of an earlier grade.

    A list tells the day of leaving, who issued the order often the hour: the hour of the same day stays.
    """
    match = answer.finding.match
    own = read_facts(order.facts)
    rests_on_area = order.category.endswith("_risk")
    if match is not None:
        anchor, found = (own.anchor, own.found) if own else (journey.anchor, areas.at)
        same_day = rests_on_area and day_of(anchor) == day_of(journey.anchor)
        anchor = max(anchor, journey.anchor) if same_day else journey.anchor
        fresh = Facts(f"{match.level}_risk", anchor, found, areas.county)
        kept = (own,) if own and not rests_on_area else ()
        return Wanted(order.pk, facts=tuple(sorted((fresh, *kept), key=_weight)))
    stay = journey.stay.place
    if rests_on_area and any(len(place) <= len(stay) and not is_apart(place, stay) for place in places):
        return Wanted(order.pk, decision=Decision("none", (), (), "", ()))
    return None


def _weight(facts: Facts) -> int:
    """Put what is not of a risk area first, then the higher level."""
    level = facts.category.removesuffix("_risk")
    return -LEVELS.index(level) if level in LEVELS else -len(LEVELS)


def _highest(spells: Iterable[RiskSpell]) -> RiskSpell | None:
    return max(spells, key=lambda spell: LEVELS.index(as_core(spell).level), default=None)


def _propose(
    wanted: dict[int, Wanted],
    causes: dict[int, RiskSpell | None],
    places: Sequence[Place],
    *,
    by: Actor,
    at: datetime,
) -> int:
    """Propose to `orders`, by area; what the changed areas asked before and do not now is taken back."""
    by_cause: dict[str, list[Wanted]] = defaultdict(list)
    titles: dict[str, tuple[str, str]] = {}
    for pk, wish in wanted.items():
        spell = causes[pk]
        cause = cause_of(spell.key if spell else key_of(places[0]))
        titles[cause] = _title(spell)
        by_cause[cause].append(wish)
    for place in places:
        cause = cause_of(key_of(place))
        kept = [one.order for one in by_cause.get(cause, [])]
        gone = _open_of(cause, kept)
        if gone:
            orders.withdraw_proposals(cause=cause, by=by, at=at, orders=gone)
    made = 0
    for cause, wishes in sorted(by_cause.items()):
        told = Cause(cause, *titles[cause])
        made += orders.propose(cause=told, wanted=wishes, by=by, at=at).made
    return made


def _title(spell: RiskSpell | None) -> tuple[str, str]:
    if spell is None:
        return _("The area is no risk area"), ""
    title = _("%(place)s: %(grade)s") % {"place": spell.name, "grade": say_grade(spell.grade)}
    return title[:200], spell.notice.document[:80]


def cause_of(key: str) -> str:
    """Name an area as what asks for a change, the same whenever it is raised or lowered."""
    return f"risk:{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _open_of(cause: str, kept: Sequence[int]) -> list[int]:
    """List the orders with an open proposal of a cause that are not asked again."""
    waiting = Order.objects.filter(proposals__cause=cause, proposals__state="open").exclude(pk__in=kept)
    return list(waiting.values_list("pk", flat=True))
