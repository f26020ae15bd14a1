"""Several desks at one local order: two signatures are two people's, and no text is lost under another."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from tests.rooms.law.texts import drafted
from tests.rooms.leads.county import make_county
from tests.rooms.staff import make_staff

from lianfang.law.book import get_book
from lianfang.law.models import LocalOrder
from lianfang.law.signatures import list_signers
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role

ROOT = Path(__file__).resolve().parents[3]
Worker = subprocess.Popen[str]
Start = Callable[[str, LocalOrder, int], Worker]


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


@pytest.fixture
def start() -> Iterator[Start]:
    """Start processes that end with the test, whatever happens."""
    started: list[Worker] = []

    def begin(deed: str, order: LocalOrder, staff_id: int) -> Worker:
        script = Path(__file__).with_name("worker.py")
        worker = subprocess.Popen(
            [sys.executable, script, str(connection.settings_dict["NAME"]), deed, str(order.pk), str(staff_id)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        )  # fmt: skip
        started.append(worker)
        return worker

    yield begin
    for worker in started:
        worker.kill()
        worker.communicate()


def run_together(*workers: Worker) -> Counter[str]:
    """Let workers that are ready go at once; count what came of them."""
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "ready"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return Counter(worker.stdout.readline().strip() for worker in workers if worker.stdout is not None)


def test_one_person_at_three_desks_signs_once(by: Actor, start: Start) -> None:
    order = drafted(by)
    ends = run_together(*(start("sign", order, by.staff_id) for _ in range(3)))
    assert ends == {"done": 1, "signed_before": 2}
    assert LocalOrder.objects.get().state == "half"


def test_of_four_people_two_sign(by: Actor, start: Start) -> None:
    order = drafted(by)
    people = [make_staff(role).pk for role in (Role.OFFICE, Role.COMMANDER, Role.OFFICE, Role.COMMANDER)]
    ends = run_together(*(start("sign", order, staff_id) for staff_id in people))
    assert ends == {"done": 2, "not_open": 2}
    held = LocalOrder.objects.get()
    assert (held.state, len(set(list_signers(held)))) == ("signed", 2)
    assert "xing_1" in get_book().editions


def test_of_two_texts_over_one_draft_one_is_saved_and_the_other_told(by: Actor, start: Start) -> None:
    order = drafted(by)
    people = [make_staff(Role.OFFICE).pk for _ in range(3)]
    ends = run_together(*(start("edit", order, staff_id) for staff_id in people))
    assert ends == {"done": 1, "changed_meanwhile": 2}
    assert order.moves.filter(move="edited").count() == 1


def test_a_signature_and_an_edit_never_both_count(by: Actor, start: Start) -> None:
    order = drafted(by)
    ends = run_together(start("sign", order, by.staff_id), start("edit", order, make_staff(Role.OFFICE).pk))
    held = LocalOrder.objects.get()
    assert ends["done"] in (1, 2)
    assert (held.state, list_signers(held)) == ("draft", [])  # edited first, or signed and taken back


def test_two_orders_for_the_same_people_and_day_signed_at_once(by: Actor, start: Start) -> None:
    """Each is sound alone; the second to be signed is refused, since the first is law by then."""
    one, other = drafted(by), drafted(by, id="other")
    first = [make_staff(Role.OFFICE).pk for _ in range(2)]
    for order, staff_id in ((one, first[0]), (other, first[1])):
        assert run_together(start("sign", order, staff_id)) == {"done": 1}
    commander = make_staff(Role.COMMANDER).pk
    ends = run_together(start("sign", one, commander), start("sign", other, commander))
    assert ends == {"done": 1, "not_sound": 1}
    assert LocalOrder.objects.filter(state="signed").count() == 1
