"""A small county of random facts, wide enough that every condition of every figure meets both sides."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoDbBlocker
from tests.support.worlds import built_once

from lianfang.events.models import Event
from lianfang.intake.models import Batch, Row, Source
from lianfang.leads.models import CallOutcome, Lead, LeadAnswer, LeadSource
from lianfang.orders.models import DueTest, Order, Place, Spell, Stage, TestResult
from lianfang.people.models import Person
from lianfang.shared.models import StoredFile

START = datetime(2022, 2, 20, tzinfo=UTC)
CUT = datetime(2022, 2, 28, 16, tzinfo=UTC)
CLASSES = ("medium_risk", "arrival_hubei", "arrival_other_province", "arrival_same_province", "")
TOWNS = ("141123100", "141123101", "")
VILLAGES = ("016", "017")


class Facts:
    """Writes random facts straight into the tables; the figures only read them."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.event = Event.objects.create(name=f"event {seed}", kind="outbreak", opened_at=START)

    def moment(self, lo: float = 0, hi: float = 10) -> datetime:
        """Return a moment on a coarse grid, so that several fall on the same instant and on the cut."""
        return START + timedelta(hours=8 * self.dice.randint(int(lo * 3), int(hi * 3)) + 0)

    def versions(self) -> tuple[datetime, datetime | None]:
        known_from = self.moment()
        return known_from, self.dice.choice([None, None, None, known_from + timedelta(days=2)])

    def town(self) -> str:
        return self.dice.choice(TOWNS)

    def people(self, count: int) -> list[Person]:
        return Person.objects.bulk_create(
            Person(name=f"甲{n}", name_key=f"甲{n}", pinyin=f"jia {n}", initials="j", known_at=START)
            for n in range(count)
        )

    def spells(self, people: list[Person], count: int) -> None:
        for number in range(count):
            person = self.dice.choice(people)
            order = self.order(person, number)
            stage = Stage.objects.create(
                order=order, person=person, seq=0, place="home", state="cancelled",
                period=(START, START + timedelta(days=1)),
            )  # fmt: skip
            self.spell(stage, order, person)
            self.tests(stage, order, person)

    def order(self, person: Person, number: int) -> Order:
        return Order.objects.create(
            number=f"{self.event.pk}-{number}", person=person, event=self.event, category="medium_risk",
            edition="v8", measure="home", facts={}, reasons=[], place="home", pinyin=person.pinyin,
            starts_at=START, ends_at=START, issued_at=START, issued_by=1, state="cancelled",
        )  # fmt: skip

    def spell(self, stage: Stage, order: Order, person: Person) -> None:
        starts = self.moment()
        ended = self.dice.random() < 0.6
        known_from, known_to = self.versions()
        town = self.town()
        community = town and f"{town}{self.dice.choice(VILLAGES)}"
        Spell.objects.create(
            stage=stage, order=order, person=person, event=self.event, place=self.dice.choice(Place.values),
            category=self.dice.choice(CLASSES), town=town, community=community, grid=community and f"G{community}",
            starts_at=starts,
            ends_at=starts + timedelta(hours=8 * self.dice.randint(0, 9)) if ended else None,
            ended_by=self.dice.choice(["released", "moved", "left", "died", ""]) if ended else "",
            known_from=known_from, known_to=known_to,
        )  # fmt: skip

    def tests(self, stage: Stage, order: Order, person: Person) -> None:
        known_from, known_to = self.versions()
        day = (START + timedelta(days=self.dice.randint(7, 9))).date()
        test = DueTest.objects.create(
            order=order, stage=stage, person=person, event=self.event, town=self.town(), due_on=day,
            opens_at=START, closes_at=START, known_from=known_from, known_to=known_to,
        )  # fmt: skip
        if self.dice.random() < 0.7:
            result_from, result_to = self.versions()
            TestResult.objects.create(
                test=test, result=self.dice.choice(TestResult.Result.values), done_at=self.moment(7, 10),
                known_from=result_from, known_to=result_to, by=1,
            )  # fmt: skip

    def rows(self, people: list[Person], count: int) -> None:
        file = StoredFile.objects.create(
            kind="list", filename="x", size=1, sha256="0", path="x", key_id="k1", made_at=START, made_by=1
        )
        leads: dict[int, Lead] = {}
        for kind in ("pushed", "pushed", "letter"):
            source = Source.objects.create(name=f"{kind} {self.event.pk} {self.dice.random()}", kind=kind)
            batch = Batch.objects.create(
                source=source, event=self.event, file=file, filename="x", sha256=str(self.dice.random()),
                pushed_at=self.moment(5, 9), received_at=START, by=1, rows=count,
            )  # fmt: skip
            for seq in range(count):
                self.row(batch, seq, people, leads)

    def row(self, batch: Batch, seq: int, people: list[Person], leads: dict[int, Lead]) -> None:
        known_from, known_to = self.versions()
        outcome = self.dice.choice(["ready", "warning", "duplicate", "rejected"])
        row = Row.objects.create(
            batch=batch, seq=seq, row=seq + 2, outcome=outcome, place="assigned", known_from=known_from,
            known_to=known_to if outcome == "rejected" else None,  # only these are corrected
        )  # fmt: skip
        if outcome == "rejected":
            return
        person = self.dice.choice(people)
        lead = leads.get(person.pk) or leads.setdefault(person.pk, self.lead(person))
        source_from, source_to = self.versions()
        LeadSource.objects.create(
            lead=lead, row=row, batch=batch, person=person, joined=False, outcome=outcome, due_at=self.moment(6, 10),
            town=lead.town, community=lead.community, grid=lead.grid, known_from=source_from, known_to=source_to,
        )  # fmt: skip

    def lead(self, person: Person) -> Lead:
        lead = Lead.objects.create(
            person=person, event=self.event, place="assigned", town=self.town(), holder="grid",
            pinyin=person.pinyin, received_at=self.moment(), due_at=self.moment(6, 10),
            state=self.dice.choice(["open", "open", "closed"]),
        )  # fmt: skip
        if self.dice.random() < 0.6:
            self.answer(lead)
        return lead

    def answer(self, lead: Lead) -> None:
        """Answer a lead; the answer held true now closes it and is borne by it, as the actions leave it."""
        known_from, known_to = self.versions()
        answer = LeadAnswer.objects.create(
            lead=lead, outcome=self.dice.choice(CallOutcome.values), answered_at=self.moment(5, 10),
            known_from=known_from, known_to=known_to,
        )  # fmt: skip
        if known_to is None:
            lead.outcome, lead.answered_at = answer.outcome, answer.answered_at
            lead.state = self.dice.choice(Lead.State.values)
            lead.save()


@pytest.fixture(params=range(6), scope="module")
def drawn(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[int]:
    """Six small counties, each with its own dice; every test of a module begins with one as it was drawn."""
    with built_once(django_db_blocker):
        facts = Facts(request.param)
        people = facts.people(6 + 4 * request.param)
        facts.spells(people, 40)
        facts.rows(people, 15)
        yield request.param


@pytest.fixture
def county(drawn: int, db: None) -> int:
    """One of the six counties; what a test does to it is undone."""
    return drawn
