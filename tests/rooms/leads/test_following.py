"""Leads follow when persons are joined, and go back when they are parted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rooms.leads.county import AT, leads_of, number, open_list, traveller
from tests.rooms.staff import make_actor

from lianfang.leads.actions import answer_pair, part_people, record_call
from lianfang.leads.models import DoubtfulPair, Lead, LeadSource
from lianfang.people.actions import CannotMerge, CannotPart, merge, part
from lianfang.people.models import MergeRecord, Person
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

LATER, LAST = AT + timedelta(hours=1), AT + timedelta(hours=2)
Two = tuple[Lead, Lead]


@pytest.fixture
def two(console: Actor) -> Two:
    """Two leads: of a person with a number, and of one known by name and phone, who are one."""
    batch, _ = open_list(
        console, traveller("张三", number(1), "15400000001"), traveller("张山", "", "15400000002")
    )
    first, second = leads_of(batch)
    return first, second


def join(two: Two, by: Actor) -> MergeRecord:
    return merge(kept=two[0].person, gone=two[1].person, reason="同一人", by=by, at=LATER)


def state(lead: Lead) -> tuple[str, int]:
    lead.refresh_from_db()
    return lead.state, lead.person_id


def current(lead: Lead) -> list[int]:
    return list(
        LeadSource.objects.filter(lead=lead, known_to__isnull=True)
        .order_by("row__seq")
        .values_list("row__seq", flat=True)
    )


def test_of_two_open_leads_one_goes_into_the_other_with_its_sources(two: Two, console: Actor) -> None:
    join(two, console)
    kept, gone = two
    assert (state(kept), state(gone)) == (("open", kept.person_id), ("closed", gone.person_id))
    assert (current(kept), current(gone)) == ([0, 1], [])
    old = LeadSource.objects.get(lead=gone)
    assert old.known_to == LATER
    new = LeadSource.objects.get(row=old.row_id, known_to__isnull=True)
    assert (new.known_from, new.person_id, new.joined) == (LATER, kept.person_id, old.joined)
    assert list(gone.moves.order_by("pk").values_list("move", "note"))[-1] == ("merge", str(kept.pk))
    assert Person.objects.get(pk=gone.person_id).merged_into_id == kept.person_id


def test_parting_gives_back_what_joining_moved(two: Two, console: Actor) -> None:
    record = join(two, console)
    open_list(console, traveller("张三", number(1), "15400000003"))  # what comes later stays where it came
    part(record=record, reason="两人", by=console, at=LAST)
    kept, gone = two
    assert (state(kept), state(gone)) == (("open", kept.person_id), ("open", gone.person_id))
    assert (current(kept), current(gone)) == ([0, 0], [1])
    assert (gone.holder, gone.look_again_at) == ("grid", gone.due_at)
    history = LeadSource.objects.filter(row=LeadSource.objects.get(lead=gone, known_to__isnull=True).row_id)
    versions = list(history.order_by("pk").values_list("lead", "known_from", "known_to"))
    assert versions == [(gone.pk, AT, LATER), (kept.pk, LATER, LAST), (gone.pk, LAST, None)]


def test_what_was_found_out_is_not_asked_again(two: Two, console: Actor) -> None:
    kept, gone = two
    record_call(lead=gone, outcome="here_control", by=console, at=AT)
    record = join(two, console)
    assert (state(kept), state(gone)) == (("closed", kept.person_id), ("answered", kept.person_id))
    assert (current(kept), current(gone)) == ([], [0, 1])
    kept_person = Person.objects.get(name="张三")
    part(record=record, reason="两人", by=console, at=LAST)
    assert state(kept) == ("open", kept_person.pk)
    assert state(gone) == ("answered", Person.objects.get(name="张山").pk)
    assert (current(kept), current(gone)) == ([0], [1])


def test_an_answered_lead_that_was_merged_is_answered_again(two: Two, console: Actor) -> None:
    kept, gone = two
    record_call(lead=gone, outcome="here_control", by=console, at=AT)
    record_call(lead=kept, outcome="here_control", by=console, at=AT)
    record = join(two, console)
    assert state(gone)[0] == "closed"
    part(record=record, reason="两人", by=console, at=LAST)
    assert state(gone) == ("answered", gone.person_id)
    assert gone.outcome == "here_control"


def test_closed_leads_only_change_their_person(two: Two, console: Actor) -> None:
    kept, gone = two
    before = gone.person_id
    record_call(lead=gone, outcome="here_free", by=console, at=AT)
    record = join(two, console)
    assert state(gone) == ("closed", kept.person_id)
    assert (current(kept), current(gone)) == ([0], [1])
    assert LeadSource.objects.get(lead=gone, known_to__isnull=True).person_id == kept.person_id
    part(record=record, reason="两人", by=console, at=LAST)
    assert state(gone) == ("closed", before)


def test_a_lead_stays_closed_where_its_person_has_gone_on_since(two: Two, console: Actor) -> None:
    kept, gone = two
    record_call(lead=gone, outcome="here_control", by=console, at=AT)
    record = join(two, console)  # the open lead of the kept person went into the answered one
    record_call(lead=gone, outcome="here_free", by=console, at=LATER)
    open_list(console, traveller("张三", number(1), "15400000001"), at=LATER)
    part(record=record, reason="两人", by=console, at=LAST)
    assert state(kept)[0] == "closed"
    assert Lead.objects.filter(person=kept.person_id).exclude(state="closed").count() == 1


def test_numbers_and_phones_come_and_go(two: Two, console: Actor) -> None:
    named, numbered = two[1].person, two[0].person
    record = merge(kept=named, gone=numbered, reason="同一人", by=console, at=LATER)
    named.refresh_from_db()
    assert bytes(named.number_index or b"") == bytes(numbered.number_index or b"")
    assert (named.number_kind, named.born, named.sex, named.phones.count()) == (
        "mainland",
        numbered.born,
        "f",
        2,
    )
    batch, _ = open_list(console, traveller("张三", number(1)))
    assert leads_of(batch)[0].person_id == named.pk
    part(record=record, reason="两人", by=console, at=LAST)
    named.refresh_from_db()
    assert (named.number, named.number_index, named.number_kind, named.born, named.sex) == (
        None,
        None,
        "",
        None,
        "",
    )
    assert (named.phones.count(), numbered.phones.count()) == (1, 1)


@pytest.mark.parametrize("code", ["same_record", "merged_already", "numbers_differ"])
def test_who_cannot_be_joined(two: Two, console: Actor, code: str) -> None:
    kept, gone = two[0].person, two[1].person
    if code == "same_record":
        gone = kept
    elif code == "merged_already":
        join(two, console)
    else:
        batch, _ = open_list(console, traveller("张三", number(9)))
        gone = leads_of(batch)[0].person
    with pytest.raises(CannotMerge) as refused:
        merge(kept=kept, gone=gone, reason="x", by=console, at=LAST)
    assert refused.value.code == code


def test_a_joining_is_undone_once_and_in_order(two: Two, console: Actor) -> None:
    batch, _ = open_list(console, traveller("章三", "", "15400000009"))
    third = leads_of(batch)[0].person
    first = join(two, console)
    second = merge(kept=third, gone=two[0].person, reason="x", by=console, at=LATER)
    with pytest.raises(CannotPart):
        part(record=first, reason="x", by=console, at=LAST)
    part(record=second, reason="x", by=console, at=LAST)
    part_people(record=first, reason="x", by=console, at=LAST, key="k")
    part_people(record=first, reason="x", by=console, at=LAST, key="k")
    with pytest.raises(CannotPart):
        part(record=first, reason="x", by=console, at=LAST)
    assert MergeRecord.objects.filter(undoes=first).count() == 1
    assert AuditEntry.objects.filter(action="people.part").count() == 2


def test_joining_and_parting_are_for_the_data_group(two: Two, console: Actor) -> None:
    town = make_actor(Role.TOWN)
    record = join(two, console)
    with pytest.raises(Forbidden):
        merge(kept=two[0].person, gone=two[1].person, reason="x", by=town, at=LAST)
    with pytest.raises(Forbidden):
        part(record=record, reason="x", by=town, at=LAST)


@pytest.fixture
def pair(console: Actor) -> DoubtfulPair:
    home = "兴县蔚汾镇贺家坪村12号"
    open_list(console, traveller("张伟", number(1), "15400000001", home))
    open_list(console, traveller("张伟", "", "15400000002", home))
    found: DoubtfulPair = DoubtfulPair.objects.get()
    return found


@pytest.mark.parametrize(("answer", "leads"), [("merged", 1), ("separate", 2)])
def test_a_pair_is_answered_once(pair: DoubtfulPair, console: Actor, answer: str, leads: int) -> None:
    for told in (answer, "separate"):
        found = answer_pair(pair=pair, answer=told, by=console, at=LATER)
    assert (found.answer, found.answered_at, found.answered_by) == (answer, LATER, console.staff_id)
    assert Lead.objects.exclude(state="closed").count() == leads
    assert not Lead.objects.filter(doubtful=True).exists()
    assert AuditEntry.objects.filter(action="leads.answer_pair").count() == 1


def test_an_answer_is_one_of_two(pair: DoubtfulPair, console: Actor) -> None:
    with pytest.raises(ValueError, match="maybe"):
        answer_pair(pair=pair, answer="maybe", by=console, at=LATER)
    with pytest.raises(Forbidden):
        answer_pair(pair=pair, answer="merged", by=make_actor(Role.GRID), at=LATER)


def test_a_flag_stays_while_another_pair_waits(pair: DoubtfulPair, console: Actor) -> None:
    home = "兴县蔚汾镇贺家坪村12号"
    open_list(console, traveller("张伟", "", "15400000003", home))
    last = Lead.objects.latest("pk")
    first, *others = DoubtfulPair.objects.filter(lead=last).order_by("pk")
    assert others
    answer_pair(pair=first, answer="separate", by=console, at=LATER)
    assert Lead.objects.get(pk=last.pk).doubtful
    for other in others:
        answer_pair(pair=other, answer="separate", by=console, at=LATER)
    assert not Lead.objects.get(pk=last.pk).doubtful
