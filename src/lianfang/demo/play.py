"""Plays a scenario through the public actions at their simulated times: lists, calls, orders, tests, releases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from lianfang.core.policy import Facts
from lianfang.demo.caring import plan_care
from lianfang.demo.cast import Cast, CastList, Episode, Line
from lianfang.demo.county import CountyStaff
from lianfang.demo.crew import Crew
from lianfang.demo.deeds import Call, Deed, Find, Hands, Issue, Leave, MoveHome, Release
from lianfang.demo.files import Hand, write_list
from lianfang.demo.origins import Origins
from lianfang.demo.scenario import LocalOrder, Scenario, moment
from lianfang.demo.sites import plan_sites
from lianfang.demo.station import plan_station
from lianfang.demo.zoning import plan_areas
from lianfang.intake.actions import accept_file, finish_batch, read_batch
from lianfang.law import actions as law
from lianfang.leads import actions as leads
from lianfang.leads.models import LeadSource
from lianfang.orders import actions as orders
from lianfang.orders.queries import list_tests
from lianfang.shared.actor import Actor
from lianfang.shared.clock import pinned_at
from lianfang.shared.roles import Role

Act = Callable[[datetime], None]
Progress = Callable[[date, int], None]
_LATEST_CALL = "22:10"


@dataclass(slots=True)
class Stage:
    """What the play needs: the cast, the staff, the dice, and what is to happen when."""

    scenario: Scenario
    cast: Cast
    staff: CountyStaff
    dice: Random
    origins: Origins
    county_name: str
    hands: Hands | Crew = field(default_factory=Hands)
    queue: list[tuple[datetime, int, Act]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)

    def later(self, at: datetime, act: Act) -> None:
        """Plan an act; acts of one instant happen in the order they were planned."""
        heappush(self.queue, (at, next(self.order), act))

    @property
    def data(self) -> Actor:
        """The data group's clerk."""
        return self.staff.of_county(Role.DATA)

    @property
    def hand(self) -> Hand:
        """Who writes the lists."""
        return Hand(self.county_name, self.scenario.language, self.origins, self.dice)


def play(stage: Stage, progress: Progress) -> None:
    """Play the whole history in the order of time, up to the end of its last day."""
    for local in stage.scenario.orders:
        stage.later(local.signed_at, _enact(stage, local))
    for cast in stage.cast.lists:
        stage.later(cast.planned.at, _bring(stage, cast))
    for day in stage.scenario.days():
        stage.later(moment(day, "23:10"), _record_tests(stage, day))
    plan_sites(stage)
    plan_care(stage)
    plan_areas(stage)
    if stage.scenario.station is not None:
        plan_station(stage, stage.scenario.station)
    end = moment(stage.scenario.last, "23:59")
    done = 0
    while stage.queue and stage.queue[0][0] <= end:
        at, _number, act = heappop(stage.queue)
        with pinned_at(at):
            act(at)
        done += 1
        progress(at.date(), done)
    stage.hands.settle()


def _enact(stage: Stage, local: LocalOrder) -> Act:
    """The office drafts a local order and signs it; the commander's is the second signature."""

    def act(at: datetime) -> None:
        stage.hands.settle()
        office, commander = (stage.staff.of_county(role) for role in (Role.OFFICE, Role.COMMANDER))
        order = law.draft(text=local.file.read_text(encoding="utf-8"), by=office, at=at)
        for signer in (office, commander):
            law.sign(order=order, seen=order.digest, by=signer, at=at)

    return act


def _bring(stage: Stage, cast: CastList) -> Act:
    """A list comes in, is imported, and its people are called."""

    def act(at: datetime) -> None:
        stage.hands.settle()
        untidy = at.date() >= stage.scenario.untidy_from
        content = write_list(cast, untidy=untidy, hand=stage.hand)
        planned = cast.planned
        accepted = accept_file(
            content=content, filename=f"{planned.source}{at:%m%d-%H%M}.xlsx", source_name=planned.source,
            kind=planned.kind, pushed_at=at, by=stage.data, at=at,
        )  # fmt: skip
        batch = read_batch(batch_id=accepted.batch.pk, by=stage.data, tick=lambda: at)
        opened = leads.open_from_rows(batch_id=batch.pk, after_seq=-1, limit=5_000, by=stage.data, at=at)
        while opened.last_seq + 1 < batch.rows:
            opened = leads.open_from_rows(
                batch_id=batch.pk, after_seq=opened.last_seq, limit=5_000, by=stage.data, at=at
            )
        finish_batch(batch_id=batch.pk, by=stage.data, at=at)
        _plan_calls(stage, cast, batch.pk, at)

    return act


def _plan_calls(stage: Stage, cast: CastList, batch_id: int, at: datetime) -> None:
    rows = LeadSource.objects.filter(batch_id=batch_id, known_to__isnull=True)
    sources = {source.row.seq: source for source in rows.select_related("row", "lead")}
    latest = moment(at.date(), _LATEST_CALL)
    for seq, line in enumerate(cast.lines):
        source = sources.get(seq)
        if source is None or line.spoiled == "duplicate":
            continue
        if line.episode is not None:
            line.episode.lead_id = source.lead_id
            stage.later(max(line.episode.starts, at + timedelta(minutes=10)), _control(stage, line.episode))
        if line.fate != "control" and not source.joined:
            called = min(at + timedelta(minutes=20 + stage.dice.randrange(240)), latest)
            stage.later(called, _call(stage, source.lead_id, line))


def _call(stage: Stage, lead_id: int, line: Line) -> Act:
    def act(at: datetime) -> None:
        away = stage.dice.choice(stage.origins.away) if line.fate in ("away", "elsewhere") else ""
        stage.hands.do(Call(lead_id, at, line.fate, away, line.back_on if line.fate == "away" else None))

    return act


def _control(stage: Stage, episode: Episode) -> Act:
    """The grid worker finds the person; the desk issues the order half an hour later at most."""

    def act(at: datetime) -> None:
        stage.hands.do(Find(episode.lead_id, at))
        stage.later(at + timedelta(minutes=5 + stage.dice.randrange(20)), _issue(stage, episode))

    return act


def _issue(stage: Stage, episode: Episode) -> Act:
    def act(at: datetime) -> None:
        arrived = at.replace(hour=6, minute=stage.dice.randrange(60), second=0)
        hours = stage.dice.choice(stage.scenario.hours_back)
        facts = Facts(
            category=episode.kind.category,
            anchor=arrived - timedelta(days=episode.came, hours=hours),
            found=at,
            area=stage.scenario.county,
            unfit_home=episode.kind.unfit_home,
        )
        stage.hands.do(Issue(episode.lead_id, at, facts))
        _plan_after(stage, episode, at, orders.ask_law(facts=facts, at=at).stages[-1].ends)

    return act


def _plan_after(stage: Stage, episode: Episode, issued_at: datetime, ends_at: datetime) -> None:
    later = issued_at + timedelta(hours=2)
    words = stage.scenario.language
    if episode.home_at is not None:
        at = max(episode.home_at, later)
        stage.later(at, _hand_over(stage, MoveHome(episode.lead_id, at, words.home)))
    if episode.leaves_at is not None:
        at = max(episode.leaves_at, later)
        stage.later(at, _hand_over(stage, Leave(episode.lead_id, at, words.left)))
    else:
        at = ends_at + timedelta(minutes=30 + stage.dice.randrange(150))
        stage.later(at, _hand_over(stage, Release(episode.lead_id, at)))


def _hand_over(stage: Stage, deed: Deed) -> Act:
    return lambda _at: stage.hands.do(deed)


def _record_tests(stage: Stage, day: date) -> Act:
    """The laboratory's results of the day come in, all negative."""

    def act(at: datetime) -> None:
        stage.hands.settle()
        due = list_tests(stage.data, day, done=False)
        laboratory = stage.scenario.language.laboratory
        results = [
            orders.ResultIn(test.pk, "negative", at - timedelta(minutes=25), laboratory) for test in due
        ]
        if results:
            orders.record_results(results=results, by=stage.data, at=at)

    return act
