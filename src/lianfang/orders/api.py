"""The API of orders: the same reads and writes as the pages. Every write takes a `key` and is done once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError

from lianfang.accounts.access import actor_of, api_needs, existing
from lianfang.core.policy import Decision
from lianfang.leads.queries import get_lead
from lianfang.orders import actions, pages, present
from lianfang.orders.actions import ResultIn
from lianfang.orders.models import Order
from lianfang.orders.obstacles import list_obstacles
from lianfang.orders.queries import get_order, list_begun_stages, list_tests
from lianfang.orders.refusals import OrderRefused
from lianfang.orders.schemas import (
    CorrectIn,
    DecisionOut,
    EndIn,
    ExtendIn,
    FactsIn,
    IssueIn,
    LeaveIn,
    MoveIn,
    NeedIn,
    NextIn,
    OrderOut,
    ReasonIn,
    ResultsIn,
    TestOut,
    WholeOut,
    WrittenOut,
)
from lianfang.orders.scope import visible_to
from lianfang.shared import audit, clock
from lianfang.shared.moments import Day
from lianfang.shared.roles import Permission

router = Router(tags=["orders"])
MOST = 200
T = TypeVar("T")


def _seen(request: HttpRequest, order_id: int) -> Order:
    return existing(get_order(actor_of(request), order_id))


def _do(write: Callable[[], T]) -> T:
    """Run a write; a refusal is 409 with its code, an unknown value is 422."""
    try:
        return write()
    except OrderRefused as refused:
        raise HttpError(409, refused.code) from refused
    except ValueError as fault:
        raise HttpError(422, "unknown_value") from fault


def _change(request: HttpRequest, order_id: int, act: Callable[..., Any], told: Schema) -> Order:
    order = _seen(request, order_id)
    _do(lambda: act(order=order, by=actor_of(request), at=clock.now(), **told.dict()))
    return _seen(request, order_id)


@router.get("", response=list[OrderOut])
@api_needs(Permission.SEE_ORDERS)
def list_orders(
    request: HttpRequest, state: str = "", town: str = "", community: str = "", grid: str = "", place: str = "",
    after: int = 0,
) -> list[Order]:  # fmt: skip
    """Return up to 200 orders by id, after an id, narrowed by exact values."""
    by, at = actor_of(request), clock.now()
    asked = {"state": state, "town": town, "community": community, "grid": grid, "place": place}
    rows = visible_to(by).filter(pk__gt=after, **{name: value for name, value in asked.items() if value})
    found = list(rows.select_related("person").order_by("pk")[:MOST])
    audit.record(by=by, at=at, action="orders.list", object_kind="order", after=after, found=len(found))
    return found


@router.get("/tests", response=list[TestOut])
@api_needs(Permission.SEE_ORDERS)
def tests_of_day(request: HttpRequest, day: Day, after: int = 0) -> list[pages.TestLine]:
    """Return up to 200 tests due on a day by id, after an id."""
    by, at = actor_of(request), clock.now()
    found = list_tests(by, day).filter(pk__gt=after).order_by("pk")[:MOST]
    return pages.describe_tests(found, at)


@router.post("/tests/results", response=WrittenOut)
@api_needs(Permission.RECORD_TESTS)
def record_results(request: HttpRequest, told: ResultsIn) -> dict[str, int]:
    """Record what tests came to, as a laboratory sends them."""
    lines = [
        ResultIn(line.test, line.result, line.done_at, line.laboratory, line.samples) for line in told.results
    ]
    by, at = actor_of(request), clock.now()
    return {"written": _do(lambda: actions.record_results(results=lines, by=by, at=at, key=told.key))}


@router.post("/proposal", response=DecisionOut)
@api_needs(Permission.ISSUE_ORDERS)
def proposal(request: HttpRequest, told: FactsIn) -> dict[str, Any]:
    """Ask the law in force what facts call for; nothing is written."""
    if get_lead(actor_of(request), told.lead) is None:
        raise Http404
    facts, at = told.facts(), clock.now()
    return _out(_do(lambda: actions.foresee(facts=facts, true_at=at, at=at)))


def _out(decision: Decision) -> dict[str, Any]:
    return {
        "measure": decision.measure,
        "edition": decision.edition,
        "rules": list(decision.rules),
        "stages": decision.stages,
        "tests": [test.on for test in decision.tests],
        "says": present.say_decision(decision),
    }


@router.post("", response=OrderOut)
@api_needs(Permission.ISSUE_ORDERS)
def issue(request: HttpRequest, told: IssueIn) -> Order:
    """Issue an order for a lead's person."""
    by = actor_of(request)
    lead = existing(get_lead(by, told.lead))
    order = _do(
        lambda: actions.issue(
            lead=lead,
            facts=told.facts(),
            by=by,
            at=clock.now(),
            site=told.site,
            document=told.document,
            key=told.key,
        )
    )
    return _seen(request, order.pk)


@router.get("/{order_id}", response=WholeOut)
@api_needs(Permission.SEE_ORDERS)
def order(request: HttpRequest, order_id: int) -> dict[str, Any]:
    """Return one order whole; one out of scope does not exist."""
    found, by, at = _seen(request, order_id), actor_of(request), clock.now()
    audit.record(by=by, at=at, action="orders.view", object_kind="order", object_id=found.pk)
    running = found.state == Order.State.RUNNING
    obstacles = list_obstacles(found, at) if running else []
    return {
        "order": found,
        "stages": pages.list_stages(found),
        "tests": pages.list_lines(found, at),
        "obstacles": [{"code": one.code, "says": present.say_obstacle(one)} for one in obstacles],
    }


@router.post("/{order_id}/move", response=OrderOut)
@api_needs(Permission.ISSUE_ORDERS)
def move(request: HttpRequest, order_id: int, told: MoveIn) -> Order:
    """Move a person to another place for the rest of the stage."""
    return _change(request, order_id, actions.move, told)


@router.post("/{order_id}/next", response=OrderOut)
@api_needs(Permission.ISSUE_ORDERS)
def start_next(request: HttpRequest, order_id: int, told: NextIn) -> Order:
    """Begin the next planned stage."""
    return _change(request, order_id, actions.start_next, told)


@router.post("/{order_id}/extend", response=OrderOut)
@api_needs(Permission.ISSUE_ORDERS)
def extend(request: HttpRequest, order_id: int, told: ExtendIn) -> Order:
    """Give an order a later end."""
    return _change(request, order_id, actions.extend, told)


@router.post("/{order_id}/release", response=OrderOut)
@api_needs(Permission.RELEASE_ORDERS)
def release(request: HttpRequest, order_id: int, told: EndIn) -> Order:
    """Release a person when the rule is met."""
    return _change(request, order_id, actions.release, told)


@router.post("/{order_id}/leave", response=OrderOut)
@api_needs(Permission.ISSUE_ORDERS)
def leave(request: HttpRequest, order_id: int, told: LeaveIn) -> Order:
    """End an order because the person left or was handed over."""
    return _change(request, order_id, actions.leave, told)


@router.post("/{order_id}/death", response=OrderOut)
@api_needs(Permission.ISSUE_ORDERS)
def record_death(request: HttpRequest, order_id: int, told: EndIn) -> Order:
    """End an order because the person died."""
    return _change(request, order_id, actions.record_death, told)


@router.post("/{order_id}/need", response=OrderOut)
@api_needs(Permission.RELEASE_ORDERS)
def confirm_need(request: HttpRequest, order_id: int, told: NeedIn) -> Order:
    """Confirm that what release waits for has come true."""
    return _change(request, order_id, actions.confirm_need, told)


@router.post("/{order_id}/cancel", response=OrderOut)
@api_needs(Permission.RELEASE_ORDERS)
def cancel(request: HttpRequest, order_id: int, told: ReasonIn) -> Order:
    """Withdraw an order issued in error."""
    return _change(request, order_id, actions.cancel, told)


@router.post("/{order_id}/correct", response=OrderOut)
@api_needs(Permission.RELEASE_ORDERS)
def correct(request: HttpRequest, order_id: int, told: CorrectIn) -> Order:
    """Correct when a stage of this order began or ended."""
    found, by = _seen(request, order_id), actor_of(request)
    stage = existing(list_begun_stages(found).filter(pk=told.stage).first())
    given = told.dict(exclude={"stage"})
    _do(lambda: actions.correct_stage(stage=stage, by=by, at=clock.now(), **given))
    return _seen(request, order_id)
