"""Several desks at one local order: two signatures are two people's, and no text is lost under another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.rooms.law.texts import drafted
from tests.rooms.law.worker import work
from tests.rooms.leads.county import make_county
from tests.rooms.staff import make_staff
from tests.support.desks import Desk, Desks, run_together

from lianfang.law.book import get_book
from lianfang.law.models import LocalOrder
from lianfang.law.signatures import list_signers
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role

Start = Callable[[str, LocalOrder, int], Desk]


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


@pytest.fixture
def start(desks: Desks) -> Start:
    """Open a desk that has read the order as it is now, and writes when it is let go."""

    def begin(deed: str, order: LocalOrder, staff_id: int) -> Desk:
        desk = desks.open(work, deed, order.pk, staff_id)
        desk.go()
        assert desk.hear() == "read"
        return desk

    return begin


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
