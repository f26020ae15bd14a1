"""The tally the board reads: the same as counting the leads, whatever is done to them and however it is summed up."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rooms.leads.county import (
    AT,
    COMMUNITY,
    MIDNIGHT,
    OTHER_GRID,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    leads_of,
    number,
    one_lead,
    open_list,
    traveller,
)
from tests.rooms.staff import make_actor

from lianfang.core.moves import NotAllowed
from lianfang.leads.actions import assign, give_back, record_call, reopen
from lianfang.leads.models import Lead, LeadTally
from lianfang.leads.queries import BoardLine, count_board
from lianfang.leads.scope import tally_visible_to, visible_to
from lianfang.leads.sweeps import sum_up
from lianfang.people.actions import merge, part
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role

KEYS = ("town", "community", "grid", "state")


def tallied() -> Counter[tuple[str, ...]]:
    sums: Counter[tuple[str, ...]] = Counter()
    for *key, change in LeadTally.objects.values_list(*KEYS, "number"):
        sums[tuple(key)] += change
    return Counter({key: held for key, held in sums.items() if held})


def counted() -> Counter[tuple[str, ...]]:
    return Counter(Lead.objects.values_list(*KEYS))


def naive_board(actor: Actor, level: str, within: dict[str, str]) -> list[BoardLine]:
    """Count lead by lead."""
    held = [
        (getattr(lead, level), lead.state, lead.due_at <= MIDNIGHT)
        for lead in visible_to(actor)
        if all(getattr(lead, name) == code for name, code in within.items())
    ]
    return [
        BoardLine(
            code,
            sum(line[:2] == (code, "open") for line in held),
            held.count((code, "open", True)),
            sum(line[:2] == (code, "answered") for line in held),
            sum(line[:2] == (code, "closed") for line in held),
        )
        for code in sorted({line[0] for line in held})
    ]


def fill(by: Actor) -> list[Lead]:
    """Open leads in three places and without one, and answer some."""
    people = [traveller(f"张{chr(0x4E00 + seed)}", number(seed), f"154000000{seed:02d}") for seed in range(8)]
    here, _ = open_list(by, *people[:4])
    there, _ = open_list(by, *people[4:6], area=OTHER_VILLAGE)
    nowhere, _ = open_list(by, *people[6:], at=AT + timedelta(days=1), place="none", area="")
    leads = [*leads_of(here), *leads_of(there), *leads_of(nowhere)]
    for lead, outcome in zip(leads, ["here_control", "here_free", "not_been_there"], strict=False):
        record_call(lead=lead, outcome=outcome, by=by, at=AT)
    return leads


@pytest.mark.parametrize(
    "scope",
    [
        Scope(ScopeKind.COUNTY, "141123"),
        Scope(ScopeKind.TOWN, TOWN),
        Scope(ScopeKind.COMMUNITY, VILLAGE),
        Scope(ScopeKind.COMMUNITY, COMMUNITY),
        Scope(ScopeKind.GRID, OTHER_GRID),
        Scope(ScopeKind.GRID, ""),
    ],
    ids=str,
)
def test_every_board_counts_as_its_lists_do(console: Actor, scope: Scope) -> None:
    fill(console)
    role = {"county": Role.OFFICE, "town": Role.TOWN, "community": Role.COMMUNITY, "grid": Role.GRID}
    actor = make_actor(role[scope.kind.value], scope)
    for within in ({}, {"town": TOWN}, {"town": OTHER_TOWN, "community": OTHER_VILLAGE}):
        for level in ("town", "community", "grid"):
            board = count_board(actor, level, MIDNIGHT, within=within)
            assert board == naive_board(actor, level, within)
    assert bool(tally_visible_to(actor)) == visible_to(actor).exists()


def do(step: int, which: int, leads: list[Lead], by: Actor) -> None:
    """Do one thing to a lead, or to several at once."""
    lead = leads[which % len(leads)]
    lead.refresh_from_db()
    match step:
        case 0:
            record_call(
                lead=lead, outcome=("here_free", "here_control", "no_answer")[which % 3], by=by, at=AT
            )
        case 1:
            reopen(lead=lead, reason="再查", by=by, at=AT)
        case 2:
            give_back(lead=lead, note="不属本网格", by=by, at=AT)
        case 3:
            ids = [each.pk for each in leads[which % 3 :: 2]]
            assign(lead_ids=ids, to_kind="grid", to_code=OTHER_GRID, by=by, at=AT)
        case 4:
            sum_up(most=0)
        case 5:
            open_list(by, traveller("李四", number(50 + which), f"15411111{which:03d}"))


@given(steps=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), min_size=2, max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_tally_equals_the_leads_after_anything(console: Actor, steps: list[tuple[int, int]]) -> None:
    with transaction.atomic():
        leads = fill(console)
        for step, which in steps:
            try:
                with transaction.atomic():
                    do(step, which, leads, console)
            except NotAllowed:
                pass
            assert tallied() == counted()
        transaction.set_rollback(True)


def test_persons_that_are_joined_and_parted_leave_the_tally_right(console: Actor) -> None:
    one, other = leads_of(
        open_list(console, traveller("张三", number(1), "15400000001"), traveller("张山", "", "15400000002"))[
            0
        ]
    )
    record = merge(kept=one.person, gone=other.person, reason="同一人", by=console, at=AT)
    assert tallied() == counted() and sum(counted().values()) == 2
    assert {key[-1] for key in counted()} == {"open", "closed"}
    part(record=record, reason="误并", by=console, at=AT)
    assert tallied() == counted()


def test_a_lead_taken_out_by_hand_is_counted_no_more(console: Actor) -> None:
    lead = one_lead(console)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM leads_lead WHERE id = %s", [lead.pk])
    assert tallied() == Counter()
    assert count_board(console, "town", AT, within={}) == []


def test_what_changes_neither_place_nor_state_writes_no_row(console: Actor) -> None:
    lead = one_lead(console)
    before = LeadTally.objects.count()
    record_call(lead=lead, outcome="no_answer", by=console, at=AT)
    assert Lead.objects.get(pk=lead.pk).calls == 1
    assert LeadTally.objects.count() == before


def test_summing_up_keeps_the_sums_and_drops_what_came_to_nothing(console: Actor) -> None:
    leads = fill(console)
    record_call(lead=leads[3], outcome="here_free", by=console, at=AT)
    sums = tallied()
    rows = [LeadTally.objects.count()]
    assert not sum_up(most=rows[0])
    assert sum_up(most=rows[0] - 1)
    rows.append(LeadTally.objects.count())
    assert tallied() == sums == counted()
    assert rows[0] > rows[1] == len(sums)
