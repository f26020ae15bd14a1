"""What the API of orders takes and gives."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

from lianfang.core.policy import Facts
from lianfang.places.queries import get_county
from lianfang.shared.moments import Moment


class OrderOut(Schema):
    """An order; the person's name and the address are its only personal values."""

    id: int
    number: str
    person: int = Field(alias="person_id")
    lead: int | None = Field(alias="lead_id")
    name: str = Field(alias="person.name")
    category: str
    edition: str
    rules: list[str]
    state: str
    place: str
    town: str
    community: str
    grid: str
    address: str
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None


class StageOut(Schema):
    """A stage; its time is half-open."""

    id: int
    place: str
    site: str
    state: str
    starts_at: datetime = Field(alias="period.lower")
    ends_at: datetime = Field(alias="period.upper")


class TestOut(Schema):
    """A due test; `state` is ahead, open, missed or its result."""

    id: int = Field(alias="test.pk")
    order: int = Field(alias="test.order_id")
    person: int = Field(alias="test.person_id")
    due_on: date = Field(alias="test.due_on")
    samples: int = Field(alias="test.samples")
    opens_at: datetime = Field(alias="test.opens_at")
    closes_at: datetime = Field(alias="test.closes_at")
    state: str


class ObstacleOut(Schema):
    """What stands against a release, as a code and a sentence."""

    code: str
    says: str


class WholeOut(Schema):
    """An order with its stages, tests and what stands against its release now."""

    order: OrderOut
    stages: list[StageOut]
    tests: list[TestOut]
    obstacles: list[ObstacleOut]


class FactsIn(Schema):
    """What is known about a lead's person."""

    lead: int
    category: str
    anchor: Moment
    found: Moment
    unfit_home: bool = False
    bed_free: bool = True
    chosen: str = ""

    def facts(self) -> Facts:
        """Return the facts as the law is asked."""
        return Facts(area=get_county().code, **self.dict(exclude={"lead", "key", "site", "document"}))


class Keyed(Schema):
    """A write that is done once for a key."""

    key: str = Field("", max_length=80)
    document: str = Field("", max_length=80)


class IssueIn(FactsIn, Keyed):
    """An order to issue."""

    site: str = Field("", max_length=80)


class PlannedOut(Schema):
    """A planned stage."""

    place: str
    starts: datetime
    ends: datetime


class DecisionOut(Schema):
    """What the law asks for, with its reasons in one sentence."""

    measure: str
    edition: str
    rules: list[str]
    stages: list[PlannedOut]
    tests: list[date]
    says: str


class EndIn(Keyed):
    """A move with its moment; without one it is now."""

    true_at: Moment | None = None


class ReasonIn(Keyed):
    """A move that is justified."""

    reason: str = Field(min_length=1, max_length=200)


class LeaveIn(ReasonIn):
    """An order that ends because the person left."""

    true_at: Moment | None = None


class MoveIn(LeaveIn):
    """Another place."""

    place: str
    site: str = Field("", max_length=80)


class NextIn(EndIn):
    """The next planned stage."""

    site: str = Field("", max_length=80)


class ExtendIn(ReasonIn):
    """A later end."""

    until: Moment


class NeedIn(Keyed):
    """What release waits for has come true."""

    document: str = Field(min_length=1, max_length=80)
    true_at: Moment | None = None


class CorrectIn(ReasonIn):
    """The right begin or end of a stage."""

    stage: int
    starts_at: Moment | None = None
    ends_at: Moment | None = None


class ResultLine(Schema):
    """What one test came to."""

    test: int
    result: str
    done_at: Moment
    laboratory: str = Field("", max_length=60)
    samples: int = Field(0, ge=0, le=10)


class ResultsIn(Schema):
    """Results of many tests."""

    key: str = Field("", max_length=80)
    results: list[ResultLine] = Field(max_length=5_000)


class WrittenOut(Schema):
    """How many results were new."""

    written: int
