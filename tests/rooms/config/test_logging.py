"""No personal value reaches a log, whoever writes it and however it is wrapped."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.rooms.leads.county import make_county, number, one_lead
from tests.rooms.staff import make_staff, sign_in

from lianfang.config.logging import HIDDEN, configure, scrub, scrub_text
from lianfang.people.models import Person
from lianfang.shared.roles import Role

NUMBER, PHONE, NAME = number(7), "15400000007", "张某甲"


@pytest.fixture
def logs():
    """What a process writes to its log, every level."""
    root, held = logging.getLogger(), io.StringIO()
    before = (root.handlers, root.level)
    configure(level="DEBUG", as_json=True)
    root.handlers[0].setStream(held)
    yield held
    root.handlers, level = before
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"number {NUMBER}, seen",
        "11010519491231002X",
        "11010519491231002x",
        "110105 19491231 0023",
        "110105491231002",
        PHONE,
        f"+86{PHONE}",
        "+86 154 0000 0007",
        "154-0000-0007",
        "0358-6322222",
        "张某甲",
        "call 张某甲 at once",
        "兴县蔚汾镇贺家坪村3组",
        "/people/?q=%E5%BC%A0%E6%9F%90",
        "b'\\xe5\\xbc\\xa0'",
        '"\\u5f20\\u67d0"',
    ],
)
def test_what_may_be_personal_is_hidden(text):
    hidden = scrub_text(text)
    assert HIDDEN in hidden
    for secret in (
        NUMBER,
        "19491231",
        "491231002",
        PHONE,
        "0000 0007",
        "0000-0007",
        "6322222",
        "张",
        "%E5",
        "u5f20",
    ):
        assert secret not in hidden


@pytest.mark.parametrize(
    "text",
    [
        "GET /leads/17/ 200",
        "2022-02-28T01:00:00+00:00",
        "batch 3746 rows 1705 leads",
        "0.123456789",
        "127.0.0.1:8000",
        "sha256 5f2c8e6a",
        "",
    ],
)
def test_what_is_not_personal_stays(text):
    assert scrub_text(text) == text


@given(st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(allow_nan=False), st.sampled_from([NUMBER, PHONE, NAME, int(PHONE)])),
    lambda inner: st.one_of(st.lists(inner), st.tuples(inner), st.dictionaries(st.sampled_from([NAME, "a"]), inner)),
    max_leaves=12,
))  # fmt: skip
def test_values_are_hidden_at_any_depth(held):
    text = repr(scrub(held))
    for secret in (NUMBER, PHONE, NAME):
        assert secret not in text


def test_an_object_is_written_as_its_scrubbed_text():
    class Traveller:
        def __str__(self) -> str:
            return f"{NAME} {PHONE}"

    assert NAME not in scrub(Traveller())
    assert scrub(17) == 17


def test_both_kinds_of_loggers_write_scrubbed_json(logs):
    logging.getLogger("a.library").warning("called %s on %s", NAME, PHONE)
    structlog.get_logger("lianfang").warning("lead.called", person=NAME, number=NUMBER, lead=17)
    first, second = (json.loads(line) for line in logs.getvalue().splitlines())
    assert first["event"] == f"called {HIDDEN} on {HIDDEN}"
    assert (first["logger"], first["level"]) == ("a.library", "warning")
    assert second == {**second, "event": "lead.called", "person": HIDDEN, "number": HIDDEN, "lead": 17}


def test_an_exception_is_told_without_its_values(logs):
    try:
        raise ValueError(f"no such person {NAME} {NUMBER}")
    except ValueError:
        logging.getLogger("x").exception("reading failed")
    line = json.loads(logs.getvalue())
    assert "ValueError" in line["exception"]
    assert "test_logging.py" in line["exception"]
    assert NAME not in line["exception"] and NUMBER not in line["exception"]


@pytest.mark.django_db
def test_what_the_database_says_of_a_row_is_left_out(logs):
    first = {
        "name": NAME,
        "name_key": NAME,
        "pinyin": "zhang",
        "initials": "z",
        "known_at": "2022-02-28T00:00Z",
    }
    Person.objects.create(**first, number_index=b"zhang san")
    try:
        with transaction.atomic():
            Person.objects.create(**first, number_index=b"zhang san")
    except IntegrityError:
        logging.getLogger("x").exception("writing failed")
    assert "person_number_once" in logs.getvalue()
    assert "7a68616e67" not in logs.getvalue()  # the key's value, as PostgreSQL's DETAIL gives it


@pytest.mark.django_db
def test_using_the_product_leaves_no_personal_value_in_the_logs(logs):
    lead = one_lead(make_county(), name=NAME, seed=7)
    client = sign_in(Client(raise_request_exception=False), make_staff(Role.OFFICE, name="李某乙"))
    for address in (
        "/accounts/me/",
        f"/people/?q={NAME}",
        f"/people/?q={NUMBER}",
        f"/people/{lead.person_id}/",
        f"/leads/{lead.pk}/",
        f"/leads/?q={PHONE}",
        f"/leads/{NAME}/",
        f"/nowhere/{NUMBER}/?phone={PHONE}",
    ):
        client.get(address, follow=True)
    client.post(f"/people/{lead.person_id}/number/", {"reason": NAME})
    client.post("/accounts/login/", {"username": NAME, "password": PHONE})
    written = logs.getvalue()
    assert "Not Found" in written
    for secret in (NUMBER, PHONE, NAME, "李某乙", "%E5%BC%A0", "zhangmoujia"):
        assert secret not in written


def test_nothing_is_configured_twice(logs):
    configure(as_json=True)
    configure(as_json=True)
    assert len(logging.getLogger().handlers) == 1
