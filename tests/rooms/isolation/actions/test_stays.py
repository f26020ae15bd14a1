"""Beds given and left: one person one room, nobody in two beds, rooms that are cleaned before the next comes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.rooms.isolation.world import (
    AT,
    DAY,
    HOUR,
    OTHER_VILLAGE,
    deliver,
    house,
    make_site,
    nurse,
    one_order,
    room_state,
)
from tests.rooms.orders.world import take
from tests.rooms.staff import make_actor

from lianfang.isolation import actions, refusals
from lianfang.isolation.models import Bed, Room, RoomMove, Stay
from lianfang.isolation.scope import waiting_for
from lianfang.orders import actions as orders
from lianfang.orders.models import Order, Stage
from lianfang.shared.actor import Forbidden
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role


def test_who_arrives_takes_the_first_free_room(console, site):
    order = one_order(console)
    stay = actions.assign(order=order, site=site, by=console, at=AT + HOUR, needs="孕妇", diet="soft")
    assert (stay.room.number, stay.bed.label, stay.starts_at) == ("101", "1", AT + HOUR)
    assert stay.stage == order.stages.get(state="running")
    assert room_state(site, "101") == "occupied"
    held = Stay.objects.get(pk=stay.pk)
    assert (held.needs, held.diet, held.period.upper) == ("孕妇", "soft", None)
    assert AuditEntry.objects.filter(action="isolation.assigned", object_id=str(stay.pk)).exists()


def test_the_next_one_takes_the_next_room_and_a_full_site_says_so(console, site):
    assert [house(console, site).room.number for _ in range(3)] == ["101", "102", "103"]
    with pytest.raises(refusals.SiteFull):
        house(console, site)


def test_a_room_may_be_named(console, site):
    room = Room.objects.get(site=site, number="103")
    assert house(console, site, room=room).room == room
    with pytest.raises(refusals.RoomTaken):
        house(console, site, room=room)


def test_nobody_has_two_beds(console, site):
    order = one_order(console)
    actions.assign(order=order, site=site, by=console, at=AT)
    with pytest.raises(refusals.AlreadyHoused):
        actions.assign(order=order, site=site, by=console, at=AT)


def test_one_key_is_one_bed(console, site):
    order = one_order(console)
    given = {"order": order, "site": site, "by": console, "at": AT, "key": "k"}
    assert actions.assign(**given) == actions.assign(**given)
    assert Stay.objects.count() == 1


def test_who_is_at_home_gets_no_bed(console, site):
    order = one_order(console)
    orders.move(order=order, place="home", reason="照料老人", by=console, at=AT + HOUR)
    with pytest.raises(refusals.NotCentralised):
        actions.assign(order=order, site=site, by=console, at=AT + 2 * HOUR)


@pytest.mark.parametrize("hours", [-1, 3])
def test_a_bed_is_taken_between_the_begin_of_the_stage_and_now(console, site, hours):
    with pytest.raises(refusals.WrongTime):
        actions.assign(
            order=one_order(console), site=site, by=console, at=AT + 2 * HOUR, true_at=AT + hours * HOUR
        )


def test_a_site_in_reserve_takes_nobody(console):
    with pytest.raises(refusals.NotInUse):
        house(console, make_site(console, active=False))


def test_an_unknown_diet_is_refused(console, site):
    with pytest.raises(ValueError, match="diet"):
        house(console, site, diet="x")


class TestFamilies:
    """A second person comes into a room by exception, with a reason, while it has a bed."""

    def test_with_a_reason(self, console):
        site = make_site(console, beds=2, rooms=1)
        mother = house(console, site)
        child = house(console, site, room=mother.room, with_family=True, reason="六岁儿童由母亲照料")
        assert (child.room, child.bed.label) == (mother.room, "2")
        with pytest.raises(refusals.NoBedLeft):
            house(console, site, room=mother.room, with_family=True, reason="另一名儿童")

    def test_not_without(self, console):
        site = make_site(console, beds=2)
        mother = house(console, site)
        with pytest.raises(refusals.ReasonMissing):
            house(console, site, room=mother.room, with_family=True, reason=" ")
        with pytest.raises(refusals.RoomTaken):
            house(console, site, room=mother.room)

    def test_the_room_is_cleaned_when_the_last_one_has_left(self, console):
        site = make_site(console, beds=2, rooms=1)
        mother = house(console, site)
        child = house(console, site, room=mother.room, with_family=True, reason="照料")
        orders.leave(order=child.order, reason="住院", by=console, at=AT + DAY)
        deliver(AT + DAY)
        assert room_state(site, "101") == "occupied"
        orders.leave(order=mother.order, reason="住院", by=console, at=AT + 2 * DAY)
        deliver(AT + 2 * DAY)
        assert room_state(site, "101") == "dirty"


class TestTheDatabaseItself:
    """Whatever a program does, the tables hold nobody twice."""

    def copy(self, stay: Stay, **changes: object) -> Stay:
        stay.pk, stay._state.adding = None, True
        for name, value in changes.items():
            setattr(stay, name, value)
        return stay

    def test_a_bed_is_booked_once(self, console, site):
        stay, other = house(console, site), house(console, site)
        with pytest.raises(IntegrityError, match="stay_bed_once"), transaction.atomic():
            self.copy(stay, person_id=one_order(console).person_id, with_family=True).save(force_insert=True)
        assert other.bed != stay.bed

    def test_a_person_is_in_one_bed(self, console, site):
        stay = house(console, site)
        bed = Bed.objects.get(room__number="103")
        with pytest.raises(IntegrityError, match="stay_nobody_twice"), transaction.atomic():
            self.copy(stay, bed=bed, room=bed.room).save(force_insert=True)

    def test_one_person_one_room(self, console):
        stay = house(console, make_site(console, beds=2))
        bed = stay.room.beds.get(label="2")
        with pytest.raises(IntegrityError, match="stay_one_person_one_room"), transaction.atomic():
            self.copy(stay, bed=bed, person_id=one_order(console).person_id).save(force_insert=True)

    def test_who_comes_when_another_leaves_meets_nobody(self, console, site):
        stay = house(console, site)
        Stay.objects.filter(pk=stay.pk).update(period=(AT, AT + DAY), ended_at=AT + DAY)
        fresh = self.copy(stay, person_id=one_order(console).person_id, period=(AT + DAY, None))
        fresh.ended_at = None
        fresh.save(force_insert=True)


class TestMoving:
    """Another room, another site."""

    def test_to_another_room_of_the_site(self, console, site):
        stay = house(console, site, diet="halal")
        fresh = actions.move_stay(stay=stay, by=console, at=AT + HOUR, reason="水管坏了")
        stay.refresh_from_db()
        assert (stay.ended_at, stay.ended_by) == (AT + HOUR, "moved")
        assert (fresh.room.number, fresh.starts_at, fresh.diet) == ("102", AT + HOUR, "halal")
        assert Stay.objects.get(pk=fresh.pk).reason == "水管坏了"
        assert [room_state(site, number) for number in ("101", "102")] == ["dirty", "occupied"]
        assert fresh.order.stages.count() == 2  # the order knows nothing of rooms

    def test_to_another_site_moves_the_stage_too(self, console, site):
        stay = house(console, site)
        other = make_site(console, "黄河酒店", area=OTHER_VILLAGE)
        fresh = actions.move_stay(stay=stay, site=other, by=console, at=AT + HOUR, reason="本点满员")
        deliver(AT + HOUR)
        fresh.refresh_from_db()
        stage = fresh.order.stages.get(state="running")
        assert (fresh.site, fresh.stage, stage.site) == (other, stage, "黄河酒店")
        assert fresh.ended_at is None
        assert room_state(site, "101") == "dirty"

    def test_a_nurse_moves_nobody_to_another_site(self, console, site):
        other = make_site(console, "黄河酒店")
        by, stay = nurse(console, site, other), house(console, site)
        with pytest.raises(Forbidden):
            actions.move_stay(stay=stay, site=other, by=by, at=AT + HOUR, reason="满")
        assert actions.move_stay(stay=stay, by=by, at=AT + HOUR, reason="漏水").room.number == "102"

    def test_it_needs_a_reason_and_another_room(self, console, site):
        stay = house(console, site)
        with pytest.raises(refusals.ReasonMissing):
            actions.move_stay(stay=stay, by=console, at=AT + HOUR, reason="")
        with pytest.raises(refusals.RoomTaken):
            actions.move_stay(stay=stay, room=stay.room, by=console, at=AT + HOUR, reason="x")
        with pytest.raises(refusals.WrongTime):
            actions.move_stay(stay=stay, by=console, at=AT, reason="x")

    def test_not_from_a_bed_that_was_left(self, console, site):
        stay = house(console, site)
        actions.move_stay(stay=stay, by=console, at=AT + HOUR, reason="漏水")
        with pytest.raises(refusals.NotHere):
            actions.move_stay(stay=stay, by=console, at=AT + 2 * HOUR, reason="再换")

    def test_a_site_that_is_full_leaves_everything_as_it_was(self, console, site):
        stay = house(console, site)
        full = make_site(console, "小旅馆", rooms=1)
        house(console, full)
        with pytest.raises(refusals.SiteFull):
            actions.move_stay(stay=stay, site=full, by=console, at=AT + HOUR, reason="换点")
        assert Stay.objects.get(pk=stay.pk).ended_at is None
        assert stay.order.stages.filter(state=Stage.State.ENDED).count() == 0


class TestLeaving:
    """The bed follows the order, by news."""

    @pytest.mark.parametrize(
        ("end", "how"),
        [
            (lambda order, by, at: orders.leave(order=order, reason="转院", by=by, at=at), "left"),
            (lambda order, by, at: orders.record_death(order=order, by=by, at=at), "died"),
            (lambda order, by, at: orders.cancel(order=order, reason="同名", by=by, at=at), "cancelled"),
            (lambda order, by, at: orders.move(order=order, place="home", reason="x", by=by, at=at), "moved"),
        ],
    )
    def test_a_bed_is_left_and_to_be_cleaned(self, console, site, end, how):
        stay = house(console, site)
        end(stay.order, console, AT + DAY)
        deliver(AT + DAY + HOUR)
        stay.refresh_from_db()
        assert (stay.ended_by, stay.ended_at, stay.period.upper) == (how, AT + DAY, AT + DAY)
        assert room_state(site, "101") == "dirty"
        assert RoomMove.objects.filter(room=stay.room).latest("pk").move == "vacated"

    def test_to_monitoring_at_home_after_the_days(self, console, site):
        stay = house(console, site)
        take(console, stay.order)
        over = stay.stage.period.upper
        orders.start_next(order=stay.order, by=console, at=over)
        deliver(over)
        stay.refresh_from_db()
        assert (stay.ended_by, stay.ended_at) == ("moved", over)

    def test_news_that_comes_twice_changes_nothing(self, console, site):
        stay = house(console, site)
        orders.leave(order=stay.order, reason="转院", by=console, at=AT + DAY)
        for _ in range(2):
            actions.follow_order(order_id=stay.order_id, by=lambda _: console, at=AT + DAY)
        assert Stay.objects.get(pk=stay.pk).ended_at == AT + DAY
        assert RoomMove.objects.filter(room=stay.room, move="vacated").count() == 1

    def test_an_order_without_a_bed_is_no_matter(self, console, site):
        order = one_order(console)
        orders.leave(order=order, reason="转院", by=console, at=AT + DAY)
        deliver(AT + DAY)
        assert not Stay.objects.exists()

    def test_a_bed_entered_after_the_order_ended_still_ends_after_it_began(self, console, site):
        stay = house(console, site, at=AT + DAY)
        orders.leave(order=stay.order, reason="转院", by=console, at=AT + 2 * DAY, true_at=AT + HOUR)
        deliver(AT + 2 * DAY)
        stay.refresh_from_db()
        assert stay.starts_at < stay.ended_at


class TestMany:
    """Everybody of a coach at once."""

    def test_each_gets_a_room_and_the_rest_is_told(self, console, site):
        waiting = [one_order(console) for _ in range(4)]
        done = actions.assign_many(
            order_ids=[order.pk for order in waiting], site=site, by=console, at=AT, key="k"
        )
        assert [stay.room.number for stay in done.stays] == ["101", "102", "103"]
        assert done.refused == ((waiting[3].pk, "site_full"),)

    def test_again_with_the_same_key_adds_nobody(self, console, site):
        waiting = [one_order(console).pk for _ in range(2)]
        for _ in range(2):
            actions.assign_many(order_ids=waiting, site=site, by=console, at=AT, key="k")
        assert Stay.objects.count() == 2

    def test_who_does_not_wait_is_left_out(self, console, site):
        housed = house(console, site).order
        done = actions.assign_many(order_ids=[housed.pk, 999_999], site=site, by=console, at=AT)
        assert done.refused == ((housed.pk, "not_centralised"), (999_999, "not_centralised"))


class TestWhoWaits:
    """Those whose centralised stage runs and who have no bed."""

    def test_until_they_have_one(self, console, site):
        order = one_order(console)
        assert list(waiting_for(console)) == [order]
        actions.assign(order=order, site=site, by=console, at=AT)
        assert list(waiting_for(console)) == []

    def test_a_nurse_sees_who_is_sent_to_her_site(self, console, site):
        by = nurse(console, site)
        mine, other = one_order(console), one_order(console)
        Stage.objects.filter(order=mine, state="running").update(site=site.name)
        assert list(waiting_for(by)) == [mine]
        assert actions.assign(order=mine, site=site, by=by, at=AT).site == site
        with pytest.raises(Forbidden):
            actions.assign(order=other, site=site, by=by, at=AT)

    def test_a_nurse_without_a_posting_works_nowhere(self, console, site):
        with pytest.raises(Forbidden):
            house(nurse(console), site)

    def test_a_town_sees_and_does_not_assign(self, console, site):
        with pytest.raises(Forbidden):
            actions.assign(order=one_order(console), site=site, by=make_actor(Role.COMMANDER), at=AT)


def test_needs_are_changed_while_somebody_is_there(console, site):
    stay = house(console, site)
    actions.change_needs(stay=stay, diet="diabetic", needs="每日胰岛素", by=console, at=AT)
    held = Stay.objects.get(pk=stay.pk)
    assert (held.diet, held.needs) == ("diabetic", "每日胰岛素")
    orders.leave(order=stay.order, reason="转院", by=console, at=AT + DAY)
    deliver(AT + DAY)
    with pytest.raises(refusals.NotHere):
        actions.change_needs(stay=stay, diet="ordinary", needs="", by=console, at=AT + DAY)


def test_a_cleaned_room_takes_the_next_one(console):
    site = make_site(console, rooms=1)
    stay = house(console, site)
    orders.leave(order=stay.order, reason="转院", by=console, at=AT + DAY)
    deliver(AT + DAY)
    order = one_order(console, AT + DAY)
    with pytest.raises(refusals.SiteFull):
        actions.assign(order=order, site=site, by=console, at=AT + DAY)
    for move in ("cleaning_begun", "cleaned"):
        actions.turn_room(room=stay.room, move=move, by=console, at=AT + DAY)
    assert actions.assign(order=order, site=site, by=console, at=AT + DAY).room == stay.room
    assert Order.objects.get(pk=order.pk).state == "running"
