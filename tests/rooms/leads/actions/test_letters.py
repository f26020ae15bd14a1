"""Letters to other counties: one number each, and the lead is closed with them (rules §8.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.rooms.leads.county import AT, one_lead
from tests.rooms.staff import make_actor

from lianfang.core.moves import NotAllowed
from lianfang.leads.actions import NoDestination, record_call, record_reply, send_letter
from lianfang.leads.models import Lead, LeadAnswer, TransferLetter
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

LATER = AT + timedelta(hours=1)


@pytest.fixture
def lead(console: Actor) -> Lead:
    return one_lead(console, place="elsewhere", area="610113")


def test_a_sent_letter_answers_and_closes_the_lead(lead: Lead, console: Actor) -> None:
    letter = send_letter(lead=lead, to_name="西安市", to_area="6101", by=console, at=LATER)
    assert (letter.number, letter.state, letter.to_name, letter.to_area) == (
        "协查〔2022〕1号",
        "sent",
        "西安市",
        "6101",
    )
    assert (letter.sent_at, letter.sent_by) == (LATER, console.staff_id)
    lead.refresh_from_db()
    assert (lead.state, lead.outcome, lead.answered_at) == ("closed", "elsewhere", LATER)
    assert LeadAnswer.objects.get(lead=lead).outcome == "elsewhere"
    assert lead.moves.latest("pk").move == "transfer"
    assert AuditEntry.objects.filter(action="leads.send_letter").count() == 1


def test_an_answer_that_said_so_keeps_its_time(lead: Lead, console: Actor) -> None:
    record_call(lead=lead, outcome="elsewhere", away_place="西安市", by=console, at=AT)
    send_letter(lead=lead, by=console, at=LATER)
    assert LeadAnswer.objects.get(lead=lead).answered_at == AT
    assert TransferLetter.objects.get(lead=lead).to_name == "西安市"


def test_numbers_run_by_year_and_a_letter_keeps_its_own(lead: Lead, console: Actor) -> None:
    others = [one_lead(console, f"李{n}", n, place="elsewhere", area="6101") for n in (2, 3)]
    new_year = datetime(2022, 12, 31, 17, tzinfo=UTC)  # 2023 in Shanxi
    numbers = [
        send_letter(lead=lead, to_name="甲", by=console, at=LATER).number,
        send_letter(lead=others[0], to_name="乙", by=console, at=LATER).number,
        send_letter(lead=lead, to_name="丙", by=console, at=LATER).number,
        send_letter(lead=others[1], to_name="丁", by=console, at=new_year).number,
    ]
    assert numbers == ["协查〔2022〕1号", "协查〔2022〕2号", "协查〔2022〕1号", "协查〔2023〕1号"]


def test_a_letter_needs_somewhere_to_go(console: Actor) -> None:
    lead = one_lead(console)
    with pytest.raises(NoDestination):
        send_letter(lead=lead, by=console, at=LATER)
    assert not TransferLetter.objects.exists()


def test_a_closed_lead_is_not_handed_over(console: Actor) -> None:
    lead = one_lead(console)
    record_call(lead=lead, outcome="here_free", by=console, at=AT)
    with pytest.raises(NotAllowed):
        send_letter(lead=lead, to_name="西安市", by=console, at=LATER)


def test_a_reply_is_kept_for_a_letter_that_was_sent(lead: Lead, console: Actor) -> None:
    draft = TransferLetter.objects.get(lead=lead)
    with pytest.raises(ValueError, match="not sent"):
        record_reply(letter=draft, reply="已管控", by=console, at=LATER)
    letter = send_letter(lead=lead, to_name="西安市", by=console, at=LATER, key="k")
    assert send_letter(lead=lead, to_name="西安市", by=console, at=LATER, key="k") == letter
    replied = record_reply(letter=letter, reply="已管控", by=console, at=LATER)
    assert (replied.state, replied.reply, replied.replied_at) == ("answered", "已管控", LATER)


@pytest.mark.parametrize("role", [Role.TOWN, Role.GRID, Role.INSPECTOR])
def test_letters_are_for_the_office(lead: Lead, role: Role) -> None:
    by = make_actor(role)
    with pytest.raises(Forbidden):
        send_letter(lead=lead, to_name="西安市", by=by, at=LATER)
    with pytest.raises(Forbidden):
        record_reply(letter=TransferLetter.objects.get(lead=lead), reply="x", by=by, at=LATER)
