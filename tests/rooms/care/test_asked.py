"""What somebody asks for on the telephone: open for those who care until it is brought, settled or not needed."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.rooms.care.world import (
    AT,
    COUNTY,
    GRID,
    HOUR,
    OTHER_GRID,
    at_home,
    browser,
    staff,
    text,
)

from lianfang.care import actions
from lianfang.care.models import CheckStep, PhoneCheck
from lianfang.care.queries import list_open_asked
from lianfang.care.refusals import NotPossible, TextMissing, WrongMoment
from lianfang.command.caring import tell_asked
from lianfang.command.gathering import gather
from lianfang.orders.actions import leave
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import Role

NOON = AT + 2 * HOUR
LATER = NOON + 3 * HOUR


def asked(console: Actor, note: str = "降压药用完", name: str = "张三", seed: int = 1) -> PhoneCheck:
    """Call the only person at home, who asks for something."""
    at_home(console, name, seed)
    check = actions.draw_checks(percent=100, by=console, at=NOON).checks.get()
    return actions.record_check(check=check, outcome="needs", note=note, by=staff(Role.INSPECTOR), at=NOON)


def steps(check: PhoneCheck) -> list[tuple[str, str]]:
    return list(CheckStep.objects.filter(check_made=check).order_by("pk").values_list("move", "told"))


def test_it_is_open_until_it_is_brought(console: Actor) -> None:
    check, grid = asked(console), staff(Role.GRID, GRID)
    assert (check.need, check.need_closed_at) == ("open", None)
    actions.step_need(check=check, move="followed", told="已联系药店", by=grid, at=LATER)
    assert list(list_open_asked(grid)) == [check]
    told = {"move": "brought", "told": "药已送到门口", "by": grid, "at": LATER, "key": "k"}
    held = [actions.step_need(check=check, true_at=LATER - HOUR, **told) for _ in range(2)]
    assert held[0].pk == held[1].pk
    assert (held[0].need, held[0].need_closed_at) == ("closed", LATER - HOUR)
    assert steps(check) == [
        ("asked", "降压药用完"), ("followed", "已联系药店"), ("brought", "药已送到门口"),
    ]  # fmt: skip
    topics = OutboxNews.objects.filter(topic__startswith="care.need").order_by("pk")
    moves = ["care.need_asked", "care.need_followed", "care.need_brought"]
    assert list(topics.values_list("topic", flat=True)) == moves
    kept = AuditEntry.objects.filter(action__startswith="care.need").order_by("pk")
    assert list(kept.values_list("action", flat=True)) == moves
    assert not any("药" in str(entry.detail) for entry in kept)


def test_what_is_not_needed_any_more_is_closed_with_why(console: Actor) -> None:
    check = asked(console)
    actions.step_need(check=check, move="dropped", told="家人已送", by=console, at=LATER)
    for move in ("brought", "followed", "asked"):
        with pytest.raises(NotPossible):
            actions.step_need(check=check, move=move, told="再送", by=console, at=LATER)


@pytest.mark.parametrize("outcome", ["at_home", "unwell", "not_home", "no_answer"])
def test_no_other_call_asks_for_anything(console: Actor, outcome: str) -> None:
    at_home(console)
    check = actions.draw_checks(percent=100, by=console, at=NOON).checks.get()
    held = actions.record_check(check=check, outcome=outcome, by=console, at=NOON)
    assert (held.need, steps(held)) == ("", [])
    with pytest.raises(NotPossible):
        actions.step_need(check=held, move="brought", told="米面", by=console, at=LATER)


def test_what_is_needed_and_what_was_done_are_said(console: Actor) -> None:
    at_home(console)
    check = actions.draw_checks(percent=100, by=console, at=NOON).checks.get()
    with pytest.raises(TextMissing):
        actions.record_check(check=check, outcome="needs", note=" ", by=console, at=NOON)
    actions.record_check(check=check, outcome="needs", note="米面", by=console, at=NOON)
    with pytest.raises(TextMissing):
        actions.step_need(check=check, move="brought", told=" ", by=console, at=LATER)
    for when in (NOON - HOUR, LATER + HOUR):
        with pytest.raises(WrongMoment):
            actions.step_need(check=check, move="brought", told="送", by=console, at=LATER, true_at=when)
    check.refresh_from_db()
    assert check.need == "open"


def test_it_is_told_to_those_who_care_for_the_person(console: Actor) -> None:
    check = asked(console)
    for role, code in ((Role.GRID, GRID), (Role.OFFICE, COUNTY)):
        (duty,) = gather([tell_asked(staff(role, code), LATER)])
        (line,) = duty.lines
        assert (line.title, line.when) == ("张三", NOON)
        assert str(line.text).startswith("降压药用完")
        assert line.url == reverse("care:check", args=[check.pk])
    for role, code in ((Role.GRID, OTHER_GRID), (Role.INSPECTOR, COUNTY), (Role.COMMANDER, COUNTY)):
        assert gather([tell_asked(staff(role, code), LATER)]) == []
    leave(order=check.order, by=console, at=LATER, reason="离县")
    assert gather([tell_asked(staff(Role.GRID, GRID), LATER)])  # somebody still says what became of it
    with pytest.raises(Forbidden):
        actions.step_need(check=check, move="brought", told="送", by=staff(Role.GRID, OTHER_GRID), at=LATER)
    actions.step_need(check=check, move="dropped", told="已离县", by=staff(Role.GRID, GRID), at=LATER)
    assert gather([tell_asked(staff(Role.GRID, GRID), LATER)]) == []


def test_it_stands_on_today_the_care_page_and_the_persons_page_until_settled(console: Actor) -> None:
    check, client = asked(console), browser(Role.GRID, GRID)
    places = [
        reverse("command:today"),
        reverse("care:order", args=[check.order_id]),
        reverse("people:person", args=[check.order.person_id]),
        f"{reverse('care:asked')}?state=open",
    ]
    with pinned_at(LATER):
        for place in places:
            assert "降压药用完" in text(client, place), place
        address = reverse("care:check", args=[check.pk])
        assert "to be settled" in text(client, address)
        client.post(f"{address}need/", {"move": "brought", "told": "药已送到", "key": "k"})
        shown = text(client, address)
        assert "药已送到" in shown
        assert "brought or settled" in shown
        assert f'action="{address}need/"' not in shown
        for place in places:
            assert "降压药用完" not in text(client, place), place
        assert "降压药用完" in text(client, reverse("care:asked"))  # the whole list keeps it


def test_the_form_asks_what_is_needed_and_keeps_what_was_typed(console: Actor) -> None:
    at_home(console)
    check = actions.draw_checks(percent=100, by=console, at=NOON).checks.get()
    address, client = reverse("care:check", args=[check.pk]), browser(Role.INSPECTOR, COUNTY)
    with pinned_at(NOON):
        refused = client.post(f"{address}found/", {"outcome": "needs", "key": "k"})
        assert refused.status_code == 422
        assert "Write what is needed" in refused.content.decode()
        assert client.post(f"{address}found/", {"outcome": "needs", "note": "米面"}).status_code == 302
        assert client.post(f"{address}need/", {"move": "brought", "told": "送"}).status_code == 403
        grid = browser(Role.GRID, GRID)
        kept = grid.post(f"{address}need/", {"move": "gone", "told": "已送到门口"})
    assert kept.status_code == 422
    assert "已送到门口" in kept.content.decode()
    check.refresh_from_db()
    assert check.need == "open"
