"""What staff type about people lies sealed in its column, also what was there before, and turns with the keys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import FieldError
from django.db import DatabaseError, connection, transaction
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import BigAutoField
from django.test import Client
from tests.rooms.leads.county import AT, leads_of, make_county, one_lead, open_list, traveller
from tests.rooms.orders.world import HOUR, control
from tests.rooms.staff import signed_in

from lianfang.accounts.present import present_particulars, present_reason
from lianfang.config.keys import ensure_ring, write_ring
from lianfang.leads.actions import record_call, record_reply, reopen, send_letter
from lianfang.leads.models import Call, LeadMove, TransferLetter
from lianfang.orders import actions as orders
from lianfang.people.actions import merge, part
from lianfang.people.models import MergeRecord
from lianfang.shared import crypto, fields, rotation
from lianfang.shared.actor import Actor
from lianfang.shared.fields import SealedTextField, sealing
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db
TYPED = "住在老王家隔壁"
COLUMNS = {
    "leads_leadmove.note", "leads_call.note", "leads_call.away_place", "leads_transferletter.reply",
    "orders_ordermove.reason", "people_mergerecord.reason",
}  # fmt: skip


@pytest.fixture
def county() -> Actor:
    """A county in which every text that can be typed about somebody was typed."""
    by = make_county()
    lead = one_lead(by)
    record_call(lead=lead, outcome="elsewhere", note=TYPED, away_place=TYPED, by=by, at=AT + HOUR)
    letter = send_letter(lead=lead, to_name="西安市", by=by, at=AT + HOUR)
    record_reply(letter=letter, reply=TYPED, by=by, at=AT + HOUR)
    other = one_lead(by, "李四", 8)
    record_call(lead=other, outcome="not_been_there", by=by, at=AT + HOUR)
    reopen(lead=other, reason=TYPED, by=by, at=AT + 2 * HOUR)
    orders.cancel(order=control(by, seed=3), reason=TYPED, by=by, at=AT + 3 * HOUR)
    (twin,) = leads_of(open_list(by, traveller("李似", "", "15400000009"))[0])
    record = merge(kept=other.person, gone=twin.person, reason=TYPED, by=by, at=AT + 4 * HOUR)
    part(record=record, reason=TYPED, by=by, at=AT + 5 * HOUR)
    return by


def texts(table: str, column: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
        return [bytes(value) for (value,) in cursor.fetchall()]


def test_no_table_holds_a_typed_text_in_clear(county: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{TYPED}%"])
            assert cursor.fetchone() == (0,), table


def test_each_column_is_sealed_and_known_to_the_rotation(county: Actor) -> None:
    held = {column.label: column for column in rotation.list_sealed_columns()}
    assert held.keys() >= COLUMNS
    for label in COLUMNS:
        values = texts(held[label].table, held[label].column)
        assert TYPED in {crypto.unseal_text(value, held[label].purpose) for value in values}, label


def test_the_program_reads_what_was_typed(county: Actor) -> None:
    call = Call.objects.get(outcome="elsewhere")
    assert (call.note, call.away_place) == (TYPED, TYPED)
    assert TransferLetter.objects.get().reply == TYPED
    assert LeadMove.objects.get(move="reopen").note == TYPED
    assert set(MergeRecord.objects.values_list("reason", flat=True)) == {TYPED}


def test_pages_show_it_to_who_may_see_the_record(county: Actor) -> None:
    client = signed_in(Role.OFFICE)
    lead = Call.objects.get(outcome="elsewhere").lead
    for address in (f"/leads/{lead.pk}/", f"/people/{MergeRecord.objects.first().kept_id}/"):
        assert TYPED in client.get(address).content.decode(), address


def test_an_empty_text_is_nothing(county: Actor) -> None:
    call = Call.objects.get(outcome="not_been_there")
    assert call.note == ""
    assert Call.objects.filter(note__isnull=True, pk=call.pk).exists()


def test_the_database_is_asked_no_question_it_cannot_answer() -> None:
    for asked in ({"note": TYPED}, {"note__contains": "王"}):
        with pytest.raises(FieldError):
            Call.objects.filter(**asked).exists()


def test_the_trail_refers_to_the_text_and_proves_it(county: Actor) -> None:
    entries = AuditEntry.objects.filter(action__in=["people.merge", "people.part", "leads.reopen"])
    assert len(entries) == 3
    rows = {"mergerecord": (MergeRecord, "reason"), "leadmove": (LeadMove, "note")}
    for entry in entries:
        model, field = rows[entry.detail["kept_in"]]
        text = getattr(model.objects.get(pk=entry.detail["kept_id"]), field)
        assert (entry.reason, text) == ("", TYPED)
        digest = crypto.authenticate(text, "audit.reason").hex()
        assert digest.startswith(entry.detail["kept_digest"])
        assert digest[:8] in present_reason(entry.reason, entry.detail)
        assert "kept" not in present_particulars(entry.detail)


def test_the_auditor_reads_a_page_of_words(county: Actor) -> None:
    page = Client.get(signed_in(Role.AUDITOR), "/accounts/audit/").content.decode()
    assert "手工填写" in page and TYPED not in page
    assert "kept_in" not in page


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("block", [1, 2, 5_000])
def test_what_was_there_before_is_sealed_block_by_block(monkeypatch, guarded: bool, block: int) -> None:
    monkeypatch.setattr(fields, "BLOCK", block)
    before = ["", "甲", "乙", "", "丙"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE trial_old (id bigserial PRIMARY KEY, note varchar(200) NOT NULL)")
        cursor.execute("INSERT INTO trial_old (note) SELECT unnest(%s::text[])", [before])
        if guarded:
            cursor.execute(
                "CREATE TRIGGER lianfang_written_once BEFORE UPDATE OR DELETE ON trial_old"
                " FOR EACH STATEMENT EXECUTE FUNCTION lianfang_written_once()"
            )
    state = ProjectState()
    state.add_model(
        ModelState("trial", "Old", [("id", BigAutoField(primary_key=True)), ("note", SealedTextField())])
    )
    with connection.schema_editor(atomic=False) as editor:
        sealing("old", "trial_old", "note", "trial.note").database_forwards("trial", editor, state, state)
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM trial_old ORDER BY id")
        after = [crypto.unseal_text(value, "trial.note") if value else "" for (value,) in cursor.fetchall()]
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname = 'lianfang_written_once'"
            " AND tgrelid = 'trial_old'::regclass AND tgenabled = 'O'"
        )
        assert cursor.fetchone() == (int(guarded),)
    assert after == before


def test_a_later_call_does_not_touch_what_was_sealed(county: Actor) -> None:
    before = texts("leads_call", "note")
    lead = LeadMove.objects.get(move="reopen").lead
    record_call(lead=lead, outcome="not_been_there", note="另一条", by=county, at=AT + timedelta(hours=9))
    assert set(before) < set(texts("leads_call", "note"))


@pytest.fixture
def own_keys(settings, tmp_path):
    settings.HOME = tmp_path
    ensure_ring(tmp_path)
    crypto.forget_keys()
    yield tmp_path
    crypto.forget_keys()


def test_the_texts_of_rows_written_once_turn_with_the_keys(own_keys, county: Actor, as_app_role) -> None:
    write_ring(own_keys, crypto.key_ring().with_new_key())
    crypto.forget_keys()
    columns = {column.label: column for column in rotation.list_sealed_columns()}
    assert sum(rotation.reseal_column(columns[label]) for label in COLUMNS) >= len(COLUMNS)
    for label in COLUMNS:
        values = texts(columns[label].table, columns[label].column)
        assert {crypto.sealed_with(value) for value in values} == {"k2"}, label
    assert LeadMove.objects.get(move="reopen").note == TYPED
    assert sum(rotation.reseal_column(columns[label]) for label in COLUMNS) == 0


def reseal(table: str, column: str, key: int, old: bytes, new: bytes) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT lianfang_reseal(%s, %s, %s, %s, %s)", [table, column, [key], [old], [new]])
        return int(cursor.fetchone()[0])


def test_the_way_for_new_keys_lets_nothing_else_through(county: Actor, as_app_role) -> None:
    move = LeadMove.objects.get(move="reopen")
    (old,) = [
        value for value in texts("leads_leadmove", "note") if crypto.unseal_text(value, "move.note") == TYPED
    ]
    same_key = crypto.seal_text("anders", "move.note")
    other_key = old[:3] + b"9" + old[4:]
    assert reseal("leads_leadmove", "note", move.pk, old, same_key) == 0
    assert reseal("leads_leadmove", "note", move.pk, same_key, other_key) == 0
    for table, column in (
        ("leads_leadmove", "move"),
        ("shared_auditentry", "reason"),
        ("shared_auditseal", "chain"),
    ):
        with pytest.raises(DatabaseError, match="not resealed"):
            reseal(table, column, move.pk, old, other_key)
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL lianfang.resealing = 'leads_leadmove'")
        cursor.execute("UPDATE leads_leadmove SET note = NULL")
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        reseal("leads_leadmove", "note", move.pk, old, same_key)
        cursor.execute("UPDATE leads_leadmove SET note = NULL")
    move.refresh_from_db()
    assert move.note == TYPED
