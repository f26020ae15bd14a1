"""A world built for a class: each of its tests begins there, and after the last it is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation
from pytest_django import DjangoDbBlocker
from tests.rooms.staff import MADE, make_staff
from tests.support.worlds import built_for, built_once

from lianfang.accounts.actions import make_console
from lianfang.accounts.models import Staff
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db
BUILT: list[str] = []


@pytest.fixture(scope="module")
def county_of_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Actor]:
    with built_once(django_db_blocker):
        yield make_console(county="141123", at=MADE).actor


@built_for("class")
def staffed(console: Actor) -> int:
    """One member of staff."""
    assert console.role is Role.CONSOLE
    BUILT.append(translation.get_language())
    return make_staff(name="甲某").pk


def names() -> list[str]:
    return list(Staff.objects.exclude(role=Role.CONSOLE.value).order_by("pk").values_list("name", flat=True))


def test_before_the_class_there_is_nothing(county_of_module: Actor) -> None:
    assert names() == []
    translation.activate("en")


class TestStaffed:
    """Its tests share what was built, not what they write."""

    @pytest.mark.parametrize("name", ["乙某", "丙某"])
    def test_each_begins_where_it_was_built(self, staffed: int, name: str) -> None:
        assert names() == ["甲某"]
        Staff.objects.filter(pk=staffed).update(name=name)
        make_staff(name="丁某")
        assert names() == [name, "丁某"]

    def test_it_was_built_once_and_in_the_products_language(self, staffed: int) -> None:
        assert BUILT == ["zh-hans"]


def test_after_the_class_it_is_gone(county_of_module: Actor) -> None:
    assert names() == []


def test_outside_of_a_class_it_is_built_for_the_test(staffed: int) -> None:
    assert names() == ["甲某"] and len(BUILT) == 2
