"""What the pages of orders show, read in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import FilteredRelation, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.accounts.queries import get_names
from lianfang.core.policy import Decision, PlannedStage, PlannedTest
from lianfang.core.timeline import Due, day_of, due_state
from lianfang.orders import present
from lianfang.orders.due_tests import current_results
from lianfang.orders.models import DueTest, Order, OrderMove, ProposalMove, Responsible, Stage, TestResult
from lianfang.shared.crypto import unseal_text
from lianfang.web.pieces import Bar, DayStrip, Dot, Entry, Words
from lianfang.web.words import calendar_day, local_time

_PHONE = "responsible.phone"


@dataclass(frozen=True, slots=True)
class TestLine:
    """A due test as a page shows it; `state` is ahead, open, missed or its result."""

    __test__ = False

    test: DueTest
    result: TestResult | None
    state: str

    @property
    def words(self) -> Words:
        """Say the state."""
        return present.TEST_STATES[self.state]

    @property
    def tone(self) -> str:
        """Give the badge's tone."""
        return present.TEST_TONES.get(self.state, "plain")

    @property
    def waits(self) -> bool:
        """Say whether a result can be recorded now."""
        return self.state in ("open", "missed")


@dataclass(frozen=True, slots=True)
class Keeper:
    """One of the five responsible; an empty name is a gap to fill."""

    post: str
    name: str
    phone: str


def describe_tests(tests: Iterable[DueTest], at: datetime) -> list[TestLine]:
    """Say of each test where it stands at a moment, by one query."""
    tests = list(tests)
    results = current_results(tests)
    return [TestLine(test, results.get(test.pk), _state(test, results.get(test.pk), at)) for test in tests]


def _state(test: DueTest, result: TestResult | None, at: datetime) -> str:
    return result.result if result is not None else _due(test.due_on, test.opens_at, test.closes_at, at)


def _due(day: date, opens: datetime, closes: datetime, at: datetime) -> str:
    return due_state(Due(day, opens, closes), at).value


def list_states(orders: Iterable[Order], at: datetime) -> list[tuple[int, date, str]]:
    """List the key of the order, the day and the state of the tests of orders by day: hundreds for a register's page."""
    held = FilteredRelation("results", condition=Q(results__known_to__isnull=True))
    tests = DueTest.objects.filter(order__in=orders, known_to__isnull=True).annotate(held=held)
    told = tests.order_by("due_on").values_list("order_id", "due_on", "opens_at", "closes_at", "held__result")
    return [
        (order, day, result or _due(day, opens, closes, at)) for order, day, opens, closes, result in told
    ]


def list_lines(order: Order, at: datetime) -> list[TestLine]:
    """Return an order's tests by day."""
    return describe_tests(order.tests.filter(known_to__isnull=True).order_by("due_on", "pk"), at)


def list_stages(order: Order) -> list[Stage]:
    """Return an order's stages in time; those dropped are left out unless the order was withdrawn."""
    stages = order.stages.order_by("period", "seq")
    if order.state != Order.State.CANCELLED:
        stages = stages.exclude(state=Stage.State.CANCELLED)
    return list(stages)


def draw_strip(order: Order, stages: list[Stage], lines: list[TestLine], at: datetime) -> DayStrip:
    """Lay an order out on its days: stages as bars, tests as dots, a line for now."""
    return DayStrip([_bar(stage) for stage in stages], [_dot(line) for line in lines], at)


_DOTS = {
    "ahead": "due", "open": "due", "missed": "missed", "negative": "negative", "positive": "positive",
    "inconclusive": "inconclusive",
}  # fmt: skip


def _dot(line: TestLine) -> Dot:
    return Dot(line.test.due_on, _DOTS[line.state], f"{calendar_day(line.test.due_on)} {line.words}")


def _bar(stage: Stage) -> Bar:
    place = present.say_place(stage.place)
    return Bar(stage.period.lower, stage.period.upper, place, stage.state, stage.place)


def draw_proposal(decision: Decision, at: datetime) -> DayStrip:
    """Lay a proposal out on its days."""
    return DayStrip(
        [_plan_bar(stage, stage.starts) for stage in decision.stages],
        [_plan_dot(test) for test in decision.tests],
        at,
    )


def draw_change(stages: list[Stage], lines: list[TestLine], decision: Decision, at: datetime) -> DayStrip:
    """Lay a change of a running order out: where the person was until now, and what is asked from now on."""
    today = day_of(at)
    was = [
        Bar(
            stage.period.lower,
            min(stage.period.upper, at),
            present.say_place(stage.place),
            "ended",
            stage.place,
        )
        for stage in stages
        if stage.period.lower < at
    ]
    ahead = [_plan_bar(stage, max(stage.starts, at)) for stage in decision.stages if stage.ends > at]
    dots = [_dot(line) for line in lines if line.test.due_on < today]
    return DayStrip(was + ahead, dots + [_plan_dot(test) for test in decision.tests if test.on >= today], at)


def _plan_bar(stage: PlannedStage, starts: datetime) -> Bar:
    return Bar(starts, stage.ends, present.say_place(stage.place), "planned", stage.place)


def _plan_dot(test: PlannedTest) -> Dot:
    return Dot(test.on, "due", calendar_day(test.on))


def say_today(order: Order, stages: list[Stage], lines: list[TestLine], at: datetime) -> str:
    """Say in a line which day of the stage it is and what is due next."""
    running = next((stage for stage in stages if stage.state == Stage.State.RUNNING), None)
    if running is None:
        return _("Ended %(when)s") % {"when": local_time(order.ended_at, "words")}
    day = (day_of(at) - day_of(running.period.lower)).days + running.first_day
    told = _("Day %(day)s, %(place)s until %(until)s") % {
        "day": day,
        "place": present.say_place(running.place),
        "until": local_time(running.period.upper, "words"),
    }
    waiting = next((line for line in lines if line.state in ("open", "ahead")), None)
    if waiting is None:
        return told
    return told + _("; next test %(day)s") % {"day": calendar_day(waiting.test.due_on, "words")}


def is_overdue(order: Order, at: datetime) -> bool:
    """Say whether an order runs past its last day."""
    return order.state == Order.State.RUNNING and order.ends_at <= at


def list_keepers(order: Order) -> list[Keeper]:
    """Return the five responsible with their phones: people of duty, shown in full."""
    return [keeper_of(one) for one in order.responsible.order_by("pk")]


def keeper_of(one: Responsible) -> Keeper:
    """Return one of the five responsible in words."""
    phone = unseal_text(one.phone, _PHONE) if one.phone else ""
    return Keeper(present.say_post(one.post), one.name, phone)


def list_history(orders: Iterable[Order]) -> list[Entry]:
    """Return what was done to orders, newest first, by two queries."""
    moves = list(
        OrderMove.objects.filter(order__in=[order.pk for order in orders])
        .exclude(move="started")
        .select_related("stage")
        .order_by("-true_at", "-pk")
    )
    staff = get_names({move.by for move in moves})
    return [_entry(move, staff.get(move.by, "")) for move in moves]


def _entry(move: OrderMove, by: str) -> Entry:
    parts = [move.reason, move.document]
    if move.decided_by:
        parts.append(_("decided by %(who)s") % {"who": move.decided_by})
    if move.move in ("issued", "moved") and move.stage is not None:
        parts.insert(0, f"{present.say_place(move.stage.place)} {move.stage.site}".strip())
    if move.known_at - move.true_at > timedelta(minutes=1):
        parts.append(_("learned %(when)s") % {"when": local_time(move.known_at, "words")})
    return Entry(
        move.true_at,
        present.say_move(move.move),
        _(", ").join(part for part in parts if part),
        by,
        reverse("orders:order", args=[move.order_id]),
        present.MOVE_ICONS.get(move.move, "point"),
    )


def list_proposal_history(moves: Iterable[ProposalMove], staff: Mapping[int, str]) -> list[Entry]:
    """Return what became of a proposal, newest first, as its moves come."""
    return [
        Entry(
            move.known_at,
            present.PROPOSAL_MOVES[move.move],
            move.reason,
            staff.get(move.by, ""),
            "",
            present.PROPOSAL_MOVE_ICONS[move.move],
        )
        for move in moves
    ]
