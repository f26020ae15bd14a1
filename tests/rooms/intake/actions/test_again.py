"""A list is read again once its headings are known: rejected rows get another chance, leads stay."""

from __future__ import annotations

import pytest
from tests.rooms.intake.lists import LI, NAMELESS, ZHANG, bring, counts, outcomes, receive
from tests.rooms.leads.county import AT, number

from lianfang.core.intake.rows import Outcome, ReadRow
from lianfang.intake.actions import (
    NotCorrectable,
    UnknownHeading,
    ask_again,
    read_again,
    read_batch,
    save_headings,
)
from lianfang.intake.actions.again import list_entries
from lianfang.intake.models import Batch
from lianfang.leads.importing import open_batch_rows
from lianfang.leads.models import LeadSource
from lianfang.shared.actor import Actor

ODD = "姓名,代码甲,代码乙,现住址"


def again(batch: Batch, by: Actor) -> Batch:
    ask_again(batch=batch, by=by, at=AT)
    read_again(batch_id=batch.pk, by=by, tick=lambda: AT)
    open_batch_rows(batch_id=batch.pk, by=by, tick=lambda: AT)
    return Batch.objects.get(pk=batch.pk)


def test_rejected_rows_are_entered_under_saved_headings(console: Actor) -> None:
    batch = bring(
        console, "张三,无,A1,兴县蔚汾镇", "李四,无,A2,兴县蔚汾镇", headings="姓名,身份证号,代码,现住址"
    )
    assert counts(batch) == (2, 0, 0, 2, 0)
    save_headings(source=batch.source, headings={"代码": "note", "身份证号": "ignored"}, by=console, at=AT)
    assert counts(again(batch, console)) == (2, 0, 0, 2, 0)  # they still name nobody


def test_rows_with_leads_keep_them_and_others_get_theirs(console: Actor) -> None:
    lines = [f"张三,{number(1)},15400000001,兴县蔚汾镇", "李四,不详,15400000002,兴县蔚汾镇"]
    batch = bring(console, *lines, headings="姓名,身份证号,联络,现住址")
    before = set(LeadSource.objects.filter(batch=batch).values_list("row", "lead"))
    save_headings(source=batch.source, headings={"联络": "phone"}, by=console, at=AT)
    done = again(batch, console)
    assert before <= set(LeadSource.objects.filter(batch=batch).values_list("row", "lead"))
    assert done.state == "done"
    assert {outcome for _row, outcome, _reasons in outcomes(done)} <= {"ready", "warning"}
    assert done.rows == done.ready + done.warning + done.rejected + done.duplicate == 2
    assert again(done, console).rows == 2  # once more changes nothing
    assert LeadSource.objects.filter(batch=batch).count() == 2


def test_a_failed_file_is_read_once_its_headings_are_known(console: Actor) -> None:
    batch = receive(console, "甲某,无,蔚汾镇", headings="何人,何号,何处")
    failed = read_batch(batch_id=batch.pk, by=console, tick=lambda: AT)
    assert failed.state == "failed"
    save_headings(
        source=batch.source, headings={"何人": "name", "何号": "phone", "何处": "address"}, by=console, at=AT
    )
    assert ask_again(batch=failed, by=console, at=AT).state == "received"
    assert outcomes(read_batch(batch_id=batch.pk, by=console, tick=lambda: AT)) == [
        (2, "rejected", ["no_identity_no_contact"])
    ]


def test_a_batch_in_work_is_not_read_again(console: Actor) -> None:
    with pytest.raises(NotCorrectable):
        ask_again(batch=receive(console, LI), by=console, at=AT)
    batch = bring(console, ZHANG)
    assert read_again(batch_id=batch.pk, by=console, tick=lambda: AT).state == "done"  # nobody asked


def test_headings_are_kept_beside_those_kept_before_and_can_be_forgotten(console: Actor) -> None:
    source = bring(console, NAMELESS).source
    save_headings(source=source, headings={"甲": "name", "乙": "phone"}, by=console, at=AT)
    save_headings(source=source, headings={"乙": "", "丙": "note", " ": "note"}, by=console, at=AT)
    source.refresh_from_db()
    assert source.headings == {"甲": "name", "丙": "note"}
    with pytest.raises(UnknownHeading):
        save_headings(source=source, headings={"丁": "shoe_size"}, by=console, at=AT)


READY = ReadRow("", 2, ("a",), Outcome.READY)
REPEAT = READY._replace(row=3, outcome=Outcome.DUPLICATE, duplicate_of=0)
NEXT = READY._replace(row=4, outcome=Outcome.DUPLICATE, duplicate_of=0)


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ({}, [(2, "ready", None), (3, "duplicate", 0), (4, "duplicate", 0)]),
        ({("", 2): (10, 0, "ready")}, [(3, "duplicate", 0), (4, "duplicate", 0)]),
        ({("", 2): (10, 0, "rejected")}, [(2, "ready", None), (3, "duplicate", 1), (4, "duplicate", 1)]),
        (
            {("", 2): (10, 0, "rejected"), ("", 3): (11, 1, "ready"), ("", 4): (12, 2, "rejected")},
            [(2, "duplicate", 1), (4, "duplicate", 1)],
        ),
        ({("", 2): (10, 0, "ready"), ("", 3): (11, 1, "duplicate"), ("", 4): (12, 2, "warning")}, []),
    ],
)
def test_what_an_entry_repeats_is_the_row_that_has_the_lead(known, wanted) -> None:
    entries = list_entries(iter([READY, REPEAT, NEXT]), known)
    assert [(one.read.row, one.read.outcome.value, one.read.duplicate_of) for one in entries] == wanted
