"""The queues: doubtful pairs, letters, the board and the lead's page, as each role meets them and with bad input."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from tests.rooms.leads.county import (
    AT,
    GRID,
    MIDNIGHT,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    number,
    one_lead,
    open_list,
    traveller,
)
from tests.rooms.staff import COUNTY, make_actor, signed_in
from tests.support.worlds import built_for

from lianfang.leads import moves, queue_views
from lianfang.leads.actions import answer_pair, record_call, send_letter
from lianfang.leads.board import draw_lines
from lianfang.leads.models import Call, CallOutcome, DoubtfulPair, Lead, LeadMove, TransferLetter
from lianfang.leads.queries import (
    BoardLine,
    count_board,
    count_overdue,
    get_letter,
    get_pair,
    list_overdue,
    list_waiting_pairs,
)
from lianfang.people.models import MergeRecord
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import GRANTS, Permission, Role
from lianfang.web.templatetags.lianfang import figure_link

HOME = "兴县蔚汾镇贺家坪村12号"
SCOPES = {
    Role.TOWN: Scope(ScopeKind.TOWN, TOWN),
    Role.COMMUNITY: Scope(ScopeKind.COMMUNITY, VILLAGE),
    Role.GRID: Scope(ScopeKind.GRID, GRID),
}
READERS = [role for role in Role if Permission.SEE_LEADS in GRANTS[role] and role is not Role.CONSOLE]


def client(role: Role) -> Client:
    return signed_in(role, SCOPES.get(role, COUNTY))


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def post(by: Client, name: str, pk: int, **told: object) -> list[str]:
    return said(by.post(reverse(f"leads:{name}", args=[pk]), told, follow=True))


def pairs(by: Actor, count: int = 1) -> list[DoubtfulPair]:
    for seed in range(1, count + 1):
        name = f"张{chr(0x4E00 + seed * 7)}"
        open_list(by, traveller(name, number(seed), f"1540000{seed:04d}", HOME))
        open_list(by, traveller(name, "", f"1540001{seed:04d}", HOME))
    return list(DoubtfulPair.objects.order_by("pk"))


BAD = [
    ("call", Role.GRID, {}),
    ("call", Role.GRID, {"outcome": "asleep"}),
    ("call", Role.GRID, {"outcome": "away"}),
    ("call", Role.GRID, {"outcome": "away", "away_place": "太原", "back_on": "5月3日"}),
    ("call", Role.GRID, {"outcome": "no_answer", "note": "长" * 301}),
    ("give_back", Role.GRID, {"note": ""}),
    ("give_back", Role.GRID, {"note": "长" * 201}),
    ("reopen", Role.GRID, {"note": "还没答复"}),
    ("forward", Role.TOWN, {"place": ""}),
    ("forward", Role.TOWN, {"place": f"town:{OTHER_TOWN}"}),
    ("forward", Role.TOWN, {"place": "grid:nowhere"}),
    ("forward", Role.TOWN, {"place": "planet:earth"}),
    ("place", Role.TOWN, {"area": ""}),
    ("place", Role.TOWN, {"area": "999999999999"}),
    ("send_letter", Role.OFFICE, {"to_name": ""}),
    ("send_letter", Role.OFFICE, {"to_name": "长" * 81}),
]


@built_for("class")
def opened(console: Actor) -> int:
    """A lead of our grid."""
    return one_lead(console).pk


@pytest.fixture
def lead(console: Actor, opened: int) -> Lead:
    return Lead.objects.get(pk=opened)


class TestALead:
    """The page of a lead that waits, and what is sent from it."""

    @pytest.mark.parametrize("role", READERS)
    def test_the_page_of_a_lead_offers_what_the_role_may_do(
        self, console: Actor, lead: Lead, role: Role
    ) -> None:
        html = client(role).get(reverse("leads:lead", args=[lead.pk])).content.decode()
        may = GRANTS[role]
        offered = {
            "call": f"/leads/{lead.pk}/call/" in html,
            "give back": f"/leads/{lead.pk}/give-back/" in html,
            "forward": f"/leads/{lead.pk}/forward/" in html,
            "reopen": f"/leads/{lead.pk}/reopen/" in html,
            "issue": "/orders/issue/" in html,
        }
        assert offered == {
            "call": Permission.CALL_LEADS in may,
            "give back": Permission.CALL_LEADS in may,
            "forward": Permission.ASSIGN_LEADS in may,
            "reopen": False,
            "issue": False,
        }
        assert number(1) not in html and "15400000001" not in html

    @pytest.mark.parametrize(
        ("holder", "levels"),
        [
            ("office", ["town", "community", "grid"]),
            ("town", ["town", "community", "grid"]),
            ("community", ["community", "grid"]),
            ("grid", ["grid"]),
        ],
    )
    def test_a_lead_is_handed_across_and_down(
        self, console: Actor, lead: Lead, holder: str, levels: list[str]
    ) -> None:
        Lead.objects.filter(pk=lead.pk).update(holder=holder)
        lead.refresh_from_db()
        assert moves.list_levels(lead) == levels
        for role in (Role.OFFICE, Role.INSPECTOR):
            html = client(role).get(reverse("leads:lead", args=[lead.pk])).content.decode()
            offered = set(re.findall(r'<option value="(\w+):', html))
            assert offered == (set(levels) if Permission.ASSIGN_LEADS in GRANTS[role] else set())

    @pytest.mark.parametrize("outcome", list(CallOutcome))
    def test_every_outcome_is_recorded_from_the_page_and_said(
        self, console: Actor, lead: Lead, outcome: CallOutcome
    ) -> None:
        told = {"outcome": outcome.value, "away_place": "太原", "back_on": "2022-03-05"}
        with pinned_at(AT + timedelta(hours=1)):
            (words,) = post(client(Role.GRID), "call", lead.pk, **told)
        assert words
        assert Call.objects.get(lead=lead).outcome == outcome

    @pytest.mark.parametrize(("name", "role", "told"), BAD)
    def test_bad_input_is_answered_in_words_and_changes_nothing(
        self, console: Actor, lead: Lead, name: str, role: Role, told: dict[str, str]
    ) -> None:
        TransferLetter.objects.create(lead=lead, to_name="临县", made_at=AT)
        before = Lead.objects.values().get(pk=lead.pk)
        (words,) = post(client(role), name, lead.pk, **told)
        assert any("\u4e00" <= sign <= "\u9fff" for sign in words) and "%" not in words
        assert Lead.objects.values().get(pk=lead.pk) == before
        assert LeadMove.objects.filter(lead=lead).count() == 1 and not Call.objects.exists()
        assert TransferLetter.objects.get(lead=lead).state == "draft"


@built_for("class")
def answered(console: Actor) -> int:
    """A lead of somebody who is here and to be controlled."""
    return record_call(lead=one_lead(console), outcome="here_control", by=console, at=AT).pk


class TestAnAnsweredLead:
    """The page of a lead that was answered."""

    @pytest.mark.parametrize("role", READERS)
    def test_it_is_reopened_or_controlled_and_not_handed_on(
        self, console: Actor, answered: int, role: Role
    ) -> None:
        lead = Lead.objects.get(pk=answered)
        html = client(role).get(reverse("leads:lead", args=[lead.pk])).content.decode()
        may = GRANTS[role]
        assert (f"/leads/{lead.pk}/reopen/" in html) == (Permission.CALL_LEADS in may)
        assert (f"/orders/issue/?lead={lead.pk}" in html) == (Permission.ISSUE_ORDERS in may)
        assert f"/leads/{lead.pk}/forward/" not in html and f"/leads/{lead.pk}/give-back/" not in html


def test_the_likeliest_pair_stands_first_and_twenty_are_shown(
    console: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pairs(console, 4)
    DoubtfulPair.objects.filter(pk=made[2].pk).update(score=0.9)
    monkeypatch.setattr(queue_views, "PAGE", 3)
    answer = client(Role.DATA).get(reverse("leads:doubtful"))
    shown = [one["pair"].pk for one in answer.context["pairs"]]
    assert shown == [made[2].pk, made[0].pk, made[1].pk] and answer.context["more"] == 1
    entry = AuditEntry.objects.get(action="leads.view_pairs")
    assert entry.detail["pairs"] == shown
    html = answer.content.decode()
    assert number(1) not in html and "15400000001" not in html


def test_a_pair_of_somebody_joined_elsewhere_waits_no_more(console: Actor) -> None:
    first, second = pairs(console, 2)
    answer_pair(pair=first, answer="merged", by=console, at=AT)
    assert list(list_waiting_pairs(console)) == [second]
    third = DoubtfulPair.objects.create(
        person=first.person, other=second.other, lead=second.lead, score=0.8, suggestion="ask", known_at=AT
    )
    assert third not in list_waiting_pairs(console)  # its newcomer is part of another person by now


@pytest.mark.parametrize(("answer", "merges"), [("merged", 1), ("separate", 0)])
def test_a_pair_is_answered_once_however_often_the_button_is_pressed(
    console: Actor, answer: str, merges: int
) -> None:
    (pair,) = pairs(console)
    by = client(Role.DATA)
    for told in (answer, "merged", "separate"):
        assert post(by, "answer_pair", pair.pk, answer=told)
    pair.refresh_from_db()
    assert (pair.answer, MergeRecord.objects.count()) == (answer, merges)


def test_pairs_and_letters_are_seen_through_their_leads(console: Actor) -> None:
    (pair,) = pairs(console)
    letter = TransferLetter.objects.create(lead=pair.lead, to_name="临县", made_at=AT)
    here, away = (
        make_actor(Role.GRID, SCOPES[Role.GRID]),
        make_actor(Role.TOWN, Scope(ScopeKind.TOWN, OTHER_TOWN)),
    )
    assert (get_pair(here, pair.pk), get_letter(here, letter.pk)) == (pair, letter)
    assert (get_pair(away, pair.pk), get_letter(away, letter.pk)) == (None, None)


@pytest.mark.parametrize(
    ("state", "told", "kept"),
    [("draft", "已管控", False), ("sent", "", False), ("sent", "长" * 201, False), ("sent", "已管控", True)],
)
def test_a_reply_is_kept_for_a_letter_that_was_sent(
    console: Actor, state: str, told: str, kept: bool
) -> None:
    lead = one_lead(console, place="elsewhere", area="610113")
    if state == "sent":
        send_letter(lead=lead, to_name="西安市", by=console, at=AT)
    (words,) = post(client(Role.OFFICE), "record_reply", lead.pk, reply=told)
    letter = TransferLetter.objects.get(lead=lead)
    assert words and (letter.state == "answered", letter.reply == told and bool(told)) == (kept, kept)


def test_the_list_of_letters_is_narrowed_by_state_and_place(console: Actor) -> None:
    sent = one_lead(console, "张三", 1, place="elsewhere", area="610113")
    one_lead(console, "李四", 2, place="elsewhere", area="130403")
    send_letter(lead=sent, to_name="西安市", by=console, at=AT)
    by = client(Role.OFFICE)

    def listed(**query: str) -> set[str]:
        html = by.get(reverse("leads:letters"), query, follow=True).content.decode()
        return {name for name in ("张三", "李四") if f">{name}<" in html}

    assert listed() == {"张三", "李四"}
    assert (listed(state="sent"), listed(state="draft"), listed(state="answered")) == (
        {"张三"},
        {"李四"},
        set(),
    )
    assert (listed(to="西安"), listed(q="lisi"), listed(number="〔2022〕")) == ({"张三"}, {"李四"}, {"张三"})


def test_a_board_counts_every_lead_once_by_its_state(console: Actor) -> None:
    for seed, outcome in enumerate(["", "", "here_control", "here_free"], start=1):
        lead = one_lead(console, f"张{chr(0x4E00 + seed)}", seed)
        if outcome:
            record_call(lead=lead, outcome=outcome, by=console, at=AT)
    one_lead(console, "李四", 8, area=OTHER_VILLAGE)
    one_lead(console, "王五", 9, place="none", area="")
    lines = {line.code: line for line in count_board(console, "town", AT, within={})}
    assert lines[TOWN] == BoardLine(TOWN, 2, 0, 1, 1) and lines[TOWN].all == 4
    assert (lines[OTHER_TOWN].open, lines[""].open) == (1, 1)
    assert sum(line.all for line in lines.values()) == Lead.objects.count()
    late = {line.code: line.overdue for line in count_board(console, "town", MIDNIGHT, within={})}
    assert late == {TOWN: 2, OTHER_TOWN: 1, "": 1}
    within = count_board(console, "grid", AT, within={"town": TOWN})
    assert [(line.code, line.all) for line in within] == [(GRID, 4)]


def test_what_is_overdue_is_counted_the_same_for_every_place(console: Actor) -> None:
    closed = one_lead(console, "张三", 1)
    Lead.objects.filter(pk=closed.pk).update(state=Lead.State.CLOSED, closed_at=AT)  # without an answer
    one_lead(console, "李四", 2)
    one_lead(console, "王五", 3, area=OTHER_VILLAGE)
    Lead.objects.filter(person__name="李四").update(due_at=AT - timedelta(hours=3))
    readers = [console, *(make_actor(*who) for who in SCOPES.items())]
    for reader, level in product(readers, ("town", "community", "grid")):
        wanted = Counter(getattr(lead, level) for lead in list_overdue(reader, MIDNIGHT))
        told = count_overdue(reader, level, MIDNIGHT)
        assert {place.code: place.number for place in told} == wanted
        assert told[0].first == AT - timedelta(hours=3) and len(told) == (2 if reader is console else 1)
    (within,) = count_overdue(console, "grid", MIDNIGHT, community=VILLAGE)
    assert (within.code, within.number) == (GRID, 1)


@pytest.mark.parametrize("role", [Role.TOWN, Role.COMMUNITY, Role.GRID])
def test_a_board_begins_below_its_reader(console: Actor, role: Role) -> None:
    one_lead(console)
    one_lead(console, "李四", 8, area=OTHER_VILLAGE)
    answer = client(role).get(reverse("leads:board"))
    level = {Role.TOWN: "community", Role.COMMUNITY: "grid", Role.GRID: "grid"}[role]
    assert (answer.context["level"], len(answer.context["lines"])) == (level, 1)  # alone it needs no total
    links = re.findall(r'href="(/leads/\?[^"]+)"', answer.content.decode())
    assert links and all(f"{level}=" in link for link in links)


def test_a_boards_total_is_the_sum_of_its_lines_and_opens_to_them_all(console: Actor) -> None:
    record_call(lead=one_lead(console), outcome="here_control", by=console, at=AT)
    one_lead(console, "李四", 8, area=OTHER_VILLAGE)
    one_lead(console, "王五", 9, place="none", area="")
    page = client(Role.OFFICE).get(reverse("leads:board"))
    *_lines, total = page.context["lines"]
    assert total.line == BoardLine("", 2, total.line.overdue, 1, 0)
    assert total.opens["all"] == reverse("leads:list") + "?" and 'class="is-total"' in page.content.decode()
    page = client(Role.OFFICE).get(total.opens["open"])
    assert "李四" in page.content.decode() and "王五" in page.content.decode()


def test_a_line_of_the_board_is_written_as_the_figures_elsewhere(console: Actor) -> None:
    with override("en"):
        *_, line = draw_lines(
            [BoardLine("G1", 1_200, 3, 0, 1)], "grid", {"G1": "<甲>"}, {"community": "141123&1"}
        )
    place = f"{reverse('leads:list')}?community=141123%261&grid=G1"
    assert line.row.startswith('<tr><th scope="row">&lt;甲&gt;</th><td class="is-num"><a class="lf-figure" ')
    assert f'<td class="is-num">{figure_link(1_200, f"{place}&state=open", "Open")}</td>' in line.row
    assert f'<td class="is-num is-bad">{figure_link(3, f"{place}&overdue=1", "Overdue")}</td>' in line.row
    assert line.opens["closed"] == f"{place}&state=closed"


@pytest.mark.parametrize("by", ["", "planet", "county", "TOWN"])
def test_an_unknown_level_shows_the_first(console: Actor, by: str) -> None:
    one_lead(console)
    assert client(Role.OFFICE).get(reverse("leads:board"), {"by": by}).context["level"] == "town"
