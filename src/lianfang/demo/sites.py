"""Places of isolation of a demo: entered, inspected, taken into use by an order, looked after day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from lianfang.accounts.models import Staff
from lianfang.demo.county import username_at_site
from lianfang.demo.scenario import PlannedSite, moment
from lianfang.isolation import actions as isolation
from lianfang.isolation.models import Posting, Room, Round, Site
from lianfang.isolation.policy import get_check_items
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role

if TYPE_CHECKING:
    from lianfang.demo.play import Act, Stage

_ROUNDS_FROM = 2  # rounds are ticked on so many days before the last and on the last: enough to read from
_WORK_BEGINS = "06:50"
_CLEANED = ("08:40", "15:20", "19:30")


def plan_sites(stage: Stage) -> None:
    """Plan each site's coming into use, its cleaning, and the rounds of the last days."""
    scenario = stage.scenario
    for number, site in enumerate(scenario.sites, start=1):
        first = moment(scenario.first, _WORK_BEGINS)
        stage.later(max(site.opens or first, first), _open(stage, number, site))
    if not scenario.sites:
        return
    for day in scenario.days():
        for clock in _CLEANED:
            stage.later(moment(day, clock), _clean(stage))
        if (scenario.last - day).days <= _ROUNDS_FROM:
            stage.later(moment(day, _WORK_BEGINS), _walk(stage, day))


def _office(stage: Stage) -> Actor:
    return stage.staff.of_county(Role.OFFICE)


def _open(stage: Stage, number: int, planned: PlannedSite) -> Act:
    """The site is entered with its rooms and, unless it stays in reserve, inspected and taken into use."""

    def act(at: datetime) -> None:
        by, inventor = _office(stage), stage.cast.inventor
        plan = isolation.SitePlan(
            planned.name, area=planned.town, contact=inventor.name(), phone=inventor.phone()
        )
        site = isolation.enter_site(plan=plan, by=by, at=at)
        for floor in range(1, planned.floors + 1):
            numbers = tuple(f"{floor}{number:02d}" for number in range(1, planned.rooms + 1))
            isolation.add_rooms(site=site, plan=isolation.RoomPlan(floor, numbers), by=by, at=at)
        if planned.opens is not None:
            answers = dict.fromkeys(get_check_items(at), "met")
            isolation.inspect(site=site, answers=answers, inspector=inventor.name(), by=by, at=at)
            isolation.activate(site=site, document=f"隔离点启用令（{at:%Y%m%d}）", by=by, at=at)
            _plan_ticks(stage, at.date())
        staff = Staff.objects.get(username=username_at_site(number))
        post = isolation.StaffPlan(staff.name, phone=inventor.phone(), staff_id=staff.pk)
        isolation.post_staff(site=site, plan=post, by=by, at=at)

    return act


def _clean(stage: Stage) -> Act:
    """Rooms that were left are cleaned."""

    def act(at: datetime) -> None:
        stage.hands.settle()
        left = Room.objects.filter(state=Room.State.DIRTY, state_since__lt=at).select_related("site")
        for room in left.order_by("pk"):
            isolation.turn_room(room=room, move="cleaned", by=_office(stage), at=at)

    return act


def _walk(stage: Stage, day: date) -> Act:
    """The day's rounds are laid out, and each is ticked shortly before it closes; the report is left to write."""

    def act(at: datetime) -> None:
        for site in Site.objects.filter(state=Site.State.ACTIVE).order_by("pk"):
            isolation.lay_rounds(site=site, at=at)
        _plan_ticks(stage, day)

    return act


def _plan_ticks(stage: Stage, day: date) -> None:
    for row in Round.objects.filter(day=day, done_at__isnull=True).exclude(kind="report").order_by("pk"):
        done = row.closes_at - timedelta(minutes=1 + stage.dice.randrange(20))
        stage.later(max(done, row.opens_at), _tick(row.pk, row.site_id))


def _tick(round_id: int, site_id: int) -> Act:
    def act(at: datetime) -> None:
        posted = Posting.objects.filter(site=site_id, ended_at__isnull=True)
        staff = Staff.objects.get(pk__in=posted.values("staff_id"))
        isolation.tick_round(round_id=round_id, by=staff.actor, at=at)

    return act
