"""Risk areas and zones of a demo: sheets are imported as they are published, zones drawn, tested, served and lifted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from lianfang.accounts.queries import get_console_actor
from lianfang.demo.areas import PlannedNeed, PlannedZone, PublishedSheet
from lianfang.demo.scenario import moment
from lianfang.places.models import Area, Compound
from lianfang.risk import actions as risk
from lianfang.risk.models import RiskNotice
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role
from lianfang.zones import actions as zones
from lianfang.zones.matching import match_notice
from lianfang.zones.models import Zone, ZoneNeed, ZoneRound

if TYPE_CHECKING:
    from lianfang.demo.play import Act, Stage

_HEADINGS = ("省份", "地市", "县（市、区）", "风险区名称", "风险等级", "调整时间")
_COUNTED = "20:30"
_MATCHED = "23:40"  # after everything that settles what a matching found
_TAKEN_ON = timedelta(minutes=20)


def plan_areas(stage: Stage) -> None:
    """Plan the sheets that are published and the days of each zone."""
    for sheet in stage.scenario.sheets:
        stage.later(sheet.at, _publish(stage, sheet))
    for planned in stage.scenario.zones:
        _plan_zone(stage, planned)
    if stage.scenario.sheets:
        stage.later(moment(stage.scenario.last, _MATCHED), _match(stage))


def write_sheet(sheet: PublishedSheet, province: str) -> bytes:
    """Write a sheet as it is passed round: a title, headings, a line an area; the same rows give the same bytes."""
    held = BytesIO()
    with Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(sheet.at.year, 1, 1)})  # noqa: DTZ001  # a workbook has local times
        page = book.add_worksheet("风险区")
        page.write(0, 0, sheet.title)
        page.write_row(1, 0, _HEADINGS)
        for number, row in enumerate(sheet.rows, start=2):
            page.write_row(number, 0, (province, row.city, row.county, row.name, row.grade, row.since))
    return held.getvalue()


def _publish(stage: Stage, sheet: PublishedSheet) -> Act:
    """The province publishes its risk areas; the data group imports them within the hour."""

    def act(at: datetime) -> None:
        county = Area.objects.select_related("parent__parent").get(code=stage.scenario.county)
        assert county.parent is not None and county.parent.parent is not None
        risk.import_sheet(
            content=write_sheet(sheet, county.parent.parent.name), filename=f"{sheet.title}{at:%m%d}.xlsx",
            source=sheet.source, published_at=sheet.at, by=stage.data, at=at, whole=True,
        )  # fmt: skip

    return act


def _match(stage: Stage) -> Act:
    """Everybody is matched with the areas as they stand: who waits to be controlled or asked, what is proposed."""

    def act(at: datetime) -> None:
        stage.hands.settle()
        for notice in RiskNotice.objects.order_by("published_at", "pk"):
            match_notice(notice_id=notice.pk, by=get_console_actor(), at=at)

    return act


def _plan_zone(stage: Stage, planned: PlannedZone) -> None:
    stage.later(planned.drawn, _draw(stage, planned))
    if planned.again is not None:
        stage.later(planned.again + timedelta(hours=20), _begin_again(stage, planned, planned.again))
    done = [day for day in planned.rounds if day <= stage.scenario.last]
    for day in done:
        absent = planned.absent if day == done[-1] else 0
        stage.later(moment(day, _COUNTED), _count(stage, planned, day, absent))
    for need in planned.needs:
        stage.later(need.asked, _ask(stage, planned, need))
    contacts = planned.contacts_left + timedelta(days=1)
    stage.later(contacts, _on(stage, planned, _note_contacts))
    if planned.lifted is not None:
        stage.later(planned.lifted, _on(stage, planned, _lift))


def _draw(stage: Stage, planned: PlannedZone) -> Act:
    """The office draws the zone by its order and plans its rounds: the edition of the day has no fixed days."""

    def act(at: datetime) -> None:
        compound = Compound.objects.filter(community=planned.community).order_by("pk")[0]
        community = Area.objects.get(code=planned.community)
        place = zones.PlaceIn(f"{community.name}{compound.name}{planned.house}")
        by = stage.staff.of_county(Role.OFFICE)
        zone = zones.draw(
            kind=planned.kind, name=compound.name + planned.name, number=planned.number, issuer=planned.issuer,
            places=[place], by=by, at=at, last_new_at=planned.last_new, text=planned.text,
            households=planned.households, people=planned.people,
        )  # fmt: skip
        for day in planned.rounds:
            zones.add_round(zone=zone, on=day, by=by, at=at)

    return act


def _on(
    stage: Stage, planned: PlannedZone, what: Callable[[Zone, PlannedZone, Actor, datetime], object]
) -> Act:
    """Do something to the zone as the office."""

    def act(at: datetime) -> None:
        what(Zone.objects.get(number=planned.number), planned, stage.staff.of_county(Role.OFFICE), at)

    return act


def _begin_again(stage: Stage, planned: PlannedZone, new_at: datetime) -> Act:
    """The investigation found a later stay: the days count from there."""

    def write(zone: Zone, planned: PlannedZone, by: Actor, at: datetime) -> None:
        zones.restart(zone=zone, new_at=new_at, reason=planned.reason, by=by, at=at)

    return _on(stage, planned, write)


def _note_contacts(zone: Zone, planned: PlannedZone, by: Actor, at: datetime) -> None:
    zones.note_contacts(
        zone=zone, left_at=planned.contacts_left, document=f"{planned.number}附件：密接核酸结果", by=by, at=at
    )


def _lift(zone: Zone, planned: PlannedZone, by: Actor, at: datetime) -> None:
    zones.lower(zone=zone, document=planned.document, by=by, at=at)


def _count(stage: Stage, planned: PlannedZone, day: date, absent: int) -> Act:
    """The town writes what came of a round: nobody was positive."""

    def act(at: datetime) -> None:
        held = ZoneRound.objects.get(zone__number=planned.number, on=day, state=ZoneRound.State.PLANNED)
        came = planned.people - absent
        town = stage.staff.of(Role.TOWN, planned.community[:9])
        zones.count_round(
            round=held, expected=planned.people, sampled=came, tested=came, positive=0, by=town, at=at
        )

    return act


def _ask(stage: Stage, planned: PlannedZone, need: PlannedNeed) -> Act:
    """The community hears of a need, somebody takes it on, and it is brought to the door."""

    def act(at: datetime) -> None:
        desk = stage.staff.of(Role.COMMUNITY, planned.community)
        zone, inventor = Zone.objects.get(number=planned.number), stage.cast.inventor
        door = f"{need.door}，{inventor.name()}，{inventor.phone()}"
        asked = zones.ask_need(
            zone=zone, kind=need.kind, what=need.what, door=door, due_at=need.due, by=desk, at=at
        )
        if need.done is not None:
            stage.later(at + _TAKEN_ON, _serve(asked, desk, zones.take_need))
            stage.later(need.done, _serve(asked, desk, zones.finish_need))

    return act


def _serve(need: ZoneNeed, by: Actor, what: Callable[..., ZoneNeed]) -> Act:
    def act(at: datetime) -> None:
        what(need=need, by=by, at=at)

    return act
