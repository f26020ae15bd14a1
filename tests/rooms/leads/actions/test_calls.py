"""Each outcome of a call: what it settles, closes and needs (A4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.rooms.leads.county import AT, GRID, list_row, make_batch, number, one_lead, traveller
from tests.rooms.staff import make_actor

from lianfang.core.moves import LEAD_MOVES, NotAllowed, lead_state, replay
from lianfang.leads.actions import open_rows, record_call, reopen
from lianfang.leads.models import Call, CallOutcome, Lead, LeadAnswer, LeadMove, TransferLetter
from lianfang.leads.outcomes import RULES, OutcomeIncomplete, ReturnBehind, ReturnTooFar
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry, IdempotencyKey, OutboxNews
from lianfang.shared.roles import Role

LATER = AT + timedelta(hours=3)


@pytest.fixture
def lead(console: Actor) -> Lead:
    return one_lead(console)


def call(lead: Lead, outcome: str, by: Actor, at: datetime = LATER, **told: object) -> Lead:
    given: dict[str, object] = (
        {"away_place": "太原市", "back_on": date(2022, 3, 5)} if outcome in ("away", "elsewhere") else {}
    )
    return record_call(lead=lead, outcome=outcome, by=by, at=at, **{**given, **told})  # type: ignore[arg-type]


def test_every_outcome_has_its_rule() -> None:
    assert set(RULES) == set(CallOutcome)


@pytest.mark.parametrize(
    ("outcome", "state", "holder", "letter"),
    [
        ("here_control", "answered", "grid", False),
        ("here_free", "closed", "grid", False),
        ("away", "answered", "grid", False),
        ("wrong_number", "answered", "office", False),
        ("no_answer", "open", "grid", False),
        ("refused", "open", "grid", False),
        ("elsewhere", "answered", "grid", True),
        ("duplicate", "closed", "grid", False),
        ("no_such_person", "closed", "grid", False),
        ("not_been_there", "closed", "grid", False),
        ("incomplete", "answered", "office", False),
    ],
)
def test_what_an_outcome_does(
    lead: Lead, console: Actor, outcome: str, state: str, holder: str, letter: bool
) -> None:
    found = call(lead, outcome, console)
    settled = state != "open"
    assert (found.state, found.holder, found.calls) == (state, holder, 1)
    assert (found.outcome, found.answered_at) == ((outcome, LATER) if settled else ("", None))
    assert (found.closed_at is not None) == (state == "closed")
    assert TransferLetter.objects.filter(lead=lead).exists() == letter
    answers = list(
        LeadAnswer.objects.filter(lead=lead).values_list("outcome", "answered_at", "known_from", "known_to")
    )
    assert answers == ([(outcome, LATER, LATER, None)] if settled else [])
    moves = [*LeadMove.objects.filter(lead=lead).order_by("pk").values_list("move", flat=True)]
    assert (
        moves
        == {"open": ["open"], "answered": ["open", "answer"], "closed": ["open", "answer", "close"]}[state]
    )
    assert replay(LEAD_MOVES, moves) in (lead_state(found.state, found.holder), "office")


@pytest.mark.parametrize(
    ("outcome", "told", "missing"),
    [
        ("away", {}, ("away_place", "back_on")),
        ("away", {"away_place": "太原"}, ("back_on",)),
        ("away", {"back_on": date(2022, 3, 1)}, ("away_place",)),
        ("elsewhere", {}, ("away_place",)),
    ],
)
def test_away_and_elsewhere_need_to_say_where(
    lead: Lead, console: Actor, outcome: str, told: dict[str, object], missing: tuple[str, ...]
) -> None:
    with pytest.raises(OutcomeIncomplete) as fault:
        record_call(lead=lead, outcome=outcome, by=console, at=LATER, **told)  # type: ignore[arg-type]
    assert fault.value.missing == missing
    assert not Call.objects.exists()


def test_an_outcome_off_the_list_is_refused(lead: Lead, console: Actor) -> None:
    with pytest.raises(ValueError, match="asleep"):
        record_call(lead=lead, outcome="asleep", by=console, at=LATER)


def test_attempts_are_counted_and_the_lead_stays_due(lead: Lead, console: Actor) -> None:
    for hours in (1, 2):
        call(lead, "no_answer", console, AT + timedelta(hours=hours))
    found = call(lead, "refused", console)
    assert (found.calls, found.state, found.look_again_at) == (3, "open", found.due_at)


def test_a_call_may_have_been_made_before_it_is_recorded(lead: Lead, console: Actor) -> None:
    made = AT + timedelta(minutes=10)
    found = call(lead, "here_free", console, true_at=made)
    assert (found.answered_at, found.closed_at) == (made, made)
    answer = LeadAnswer.objects.get(lead=lead)
    assert (answer.answered_at, answer.known_from) == (made, LATER)
    assert (Call.objects.get().at, Call.objects.get().known_at) == (made, LATER)


def test_a_correction_is_a_new_version_and_keeps_when_it_was_answered(lead: Lead, console: Actor) -> None:
    call(lead, "here_control", console)
    corrected = LATER + timedelta(hours=1)
    found = call(lead, "not_been_there", console, corrected)
    assert (found.outcome, found.answered_at, found.state) == ("not_been_there", LATER, "closed")
    versions = LeadAnswer.objects.filter(lead=lead).order_by("pk")
    assert list(versions.values_list("outcome", "answered_at", "known_from", "known_to")) == [
        ("here_control", LATER, LATER, corrected),
        ("not_been_there", LATER, corrected, None),
    ]


def test_a_closed_lead_takes_no_call(lead: Lead, console: Actor) -> None:
    call(lead, "here_free", console)
    for outcome in ("no_answer", "here_control"):
        with pytest.raises(NotAllowed):
            call(lead, outcome, console)
    assert Call.objects.count() == 1


def test_away_is_looked_at_again_on_the_day_of_return(lead: Lead, console: Actor) -> None:
    found = call(lead, "away", console)
    assert found.look_again_at == datetime(2022, 3, 4, 16, tzinfo=UTC)  # 5 March 0:00 in Shanxi


def test_elsewhere_addresses_the_letter(console: Actor) -> None:
    lead = one_lead(console, place="elsewhere", area="610113")
    call(lead, "elsewhere", console, away_place="西安市雁塔区")
    letter = TransferLetter.objects.get(lead=lead)
    assert (letter.to_name, letter.state) == ("西安市雁塔区", "draft")


def test_the_same_key_records_one_call(lead: Lead, console: Actor) -> None:
    for _ in range(2):
        call(lead, "no_answer", console, key="k")
    assert Call.objects.count() == IdempotencyKey.objects.count() == 1


def test_a_call_is_audited_and_told(lead: Lead, console: Actor) -> None:
    call(lead, "here_control", console)
    entry = AuditEntry.objects.get(action="leads.call")
    assert (entry.object_id, entry.detail) == (str(lead.pk), {"outcome": "here_control", "settles": True})
    assert OutboxNews.objects.get(topic="leads.called").payload == {
        "lead": lead.pk,
        "outcome": "here_control",
    }


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.COMMANDER, Role.AUDITOR])
def test_who_only_looks_records_nothing(lead: Lead, role: Role) -> None:
    with pytest.raises(Forbidden):
        call(lead, "here_free", make_actor(role))


def test_an_answer_answers_every_row_of_the_lead(console: Actor) -> None:
    """Rows that join later are answered by the answer that is there."""
    lead = one_lead(console)
    call(lead, "here_control", console)
    batch = make_batch()
    row = list_row(batch, 0, traveller("张三", number(1), "15400000001"))
    assert open_rows(batch_id=batch.pk, rows=[row], by=console, at=LATER).joined == 1
    assert lead.sources.count() == 2
    assert Lead.objects.get(pk=lead.pk).state == "answered"


def test_what_was_answered_before_a_reopening_does_not_date_the_next_answer(
    lead: Lead, console: Actor
) -> None:
    call(lead, "here_free", console)
    reopen(lead=lead, by=console, at=LATER + timedelta(hours=1), reason="弄错人")
    again = LATER + timedelta(hours=2)
    assert call(lead, "not_been_there", console, again).answered_at == again
    assert Lead.objects.get(pk=lead.pk).grid == GRID


def test_who_is_away_comes_back_from_the_day_of_the_call_on_within_half_a_year(
    lead: Lead, console: Actor
) -> None:
    with pytest.raises(ReturnBehind):
        call(lead, "away", console, back_on=date(2022, 2, 27))
    for year in (2023, 9999):
        with pytest.raises(ReturnTooFar):
            call(lead, "away", console, back_on=date(year, 2, 28))
    assert not Call.objects.exists()
    assert call(lead, "away", console, back_on=date(2022, 2, 28)).outcome == "away"
