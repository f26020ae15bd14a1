"""From the train to the door: registered, sampled, kept warm, driven, received; both ways of P-24."""

from __future__ import annotations

import pytest
from tests.rooms.isolation.world import make_site, nurse
from tests.rooms.orders.world import facts
from tests.rooms.staff import make_actor
from tests.rooms.transit.world import (
    AT,
    HOUR,
    MINUTE,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    cleared,
    coach,
    ride_to,
    somebody,
    tent,
    train,
)

from lianfang.core.intake.fields import Field
from lianfang.intake.actions import ask_again, enter_row
from lianfang.intake.models import Batch
from lianfang.leads.actions import record_call
from lianfang.leads.models import Lead, LeadSource, TransferLetter
from lianfang.orders.actions import issue
from lianfang.people.models import Person
from lianfang.shared.actor import Forbidden, Scope, ScopeKind
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role
from lianfang.transit import actions, refusals
from lianfang.transit.actions import JourneyPlan, PlacePlan, Traveller, VehiclePlan
from lianfang.transit.models import Arrival, ArrivalMove, Comfort, Journey, Ride
from lianfang.transit.queries import list_coming
from lianfang.transit.scope import journeys_visible_to, rides_visible_to, visible_to

LATER = AT + 4 * HOUR


def state(row: Arrival) -> str:
    row.refresh_from_db()
    return row.state


class TestJourneys:
    """Trains and coaches that are expected."""

    def test_once(self, console):
        train(console)
        with pytest.raises(refusals.Twice):
            train(console)
        train(console, expected_at=AT + 24 * HOUR)

    def test_one_key_is_one_journey(self, console):
        plan = JourneyPlan("coach", "晋A1", "汽车站", AT)
        first = actions.expect(plan=plan, by=console, at=AT, key="k")
        assert actions.expect(plan=plan, by=console, at=AT, key="k") == first

    @pytest.mark.parametrize(
        "wrong", [{"kind": "boat"}, {"number": " "}, {"station": ""}, {"people": -1}, {"way": "x"}]
    )
    def test_what_cannot_be(self, console, wrong):
        told = {"kind": "train", "number": "K1", "station": "站", "expected_at": AT, **wrong}
        with pytest.raises(ValueError):
            actions.expect(plan=JourneyPlan(**told), by=console, at=AT)

    def test_arrived_or_called_off_once(self, console):
        journey = train(console)
        assert actions.arrive(journey=journey, by=console, at=AT + HOUR, true_at=AT).arrived_at == AT
        with pytest.raises(refusals.NotPossible):
            actions.call_off(journey=journey, by=console, at=AT)
        with pytest.raises(refusals.WrongTime):
            actions.arrive(journey=train(console, "K2"), by=console, at=AT, true_at=AT + HOUR)

    def test_nobody_comes_with_one_that_was_called_off(self, console):
        journey = actions.call_off(journey=train(console), by=console, at=AT)
        with pytest.raises(refusals.NotPossible):
            somebody(console, journey)


class TestTheRegister:
    """Whoever is entered becomes a lead from a declared list."""

    def test_a_person_a_lead_and_its_source(self, console):
        row = somebody(console, train(console, from_place="陕西西安"), "张某甲", note="晕车")
        assert row.person.name == "张某甲"
        assert (row.town, row.community) == (TOWN, VILLAGE)
        assert (row.lead.town, row.lead.community) == (TOWN, VILLAGE)
        batch = Batch.objects.get()
        assert (batch.source.kind, batch.state) == ("declared", "done")
        assert Arrival.objects.get().note == "晕车"
        assert row.journey.state == "arrived"
        assert AuditEntry.objects.filter(action="transit.registered", object_id=str(row.pk)).exists()

    def test_entered_twice_they_are_there_once(self, console):
        journey = train(console)
        told = Traveller("张某", phone="15400001111", area=VILLAGE)
        for _ in range(2):
            actions.register(journey=journey, traveller=told, by=console, at=AT)
        assert (Arrival.objects.count(), Lead.objects.count(), Person.objects.count()) == (1, 1, 1)

    def test_those_of_a_journey_are_the_rows_of_one_list(self, console):
        journey, other = train(console), train(console, "K9")
        rows = [somebody(console, journey, name) for name in ("张某甲", "李某乙", "王某丙")]
        elsewhere = somebody(console, other, "赵某丁")
        journey.refresh_from_db()
        batch = journey.batch
        assert (batch.rows, batch.ready + batch.warning, batch.rejected) == (3, 3, 0)
        assert list(batch.row_set.order_by("seq").values_list("seq", "row")) == [(0, 2), (1, 3), (2, 4)]
        held = LeadSource.objects.filter(batch=batch).order_by("row__seq")
        assert [source.lead_id for source in held] == [row.lead_id for row in rows]
        assert LeadSource.objects.get(lead=elsewhere.lead).batch_id not in (None, batch.pk)
        assert {row.lead.from_place for row in rows} == {journey.from_place}

    def test_a_row_that_waits_for_its_lead_is_not_passed_over(self, console):
        journey = train(console)
        somebody(console, journey, "张某甲")
        values = {Field.NAME: "李某乙", Field.PHONE: "15400007777"}
        waiting = enter_row(batch=Batch.objects.get(), values=values, by=console, at=AT)
        later = somebody(console, journey, "王某丙")
        assert LeadSource.objects.get(row=waiting).lead.person.name == "李某乙"
        assert LeadSource.objects.get(lead=later.lead).row.seq == 2

    def test_who_cannot_be_read_adds_nothing_to_the_list(self, console):
        journey = train(console)
        somebody(console, journey)
        with pytest.raises(refusals.NotReadable):
            actions.register(journey=journey, traveller=Traveller("张某"), by=console, at=AT)
        assert Batch.objects.get().rows == 1

    def test_while_the_list_is_read_again_a_further_one_begins(self, console):
        journey = train(console)
        somebody(console, journey, "张某甲")
        ask_again(batch=Batch.objects.get(), by=console, at=AT)
        somebody(console, journey, "李某乙")
        assert sorted(Batch.objects.values_list("rows", flat=True)) == [1, 1]
        assert Arrival.objects.filter(journey=journey).count() == 2

    def test_whom_a_list_named_before_keeps_their_lead(self, console):
        first = somebody(console, train(console))
        journey = train(console, "K9")
        phone = "154" + f"{int(first.person.phones.count()):08d}"
        told = Traveller("张某", number="", phone=phone, area=VILLAGE)
        actions.register(journey=journey, traveller=told, by=console, at=AT)
        assert Arrival.objects.count() == 2

    @pytest.mark.parametrize("told", [Traveller(""), Traveller("张某")])
    def test_nobody_reachable_is_refused_and_leaves_nothing(self, console, told):
        with pytest.raises(refusals.NotReadable):
            actions.register(journey=train(console), traveller=told, by=console, at=AT)
        assert not Arrival.objects.exists()

    def test_a_town_registers_at_its_station_and_nowhere_else(self, console):
        by = make_actor(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
        assert somebody(by, train(console)).by == by.staff_id
        with pytest.raises(Forbidden):
            somebody(by, train(console, "K5", town="141123101"))

    def test_a_site_runs_no_station(self, console):
        by = nurse(console, make_site(console))
        with pytest.raises(Forbidden):
            actions.expect(plan=JourneyPlan("train", "K1", "站", AT), by=by, at=AT)


class TestSampledAtTheStation:
    """Driven after the result, never before."""

    def test_the_whole_way(self, console):
        journey = train(console)
        row = cleared(console, journey)
        assert (row.state, row.sampled_at, row.result_at) == ("cleared", AT, LATER)
        ride = ride_to(console)
        actions.board(ride=ride, ids=[row.pk], by=console, at=LATER)
        ride = actions.depart(ride=ride, given_by="壬某", by=console, at=LATER + MINUTE)
        assert (state(row), ride.sent, ride.given_by) == ("underway", 1, "壬某")
        ride = actions.receive(ride=ride, taken_by="癸某", by=console, at=LATER + HOUR)
        assert (state(row), ride.received, ride.taken_by) == ("received", 1, "癸某")
        assert row.ended_at == LATER + HOUR
        moves = ArrivalMove.objects.filter(arrival=row).order_by("pk").values_list("move", flat=True)
        assert list(moves) == ["registered", "sampled", "negative", "departed", "received"]

    def test_nobody_boards_before_the_result(self, console):
        row = somebody(console, train(console))
        ride = ride_to(console)
        with pytest.raises(refusals.NotPossible):
            actions.board(ride=ride, ids=[row.pk], by=console, at=AT)
        actions.sample(ids=[row.pk], by=console, at=AT)
        with pytest.raises(refusals.NotPossible):
            actions.board(ride=ride, ids=[row.pk], by=console, at=AT)

    def test_a_positive_goes_to_hospital(self, console):
        row = somebody(console, train(console))
        actions.sample(ids=[row.pk], by=console, at=AT)
        actions.record_results(ids=[row.pk], result="positive", by=console, at=LATER)
        with pytest.raises(refusals.NotPossible):
            actions.board(ride=ride_to(console), ids=[row.pk], by=console, at=LATER)
        assert actions.to_hospital(ids=[row.pk], by=console, at=LATER) == 1
        assert state(row) == "hospital"

    def test_many_at_once_all_or_none(self, console):
        journey = train(console)
        rows = [somebody(console, journey) for _ in range(3)]
        ids = [row.pk for row in rows]
        assert actions.sample(ids=ids, by=console, at=AT, key="k") == 3
        assert actions.sample(ids=ids, by=console, at=AT, key="k") == 3
        actions.record_results(ids=ids[:1], result="negative", by=console, at=LATER)
        with pytest.raises(refusals.NotPossible):
            actions.record_results(ids=ids, result="negative", by=console, at=LATER)
        assert [state(row) for row in rows] == ["cleared", "sampled", "sampled"]
        with pytest.raises(refusals.WrongTime):
            actions.record_results(ids=ids[1:], result="negative", by=console, at=LATER, true_at=AT - HOUR)
        with pytest.raises(ValueError, match="result"):
            actions.record_results(ids=ids, result="x", by=console, at=LATER)

    def test_whose_county_is_named_is_answered_as_elsewhere_with_a_letter(self, console):
        one, other = (cleared(console, train(console, name)) for name in ("K1", "K2"))
        town = make_actor(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
        told = {"ids": [one.pk, other.pk], "to": " 陕西省西安市碑林区 ", "by": town, "at": LATER, "key": "k"}
        assert actions.go_on(**told) == actions.go_on(**told) == 2
        assert (state(one), state(other)) == ("left", "left")
        letters = TransferLetter.objects.order_by("lead")
        assert [(row.lead_id, row.state, row.to_name) for row in letters] == [
            (row.lead_id, "draft", "陕西省西安市碑林区") for row in (one, other)
        ]
        lead = Lead.objects.get(pk=one.lead_id)
        assert (lead.state, lead.outcome, lead.answered_at) == ("answered", "elsewhere", LATER)
        assert lead.call_log.get().note == "K1 兴县站"

    def test_who_is_answered_controlled_or_not_told_of_keeps_the_lead(self, console):
        journey = train(console)
        free, untold, held = (cleared(console, journey, name=name) for name in ("张甲", "张乙", "张丙"))
        record_call(lead=free.lead, outcome="here_free", by=console, at=LATER)
        record_call(lead=held.lead, outcome="here_control", by=console, at=LATER)
        issue(lead=held.lead, facts=facts("close_contact"), by=console, at=LATER)
        actions.go_on(ids=[free.pk, held.pk], to="西安市碑林区", by=console, at=LATER)
        actions.go_on(ids=[untold.pk], by=console, at=LATER)
        outcomes = [Lead.objects.get(pk=one.lead_id).outcome for one in (free, untold, held)]
        assert outcomes == ["here_free", "", "here_control"]
        assert not TransferLetter.objects.exists()

    def test_who_goes_on_alone_is_let_go(self, console):
        row = somebody(console, train(console))
        actions.go_on(ids=[row.pk], by=console, at=AT)
        assert state(row) == "left"
        with pytest.raises(Forbidden):
            actions.go_on(ids=[999_999], by=console, at=AT)


class TestFetched:
    """A task force brings people from stations and airport to the towns, where they are received."""

    def test_without_waiting_for_a_result(self, console):
        journey = train(console, way="fetched", force="返乡接送专班", kind="flight", station="吕梁机场")
        rows = [somebody(console, journey) for _ in range(2)]
        ride = ride_to(console)
        actions.board(ride=ride, ids=[row.pk for row in rows], by=console, at=AT)
        ride = actions.depart(ride=ride, given_by="专班甲", by=console, at=AT)
        town = make_actor(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
        actions.receive(ride=ride, taken_by="镇值班员", by=town, at=AT + HOUR)
        assert {state(row) for row in rows} == {"received"}

    def test_somebody_missing_at_the_door_is_still_under_way(self, console):
        journey = train(console, way="fetched")
        here, gone = somebody(console, journey), somebody(console, journey)
        ride = ride_to(console)
        actions.board(ride=ride, ids=[here.pk, gone.pk], by=console, at=AT)
        actions.depart(ride=ride, given_by="甲", by=console, at=AT)
        ride = actions.receive(ride=ride, taken_by="乙", missing=[gone.pk], by=console, at=AT + HOUR)
        assert (ride.sent, ride.received, state(here), state(gone)) == (2, 1, "received", "underway")


class TestRides:
    """Vehicles, seats and receipts."""

    def test_a_vehicle_is_on_one_ride_at_a_time(self, console):
        vehicle = coach(console)
        actions.open_ride(vehicle=vehicle, area=VILLAGE, by=console, at=AT)
        with pytest.raises(refusals.VehicleOut):
            actions.open_ride(vehicle=vehicle, area=VILLAGE, by=console, at=AT)

    def test_after_the_receipt_it_is_free_again(self, console):
        vehicle = coach(console)
        ride = actions.open_ride(vehicle=vehicle, area=VILLAGE, by=console, at=AT)
        actions.board(ride=ride, ids=[cleared(console, train(console)).pk], by=console, at=LATER)
        actions.depart(ride=ride, given_by="甲", by=console, at=LATER)
        actions.receive(ride=ride, taken_by="乙", by=console, at=LATER)
        assert actions.open_ride(vehicle=vehicle, area=VILLAGE, by=console, at=LATER).pk != ride.pk

    def test_no_more_people_than_seats(self, console):
        journey = train(console)
        rows = [cleared(console, journey) for _ in range(3)]
        ride = ride_to(console, seats=2)
        actions.board(ride=ride, ids=[rows[0].pk], by=console, at=LATER)
        with pytest.raises(refusals.NoSeats):
            actions.board(ride=ride, ids=[rows[1].pk, rows[2].pk], by=console, at=LATER)
        actions.board(ride=ride, ids=[rows[0].pk, rows[1].pk], by=console, at=LATER)
        assert ride.people.count() == 2

    def test_it_goes_to_a_site_or_to_a_place(self, console):
        site, vehicle = make_site(console), coach(console)
        for told in ({}, {"site": site, "area": VILLAGE}):
            with pytest.raises(ValueError, match="site or"):
                actions.open_ride(vehicle=vehicle, by=console, at=AT, **told)
        ride = actions.open_ride(vehicle=vehicle, site=site, by=console, at=AT)
        assert (ride.site, ride.community) == (site, VILLAGE)

    def test_signed_at_both_ends_and_in_order(self, console):
        ride = ride_to(console)
        with pytest.raises(refusals.NobodyAboard):
            actions.depart(ride=ride, given_by="甲", by=console, at=AT)
        with pytest.raises(refusals.NotThere):
            actions.receive(ride=ride, taken_by="乙", by=console, at=AT)
        actions.board(ride=ride, ids=[cleared(console, train(console)).pk], by=console, at=LATER)
        with pytest.raises(refusals.NameMissing):
            actions.depart(ride=ride, given_by=" ", by=console, at=LATER)
        actions.depart(ride=ride, given_by="甲", by=console, at=LATER)
        with pytest.raises(refusals.NameMissing):
            actions.receive(ride=ride, taken_by="", by=console, at=LATER)
        with pytest.raises(refusals.WrongTime):
            actions.receive(ride=ride, taken_by="乙", by=console, at=LATER, true_at=AT)
        with pytest.raises(refusals.NotThere):
            actions.board(ride=ride, ids=[], by=console, at=LATER)

    @pytest.mark.parametrize("wrong", [{"seats": 0}, {"plate": " "}])
    def test_a_vehicle_has_a_plate_and_seats(self, console, wrong):
        with pytest.raises(ValueError, match="plate"):
            actions.add_vehicle(
                plan=VehiclePlan(**{"plate": "晋J1", "seats": 4, "driver": "甲", **wrong}), by=console, at=AT
            )

    def test_and_a_driver_and_is_entered_once(self, console):
        coach(console)
        with pytest.raises(refusals.Twice):
            coach(console)
        with pytest.raises(refusals.NameMissing):
            actions.add_vehicle(plan=VehiclePlan("晋J2", 4, ""), by=console, at=AT)


class TestWaiting:
    """Kept warm and fed until the result."""

    def test_a_tent_holds_so_many(self, console):
        place, journey = tent(console, holds=2), train(console)
        rows = [somebody(console, journey) for _ in range(3)]
        actions.seat(ids=[rows[0].pk, rows[1].pk], place=place, by=console, at=AT)
        with pytest.raises(refusals.PlaceFull):
            actions.seat(ids=[rows[2].pk], place=place, by=console, at=AT)
        actions.seat(ids=[rows[0].pk], place=place, by=console, at=AT)
        assert place.people.count() == 2

    def test_who_was_driven_waits_no_more(self, console):
        row, place = cleared(console, train(console)), tent(console)
        ride = ride_to(console)
        actions.board(ride=ride, ids=[row.pk], by=console, at=LATER)
        actions.depart(ride=ride, given_by="甲", by=console, at=LATER)
        with pytest.raises(refusals.NotPossible):
            actions.seat(ids=[row.pk], place=place, by=console, at=LATER)

    def test_what_was_given_out_is_counted(self, console):
        place = tent(console)
        actions.give_out(place=place, meals=30, drinks=40, quilts=5, heaters=2, by=console, at=AT, key="k")
        actions.give_out(place=place, meals=30, drinks=40, quilts=5, heaters=2, by=console, at=AT, key="k")
        assert Comfort.objects.get().meals == 30
        for wrong in ({}, {"meals": -1}, {"drinks": 5_001}):
            with pytest.raises(ValueError, match="given out"):
                actions.give_out(place=place, by=console, at=AT, **wrong)

    def test_a_place_is_entered_once_with_room(self, console):
        tent(console)
        with pytest.raises(refusals.Twice):
            tent(console)
        with pytest.raises(ValueError, match="room"):
            actions.add_place(plan=PlacePlan("站", "帐篷", 0), by=console, at=AT)


class TestWhoSees:
    """A station's town, where people go, and the site that takes them."""

    def test_the_town_of_the_station_and_that_of_the_door(self, console):
        row = somebody(console, train(console), area=OTHER_VILLAGE)
        own = make_actor(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
        other = make_actor(Role.TOWN, Scope(ScopeKind.TOWN, "141123101"))
        third = make_actor(Role.TOWN, Scope(ScopeKind.TOWN, "141123102"))
        assert [list(visible_to(by)) for by in (own, other, third)] == [[row], [row], []]
        assert [journeys_visible_to(by).count() for by in (own, other, third)] == [1, 1, 0]

    def test_a_site_receives_its_own_and_nothing_else(self, console):
        site, other = make_site(console), make_site(console, "黄河酒店")
        by, stranger = nurse(console, site), nurse(console, other)
        ride = actions.open_ride(vehicle=coach(console), site=site, by=console, at=AT)
        row = cleared(console, train(console))
        actions.board(ride=ride, ids=[row.pk], by=console, at=LATER)
        actions.depart(ride=ride, given_by="甲", by=console, at=LATER)
        assert list(rides_visible_to(stranger)) == []
        with pytest.raises(Forbidden):
            actions.receive(ride=ride, taken_by="x", by=stranger, at=LATER)
        assert list(visible_to(by)) == [row]
        assert actions.receive(ride=ride, taken_by="护士", by=by, at=LATER).received == 1
        assert Ride.objects.get().taken_id == by.staff_id

    def test_who_runs_the_station_does_not_sign_for_another_town(self, console):
        """Both ends are told by different hands: the station's town sends, the other town takes over."""
        station, other = (
            make_actor(Role.TOWN, Scope(ScopeKind.TOWN, code)) for code in (TOWN, OTHER_VILLAGE[:9])
        )
        ride = ride_to(station, area=OTHER_VILLAGE)
        row = cleared(station, train(station), area=OTHER_VILLAGE)
        actions.board(ride=ride, ids=[row.pk], by=station, at=LATER)
        actions.depart(ride=ride, given_by="甲", by=station, at=LATER)
        assert list(list_coming(station, LATER)) == []
        assert list(rides_visible_to(station)) == list(list_coming(other, LATER)) == [ride]
        with pytest.raises(Forbidden):
            actions.receive(ride=ride, taken_by="乙", by=station, at=LATER)
        assert actions.receive(ride=ride, taken_by="乙", by=other, at=LATER).received == 1

    def test_an_inspector_only_looks(self, console):
        journey = train(console)
        with pytest.raises(Forbidden):
            actions.arrive(journey=journey, by=make_actor(Role.INSPECTOR), at=AT)
        assert Journey.objects.get().state == "expected"
