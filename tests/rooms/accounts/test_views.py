"""Signing in and out, the second factor, and one's own account, as a browser meets them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django_otp.oath import TOTP
from tests.rooms.staff import SECRET, make_staff, sign_in
from time_machine import travel

from lianfang.accounts.models import Authenticator, SignIn, Staff
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import NEEDS_SECOND_FACTOR, Role

pytestmark = pytest.mark.django_db
PASSWORD = "a long first word"
NOW = datetime(2022, 2, 28, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frozen_clock():
    with travel(NOW, tick=False) as clock:
        yield clock


def type_password(client: Client, username: str, password: str = PASSWORD, **more: str):
    return client.post("/accounts/login/", {"username": username, "password": password, **more})


def code_at(moment: datetime, secret: bytes = SECRET) -> str:
    totp = TOTP(secret)
    totp.time = moment.timestamp()
    return f"{totp.token():06d}"


def test_a_stranger_is_sent_to_the_login_page_and_back(client):
    answer = client.get("/accounts/me/")
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=%2Faccounts%2Fme%2F")
    make_staff(Role.AUDITOR, username="auditor", password=PASSWORD)
    assert type_password(client, "auditor", next="/accounts/me/").url == "/accounts/me/"
    assert client.get("/accounts/me/").status_code == 200


def test_a_partial_request_of_a_stranger_moves_the_whole_page(client):
    answer = client.get("/accounts/me/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/accounts/login/")


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_the_login_page_sends_nobody_to_another_site(client, elsewhere):
    make_staff(Role.AUDITOR, username="auditor", password=PASSWORD)
    assert type_password(client, "auditor", next=elsewhere).url == "/"


@pytest.mark.parametrize(
    ("username", "password"),
    [("auditor", "wrong"), ("nobody", PASSWORD), ("AUDITOR", PASSWORD), ("auditor", PASSWORD + " ")],
)
def test_a_wrong_name_or_password_gets_one_and_the_same_answer(client, username, password):
    make_staff(Role.AUDITOR, username="auditor", password=PASSWORD)
    answer = type_password(client, username, password)
    assert answer.status_code == 400
    assert len(answer.context["form"].non_field_errors()) == 1
    assert "_auth_user_id" not in client.session


def test_a_disabled_account_and_the_console_cannot_sign_in(client):
    make_staff(Role.AUDITOR, username="gone", password=PASSWORD, is_active=False)
    make_staff(Role.CONSOLE, username="console", password=PASSWORD)
    assert type_password(client, "gone").status_code == 400
    assert type_password(client, "console").status_code == 400


def test_an_account_disabled_while_signed_in_is_signed_out_at_the_next_click(client):
    staff = make_staff(Role.AUDITOR)
    sign_in(client, staff)
    assert client.get("/accounts/me/").status_code == 200
    Staff.objects.filter(pk=staff.pk).update(is_active=False)
    assert client.get("/accounts/me/").url.startswith("/accounts/login/")


def test_five_wrong_passwords_close_the_account_to_the_machine_for_fifteen_minutes(client, frozen_clock):
    make_staff(Role.AUDITOR, username="auditor", password=PASSWORD)
    for _attempt in range(4):
        assert type_password(client, "auditor", "wrong").status_code == 400
    locked = type_password(client, "auditor", "wrong")
    assert locked.status_code == 429
    assert "accounts/locked_out.html" in [template.name for template in locked.templates]
    assert type_password(client, "auditor").status_code == 429
    assert type_password(Client(REMOTE_ADDR="10.0.0.9"), "auditor").status_code == 302
    frozen_clock.shift(timedelta(minutes=16))
    assert type_password(client, "auditor").status_code == 302


def test_signing_in_and_out_is_written_down(client):
    staff = make_staff(Role.AUDITOR, username="auditor", password=PASSWORD)
    type_password(client, "auditor")
    client.get("/accounts/me/")
    assert client.post("/accounts/logout/").url == "/accounts/login/"
    actions = AuditEntry.objects.filter(actor_id=staff.pk).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["accounts.sign_in", "accounts.sign_out"]
    assert SignIn.objects.get(staff=staff).ended_at == NOW
    assert client.get("/accounts/me/").status_code == 302


def test_signing_out_takes_a_post(client):
    sign_in(client, make_staff(Role.AUDITOR))
    assert client.get("/accounts/logout/").status_code == 405


@pytest.mark.parametrize("role", sorted(NEEDS_SECOND_FACTOR))
def test_a_weighty_role_shows_its_second_factor_first(client, role):
    make_staff(role, username="one", password=PASSWORD)
    type_password(client, "one")
    assert client.get("/accounts/me/").url == "/accounts/verify/?next=%2Faccounts%2Fme%2F"
    wrong = client.post("/accounts/verify/", {"code": "000000"})
    assert wrong.context["form"].errors["code"]
    assert client.get("/accounts/me/").status_code == 302


def test_the_right_code_opens_the_way_once(client, frozen_clock):
    staff = make_staff(Role.OFFICE)
    sign_in(client, staff, verified=False)
    right = {"code": f" {code_at(NOW)[:3]} {code_at(NOW)[3:]} ", "next": "/accounts/me/"}
    assert client.post("/accounts/verify/", right).url == "/accounts/me/"
    assert client.get("/accounts/me/").status_code == 200
    other = sign_in(Client(), staff, verified=False)
    assert other.post("/accounts/verify/", right).context["form"].errors["code"]  # taken already
    frozen_clock.shift(timedelta(seconds=61))
    assert other.post("/accounts/verify/", {"code": code_at(NOW + timedelta(seconds=61))}).status_code == 302


def test_wrong_codes_make_the_next_one_wait(client, frozen_clock):
    sign_in(client, make_staff(Role.OFFICE), verified=False)
    for _attempt in range(3):
        client.post("/accounts/verify/", {"code": "000000"})
        frozen_clock.shift(timedelta(seconds=10))
    client.post("/accounts/verify/", {"code": "000000"})
    moment = NOW + timedelta(seconds=31)
    frozen_clock.move_to(moment)
    assert client.post("/accounts/verify/", {"code": code_at(moment)}).status_code == 200  # too soon
    moment += timedelta(seconds=60)
    frozen_clock.move_to(moment)
    assert client.post("/accounts/verify/", {"code": code_at(moment)}).status_code == 302


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code_is_refused_before_it_counts(client, typed):
    staff = make_staff(Role.OFFICE)
    sign_in(client, staff, verified=False)
    client.post("/accounts/verify/", {"code": typed})
    failures = Authenticator.objects.get(user=staff).throttling_failure_count
    assert failures == (
        1 if typed == "１２３４５６" else 0
    )  # a full-width code is six digits, but not the code


def test_who_has_no_second_factor_sets_one_up_from_a_picture(client):
    staff = make_staff(Role.OFFICE)
    Authenticator.objects.all().delete()
    sign_in(client, staff)
    assert client.get("/accounts/me/").url.startswith("/accounts/second-factor/")
    page = client.get("/accounts/second-factor/")
    assert "<svg" in page.content.decode()
    shown = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page.content.decode())[1]
    secret = __import__("base64").b32decode(shown.replace(" ", ""))
    assert client.post("/accounts/second-factor/", {"code": "000000"}).context["form"].errors["code"]
    with travel(NOW + timedelta(seconds=60), tick=False):
        moment = NOW + timedelta(seconds=60)
        assert client.post("/accounts/second-factor/", {"code": code_at(moment, secret)}).url == "/"
        assert client.get("/accounts/me/").status_code == 200
        assert client.get("/accounts/second-factor/").url == "/accounts/verify/"  # shown no second time


def test_the_same_secret_is_shown_until_it_is_confirmed(client):
    staff = make_staff(Role.OFFICE)
    Authenticator.objects.all().delete()
    sign_in(client, staff)
    first = client.get("/accounts/second-factor/").context["drawn"].secret
    assert client.get("/accounts/second-factor/").context["drawn"].secret == first


def test_one_gives_up_ones_own_second_factor_and_is_signed_out(client):
    staff = make_staff(Role.OFFICE)
    sign_in(client, staff)
    client.get("/accounts/me/")
    client.post("/accounts/second-factor/reset/")
    assert not Authenticator.objects.filter(user=staff).exists()
    assert client.get("/accounts/me/").url.startswith("/accounts/login/")


def test_a_first_password_is_changed_before_anything_else(client):
    make_staff(Role.AUDITOR, username="new", password=PASSWORD, must_change_password=True)
    type_password(client, "new")
    assert client.get("/accounts/audit/").url.startswith("/accounts/password/")
    fresh = "another long word 7"
    assert (
        client.post("/accounts/password/", {"old": PASSWORD, "password": fresh, "again": fresh}).status_code
        == 302
    )
    assert client.get("/accounts/audit/").status_code == 200
    assert type_password(Client(), "new").status_code == 400
    assert type_password(Client(), "new", fresh).status_code == 302


@pytest.mark.parametrize(
    ("old", "fresh", "again", "field"),
    [
        ("wrong", "another long word 7", "another long word 7", "old"),
        (PASSWORD, "another long word 7", "another long word 8", "again"),
        (PASSWORD, "short", "short", "password"),
        (PASSWORD, "93847362719283", "93847362719283", "password"),
        (PASSWORD, "1q2w3e4r5t", "1q2w3e4r5t", "password"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_at_its_field(client, old, fresh, again, field):
    staff = make_staff(Role.AUDITOR, password=PASSWORD)
    sign_in(client, staff)
    answer = client.post("/accounts/password/", {"old": old, "password": fresh, "again": again})
    assert set(answer.context["form"].errors) == {field}
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)


def test_changing_the_password_keeps_this_browser_signed_in_and_listed(client):
    staff = make_staff(Role.AUDITOR, password=PASSWORD)
    sign_in(client, staff)
    client.get("/accounts/me/")
    fresh = "another long word 7"
    client.post("/accounts/password/", {"old": PASSWORD, "password": fresh, "again": fresh})
    page = client.get("/accounts/me/")
    (here, _browser), *others = page.context["sign_ins"]
    assert here.session_key == page.context["session_key"]
    assert not others


def test_the_database_does_not_hold_the_key_of_a_session(client):
    staff = make_staff(Role.AUDITOR)
    sign_in(client, staff)
    client.get("/accounts/me/")
    key = client.session.session_key
    held = Session.objects.values_list("session_key", flat=True)
    assert len(held) == 1
    assert key not in held
    assert client.cookies["sessionid"].value == key
    thief = Client()
    thief.cookies["sessionid"] = held[0]
    assert thief.get("/accounts/me/").status_code == 302
    assert client.get("/accounts/me/").status_code == 200


def test_the_profile_shows_role_scope_and_sign_ins_and_ends_another_one(client):
    staff = make_staff(Role.AUDITOR)
    sign_in(client, staff)
    other = sign_in(Client(headers={"User-Agent": "a phone"}), staff)
    other.get("/accounts/me/")
    page = client.get("/accounts/me/")
    assert page.context["scope"] == "141123"  # no county is loaded, so the code stands for the name
    theirs = SignIn.objects.get(browser="a phone")
    assert client.post(f"/accounts/me/sign-ins/{theirs.pk}/end/").status_code == 302
    assert other.get("/accounts/me/").status_code == 302
    assert client.post(f"/accounts/me/sign-ins/{theirs.pk}/end/").status_code == 404


def test_nobody_ends_the_sign_in_of_another(client):
    other = sign_in(Client(), make_staff(Role.GRID))
    other.get("/accounts/me/")
    sign_in(client, make_staff(Role.AUDITOR))
    theirs = SignIn.objects.get()
    assert client.post(f"/accounts/me/sign-ins/{theirs.pk}/end/").status_code == 404
    assert other.get("/accounts/me/").status_code == 200


def test_pages_with_secrets_are_never_kept_by_the_browser(client):
    for page in ("/accounts/login/", "/accounts/second-factor/", "/accounts/verify/", "/accounts/password/"):
        sign_in(client, make_staff(Role.OFFICE), verified=False)
        Authenticator.objects.all().delete()
        assert "no-store" in client.get(page).headers["Cache-Control"], page


def test_no_page_of_somebody_signed_in_is_kept_by_the_browser(client):
    sign_in(client, make_staff(Role.OFFICE))
    for page in ("/accounts/me/", "/people/", "/leads/", "/nowhere/", "/api/v1/people?q=x"):
        assert "no-store" in client.get(page).headers["Cache-Control"], page
    assert "Cache-Control" not in Client().get("/offline/").headers
