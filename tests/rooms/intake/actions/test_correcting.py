"""Rejected rows are corrected: the row as received stays, its successor becomes a lead like any other."""

from __future__ import annotations

import pytest
from tests.rooms.intake.lists import HEADINGS, LI, NAMELESS, NOBODY, ZHANG, bring, counts, receive, rejected
from tests.rooms.leads.county import AT, number
from tests.rooms.staff import make_actor

from lianfang.core.intake.fields import Field
from lianfang.intake.actions import NotCorrectable, correct_row, enter_corrections, enter_row
from lianfang.intake.content import unseal
from lianfang.intake.models import Batch, Row
from lianfang.leads.jobs import open_batch
from lianfang.leads.models import LeadSource
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import Role


def test_a_corrected_row_keeps_its_other_cells_and_becomes_a_lead(console: Actor) -> None:
    batch = bring(console, ZHANG, NAMELESS)
    (row,) = rejected(batch)
    fresh, reasons = correct_row(row=row, values={Field.NAME: "赵六"}, by=console, at=AT)
    assert (fresh.outcome, reasons, fresh.row, fresh.seq) == ("ready", (), 3, 2)
    content = unseal(fresh.content.sealed)
    assert content.cells == ("赵六", number(3), "15400000003", "兴县蔚汾镇")
    assert content.traveller is not None and content.traveller.address == "兴县蔚汾镇"
    row.refresh_from_db()
    assert (row.known_to, row.replaced_by_id, row.outcome) == (fresh.known_from, fresh.pk, "rejected")
    assert unseal(row.content.sealed).cells[0] == ""
    assert counts(batch) == (2, 2, 0, 0, 0)
    open_batch(batch_id=batch.pk)
    assert LeadSource.objects.get(row=fresh).lead.person.name == "赵六"
    assert OutboxNews.objects.filter(topic="intake.row_corrected").count() == 1
    assert AuditEntry.objects.get(action="intake.correct").detail["replaced"] == 1


def test_a_field_that_had_no_column_can_be_added(console: Actor) -> None:
    batch = bring(console, ",兴县蔚汾镇,15400000009", "王五,兴县蔚汾镇,无", headings="姓名,现住址,联系电话")
    row = rejected(batch)[-1]
    fresh, reasons = correct_row(row=row, values={Field.ID_NUMBER: number(5)}, by=console, at=AT)
    assert (fresh.outcome, reasons) == ("warning", ("phone_missing",))
    assert unseal(fresh.content.sealed).cells == ("王五", "兴县蔚汾镇", "无", number(5))


def test_a_list_that_is_kept_by_hand_grows_by_its_next_row(console: Actor) -> None:
    batch = bring(console, ZHANG)
    values = {Field.NAME: "赵六", Field.ID_NUMBER: number(6), Field.FROM_PLACE: "陕西西安"}
    row = enter_row(batch=batch, values=values, by=console, at=AT)
    assert (row.seq, row.row, row.outcome, row.reasons) == (1, 3, "warning", ["phone_missing"])
    told = unseal(row.content.sealed).traveller
    assert told is not None and (told.name, told.from_place) == ("赵六", "陕西西安")
    assert counts(batch) == (2, 1, 1, 0, 0)
    open_batch(batch_id=batch.pk)
    assert LeadSource.objects.get(row=row).lead.person.name == "赵六"


def test_a_further_row_may_repeat_a_person_or_name_nobody(console: Actor) -> None:
    batch = bring(console, ZHANG)
    values = {Field.NAME: "张三", Field.ID_NUMBER: number(1)}
    again = enter_row(batch=batch, values=values, by=console, at=AT)
    nobody = enter_row(batch=batch, values={Field.NAME: "孙七"}, by=console, at=AT)
    assert (again.outcome, again.duplicate_of) == ("duplicate", 0)
    assert (nobody.outcome, nobody.reasons) == ("rejected", ["no_identity_no_contact"])
    assert counts(batch) == (3, 1, 0, 1, 1)


def test_a_further_row_waits_for_a_list_that_is_being_read(console: Actor) -> None:
    batch = receive(console, ZHANG)
    with pytest.raises(NotCorrectable):
        enter_row(batch=batch, values={Field.NAME: "赵六"}, by=console, at=AT)
    assert Row.objects.filter(batch=batch).count() == 0


def test_a_grid_worker_enters_no_row(console: Actor) -> None:
    batch = bring(console, ZHANG)
    with pytest.raises(Forbidden):
        enter_row(batch=batch, values={Field.NAME: "赵六"}, by=make_actor(Role.GRID), at=AT)


def test_a_correction_that_names_a_person_of_the_list_is_its_repeat(console: Actor) -> None:
    batch = bring(console, ZHANG, NOBODY)
    (row,) = rejected(batch)
    fresh, _reasons = correct_row(row=row, values={Field.ID_NUMBER: number(1)}, by=console, at=AT)
    assert (fresh.outcome, fresh.duplicate_of) == ("duplicate", 0)
    open_batch(batch_id=batch.pk)
    assert LeadSource.objects.filter(batch=batch).values("lead").distinct().count() == 1
    assert counts(batch) == (2, 1, 0, 0, 1)


def test_two_corrections_of_one_person_at_once_are_one_lead(console: Actor) -> None:
    batch = bring(console, NOBODY, NOBODY.replace("无", "-"))
    values = {Field.ID_NUMBER: number(7)}
    done = enter_corrections(
        batch=batch, corrections={row.pk: values for row in rejected(batch)}, by=console, at=AT
    )
    fresh = Row.objects.filter(pk__in=done.entered.values()).order_by("seq")
    assert [(row.outcome, row.duplicate_of) for row in fresh] == [("warning", None), ("duplicate", 2)]


@pytest.mark.parametrize("values", [{}, {Field.PHONE: "123"}, {Field.ID_NUMBER: "11010519491231002Y"}])
def test_a_correction_that_is_still_no_person_changes_nothing(
    console: Actor, values: dict[Field, str]
) -> None:
    batch = bring(console, NOBODY)
    (row,) = rejected(batch)
    same, reasons = correct_row(row=row, values=values, by=console, at=AT)
    assert (same.pk, reasons) == (row.pk, ("no_identity_no_contact",))
    assert counts(batch) == (1, 0, 0, 1, 0)
    assert Row.objects.count() == 1


def test_what_is_settled_or_still_being_read_cannot_be_corrected(console: Actor) -> None:
    batch = bring(console, ZHANG, NAMELESS)
    (row,) = rejected(batch)
    correct_row(row=row, values={Field.NAME: "赵六"}, by=console, at=AT)
    for settled in Row.objects.filter(batch=batch):
        with pytest.raises(NotCorrectable):
            correct_row(row=settled, values={Field.NAME: "钱七"}, by=console, at=AT)
    unread = receive(console, LI)
    with pytest.raises(NotCorrectable):
        enter_corrections(batch=unread, corrections={}, by=console, at=AT)
    with pytest.raises(Forbidden):
        enter_corrections(batch=batch, corrections={}, by=make_actor(Role.COMMANDER), at=AT)


def test_progress_of_a_batch_is_not_upset_by_corrections(console: Actor) -> None:
    batch = bring(console, NAMELESS, ZHANG)
    correct_row(row=rejected(batch)[0], values={Field.NAME: "赵六"}, by=console, at=AT)
    open_batch(batch_id=batch.pk)
    fresh = Batch.objects.get(pk=batch.pk)
    assert (fresh.state, fresh.rows, fresh.opened_rows) == ("done", 2, 3)


def test_the_headings_of_the_file_name_the_flaws(console: Actor) -> None:
    batch = bring(console, NOBODY)
    (row,) = rejected(batch)
    fresh, _reasons = correct_row(row=row, values={Field.PHONE: "15400000004"}, by=console, at=AT)
    (flaw,) = unseal(fresh.content.sealed).flaws
    assert (flaw.heading, flaw.field) == (HEADINGS.split(",")[1], "id_number")
