"""Rows become leads: one person, one open lead, every source kept (A3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from tests.rooms.leads.county import (
    AT,
    COMMUNITY,
    COMPOUND_GRID,
    GRID,
    MIDNIGHT,
    TOWN,
    VILLAGE,
    leads_of,
    list_row,
    make_batch,
    number,
    open_list,
    traveller,
)

from lianfang.intake.models import Batch
from lianfang.leads.actions import Opened, open_rows, record_call
from lianfang.leads.models import DoubtfulPair, Lead, LeadMove, LeadSource, TransferLetter
from lianfang.people.models import Person, PersonPhone
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry, OutboxNews

ZHANG = traveller("张三", number(1), "15400000001", "兴县蔚汾镇贺家坪村")
LI = traveller("李四", number(2), "15400000002", "兴县蔚汾镇")


def test_a_row_opens_a_lead_at_its_grid_due_the_same_day(console: Actor) -> None:
    batch, opened = open_list(console, ZHANG)
    assert opened == Opened(opened=1, assigned=1, last_seq=0)
    (lead,) = leads_of(batch)
    assert (lead.town, lead.community, lead.grid, lead.holder) == (TOWN, VILLAGE, GRID, "grid")
    assert (lead.state, lead.outcome, lead.person.name, lead.category) == ("open", "", "张三", "arrival")
    assert (lead.received_at, lead.due_at, lead.look_again_at) == (AT, MIDNIGHT, MIDNIGHT)
    move = LeadMove.objects.get(lead=lead)
    assert (move.move, move.to_holder, move.to_code, move.by) == ("open", "grid", GRID, console.staff_id)


@pytest.mark.parametrize(
    ("place", "area", "address", "holder", "codes"),
    [
        ("assigned", TOWN, "兴县蔚汾镇", "town", (TOWN, "", "")),
        ("assigned", COMMUNITY, "蔚汾景苑社区", "community", (TOWN, COMMUNITY, "")),
        ("assigned", COMMUNITY, "蔚汾景苑社区景苑小区3号楼", "grid", (TOWN, COMMUNITY, COMPOUND_GRID)),
        ("assigned", VILLAGE, "贺家坪", "grid", (TOWN, VILLAGE, GRID)),
        ("ambiguous", "", "高家村", "office", ("", "", "")),
        ("none", "", "不详", "office", ("", "", "")),
        ("elsewhere", "610113", "陕西省西安市雁塔区", "office", ("", "", "")),
    ],
)
def test_the_place_says_who_takes_it_up(
    console: Actor, place: str, area: str, address: str, holder: str, codes: tuple[str, str, str]
) -> None:
    told = traveller("张三", number(1), "15400000001", address)
    candidates = (VILLAGE, TOWN) if place == "ambiguous" else ()
    batch, opened = open_list(console, told, place=place, area=area, candidates=candidates)
    (lead,) = leads_of(batch)
    assert (lead.holder, (lead.town, lead.community, lead.grid)) == (holder, codes)
    assert lead.candidates == list(candidates)
    counted = {
        "assigned": opened.assigned, "ambiguous": opened.ambiguous, "elsewhere": opened.elsewhere,
        "none": opened.unplaced,
    }  # fmt: skip
    assert counted.pop(place) == 1 and not any(counted.values())
    letters = list(TransferLetter.objects.values_list("lead", "to_area", "to_name", "state"))
    assert letters == ([(lead.pk, "610113", address, "draft")] if place == "elsewhere" else [])


def test_rejected_rows_open_nothing_and_are_passed_over(console: Actor) -> None:
    batch, opened = open_list(console, None, ZHANG, None)
    assert (opened.opened, opened.last_seq) == (1, 2)
    assert Batch.objects.get(pk=batch.pk).opened_rows == 3
    assert LeadSource.objects.count() == 1


def test_a_person_with_an_open_lead_joins_it_from_any_list(console: Actor) -> None:
    open_list(console, ZHANG)
    later = AT + timedelta(hours=2)
    batch, opened = open_list(console, traveller("张珊", number(1), "15400000009"), LI, at=later)
    assert (opened.opened, opened.joined) == (1, 1)
    zhang, _ = leads_of(batch)
    assert zhang.person.name == "张三"
    assert list(zhang.sources.order_by("pk").values_list("joined", flat=True)) == [False, True]
    assert zhang.person.phones.count() == 2
    assert (zhang.received_at, zhang.due_at) == (AT, MIDNIGHT)


def test_a_closed_lead_is_not_joined(console: Actor) -> None:
    first, _ = open_list(console, ZHANG)
    record_call(lead=leads_of(first)[0], outcome="here_free", by=console, at=AT)
    batch, opened = open_list(console, ZHANG)
    assert (opened.opened, opened.joined) == (1, 0)
    assert leads_of(batch)[0].pk != leads_of(first)[0].pk
    assert Lead.objects.filter(person=leads_of(batch)[0].person).count() == 2


def test_two_rows_of_one_known_person_open_one_lead(console: Actor) -> None:
    """Rows a file cannot tell to be one, that a known person brings together."""
    first, _ = open_list(console, traveller("张三", number(1), "15400000001/15400000002"))
    record_call(lead=leads_of(first)[0], outcome="here_free", by=console, at=AT)
    batch, opened = open_list(
        console, traveller("张三", number(1), "15400000001"), traveller("张三", "", "15400000002")
    )
    assert (opened.opened, opened.joined) == (1, 1)
    assert len({lead.pk for lead in leads_of(batch)}) == 1


@pytest.mark.parametrize("split", [1, 2, 3])
def test_duplicates_go_where_the_row_before_them_went(console: Actor, split: int) -> None:
    batch = make_batch()
    rows = [
        list_row(batch, 0, traveller("张三", "", "15400000001")),
        list_row(batch, 1, ZHANG, duplicate_of=0),
        list_row(batch, 2, traveller("张三", "", "15400000001 15400000007"), duplicate_of=0),
        list_row(batch, 3, LI),
    ]
    for block in (rows[:split], rows[split:]):
        open_rows(batch_id=batch.pk, rows=block, by=console, at=AT)
    leads = leads_of(batch)
    assert [lead.pk == leads[0].pk for lead in leads] == [True, True, True, False]
    person = Person.objects.get(pk=leads[0].person_id)
    assert person.number is not None and person.number_kind == "mainland" and person.born == date(1980, 5, 1)
    assert person.phones.count() == 2
    assert list(LeadSource.objects.filter(batch=batch).values_list("joined", flat=True)) == [False] * 4


def test_a_duplicate_of_a_joined_row_has_joined_too(console: Actor) -> None:
    open_list(console, ZHANG)
    batch = make_batch()
    rows = [list_row(batch, 0, ZHANG), list_row(batch, 1, ZHANG, duplicate_of=0)]
    opened = open_rows(batch_id=batch.pk, rows=rows, by=console, at=AT)
    assert (opened.joined, opened.duplicates) == (1, 1)
    assert list(LeadSource.objects.filter(batch=batch).values_list("joined", flat=True)) == [True, True]


def test_an_unplaced_lead_gets_the_place_a_later_row_names(console: Actor) -> None:
    first, _ = open_list(console, ZHANG, place="none", area="")
    open_list(console, ZHANG, place="assigned", area=VILLAGE)
    (lead,) = leads_of(first)
    assert (lead.place, lead.holder, lead.grid, lead.address) == ("assigned", "grid", GRID, ZHANG.address)
    assert list(lead.moves.order_by("pk").values_list("move", "to_code")) == [
        ("open", ""),
        ("assign_grid", GRID),
    ]


def test_a_placed_lead_keeps_its_place(console: Actor) -> None:
    first, _ = open_list(console, ZHANG)
    open_list(console, ZHANG, place="assigned", area=TOWN)
    assert leads_of(first)[0].grid == GRID


def test_rows_that_were_opened_are_passed_over(console: Actor) -> None:
    batch = make_batch()
    rows = [
        list_row(batch, 0, ZHANG),
        list_row(batch, 1, LI),
        list_row(batch, 2, traveller("王五", number(3))),
    ]
    open_rows(batch_id=batch.pk, rows=rows[:2], by=console, at=AT)
    again = open_rows(batch_id=batch.pk, rows=rows[:2], by=console, at=AT)
    assert again == Opened(last_seq=1, again=True)
    rest = open_rows(batch_id=batch.pk, rows=rows, by=console, at=AT)
    assert (rest.opened, rest.last_seq) == (1, 2)
    assert (Lead.objects.count(), LeadSource.objects.count()) == (3, 3)
    assert Batch.objects.get(pk=batch.pk).opened_rows == 3


def test_a_block_leaves_one_audit_row_and_one_piece_of_news(console: Actor) -> None:
    batch, _ = open_list(console, ZHANG, LI, traveller("张三", number(3), "15400000001"))
    entry = AuditEntry.objects.get(action="leads.open")
    assert (entry.object_kind, entry.object_id) == ("batch", str(batch.pk))
    assert (entry.detail["opened"], entry.detail["first_seq"], entry.detail["last_seq"]) == (3, 0, 2)
    assert len(entry.detail["sha256"]) == 64
    news = OutboxNews.objects.get(topic="leads.opened")
    assert news.payload == {"batch": batch.pk, "first_seq": 0, "last_seq": 2}


def test_numbers_and_phones_are_not_readable_in_the_tables(console: Actor) -> None:
    open_list(console, ZHANG)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(person::text, '') FROM people_person person")
        (people,) = cursor.fetchone()
        cursor.execute("SELECT string_agg(phone::text, '') FROM people_personphone phone")
        (phones,) = cursor.fetchone()
    assert number(1) not in people and number(1).encode().hex() not in people
    assert "15400000001" not in phones and b"15400000001".hex() not in phones


@pytest.mark.parametrize(
    ("known", "newcomer", "suggestion", "reasons"),
    [
        (  # one without a number; the same sound, the same phone
            traveller("张伟", number(1), "15400000001"),
            traveller("章伟", "", "15400000001"),
            "ask",
            {"name_same_sound", "mobile_shared"},
        ),
        (  # the same name in the same village
            traveller("张伟", "", "15400000001", "兴县蔚汾镇贺家坪村12号"),
            traveller("张伟", number(1), "15400000002", "兴县蔚汾镇贺家坪村12号"),
            "ask",
            {"name_equal", "address_equal"},
        ),
        (
            traveller("张伟", number(1), "15400000001", "兴县蔚汾镇贺家坪村12号"),
            traveller("张伟", "", "15400000002", "蔚汾镇贺家坪村12号"),
            "ask",
            {"name_equal", "address_close"},
        ),
        (  # no number, the same birthday
            traveller("张伟", number(1), "15400000001"),
            traveller("张伟", "", "15400000002", born=date(1980, 5, 1)),
            "ask",
            {"name_equal", "born_equal"},
        ),
    ],
)
def test_who_may_be_one_is_parked_and_stops_nothing(
    console: Actor, known: object, newcomer: object, suggestion: str, reasons: set[str]
) -> None:
    open_list(console, known)  # type: ignore[arg-type]
    batch, opened = open_list(console, newcomer)  # type: ignore[arg-type]
    assert (opened.opened, opened.doubtful) == (1, 1)
    (lead,) = leads_of(batch)
    assert lead.doubtful
    pair = DoubtfulPair.objects.get(lead=lead)
    assert (pair.suggestion, pair.answer) == (suggestion, "")
    assert {code for code, _ in pair.reasons} == reasons


def test_doubtful_newcomers_of_one_block_are_seen(console: Actor) -> None:
    home = "兴县蔚汾镇贺家坪村12号"
    _, opened = open_list(
        console, traveller("张伟", "", "15400000001", home), traveller("张伟", number(1), "15400000002", home)
    )
    assert (opened.opened, opened.doubtful) == (2, 1)


@pytest.mark.parametrize(
    ("known", "newcomer"),
    [
        (traveller("张伟", number(1), "15400000001"), traveller("张伟", number(2), "15400000001")),
        (traveller("张伟", number(1), "15400000001"), traveller("李强", "", "15400000001")),
        (traveller("张伟", number(1), "15400000001"), traveller("张伟", number(2), "15400000002")),
        (traveller("张伟", "", "15400000001"), traveller("张伟", "", "15400000002")),
    ],
)
def test_two_numbers_a_shared_phone_or_a_name_alone_are_no_doubt(
    console: Actor, known: object, newcomer: object
) -> None:
    _, opened = open_list(console, known, newcomer)  # type: ignore[arg-type]
    assert (opened.opened, opened.doubtful) == (2, 0)


def test_two_records_that_turn_out_to_be_one_are_parked_for_joining(console: Actor) -> None:
    """One known by number, one by name and phone; a row with all three shows that they are one."""
    numbered, _ = open_list(console, traveller("张三", number(1), "15400000001"))
    named, _ = open_list(console, traveller("张三", "", "15400000002"))
    for _ in range(2):
        open_list(console, traveller("张三", number(1), "15400000002"))
    pair = DoubtfulPair.objects.get()
    people = (leads_of(numbered)[0].person_id, leads_of(named)[0].person_id)
    assert (pair.person_id, pair.other_id, pair.score, pair.suggestion) == (*people, 1.0, "merge")
    assert Lead.objects.get(pk=leads_of(numbered)[0].pk).doubtful


def test_a_popular_name_stays_bounded(console: Actor) -> None:
    home = "兴县蔚汾镇贺家坪村"
    open_list(console, *(traveller("张伟", "", f"1540000{n:04d}", home) for n in range(30)))
    _, opened = open_list(console, traveller("张伟", number(1), "15499999999", home))
    assert 1 <= opened.doubtful <= 3


def test_the_application_role_may_do_all_of_it(console: Actor, as_app_role: None) -> None:
    batch, opened = open_list(console, ZHANG, traveller("李四", "", "15400000002"))
    assert opened.opened == 2
    assert PersonPhone.objects.count() == 2
    assert leads_of(batch)[0].person.number_index is not None


def test_damaged_and_endless_texts_stop_nothing(console: Actor) -> None:
    told = traveller("张三", number(1), "15400000001")._replace(
        name="张\x1f三\x00", address="兴县\x00" + "长" * 300
    )
    batch, opened = open_list(
        console, told, LI._replace(category="类" * 90, from_place="远" * 200, transport="车" * 99)
    )
    assert opened.opened == 2
    first, second = leads_of(batch)
    assert (first.person.name, first.address) == ("张三", "兴县" + "长" * 198)
    assert (len(second.category), len(second.from_place), len(second.transport)) == (40, 120, 80)
