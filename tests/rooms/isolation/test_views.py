"""The pages of sites: what stands on them, what is written by them, and what a refusal says."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.rooms.isolation.world import (
    AT,
    DAY,
    HOUR,
    MET,
    OTHER_VILLAGE,
    house,
    make_site,
    one_order,
    room_state,
)
from tests.rooms.orders.world import TOWN
from tests.rooms.staff import make_staff, sign_in, signed_in
from tests.support.lists import check_constant_queries
from tests.support.worlds import built_for

from lianfang.isolation import actions
from lianfang.isolation.actions import StaffPlan
from lianfang.isolation.daily_tables import ReportTable, RoundTable, SampleTable, StaffTable, WasteTable
from lianfang.isolation.models import (
    EnvironmentSample,
    Posting,
    Room,
    Round,
    Shift,
    Site,
    SiteReport,
    Stay,
    Waste,
)
from lianfang.isolation.tables import RoomTable, SiteTable, StayTable, WaitingTable
from lianfang.shared import clock
from lianfang.shared.actor import Scope, ScopeKind
from lianfang.shared.roles import Role


@pytest.fixture(autouse=True)
def at_noon():
    with clock.pinned_at(AT + 3 * HOUR):
        yield


@pytest.fixture
def client(console) -> Client:
    return signed_in(Role.OFFICE)


def text_of(client: Client, name: str, *args: object, **query: object) -> str:
    answer = client.get(reverse(f"isolation:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


class TestTheBoard:
    """Floor by floor: who lives where, until when."""

    def test_it_shows_every_room_with_its_state(self, client, console, site):
        stay = house(console, site)
        text = text_of(client, "site", site.pk)
        assert stay.person.name in text
        assert text.count("lf-room is-") == 3
        assert "lf-room is-occupied" in text
        assert "lf-room is-free" in text

    def test_it_costs_the_same_however_many_live_there(self, client, console, django_assert_max_num_queries):
        site = make_site(console, rooms=12)
        house(console, site)
        client.get(reverse("isolation:site", args=[site.pk]))
        with django_assert_max_num_queries(80) as few:
            client.get(reverse("isolation:site", args=[site.pk]))
        for _ in range(6):
            house(console, site)
        with django_assert_max_num_queries(80) as many:
            client.get(reverse("isolation:site", args=[site.pk]))
        assert len(few) == len(many)

    def test_a_site_without_rooms_says_what_to_do(self, client, console):
        site = make_site(console, rooms=0)
        assert "还没有房间" in text_of(client, "site", site.pk)

    def test_whose_days_are_over_stands_out(self, client, console, site):
        stay = house(console, site)
        with clock.pinned_at(stay.stage.period.upper + HOUR):
            assert "is-over" in text_of(client, "site", site.pk)

    def test_a_room_opens_in_the_panel(self, client, console, site):
        stay = house(console, site, needs="透析")
        address = reverse("isolation:room", args=[stay.room_id])
        panel = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in panel
        assert "透析" in panel
        assert "<html" in client.get(address).content.decode()

    def test_a_stay_shows_the_rooms_before_it(self, client, console, site):
        stay = house(console, site)
        fresh = actions.move_stay(stay=stay, by=console, at=AT + HOUR, reason="漏水")
        text = text_of(client, "stay", fresh.pk)
        assert "102" in text
        assert "漏水" in text
        assert "154****" in text
        assert "已调换" in text_of(client, "stay", stay.pk)


class TestWhoSees:
    """Site staff see the sites they are posted to, a town its own."""

    def test_a_nurse_sees_her_site_alone(self, console, site):
        other = make_site(console, "黄河酒店")
        staff = make_staff(Role.SITE)
        actions.post_staff(site=site, plan=StaffPlan("己某", staff_id=staff.pk), by=console, at=AT)
        client = sign_in(Client(), staff)
        assert "黄河酒店" not in text_of(client, "list")
        assert client.get(reverse("isolation:site", args=[other.pk])).status_code == 404
        assert client.get(reverse("isolation:site", args=[site.pk])).status_code == 200

    def test_who_was_withdrawn_sees_nothing(self, console, site):
        staff = make_staff(Role.SITE)
        posting = actions.post_staff(site=site, plan=StaffPlan("己某", staff_id=staff.pk), by=console, at=AT)
        actions.end_posting(posting=posting, by=console, at=AT)
        assert sign_in(Client(), staff).get(reverse("isolation:site", args=[site.pk])).status_code == 404

    def test_a_town_sees_its_sites_and_its_people_elsewhere(self, console):
        mine, other = make_site(console), make_site(console, "黄河酒店", area=OTHER_VILLAGE)
        stay = house(console, other)
        client = signed_in(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
        listed = text_of(client, "list")
        assert (mine.name in listed, other.name in listed) == (True, False)
        assert stay.person.name in text_of(client, "stays")

    def test_a_nurse_manages_nothing(self, console, site):
        staff = make_staff(Role.SITE)
        actions.post_staff(site=site, plan=StaffPlan("己某", staff_id=staff.pk), by=console, at=AT)
        client = sign_in(Client(), staff)
        assert client.get(reverse("isolation:do_close", args=[site.pk])).status_code == 403
        assert client.get(reverse("isolation:do_assign", args=[site.pk])).status_code == 200


class TestDeeds:
    """What can be done to a site, a room, a stay, by its form."""

    def send(self, client: Client, deed: str, target: int, /, **told: object) -> int:
        return client.post(reverse(f"isolation:do_{deed}", args=[target]), told).status_code

    def test_assigning_the_next_free_room(self, client, console, site):
        order = one_order(console)
        assert self.send(client, "assign", site.pk, order=order.pk, diet="halal", key="k") == 302
        assert (
            self.send(client, "assign", site.pk, order=order.pk, diet="halal", key="k") == 422
        )  # waits no more
        stay = Stay.objects.get()
        assert (stay.room.number, stay.diet) == ("101", "halal")

    def test_assigning_a_room_from_its_panel(self, client, console, site):
        order, room = one_order(console), Room.objects.get(number="103")
        assert self.send(client, "room_assign", room.pk, order=order.pk, diet="ordinary") == 302
        assert Stay.objects.get().room == room

    def test_a_family_member_with_a_reason(self, client, console):
        site = make_site(console, beds=2)
        mother, child = house(console, site), one_order(console)
        told = {"order": child.pk, "diet": "infant", "family": "on"}
        assert self.send(client, "room_assign", mother.room_id, **told) == 409
        assert self.send(client, "room_assign", mother.room_id, **told, reason="六岁") == 302
        assert Stay.objects.filter(room=mother.room).count() == 2

    def test_a_room_that_was_taken_meanwhile_is_said(self, client, console, site):
        stay, order = house(console, site), one_order(console)
        address = reverse("isolation:do_room_assign", args=[stay.room_id])
        answer = client.post(address, {"order": order.pk, "diet": "ordinary", "needs": "怀孕"})
        assert answer.status_code == 409
        text = answer.content.decode()
        assert "101" in text
        assert "怀孕" in text  # nothing that was typed is lost

    def test_moving_to_the_next_free_one_to_a_room_and_to_a_site(self, client, console, site):
        stay = house(console, site)
        other = make_site(console, "黄河酒店")
        assert self.send(client, "move", stay.pk, place="next", reason="漏水") == 302
        third = Stay.objects.get(ended_at__isnull=True)
        with clock.pinned_at(AT + 4 * HOUR):
            room = Room.objects.get(site=site, number="103")
            assert self.send(client, "move", third.pk, place=room.pk, reason="吵") == 302
        fourth = Stay.objects.get(ended_at__isnull=True)
        with clock.pinned_at(AT + 5 * HOUR):
            assert self.send(client, "move", fourth.pk, place=f"site:{other.pk}", reason="转点") == 302
        last = Stay.objects.get(ended_at__isnull=True)
        assert [one.room.number for one in (third, fourth, last)] == ["102", "103", "101"]
        assert last.site == other

    def test_needs(self, client, console, site):
        stay = house(console, site, needs="孕妇")
        assert self.send(client, "needs", stay.pk, diet="soft") == 302
        stay.refresh_from_db()
        assert (stay.diet, stay.needs) == ("soft", "")

    def test_cleaning(self, client, console, site):
        stay = house(console, site)
        actions.move_stay(stay=stay, by=console, at=AT + HOUR, reason="x")
        assert self.send(client, "cleaning_begun", stay.room_id) == 302
        assert self.send(client, "cleaned", stay.room_id) == 302
        assert self.send(client, "cleaned", stay.room_id) == 409
        assert room_state(site, "101") == "free"

    def test_out_of_use_and_back(self, client, site):
        room = Room.objects.get(number="101")
        assert self.send(client, "closed", room.pk) == 422
        assert self.send(client, "closed", room.pk, reason="水管坏了") == 302
        assert self.send(client, "reopened", room.pk) == 302
        assert room_state(site, "101") == "dirty"

    def test_from_entering_to_closing(self, client):
        told = {"name": "鼎盛酒店", "area": TOWN, "phone": "15400000009", "kitchen": "中央厨房", "key": "a"}
        assert client.post(reverse("isolation:enter"), told).status_code == 302
        assert client.post(reverse("isolation:enter"), told).status_code == 302
        assert client.post(reverse("isolation:enter"), {**told, "key": "b"}).status_code == 409
        site = Site.objects.get(name="鼎盛酒店")
        assert site.town == TOWN
        assert self.send(client, "rooms", site.pk, floor=2, numbers="201-203", beds=1, use="resident") == 302
        assert self.send(client, "rooms", site.pk, floor=2, numbers="203 204", beds=1, use="resident") == 409
        assert self.send(client, "rooms", site.pk, floor=3, numbers="9-1", beds=1, use="staff") == 422
        assert self.send(client, "activate", site.pk, document="3号") == 409  # not inspected
        answers = {f"item_{item}": answer for item, answer in MET.items()}
        assert self.send(client, "inspect", site.pk, inspector="戊某", **answers) == 302
        assert self.send(client, "activate", site.pk, document="3号") == 302
        assert self.send(client, "edit", site.pk, **{**told, "remark": "三楼为工作区", "key": "c"}) == 302
        assert self.send(client, "close", site.pk, document="8号") == 302
        site.refresh_from_db()
        assert (site.state, site.remark, site.rooms.count()) == ("reserve", "三楼为工作区", 3)

    def test_faults_are_named(self, client, console):
        site = make_site(console, active=False)
        answers = {f"item_{item}": "met" for item in MET} | {"item_two_bins": "fault"}
        assert self.send(client, "inspect", site.pk, inspector="戊某", **answers) == 302
        text = client.post(
            reverse("isolation:do_activate", args=[site.pk]), {"document": "3号"}
        ).content.decode()
        assert "医废袋" in text

    def test_waste_samples_and_staff(self, client, console, site):
        told = {"bags": 3, "weight": "12.5", "given_by": "己某", "taken_by": "庚某", "firm": "医废处置公司"}
        assert self.send(client, "waste", site.pk, **told) == 302
        assert self.send(client, "waste", site.pk, **{**told, "weight": "0"}) == 422
        assert Waste.objects.get().grams == 12_500
        room = Room.objects.get(number="101")
        assert self.send(client, "sample", site.pk) == 422
        assert self.send(client, "sample", site.pk, room=room.pk) == 302
        assert self.send(client, "sample", site.pk, spot="电梯按钮") == 302
        assert self.send(client, "room_sample", room.pk) == 302
        assert EnvironmentSample.objects.filter(room=room).count() == 2
        nurse = make_staff(Role.SITE)
        assert self.send(client, "post", site.pk, name="己某", post="nurse", account=nurse.username) == 302
        assert self.send(client, "post", site.pk, name="己某", post="nurse", account=nurse.username) == 409
        assert self.send(client, "post", site.pk, name="己某", post="nurse", account="nobody") == 409
        assert Posting.objects.get().staff_id == nurse.pk


@built_for("class")
def in_use(console) -> int:
    """A site in use with three rooms."""
    return make_site(console).pk


class TestForms:
    """The form of each deed."""

    @pytest.mark.parametrize(
        "name", ["assign", "inspect", "close", "waste", "sample", "post", "rooms", "edit"]
    )
    def test_each_form_opens_in_the_panel(self, client, in_use, name):
        address = reverse(f"isolation:do_{name}", args=[in_use])
        panel = client.get(address, headers={"HX-Request": "true"})
        assert panel.status_code == 200
        assert 'name="key"' in panel.content.decode()
        assert "<html" in client.get(address).content.decode()


class TestTheDay:
    """Rounds ticked on a phone; the report written from them."""

    def first(self, site: Site, **more: object) -> Round:
        return Round.objects.filter(site=site, **more).order_by("opens_at")[0]

    def test_rounds_are_ticked_once(self, client, site):
        row = self.first(site, kind="patrol", seq=1)
        with clock.pinned_at(row.opens_at):
            for key in ("a", "b"):
                answer = client.post(
                    reverse("isolation:tick", args=[row.pk]), {"key": key, "note": "203门开着"}
                )
                assert answer.status_code == 302
            assert "203门开着" in text_of(client, "day", site.pk)
        row.refresh_from_db()
        assert row.done_at == row.opens_at

    def test_what_was_missed_stands_by_its_hour(self, client, site):
        with clock.pinned_at(AT + 12 * HOUR):
            text = text_of(client, "day", site.pk)
        assert "8:00" in text.replace("08:00", "8:00")
        assert "已错过" in text

    def test_not_before_it_is_due(self, client, site):
        row = self.first(site, kind="patrol", seq=3)
        client.post(reverse("isolation:tick", args=[row.pk]), {})
        row.refresh_from_db()
        assert row.done_at is None

    def test_the_report_is_written_from_the_day(self, client, console, site):
        house(console, site)
        actions.hand_waste(
            site=site, bags=2, grams=3500, given_by="己某", taken_by="庚某", by=console, at=AT + HOUR
        )
        with clock.pinned_at(AT + 10 * HOUR + HOUR / 2):
            assert "3.5" in text_of(client, "report", site.pk)
            answer = client.post(
                reverse("isolation:report", args=[site.pk]), {"remark": "一切正常", "key": "k"}
            )
            assert answer.status_code == 302
            assert "一切正常" in text_of(client, "report", site.pk)
        report = SiteReport.objects.get()
        assert (report.facts["people"], report.facts["waste_grams"], report.remark) == (1, 3500, "一切正常")

    def test_the_report_says_the_same_before_and_after_and_nothing_of_itself(self, client, console, site):
        with clock.pinned_at(AT + 10 * HOUR + HOUR / 2):
            address = reverse("isolation:report", args=[site.pk])
            before = client.get(address).context["sentences"]
            client.post(address, {"key": "k"})
            assert client.get(address).context["sentences"] == before
        assert [line.split("：")[0] for line in before[2:5]] == ["巡查", "监测", "消毒"]
        assert not any("日报告：" in line for line in before)

    def test_a_day_ahead_has_no_report(self, client, site):
        address = reverse("isolation:report", args=[site.pk]) + "?day=2022-03-20"
        text = client.get(address).content.decode()
        assert "这一天还没有到" in text
        assert "lf-paper" not in text
        assert ">今天</a>" in text
        client.post(address, {"key": "k"})
        assert not SiteReport.objects.exists()

    def test_another_day_has_nothing(self, client, site):
        assert "没有" in text_of(client, "day", site.pk, day="2022-03-20")
        assert client.get(reverse("isolation:day", args=[site.pk]), {"day": "x"}).status_code == 400

    def test_meals_are_counted_by_kitchen_and_diet(self, client, console, site):
        house(console, site)
        house(console, site, diet="halal")
        text = text_of(client, "meals")
        assert "汾河宾馆" in text
        assert "清真" in text
        assert "没有人" in text_of(client, "meals", day="2021-01-01")

    def test_capacity_with_an_assumed_inflow(self, client, console, site):
        house(console, site)
        text = text_of(client, "capacity", inflow=1, length=3, people=10_000)
        assert "已满员" in text
        assert "17" in text  # twenty rooms are asked for and there are three
        assert client.get(reverse("isolation:capacity"), {"inflow": "x"}).status_code == 200


@built_for("class")
def filled(console) -> int:
    """A site of twenty-five rooms with three people, and three of all that is written there; one more waits."""
    site = make_site(console, rooms=25)
    for _ in range(3):
        house(console, site)
    one_order(console)
    for number in range(3):
        plan = StaffPlan(f"己某{number}", "nurse")
        posting = actions.post_staff(site=site, plan=plan, by=console, at=AT)
        actions.test_staff(posting=posting, by=console, at=AT)
        actions.take_sample(site=site, spot=f"走廊{number}", by=console, at=AT)
        actions.hand_waste(site=site, bags=1, grams=10, given_by="己", taken_by="庚", by=console, at=AT)
        actions.write_report(site=site, day=AT.date(), facts={"people": 3}, by=console, at=AT)
    return site.pk


@pytest.fixture
def full(console, filled) -> Site:
    return Site.objects.get(pk=filled)


def act(client: Client, name: str, action: str, picked: list[int], **told: object) -> None:
    address = reverse(f"isolation:{name}_act")
    answer = client.post(address, {"action": action, "pick": picked, "key": "k", **told}, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:500]


class TestLists:
    """Every list with a constant number of queries, and what is done to many at once."""

    @pytest.mark.parametrize(
        ("name", "table"),
        [
            ("list", SiteTable), ("rooms", RoomTable), ("stays", StayTable), ("waiting", WaitingTable),
            ("rounds", RoundTable), ("staff", StaffTable), ("waste", WasteTable), ("samples", SampleTable),
            ("reports", ReportTable),
        ],
    )  # fmt: skip
    def test_a_page_costs_the_same_for_two_rows_and_twenty(self, client, full, name, table):
        check_constant_queries(client, reverse(f"isolation:{name}"), table)

    @pytest.mark.parametrize(
        ("name", "query"),
        [
            ("list", "state=active&passed=1&since_from=2022-01-01"),
            ("rooms", "state=free&floor_min=1&use=resident"),
            ("stays", "here=1&diet=ordinary&until_from=2022-01-01&family=0"),
            ("rounds", "state=open&state=missed&state=ahead&state=done&state=late&kind=patrol"),
            ("staff", "due=0&now=1&post=nurse"),
            ("staff", "due=1"),
            ("samples", "result=pending"),
            ("waste", "bags_min=1"),
        ],
    )
    def test_filters_answer(self, client, full, name, query):
        assert client.get(f"{reverse(f'isolation:{name}')}?{query}").status_code == 200

    def test_staff_are_tested_put_on_shift_and_withdrawn(self, client, full):
        people = list(Posting.objects.values_list("pk", flat=True))
        act(client, "staff", "sampled", people, **{"sampled-result": "negative"})
        hours = {"shift-starts_at": "2022-02-28T08:00", "shift-ends_at": "2022-02-28T20:00"}
        act(client, "staff", "shift", people, **hours)
        assert Shift.objects.count() == 3
        assert "己某0" in text_of(client, "site", full.pk)
        act(client, "staff", "withdraw", people[:1])
        assert Posting.objects.filter(ended_at__isnull=False).count() == 1

    def test_samples_come_back(self, client, full):
        samples = list(EnvironmentSample.objects.values_list("pk", flat=True))
        act(client, "samples", "negative", samples[:2])
        act(client, "samples", "positive", samples[2:])
        found = EnvironmentSample.objects.order_by("pk").values_list("result", flat=True)
        assert list(found) == ["negative", "negative", "positive"]

    def test_rounds_are_ticked_together(self, client, full):
        rows = list(Round.objects.values_list("pk", flat=True))
        with clock.pinned_at(AT + 2 * DAY):
            act(client, "rounds", "tick", rows)
        assert not Round.objects.filter(done_at__isnull=True).exists()


class TestRooms:
    """Many people are given rooms at once, many rooms are cleaned."""

    def test_many_are_given_rooms_at_once(self, client, console, site):
        waiting = [one_order(console).pk for _ in range(4)]
        act(client, "waiting", "assign", waiting, **{"assign-site": site.pk})
        assert Stay.objects.count() == 3

    def test_many_rooms_are_cleaned_at_once(self, client, console, site):
        stays = [house(console, site) for _ in range(2)]
        Room.objects.filter(pk__in=[stay.room_id for stay in stays]).update(state="dirty")
        rooms = list(Room.objects.values_list("pk", flat=True))
        act(client, "rooms", "cleaned", rooms)
        assert set(Room.objects.values_list("state", flat=True)) == {"free"}
