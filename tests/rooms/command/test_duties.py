"""The parts of a duty: how much is shown, how much is counted, where something is, when it is late."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from tests.rooms.leads.county import AT, GRID, TOWN, VILLAGE, one_lead
from tests.rooms.orders.world import facts
from tests.rooms.staff import make_actor

from lianfang.command import duties, gathering
from lianfang.command.duties import SHOWN, Asked, Duty, Line, Places, Step, say_count, say_place
from lianfang.command.gathering import gather, name_places
from lianfang.command.queries import list_drafts, list_to_call, list_to_control, list_unplaced
from lianfang.leads.actions import forward, record_call, send_letter
from lianfang.leads.models import Lead
from lianfang.orders.actions import cancel, issue
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role

NOW = datetime(2022, 2, 28, 16, tzinfo=UTC)


def line(late: bool = False) -> Line:
    return Line("张三", "/", late=late)


@pytest.mark.parametrize(
    ("late", "expected"), [((), False), ((False, False), False), ((False, True), True), ((True,), True)]
)
def test_a_duty_is_late_when_anything_of_it_is(late: tuple[bool, ...], expected: bool) -> None:
    assert Duty("x", "x", "x", [line(one) for one in late], "1").late is expected


@pytest.mark.parametrize(
    ("lines", "count", "more"), [(2, "2", False), (8, "9", True), (8, "more than 1,000", True)]
)
def test_a_duty_says_whether_there_is_more(lines: int, count: str, more: bool) -> None:
    assert Duty("x", "x", "x", [line()] * lines, count).more is more


def test_a_step_opens_a_page_unless_it_says_otherwise() -> None:
    step = Step("做", "/", "x")
    assert (step.panel, step.main) == (False, False)


@pytest.mark.parametrize(
    ("codes", "place"),
    [
        (("t", "c", "g"), "网格"),
        (("t", "c", ""), "社区"),
        (("t", "", ""), "乡镇"),
        (("t", "c", "gone"), "社区"),
    ],
)
def test_a_place_is_said_as_near_as_it_is_known(codes: tuple[str, str, str], place: str) -> None:
    row = SimpleNamespace(town=codes[0], community=codes[1], grid=codes[2])
    assert say_place(row, {"t": "乡镇", "c": "社区", "g": "网格"}) == place


def test_a_place_that_is_not_known_is_said_to_be_none() -> None:
    assert say_place(SimpleNamespace(town="", community="", grid=""), {}) != ""


def test_the_names_of_all_places_of_many_rows_are_read_at_once(console: Actor) -> None:
    lead = one_lead(console)
    named = name_places([lead, SimpleNamespace(town=TOWN, community="", grid="")])
    assert (named[GRID], named[VILLAGE], named[TOWN]) == ("贺家坪网格", "贺家坪村委会", "蔚汾镇")


def people(console: Actor, count: int) -> None:
    for seed in range(1, count + 1):
        one_lead(console, f"张{chr(0x4E00 + seed)}", seed)


def draw(leads: list[Lead], _places: Places) -> list[Line]:
    return [Line(lead.person.name, "/") for lead in leads]


def calls(by: Actor, url: str = "/") -> Duty | None:
    found = gather([Asked("calls", "电话", "phone", list_to_call(by), draw, url)])
    return found[0] if found else None


def test_no_more_than_eight_are_shown_and_all_are_counted(console: Actor) -> None:
    people(console, SHOWN + 3)
    found = calls(console, "/leads/")
    assert found is not None
    assert (len(found.lines), found.count, found.more, found.url) == (8, "11", True, "/leads/")


def test_where_nothing_is_due_there_is_no_duty(console: Actor) -> None:
    assert calls(console) is None


@pytest.mark.parametrize(
    ("most", "said", "more"), [(20, "9", True), (9, "9", True), (8, None, True), (3, None, True)]
)
def test_counts_are_exact_up_to_a_limit_and_then_say_so(
    console: Actor, monkeypatch: pytest.MonkeyPatch, most: int, said: str | None, more: bool
) -> None:
    people(console, 9)
    for module in (duties, gathering):
        monkeypatch.setattr(module, "COUNTED", most)
    found = calls(console)
    assert found is not None
    assert found.count == (said or say_count(most + 1))
    assert (str(most) in found.count, found.more) == (said is None or most == 9, more)


def test_a_short_list_is_shown_whole(console: Actor) -> None:
    people(console, 3)
    found = calls(console)
    assert found is not None
    assert (found.count, found.more, len(found.lines)) == ("3", False, 3)


def named(rows: object) -> list[str]:
    return [row.person.name for row in rows]  # type: ignore[attr-defined]


def test_whom_to_call_is_everybody_who_is_open_by_deadline(console: Actor) -> None:
    first, second = one_lead(console, "张三", 1), one_lead(console, "李四", 2)
    Lead.objects.filter(pk=second.pk).update(due_at=AT)
    assert named(list_to_call(console)) == ["李四", "张三"]
    record_call(lead=first, outcome="no_answer", by=console, at=AT)
    record_call(lead=second, outcome="incomplete", by=console, at=AT)
    assert named(list_to_call(console)) == ["张三"]


def test_who_was_found_waits_until_an_order_stands(console: Actor) -> None:
    lead = one_lead(console)
    assert not list_to_control(console)
    found = record_call(lead=lead, outcome="here_control", by=console, at=AT)
    assert named(list_to_control(console)) == ["张三"]
    order = issue(lead=found, facts=facts(), by=console, at=AT)
    assert not list_to_control(console)
    cancel(order=order, by=console, at=AT, reason="误开")
    assert named(list_to_control(console)) == ["张三"]


@pytest.mark.parametrize("place", ["none", "ambiguous"])
def test_a_lead_without_a_place_waits_with_the_office_alone(console: Actor, place: str) -> None:
    lead = one_lead(console, place=place, area="", candidates=(VILLAGE, TOWN))
    one_lead(console, "李四", 2)
    one_lead(console, "王五", 3, place="elsewhere", area="610113")
    assert named(list_unplaced(console)) == ["张三"]
    forward(lead=lead, to_kind="town", to_code=TOWN, by=console, at=AT)
    assert not list_unplaced(console)


def test_letters_wait_until_they_are_sent(console: Actor) -> None:
    lead = one_lead(console, place="elsewhere", area="610113")
    later = one_lead(console, "李四", 2)
    record_call(lead=later, outcome="elsewhere", away_place="太原市", by=console, at=NOW)
    assert [letter.lead_id for letter in list_drafts(console)] == [lead.pk, later.pk]
    send_letter(lead=lead, to_name="西安市", by=console, at=NOW)
    assert [letter.lead_id for letter in list_drafts(console)] == [later.pk]
    town = make_actor(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
    assert [letter.lead_id for letter in list_drafts(town)] == [later.pk]
