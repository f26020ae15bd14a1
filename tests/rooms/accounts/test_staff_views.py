"""The system administrator's pages."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.rooms.staff import make_staff, sign_in, signed_in
from tests.support.lists import check_constant_queries

from lianfang.accounts.models import Authenticator, Staff
from lianfang.accounts.tables import StaffTable
from lianfang.places.models import Area
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> None:
    county = Area.objects.create(code="141123", name="兴县", level="county", pinyin="xingxian", is_own=True)
    town = Area.objects.create(
        code="141123100", name="蔚汾镇", level="town", parent=county, pinyin="weifenzhen", is_own=True
    )
    Area.objects.create(
        code="141123100016",
        name="东城社区居委会",
        level="village",
        parent=town,
        pinyin="dongcheng",
        is_own=True,
    )


@pytest.fixture
def system(county: None) -> Client:
    return signed_in(Role.SYSTEM)


NEW = {
    "username": "wf.town",
    "name": "乙某",
    "post": "镇专班",
    "role": "town",
    "scope": "town:141123100",
    "password": "a long first word",
    "is_active": "on",
}


def test_a_new_account_is_made_and_must_change_its_password(system):
    answer = system.post("/accounts/staff/new/", NEW)
    staff = Staff.objects.get(username="wf.town")
    assert answer.url == f"/accounts/staff/{staff.pk}/"
    assert (staff.role, staff.scope_kind, staff.scope_code) == ("town", "town", "141123100")
    assert staff.must_change_password


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "乙某"}, "username"),
        ({"username": ""}, "username"),
        ({"password": "short"}, "password"),
        ({"scope": "town:999"}, "scope"),
        ({"scope": "county:141123"}, "scope"),
        ({"role": "grid"}, "scope"),
        ({"role": "console"}, "role"),
        ({"name": ""}, "name"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(system, change, field):
    answer = system.post("/accounts/staff/new/", {**NEW, **change})
    assert list(answer.context["form"].errors) == [field]
    assert not Staff.objects.filter(name="乙某").exists()


def test_a_taken_user_name_is_said_at_its_field(system):
    make_staff(Role.GRID, username="wf.town")
    assert list(system.post("/accounts/staff/new/", NEW).context["form"].errors) == ["username"]


def test_places_are_offered_by_name(system):
    page = system.get("/accounts/staff/new/")
    assert dict(page.context["form"].fields["scope"].choices) == {
        "county:141123": "兴县",
        "town:141123100": "蔚汾镇",
        "community:141123100016": "蔚汾镇 · 东城社区居委会",
    }


def test_an_account_is_changed_and_closed(system):
    staff = make_staff(Role.GRID)
    page = f"/accounts/staff/{staff.pk}/"
    assert system.get(page).status_code == 200
    changed = {"name": "丙某", "post": "", "role": "community", "scope": "community:141123100016"}
    assert system.post(page, changed).url == page
    staff.refresh_from_db()
    assert (staff.name, staff.role, staff.is_active) == ("丙某", "community", False)


def test_ones_own_account_shows_no_form_and_takes_no_change(county):
    client = Client()
    me = make_staff(Role.SYSTEM)
    sign_in(client, me)
    page = f"/accounts/staff/{me.pk}/"
    assert client.get(page).context["own"] is True
    client.post(page, {"name": "丙某", "role": "office", "scope": "county:141123", "is_active": "on"})
    me.refresh_from_db()
    assert me.role == "system"


def test_the_consoles_account_is_not_to_be_found(system):
    console = make_staff(Role.CONSOLE)
    assert system.get(f"/accounts/staff/{console.pk}/").status_code == 404
    listed = system.get("/accounts/staff/").content.decode()
    assert console.username not in listed


def test_a_new_password_is_set_or_refused(system):
    staff = make_staff(Role.GRID)
    page = f"/accounts/staff/{staff.pk}/password/"
    fresh = "a long first word"
    assert system.post(page, {"password": fresh, "again": "other"}).status_code == 400
    assert system.post(page, {"password": "short", "again": "short"}).status_code == 400
    assert system.post(page, {"password": fresh, "again": fresh}).status_code == 302
    staff.refresh_from_db()
    assert staff.check_password(fresh)


def test_a_second_factor_is_reset(system):
    staff = make_staff(Role.OFFICE)
    system.post(f"/accounts/staff/{staff.pk}/second-factor/reset/")
    assert not Authenticator.objects.filter(user=staff).exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=wf", 1), ("q=乙某", 1), ("role=town", 1), ("role=grid", 0), ("active=0", 0), ("scope=141123100", 1)],
)
def test_the_list_finds_by_column(system, query, found):
    make_staff(Role.TOWN, username="wf.town", name="乙某", scope_kind="town", scope_code="141123100")
    page = system.get(f"/accounts/staff/?{query}", follow=True).content.decode()
    assert page.count("wf.town") >= found
    assert ("wf.town" in page.partition("<tbody")[2]) is bool(found)


def test_the_list_asks_the_same_number_of_queries_for_any_size(system):
    for _number in range(25):
        make_staff(Role.GRID)
    check_constant_queries(system, "/accounts/staff/", StaffTable)
