"""Signing in and out, the second factor, and one's own account, as a browser meets them."""

from __future__ import annotations

import pytest
from django.test import Client
from django_otp.oath import TOTP
from tests.rooms.staff import SECRET, make_staff

from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db
PASSWORD = "a long first word"


def type_password(client: Client, username: str, password: str = PASSWORD, **more: str):
    return client.post("/accounts/login/", {"username": username, "password": password, **more})


def code_now(secret: bytes = SECRET) -> str:
    import time

    totp = TOTP(secret)
    totp.time = time.time()
    return f"{totp.token():06d}"


def test_a_stranger_is_sent_to_the_login_page_and_back(client):
    answer = client.get("/accounts/me/")
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=%2Faccounts%2Fme%2F"
    make_staff(Role.AUDITOR, username="auditor", password=PASSWORD)
    assert type_password(client, "auditor", next="/accounts/me/").url == "/accounts/me/"
    assert client.get("/accounts/me/").status_code == 200
