"""Zones from the order that draws them to the order that lifts them, each condition of the rule with its evidence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.rooms.leads.county import AT, COMPOUND_GRID, GRID, OTHER_TOWN, TOWN, VILLAGE, one_lead
from tests.rooms.orders.world import control, due_of, staff, take
from tests.rooms.zones.ground import DAY, HOUR, NINTH, draw

from lianfang.leads.models import Lead
from lianfang.risk.models import RiskSpell
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.clock import LOCAL
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import Role
from lianfang.zones import actions, law, queries
from lianfang.zones.actions import PlaceIn
from lianfang.zones.models import RoundCount, Zone, ZoneArea, ZoneMove, ZoneRound
from lianfang.zones.refusals import (
    CountsWrong,
    LoweringRefused,
    NeedSettled,
    NoPlace,
    NotPlanned,
    NotRunning,
    NotTheKind,
    NumberTaken,
    ReasonMissing,
    WrongTime,
    ZoneRefused,
)
from lianfang.zones.scope import visible_to


def count(by: Actor, zone: Zone, on: date, at: datetime, **more: int) -> ZoneRound:
    """Count a round of a day as all come and all negative unless told."""
    made = actions.add_round(zone=zone, on=on, by=by, at=at)
    told = {"expected": 300, "sampled": 300, "tested": 300, "positive": 0, **more}
    return actions.count_round(round=made, by=by, at=at, **told)


def conditions(zone: Zone, at: datetime) -> dict[str, bool]:
    zone.refresh_from_db()
    check = law.check_zone(zone, at)
    assert check is not None
    return {one.code: one.met for one in check.conditions}


def risk_of(zone: Zone) -> list[tuple[str, datetime, datetime | None]]:
    rows = RiskSpell.objects.filter(known_to__isnull=True).order_by("starts_at")
    return [(spell.grade, spell.starts_at, spell.ends_at) for spell in rows]


@pytest.mark.parametrize(
    ("at", "kinds"),
    [
        (AT, ("lockdown", "control", "precaution")),
        (NINTH, ("high", "medium", "low")),
        (datetime(2022, 11, 20, tzinfo=LOCAL), ("high", "low")),  # the twenty articles know no medium
        (datetime(2023, 1, 9, tzinfo=LOCAL), ()),  # class B draws no zones
    ],
)
def test_the_kinds_follow_the_edition_in_force(console: Actor, at: datetime, kinds: tuple[str, ...]) -> None:
    assert law.list_kinds(at) == kinds


def test_a_zone_is_drawn(console: Actor) -> None:
    zone = draw(console)
    area = zone.areas.get()
    assert (zone.kind, zone.state, zone.edition, zone.people) == ("lockdown", "running", "v8", 300)
    assert (area.town, area.community, area.grid) == (TOWN, VILLAGE, "")
    assert risk_of(zone) == [("lockdown", AT, None)]
    assert ZoneMove.objects.get().move == "drawn"
    assert OutboxNews.objects.filter(topic="zones.drawn").exists()
    assert OutboxNews.objects.filter(topic="risk.changed").exists()


@pytest.mark.parametrize(
    ("place", "grid", "compound"),
    [
        (PlaceIn("景苑小区3号楼"), COMPOUND_GRID, "景苑小区"),
        (PlaceIn(grid=GRID), GRID, ""),
        (PlaceIn("蔚汾镇"), "", ""),
    ],
)
def test_places_by_compound_grid_and_town(console: Actor, place: PlaceIn, grid: str, compound: str) -> None:
    area = draw(console, places=[place]).areas.get()
    assert (area.town, area.grid, area.compound) == (TOWN, grid, compound)


def test_the_ninth_edition_plans_the_seventh_day(console: Actor) -> None:
    zone = draw(console, NINTH, "high", last_new_at=NINTH - DAY)
    assert [one.on for one in zone.rounds.all()] == [date(2022, 8, 7)]
    assert zone.rounds.get().expected == 300


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"places": []}, NoPlace),
        ({"places": [PlaceIn("陕西省西安市雁塔区")]}, NoPlace),
        ({"places": [PlaceIn("某处")]}, NoPlace),
        ({"places": [PlaceIn(grid="XX-1")]}, NoPlace),
        ({"kind": "high"}, NotTheKind),
        ({"number": " "}, ReasonMissing),
        ({"starts_at": AT + HOUR}, WrongTime),
        ({"last_new_at": AT + HOUR}, WrongTime),
    ],
)
def test_what_cannot_be_drawn(console: Actor, told: dict[str, Any], refusal: type[ZoneRefused]) -> None:
    with pytest.raises(refusal):
        draw(console, **told)
    assert not Zone.objects.exists()
    assert not RiskSpell.objects.exists()


def test_one_order_draws_one_zone(console: Actor) -> None:
    assert draw(console, key="k") == draw(console, key="k")
    with pytest.raises(NumberTaken):
        draw(console)
    assert Zone.objects.count() == ZoneArea.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [
        (Role.TOWN, TOWN, True), (Role.TOWN, OTHER_TOWN, False), (Role.COMMUNITY, VILLAGE, False),
        (Role.GRID, GRID, False),
        (Role.OFFICE, "", True), (Role.DATA, "", False), (Role.INSPECTOR, "", False),
    ],
)  # fmt: skip
def test_who_draws(console: Actor, role: Role, code: str, may: bool) -> None:
    by = staff(role, code)
    if may:
        assert draw(by).opened_by == by.staff_id
    else:
        with pytest.raises(Forbidden):
            draw(by)


@pytest.mark.parametrize(
    ("role", "code", "village", "town"),
    [
        (Role.OFFICE, "", True, True), (Role.TOWN, TOWN, True, True), (Role.TOWN, OTHER_TOWN, False, False),
        (Role.COMMUNITY, VILLAGE, True, True), (Role.COMMUNITY, "141123100001", False, True),
        (Role.GRID, GRID, True, True),
        (Role.GRID, "XW-099", False, False),
    ],
)  # fmt: skip
def test_who_sees_a_zone_of_a_village_and_of_a_town(
    console: Actor, role: Role, code: str, village: bool, town: bool
) -> None:
    one, other = draw(console), draw(console, number="2", places=[PlaceIn("蔚汾镇")])
    seen = set(visible_to(staff(role, code)))
    assert (one in seen, other in seen) == (village, town)


class TestLifting:
    """The check before lifting, by edition."""

    def test_the_ninth_goes_down_in_two_steps(self, console: Actor) -> None:
        zone = draw(console, NINTH, "high")
        assert conditions(zone, NINTH + 6 * DAY) == {"days": False, "round": False}
        with pytest.raises(LoweringRefused) as refused:
            actions.lower(zone=zone, document="2号", by=console, at=NINTH + 6 * DAY)
        assert [one.code for one in refused.value.conditions if not one.met] == ["days", "round"]
        count(console, zone, date(2022, 8, 8), NINTH + 7 * DAY)
        assert all(conditions(zone, NINTH + 7 * DAY).values())
        zone = actions.lower(zone=zone, document="2号", by=console, at=NINTH + 7 * DAY)
        assert (zone.kind, zone.state) == ("medium", "running")
        assert conditions(zone, NINTH + 9 * DAY) == {"days": False}
        zone = actions.lower(zone=zone, document="3号", by=console, at=NINTH + 10 * DAY)
        assert zone.kind == "low"
        assert risk_of(zone) == [
            ("high", NINTH, NINTH + 7 * DAY), ("medium", NINTH + 7 * DAY, NINTH + 10 * DAY),
            ("low", NINTH + 10 * DAY, None),
        ]  # fmt: skip
        with pytest.raises(ReasonMissing):  # no rule of its own: by order and reason
            actions.lower(zone=zone, document="4号", by=console, at=NINTH + 11 * DAY)
        zone = actions.lower(zone=zone, document="4号", reason="全县解除", by=console, at=NINTH + 11 * DAY)
        assert (zone.state, zone.ends_at) == ("lifted", NINTH + 11 * DAY)
        assert [move.move for move in zone.moves.order_by("pk")] == ["drawn", "lowered", "lowered", "lifted"]

    @pytest.mark.parametrize(
        ("told", "missing"),
        [
            ({"sampled": 299, "tested": 299}, "everyone"), ({"tested": 299}, "negative"), ({}, ""),
        ],
    )  # fmt: skip
    def test_the_last_round_must_be_of_all_and_all_negative(
        self, console: Actor, told: dict[str, int], missing: str
    ) -> None:
        zone = draw(console, NINTH, "high")
        count(console, zone, date(2022, 8, 8), NINTH + 7 * DAY, **told)
        unmet = [code for code, met in conditions(zone, NINTH + 7 * DAY).items() if not met]
        assert unmet == ([missing] if missing else [])

    def test_an_earlier_round_does_not_count(self, console: Actor) -> None:
        zone = draw(console, NINTH, "high")
        count(console, zone, date(2022, 8, 7), NINTH + 6 * DAY)
        assert not conditions(zone, NINTH + 8 * DAY)["round"]

    def test_a_lockdown_zone_waits_for_the_contacts(self, console: Actor) -> None:
        zone, end = draw(console), AT + 14 * DAY
        count(console, zone, date(2022, 3, 13), AT + 13 * DAY)
        assert conditions(zone, end) == {
            "days": True, "round": True, "everyone": True, "negative": True, "contact_days": False,
            "contact_tests": False,
        }  # fmt: skip
        actions.note_contacts(zone=zone, left_at=AT - DAY, document="疾控报告5号", by=console, at=end)
        assert all(conditions(zone, end).values())
        assert not conditions(zone, end + 2 * DAY)["round"]  # more than two days ago
        zone = actions.lower(zone=zone, document="解封1号", by=console, at=end)
        assert zone.state == "lifted"
        assert risk_of(zone) == [("lockdown", AT, end)]

    def test_the_twenty_articles_ask_for_five_days_alone(self, console: Actor) -> None:
        at = datetime(2022, 11, 20, tzinfo=LOCAL)
        zone = draw(console, at, "high")
        assert not zone.rounds.exists()
        assert conditions(zone, at + 5 * DAY) == {"days": True}
        assert actions.lower(zone=zone, document="2", by=console, at=at + 5 * DAY).kind == "low"

    def test_a_lifted_zone_takes_nothing_more(self, console: Actor) -> None:
        at = datetime(2022, 12, 10, tzinfo=LOCAL)
        zone = draw(console, at, "high")
        made = actions.add_round(zone=zone, on=at.date(), by=console, at=at)
        zone = actions.lower(zone=zone, document="2", by=console, at=at + 5 * DAY)
        assert zone.state == "lifted"
        made.refresh_from_db()
        assert made.state == "dropped"
        with pytest.raises(NotRunning):
            actions.restart(zone=zone, new_at=at + 5 * DAY, reason="x", by=console, at=at + 5 * DAY)
        with pytest.raises(NotRunning):
            ask(console, zone)

    def test_lowering_once_a_key(self, console: Actor) -> None:
        at = datetime(2022, 11, 20, tzinfo=LOCAL)
        zone = draw(console, at, "high")
        told: dict[str, Any] = {"zone": zone, "document": "2", "by": console, "at": at + 5 * DAY, "key": "k"}
        assert actions.lower(**told).kind == actions.lower(**told).kind == "low"
        assert zone.moves.filter(move="lowered").count() == 1


class TestNewCase:
    """A new infection begins the count again."""

    def test_days_and_rounds_begin_again(self, console: Actor) -> None:
        zone = draw(console, NINTH, "high")
        new = NINTH + 3 * DAY
        actions.restart(zone=zone, new_at=new, reason="邻居确诊", by=console, at=new + HOUR)
        zone.refresh_from_db()
        assert zone.last_new_at == new
        assert [one.on for one in queries.list_rounds(zone)] == [date(2022, 8, 11)]
        assert not conditions(zone, NINTH + 8 * DAY)["days"]
        assert [one.move for one in queries.list_moves(zone)] == ["restarted", "drawn"]

    def test_a_control_zone_becomes_a_lockdown_zone(self, console: Actor) -> None:
        zone = draw(console, kind="control")
        zone = actions.restart(zone=zone, new_at=AT + DAY, reason="阳性", by=console, at=AT + DAY)
        assert zone.kind == "lockdown"
        assert risk_of(zone) == [("control", AT, AT + DAY), ("lockdown", AT + DAY, None)]

    def test_a_zone_that_came_down_goes_back(self, console: Actor) -> None:
        zone = draw(console, NINTH, "high")
        count(console, zone, date(2022, 8, 8), NINTH + 7 * DAY)
        zone = actions.lower(zone=zone, document="2", by=console, at=NINTH + 7 * DAY)
        zone = actions.restart(
            zone=zone, new_at=NINTH + 8 * DAY, reason="复阳", by=console, at=NINTH + 8 * DAY
        )
        assert zone.kind == "high"

    def test_a_positive_in_a_round_is_a_new_case(self, console: Actor) -> None:
        zone = draw(console, NINTH, "high")
        at = NINTH + 7 * DAY
        made = count(console, zone, date(2022, 8, 8), at, positive=1)
        zone.refresh_from_db()
        assert (zone.last_new_at, made.positive) == (at, 1)
        assert [one.move for one in queries.list_moves(zone)] == ["positive", "drawn"]
        count(console, zone, date(2022, 8, 8), at + HOUR, positive=1)  # the same one, entered again
        zone.refresh_from_db()
        assert zone.last_new_at == at

    @pytest.mark.parametrize("new_at", [AT - DAY, AT + 2 * DAY])
    def test_not_before_the_last_and_not_ahead(self, console: Actor, new_at: datetime) -> None:
        zone = draw(console)
        with pytest.raises(WrongTime):
            actions.restart(zone=zone, new_at=new_at, reason="x", by=console, at=AT + DAY)

    def test_raised_by_order(self, console: Actor) -> None:
        zone = draw(console, kind="control")
        told: dict[str, Any] = {
            "zone": zone,
            "reason": "风险高",
            "document": "3",
            "by": console,
            "at": AT + DAY,
        }
        with pytest.raises(NotTheKind):
            actions.change_kind(kind="precaution", **told)
        assert actions.change_kind(kind="lockdown", **told).kind == "lockdown"
        with pytest.raises(NotTheKind):
            actions.change_kind(kind="lockdown", **told)


class TestRounds:
    """Counts of rounds, entered as often as they come in."""

    def test_every_entry_is_kept(self, console: Actor) -> None:
        zone = draw(console)
        for sampled in (100, 250, 300):
            count(console, zone, AT.date(), AT + HOUR, sampled=sampled, tested=sampled)
        made = zone.rounds.get()
        assert (made.state, made.sampled, made.planned_by_rule) == ("done", 300, False)
        assert list(RoundCount.objects.order_by("pk").values_list("sampled", flat=True)) == [100, 250, 300]

    @pytest.mark.parametrize("told", [{"sampled": 200}, {"positive": 301}, {"tested": -1, "positive": -1}])
    def test_counts_that_do_not_fit(self, console: Actor, told: dict[str, int]) -> None:
        with pytest.raises(CountsWrong):
            count(console, draw(console), AT.date(), AT, **told)

    def test_a_dropped_round_is_not_counted(self, console: Actor) -> None:
        zone = draw(console, NINTH, "high")
        planned = zone.rounds.get()
        actions.restart(zone=zone, new_at=NINTH + DAY, reason="x", by=console, at=NINTH + DAY)
        with pytest.raises(NotPlanned):
            actions.count_round(
                round=planned, expected=1, sampled=1, tested=1, positive=0, by=console, at=NINTH + DAY
            )

    def test_not_before_the_zone(self, console: Actor) -> None:
        with pytest.raises(WrongTime):
            actions.add_round(zone=draw(console), on=(AT - 2 * DAY).date(), by=console, at=AT)

    def test_the_community_counts_and_the_grid_counts_its_own(self, console: Actor) -> None:
        zone = draw(console)
        made = actions.add_round(zone=zone, on=AT.date(), by=console, at=AT)
        told: dict[str, Any] = {
            "round": made,
            "expected": 2,
            "sampled": 2,
            "tested": 2,
            "positive": 0,
            "at": AT,
        }
        assert actions.count_round(by=staff(Role.GRID, GRID), **told).state == "done"
        with pytest.raises(Forbidden):
            actions.count_round(by=staff(Role.GRID, "XW-099"), **told)
        with pytest.raises(Forbidden):
            actions.count_round(by=staff(Role.COMMANDER), **told)

    def test_results_of_those_under_an_order_are_counted_beside(self, console: Actor) -> None:
        order = control(console, "medium_risk")
        take(console, order, until=AT + DAY)
        zone = draw(console)
        day = due_of(order)[0].due_on
        assert queries.count_results(console, zone, day) == queries.Counted(1, 0)
        assert queries.count_results(console, zone, day + timedelta(days=1)) == queries.Counted(0, 0)


def ask(by: Actor, zone: Zone, **more: Any) -> Any:
    told = {
        "kind": "medicine",
        "what": "降压药两盒",
        "door": "贺家坪村12号 张某",
        "due_at": AT + 6 * HOUR,
        "at": AT,
    }
    return actions.ask_need(zone=zone, by=by, **{**told, **more})


class TestService:
    """What households need at their doors."""

    def test_from_asking_to_the_door(self, console: Actor) -> None:
        zone, grid = draw(console), staff(Role.GRID, GRID)
        need = ask(grid, zone)
        assert (need.state, need.town, need.community, need.grid) == ("asked", TOWN, VILLAGE, GRID)
        need = actions.take_need(need=need, by=grid, at=AT + HOUR)
        assert (need.state, need.taken_by) == ("taken", grid.staff_id)
        need = actions.finish_need(need=need, by=grid, at=AT + 2 * HOUR)
        assert (need.state, need.done_at, need.done_by) == ("done", AT + 2 * HOUR, grid.staff_id)
        with pytest.raises(NeedSettled):
            actions.drop_need(need=need, by=grid, at=AT + 3 * HOUR)
        done = AuditEntry.objects.filter(action__startswith="zones.", object_kind="zone_need")
        assert list(done.order_by("pk").values_list("action", flat=True)) == [
            "zones.ask_need", "zones.take_need", "zones.finish_need",
        ]  # fmt: skip

    def test_what_was_brought_before_it_was_asked_is_refused(self, console: Actor) -> None:
        need = ask(console, draw(console))
        with pytest.raises(WrongTime):
            actions.finish_need(need=need, by=console, at=AT + HOUR, done_at=AT - HOUR)
        assert actions.drop_need(need=need, by=console, at=AT + HOUR).state == "dropped"

    def test_a_need_is_asked_once_a_key(self, console: Actor) -> None:
        zone = draw(console)
        assert ask(console, zone, key="k") == ask(console, zone, key="k")

    def test_who_may_not(self, console: Actor) -> None:
        zone = draw(console)
        need = ask(console, zone)
        with pytest.raises(Forbidden):
            ask(staff(Role.GRID, "XW-099"), zone)
        with pytest.raises(Forbidden):
            actions.take_need(need=need, by=staff(Role.TOWN, OTHER_TOWN), at=AT)
        with pytest.raises(Forbidden):
            ask(staff(Role.INSPECTOR), zone)
        with pytest.raises(ReasonMissing):
            ask(console, zone, what=" ")
        with pytest.raises(ValueError, match="nothing"):
            ask(console, zone, kind="nothing")

    def test_the_compound_named_at_the_door_finds_its_grid(self, console: Actor) -> None:
        zone = draw(console, places=[PlaceIn("贺家坪村"), PlaceIn("景苑小区")])
        assert ask(console, zone, door="景苑小区5号楼201").grid == COMPOUND_GRID


@pytest.mark.parametrize(
    ("words", "inside"),
    [("景苑小区", 3), ("景苑小区5号楼", 2), ("景苑小区15号楼", 0), ("蔚汾镇", 4), ("贺家坪村", 1)],
)
def test_who_lives_inside(console: Actor, words: str, inside: int) -> None:
    addresses = ["蔚汾镇景苑小区5号楼101", "蔚汾镇景苑小区5号楼101", "蔚汾镇景苑小区6号楼"]
    for seed, address in enumerate(addresses, start=1):
        lead = one_lead(console, f"张{seed}", seed, area="141123100023")
        Lead.objects.filter(pk=lead.pk).update(address=address)
    one_lead(console, "张村", 9)
    zone = draw(console, places=[PlaceIn(words)])
    found = queries.count_inside(console, zone)
    assert (found.people, found.controlled) == (inside, 0)
    assert found.doors == (inside if inside < 2 else inside - 1)
    other = staff(Role.TOWN, OTHER_TOWN)
    assert queries.count_inside(other, zone).people == 0


def test_a_person_inside_with_two_leads_is_one_line_by_the_open_one(console: Actor) -> None:
    first, second = one_lead(console, "张三", 1), one_lead(console, "李四", 2)
    Lead.objects.filter(pk=second.pk).update(person=first.person_id, state=Lead.State.CLOSED)
    zone = draw(console, places=[PlaceIn("贺家坪村")])
    assert [lead.pk for lead in queries.list_inside(console, zone)] == [first.pk]
    assert queries.count_inside(console, zone).people == 1
    Lead.objects.filter(pk=first.pk).update(state=Lead.State.CLOSED)
    assert [lead.pk for lead in queries.list_inside(console, zone)] == [second.pk]


def test_those_under_an_order_inside_are_counted(console: Actor) -> None:
    control(console, "medium_risk")
    assert queries.count_inside(console, draw(console)).controlled == 1


def test_what_is_due(console: Actor) -> None:
    zone = draw(console, NINTH, "high")
    assert not queries.list_due_rounds(console, NINTH)
    assert queries.list_due_rounds(console, NINTH + 7 * DAY).get() == zone.rounds.get()
    assert list(queries.list_running(console)) == [zone]
