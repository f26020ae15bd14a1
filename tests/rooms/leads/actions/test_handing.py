"""Leads go down and back, within the scope of whoever hands them."""

from __future__ import annotations

import pytest
from tests.rooms.leads.county import (
    AT,
    COMMUNITY,
    COMPOUND_GRID,
    GRID,
    OTHER_GRID,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    one_lead,
)
from tests.rooms.staff import make_actor

from lianfang.core.moves import NotAllowed
from lianfang.leads.actions import NoSuchPlace, assign, forward, give_back, place, record_call
from lianfang.leads.models import Lead, LeadMove
from lianfang.shared.actor import Actor, Forbidden, Scope, ScopeKind
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

OFFICE = {"place": "none", "area": ""}


def where(lead: Lead) -> tuple[str, str, str, str]:
    lead.refresh_from_db()
    return lead.holder, lead.town, lead.community, lead.grid


@pytest.mark.parametrize(
    ("kind", "code", "there"),
    [
        ("town", TOWN, ("town", TOWN, "", "")),
        ("community", COMMUNITY, ("community", TOWN, COMMUNITY, "")),
        ("grid", COMPOUND_GRID, ("grid", TOWN, COMMUNITY, COMPOUND_GRID)),
        ("grid", GRID, ("grid", TOWN, "", GRID)),
    ],
)
def test_the_office_hands_a_lead_to_any_place(
    console: Actor, kind: str, code: str, there: tuple[str, ...]
) -> None:
    lead = one_lead(console, **OFFICE)
    found = forward(lead=lead, to_kind=kind, to_code=code, by=console, at=AT, note="请核")
    assert where(found) == there
    assert (found.place, found.place_reason) == ("assigned", "by_hand")
    move = LeadMove.objects.filter(lead=lead).latest("pk")
    assert (move.move, move.to_holder, move.to_code, move.note) == (f"assign_{kind}", kind, code, "请核")


def test_a_village_stays_known_when_its_grid_takes_the_lead(console: Actor) -> None:
    lead = one_lead(console)
    forward(lead=lead, to_kind="grid", to_code=GRID, by=console, at=AT)
    assert where(lead) == ("grid", TOWN, VILLAGE, GRID)
    forward(lead=lead, to_kind="grid", to_code=OTHER_GRID, by=console, at=AT)
    assert where(lead) == ("grid", OTHER_TOWN, "", OTHER_GRID)


@pytest.mark.parametrize(
    ("kind", "code"),
    [("grid", "X"), ("town", VILLAGE), ("community", TOWN), ("county", "141123"), ("town", "999")],
)
def test_a_place_must_exist(console: Actor, kind: str, code: str) -> None:
    with pytest.raises(NoSuchPlace):
        assign(lead_ids=[1], to_kind=kind, to_code=code, by=console, at=AT)


@pytest.mark.parametrize(
    ("role", "scope", "inside", "outside"),
    [
        (Role.TOWN, Scope(ScopeKind.TOWN, TOWN), ("grid", GRID), ("grid", OTHER_GRID)),
        (Role.TOWN, Scope(ScopeKind.TOWN, TOWN), ("community", COMMUNITY), ("community", OTHER_VILLAGE)),
        (Role.TOWN, Scope(ScopeKind.TOWN, TOWN), ("town", TOWN), ("town", OTHER_TOWN)),
        (Role.COMMUNITY, Scope(ScopeKind.COMMUNITY, VILLAGE), ("grid", GRID), ("grid", COMPOUND_GRID)),
    ],
)
def test_each_level_hands_on_within_its_scope(
    console: Actor, role: Role, scope: Scope, inside: tuple[str, str], outside: tuple[str, str]
) -> None:
    by = make_actor(role, scope)
    lead = one_lead(console, area=TOWN if role is Role.TOWN else VILLAGE)
    with pytest.raises(Forbidden):
        assign(lead_ids=[lead.pk], to_kind=outside[0], to_code=outside[1], by=by, at=AT)
    handed = assign(lead_ids=[lead.pk], to_kind=inside[0], to_code=inside[1], by=by, at=AT)
    assert (handed.moved, handed.refused) == (1, ())


def test_nobody_moves_what_they_do_not_see(console: Actor) -> None:
    mine, other = one_lead(console), one_lead(console, "李四", 2, area=OTHER_VILLAGE)
    by = make_actor(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
    handed = assign(lead_ids=[mine.pk, other.pk], to_kind="grid", to_code=GRID, by=by, at=AT)
    assert (handed.moved, handed.refused) == (1, (other.pk,))
    assert where(other)[3] == OTHER_GRID


@pytest.mark.parametrize("role", [Role.GRID, Role.INSPECTOR, Role.COMMANDER])
def test_assigning_is_for_desks(console: Actor, role: Role) -> None:
    with pytest.raises(Forbidden):
        assign(lead_ids=[1], to_kind="town", to_code=TOWN, by=make_actor(role), at=AT)


def test_answered_leads_and_leads_below_are_left_and_named(console: Actor) -> None:
    answered, below, waiting = (
        one_lead(console),
        one_lead(console, "李四", 2),
        one_lead(console, "王五", 3, **OFFICE),
    )
    record_call(lead=answered, outcome="here_control", by=console, at=AT)
    handed = assign(
        lead_ids=[answered.pk, below.pk, waiting.pk], to_kind="town", to_code=TOWN, by=console, at=AT
    )
    assert (handed.moved, handed.refused) == (1, (answered.pk, below.pk))
    with pytest.raises(NotAllowed):
        forward(lead=below, to_kind="town", to_code=TOWN, by=console, at=AT)


def test_a_block_of_leads_is_assigned_once_for_a_key(console: Actor) -> None:
    leads = [one_lead(console, f"张{n}", n, **OFFICE) for n in range(1, 6)]
    for _ in range(2):
        handed = assign(
            lead_ids=[lead.pk for lead in leads], to_kind="grid", to_code=GRID, by=console, at=AT, key="k"
        )
    assert handed.moved == 5
    assert LeadMove.objects.filter(move="assign_grid").count() == 5
    entry = AuditEntry.objects.get(action="leads.assign")
    assert (entry.object_kind, entry.object_id, entry.detail) == ("grid", GRID, {"moved": 5, "refused": 0})


def test_a_lead_goes_back_level_by_level(console: Actor) -> None:
    lead = one_lead(console)
    seen = []
    for _ in range(3):
        give_back(lead=lead, by=console, at=AT, note="不是本村")
        seen.append(where(lead))
    assert seen == [("community", TOWN, VILLAGE, ""), ("town", TOWN, "", ""), ("office", "", "", "")]
    with pytest.raises(NotAllowed):
        give_back(lead=lead, by=console, at=AT, note="x")
    moves = list(LeadMove.objects.filter(lead=lead).order_by("pk").values_list("move", "to_code"))
    assert moves[1:] == [("return_community", VILLAGE), ("return_town", TOWN), ("return_office", "")]


def test_a_lead_of_a_grid_without_community_goes_back_to_the_town(console: Actor) -> None:
    lead = one_lead(console, **OFFICE)
    forward(lead=lead, to_kind="grid", to_code=GRID, by=console, at=AT)
    assert give_back(lead=lead, by=console, at=AT, note="x").holder == "town"


def test_an_answered_lead_is_not_given_back(console: Actor) -> None:
    lead = one_lead(console)
    record_call(lead=lead, outcome="here_control", by=console, at=AT)
    with pytest.raises(NotAllowed):
        give_back(lead=lead, by=console, at=AT, note="x")


def test_an_unplaced_lead_is_placed_by_a_village(console: Actor) -> None:
    lead = one_lead(console, **OFFICE)
    place(lead=lead, area=VILLAGE, by=console, at=AT)
    assert where(lead) == ("grid", TOWN, VILLAGE, GRID)
    with pytest.raises(NotAllowed):
        place(lead=lead, area=TOWN, by=console, at=AT)
    with pytest.raises(NoSuchPlace):
        place(lead=lead, area="141123", by=console, at=AT)
