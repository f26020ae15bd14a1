"""A site's temperatures go to care, and tick the round that is due."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from tests.rooms.isolation.world import AT, HOUR, house, make_site
from tests.rooms.staff import make_staff, sign_in

from lianfang.accounts.models import Staff
from lianfang.accounts.queries import get_actor_of
from lianfang.care.actions import MeasurementIn, record_measurements, step_transfer
from lianfang.care.models import Measurement, Transfer
from lianfang.command.gathering import gather
from lianfang.command.housing import tell_ill
from lianfang.command.views import list_duties
from lianfang.isolation import actions
from lianfang.isolation.actions import StaffPlan
from lianfang.isolation.models import Round
from lianfang.shared import clock
from lianfang.shared.roles import Role


@pytest.fixture
def nurse(console, site) -> Client:
    staff = make_staff(Role.SITE)
    actions.post_staff(site=site, plan=StaffPlan("己某", "nurse", staff_id=staff.pk), by=console, at=AT)
    return sign_in(Client(), staff)


@pytest.fixture(autouse=True)
def in_the_morning():
    with clock.pinned_at(AT + HOUR / 2):
        yield


def test_everybody_in_one_go(nurse, console, site):
    one, two, three = house(console, site), house(console, site), house(console, site)
    address = reverse("isolation:measure", args=[site.pk])
    assert one.person.name in nurse.get(address).content.decode()
    told = {f"warm_{one.order_id}": "36.5", f"warm_{two.order_id}": "37.8", f"warm_{three.order_id}": "36.4"}
    told |= {f"ill_{three.order_id}": "on", "key": "k"}
    for _ in range(2):
        assert nurse.post(address, told).status_code == 302
    assert Measurement.objects.count() == 3
    assert set(Measurement.objects.values_list("source", flat=True)) == {"site"}
    assert set(Transfer.objects.values_list("order", flat=True)) == {two.order_id, three.order_id}
    assert Round.objects.get(site=site, kind="measure", seq=1).done_at is not None


def read(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_a_fever_is_said_and_shown_to_who_took_it(nurse, console, site):
    ill, well = house(console, site), house(console, site)
    told = {f"warm_{ill.order_id}": "37.8", f"warm_{well.order_id}": "36.5", "key": "k"}
    answer = nurse.post(reverse("isolation:measure", args=[site.pk]), told, follow=True).content.decode()
    assert "已登记2条体温" in answer
    assert "1人发热或者有症状，已开始送医。" in answer
    board = read(nurse, "isolation:site", site.pk)
    assert board.count("is-ill") == board.count("正在送医") == 1
    for name, pk in (("room", ill.room_id), ("stay", ill.pk)):
        text = read(nurse, f"isolation:{name}", pk)
        assert "正在送医" in text, name
        assert "37.8" in text, name
    for name, pk in (("room", well.room_id), ("stay", well.pk)):
        text = read(nurse, f"isolation:{name}", pk)
        assert "正在送医" not in text, name
        assert "36.5" in text, name


def test_todays_first_duty_is_the_resident_with_a_fever_until_the_way_is_closed(nurse, console, site):
    ill, _well = house(console, site), house(console, site)
    elsewhere = house(console, make_site(console, "黄河酒店"))
    told = [MeasurementIn(stay.order_id, Decimal("38.5")) for stay in (ill, elsewhere)]
    record_measurements(rows=told, by=console, at=AT)
    by = get_actor_of(Staff.objects.get(role=Role.SITE).pk)
    first = list_duties(by, clock.now())[0]
    assert (first.key, first.urgent, first.late) == ("ill", True, False)
    assert [line.url for line in first.lines] == [reverse("isolation:stay", args=[ill.pk])]
    assert len(nurse.get(first.url).context["lines"]) == 1
    assert nurse.get(first.lines[0].url).status_code == 200
    assert tell_ill(console, clock.now()) is None  # who sees care is told of the way itself
    way = Transfer.objects.get(order=ill.order_id)
    step_transfer(transfer=way, move="dismissed", told="复测36.6", by=console, at=clock.now())
    assert gather([tell_ill(by, clock.now())]) == []
    assert "正在送医" not in read(nurse, "isolation:stay", ill.pk)


def test_what_cannot_be_keeps_what_was_typed(nurse, console, site):
    one = house(console, site)
    address = reverse("isolation:measure", args=[site.pk])
    answer = nurse.post(address, {f"warm_{one.order_id}": "52"})
    assert answer.status_code == 422
    assert "52" in answer.content.decode()
    assert nurse.post(address, {"key": ""}).status_code == 409
    assert not Measurement.objects.exists()


def test_an_empty_site_and_anothers(nurse, console, site):
    assert "现在没有人住" in nurse.get(reverse("isolation:measure", args=[site.pk])).content.decode()
    other = make_site(console, "黄河酒店")
    assert nurse.get(reverse("isolation:measure", args=[other.pk])).status_code == 404
