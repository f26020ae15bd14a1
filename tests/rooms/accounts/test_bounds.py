"""Accounts at their limits: odd texts, two browsers, two administrators, both languages, and what nobody reaches."""

from __future__ import annotations

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.rooms.accounts.test_actions import NOW, change, hire
from tests.rooms.leads.county import GRID, OTHER_TOWN, TOWN, make_county, one_lead
from tests.rooms.staff import COUNTY, make_actor, make_staff, sign_in, signed_in

from lianfang.accounts import actions
from lianfang.accounts.models import Authenticator, Staff
from lianfang.shared.actor import Actor, Forbidden, Scope, ScopeKind, scope_kind_of
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import GRANTS, NEEDS_SECOND_FACTOR, Permission, Role

PASSWORD = "a long first word"
NEW = {
    "username": "wf.town", "name": "乙某", "post": "镇专班", "role": "town", "scope": f"town:{TOWN}",
    "password": PASSWORD, "is_active": "on",
}  # fmt: skip
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def county(db: None) -> Actor:
    return make_county()


@pytest.fixture
def system(county: Actor) -> Client:
    client = signed_in(Role.SYSTEM)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"username": "a" * 41}, "username_wrong"),
        ({"username": "a"}, "username_wrong"),
        ({"username": "wei fen"}, "username_wrong"),
        ({"username": "wf\n"}, "username_wrong"),
        ({"username": "<b>wf</b>"}, "username_wrong"),
        ({"name": " "}, "name_wrong"),
        ({"name": "乙" * 61}, "name_wrong"),
        ({"post": "长" * 61}, "name_wrong"),
        ({"scope_code": ""}, "scope_wrong"),
        ({"scope_kind": ScopeKind.COUNTY}, "scope_wrong"),
    ],
)
def test_an_account_that_does_not_fit_is_refused_by_the_action_itself(
    db: None, fields: dict[str, object], code: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        hire(make_actor(Role.SYSTEM), **fields)
    assert refused.value.code == code
    assert not Staff.objects.filter(role=Role.TOWN).exists()


def test_each_role_fits_places_of_its_kind_alone(db: None) -> None:
    system = make_actor(Role.SYSTEM)
    for role in Role:
        if role is Role.CONSOLE:
            continue
        for kind in ScopeKind:
            given = {
                "username": f"{role.value}-{kind.value}",
                "role": role,
                "scope_kind": kind,
                "scope_code": "1",
            }
            if kind is scope_kind_of(role):
                assert hire(system, **given).actor.scope == Scope(kind, "1")
            else:
                with pytest.raises(ValidationError):
                    hire(system, **given)


def test_texts_no_column_takes_are_refused_at_their_field(system: Client) -> None:
    for field, text in (
        ("name", "乙\x00某"), ("post", "\x00"), ("username", "wf\x00town"), ("name", "乙" * 61),
        ("post", "长" * 61), ("username", "a" * 41), ("password", "p" * 129), ("scope", "town:\x00"),
    ):  # fmt: skip
        answer = system.post("/accounts/staff/new/", {**NEW, field: text})
        assert answer.status_code == 200, (field, ascii(text))
        assert field in answer.context["form"].errors, (field, ascii(text))
    assert not Staff.objects.filter(role=Role.TOWN).exists()


def test_refusals_at_fields_are_wholly_chinese_or_english(system: Client) -> None:
    wrong = {**NEW, "username": "乙", "scope": "", "role": "", "name": "", "password": ""}
    said = {}
    for language in ("zh-hans", "en"):
        system.cookies["django_language"] = language
        form = system.post("/accounts/staff/new/", wrong).context["form"]
        said[language] = [str(text) for texts in form.errors.values() for text in texts]
    assert len(said["en"]) == len(said["zh-hans"]) >= 5
    assert all(HAN.search(text) for text in said["zh-hans"])
    assert not any(HAN.search(text) for text in said["en"])


def test_a_name_that_is_a_script_is_text_wherever_staff_are_named(system: Client) -> None:
    name = "<script>alert(1)</script>"
    staff = make_staff(Role.TOWN, Scope(ScopeKind.TOWN, TOWN), name=name, post="<b>镇</b>")
    for address in ("/accounts/staff/", f"/accounts/staff/{staff.pk}/", f"/accounts/staff/?q={name}"):
        page = system.get(address).content.decode()
        assert "<script>alert" not in page and "<b>镇" not in page, address
    own = sign_in(Client(), staff).get("/accounts/me/").content.decode()
    assert "<script>alert" not in own and "&lt;script&gt;" in own


def test_a_new_password_of_ones_own_ends_every_other_browser(county: Actor) -> None:
    staff = make_staff(Role.AUDITOR, password=PASSWORD)
    here, there = sign_in(Client(), staff), sign_in(Client(), staff)
    assert there.get("/accounts/me/").status_code == here.get("/accounts/me/").status_code == 200
    fresh = {"old": PASSWORD, "password": "another long word", "again": "another long word"}
    assert here.post("/accounts/password/", fresh).status_code == 302
    assert here.get("/accounts/me/").status_code == 200
    assert there.get("/accounts/me/").status_code == 302


def test_a_change_of_place_changes_what_is_seen_from_the_next_sign_in(county: Actor) -> None:
    one_lead(county)
    staff = make_staff(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
    client = sign_in(Client(), staff)
    assert len(client.get("/leads/").context["lines"]) == 1
    change(staff, make_actor(Role.SYSTEM), scope=Scope(ScopeKind.TOWN, OTHER_TOWN))
    assert client.get("/leads/").status_code == 302
    staff.refresh_from_db()
    assert len(sign_in(Client(), staff).get("/leads/").context["lines"]) == 0


def test_two_administrators_changing_one_account_lose_nothing_of_a_password(county: Actor) -> None:
    staff, system = make_staff(Role.GRID, Scope(ScopeKind.GRID, GRID)), make_actor(Role.SYSTEM)
    seen = Staff.objects.get(pk=staff.pk)  # as the second administrator's page read it
    actions.set_password(staff=staff, password="another long word", by=system, at=NOW)
    change(seen, make_actor(Role.SYSTEM), name="丙某")
    held = Staff.objects.get(pk=staff.pk)
    assert held.check_password("another long word")
    assert (held.name, held.must_change_password) == ("丙某", True)


def test_nobody_but_the_administrator_reaches_an_account(county: Actor) -> None:
    victim = make_staff(Role.GRID, Scope(ScopeKind.GRID, GRID), password=PASSWORD)
    before = Staff.objects.values().get(pk=victim.pk)
    for role in Role:
        if role is Role.CONSOLE or Permission.MANAGE_STAFF in GRANTS[role]:
            continue
        client, actor = signed_in(role), make_actor(role)
        for path in ("", "password/", "second-factor/reset/"):
            status = client.post(
                f"/accounts/staff/{victim.pk}/{path}", {**NEW, "again": PASSWORD}
            ).status_code
            assert status == 403, (role, path)
        for act in (
            lambda by: actions.set_password(staff=victim, password="another long word", by=by, at=NOW),
            lambda by: actions.reset_second_factor(staff=victim, by=by, at=NOW),
            lambda by: change(victim, by, name="丙某"),
        ):
            with pytest.raises(Forbidden):
                act(actor)
    assert Staff.objects.values().get(pk=victim.pk) == before
    assert Authenticator.objects.filter(user=victim).exists()


def test_a_second_factor_is_asked_of_every_page_and_operation(county: Actor) -> None:
    for role in NEEDS_SECOND_FACTOR:
        if role is Role.CONSOLE:
            continue
        client = sign_in(Client(), make_staff(role, COUNTY), verified=False)
        for address in ("/", "/leads/", "/people/", "/figures/dispatch/", "/accounts/me/"):
            assert client.get(address).url.startswith("/accounts/"), (role, address)
        answer = client.get("/api/v1/people", {"q": "张"})
        assert (answer.status_code, answer.json()["detail"]) == (403, "second_factor_needed")


def test_a_first_password_stands_before_the_api_too(county: Actor) -> None:
    client = sign_in(Client(), make_staff(Role.TOWN, Scope(ScopeKind.TOWN, TOWN), must_change_password=True))
    answer = client.get("/api/v1/people", {"q": "张"})
    assert (answer.status_code, answer.json()["detail"]) == (403, "password_change_needed")


def test_no_password_phone_or_secret_stands_in_the_trail(system: Client) -> None:
    system.post("/accounts/staff/new/", NEW)
    staff = Staff.objects.get(username="wf.town")
    system.post(
        f"/accounts/staff/{staff.pk}/password/",
        {"password": "another long word", "again": "another long word"},
    )
    told = json.dumps(list(AuditEntry.objects.values_list("detail", flat=True)), default=str)
    assert PASSWORD not in told and "another long word" not in told
    assert staff.password not in told
