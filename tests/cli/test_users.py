"""Accounts from the terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from tests.rooms.leads.county import GRID, TOWN, make_county
from tests.rooms.staff import give_second_factor, make_staff
from time_machine import travel

from lianfang.accounts.models import Staff
from lianfang.cli.users import new_password
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db
RFC_SECOND = datetime.fromtimestamp(1111111109, UTC)  # RFC 6238, appendix B: 07081804, of which six digits


@pytest.fixture(autouse=True)
def county() -> None:
    make_county()


def add(run, *more: str, code: int = 0) -> dict:
    answer = run("users", "add", "wf.town", "--name", "乙某", *more, "--json")
    assert answer.exit_code == code, answer.output
    return json.loads(answer.stdout) if code == 0 else {"said": answer.output}


def test_an_account_is_made_with_a_password_told_once(run):
    held = add(run, "--role", "town", "--scope", f"town:{TOWN}", "--post", "镇专班")
    staff = Staff.objects.get(username="wf.town")
    assert (staff.role, staff.scope_code, staff.post, staff.must_change_password) == (
        "town",
        TOWN,
        "镇专班",
        True,
    )
    assert staff.check_password(held["password"])


def test_roles_of_the_county_need_no_place(run):
    assert add(run, "--role", "data")["scope"] == "county:141123"


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("town", ""),
        ("town", "town:000"),
        ("town", f"grid:{GRID}"),
        ("grid", f"town:{TOWN}"),
        ("data", "town:1"),
    ],
)
def test_a_place_that_does_not_fit_is_refused(run, role, scope):
    said = add(run, "--role", role, "--scope", scope, code=2)["said"]
    assert "lianfang areas" in said
    assert not Staff.objects.filter(username="wf.town").exists()


def test_accounts_are_listed_by_role_without_the_console(run):
    make_staff(Role.GRID, username="g1")
    make_staff(Role.DATA, username="d1")
    everybody = [row["username"] for row in json.loads(run("users", "list", "--json").stdout)]
    assert everybody == ["d1", "g1"]
    assert "d1" not in run("users", "list", "--role", "grid").stdout


def test_a_password_is_set_anew(run):
    staff = make_staff(Role.GRID, username="g1")
    held = json.loads(run("users", "password", "g1", "--json").stdout)
    staff.refresh_from_db()
    assert staff.check_password(held["password"])


def test_an_account_is_closed_and_opened(run):
    staff = make_staff(Role.DATA, username="g1")
    for arguments, active in ((["g1"], False), (["g1", "--undo"], True)):
        assert run("users", "disable", *arguments).exit_code == 0
        staff.refresh_from_db()
        assert staff.is_active is active


@pytest.mark.parametrize("command", [["password", "nobody"], ["disable", "nobody"], ["code", "nobody"]])
def test_an_unknown_name_ends_with_two(run, command):
    answer = run("users", *command)
    assert answer.exit_code == 2
    assert "users list" in answer.output


def test_the_console_cannot_be_closed(run):
    assert run("users", "disable", "console").exit_code == 2


def test_a_demo_accounts_code_is_printed_and_written_down(run):
    staff = make_staff(Role.DATA, username="d1", is_demo=True)
    with travel(RFC_SECOND, tick=False):
        answer = run("users", "code", "d1")
    assert answer.stdout == "081804\n"
    assert AuditEntry.objects.get(action="accounts.show_demo_code").object_id == str(staff.pk)


def test_a_real_accounts_code_is_never_printed(run):
    make_staff(Role.DATA, username="d1")
    answer = run("users", "code", "d1")
    assert answer.exit_code == 4
    assert not any(word.isdigit() and len(word) == 6 for word in answer.output.split())


def test_a_demo_account_without_a_second_factor_says_so(run):
    staff = make_staff(Role.GRID, username="g1", is_demo=True)
    staff.authenticator_set.all().delete()
    assert run("users", "code", "g1").exit_code == 1
    give_second_factor(staff)
    assert run("users", "code", "g1").exit_code == 0


@pytest.mark.parametrize(
    ("role", "code"), [(Role.SYSTEM, 0), (Role.OFFICE, 4), (Role.GRID, 4), (Role.AUDITOR, 4)]
)
def test_a_command_acts_as_whom_it_is_told(run, role, code):
    member = make_staff(role, username="me")
    answer = run("users", "add", "wf.new", "--name", "乙某", "--role", "data", "--as", "me")
    assert answer.exit_code == code, answer.output
    if code == 0:
        made = AuditEntry.objects.filter(action="accounts.make_staff").order_by("-pk")[0]
        assert made.actor_id == member.pk


def test_nobody_acts_as_an_account_that_is_closed(run):
    make_staff(Role.SYSTEM, username="me", is_active=False)
    assert run("users", "list", "--as", "me").exit_code == 2


def test_first_passwords_are_strong_and_never_the_same():
    passwords = {new_password() for _number in range(50)}
    assert len(passwords) == 50
    assert all(len(one) == 19 and not set("01lio") & set(one.replace("-", "")) for one in passwords)
