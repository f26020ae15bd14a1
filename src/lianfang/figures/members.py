"""What a list of members shows beside the members themselves, read once a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from lianfang.core.figures.figure import Unit
from lianfang.figures.opened import MemberRows, Opening, member_rows
from lianfang.figures.queries import ALL, Narrowing
from lianfang.intake.models import Batch, Row
from lianfang.leads.models import Lead
from lianfang.orders.models import DueTest, Stage
from lianfang.people.models import Person
from lianfang.people.queries import list_phones, masked_number, masked_phone
from lianfang.places.queries import names

_AREAS = ("town", "community", "grid")


def list_member_rows(opening: Opening) -> MemberRows[Any]:
    """Return the members as rows of their model: people, stages, rows of lists, tests or leads."""
    match opening.figure.counts:
        case Unit.PERSON:
            return member_rows(Person, opening)
        case Unit.PERSON_TIME:
            return member_rows(Stage, opening).select_related("person")
        case Unit.ROW:
            return member_rows(Row, opening)
        case Unit.TEST:
            return member_rows(DueTest, opening).select_related("person")
    return member_rows(Lead, opening).select_related("person")


def attach_facts(opening: Opening, rows: Sequence[Any], within: Narrowing = ALL) -> None:
    """Give each member its counted fact, its person, masked number and phones, its places and its order."""
    facts = opening.facts([row.pk for row in rows], within)
    places = names({fact[level] for fact in facts.values() for level in _AREAS if fact[level]})
    for row in rows:
        row.fact = facts.get(row.pk, {})
        row.places = {level: places.get(row.fact.get(level) or "", "") for level in _AREAS}
    _attach_people(opening.figure.counts, rows)
    _attach_orders(rows)
    _attach_lists(rows)


def _attach_people(counts: Unit, rows: Sequence[Any]) -> None:
    if counts is Unit.ROW:
        found = Person.objects.in_bulk([row.fact["person"] for row in rows if row.fact.get("person")])
    for row in rows:
        if counts is Unit.ROW:
            row.person = found.get(row.fact.get("person"))
        elif counts is Unit.PERSON:
            row.person = row
    phones = list_phones(row.person.pk for row in rows if row.person)
    for row in rows:
        row.number = masked_number(row.person) if row.person else ""
        row.phones_masked = (
            [masked_phone(phone) for phone in phones.get(row.person.pk, ())] if row.person else []
        )


def _attach_orders(rows: Sequence[Any]) -> None:
    """Give each member the order of its stage; a fact that knows no lead is given the lead that order came from."""
    stages = [row.fact["stage"] for row in rows if row.fact.get("stage")]
    held = _stages(stages).values_list("pk", "order", "order__number", "order__lead")
    orders = {stage: (order, number, lead) for stage, order, number, lead in held}
    for row in rows:
        found = orders.get(row.fact.get("stage"))
        row.order_link = found and found[:2]
        row.lead_key = row.fact.get("lead") or (found and found[2])


def _stages(keys: Iterable[int]) -> QuerySet[Stage]:
    return Stage.objects.filter(pk__in=list(keys))


def _attach_lists(rows: Sequence[Any]) -> None:
    wanted = {row.fact["batch"] for row in rows if row.fact.get("batch")}
    batches = Batch.objects.select_related("source").in_bulk(wanted)
    for row in rows:
        row.list_of = batches.get(row.fact.get("batch"))
