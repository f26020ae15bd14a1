"""The pages of local orders: faults beside the text, nothing typed is lost, two people's signatures."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.rooms.law.texts import HOUR, drafted, sign, signed, text
from tests.rooms.leads.county import AT
from tests.rooms.staff import make_actor, signed_in
from tests.support.lists import count_queries

from lianfang.law import actions
from lianfang.law.checking import check_text
from lianfang.law.models import LocalOrder
from lianfang.law.refusals import NotSound
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.pinned_at(AT):
        yield


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def send(client: Client, path: str, status: int, **told: Any) -> str:
    answer = client.post(path, told)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_from_the_pattern_to_a_signed_order(console: Actor) -> None:
    office, commander = signed_in(Role.OFFICE), signed_in(Role.COMMANDER)
    assert "county_20220228" in read(office, "/law/draft/")
    send(office, "/law/draft/", 302, text=text(), key="k")
    order = LocalOrder.objects.get()
    page = read(office, f"/law/{order.pk}/")
    assert "兴县示例令" in page
    assert "签字" in page
    send(office, f"/law/{order.pk}/sign/", 302, seen=order.digest)
    assert "由他人签" in send(office, f"/law/{order.pk}/sign/", 409, seen=order.digest)
    send(commander, f"/law/{order.pk}/sign/", 302, seen=order.digest)
    assert LocalOrder.objects.get().state == "signed"
    assert "已签，尚未生效" in read(commander, f"/law/{order.pk}/")


def test_the_pattern_is_sound_once_everything_is_written(console: Actor) -> None:
    """Nobody signs what still says "write here": each such place is named with its line."""
    page = signed_in(Role.OFFICE).get("/law/draft/")
    pattern = page.context["form"].initial["text"]
    order = actions.draft(text=pattern, by=console, at=AT)
    assert not order.sound
    asked = [number for number, line in enumerate(pattern.splitlines(), start=1) if "在此写" in line]
    assert [fault.line for fault in check_text(pattern).faults] == asked
    assert len(asked) == 4
    shown = read(signed_in(Role.OFFICE), f"/law/{order.pk}/")
    assert "样本里的“在此写命令的名称”还没有改" in shown
    with pytest.raises(NotSound):
        actions.sign(order=order, seen=order.digest, by=make_actor(Role.OFFICE), at=AT)
    assert actions.draft(text=re.sub("在此写", "兴县", pattern), by=console, at=AT).sound


def test_every_fault_stands_beside_its_line_in_chinese(console: Actor) -> None:
    broken = (
        text(days="十")
        .replace("clause: 第一条", "claus: 第一条")
        .replace("transition: redecide", "transitoin: x")
    )
    order = actions.draft(text=broken, by=console, at=AT)
    page = read(signed_in(Role.OFFICE), f"/law/{order.pk}/")
    assert "transitoin" in page
    assert "应为" in page
    assert 'id="line-11"' in page
    assert "试算" not in page  # what is not sound cannot be tried
    edited = read(signed_in(Role.OFFICE), f"/law/{order.pk}/edit/")
    assert "处须改正" in edited


def test_a_conflict_names_the_other_order(console: Actor) -> None:
    other = signed(console, id="other")
    page = read(signed_in(Role.OFFICE), f"/law/{drafted(console).pk}/")
    assert f"local/{other.pk}" in page


def test_a_file_takes_the_place_of_what_is_typed(console: Actor) -> None:
    office = signed_in(Role.OFFICE)
    sent = SimpleUploadedFile("令.yaml", ("\ufeff" + text(days=6)).replace("\n", "\r\n").encode())
    send(office, "/law/draft/", 302, text="x", file=sent)
    assert LocalOrder.objects.get().text == text(days=6)


@pytest.mark.parametrize(
    "told",
    [
        {"text": "  "},
        {"file": SimpleUploadedFile("令.yaml", "令".encode("gbk"))},
        {"text": "a\x00b"},
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_saved(console: Actor, told: dict[str, Any]) -> None:
    page = send(signed_in(Role.OFFICE), "/law/draft/", 422, **told)
    assert "invalid-feedback" in page or "is-invalid" in page
    assert not LocalOrder.objects.exists()


def test_who_saves_over_anothers_text_keeps_what_was_typed(console: Actor) -> None:
    order = drafted(console)
    actions.edit(order=order, text=text(days=7), seen=order.digest, by=console, at=AT)
    page = send(signed_in(Role.OFFICE), f"/law/{order.pk}/edit/", 409, text=text(days=8), seen=order.digest)
    assert "days: 8" in page
    assert "其间已有人保存" in page
    assert LocalOrder.objects.get().text == text(days=7)


def test_an_edit_with_a_signature_warns_and_takes_it_back(console: Actor) -> None:
    order = drafted(console)
    sign(order, console)
    office = signed_in(Role.OFFICE)
    assert "已有一人签过" in read(office, f"/law/{order.pk}/edit/")
    send(office, f"/law/{order.pk}/edit/", 302, text=text(days=7), seen=order.digest)
    assert LocalOrder.objects.get().state == "draft"


def test_what_is_signed_by_two_is_read_not_edited(console: Actor) -> None:
    order = signed(console)
    office = signed_in(Role.OFFICE)
    assert office.get(f"/law/{order.pk}/edit/").status_code == 302
    page = read(office, f"/law/{order.pk}/")
    assert f"/law/{order.pk}/edit/" not in page


def test_withdrawn_with_a_reason(console: Actor) -> None:
    order, office = drafted(console), signed_in(Role.OFFICE)
    assert "撤回" in read(office, f"/law/{order.pk}/withdraw/")
    send(office, f"/law/{order.pk}/withdraw/", 422, reason="")
    send(office, f"/law/{order.pk}/withdraw/", 302, reason="市里另有规定")
    assert "市里另有规定" in read(office, f"/law/{order.pk}/")


def test_in_force_it_says_what_to_do_instead(console: Actor) -> None:
    order, office = signed(console), signed_in(Role.OFFICE)
    with clock.pinned_at(AT + 4 * HOUR):
        assert "代替它" in send(office, f"/law/{order.pk}/withdraw/", 409, reason="x")
        assert "生效" in read(office, f"/law/{order.pk}/")


def test_a_signature_without_the_text_that_was_read(console: Actor) -> None:
    order = drafted(console)
    send(signed_in(Role.OFFICE), f"/law/{order.pk}/sign/", 422)
    assert LocalOrder.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("role", "draft_seen"), [(Role.OFFICE, 200), (Role.COMMANDER, 200), (Role.TOWN, 404)]
)
def test_drafts_are_seen_by_who_drafts_or_signs(console: Actor, role: Role, draft_seen: int) -> None:
    client = signed_in(role)
    read(client, f"/law/{drafted(console).pk}/", draft_seen)
    read(client, f"/law/{signed(console, id='b', category='inbound').pk}/")


def test_the_list_filters_and_counts_its_queries(console: Actor) -> None:
    office = signed_in(Role.OFFICE)
    assert "没有地方命令" in read(office, "/law/")
    one = signed(console, id="a")
    actions.draft(text="x", by=console, at=AT)
    page = read(office, "/law/")
    assert "兴县示例令" in page
    assert "尚无名称" in page
    assert "尚无名称" not in read(office, "/law/?state=signed")
    assert "兴县示例令" not in read(office, "/law/?sound=0")
    few = count_queries(lambda: office.get("/law/"))
    for number in range(3):
        drafted(make_actor(Role.OFFICE), id=f"n{number}", category="inbound")
    assert count_queries(lambda: office.get("/law/")) <= few + 1  # the names of who drafted
    assert one.pk


def test_reading_is_kept(console: Actor) -> None:
    read(signed_in(Role.OFFICE), f"/law/{drafted(console).pk}/")
    assert AuditEntry.objects.filter(action="law.view").count() == 1


def test_the_rules_by_edition_show_the_signed_order(console: Actor) -> None:
    signed(console)
    client = signed_in(Role.TOWN)
    assert "兴县示例令" in read(client, "/orders/law/")
    assert "第一条" in read(client, "/orders/law/xing_1/")
