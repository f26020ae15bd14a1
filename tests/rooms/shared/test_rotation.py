"""A new key for everything: nothing lost, nothing left behind, and interrupted it goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from tests.rooms.staff import SECRET, make_actor, make_staff

from lianfang.accounts.models import Authenticator, Staff
from lianfang.config.keys import read_ring, write_ring
from lianfang.people.models import Person, PersonPhone
from lianfang.shared import crypto, files, rotation
from lianfang.shared.models import StoredFile
from lianfang.shared.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
AT = datetime(2022, 2, 28, 1, tzinfo=UTC)
NUMBERS = rotation.SealedColumn("people_person", "id", "number", "person.number")


def turn_key(home: Path) -> str:
    write_ring(home, read_ring(home).with_new_key())
    crypto.forget_keys()
    return crypto.key_ring().current


def make_people(count: int) -> list[Person]:
    return Person.objects.bulk_create(
        Person(
            name="甲某", name_key="甲某", pinyin="jiamou", initials="jm", known_at=AT,
            number=crypto.seal_text(f"number {place}", "person.number") if place % 2 == 0 else None,
            number_index=crypto.blind_index(f"number {place}", "person.number") if place % 2 == 0 else None,
        )
        for place in range(count)
    )  # fmt: skip


def rotate() -> int:
    return (
        sum(rotation.reseal_column(column) for column in rotation.list_sealed_columns())
        + rotation.reseal_files()
    )


def test_every_sealed_column_of_every_room_is_known():
    labels = {column.label: column.purpose for column in rotation.list_sealed_columns()}
    assert labels["people_person.number"] == "person.number"
    assert labels["intake_rowcontent.sealed"] == "row.content"
    assert labels["accounts_authenticator.secret"] == "staff.totp"
    assert {"accounts_staff.phone", "people_personphone.number", "orders_responsible.phone"} <= set(labels)


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_a_column_is_under_the_new_key_and_reads_the_same(home, monkeypatch, batch):
    monkeypatch.setattr(rotation, "BATCH", batch)
    people = make_people(9)
    turn_key(home)
    told: list[int] = []
    assert rotation.reseal_column(NUMBERS, told.append) == sum(told) == 5
    for place, person in enumerate(people):
        person.refresh_from_db()
        if place % 2 == 0:
            assert crypto.sealed_with(person.number) == "k2"
            assert crypto.unseal_text(person.number, "person.number") == f"number {place}"
            assert bytes(person.number_index) == crypto.blind_index(f"number {place}", "person.number")
        else:
            assert person.number is None
    assert rotation.reseal_column(NUMBERS) == 0


def test_all_columns_and_files_go_together(home):
    by = make_actor(Role.DATA)
    staff = make_staff(Role.GRID)
    Staff.objects.filter(pk=staff.pk).update(phone=crypto.seal_text("15400000001", "staff.phone"))
    person = make_people(1)[0]
    PersonPhone.objects.create(
        person=person, number=crypto.seal_text("15400000002", "person.phone"), number_index=b"i", known_at=AT
    )
    stored = files.store_file(content=b"list" * 700_000, kind="list", filename="x", by=by, at=AT)
    before = rotation.count_by_key()
    assert before["files"] == {"k1": 1}
    turn_key(home)
    assert rotate() == sum(sum(counts.values()) for counts in before.values())
    after = rotation.count_by_key()
    assert after == {
        place: {"k2": sum(counts.values())} if counts else {} for place, counts in before.items()
    }
    stored.refresh_from_db()
    assert files.read_stored(stored) == b"list" * 700_000
    assert Authenticator.objects.get(user=staff).counter().key == SECRET
    write_ring(home, read_ring(home).without_key("k1"))
    crypto.forget_keys()
    assert files.read_stored(stored) == b"list" * 700_000
    person.refresh_from_db()
    assert crypto.unseal_text(person.number, "person.number") == "number 0"


def test_an_interrupted_rotation_goes_on_where_it_stood(home, monkeypatch):
    make_people(10)
    turn_key(home)
    monkeypatch.setattr(rotation, "BATCH", 2)

    class Interrupted(Exception):
        pass

    def stop_at_second(_amount: int, seen: list[int] = []) -> None:  # noqa: B006
        seen.append(_amount)
        if len(seen) == 2:
            raise Interrupted

    with pytest.raises(Interrupted):
        rotation.reseal_column(NUMBERS, stop_at_second)
    assert rotation.count_by_key()["people_person.number"] == {"k1": 1, "k2": 4}
    assert rotation.reseal_column(NUMBERS) == 1
    assert rotation.count_by_key()["people_person.number"] == {"k2": 5}


def test_a_value_changed_meanwhile_is_kept_as_changed_and_found_by_the_next_pass(home, monkeypatch):
    person = make_people(1)[0]
    turn_key(home)
    older = crypto.KeyRing("k1", crypto.key_ring().encryption, crypto.key_ring().blind_index, "x")
    real = rotation._write_batch

    def changed_between(column, batch):
        monkeypatch.setattr(rotation, "_write_batch", real)
        monkeypatch.setattr(crypto, "key_ring", lambda: older)  # a process that has not taken up the new key
        late = crypto.seal_text("corrected", "person.number")
        monkeypatch.undo()
        Person.objects.filter(pk=person.pk).update(number=late)
        return real(column, batch)

    monkeypatch.setattr(rotation, "_write_batch", changed_between)
    assert rotation.reseal_column(NUMBERS) == 0
    assert rotation.reseal_column(NUMBERS) == 1
    person.refresh_from_db()
    assert crypto.unseal_text(person.number, "person.number") == "corrected"


def test_a_file_is_replaced_in_one_step_and_nothing_is_left_beside_it(home):
    stored = files.store_file(content=b"x", kind="list", filename="x", by=make_actor(), at=AT)
    turn_key(home)
    assert rotation.reseal_files() == 1
    assert [path.name for path in files.files_folder().iterdir()] == [stored.path]
    assert (files.files_folder() / stored.path).stat().st_mode & 0o777 == 0o600
    assert StoredFile.objects.get().key_id == "k2"


def test_the_products_role_may_do_all_of_it(home, as_app_role):
    make_people(4)
    turn_key(home)
    assert rotation.reseal_column(NUMBERS) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("lianfang_app",)
