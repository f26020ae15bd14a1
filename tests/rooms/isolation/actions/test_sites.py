"""Sites entered, inspected, activated by an order and closed; rooms; staff with their own tests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rooms.isolation.world import (
    AT,
    DAY,
    HOUR,
    MET,
    VILLAGE,
    deliver,
    house,
    make_site,
    nurse,
    room_state,
)
from tests.rooms.leads.county import TOWN
from tests.rooms.staff import make_actor

from lianfang.isolation import actions, refusals
from lianfang.isolation.actions import RoomPlan, SitePlan, StaffPlan
from lianfang.isolation.models import Bed, Posting, Room, Round, Shift, SiteCheck, SiteMove
from lianfang.isolation.queries import list_untested
from lianfang.isolation.scope import visible_to
from lianfang.orders import actions as orders
from lianfang.shared.actor import Forbidden
from lianfang.shared.crypto import unseal_text
from lianfang.shared.models import OutboxNews
from lianfang.shared.roles import Role


class TestEntering:
    """A site begins in reserve, at its place."""

    def test_where_it_lies_and_whom_to_call(self, console):
        site = actions.enter_site(
            plan=SitePlan(" 宾馆 ", area=VILLAGE, phone="15400000001"), by=console, at=AT
        )
        assert (site.name, site.state, site.town, site.community) == ("宾馆", "reserve", TOWN, VILLAGE)
        assert unseal_text(site.phone, "site.phone") == "15400000001"
        assert SiteMove.objects.get().move == "listed"

    def test_a_name_is_used_once(self, console):
        make_site(console, active=False)
        with pytest.raises(refusals.NameTaken):
            make_site(console, active=False)
        with pytest.raises(refusals.ReasonMissing):
            actions.enter_site(plan=SitePlan(" "), by=console, at=AT)

    def test_changed_and_not_to_anothers_name(self, console):
        site, _ = make_site(console), make_site(console, "黄河酒店")
        assert actions.change_site(site=site, plan=SitePlan("汾河宾馆北楼"), by=console, at=AT).town == ""
        with pytest.raises(refusals.NameTaken):
            actions.change_site(site=site, plan=SitePlan("黄河酒店"), by=console, at=AT)

    def test_a_nurse_enters_none(self, console, site):
        by = nurse(console, site)
        for write in (
            lambda: actions.enter_site(plan=SitePlan("x"), by=by, at=AT),
            lambda: actions.add_rooms(site=site, plan=RoomPlan(1, ("9",)), by=by, at=AT),
            lambda: actions.close(site=site, document="1", by=by, at=AT),
        ):
            with pytest.raises(Forbidden):
                write()


class TestRooms:
    """Floor by floor, each with its beds."""

    def test_rooms_with_beds(self, console):
        site = make_site(console, rooms=0, active=False)
        actions.add_rooms(site=site, plan=RoomPlan(2, ("201", "202"), "北楼", beds=2), by=console, at=AT)
        assert Bed.objects.filter(room__site=site).count() == 4
        with pytest.raises(refusals.NameTaken):
            actions.add_rooms(site=site, plan=RoomPlan(2, ("202", "203"), "北楼"), by=console, at=AT)
        assert Room.objects.count() == 2
        actions.add_rooms(site=site, plan=RoomPlan(2, ("202",), "南楼"), by=console, at=AT)

    @pytest.mark.parametrize(
        "plan",
        [
            RoomPlan(1, ()), RoomPlan(1, ("1", "1")), RoomPlan(1, ("1",), beds=0), RoomPlan(1, ("1",), beds=7),
            RoomPlan(1, ("x" * 21,)), RoomPlan(1, ("1",), use="pool"), RoomPlan(1, tuple(map(str, range(201)))),
        ],
    )  # fmt: skip
    def test_what_cannot_be(self, console, site, plan):
        with pytest.raises(ValueError):
            actions.add_rooms(site=site, plan=plan, by=console, at=AT)

    def test_a_room_is_not_free_before_it_was_cleaned(self, console, site):
        stay = house(console, site)
        with pytest.raises(refusals.NotPossible):
            actions.turn_room(room=stay.room, move="cleaned", by=console, at=AT)
        with pytest.raises(refusals.ReasonMissing):
            actions.turn_room(room=stay.room, move="closed", by=console, at=AT)
        with pytest.raises(ValueError, match="vacated"):
            actions.turn_room(room=stay.room, move="vacated", by=console, at=AT)

    def test_a_room_for_staff_takes_nobody(self, console):
        site = make_site(console, rooms=0)
        actions.add_rooms(site=site, plan=RoomPlan(1, ("101",), use="staff"), by=console, at=AT)
        with pytest.raises(refusals.SiteFull):
            house(console, site)
        with pytest.raises(Forbidden):
            house(console, site, room=Room.objects.get())


class TestActivation:
    """By an order with a time, after an inspection without fault."""

    def test_it_begins_when_the_order_says(self, console):
        site = make_site(console, active=False)
        actions.inspect(site=site, answers=MET, inspector="戊某", by=console, at=AT)
        site = actions.activate(site=site, document="3号", true_at=AT, by=console, at=AT + HOUR)
        assert (site.state, site.state_since) == ("active", AT)
        move = SiteMove.objects.get(move="activated")
        assert (move.document, move.true_at, move.known_at) == ("3号", AT, AT + HOUR)
        assert Round.objects.filter(site=site).exists()
        with pytest.raises(refusals.NotPossible):
            actions.activate(site=site, document="4号", by=console, at=AT + HOUR)

    def test_not_without_an_order_or_an_inspection(self, console):
        site = make_site(console, active=False)
        with pytest.raises(refusals.ReasonMissing):
            actions.activate(site=site, document=" ", by=console, at=AT)
        with pytest.raises(refusals.NotChecked) as refused:
            actions.activate(site=site, document="3号", by=console, at=AT)
        assert refused.value.faults == ()

    def test_faults_are_put_right_first(self, console):
        site = make_site(console, active=False)
        wrong = MET | {"two_bins": "fault"}
        check = actions.inspect(site=site, answers=wrong, inspector="戊某", by=console, at=AT)
        assert check.faults == 1
        with pytest.raises(refusals.NotChecked) as refused:
            actions.activate(site=site, document="3号", by=console, at=AT)
        assert refused.value.faults == ("two_bins",)
        actions.inspect(site=site, answers=MET, inspector="戊某", by=console, at=AT + HOUR)
        assert actions.activate(site=site, document="3号", by=console, at=AT + HOUR).state == "active"

    def test_an_older_inspection_entered_later_changes_nothing(self, console, site):
        actions.inspect(
            site=site, answers={}, inspector="x", by=console, at=AT + HOUR, true_at=AT - timedelta(days=3)
        )
        site.refresh_from_db()
        assert site.passed
        assert SiteCheck.objects.count() == 2

    def test_an_inspection_names_who_and_what(self, console, site):
        with pytest.raises(refusals.ReasonMissing):
            actions.inspect(site=site, answers=MET, inspector="", by=console, at=AT)
        with pytest.raises(ValueError, match="answers"):
            actions.inspect(site=site, answers={"clean_zone": "maybe"}, inspector="x", by=console, at=AT)

    def test_closed_when_the_last_has_left(self, console, site):
        stay = house(console, site)
        with pytest.raises(refusals.StillHoused):
            actions.close(site=site, document="8号", by=console, at=AT + HOUR)
        orders.leave(order=stay.order, reason="转院", by=console, at=AT + HOUR)
        deliver(AT + HOUR)
        site = actions.close(site=site, document="8号", by=console, at=AT + 2 * HOUR)
        assert site.state == "reserve"
        assert not Round.objects.filter(site=site, opens_at__gte=AT + 2 * HOUR, done_at__isnull=True).exists()
        assert room_state(site, "101") == "dirty"
        assert OutboxNews.objects.filter(topic="isolation.closed").count() == 1


class TestStaff:
    """Posted, on shift, tested as often as the value says."""

    def test_a_posting_opens_the_site_and_its_end_closes_it(self, console, site):
        by = nurse(console, site)
        assert list(visible_to(by)) == [site]
        posting = Posting.objects.get(staff_id=by.staff_id)
        with pytest.raises(refusals.AlreadyPosted):
            actions.post_staff(site=site, plan=StaffPlan("己某", staff_id=by.staff_id), by=console, at=AT)
        actions.end_posting(posting=posting, by=console, at=AT + HOUR)
        assert list(visible_to(by)) == []
        with pytest.raises(refusals.NotHere):
            actions.end_posting(posting=posting, by=console, at=AT + HOUR)

    def test_who_has_no_account_is_posted_too(self, console, site):
        for _ in range(2):
            actions.post_staff(
                site=site, plan=StaffPlan("庚某", "cleaner", phone="15400000009"), by=console, at=AT
            )
        assert Posting.objects.count() == 2
        with pytest.raises(ValueError):
            actions.post_staff(site=site, plan=StaffPlan("x", "king"), by=console, at=AT)

    def test_shifts(self, console, site):
        posting = actions.post_staff(site=site, plan=StaffPlan("庚某"), by=console, at=AT)
        given = {"postings": [posting], "starts_at": AT, "ends_at": AT + 8 * HOUR, "by": console, "at": AT}
        assert actions.set_shifts(**given) == 1
        assert actions.set_shifts(**given) == 0
        for wrong in (AT, AT + 25 * HOUR):
            with pytest.raises(refusals.WrongTime):
                actions.set_shifts(**given | {"ends_at": wrong})
        actions.end_posting(posting=posting, by=console, at=AT - HOUR)
        assert not Shift.objects.exists()

    def test_a_test_is_due_every_day_once_the_rule_says_so(self, console, site):
        posting = actions.post_staff(site=site, plan=StaffPlan("庚某"), by=console, at=AT)
        assert list(list_untested(console, AT)) == []  # no rule of February 2022 asks for it
        later = AT.replace(month=7, day=1)
        assert list(list_untested(console, later)) == [posting]
        actions.test_staff(posting=posting, by=console, at=later, result="negative")
        assert list(list_untested(console, later + HOUR)) == []
        assert list(list_untested(console, later + DAY)) == [posting]

    def test_a_test_that_cannot_be(self, console, site):
        posting = actions.post_staff(site=site, plan=StaffPlan("庚某"), by=console, at=AT)
        with pytest.raises(ValueError, match="result"):
            actions.test_staff(posting=posting, by=console, at=AT, result="maybe")
        with pytest.raises(refusals.WrongTime):
            actions.test_staff(posting=posting, by=console, at=AT, sampled_at=AT + HOUR)

    def test_an_inspector_changes_nothing(self, console, site):
        with pytest.raises(Forbidden):
            actions.post_staff(site=site, plan=StaffPlan("x"), by=make_actor(Role.INSPECTOR), at=AT)
