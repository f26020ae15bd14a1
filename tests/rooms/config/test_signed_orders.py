"""The county's orders as the command line reads them, beside what the rooms decide by."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from tests.rooms.law.texts import drafted, signed
from tests.rooms.leads.county import AT, make_county

from lianfang.config.signed_orders import read_signed
from lianfang.core.policy.local import name_edition
from lianfang.law.book import list_signed


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the tests' own database as the server."""
    told: dict[str, Any] = connection.settings_dict
    place = f"host={quote(told['HOST'], safe='')}&port={told['PORT'] or 5432}"
    url = f"postgresql://{told['USER']}:{told['PASSWORD']}@/{told['NAME']}?{place}"
    monkeypatch.setenv("LIANFANG_DATABASE_URL", url)


@pytest.mark.django_db(transaction=True)
def test_only_what_two_signed_and_from_its_hour(server: None) -> None:
    console = make_county()
    drafted(console)
    late = signed(console, at=AT, id="late", begins="2022-02-20", category="inbound")
    found = read_signed()
    assert [name_edition(order) for order in found] == ["late"]
    assert found == list_signed()
    assert late.effective_at == AT


@pytest.mark.django_db(transaction=True)
def test_before_the_tables_are_up_to_date_there_are_none(server: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE law_localorder RENAME TO law_gone")
    try:
        assert read_signed() == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE law_gone RENAME TO law_localorder")
