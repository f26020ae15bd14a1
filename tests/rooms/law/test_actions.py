"""Drafting, editing, signing by two, withdrawing: who may, what is refused, what is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.rooms.law.texts import HOUR, drafted, sign, signed, text
from tests.rooms.leads.county import AT
from tests.rooms.staff import make_actor

from lianfang.law import actions
from lianfang.law.checking import check_order, check_text
from lianfang.law.models import LocalOrder, LocalOrderMove
from lianfang.law.queries import get_order, list_due, list_to_sign, say_standing
from lianfang.law.refusals import (
    ChangedMeanwhile,
    InForce,
    NotOpen,
    NotSound,
    ReasonMissing,
    SignedBefore,
    TextMissing,
)
from lianfang.law.signatures import list_signers
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import Role

NOON = AT + 3 * HOUR


def fresh(order: LocalOrder) -> LocalOrder:
    return LocalOrder.objects.get(pk=order.pk)


def moves_of(order: LocalOrder) -> list[str]:
    return list(order.moves.order_by("pk").values_list("move", flat=True))


def test_a_draft_is_kept_and_read(console: Actor) -> None:
    order = drafted(console)
    assert (order.state, order.sound, order.edition, order.title) == ("draft", True, "xing_1", "兴县示例令")
    assert (order.begins_at, order.effective_at, order.document) == (NOON, None, "兴防指〔2022〕示例xing_1号")
    assert order.moves.get().text == order.text
    assert check_order(order).faults == ()


@pytest.mark.parametrize("broken", ["不是命令", "editions: [", "a: 1\na: 2", text(days="十"), "\x07"])
def test_a_draft_that_is_not_sound_is_kept_too(console: Actor, broken: str) -> None:
    order = actions.draft(text=broken, by=console, at=AT)
    assert (order.sound, order.text, order.title) == (False, broken, "")
    assert check_order(order).faults


@pytest.mark.parametrize("empty", ["", " \n ", "x" * (actions.LONGEST + 1)])
def test_a_draft_says_something_and_not_too_much(console: Actor, empty: str) -> None:
    with pytest.raises(TextMissing):
        actions.draft(text=empty, by=console, at=AT)
    with pytest.raises(TextMissing):
        actions.edit(order=drafted(console), text=empty, seen="", by=console, at=AT)


@pytest.mark.parametrize(
    ("role", "drafts", "signs"),
    [
        (Role.OFFICE, True, True),
        (Role.COMMANDER, False, True),
        (Role.DATA, False, False),
        (Role.TOWN, False, False),
        (Role.AUDITOR, False, False),
    ],
)
def test_who_may(console: Actor, role: Role, drafts: bool, signs: bool) -> None:
    by, order = make_actor(role), drafted(console, id="other")
    for may, act in ((drafts, lambda: drafted(by)), (signs, lambda: sign(order, by))):
        if may:
            act()
        else:
            with pytest.raises(Forbidden):
                act()
    assert (get_order(by, order.pk) is not None) == (drafts or signs)


def test_an_edit_keeps_both_texts(console: Actor) -> None:
    order = drafted(console)
    later = actions.edit(order=order, text=text(days=7), seen=order.digest, by=console, at=AT + HOUR)
    assert (later.text, later.edited_at) == (text(days=7), AT + HOUR)
    assert [move.text for move in order.moves.order_by("pk")] == [text(), text(days=7)]
    again = actions.edit(order=order, text=text(days=7), seen=later.digest, by=console, at=AT + HOUR)
    assert moves_of(again) == ["drafted", "edited"]  # nothing was changed, nothing is written


def test_nobodys_edit_is_overwritten(console: Actor) -> None:
    order = drafted(console)
    actions.edit(order=order, text=text(days=7), seen=order.digest, by=console, at=AT)
    with pytest.raises(ChangedMeanwhile):
        actions.edit(order=order, text=text(days=8), seen=order.digest, by=console, at=AT)
    assert fresh(order).text == text(days=7)


def test_two_people_sign_and_the_order_has_its_hour(console: Actor) -> None:
    order = drafted(console)
    half = sign(order, console)
    assert (half.state, half.effective_at) == ("half", None)
    with pytest.raises(SignedBefore):
        sign(order, console)
    whole = sign(order, make_actor(Role.COMMANDER))
    assert (whole.state, whole.effective_at) == ("signed", NOON)
    assert moves_of(order) == ["drafted", "signed", "signed"]


@pytest.mark.parametrize(
    ("late", "begins"),
    [(-HOUR, NOON), (timedelta(), NOON), (HOUR, NOON + HOUR), (timedelta(days=3), NOON + timedelta(days=3))],
)
def test_signed_late_it_does_not_reach_into_the_past(console: Actor, late: timedelta, begins: Any) -> None:
    order = drafted(console)
    sign(order, console)
    assert sign(order, make_actor(Role.COMMANDER), NOON + late).effective_at == begins


def test_an_edit_takes_the_first_signature_back(console: Actor) -> None:
    order = drafted(console)
    sign(order, console)
    half = fresh(order)
    changed = actions.edit(order=half, text=text(days=7), seen=half.digest, by=console, at=AT)
    back = actions.edit(order=changed, text=text(), seen=changed.digest, by=console, at=AT)
    assert (back.state, back.digest, list_signers(back)) == ("draft", half.digest, [])
    assert sign(order, make_actor(Role.COMMANDER)).state == "half"


def test_only_the_text_that_was_read_is_signed(console: Actor) -> None:
    order = drafted(console)
    actions.edit(order=order, text=text(days=7), seen=order.digest, by=console, at=AT)
    with pytest.raises(ChangedMeanwhile):
        actions.sign(order=order, seen=order.digest, by=console, at=AT)
    assert fresh(order).state == "draft"


def test_what_is_not_sound_is_not_signed(console: Actor) -> None:
    order = drafted(console, days="十")
    with pytest.raises(NotSound) as refused:
        sign(order, console)
    assert [fault.line for fault in refused.value.faults] == [21]


def test_a_conflict_that_another_signature_made_is_found_when_signing(console: Actor) -> None:
    order = drafted(console)
    sign(order, console)
    signed(console, id="other")
    with pytest.raises(NotSound, match="conflicts with 'other'"):
        sign(order, make_actor(Role.COMMANDER))
    assert not check_order(fresh(order)).edition


def test_an_order_whose_last_day_is_over_is_not_signed(console: Actor) -> None:
    words = text().replace("day_base: 1", "last_day: 2022-03-01\n    day_base: 1")
    order = actions.draft(text=words, by=console, at=AT)
    with pytest.raises(NotSound, match="ends before it starts"):
        sign(order, console, AT + timedelta(days=5))


def test_what_two_signed_is_not_edited_and_not_signed_again(console: Actor) -> None:
    order = signed(console)
    with pytest.raises(NotOpen) as refused:
        actions.edit(order=order, text=text(days=7), seen=order.digest, by=console, at=AT)
    assert refused.value.state == "signed"
    with pytest.raises(NotOpen):
        sign(order, make_actor(Role.OFFICE))


def test_withdrawn_before_its_hour(console: Actor) -> None:
    order = signed(console)
    with pytest.raises(ReasonMissing):
        actions.withdraw(order=order, reason=" ", by=console, at=AT)
    gone = actions.withdraw(order=order, reason="市里另有规定", by=console, at=NOON - HOUR)
    assert (gone.state, moves_of(gone)[-1]) == ("withdrawn", "withdrawn")
    assert gone.moves.get(move="withdrawn").reason == "市里另有规定"
    with pytest.raises(NotOpen):
        actions.withdraw(order=order, reason="再次", by=console, at=AT)


def test_in_force_it_is_not_withdrawn(console: Actor) -> None:
    order = signed(console)
    with pytest.raises(InForce) as refused:
        actions.withdraw(order=order, reason="错", by=console, at=NOON)
    assert refused.value.since == NOON


def test_who_withdraws(console: Actor) -> None:
    draft, done = drafted(console, id="a"), signed(console, id="b", category="inbound")
    commander, data = make_actor(Role.COMMANDER), make_actor(Role.DATA)
    with pytest.raises(Forbidden):
        actions.withdraw(order=draft, reason="x", by=commander, at=AT)
    with pytest.raises(Forbidden):
        actions.withdraw(order=done, reason="x", by=data, at=AT)
    actions.withdraw(order=done, reason="x", by=commander, at=AT)


def test_each_write_is_done_once_a_key(console: Actor) -> None:
    made = [actions.draft(text=text(), by=console, at=AT, key="k").pk for _ in range(2)]
    assert made[0] == made[1]
    order = LocalOrder.objects.get()
    for _ in range(2):
        actions.sign(order=order, seen=order.digest, by=console, at=AT, key="k")
    assert moves_of(order) == ["drafted", "signed"]


def test_it_is_told_and_kept_for_the_auditor(console: Actor) -> None:
    order = signed(console)
    actions_done = AuditEntry.objects.filter(object_kind="local_order").order_by("pk")
    assert [entry.action for entry in actions_done] == ["law.drafted", "law.signed", "law.signed"]
    news = OutboxNews.objects.filter(topic="law.signed").order_by("pk")
    assert [one.payload for one in news] == [
        {"order": order.pk, "state": "half"}, {"order": order.pk, "state": "signed"},
    ]  # fmt: skip
    with pytest.raises(Exception, match="written once"):
        LocalOrderMove.objects.update(move="edited")


def test_what_waits_for_whose_signature(console: Actor) -> None:
    order, commander = drafted(console), make_actor(Role.COMMANDER)
    drafted(console, id="b", days="十")  # not sound
    assert list_to_sign(console) == list_to_sign(commander) == [order]
    sign(order, commander)
    assert (list_to_sign(commander), len(list_to_sign(console))) == ([], 1)
    sign(order, console)
    assert list_to_sign(console) == list_to_sign(make_actor(Role.DATA)) == []


def test_where_an_order_stands(console: Actor) -> None:
    order = drafted(console)
    assert say_standing(order, AT).code == "draft"
    order = sign(order, console)
    assert say_standing(order, AT).code == "half"
    order = sign(order, make_actor(Role.COMMANDER))
    assert [say_standing(order, at).code for at in (AT, NOON)] == ["ahead", "in_force"]
    assert say_standing(order, AT + timedelta(days=800)).code == "ended"  # with the edition it stands on
    assert list_due(NOON - HOUR) == []
    assert list_due(NOON) == [order]
    actions.note_proposed(order=order, at=NOON)
    assert list_due(NOON) == []


def test_a_text_for_another_county_is_not_ours(console: Actor) -> None:
    found = check_text(text().replace('"141123"', '"611002"')).faults
    assert found
    assert "611002" in found[0].said(str)
