"""Nobody touches or learns of a lead, a person or an order outside the own scope, by whatever way it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.rooms.leads.county import (
    AT,
    GRID,
    OTHER_GRID,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    number,
    one_lead,
    open_list,
    traveller,
)
from tests.rooms.orders.world import facts
from tests.rooms.staff import make_actor, signed_in

from lianfang.leads import actions
from lianfang.leads.ledger import LedgerTable
from lianfang.leads.models import Call, DoubtfulPair, Lead, LeadMove, TransferLetter
from lianfang.leads.scope import letters_visible_to, visible_to
from lianfang.orders import actions as orders
from lianfang.orders.actions import ResultIn
from lianfang.orders.models import Order
from lianfang.people import actions as people
from lianfang.people.scope import visible_to as people_visible_to
from lianfang.places.queries import get_tree
from lianfang.places.scope import areas_visible_to, grids_visible_to
from lianfang.shared.actor import Actor, Forbidden, Scope, ScopeKind
from lianfang.shared.idempotency import once
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

HERE, AWAY = Scope(ScopeKind.GRID, GRID), Scope(ScopeKind.GRID, OTHER_GRID)
HOUR = timedelta(hours=1)


@pytest.fixture
def foreign(console: Actor) -> Lead:
    """A lead of another town's grid."""
    return one_lead(console, "李四", 2, area=OTHER_VILLAGE)


Write = Callable[[Lead, Actor], object]
WRITES: dict[str, Write] = {
    "call": lambda lead, by: actions.record_call(lead=lead, outcome="no_answer", by=by, at=AT),
    "give back": lambda lead, by: actions.give_back(lead=lead, by=by, at=AT, note="x"),
    "reopen": lambda lead, by: actions.reopen(lead=lead, by=by, at=AT, reason="x"),
    "letter": lambda lead, by: actions.send_letter(lead=lead, to_name="临县", by=by, at=AT),
    "order": lambda lead, by: orders.issue(lead=lead, facts=facts(), by=by, at=AT),
    "number": lambda lead, by: people.reveal_number(person=lead.person, reason="call", by=by, at=AT),
    "phone": lambda lead, by: people.reveal_phone(
        phone=lead.person.phones.all()[0], reason="call", by=by, at=AT
    ),
}
ROLES = {
    "call": (Role.GRID, HERE),
    "give back": (Role.GRID, HERE),
    "reopen": (Role.GRID, HERE),
    "letter": (Role.DATA, Scope(ScopeKind.TOWN, TOWN)),  # no such post exists; the action does not trust that
    "order": (Role.COMMUNITY, Scope(ScopeKind.COMMUNITY, VILLAGE)),
    "number": (Role.GRID, HERE),
    "phone": (Role.TOWN, Scope(ScopeKind.TOWN, TOWN)),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_write_on_a_lead_of_another_place_is_refused_and_leaves_nothing(foreign: Lead, name: str) -> None:
    before = (Lead.objects.values().get(pk=foreign.pk), LeadMove.objects.count(), AuditEntry.objects.count())
    with pytest.raises(Forbidden):
        WRITES[name](foreign, make_actor(*ROLES[name]))
    after = (Lead.objects.values().get(pk=foreign.pk), LeadMove.objects.count(), AuditEntry.objects.count())
    assert after == before
    assert not Call.objects.exists()
    assert not TransferLetter.objects.exists()
    assert not Order.objects.exists()


def test_a_reply_to_a_letter_of_another_place_is_refused(console: Actor, foreign: Lead) -> None:
    letter = actions.send_letter(lead=foreign, to_name="临县", by=console, at=AT)
    with pytest.raises(Forbidden):
        actions.record_reply(
            letter=letter, reply="x", by=make_actor(Role.DATA, Scope(ScopeKind.TOWN, TOWN)), at=AT
        )
    letter.refresh_from_db()
    assert letter.state == "sent"


def test_people_are_joined_and_parted_for_the_county_alone(console: Actor, foreign: Lead) -> None:
    own = one_lead(console)
    narrow = make_actor(Role.DATA, Scope(ScopeKind.TOWN, TOWN))
    pair = DoubtfulPair.objects.create(
        person=own.person, other=foreign.person, lead=own, score=0.8, suggestion="merge", known_at=AT
    )
    with pytest.raises(Forbidden):
        people.merge(kept=own.person, gone=foreign.person, reason="x", by=narrow, at=AT)
    with pytest.raises(Forbidden):
        actions.answer_pair(pair=pair, answer="merged", by=narrow, at=AT)
    pair.refresh_from_db()
    assert pair.answer == ""


def test_a_bulk_assignment_leaves_foreign_leads_and_unknown_ones_alike(console: Actor, foreign: Lead) -> None:
    own, town = one_lead(console), make_actor(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
    handed = actions.assign(
        lead_ids=[own.pk, foreign.pk, 10**9], to_kind="grid", to_code=GRID, by=town, at=AT + HOUR
    )
    assert (handed.moved, handed.refused) == (1, (foreign.pk, 10**9))
    foreign.refresh_from_db()
    assert foreign.grid == OTHER_GRID


def test_picking_the_ids_of_foreign_leads_in_a_list_does_nothing(console: Actor, foreign: Lead) -> None:
    client = signed_in(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
    asked = {"action": "assign", "pick": [str(foreign.pk), "9" * 30, "²"], "assign-place": f"grid:{GRID}"}
    assert client.post(reverse("leads:list_act"), asked).status_code == 302
    foreign.refresh_from_db()
    assert foreign.grid == OTHER_GRID


def test_a_result_for_a_test_of_another_grid_is_refused(console: Actor, foreign: Lead) -> None:
    answered = actions.record_call(lead=foreign, outcome="here_control", by=console, at=AT)
    order = orders.issue(lead=answered, facts=facts(), by=console, at=AT)
    test = order.tests.all()[0]
    with pytest.raises(Forbidden):
        orders.record_results(
            results=[ResultIn(test.pk, "negative", AT)], by=make_actor(Role.GRID, HERE), at=AT + HOUR
        )
    assert not test.results.exists()


GET, POST = "get", "post"
BODY = {"application/json": b'{"outcome": "no_answer", "note": "x", "area": "141123100225", "to_name": "x"}'}
OPERATIONS = [
    (GET, "/api/v1/leads/{lead}"),
    (POST, "/api/v1/leads/{lead}/calls"),
    (POST, "/api/v1/leads/{lead}/give-back"),
    (POST, "/api/v1/leads/{lead}/reopen"),
    (GET, "/api/v1/people/{person}"),
    (GET, "/people/{person}/phones/{phone}/dial/"),
    (POST, "/people/{person}/number/"),
    (POST, "/people/{own}/phones/{phone}/"),  # a foreign phone beside a person of one's own
    (GET, "/people/{own}/phones/{phone}/dial/"),
    (GET, "/leads/{lead}/letter/"),
]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_foreign_id_answers_like_one_that_is_not_there(
    console: Actor, foreign: Lead, method: str, path: str
) -> None:
    own, client = one_lead(console), signed_in(Role.GRID, HERE)
    TransferLetter.objects.create(lead=foreign, to_name="临县", made_at=AT)
    ids = {
        "lead": foreign.pk,
        "person": foreign.person_id,
        "phone": foreign.person.phones.all()[0].pk,
        "own": own.person_id,
    }
    nobody = {**dict.fromkeys(ids, 10**9), "own": own.person_id}
    api = path.startswith("/api")
    sent = {"data": BODY["application/json"] if api else {"reason": "call"}}
    if api and method == POST:
        sent["content_type"] = "application/json"
    found = getattr(client, method)(path.format(**ids), **(sent if method == POST else {}))
    missing = getattr(client, method)(path.format(**nobody), **(sent if method == POST else {}))
    assert (found.status_code, missing.status_code) == (404, 404)
    assert "李四" not in found.content.decode()
    assert not Call.objects.exists()


def sees(lead: Lead, *scopes: Scope) -> list[bool]:
    """Say of each scope whether it sees the lead, its person and its letter; all three or none."""
    told = []
    for scope in scopes:
        by = make_actor(Role.GRID, scope)
        rows = (
            visible_to(by).filter(pk=lead.pk),
            people_visible_to(by).filter(pk=lead.person_id),
            letters_visible_to(by).filter(lead=lead),
        )
        found = {query.exists() for query in rows}
        assert len(found) == 1
        told.append(found.pop())
    return told


def test_whoever_handed_a_lead_on_no_longer_sees_it_nor_its_person(console: Actor) -> None:
    lead = one_lead(console)
    TransferLetter.objects.create(lead=lead, to_name="临县", made_at=AT)
    town, other = Scope(ScopeKind.TOWN, TOWN), Scope(ScopeKind.TOWN, OTHER_TOWN)
    village = Scope(ScopeKind.COMMUNITY, VILLAGE)
    scopes = (HERE, village, town, AWAY, other)
    assert sees(lead, *scopes) == [True, True, True, False, False]
    for held in ([False, True, True, False, False], [False, False, True, False, False], [False] * 5):
        actions.give_back(lead=lead, by=console, at=AT, note="查无此人")
        assert sees(lead, *scopes) == held
    actions.forward(lead=lead, to_kind="grid", to_code=OTHER_GRID, by=console, at=AT)
    assert sees(lead, *scopes) == [False, False, False, True, True]


def test_who_gave_a_lead_back_cannot_go_on_writing_from_a_page_that_is_still_open(console: Actor) -> None:
    lead, grid = one_lead(console), make_actor(Role.GRID, HERE)
    actions.give_back(lead=lead, by=grid, at=AT, note="不是本网格的人")
    with pytest.raises(Forbidden):  # the page still holds the lead as it was
        actions.record_call(lead=lead, outcome="here_free", by=grid, at=AT)
    lead.refresh_from_db()
    assert (lead.state, lead.calls) == ("open", 0)


def test_a_key_of_somebody_else_repeats_nothing(console: Actor) -> None:
    lead = one_lead(console)
    for by in (make_actor(Role.GRID, HERE), make_actor(Role.GRID, HERE)):
        actions.record_call(lead=lead, outcome="no_answer", by=by, at=AT, key="k")
    assert Call.objects.count() == 2


NOWHERE = [Scope(kind, "") for kind in ScopeKind if kind is not ScopeKind.COUNTY]


@pytest.mark.parametrize("scope", NOWHERE, ids=str)
def test_a_scope_without_a_place_sees_nothing(console: Actor, scope: Scope) -> None:
    """An empty code is also that of every lead without a place, and the beginning of every area's."""
    one_lead(console, place="none", area="")
    by = make_actor(Role.TOWN, scope)
    for seen in (visible_to(by), people_visible_to(by), areas_visible_to(by), grids_visible_to(by)):
        assert not seen.exists()


@pytest.mark.parametrize("scope", [*NOWHERE, Scope(ScopeKind.GRID, "gone")], ids=str)
def test_the_tree_of_a_place_that_is_not_there_is_empty(console: Actor, scope: Scope) -> None:
    assert get_tree(make_actor(Role.GRID, scope)).children == []


def test_register_g_tells_no_measure_of_another_place(console: Actor) -> None:
    """A person known in two towns: the ledger of one says nothing of the order of the other."""
    away = one_lead(console, area=OTHER_VILLAGE)
    away = actions.record_call(lead=away, outcome="here_control", by=console, at=AT)
    orders.issue(lead=away, facts=facts(), by=console, at=AT)
    Lead.objects.filter(pk=away.pk).update(state="closed")
    person = traveller("张三", number(1), "15400000001", "兴县蔚汾镇贺家坪村")
    open_list(console, person, at=AT + HOUR)
    told = {}
    for scope in (Scope(ScopeKind.TOWN, TOWN), Scope(ScopeKind.TOWN, OTHER_TOWN)):
        table = LedgerTable(make_actor(Role.TOWN, scope))
        rows = list(table.rows())
        table.attach(rows)
        told[scope.code] = [bool(row.measured.measure) for row in rows]
    assert told == {TOWN: [False], OTHER_TOWN: [True]}


def test_an_answer_kept_for_a_key_is_the_actors_own(console: Actor) -> None:
    first, second = make_actor(Role.GRID, HERE), make_actor(Role.GRID, AWAY)
    once(key="k", target=1, by=first, at=AT, action="leads.call", write=lambda: {"lead": 1})
    assert once(key="k", target=1, by=second, at=AT, action="leads.call", write=lambda: {"lead": 2}) == (
        {"lead": 2},
        False,
    )


def test_writes_of_the_api_without_a_token_of_the_page_are_refused(console: Actor) -> None:
    lead, client = one_lead(console), signed_in(Role.GRID, HERE)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    path, body = f"/api/v1/leads/{lead.pk}/calls", b'{"outcome": "no_answer"}'
    assert strict.post(path, body, content_type="application/json").status_code == 403
    assert strict.post(f"/leads/{lead.pk}/call/", {"outcome": "no_answer"}).status_code == 403
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("told", "status"), [("2022-02-28T09:00", 200), ("2999-01-01T09:00", 422), ("2199-01-01T09:00Z", 422)]
)
def test_a_call_cannot_lie_ahead(console: Actor, told: str, status: int) -> None:
    """A row would count as verified at a cut that has not come."""
    lead, client = one_lead(console), signed_in(Role.GRID, HERE)
    body = {"outcome": "here_free", "true_at": told}
    answer = client.post(f"/api/v1/leads/{lead.pk}/calls", body, content_type="application/json")
    assert answer.status_code == status
    found = Call.objects.first()
    assert (found.at if found else None) == (AT if status == 200 else None)
