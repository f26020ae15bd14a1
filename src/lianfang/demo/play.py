"""Plays a scenario through the public actions at their simulated times: lists, calls, orders, tests, releases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from lianfang.core.policy import Facts
from lianfang.demo.cast import Cast, CastList, Episode, Line
from lianfang.demo.county import CountyStaff
from lianfang.demo.files import Hand, write_list
from lianfang.demo.origins import Origins
from lianfang.demo.scenario import LocalOrder, Scenario, moment
from lianfang.intake.actions import accept_file, finish_batch, read_batch
from lianfang.law import actions as law
from lianfang.leads import actions as leads
from lianfang.leads.models import CallOutcome, Lead, LeadSource
from lianfang.orders import actions as orders
from lianfang.orders.models import Order
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
    queue: list[tuple[datetime, int, Act]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)

    def later(self, at: datetime, act: Act) -> None:
        """Plan an act; acts of one instant happen in the order they were planned."""
        heappush(self.queue, (at, next(self.order), act))

    @property
    def data(self) -> Actor:
        """The data group's clerk."""
        return self.staff.of(Role.DATA, self.scenario.county)

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
    end = moment(stage.scenario.last, "23:59")
    done = 0
    while stage.queue and stage.queue[0][0] <= end:
        at, _number, act = heappop(stage.queue)
        with pinned_at(at):
            act(at)
        done += 1
        progress(at.date(), done)


def _enact(stage: Stage, local: LocalOrder) -> Act:
    """The office drafts a local order and signs it; the commander's is the second signature."""

    def act(at: datetime) -> None:
        office, commander = (
            stage.staff.of(role, stage.scenario.county) for role in (Role.OFFICE, Role.COMMANDER)
        )
        order = law.draft(text=local.file.read_text(encoding="utf-8"), by=office, at=at)
        for signer in (office, commander):
            law.sign(order=order, seen=order.digest, by=signer, at=at)

    return act


def _bring(stage: Stage, cast: CastList) -> Act:
    """A list comes in, is imported, and its people are called."""

    def act(at: datetime) -> None:
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


def _holder(stage: Stage, lead: Lead) -> Actor:
    """Return who has the lead on the desk."""
    if lead.holder == Lead.Holder.OFFICE:
        return stage.data
    code = getattr(lead, lead.holder)
    return stage.staff.of(Role(lead.holder), code)


def _desk(stage: Stage, lead: Lead) -> Actor:
    """Return who issues orders for a lead's place: the community's desk in town, else the town's."""
    if lead.community and _has_desk(stage, lead.community):
        return stage.staff.of(Role.COMMUNITY, lead.community)
    return (
        stage.staff.of(Role.TOWN, lead.town)
        if lead.town
        else stage.staff.of(Role.OFFICE, stage.scenario.county)
    )


def _has_desk(stage: Stage, community: str) -> bool:
    try:
        stage.staff.of(Role.COMMUNITY, community)
    except KeyError:
        return False
    return True


def _call(stage: Stage, lead_id: int, line: Line) -> Act:
    def act(at: datetime) -> None:
        lead = Lead.objects.get(pk=lead_id)
        if lead.state != Lead.State.OPEN:
            return
        leads.record_call(
            lead=lead,
            outcome=CallOutcome(line.fate),
            by=_holder(stage, lead),
            at=at,
            away_place=stage.dice.choice(stage.origins.away) if line.fate in ("away", "elsewhere") else "",
            back_on=line.back_on if line.fate == "away" else None,
        )

    return act


def _control(stage: Stage, episode: Episode) -> Act:
    """The grid worker finds the person; the desk issues the order half an hour later at most."""

    def act(at: datetime) -> None:
        lead = Lead.objects.get(pk=episode.lead_id)
        leads.record_call(lead=lead, outcome=CallOutcome.HERE_CONTROL, by=_holder(stage, lead), at=at)
        stage.later(at + timedelta(minutes=5 + stage.dice.randrange(20)), _issue(stage, episode))

    return act


def _issue(stage: Stage, episode: Episode) -> Act:
    def act(at: datetime) -> None:
        lead = Lead.objects.get(pk=episode.lead_id)
        arrived = at.replace(hour=6, minute=stage.dice.randrange(60), second=0)
        hours = stage.dice.choice(stage.scenario.hours_back)
        anchor = arrived - timedelta(days=episode.came, hours=hours)
        facts = Facts(
            category=episode.kind.category,
            anchor=anchor,
            found=at,
            area=stage.scenario.county,
            unfit_home=episode.kind.unfit_home,
        )
        order = orders.issue(lead=lead, facts=facts, by=_desk(stage, lead), at=at)
        episode.order_id = order.pk
        _plan_after(stage, episode, order)

    return act


def _plan_after(stage: Stage, episode: Episode, order: Order) -> None:
    later = order.issued_at + timedelta(hours=2)
    if episode.home_at is not None:
        stage.later(max(episode.home_at, later), _move_home(stage, episode))
    if episode.leaves_at is not None:
        stage.later(max(episode.leaves_at, later), _leave(stage, episode))
    else:
        stage.later(
            order.ends_at + timedelta(minutes=30 + stage.dice.randrange(150)), _release(stage, episode)
        )


def _running(episode: Episode) -> Order:
    return Order.objects.get(pk=episode.order_id)


def _above(stage: Stage, order: Order) -> Actor:
    """Return who decides for an order's place: its town, or the office."""
    if order.town:
        return stage.staff.of(Role.TOWN, order.town)
    return stage.staff.of(Role.OFFICE, stage.scenario.county)


def _move_home(stage: Stage, episode: Episode) -> Act:
    def act(at: datetime) -> None:
        order = _running(episode)
        reason = stage.scenario.language.home
        orders.move(order=order, place="home", by=_above(stage, order), at=at, reason=reason)

    return act


def _leave(stage: Stage, episode: Episode) -> Act:
    def act(at: datetime) -> None:
        order = _running(episode)
        reason = stage.scenario.language.left
        orders.leave(order=order, by=_above(stage, order), at=at, reason=reason)

    return act


def _release(stage: Stage, episode: Episode) -> Act:
    def act(at: datetime) -> None:
        order = _running(episode)
        orders.release(order=order, by=_above(stage, order), at=at)

    return act


def _record_tests(stage: Stage, day: date) -> Act:
    """The laboratory's results of the day come in, all negative."""

    def act(at: datetime) -> None:
        due = list_tests(stage.data, day, done=False)
        laboratory = stage.scenario.language.laboratory
        results = [
            orders.ResultIn(test.pk, "negative", at - timedelta(minutes=25), laboratory) for test in due
        ]
        if results:
            orders.record_results(results=results, by=stage.data, at=at)

    return act
