"""An area raised or lowered re-matches everybody who was there and proposes what would change."""

from __future__ import annotations

import time
from datetime import date, datetime

import pytest
from tests.rooms.leads.county import AT, COMMUNITY, OTHER_VILLAGE, one_lead
from tests.rooms.orders.world import facts, staff
from tests.rooms.zones.ground import COMPOUND, DAY, HOUR, STREET, came, grade, match, waiting

from lianfang.leads.actions import record_call
from lianfang.leads.models import Lead
from lianfang.orders.actions import accept_proposal, issue, move
from lianfang.orders.models import Order, Proposal
from lianfang.shared import outbox
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.clock import LOCAL, pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role
from lianfang.zones import actions
from lianfang.zones.matching import cause_of, match_leads, match_notice
from lianfang.zones.models import Exposure
from lianfang.zones.refusals import ReasonMissing

LEFT = datetime(2022, 2, 27, tzinfo=LOCAL)  # the day that lists tell of those who came


@pytest.mark.parametrize(
    ("from_place", "left", "found"),
    [
        (STREET, "2022-02-27", ("control", "look_back", "high")),
        (STREET, "2022-02-14", ("control", "look_back", "high")),  # fourteen days before it was raised
        (STREET, "2022-02-13", None),
        (STREET, "2022-02-28", ("control", "there", "high")),
        (f"{COMPOUND}3号楼", "2022-02-27", ("control", "look_back", "high")),
        ("西安市雁塔区", "2022-02-27", ("ask", "", "high")),
        ("陕西西安", "2022-02-27", ("ask", "", "high")),
        ("西安市雁塔区小寨路街道", "2022-02-27", None),
        ("西安市碑林区", "2022-02-27", None),
        ("陕西省", "2022-02-27", None),  # names no city: the call asks
        ("河南省郑州市金水区", "2022-02-27", None),
        ("", "2022-02-27", None),
    ],
)
def test_who_was_there_in_the_look_back(
    console: Actor, from_place: str, left: str, found: tuple[str, str, str] | None
) -> None:
    lead = came(console, 1, from_place, date.fromisoformat(left))
    match(console, STREET, "high")
    assert waiting() == ([(lead.pk, *found)] if found else [])


@pytest.mark.parametrize(("left", "asked"), [("2022-02-14", True), ("2022-02-13", False)])
def test_nobody_is_asked_of_whom_nothing_would_follow(console: Actor, left: str, asked: bool) -> None:
    """Whoever left that city so long ago would be through with the days of its highest area too."""
    came(console, 1, "西安市雁塔区", date.fromisoformat(left))
    done = match(console, STREET, "high")
    assert (done.looked_at, done.ask) == (1, int(asked))
    assert [(row.kind, row.measure, row.until) for row in Exposure.objects.all()] == [
        ("ask", "", None)
    ] * asked


def test_what_is_found_says_what_the_rule_asks(console: Actor) -> None:
    lead = came(console, 1, left=date(2022, 2, 25))
    done = match(console, STREET, "high")
    assert (done.looked_at, done.control, done.ask, done.lives, done.proposed) == (1, 1, 0, 0, 0)
    one = Exposure.objects.get()
    assert (one.measure, one.anchor, one.until) == (
        "centralised", datetime.fromisoformat("2022-02-25T00:00+08:00"), datetime.fromisoformat("2022-03-11T00:00+08:00"),
    )  # fmt: skip
    assert (one.town, one.community, one.grid) == (lead.town, lead.community, lead.grid)
    assert AuditEntry.objects.filter(action="zones.match").get().detail["control"] == 1


def test_the_finest_area_decides(console: Actor) -> None:
    came(console, 1, COMPOUND)
    match(console, STREET, "medium")
    match(console, COMPOUND, "high")
    assert [row[1:] for row in waiting()] == [("control", "look_back", "high")]
    assert Exposure.objects.filter(state="obsolete").count() == 1


def test_an_area_raised_by_mistake_lets_everybody_go(console: Actor) -> None:
    came(console, 1)
    match(console, STREET, "high")
    match(console, STREET, "", AT + DAY, since=AT)
    assert waiting() == []
    assert Exposure.objects.get().state == "obsolete"


def test_lowering_keeps_who_was_there_while_it_was_high(console: Actor) -> None:
    came(console, 1, left=date(2022, 2, 28))
    match(console, STREET, "high")
    match(console, STREET, "low", AT + DAY)
    assert [row[1:] for row in waiting()] == [("control", "there", "high")]


def test_matching_twice_changes_nothing(console: Actor) -> None:
    came(console, 1)
    notice = grade(console, STREET, "high")
    first = match_notice(notice_id=notice.pk, by=console, at=AT)
    held = list(Exposure.objects.values_list("pk", flat=True))
    again = match_notice(notice_id=notice.pk, by=console, at=AT + DAY)
    assert (first.control, again.control) == (1, 1)
    assert list(Exposure.objects.values_list("pk", flat=True)) == held


def test_whom_a_call_did_not_find_here_is_left_out(console: Actor) -> None:
    lead = came(console, 1)
    record_call(lead=lead, outcome="not_been_there", by=console, at=AT)
    assert match(console, STREET, "high").looked_at == 0


def test_who_was_taken_off_the_list_stays_off_for_the_same_level(console: Actor) -> None:
    came(console, 1)
    match(console, STREET, "medium")
    one = Exposure.objects.get()
    with pytest.raises(ReasonMissing):
        actions.dismiss(exposures=[one.pk], reason=" ", by=console, at=AT)
    with pytest.raises(Forbidden):
        actions.dismiss(exposures=[one.pk], reason="x", by=staff(Role.INSPECTOR), at=AT)
    assert actions.dismiss(exposures=[one.pk], reason="只是路过高速", by=console, at=AT) == 1
    assert actions.dismiss(exposures=[one.pk], reason="又一次", by=console, at=AT) == 0
    match(console, COMPOUND, "medium", AT + DAY)
    assert waiting() == []
    match(console, STREET, "high", AT + 2 * DAY)
    assert len(waiting()) == 1


def test_an_order_settles_it(console: Actor) -> None:
    lead = came(console, 1)
    match(console, STREET, "high")
    record_call(lead=lead, outcome="here_control", by=console, at=AT)
    issue(lead=lead, facts=facts("high_risk"), by=console, at=AT)
    actions.settle_ordered(person=lead.person_id, by=console, at=AT)
    assert Exposure.objects.get().state == "ordered"


def control(by: Actor, lead: Lead, category: str, anchor: datetime = AT) -> Order:
    record_call(lead=lead, outcome="here_control", by=by, at=AT)
    return issue(lead=lead, facts=facts(category, anchor=anchor), by=by, at=AT)


def test_a_running_order_gains_days_by_proposal(console: Actor) -> None:
    """Under the eighth edition a contact of a contact has seven days; who was in a high-risk area has fourteen."""
    lead = came(console, 1)
    order = control(console, lead, "secondary_contact", AT - DAY)
    done = match(console, STREET, "high", AT)
    assert (done.proposed, waiting()) == (1, [])
    proposal = Proposal.objects.get()
    assert (proposal.order, proposal.kind, proposal.state) == (order, "longer", "open")
    assert proposal.cause.startswith("risk:") and "长延堡街道" in proposal.title
    before = order.ends_at
    accept_proposal(proposal=proposal, by=console, at=AT)
    order.refresh_from_db()
    assert order.ends_at > before


def test_a_running_order_loses_its_days_when_the_area_was_none(console: Actor) -> None:
    lead = came(console, 1)
    match(console, STREET, "high")
    order = control(console, lead, "high_risk")
    done = match(console, STREET, "", AT + DAY, since=AT)
    assert done.proposed == 1
    assert (Proposal.objects.get().order, Proposal.objects.get().kind) == (order, "released")


def test_what_was_proposed_is_taken_back_when_the_area_was_none(console: Actor) -> None:
    control(console, came(console, 1), "secondary_contact", AT - DAY)
    match(console, STREET, "high", AT)
    assert match(console, STREET, "", AT + DAY, since=AT).proposed == 0
    assert Proposal.objects.get().state == "obsolete"


def test_an_order_that_is_stricter_already_keeps_its_end(console: Actor) -> None:
    """The days stay; only the tests that the area asks for besides are proposed."""
    lead = came(console, 1)
    control(console, lead, "close_contact", AT)
    assert match(console, STREET, "medium", AT).proposed == 1
    one = Proposal.objects.get()
    assert (one.kind, one.ends_before, one.place_before) == ("other", one.ends_after, one.place_after)


def test_an_order_for_the_same_area_is_left_alone(console: Actor) -> None:
    lead = came(console, 1)
    match(console, STREET, "high")
    control(console, lead, "high_risk", Exposure.objects.get().anchor)
    assert match(console, COMPOUND, "high", AT).proposed == 0
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("left", "kind", "hours"),
    [
        (7, "other", 0),  # the hour that the order knows is kept: to a stricter place, to the same minute
        (-17, "longer", 17),  # the order took another day: that of the list counts
    ],
)
def test_a_higher_grade_moves_to_a_stricter_place_and_keeps_the_hour_of_leaving(
    console: Actor, left: int, kind: str, hours: int
) -> None:
    lead = came(console, 1)
    order = control(console, lead, "high_risk", LEFT + left * HOUR)
    move(order=order, place="home", by=console, at=AT + HOUR, document="〔2022〕9号", reason="家中适宜")
    match(console, STREET, "high", AT + 2 * HOUR)
    one = Proposal.objects.get()
    assert (one.kind, one.place_before, one.place_after) == (kind, "home", "centralised")
    assert one.ends_after - one.ends_before == hours * HOUR


def test_who_lives_in_our_own_area_is_named(console: Actor) -> None:
    inside, outside = one_lead(console, "张甲", 1), one_lead(console, "张乙", 2, area=OTHER_VILLAGE)
    done = match(console, "兴县蔚汾镇贺家坪村", "high")
    assert (done.lives, waiting()) == (1, [(inside.pk, "lives", "there", "high")])
    assert outside.pk not in {row[0] for row in waiting()}


def test_who_lives_in_another_compound_is_not(console: Actor) -> None:
    one = one_lead(console, "张甲", 1, area=COMMUNITY)
    Lead.objects.filter(pk=one.pk).update(address="兴县蔚汾镇景苑小区5号楼2单元301")
    other = one_lead(console, "张乙", 2, area=COMMUNITY)
    Lead.objects.filter(pk=other.pk).update(address="兴县蔚汾镇滨河花园1号楼")
    match(console, "兴县景苑小区", "high")
    assert [row[0] for row in waiting()] == [one.pk]


def test_who_comes_in_later_is_matched_too(console: Actor) -> None:
    assert match_leads(leads=[1], by=console, at=AT).looked_at == 0
    match(console, STREET, "high")
    lead, other = came(console, 1), came(console, 2, "河南省郑州市金水区")
    done = match_leads(leads=[lead.pk, other.pk], by=console, at=AT)
    assert (done.control, waiting()[0][0]) == (1, lead.pk)


def test_the_news_reaches_the_matching(console: Actor) -> None:
    from lianfang.zones import jobs

    lead = came(console, 1)
    outbox.deliver(at=AT)
    notice = grade(console, STREET, "high")
    assert outbox.deliver(at=AT) >= 1
    with pinned_at(AT):
        jobs.match_changed(notice.pk)
    assert waiting() == [(lead.pk, "control", "look_back", "high")]


def test_causes_are_of_the_place() -> None:
    assert cause_of("a") == cause_of("a") != cause_of("b")
    assert len(cause_of("a")) < 60


def test_ten_thousand_are_matched_in_a_moment(console: Actor) -> None:
    """Set by set: the number of queries does not grow with the people."""
    lead = came(console, 1)
    people = [
        Lead(**{f: getattr(lead, f) for f in _FIELDS}, person_id=lead.person_id, state="closed")
        for _ in range(2_000)
    ]
    for number, one in enumerate(people):
        one.from_place = f"{STREET}{number % 97}小区"
    Lead.objects.bulk_create(people)
    begun = time.perf_counter()
    done = match(console, STREET, "high")
    assert (done.looked_at, done.control) == (2_001, 2_001)
    assert time.perf_counter() - begun < 60  # a hang is noticed, a slow machine is not


_FIELDS = (
    "event_id", "place", "address", "town", "community", "grid", "holder", "from_place", "left_on", "pinyin",
    "received_at", "due_at",
)  # fmt: skip
