"""The pages of one person and one lead ask little of the database, and each thing once for all that tell of it."""

from __future__ import annotations

import re
from collections import Counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.rooms.command.busy import NOW
from tests.rooms.leads.county import one_lead
from tests.rooms.orders.world import control
from tests.rooms.staff import signed_in

from lianfang.leads.actions import record_call
from lianfang.people.models import Person
from lianfang.people.queries import get_person
from lianfang.shared.actor import Actor
from lianfang.shared.clock import pinned_at
from lianfang.shared.roles import Role

FROM = re.compile(r'FROM "(\w+)"')
# Savepoints are not counted, which stand for transactions in a test.
MOST = {"person": 24, "lead": 19}  # a lead's page asks the law once whether anybody may be controlled


def asked_of(client: Client, address: str) -> Counter[str]:
    """Return how often a page asked which table first, once the shell's caches are filled."""
    with pinned_at(NOW):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
    texts = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    return Counter(found[1] if (found := FROM.search(text)) else text.split()[0] for text in texts)


def test_a_persons_page_reads_leads_orders_and_stays_once(console: Actor) -> None:
    order = control(console, "close_contact", 7)
    asked = asked_of(signed_in(Role.OFFICE), f"/people/{order.person_id}/")
    assert {table: asked[table] for table in ("leads_lead", "orders_order", "isolation_stay", "people_person")} == {
        "leads_lead": 1, "orders_order": 1, "isolation_stay": 1, "people_person": 1,
    }  # fmt: skip
    assert asked.total() <= MOST["person"], asked


def test_a_leads_page_reads_its_rows_once(console: Actor) -> None:
    lead = one_lead(console)
    asked = asked_of(signed_in(Role.OFFICE), f"/leads/{lead.pk}/")
    assert (asked["leads_leadsource"], asked["leads_lead"]) == (1, 1)
    assert asked.total() <= MOST["lead"], asked


def test_what_is_open_and_what_happened_stand_on_one_page(console: Actor) -> None:
    lead = one_lead(console)
    found = record_call(lead=lead, outcome="here_control", by=console, at=NOW)
    with pinned_at(NOW):
        page = signed_in(Role.OFFICE).get(f"/people/{found.person_id}/")
    icons = {entry.icon for entry in page.context["timeline"]}
    assert len(page.context["matters"]) == 1 and "list" in icons and len(icons) > 1


def test_a_joined_record_leads_to_the_one_that_was_kept_and_a_strange_number_to_none(console: Actor) -> None:
    kept, gone = one_lead(console).person, one_lead(console, "李四", 2).person
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert get_person(console, gone.pk) == kept == get_person(console, kept.pk)
    assert get_person(console, 0) is None
