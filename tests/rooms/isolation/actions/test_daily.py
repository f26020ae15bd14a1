"""The day of a site: rounds, waste, samples that a release waits for, the report, meals and capacity."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from django.test import Client
from tests.rooms.isolation.world import AT, DAY, HOUR, deliver, house, make_site, nurse, one_order
from tests.rooms.orders.world import take
from tests.rooms.staff import make_staff, sign_in, signed_in

from lianfang.isolation import actions, jobs, refusals
from lianfang.isolation.following import StaysFollow
from lianfang.isolation.models import EnvironmentSample, Round, Site, SiteReport, Stay
from lianfang.isolation.queries import count_day_meals, get_capacity, get_day_facts, list_open_rounds
from lianfang.orders import actions as orders
from lianfang.orders.obstacles import list_obstacles
from lianfang.orders.refusals import ReleaseRefused
from lianfang.people.actions import CannotMerge
from lianfang.people.models import Person
from lianfang.people.page import list_matters, list_timeline
from lianfang.shared import clock
from lianfang.shared.actor import Forbidden
from lianfang.shared.models import OutboxNews
from lianfang.shared.roles import Role

SUMMER = AT.replace(month=7, day=1)


def rounds(site: Site, **more: object) -> list[Round]:
    return list(Round.objects.filter(site=site, **more).order_by("opens_at", "pk"))


class TestRounds:
    """Laid out by themselves, each once."""

    def test_three_patrols_two_measurements_two_disinfections_one_report(self, console, site):
        tomorrow = AT + DAY
        assert actions.lay_all_rounds(at=tomorrow.replace(hour=16)) >= 8
        kinds = [one.kind for one in rounds(site, day=(tomorrow.replace(hour=16) + 8 * HOUR).date())]
        assert {kind: kinds.count(kind) for kind in kinds} == {
            "patrol": 3, "measure": 2, "disinfect": 2, "report": 1,
        }  # fmt: skip
        assert actions.lay_all_rounds(at=tomorrow.replace(hour=16)) == 0

    def test_the_job_lays_them_out(self, console, site):
        with clock.pinned_at(AT + 2 * DAY):
            jobs.lay_out_rounds(0)
        assert rounds(site, day=(AT + 2 * DAY).date())

    def test_what_was_over_when_the_site_began_is_not_asked_for(self, site):
        assert all(one.closes_at > AT for one in rounds(site))

    def test_a_site_in_reserve_has_none(self, console):
        site = make_site(console, active=False)
        assert actions.lay_all_rounds(at=AT) == 0
        assert rounds(site) == []

    def test_ticked_by_who_was_first(self, console, site):
        row, by = rounds(site, kind="patrol", seq=1)[0], nurse(console, site)
        with pytest.raises(refusals.TooEarly):
            actions.tick_round(round_id=row.pk, by=by, at=row.opens_at - HOUR)
        actions.tick_round(round_id=row.pk, by=by, at=row.opens_at, text="无异常")
        actions.tick_round(round_id=row.pk, by=console, at=row.closes_at)
        row.refresh_from_db()
        assert (row.done_by, row.done_at, row.note) == (by.staff_id, row.opens_at, "无异常")
        with pytest.raises(Forbidden):
            actions.tick_round(round_id=row.pk, by=nurse(console), at=row.closes_at)

    def test_today_lists_what_is_due_and_missed(self, console, site):
        assert [one.kind for one in list_open_rounds(console, AT + HOUR / 2)] == ["measure", "patrol"]
        assert len(list_open_rounds(console, AT + 14 * HOUR)) == len(rounds(site, day=AT.date()))

    def test_a_nurse_finds_them_on_today(self, console, site):
        staff = make_staff(Role.SITE)
        plan = actions.StaffPlan("己某", staff_id=staff.pk)
        actions.post_staff(site=site, plan=plan, by=console, at=AT)
        with clock.pinned_at(AT + HOUR):
            assert site.name in sign_in(Client(), staff).get("/").content.decode()

    def test_the_office_is_told_of_a_site_that_fills_up(self, console, site):
        for _ in range(3):
            house(console, site)
        with clock.pinned_at(AT + HOUR):
            assert "快满的隔离点" in signed_in(Role.OFFICE).get("/").content.decode()


class TestSamples:
    """The room's environment sample is a release obstacle, as far as the value asks for it."""

    def stay_of_summer(self, console) -> Stay:
        site = make_site(console, beds=2)
        order = one_order(console, SUMMER)
        return actions.assign(order=order, site=site, by=console, at=SUMMER)

    def codes(self, stay: Stay, at) -> set[str]:
        return {one.code for one in list_obstacles(stay.order, at)}

    def sampled(self, console, stay: Stay, at, result: str = "negative") -> EnvironmentSample:
        sample = actions.take_sample(site=stay.site, room=stay.room, by=console, at=at)
        return actions.record_sample(sample=sample, result=result, by=console, at=at)

    def test_nothing_of_february_asks_for_one(self, console, site):
        stay = house(console, site)
        assert "sample_missing" not in self.codes(stay, AT + 30 * DAY)

    def test_a_fresh_negative_sample_is_needed(self, console):
        stay = self.stay_of_summer(console)
        over = stay.stage.period.upper
        assert "sample_missing" in self.codes(stay, over)
        self.sampled(console, stay, over - 25 * HOUR)
        assert "sample_missing" in self.codes(stay, over)  # too old
        self.sampled(console, stay, over - 2 * HOUR)
        assert "sample_missing" not in self.codes(stay, over)
        self.sampled(console, stay, over - HOUR, "positive")
        assert "sample_missing" in self.codes(stay, over)
        assert OutboxNews.objects.filter(topic="isolation.sample_positive").count() == 1

    def test_the_next_stage_waits_for_it_too(self, console):
        stay = self.stay_of_summer(console)
        over = stay.stage.period.upper
        take(console, stay.order)
        with pytest.raises(ReleaseRefused) as refused:
            orders.start_next(order=stay.order, by=console, at=over)
        assert [one.code for one in refused.value.obstacles] == ["sample_missing"]
        self.sampled(console, stay, over - HOUR)
        orders.start_next(order=stay.order, by=console, at=over)

    def test_only_the_last_one_in_a_room_waits(self, console):
        stay = self.stay_of_summer(console)
        child = actions.assign(
            order=one_order(console, SUMMER), site=stay.site, room=stay.room, with_family=True, reason="子女",
            by=console, at=SUMMER,
        )  # fmt: skip
        over = stay.stage.period.upper
        assert "sample_missing" not in self.codes(stay, over)
        orders.leave(order=child.order, reason="转院", by=console, at=over - HOUR)
        deliver(over - HOUR)
        assert "sample_missing" in self.codes(stay, over)

    def test_a_sample_names_a_room_of_the_site_or_a_place(self, console, site):
        other = make_site(console, "黄河酒店")
        with pytest.raises(refusals.ReasonMissing):
            actions.take_sample(site=site, by=console, at=AT)
        with pytest.raises(Forbidden):
            actions.take_sample(site=site, room=other.rooms.first(), by=console, at=AT)
        sample = actions.take_sample(site=site, spot="电梯", by=console, at=AT)
        with pytest.raises(ValueError, match="result"):
            actions.record_sample(sample=sample, result="pending", by=console, at=AT)


class TestTheReport:
    """Written from what was done."""

    def test_what_the_day_came_to(self, console, site):
        stay = house(console, site, diet="halal")
        house(console, site, at=AT + HOUR)
        orders.leave(order=stay.order, reason="转院", by=console, at=AT + 2 * HOUR)
        deliver(AT + 2 * HOUR)
        actions.hand_waste(
            site=site, bags=3, grams=4200, given_by="己", taken_by="庚", by=console, at=AT + 2 * HOUR
        )
        for one in rounds(site, kind="patrol"):
            actions.tick_round(round_id=one.pk, by=console, at=one.opens_at)
        facts = get_day_facts(console, site, AT.date(), AT + 12 * HOUR)
        assert (facts.people, facts.came, facts.left) == (1, 2, {"left": 1})
        assert (facts.waste_bags, facts.waste_grams) == (3, 4200)
        assert facts.rounds["patrol"] == [3, 3]
        assert facts.rooms == {"free": 1, "occupied": 1, "dirty": 1}
        assert "measure 1" in facts.missed

    def test_written_it_ticks_the_round_and_stays_as_it_was(self, console, site):
        row = rounds(site, kind="report")[0]
        facts = asdict(get_day_facts(console, site, row.day, row.opens_at))
        actions.write_report(site=site, day=row.day, facts=facts, by=console, at=row.opens_at, remark="补报")
        row.refresh_from_db()
        assert row.done_at == row.opens_at
        actions.write_report(
            site=site, day=row.day, facts=facts | {"people": 9}, by=console, at=row.closes_at
        )
        assert list(SiteReport.objects.order_by("pk").values_list("facts__people", flat=True)) == [0, 9]

    @pytest.mark.parametrize(("bags", "grams"), [(0, 1), (1, 0), (2_001, 1), (1, 5_000_001)])
    def test_waste_that_cannot_be(self, console, site, bags, grams):
        with pytest.raises(ValueError, match="bounds"):
            actions.hand_waste(
                site=site, bags=bags, grams=grams, given_by="己", taken_by="庚", by=console, at=AT
            )

    def test_waste_names_both(self, console, site):
        with pytest.raises(refusals.ReasonMissing):
            actions.hand_waste(site=site, bags=1, grams=1, given_by="己", taken_by="", by=console, at=AT)


class TestMealsAndCapacity:
    """Counted from who is there and will be."""

    def test_the_kitchen_counts_who_is_there_at_the_hour(self, console, site):
        house(console, site)
        house(console, site, diet="halal", at=AT + 4 * HOUR)  # 13:00
        told = {
            one.meal: dict(one.diets) for one in count_day_meals(console, [site], AT.date(), AT + 5 * HOUR)
        }
        assert told == {"lunch": {"ordinary": 1}, "dinner": {"ordinary": 1, "halal": 1}}

    def test_on_the_last_day_nobody_is_cooked_for_after_leaving(self, console, site):
        stay = house(console, site)
        last = (stay.stage.period.upper + 8 * HOUR).date()
        told = {one.meal for one in count_day_meals(console, [site], last, AT)}
        assert "dinner" not in told

    def test_capacity_from_stays_and_who_waits(self, console):
        site = make_site(console, rooms=4)
        house(console, site)
        one_order(console)
        capacity = get_capacity(console, AT, people=10_000)
        assert [one.known for one in capacity.days][:2] == [2, 2]
        assert capacity.days[-1].known == 2
        assert (capacity.usable, capacity.people) == (4, 1)
        assert (capacity.standard.asked, capacity.standard.lacking) == (20, 16)

    def test_an_inflow_fills_the_sites(self, console):
        make_site(console, rooms=10)
        days = get_capacity(console, AT, inflow=4, length=14).days
        assert [one.level for one in days][:4] == ["", "watch", "full", "full"]

    def test_a_family_takes_one_room(self, console):
        site = make_site(console, rooms=4, beds=2)
        mother = house(console, site)
        house(console, site, room=mother.room, with_family=True, reason="六岁")
        assert get_capacity(console, AT).days[0].known == 1


class TestPeople:
    """The person's page tells of the bed; two records with beds are two people."""

    def test_a_persons_page_tells_where(self, console, site):
        stay = house(console, site)
        fresh = actions.move_stay(stay=stay, by=console, at=AT + HOUR, reason="漏水")
        told = [str(matter.title) for matter in list_matters(console, stay.person)]
        assert any("102" in title and site.name in title for title in told)
        entries = [str(entry.title) for entry in list_timeline(console, stay.person)]
        assert sum(site.name in title for title in entries) == 3
        assert fresh.person == stay.person

    def test_stays_follow_a_joining_and_go_back(self, console, site):
        stay = house(console, site)
        other = one_order(console).person
        follower = StaysFollow()
        moved = follower.follow(gone=stay.person_id, kept=other.pk, by=console, at=AT)
        assert Stay.objects.get(pk=stay.pk).person == other
        follower.return_back(moved, gone=stay.person_id, kept=other.pk, by=console, at=AT)
        assert Stay.objects.get(pk=stay.pk).person == Person.objects.get(pk=stay.person_id)

    def test_two_in_beds_at_once_are_not_joined(self, console, site):
        one, two = house(console, site), house(console, site)
        with pytest.raises(CannotMerge):
            StaysFollow().follow(gone=one.person_id, kept=two.person_id, by=console, at=AT)
