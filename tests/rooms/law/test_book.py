"""The law in force here: every decision sees what was signed, in every process, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rooms.law.texts import HOUR, drafted, sign, signed, text
from tests.rooms.leads.county import AT
from tests.rooms.staff import make_actor
from tests.support.lists import count_queries

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import Facts, decide
from lianfang.law import actions, book
from lianfang.law.book import books_with, get_book, list_law, list_left_out, read_order, shipped
from lianfang.law.models import LocalOrder
from lianfang.law.queries import say_standing
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role

NOON = AT + 3 * HOUR


def days_at(at: object, area: str = "141123") -> float:
    """How many days a close contact found now is held."""
    told = Facts("close_contact", at, at, area)  # type: ignore[arg-type]
    stages = decide(get_book(), told, at).stages  # type: ignore[arg-type]
    return (stages[-1].ends - stages[0].starts) / timedelta(days=1)


def test_without_a_signature_the_law_that_ships(console: Actor) -> None:
    assert get_book() is get_policy_book()
    order = drafted(console)
    sign(order, console)
    assert "xing_1" not in get_book().editions


def test_the_law_is_what_ships_and_after_it_each_order_that_was_signed(console: Actor) -> None:
    drafted(console, id="a")
    assert list_law() == list(shipped())
    order = signed(console)
    assert list_law() == [*shipped(), *read_order(LocalOrder.objects.get(pk=order.pk))]
    assert list_law(without=order.pk) == list(shipped())


def test_signed_by_two_it_decides_from_its_hour_on_in_its_area(console: Actor) -> None:
    signed(console)
    assert get_book() is get_book()
    assert [days_at(at) for at in (NOON - HOUR, NOON, NOON + HOUR)] == [21, 10, 10]
    assert days_at(NOON, "611002") == 21


def test_withdrawn_it_decides_nothing(console: Actor) -> None:
    order = signed(console)
    assert days_at(NOON) == 10
    actions.withdraw(order=order, reason="x", by=console, at=AT)
    assert days_at(NOON) == 21


def test_a_later_order_takes_the_place_of_the_earlier_for_what_it_names(console: Actor) -> None:
    signed(console)
    signed(console, id="xing_2", begins="2022-03-02 08:00", days=5, at=AT + HOUR)
    assert [days_at(AT + timedelta(days=n)) for n in (1, 2)] == [10, 5]


def test_a_later_order_ends_the_earlier_and_the_text_above_holds_again(console: Actor) -> None:
    first = signed(console)
    words = text(id="xing_2", begins="2022-03-02 08:00", category="inbound")
    words = words.replace("bases: [v8]", "bases: [v8]\n    replaces: [xing_1]")
    second = actions.draft(text=words, by=console, at=AT + HOUR)
    assert second.sound
    sign(second, console, AT + HOUR)
    sign(second, make_actor(Role.COMMANDER), AT + HOUR)
    assert [days_at(AT + timedelta(days=n)) for n in (1, 2)] == [10, 21]
    standing = say_standing(LocalOrder.objects.get(pk=first.pk), AT + timedelta(days=3))
    assert (standing.code, standing.until is not None) == ("ended", True)


def test_the_book_is_made_once_a_signature(console: Actor) -> None:
    signed(console)
    get_book()
    assert count_queries(get_book) == 1


def test_another_process_notices(console: Actor) -> None:
    """What another process holds is a book of an older version: it is made anew when it asks."""
    signed(console)
    get_book()
    old = book._held
    signed(console, id="xing_2", begins="2022-03-02 08:00", days=5, at=AT + HOUR)
    book._held = old
    assert days_at(AT + timedelta(days=2)) == 5


def test_an_order_that_no_longer_stands_beside_the_law_is_left_out_and_told(
    console: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, other = signed(console), signed(console, id="other", category="inbound")
    assert list_left_out() == ()

    LocalOrder.objects.filter(pk=order.pk).update(text=order.text.replace("[v8]", "[v8_gone]"))
    monkeypatch.setattr(book, "_held", None)
    assert [fault.file for fault in list_left_out()] == [f"local/{order.pk}"]
    assert (days_at(NOON), "other" in get_book().editions) == (21, True)
    assert say_standing(LocalOrder.objects.get(pk=order.pk), NOON).code == "left_out"
    assert say_standing(other, NOON).code == "in_force"


def test_a_draft_is_tried_beside_the_law_without_it(console: Actor) -> None:
    order = drafted(console)
    old, new = books_with(order, AT + 5 * HOUR)
    assert "xing_1" not in old.editions
    assert new.editions["xing_1"].effective_from == AT + 5 * HOUR
