"""Every write of a lead from every state it can be in: what the table of moves allows happens, the rest is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import translation
from tests.rooms.leads.county import AT, COMMUNITY, GRID, TOWN, VILLAGE, one_lead

from lianfang.core.moves import LEAD_MOVES, NotAllowed, check_move, lead_state, replay
from lianfang.leads import actions
from lianfang.leads.models import Call, Lead, LeadMove
from lianfang.leads.present import say_not_allowed
from lianfang.shared.actor import Actor

LATER = AT + timedelta(hours=1)
PLACES = {
    "office": {"place": "none", "area": ""},
    "town": {"area": TOWN},
    "community": {"area": COMMUNITY},
    "grid": {"area": VILLAGE},
}
STATES = [*PLACES, "answered", "closed"]
Write = Callable[[Lead, Actor], object]
WRITES: dict[str, Write] = {
    "answer": lambda lead, by: actions.record_call(lead=lead, outcome="here_control", by=by, at=LATER),
    "close": lambda lead, by: actions.close(lead=lead, by=by, at=LATER),
    "reopen": lambda lead, by: actions.reopen(lead=lead, by=by, at=LATER, reason="x"),
    "transfer": lambda lead, by: actions.send_letter(lead=lead, to_name="西安市", by=by, at=LATER),
    "assign_town": lambda lead, by: actions.forward(lead=lead, to_kind="town", to_code=TOWN, by=by, at=LATER),
    "assign_community": lambda lead, by: actions.forward(
        lead=lead, to_kind="community", to_code=COMMUNITY, by=by, at=LATER
    ),
    "assign_grid": lambda lead, by: actions.forward(lead=lead, to_kind="grid", to_code=GRID, by=by, at=LATER),
}
AGAIN = {("closed", "close")}  # an ended measure may end a lead that a call closed: it stays as it is


def lead_in(state: str, by: Actor) -> Lead:
    if state in PLACES:
        return one_lead(by, **PLACES[state])
    lead = one_lead(by)
    return actions.record_call(
        lead=lead, outcome="here_control" if state == "answered" else "here_free", by=by, at=AT
    )


@pytest.mark.parametrize("state", STATES)
def test_a_write_happens_where_the_table_allows_it(console: Actor, state: str) -> None:
    lead = lead_in(state, console)
    assert lead_state(lead.state, lead.holder) == state
    wrong = {}
    for move, write in WRITES.items():
        expected = LEAD_MOVES.moves.get((state, move)) or ("closed" if (state, move) in AGAIN else None)
        if expected == "office" and move == "reopen":
            expected = "grid"  # back at the desk of its place
        before = LeadMove.objects.count()
        try:
            with transaction.atomic():
                write(lead, console)
                now = Lead.objects.get(pk=lead.pk)
                found: str | None = lead_state(now.state, now.holder)
                moves = LeadMove.objects.filter(lead=lead).order_by("pk").values_list("move", flat=True)
                if state == "office" or move == "reopen":
                    replay(LEAD_MOVES, moves)
                transaction.set_rollback(True)
        except NotAllowed as refusal:
            found = None
            assert refusal.code == "not_from_here"
        assert LeadMove.objects.count() == before
        if found != expected:
            wrong[move] = (found, expected)
    assert wrong == {}


@pytest.mark.parametrize(
    ("state", "upper"),
    [
        ("grid", "community"),
        ("community", "town"),
        ("town", "office"),
        ("office", None),
        ("answered", None),
        ("closed", None),
    ],
)
def test_a_lead_goes_back_one_level(console: Actor, state: str, upper: str | None) -> None:
    lead = lead_in(state, console)
    if upper is None:
        with pytest.raises(NotAllowed):
            actions.give_back(lead=lead, by=console, at=LATER, note="不是本辖区")
    else:
        assert actions.give_back(lead=lead, by=console, at=LATER, note="不是本辖区").holder == upper


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("state", STATES)
def test_a_refusal_is_said_with_the_move_and_the_state(state: str, language: str) -> None:
    """Both are words of the language, never a code or an open parameter."""
    for move in LEAD_MOVES.names:
        try:
            check_move(LEAD_MOVES, state, move)
        except NotAllowed as refusal:
            with translation.override(language):
                said = say_not_allowed(refusal)
            assert "%" not in said and "_" not in said
            if language == "zh-hans":
                assert any("\u4e00" <= sign <= "\u9fff" for sign in said)
                assert not any(sign.isascii() and sign.isalpha() for sign in said), said
            else:
                assert LEAD_MOVES.labels[move] in said and LEAD_MOVES.labels[state] in said


def test_the_refusals_of_different_moves_differ() -> None:
    said = set()
    for move in ("answer", "close", "reopen", "assign_grid"):
        with pytest.raises(NotAllowed) as refused:
            check_move(LEAD_MOVES, "closed" if move != "reopen" else "grid", move)
        said.add(say_not_allowed(refused.value))
    assert len(said) == 4


@pytest.mark.parametrize("outcome", ["here_free", "no_answer", "away", "refused"])
def test_what_is_refused_records_no_call(console: Actor, outcome: str) -> None:
    lead = lead_in("closed", console)
    before = Call.objects.count()
    with pytest.raises(NotAllowed):
        actions.record_call(
            lead=lead,
            outcome=outcome,
            by=console,
            at=LATER,
            away_place="太原",
            back_on=date(2022, 3, 9),
            key="k",
        )
    assert Call.objects.count() == before


def test_a_whole_life_replays_to_where_the_lead_is(console: Actor) -> None:
    """Down, back, answered, corrected, reopened, closed: each step where the table says."""
    lead = lead_in("office", console)
    actions.forward(lead=lead, to_kind="town", to_code=TOWN, by=console, at=AT)
    actions.forward(lead=lead, to_kind="grid", to_code=GRID, by=console, at=AT)
    actions.give_back(lead=lead, by=console, at=AT, note="x")
    actions.place(lead=lead, area=VILLAGE, by=console, at=AT)
    actions.record_call(lead=lead, outcome="no_answer", by=console, at=AT)
    actions.record_call(lead=lead, outcome="here_control", by=console, at=AT)
    actions.reopen(lead=lead, by=console, at=LATER, reason="x")
    actions.record_call(lead=lead, outcome="here_free", by=console, at=LATER)
    lead.refresh_from_db()
    moves = list(LeadMove.objects.filter(lead=lead).order_by("pk").values_list("move", flat=True))
    assert moves == [
        "open", "assign_town", "assign_grid", "return_town", "assign_grid", "answer", "reopen", "assign_grid", "answer",
        "close",
    ]  # fmt: skip
    assert replay(LEAD_MOVES, moves) == lead.state == "closed"
