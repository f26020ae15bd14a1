"""The look at a home, those living together, needs and households."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.rooms.care.world import AT, GRID, HOUR, OTHER_GRID, at_home, browser, staff, text
from tests.rooms.leads.county import number, one_lead

from lianfang.care import actions
from lianfang.care.actions import MemberIn
from lianfang.care.models import HomeCheck, HomeMember
from lianfang.care.refusals import NotPossible, TextMissing, WrongMoment
from lianfang.leads.models import Lead
from lianfang.people.actions import merge, part
from lianfang.people.models import Household, HouseholdMember, MergeRecord, Need, Person
from lianfang.people.needs import (
    end_need,
    get_need,
    list_households,
    list_housemates,
    list_needs,
    live_together,
    move_out,
    record_need,
)
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

NOON = AT + 2 * HOUR
GOOD = ["own_room", "aired", "no_shared_air", "reachable"]


def look(by: Actor, lead: Lead, found: list[str], *members: MemberIn, **more: object) -> HomeCheck:
    return actions.record_home_check(lead=lead, found=found, members=members, by=by, at=NOON, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "fit"), [(GOOD, True), ([*GOOD, "own_toilet"], True), (GOOD[1:], False), ([], False)]
)
def test_a_home_is_judged_by_the_value_in_force(console: Actor, found: list[str], fit: bool) -> None:
    check = look(console, one_lead(console), found)
    assert check.fit is fit
    assert check.must == GOOD
    assert check.clause == "规定摘编 §3.2"


def test_the_issue_of_an_order_knows_what_the_look_found(console: Actor) -> None:
    lead = one_lead(console)
    client, address = browser(), f"{reverse('orders:issue')}?lead={lead.pk}"
    with pinned_at(NOON):
        assert "not looked at yet" in text(client, address)
        look(console, lead, [])
        shown = text(client, address)
        assert "not fit" in shown
        assert (
            'name="unfit_home" class="form-check-input" id="id_unfit_home" checked' in shown
            or "checked" in shown
        )
        look(console, lead, GOOD)
        assert "not fit" not in text(client, address).replace("is not fit for isolation", "")


def test_a_later_look_is_a_row_of_its_own(console: Actor) -> None:
    lead = one_lead(console)
    look(console, lead, [])
    look(console, lead, GOOD)
    assert list(HomeCheck.objects.order_by("pk").values_list("fit", flat=True)) == [False, True]


def test_what_is_no_look(console: Actor) -> None:
    lead = one_lead(console)
    with pytest.raises(ValueError, match="unknown sign"):
        look(console, lead, ["garden"])
    with pytest.raises(ValueError, match="too many"):
        look(console, lead, GOOD, *[MemberIn("张某", "joins")] * 21)
    with pytest.raises(TextMissing):
        look(console, lead, GOOD, MemberIn(" ", "joins"))
    with pytest.raises(WrongMoment):
        look(console, lead, GOOD, true_at=NOON + HOUR)
    with pytest.raises(Forbidden):
        look(staff(Role.GRID, OTHER_GRID), lead, GOOD)
    assert not HomeCheck.objects.exists()


def test_who_moves_out_is_settled_once(console: Actor) -> None:
    check = look(
        staff(Role.GRID, GRID), one_lead(console), GOOD, MemberIn("张六", "moves_out", to_place="城关")
    )
    member = check.members.get()
    actions.settle_member(member=member, by=staff(Role.GRID, GRID), at=NOON)
    with pytest.raises(NotPossible):
        actions.settle_member(member=member, by=console, at=NOON)


def test_who_joins_needs_a_lead(console: Actor) -> None:
    member = look(console, one_lead(console), GOOD, MemberIn("张六", "joins")).members.get()
    with pytest.raises(NotPossible):
        actions.settle_member(member=member, by=console, at=NOON)
    with pytest.raises(Forbidden):
        actions.settle_member(member=member, by=staff(Role.GRID, OTHER_GRID), at=NOON)


def test_those_who_join_become_leads_through_a_list(console: Actor) -> None:
    lead = one_lead(console)
    look(
        console, lead, GOOD,
        MemberIn("张六", "joins", number(61), "15400000061"),
        MemberIn("张七", "moves_out", to_place="城关"),
        MemberIn("张八", "joins", number(62)),
    )  # fmt: skip
    opened = actions.open_member_leads(by=staff(Role.OFFICE), at=NOON, tick=lambda: NOON)
    assert opened == 2
    joined = HomeMember.objects.filter(choice="joins").order_by("pk")
    assert [member.lead.person.name for member in joined] == ["张六", "张八"]
    assert {member.lead.event_id for member in joined} == {lead.event_id}
    assert {mate.name for mate in list_housemates(lead.person)} == {"张六", "张八"}
    assert HomeMember.objects.get(choice="moves_out").done_at is None
    assert actions.open_member_leads(by=staff(Role.OFFICE), at=NOON, tick=lambda: NOON) == 0


def test_lists_are_opened_by_those_who_upload(console: Actor) -> None:
    with pytest.raises(Forbidden):
        actions.open_member_leads(by=staff(Role.TOWN, "141123100"), at=NOON)


def person(console: Actor, name: str = "张三", seed: int = 1) -> Person:
    return at_home(console, name, seed).person


def test_a_need_is_written_anew_and_ended(console: Actor) -> None:
    one, grid = person(console), staff(Role.GRID, GRID)
    first = record_need(person=one, kind="dialysis", detail="周二", by=grid, at=NOON, key="k")
    assert record_need(person=one, kind="dialysis", detail="周二", by=grid, at=NOON, key="k").pk == first.pk
    record_need(person=one, kind="dialysis", detail="周五", helper="女儿", by=grid, at=NOON + HOUR)
    record_need(person=one, kind="alone", by=grid, at=NOON)
    assert [(need.kind, need.detail) for need in list_needs([one.pk])[one.pk]] == [
        ("dialysis", "周五"),
        ("alone", ""),
    ]
    need = Need.objects.get(kind="alone")
    end_need(need=need, by=grid, at=NOON)
    end_need(need=need, by=grid, at=NOON)
    assert len(list_needs([one.pk])[one.pk]) == 1
    assert Need.objects.count() == 3
    assert AuditEntry.objects.filter(action="people.end_need").count() == 1


def test_needs_are_of_those_one_sees(console: Actor) -> None:
    one, other = person(console), staff(Role.GRID, OTHER_GRID)
    need = record_need(person=one, kind="pregnant", by=console, at=NOON)
    for write in (
        lambda: record_need(person=one, kind="alone", by=other, at=NOON),
        lambda: end_need(need=need, by=other, at=NOON),
        lambda: record_need(person=one, kind="alone", by=staff(Role.COMMANDER), at=NOON),
        lambda: live_together(people=[one], by=other, at=NOON),
    ):
        with pytest.raises(Forbidden):
            write()
    assert get_need(other, need.pk) is None
    assert get_need(console, need.pk) == need
    with pytest.raises(ValueError, match="lonely"):
        record_need(person=one, kind="lonely", by=console, at=NOON)


def test_people_live_together_until_one_moves_out(console: Actor) -> None:
    one, two, three = (person(console, name, seed) for seed, name in enumerate(("张三", "张四", "张五"), 1))
    home = live_together(people=[one, two], by=console, at=NOON)
    assert live_together(people=[three, two], by=console, at=NOON).pk == home.pk
    assert [mate.name for mate in list_housemates(one)] == ["张四", "张五"]
    assert list_households([one.pk, two.pk, three.pk]) == dict.fromkeys((one.pk, two.pk, three.pk), home.pk)
    move_out(person=two, by=console, at=NOON + HOUR)
    move_out(person=two, by=console, at=NOON + HOUR)
    assert [mate.name for mate in list_housemates(one)] == ["张五"]
    assert list_housemates(two) == []
    with pytest.raises(ValueError, match="somebody"):
        live_together(people=[], by=console, at=NOON)


def test_who_joins_another_household_has_left_the_first(console: Actor) -> None:
    one, two, three = (person(console, name, seed) for seed, name in enumerate(("张三", "张四", "张五"), 1))
    live_together(people=[one, two], by=console, at=NOON)
    live_together(people=[three, two], by=console, at=NOON)  # the household that the first of them is in
    live_together(people=[one, three], by=console, at=NOON)
    assert Household.objects.count() == 1
    assert HouseholdMember.objects.filter(until__isnull=True).count() == 3


def test_needs_and_household_go_along_when_records_are_joined_and_back(console: Actor) -> None:
    kept, gone = one_lead(console, "张三", 1).person, one_lead(console, "张四", 2).person
    Person.objects.filter(pk=gone.pk).update(number=None, number_index=None)
    gone.refresh_from_db()
    mate = person(console, "张五", 5)
    for one in (kept, gone):
        record_need(person=one, kind="chronic", by=console, at=NOON)
    record_need(person=gone, kind="alone", by=console, at=NOON)
    live_together(people=[gone, mate], by=console, at=NOON)
    record = merge(kept=kept, gone=gone, reason="同一人", by=console, at=NOON)
    assert sorted(need.kind for need in list_needs([kept.pk])[kept.pk]) == ["alone", "chronic"]
    assert list_housemates(kept) == [mate]
    part(record=MergeRecord.objects.get(pk=record.pk), reason="两人", by=console, at=NOON + HOUR)
    assert sorted(need.kind for need in list_needs([gone.pk])[gone.pk]) == ["alone", "chronic"]
    assert [need.kind for need in list_needs([kept.pk])[kept.pk]] == ["chronic"]
    assert list_housemates(gone) == [mate]
