"""A site's temperatures go to care, and tick the round that is due."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.rooms.isolation.world import AT, HOUR, house, make_site
from tests.rooms.staff import make_staff, sign_in

from lianfang.care.models import Measurement, Transfer
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
