"""The pages of point to point: the fast register, one-tap samples and results, receipts, and who is late."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.rooms.isolation.world import make_site
from tests.rooms.staff import make_staff, sign_in, signed_in
from tests.rooms.transit.world import (
    AT,
    HOUR,
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
from tests.support.lists import check_constant_queries
from tests.support.worlds import built_for

from lianfang.isolation import actions as isolation
from lianfang.isolation.actions import StaffPlan
from lianfang.leads.models import TransferLetter
from lianfang.shared import clock
from lianfang.shared.roles import Role
from lianfang.transit import actions
from lianfang.transit.models import Arrival, Comfort, Journey, Ride, Vehicle, WaitingPlace
from lianfang.transit.tables import ArrivalTable, JourneyTable, RideTable, VehicleTable

LATER = AT + 5 * HOUR


@pytest.fixture(autouse=True)
def in_the_afternoon():
    with clock.pinned_at(LATER):
        yield


@pytest.fixture
def client(console) -> Client:
    return signed_in(Role.OFFICE)


def send(client: Client, door: str, /, *args: object, **told: object) -> int:
    return client.post(reverse(f"transit:{door}", args=args), told).status_code


def text_of(client: Client, name: str, *args: object, **query: object) -> str:
    answer = client.get(reverse(f"transit:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


class TestAJourney:
    """Expected, arrived, registered."""

    told = {
        "kind": "train", "number": "K7808", "station": "兴县站", "town": TOWN, "expected_at": "2022-02-28T21:00",
        "people": 30, "way": "station", "from_place": "陕西西安",
    }  # fmt: skip

    def test_it_is_entered_once(self, client):
        assert send(client, "expect", **self.told, key="a") == 302
        assert send(client, "expect", **self.told, key="a") == 302
        assert send(client, "expect", **self.told, key="b") == 409
        assert Journey.objects.get().people == 30
        assert "K7808" in text_of(client, "list")

    def test_a_form_that_is_wrong_keeps_what_was_typed(self, client):
        answer = client.post(reverse("transit:expect"), {**self.told, "expected_at": ""})
        assert answer.status_code == 422
        assert "K7808" in answer.content.decode()

    def test_it_arrives_or_is_called_off(self, client, console):
        journey = train(console)
        assert send(client, "turn_journey", journey.pk, "arrive") == 302
        journey.refresh_from_db()
        assert (journey.state, journey.arrived_at) == ("arrived", LATER)
        assert send(client, "turn_journey", journey.pk, "call_off") == 302
        journey.refresh_from_db()
        assert journey.state == "arrived"
        assert send(client, "turn_journey", journey.pk, "x") == 404

    def test_the_fast_register(self, client, console):
        journey = train(console)
        told = {"name": "张某甲", "phone": "15400002222", "area": VILLAGE, "note": "晕车", "key": "k"}
        assert send(client, "register", journey.pk, **told) == 302
        assert send(client, "register", journey.pk, **told) == 302
        text = text_of(client, "journey", journey.pk)
        assert "张某甲" in text
        assert Arrival.objects.get().community == VILLAGE

    def test_who_cannot_be_reached_is_refused_with_what_was_typed(self, client, console):
        journey = train(console)
        answer = client.post(reverse("transit:register", args=[journey.pk]), {"name": "张某乙"})
        assert answer.status_code == 409
        assert "张某乙" in answer.content.decode()

    @pytest.mark.parametrize(
        ("number", "said"),
        [("61250119900101001X", "有一位录错"), ("6125011990010100", "位数不对"), ("6125********001X", "号")],
    )
    def test_a_mistyped_number_alone_is_named_at_its_field(self, client, console, number, said):
        journey = train(console)
        address = reverse("transit:register", args=[journey.pk])
        answer = client.post(address, {"name": "张某乙", "number": number})
        assert answer.status_code == 422 and said in answer.content.decode()
        assert 'class="lf-grid is-3"' in answer.content.decode(), "the fields stay where they were"
        answer = client.post(address, {"name": "张某乙", "number": number, "phone": "15400002223"})
        assert answer.status_code == 302, "with a phone the person is found, and the list keeps the remark"

    def test_the_next_name_can_be_typed_at_once(self, client, console):
        journey = train(console)
        told = {"name": "张某甲", "phone": "15400002222"}
        answer = client.post(reverse("transit:register", args=[journey.pk]), told)
        assert answer.url.endswith("#id_name")
        field = text_of(client, "journey", journey.pk).partition('name="name"')[2].partition(">")[0]
        assert "autofocus" in field and 'id="id_name"' in field

    def test_samples_and_results_by_one_tap(self, client, console):
        row = somebody(console, train(console))
        assert send(client, "turn_person", row.pk, "negative") == 302  # not sampled: said, not done
        row.refresh_from_db()
        assert row.state == "registered"
        for move, state in (("sampled", "sampled"), ("negative", "cleared")):
            assert send(client, "turn_person", row.pk, move) == 302
            row.refresh_from_db()
            assert row.state == state
        assert send(client, "turn_person", row.pk, "x") == 404

    def test_a_page_costs_the_same_however_many_came(self, client, console, django_assert_max_num_queries):
        journey = train(console)
        somebody(console, journey)
        address = reverse("transit:journey", args=[journey.pk])
        client.get(address)
        with django_assert_max_num_queries(60) as few:
            client.get(address)
        for _ in range(4):
            somebody(console, journey, area=OTHER_VILLAGE)
        with django_assert_max_num_queries(60) as many:
            client.get(address)
        assert abs(len(few) - len(many)) <= 1

    def test_an_inspector_registers_nobody(self, console):
        journey, client = train(console), signed_in(Role.INSPECTOR)
        assert "action=" in text_of(client, "journey", journey.pk)
        assert send(client, "register", journey.pk, name="x", phone="15400000000") == 403


class TestRides:
    """Opened, boarded, signed for twice."""

    def test_from_the_list_to_the_receipt(self, client, console):
        row = cleared(console, train(console))
        vehicle = coach(console)
        assert send(client, "open_ride", vehicle=vehicle.pk, to=f"area:{VILLAGE}") == 302
        ride = Ride.objects.get()
        told = {"action": "board", "pick": [row.pk], "board-ride": ride.pk}
        assert client.post(reverse("transit:people_act"), told).status_code == 302
        assert row.person.name in text_of(client, "ride", ride.pk)
        assert send(client, "receipt", ride.pk, given_by=" ") == 422
        assert send(client, "receipt", ride.pk, given_by="壬某") == 302
        assert send(client, "receipt", ride.pk, taken_by="癸某") == 302
        assert send(client, "receipt", ride.pk, taken_by="癸某") == 409
        ride.refresh_from_db()
        assert (ride.state, ride.sent, ride.received, ride.given_by, ride.taken_by) == (
            "received", 1, 1, "壬某", "癸某",
        )  # fmt: skip

    def test_who_was_not_aboard_is_ticked(self, client, console):
        journey = train(console)
        rows = [cleared(console, journey) for _ in range(2)]
        ride = ride_to(console)
        actions.board(ride=ride, ids=[row.pk for row in rows], by=console, at=LATER)
        actions.depart(ride=ride, given_by="甲", by=console, at=LATER)
        assert send(client, "receipt", ride.pk, taken_by="乙", missing=[rows[0].pk]) == 302
        ride.refresh_from_db()
        assert (ride.sent, ride.received) == (2, 1)
        assert "is-bad" in text_of(client, "rides")

    def test_to_a_site_whose_nurse_takes_over(self, client, console):
        site, staff = make_site(console), make_staff(Role.SITE)
        isolation.post_staff(site=site, plan=StaffPlan("己某", staff_id=staff.pk), by=console, at=AT)
        assert send(client, "open_ride", vehicle=coach(console).pk, to=f"site:{site.pk}") == 302
        ride, row = Ride.objects.get(), cleared(console, train(console))
        actions.board(ride=ride, ids=[row.pk], by=console, at=LATER)
        actions.depart(ride=ride, given_by="甲", by=console, at=LATER)
        nurse = sign_in(Client(), staff)
        assert ride.vehicle.plate in nurse.get("/").content.decode()
        assert send(nurse, "receipt", ride.pk, taken_by="己某") == 302
        assert 'id="register"' not in text_of(nurse, "journey", row.journey_id)

    def test_a_vehicle_that_is_out_is_not_offered(self, client, console):
        ride = ride_to(console)
        told = {"vehicle": ride.vehicle_id, "to": f"area:{VILLAGE}"}
        assert send(client, "open_ride", **told) == 422

    def test_vehicles_are_entered(self, client):
        told = {"plate": "晋JX0009", "seats": 45, "driver": "辛某", "phone": "15400000003"}
        assert send(client, "add_vehicle", **told) == 302
        assert send(client, "add_vehicle", **told) == 409
        assert Vehicle.objects.get().seats == 45


class TestWaiting:
    """Tents with heat and food."""

    def test_places_and_what_is_given_out(self, client, console):
        assert "还没有等候点" in text_of(client, "waiting")
        assert send(client, "add_place", station="兴县站", name="2号帐篷", holds=8, heated="on") == 302
        place = WaitingPlace.objects.get()
        assert send(client, "give_out", place.pk) == 422
        assert send(client, "give_out", place.pk, meals=12, drinks=20) == 302
        assert Comfort.objects.get().drinks == 20
        text = text_of(client, "waiting")
        assert "12" in text
        assert "有取暖" in text

    def test_places_come_in_the_order_people_count_them(self, client, console):
        for number in (10, 2, 1):
            send(client, "add_place", station="兴县站", name=f"{number}号帐篷", holds=8)
        text = text_of(client, "waiting")
        assert text.index("1号帐篷") < text.index("2号帐篷") < text.index("10号帐篷")
        assert "可容纳24人" in text

    def test_where_people_wait_comes_before_what_is_empty(self, client, console):
        for number in (1, 2, 3):
            place = tent(console, name=f"{number}号帐篷")
        one = somebody(console, train(console))
        actions.seat(ids=[one.pk], place=place, by=console, at=AT)
        text = text_of(client, "waiting")
        assert text.index("3号帐篷") < text.index("1号帐篷") < text.index("2号帐篷")

    def test_people_are_seated_from_the_list(self, client, console):
        place, row = tent(console, holds=1), somebody(console, train(console))
        other = somebody(console, row.journey)
        act = reverse("transit:people_act")
        client.post(act, {"action": "seat", "pick": [row.pk], "seat-place": place.pk})
        client.post(act, {"action": "seat", "pick": [other.pk], "seat-place": place.pk})
        assert list(place.people.all()) == [row]

    def test_who_goes_on_to_another_county_is_told_of_from_the_list(self, client, console):
        row = cleared(console, train(console))
        sent = {"action": "left", "pick": [row.pk], "left-to": "西安市碑林区"}
        with clock.pinned_at(LATER):
            client.post(reverse("transit:people_act"), sent)
        assert TransferLetter.objects.get().lead_id == row.lead_id


class TestWhoIsLate:
    """Nobody is in transit for longer than the value says without an alarm on Today."""

    def test_after_twelve_hours_and_until_the_receipt(self, client, console):
        row = somebody(console, train(console))
        assert "滞留超时" not in client.get("/").content.decode()
        with clock.pinned_at(AT + 12 * HOUR):
            late = signed_in(Role.OFFICE)
            assert "滞留超时" in late.get("/").content.decode()
            assert row.person.name in text_of(late, "people", late=1)
            assert row.person.name not in text_of(late, "people", late=0)
        actions.go_on(ids=[row.pk], by=console, at=LATER)
        with clock.pinned_at(AT + 13 * HOUR):
            assert "滞留超时" not in signed_in(Role.OFFICE).get("/").content.decode()


@built_for("class")
def full(console) -> None:
    """Three trains, of each one traveller who is aboard a ride."""
    for number in range(3):
        row = cleared(console, train(console, f"K{number}"))
        ride = ride_to(console, plate=f"晋J{number}")
        actions.board(ride=ride, ids=[row.pk], by=console, at=LATER)


class TestLists:
    """Every list with a constant number of queries."""

    @pytest.mark.parametrize(
        ("name", "table"),
        [("list", JourneyTable), ("people", ArrivalTable), ("rides", RideTable), ("vehicles", VehicleTable)],
    )
    def test_a_page_costs_the_same(self, client, full, name, table):
        check_constant_queries(client, reverse(f"transit:{name}"), table)

    @pytest.mark.parametrize(
        ("name", "query"),
        [
            ("list", "state=expected&kind=train&people_min=1&way=station"),
            ("people", "state=cleared&live=1&journey=K&vehicle=晋"),
            ("people", "late=1"),
            ("rides", "state=loading&sent_min=0"),
            ("vehicles", "seats_min=2&used=1"),
        ],
    )
    def test_filters_answer(self, client, full, name, query):
        assert client.get(f"{reverse(f'transit:{name}')}?{query}").status_code == 200


@built_for("class")
def received(console) -> int:
    """Somebody who was brought to the village and received there."""
    row = cleared(console, train(console))
    actions.board(ride=ride_to(console), ids=[row.pk], by=console, at=LATER)
    actions.depart(ride=Ride.objects.get(), given_by="甲", by=console, at=LATER)
    actions.receive(ride=Ride.objects.get(), taken_by="乙", by=console, at=LATER)
    return row.pk


class TestWhoHasArrived:
    """Nothing more is done to who was received."""

    @pytest.mark.parametrize("action", ["sample", "negative", "positive", "hospital", "left"])
    def test_what_does_not_fit_is_said_and_not_done(self, client, received, action):
        answer = client.post(
            reverse("transit:people_act"), {"action": action, "pick": [received]}, follow=True
        )
        assert "未写入" in answer.content.decode()
