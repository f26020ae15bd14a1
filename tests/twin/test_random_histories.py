"""Whatever is done in whatever order, figures add up, count what they list, and signed reports read as signed.

Histories go through the public actions of every room at rising times: lists, calls, handing on, joining and
parting, orders and all that ends them, results, corrections, signatures (Hypothesis).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rooms.leads.county import (
    AT,
    GRID,
    OTHER_GRID,
    TOWN,
    make_county,
    number,
)
from tests.rooms.orders.world import DAY, HOUR, due_of, facts, staff

from lianfang.core.figures import memory
from lianfang.core.figures.cut import Cut, CutHour, cut_of
from lianfang.core.figures.dispatch import DISPATCH, FIGURES, IDENTITIES
from lianfang.core.figures.facts import TABLES
from lianfang.core.figures.identities import reconcile
from lianfang.core.intake.fields import Field
from lianfang.core.moves import NotAllowed
from lianfang.figures.actions import sign_report
from lianfang.figures.checks import check_signed_reports
from lianfang.figures.facts import relation
from lianfang.figures.queries import get_counts, list_members, paths_with_members
from lianfang.intake.actions import accept_file, correct_row, read_batch
from lianfang.intake.models import Batch, Row
from lianfang.leads import actions as leads
from lianfang.leads.actions import AnotherOpen
from lianfang.leads.checks import check_sources
from lianfang.leads.importing import open_batch_rows
from lianfang.leads.models import Lead, LeadAnswer, LeadSource
from lianfang.orders import actions as orders
from lianfang.orders.actions import ResultIn
from lianfang.orders.checks import check_neighbours
from lianfang.orders.models import Order, Spell
from lianfang.orders.refusals import OrderRefused
from lianfang.people import actions as people
from lianfang.people.actions import CannotMerge, CannotPart
from lianfang.people.models import MergeRecord, Person
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import LOCAL
from lianfang.shared.models import KnowledgeMark
from lianfang.shared.roles import Role

REFUSALS = (NotAllowed, AnotherOpen, OrderRefused, CannotMerge, CannotPart)
OUTCOMES = ("here_control", "here_free", "no_answer", "not_been_there", "wrong_number", "incomplete")
NAMES = "三四五"
VILLAGES = ("蔚汾镇贺家坪村", "魏家滩镇白家塔村")
FLOOD = 6  # so few people that they meet again and again


@pytest.fixture
def console(db: None) -> Actor:
    """The console of a small county."""
    return make_county()


class History:
    """A county to which things happen; every deed takes one die, which chooses whom it happens to and how."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self.at = AT
        self.lists = 0
        self.town = staff(Role.TOWN, TOWN)

    def pick(self, rows: Any, die: int) -> Any:
        """Return one of the rows."""
        held = list(rows.order_by("pk"))
        return held[die % len(held)] if held else None

    def receive(self, die: int) -> None:
        """A list of two or three people, some with a number, some without, some on lists before."""
        self.lists += 1
        lines = ["姓名,身份证号,联系电话,现住址"]
        for each in (die % FLOOD, (die + 1 + self.lists) % FLOOD):
            known = number(each) if (die + each) % 3 else ""
            village = VILLAGES[(die + each) % 2]
            lines.append(f"张{NAMES[each % 3]},{known},1540000000{each % 4},兴县{village}")
        if die % 4 == 0:
            lines.append(f"李四{self.lists},,,兴县{VILLAGES[0]}")  # rejected
        accepted = accept_file(
            content="\n".join([*lines, f"备注{self.lists}"]).encode(), filename="名单.csv", source_name="省厅",
            pushed_at=self.at, by=self.by, at=self.at,
        )  # fmt: skip
        read_batch(batch_id=accepted.batch.pk, by=self.by, tick=lambda: self.at)
        if die % 5:
            self.open(die)

    def open(self, die: int) -> None:
        """What was read becomes leads, at once or later."""
        for batch in Batch.objects.filter(state="opening").order_by("pk"):
            open_batch_rows(batch_id=batch.pk, by=self.by, tick=lambda: self.at)

    def enter_again(self, die: int) -> None:
        """A rejected row is corrected."""
        self.open(die)
        row = self.pick(Row.objects.filter(outcome="rejected", known_to__isnull=True), die)
        if row is not None:
            correct_row(row=row, values={Field.PHONE: f"1540000000{die % 4}"}, by=self.by, at=self.at)
            self.open(die)

    def call(self, die: int) -> None:
        """A call, perhaps written down later, perhaps a correction of the one before."""
        lead = self.pick(Lead.objects.all(), die)
        if lead is not None:
            leads.record_call(
                lead=lead, outcome=OUTCOMES[die % len(OUTCOMES)], by=self.by, at=self.at,
                true_at=self.at - (die % 5) * HOUR,
            )  # fmt: skip

    def reopen(self, die: int) -> None:
        """An answer is taken back."""
        lead = self.pick(Lead.objects.exclude(state="open"), die)
        if lead is not None:
            leads.reopen(lead=lead, by=self.by, at=self.at, reason="重核")

    def hand_on(self, die: int) -> None:
        """A lead goes to another place, or back."""
        lead = self.pick(Lead.objects.all(), die)
        if lead is None:
            return
        if die % 3 == 0:
            leads.give_back(lead=lead, by=self.by, at=self.at, note="退回")
        else:
            code = GRID if die % 2 else OTHER_GRID
            leads.forward(lead=lead, to_kind="grid", to_code=code, by=self.by, at=self.at)

    def issue(self, die: int) -> None:
        """An order for whoever has a lead that is not closed."""
        lead = self.pick(Lead.objects.exclude(state="closed"), die)
        if lead is not None:
            category = ("close_contact", "medium_risk", "secondary_contact")[die % 3]
            begun = self.at - (die % 30) * HOUR
            orders.issue(lead=lead, facts=facts(category, begun), by=self.by, at=self.at)

    def change(self, die: int) -> None:
        """An order moves on or ends."""
        order = self.pick(Order.objects.all(), die)
        if order is None:
            return
        held: dict[str, Any] = {"order": order, "by": self.by, "at": self.at}
        deeds: tuple[Callable[[], object], ...] = (
            lambda: orders.move(
                place="home" if die % 2 else "centralised", reason="换", true_at=self.at - HOUR, **held
            ),
            lambda: orders.start_next(**held),
            lambda: orders.extend(until=order.ends_at + DAY, reason="延", **held),
            lambda: orders.leave(reason="离县", true_at=self.at - (die % 4) * HOUR, **held),
            lambda: orders.record_death(**held),
            lambda: orders.cancel(reason="误下", **held),
        )
        deeds[die % len(deeds)]()

    def release(self, die: int) -> None:
        """Time passes, every test is taken, and the person goes free."""
        order = self.pick(Order.objects.filter(state="running"), die)
        if order is None:
            return
        self.at = max(self.at, order.ends_at + HOUR)
        for test in due_of(order):
            if not test.results.filter(known_to__isnull=True).exists():
                done = ResultIn(test.pk, "negative", test.closes_at - HOUR)
                orders.record_results(results=[done], by=self.by, at=self.at)
        orders.release(order=order, by=self.by, at=self.at)

    def test(self, die: int) -> None:
        """A result, or a correction of one."""
        order = self.pick(Order.objects.all(), die)
        due = [test for test in due_of(order) if test.opens_at <= self.at] if order else []
        if due:
            result = ("negative", "positive", "inconclusive")[die % 3]
            told = ResultIn(due[die % len(due)].pk, result, self.at - HOUR)
            orders.record_results(results=[told], by=self.by, at=self.at)

    def correct(self, die: int) -> None:
        """The begin of a stage was another one."""
        order = self.pick(Order.objects.all(), die)
        stage = self.pick(order.stages.all(), die) if order else None
        if stage is not None:
            starts = stage.period.lower - (die % 9 - 4) * HOUR
            orders.correct_stage(stage=stage, starts_at=starts, reason="补记", by=self.by, at=self.at)

    def join(self, die: int) -> None:
        """Two records are one person."""
        kept = self.pick(Person.objects.filter(merged_into__isnull=True), die)
        gone = self.pick(Person.objects.filter(merged_into__isnull=True), die // 7 + 1)
        if kept is not None:
            people.merge(kept=kept, gone=gone, reason="同一人", by=self.by, at=self.at)

    def part(self, die: int) -> None:
        """Or two after all."""
        record = self.pick(MergeRecord.objects.filter(undoes__isnull=True), die)
        if record is not None:
            people.part(record=record, reason="两人", by=self.by, at=self.at)

    def sign(self, die: int) -> None:
        """A report of the day before is signed, perhaps once more."""
        hour = CutHour.EVENING if die % 2 else CutHour.MIDNIGHT
        day = self.at.astimezone(LOCAL).date() - timedelta(days=1)
        sign_report(day=day, hour=hour, by=self.by, at=self.at)

    def do(self, name: str, die: int, minutes: int) -> None:
        """Let time pass and do one thing; a refusal leaves nothing behind."""
        self.at += timedelta(minutes=minutes)
        try:
            with transaction.atomic():
                getattr(self, name)(die)
        except REFUSALS:
            pass


DEEDS = (
    "receive", "receive", "open", "enter_again", "call", "call", "reopen", "hand_on", "issue", "issue",
    "change", "release", "test", "correct",
    "join", "part", "sign", "sign",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, 99), st.integers(0, 1_800)), min_size=8, max_size=24
)
BEGIN = [("receive", 1, 0), ("call", 0, 5), ("issue", 0, 5)]


def read_facts(known: datetime | None) -> dict[str, list[dict[str, Any]]]:
    """Read every table of facts as it was held."""
    held = {}
    for name, table in TABLES.items():
        with connection.cursor() as cursor:
            cursor.execute(relation(table, known), {"known": known})
            headings = [column.name for column in cursor.description]
            held[name] = [dict(zip(headings, row, strict=True)) for row in cursor.fetchall()]
    return held


def check_reading(cut: Cut, actor: Actor) -> None:
    """Identities hold, SQL reads what memory reads, and every count is the length of its list."""
    counts = get_counts(cut, actor, [*DISPATCH, *FIGURES])
    assert reconcile(memory.nested(counts), IDENTITIES) == []
    rows = read_facts(cut.known)
    if actor.scope.kind is not ScopeKind.COUNTY:
        rows = {
            name: [fact for fact in facts if fact[actor.scope.kind.value] == actor.scope.code]
            for name, facts in rows.items()
        }
    assert memory.nested(counts) == memory.report([*DISPATCH, *FIGURES], rows, cut.params())
    for path, count in paths_with_members(counts):
        assert len(list_members(path, cut, actor)) == count, path


def check_versions(console: Actor, at: datetime) -> None:
    """Nobody has two truths at once, and no version ends before it begins."""
    for model, key in ((Spell, "stage"), (LeadSource, "row"), (LeadAnswer, "lead")):
        current = model._default_manager.filter(known_to__isnull=True)
        assert current.count() == current.values(key).distinct().count(), model
        for row in model._default_manager.filter(known_to__isnull=False):
            assert row.known_to >= row.known_from, (model, row.pk)
    people = Lead.objects.exclude(state="closed").values_list("person", flat=True)
    assert len(set(people)) == len(people)
    assert check_sources(console, at) == []
    assert check_neighbours(console, at) == []
    answers = {answer.lead_id: answer for answer in LeadAnswer.objects.filter(known_to__isnull=True)}
    for lead in Lead.objects.all():
        answer = answers.get(lead.pk)
        borne = (answer.outcome, answer.answered_at) if answer else ("", None)
        assert (lead.outcome, lead.answered_at) == borne, lead.pk


@given(steps=STEPS)
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_history_of_the_county_reads_as_it_was_signed(
    console: Actor, steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        history = History(console)
        for name, die, minutes in [*BEGIN, *steps]:
            history.do(name, die, minutes)
        assert check_signed_reports(console, history.at) == []
        day = history.at.astimezone(LOCAL).date()
        for hour in CutHour:
            cut = cut_of(day, hour, LOCAL)
            check_reading(cut, console)
            check_reading(Cut(cut.day, cut.at, history.at), history.town)
            check_reading(cut_of(day, hour, LOCAL, now=history.at), console)
        for mark in KnowledgeMark.objects.all()[:2]:
            check_reading(Cut(cut.day, cut.at, mark.closed_at), console)
        check_versions(console, history.at)
        transaction.set_rollback(True)


def test_a_lead_overdue_at_the_signature_stays_so_when_it_is_opened_again(console: Actor) -> None:
    """Its new deadline is of the days to come."""
    history = History(console)
    history.receive(1)
    history.at += DAY
    report = sign_report(day=AT.date(), hour=CutHour.MIDNIGHT, by=console, at=history.at)
    assert report.figures.get(path="pushed.overdue").count == 2
    lead = Lead.objects.all()[0]
    leads.record_call(lead=lead, outcome="here_free", by=console, at=history.at + HOUR)
    leads.reopen(lead=lead, by=console, at=history.at + 2 * HOUR, reason="重核")
    assert check_signed_reports(console, history.at + DAY) == []


def test_where_a_lead_goes_after_the_signature_changes_nothing_signed(console: Actor) -> None:
    history = History(console)
    history.receive(1)
    report = sign_report(day=AT.date(), hour=CutHour.EVENING, by=console, at=AT + 10 * HOUR)
    assert report.figures.get(path="pushed.ever").count == 2
    for lead in Lead.objects.all():
        leads.forward(lead=lead, to_kind="grid", to_code=OTHER_GRID, by=console, at=AT + 11 * HOUR)
    assert check_signed_reports(console, AT + DAY) == []
    check_reading(Cut(report.day, report.cut_at, report.known_at), staff(Role.GRID, GRID))


def test_a_scope_is_one_door(console: Actor) -> None:
    """The histories above read a town's figures too; here is one that is not empty."""
    history = History(console)
    history.receive(1)
    cut = cut_of(AT.astimezone(LOCAL).date(), CutHour.MIDNIGHT, LOCAL)
    seen = Actor(1, "g", "甲", Role.GRID, Scope(ScopeKind.GRID, GRID))
    assert get_counts(cut, seen)["pushed.ever"] == 2
