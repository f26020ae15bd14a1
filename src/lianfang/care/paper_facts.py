"""What papers are written from, read for many orders by a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from lianfang.care.actions.ground import feverish_from, measured_per_day
from lianfang.core.care import PaperFacts
from lianfang.orders import pages, present
from lianfang.orders.models import DueTest, Order, Responsible, Stage
from lianfang.people.models import Person
from lianfang.people.queries import masked_number
from lianfang.places.queries import get_county

_ISSUER = "疫情防控指挥部"
_RULES = ("rule", "lifted")


def gather_facts(
    orders: Sequence[Order], numbers: Sequence[str], *, kind: str, at: datetime, reason: str, receiver: str
) -> dict[int, PaperFacts]:
    """Gather the facts of each order's paper, in Chinese whatever the reader's language."""
    ids = [order.pk for order in orders]
    people = Person.objects.in_bulk({order.person_id for order in orders})
    stages, tests, keepers = _stages(ids), _tests(ids, at), _keepers(ids)
    issuer, per_day, threshold = f"{get_county().name}{_ISSUER}", measured_per_day(at), feverish_from(at)
    with override("zh-hans"):
        documents = {rules: present.say_documents(rules) for rules in {tuple(one.rules) for one in orders}}
        return {
            order.pk: PaperFacts(
                number=number,
                name=people[order.person_id].name,
                identity=masked_number(people[order.person_id]),
                address=_address(order, stages[order.pk]),
                place=order.place,
                starts=order.starts_at,
                ends=order.ended_at if kind == "release" and order.ended_at else order.ends_at,
                issued=at,
                issuer=issuer,
                tests=tuple(tests[order.pk]),
                keepers=tuple(keepers[order.pk]),
                documents=documents[tuple(order.rules)],
                clause=_clause(order),
                why=" ".join(sentence for sentence, _clause in present.say_reasons(order)),
                reason=reason,
                receiver=receiver,
                per_day=per_day,
                threshold=threshold,
            )
            for order, number in zip(orders, numbers, strict=True)
        }


def _clause(order: Order) -> str:
    """Return the clauses of the rules applied; where a reason explains days or tests, the sentence says it."""
    clauses = [str(one["clause"]) for one in order.reasons if one["clause"] and one["code"] in _RULES]
    return _("; ").join(dict.fromkeys(clauses))


def _address(order: Order, stage: Stage | None) -> str:
    return (stage.site if stage else "") or order.address


def _stages(orders: Sequence[int]) -> dict[int, Stage | None]:
    """Return the stage each order is in, or was in last."""
    begun = Stage.objects.filter(order__in=orders, state__in=(Stage.State.RUNNING, Stage.State.ENDED))
    last: dict[int, Stage | None] = dict.fromkeys(orders)
    for stage in begun.order_by("period", "seq"):
        last[stage.order_id] = stage
    return last


def _tests(orders: Sequence[int], at: datetime) -> dict[int, list[date]]:
    """Return the days on which tests are still to be taken."""
    ahead = DueTest.objects.filter(order__in=orders, known_to__isnull=True, done=False, closes_at__gt=at)
    days: dict[int, list[date]] = defaultdict(list)
    for order, day in ahead.order_by("due_on").values_list("order_id", "due_on"):
        days[order].append(day)
    return days


def _keepers(orders: Sequence[int]) -> dict[int, list[str]]:
    told: dict[int, list[str]] = defaultdict(list)
    for one in Responsible.objects.filter(order__in=orders).order_by("pk"):
        keeper = pages.keeper_of(one)
        if keeper.name:
            told[one.order_id].append(f"{keeper.post}{keeper.name}{keeper.phone}")
    return told
