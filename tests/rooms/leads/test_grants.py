"""Every write of leads, by every role: what the table of grants gives is done, what it does not is refused unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from tests.rooms.leads.county import AT, GRID, TOWN, VILLAGE, number, one_lead, open_list, traveller
from tests.rooms.staff import make_actor

from lianfang.leads import actions
from lianfang.leads.models import DoubtfulPair, Lead, TransferLetter
from lianfang.people import actions as people
from lianfang.people.models import MergeRecord
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import GRANTS, Permission, Role

LATER = AT + timedelta(hours=1)
ROLES = [role for role in Role if role is not Role.CONSOLE]


@dataclass
class World:
    """A lead in each state a write can begin from."""

    waiting: Lead
    closed: Lead
    unplaced: Lead
    letter: TransferLetter
    pair: DoubtfulPair
    record: MergeRecord


Write = Callable[[World, Actor], object]
WRITES: dict[str, tuple[Permission, Write]] = {
    "call": (
        Permission.CALL_LEADS,
        lambda w, by: actions.record_call(lead=w.waiting, outcome="here_free", by=by, at=LATER),
    ),
    "give back": (
        Permission.CALL_LEADS,
        lambda w, by: actions.give_back(lead=w.waiting, by=by, at=LATER, note="x"),
    ),
    "reopen": (
        Permission.CALL_LEADS,
        lambda w, by: actions.reopen(lead=w.closed, by=by, at=LATER, reason="x"),
    ),
    "assign": (
        Permission.ASSIGN_LEADS,
        lambda w, by: actions.assign(lead_ids=[w.unplaced.pk], to_kind="grid", to_code=GRID, by=by, at=LATER),
    ),
    "forward": (
        Permission.ASSIGN_LEADS,
        lambda w, by: actions.forward(lead=w.unplaced, to_kind="town", to_code=TOWN, by=by, at=LATER),
    ),
    "place": (
        Permission.ASSIGN_LEADS,
        lambda w, by: actions.place(lead=w.unplaced, area=VILLAGE, by=by, at=LATER),
    ),
    "send letter": (
        Permission.SEND_LETTERS,
        lambda w, by: actions.send_letter(lead=w.waiting, to_name="西安市", by=by, at=LATER),
    ),
    "record reply": (
        Permission.SEND_LETTERS,
        lambda w, by: actions.record_reply(letter=w.letter, reply="已管控", by=by, at=LATER),
    ),
    "answer pair": (
        Permission.MERGE_PEOPLE,
        lambda w, by: actions.answer_pair(pair=w.pair, answer="separate", by=by, at=LATER),
    ),
    "merge": (
        Permission.MERGE_PEOPLE,
        lambda w, by: people.merge(kept=w.pair.other, gone=w.pair.person, reason="同一人", by=by, at=LATER),
    ),
    "part": (
        Permission.MERGE_PEOPLE,
        lambda w, by: actions.part_people(record=w.record, reason="两人", by=by, at=LATER),
    ),
    "reveal number": (
        Permission.REVEAL_NUMBERS,
        lambda w, by: people.reveal_number(person=w.waiting.person, reason="call", by=by, at=LATER),
    ),
    "reveal phone": (
        Permission.REVEAL_NUMBERS,
        lambda w, by: people.reveal_phone(
            phone=w.waiting.person.phones.all()[0], reason="call", by=by, at=LATER
        ),
    ),
}


@pytest.fixture
def world(console: Actor) -> World:
    home = "兴县蔚汾镇贺家坪村12号"
    waiting, closed = one_lead(console), one_lead(console, "李四", 2)
    actions.record_call(lead=closed, outcome="here_free", by=console, at=AT)
    sent = one_lead(console, "王五", 3, place="elsewhere", area="610113")
    letter = actions.send_letter(lead=sent, to_name="西安市", by=console, at=AT)
    open_list(console, traveller("张伟", number(5), "15400000005", home))
    open_list(console, traveller("张伟", "", "15400000006", home))
    one, other = one_lead(console, "赵六", 7), one_lead(console, "赵七", 8)
    other.person.number = other.person.number_index = None
    other.person.save()
    record = people.merge(kept=one.person, gone=other.person, reason="x", by=console, at=AT)
    unplaced = one_lead(console, "孙八", 9, place="none", area="")
    return World(waiting, closed, unplaced, letter, DoubtfulPair.objects.get(), record)


def traces() -> tuple[int, int]:
    return AuditEntry.objects.count(), OutboxNews.objects.count()


def check_trail(by: Actor, last: int) -> None:
    """Every entry of a write names who did it, in which role, and when."""
    for entry in AuditEntry.objects.filter(pk__gt=last):
        assert (entry.actor_id, entry.role, entry.at) == (by.staff_id, by.role.value, LATER)


@pytest.mark.parametrize("name", WRITES)
def test_a_write_is_for_those_whom_the_table_grants_it(world: World, name: str) -> None:
    permission, write = WRITES[name]
    done: dict[Role, bool] = {}
    for role in ROLES:
        by, before, last = make_actor(role), traces(), AuditEntry.objects.latest("pk").pk
        try:
            with transaction.atomic():
                write(world, by)
                done[role] = traces()[0] > before[0]
                check_trail(by, last)
                transaction.set_rollback(True)
        except Forbidden:
            done[role] = False
            assert traces() == before
    assert done == {role: permission in GRANTS[role] for role in ROLES}
