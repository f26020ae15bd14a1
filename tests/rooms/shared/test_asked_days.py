"""Days in an address: one that there is not is no other."""

from __future__ import annotations

import pytest
from tests.rooms.staff import signed_in

from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", ["2022-02-30", "xxxx", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "page", ["/orders/tests/?day=", "/care/checks/?day=", "/figures/dispatch/?cut=24:00&date="]
)
def test_a_page_of_a_day_that_there_is_not_is_refused(console: object, page: str, day: str) -> None:
    client = signed_in(Role.OFFICE)
    assert client.get(page + "2022-02-28").status_code == client.get(page).status_code == 200
    refused = client.get(page + day)
    assert refused.status_code == 400
    assert "地址若是手工输入或截短的，请核对" in refused.content.decode()


@pytest.mark.parametrize(("part", "status"), [("", 200), ("now", 200), ("over", 200), ("zzz", 400)])
def test_a_part_of_the_day_that_there_is_not_is_refused(console: object, part: str, status: int) -> None:
    assert signed_in(Role.OFFICE).get(f"/care/lacking/?part={part}").status_code == status
