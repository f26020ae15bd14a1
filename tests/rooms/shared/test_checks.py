"""Doctor finds what is wrong with the ground, and nothing where all is well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from tests.rooms.staff import make_actor

from lianfang.config.keys import keys_path, new_ring, write_ring
from lianfang.people.models import Person
from lianfang.shared import anchors, audit, checks, crypto, files
from lianfang.shared.models import AuditWaiting
from lianfang.shared.remarks import Remark
from lianfang.shared.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
AT = datetime(2022, 2, 28, 1, tzinfo=UTC)


def problems(name: str, at: datetime = AT) -> list[str]:
    check = {check.__name__: check for _label, check in checks.CHECKS}[name]
    return [line for line in check(make_actor(Role.SYSTEM), at) if not isinstance(line, Remark)]


@pytest.mark.parametrize("name", [check.__name__ for _label, check in checks.CHECKS])
def test_a_sound_installation_has_no_problems(as_app_role, name):
    by = make_actor(Role.DATA)
    files.store_file(content=b"x", kind="list", filename="x", by=by, at=AT)
    Person.objects.create(
        name="甲某", name_key="甲某", pinyin="jiamou", initials="jm", known_at=AT,
        number=crypto.seal_text("1", "person.number"), number_index=b"1",
    )  # fmt: skip
    audit.record(by=by, at=AT, action="people.view", object_kind="person")
    audit.seal_entries(at=AT)
    anchors.anchor_head(at=AT)
    assert problems(name) == []


def test_the_owner_of_the_tables_has_too_many_rights():
    assert any("shared_auditentry" in problem for problem in problems("check_rights"))


def test_a_missing_extension_is_named(monkeypatch):
    monkeypatch.setattr(checks, "EXTENSIONS", ("btree_gist", "not_there"))
    assert [problem for problem in problems("check_server") if "not_there" in problem]


def test_a_server_that_is_too_old_is_named(monkeypatch):
    monkeypatch.setattr(checks, "OLDEST", 990_000)
    assert len(problems("check_server")) == 1


def test_a_broken_chain_is_named_by_its_link():
    for number in range(3):
        audit.record(by=make_actor(), at=AT, action="people.view", object_kind="person", object_id=number)
    audit.seal_entries(at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE shared_auditentry DISABLE TRIGGER lianfang_written_once")
        cursor.execute("UPDATE shared_auditentry SET object_id = 'x' WHERE object_id = '1'")
    assert [problem for problem in problems("check_chain") if "2" in problem]


@pytest.mark.parametrize(("minutes", "told"), [(9, 0), (11, 1)])
def test_entries_that_wait_too_long_are_told(minutes, told):
    audit.record(by=make_actor(), at=AT, action="people.view", object_kind="person")
    assert len(problems("check_chain", AT + timedelta(minutes=minutes))) == told


def test_entries_taken_out_of_the_queue_are_told():
    audit.record(by=make_actor(), at=AT, action="people.view", object_kind="person")
    AuditWaiting.objects.all().delete()
    assert len(problems("check_chain")) == 1


def test_other_keys_open_nothing_and_that_is_told(home):
    for number in range(3):
        Person.objects.create(
            name="甲某", name_key="甲某", pinyin="jiamou", initials="jm", known_at=AT,
            number=crypto.seal_text("1", "person.number"), number_index=str(number).encode(),
        )  # fmt: skip
    write_ring(home, new_ring())
    crypto.forget_keys()
    assert [problem for problem in problems("check_keys") if "people_person.number" in problem]


def test_keys_that_others_may_read_are_told(home):
    keys_path(home).chmod(0o644)
    assert [problem for problem in problems("check_keys") if "chmod 600" in problem]


def test_files_that_are_gone_or_changed_are_told(home):
    kept, gone, changed = (
        files.store_file(content=b"x", kind="list", filename="x", by=make_actor(), at=AT)
        for _number in range(3)
    )
    (home / "files" / gone.path).unlink()
    (home / "files" / changed.path).write_bytes(b"\x00\x00\x00\x02ab")
    found = problems("check_files")
    assert len(found) == 2
    assert any(str(gone.pk) in problem for problem in found)
    assert any(str(changed.pk) in problem for problem in found)
    assert not any(f" {kept.pk} " in problem for problem in found)
