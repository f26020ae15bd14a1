"""On a password alone nobody manages accounts or keys."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.rooms.staff import make_staff, sign_in

from lianfang.accounts.models import Authenticator, Staff
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db


def test_a_system_administrator_makes_no_account_without_the_second_factor():
    client = sign_in(Client(), make_staff(Role.SYSTEM), verified=False)
    before = Staff.objects.count()
    told = {"username": "new", "name": "乙某", "role": "office", "scope": "county:141123"}
    assert client.post(reverse("accounts:new_staff"), told).url == reverse("accounts:verify")
    assert Staff.objects.count() == before


def test_a_system_administrator_resets_nobodys_factor_without_showing_one():
    other = make_staff(Role.OFFICE)
    client = sign_in(Client(), make_staff(Role.SYSTEM), verified=False)
    assert client.post(reverse("accounts:reset_second_factor", args=[other.pk])).status_code == 302
    assert Authenticator.objects.filter(user=other).exists()


def test_one_without_a_factor_is_led_to_set_one_up():
    system = make_staff(Role.SYSTEM)
    Authenticator.objects.filter(user=system).delete()
    answer = sign_in(Client(), system).get(reverse("accounts:staff"))
    assert answer.url.startswith(reverse("accounts:second_factor"))
