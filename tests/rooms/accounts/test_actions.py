"""Making, changing and closing accounts; every write is written down, and some are refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.test import Client
from tests.rooms.staff import COUNTY, make_actor, make_staff, sign_in
from time_machine import travel

from lianfang.accounts import actions
from lianfang.accounts.models import Authenticator, SignIn, Staff
from lianfang.shared import crypto
from lianfang.shared.actor import Forbidden, Scope, ScopeKind
from lianfang.shared.files import files_folder, store_file
from lianfang.shared.models import AuditEntry, StoredFile
from lianfang.shared.roles import GRANTS, Permission, Role
from lianfang.shared.tables.produced import PRODUCED

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 2, 28, 1, 0, tzinfo=UTC)
TOWN = Scope(ScopeKind.TOWN, "141123100")


def hire(by, **fields: object) -> Staff:
    values = {
        "username": "new",
        "name": "乙某",
        "role": Role.TOWN,
        "scope_kind": ScopeKind.TOWN,
        "scope_code": "141123100",
        **fields,
    }
    return actions.make_staff(by=by, at=NOW, **values)


def last_entry() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk")[0]


def test_a_new_account_is_what_was_asked_for():
    system = make_actor(Role.SYSTEM)
    staff = hire(
        system, post="镇长", phone="15400000001", password="a long first word", must_change_password=True
    )
    assert staff.actor.scope == TOWN
    assert staff.actor.role is Role.TOWN
    assert crypto.unseal_text(staff.phone, "staff.phone") == "15400000001"
    assert staff.check_password("a long first word")
    assert staff.must_change_password
    entry = last_entry()
    assert (entry.action, entry.actor_id, entry.object_id) == (
        "accounts.make_staff",
        system.staff_id,
        str(staff.pk),
    )
    assert entry.detail == {"role": "town", "scope": "141123100"}


def test_without_a_password_nobody_signs_in_yet():
    staff = hire(make_actor(Role.SYSTEM))
    assert not staff.has_usable_password()


def test_many_accounts_may_share_one_hash_made_before():
    hashed = make_password("a long first word")
    assert hire(make_actor(Role.SYSTEM), hashed=hashed).check_password("a long first word")


@pytest.mark.parametrize("role", [role for role in Role if Permission.MANAGE_STAFF not in GRANTS[role]])
def test_only_those_who_manage_staff_make_accounts(role):
    with pytest.raises(Forbidden):
        hire(make_actor(role))
    assert not Staff.objects.filter(username="new").exists()


@pytest.mark.parametrize(
    "fields",
    [{"password": "short"}, {"password": "12345678901"}, {"role": Role.CONSOLE}],
    ids=["short", "digits", "a second console"],
)
def test_what_must_not_be_is_refused_and_nothing_is_kept(fields):
    with pytest.raises(ValidationError):
        hire(make_actor(Role.SYSTEM), **fields)
    assert not Staff.objects.filter(username="new").exists()


def test_a_user_name_is_given_once():
    system = make_actor(Role.SYSTEM)
    hire(system)
    with pytest.raises(ValidationError) as refused:
        hire(system)
    assert refused.value.code == "username_taken"


def test_the_console_is_made_once_and_learns_its_county():
    first = actions.make_console(county="", at=NOW)
    assert first.actor.role is Role.CONSOLE
    assert not first.has_usable_password()
    again = actions.make_console(county="141123", at=NOW)
    assert (again.pk, again.scope_code) == (first.pk, "141123")
    assert actions.make_console(county="", at=NOW).scope_code == "141123"
    assert AuditEntry.objects.filter(action="accounts.make_staff").count() == 1


def change(staff: Staff, by, **fields: object) -> Staff:
    values = {
        "name": staff.name,
        "post": staff.post,
        "role": staff.role,
        "scope": staff.actor.scope,
        **fields,
    }
    return actions.change_staff(staff=staff, by=by, at=NOW, **values)


@pytest.mark.parametrize(
    ("fields", "signed_out"),
    [
        ({"name": "丙某"}, False),
        ({"role": Role.DATA}, True),
        ({"role": Role.TOWN, "scope": TOWN}, True),
        ({"is_active": False}, True),
    ],
)
def test_a_change_of_rights_ends_the_sign_ins(fields, signed_out):
    staff = make_staff(Role.AUDITOR)
    with travel(NOW, tick=False):
        sign_in(Client(), staff).get("/accounts/me/")
        change(staff, make_actor(Role.SYSTEM), **fields)
    assert (SignIn.objects.get(staff=staff).ended_at is not None) is signed_out


MISFITS = [
    (Role.GRID, Scope(ScopeKind.COUNTY, "141123")),  # would see the whole county
    (Role.DATA, TOWN),
    (Role.TOWN, Scope(ScopeKind.TOWN, "")),  # would see whatever has no town
    (Role.COMMUNITY, TOWN),
]


@pytest.mark.parametrize(("role", "scope"), MISFITS)
def test_a_role_answers_for_a_place_of_its_kind(role, scope):
    system, staff = make_actor(Role.SYSTEM), make_staff(Role.AUDITOR)
    for write in (
        lambda: hire(system, role=role, scope_kind=scope.kind, scope_code=scope.code),
        lambda: change(staff, system, role=role, scope=scope),
    ):
        with pytest.raises(ValidationError) as refused:
            write()
        assert refused.value.code == "scope_wrong"
    staff.refresh_from_db()
    assert staff.role == Role.AUDITOR


def test_an_account_that_never_fitted_can_be_closed():
    staff = make_staff(Role.GRID, COUNTY)
    assert not change(staff, make_actor(Role.SYSTEM), is_active=False).is_active


def test_a_change_does_not_bring_an_old_password_back():
    staff, system = make_staff(Role.AUDITOR), make_actor(Role.SYSTEM)
    read_before = Staff.objects.get(pk=staff.pk)
    actions.set_password(staff=staff, password="a long first word", by=system, at=NOW)
    change(read_before, system, name="丙某")
    assert Staff.objects.get(pk=staff.pk).check_password("a long first word")


@pytest.mark.parametrize(("fields", "kept"), [({"name": "丙某"}, 1), ({"role": Role.INSPECTOR}, 0)])
def test_exports_made_under_other_rights_are_gone(fields, kept, django_capture_on_commit_callbacks):
    staff, other = make_staff(Role.OFFICE), make_staff(Role.OFFICE)
    made = [
        store_file(content=b"x", kind=PRODUCED, filename="f", by=one.actor, at=NOW) for one in (staff, other)
    ]
    with django_capture_on_commit_callbacks(execute=True):
        change(staff, make_actor(Role.SYSTEM), **fields)
    assert StoredFile.objects.filter(made_by=staff.pk).count() == kept
    assert (files_folder() / made[0].path).exists() is bool(kept)
    assert (files_folder() / made[1].path).exists()


def test_nobody_changes_their_own_role_and_nobody_the_consoles():
    system = make_staff(Role.SYSTEM)
    with pytest.raises(Forbidden):
        change(system, system.actor, role=Role.OFFICE)
    console = make_staff(Role.CONSOLE)
    with pytest.raises(Forbidden):
        change(console, system.actor)
    with pytest.raises(Forbidden):
        change(make_staff(Role.GRID), system.actor, role=Role.CONSOLE)


def test_a_password_set_by_another_must_be_changed_and_ends_the_sign_ins():
    staff = make_staff(Role.GRID)
    with travel(NOW, tick=False):
        sign_in(Client(), staff).get("/accounts/me/")
        actions.set_password(staff=staff, password="a long first word", by=make_actor(Role.SYSTEM), at=NOW)
    staff.refresh_from_db()
    assert staff.must_change_password
    assert staff.check_password("a long first word")
    assert SignIn.objects.get(staff=staff).ended_at == NOW


def test_passwords_of_others_are_out_of_reach():
    staff = make_staff(Role.GRID)
    with pytest.raises(Forbidden):
        actions.set_password(staff=staff, password="a long first word", by=make_actor(Role.TOWN), at=NOW)
    with pytest.raises(Forbidden):
        actions.change_own_password(
            staff=staff, password="a long first word", by=make_actor(Role.GRID), at=NOW
        )


def test_no_password_and_no_secret_is_ever_written_down():
    system = make_actor(Role.SYSTEM)
    staff = hire(system, password="a long first word", phone="15400000001")
    actions.set_password(staff=staff, password="another long word", by=system, at=NOW)
    written = str(list(AuditEntry.objects.values()))
    for secret in ("a long first word", "another long word", "15400000001"):
        assert secret not in written


def test_a_demo_account_gets_a_second_factor_that_is_ready_a_real_one_never():
    system = make_actor(Role.SYSTEM)
    demo = hire(system, demo=True)
    given = actions.give_second_factor(staff=demo, by=system, at=NOW)
    assert given.confirmed
    assert len(crypto.unseal(given.secret, "staff.totp")) == actions.SECRET_BYTES
    with pytest.raises(Forbidden):
        actions.give_second_factor(staff=hire(system, username="real"), by=system, at=NOW)


def test_two_new_second_factors_have_two_secrets():
    system = make_actor(Role.SYSTEM)
    held = [
        crypto.unseal(
            actions.give_second_factor(
                staff=hire(system, username=name, demo=True), by=system, at=NOW
            ).secret,
            "staff.totp",
        )
        for name in ("one", "two")
    ]
    assert held[0] != held[1]


@pytest.mark.parametrize(("role", "may"), [(Role.SYSTEM, True), (Role.TOWN, False)])
def test_a_lost_phone_is_put_right_by_those_who_manage_staff(role, may):
    staff, by = make_staff(Role.OFFICE, COUNTY), make_actor(role)
    if may:
        actions.reset_second_factor(staff=staff, by=by, at=NOW)
    else:
        with pytest.raises(Forbidden):
            actions.reset_second_factor(staff=staff, by=by, at=NOW)
    assert Authenticator.objects.filter(user=staff).exists() is not may
