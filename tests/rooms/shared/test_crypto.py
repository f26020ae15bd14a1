"""Ciphertexts open with their key and their purpose alone, and the index finds without telling."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.config.keys import KeysMissing, ensure_ring, new_ring, read_ring, write_ring
from lianfang.shared import crypto

NUMBER = "110000198005010000"


@pytest.fixture
def home(tmp_path: Path, settings):
    """A home of its own with fresh keys."""
    settings.HOME = tmp_path
    ensure_ring(tmp_path)
    crypto.forget_keys()
    yield tmp_path
    crypto.forget_keys()


@given(plain=st.binary(max_size=3_000), purpose=st.sampled_from(["person.number", "row.content"]))
def test_what_was_sealed_opens_again(plain, purpose):
    assert crypto.unseal(crypto.seal(plain, purpose), purpose) == plain


@given(st.text(max_size=200))
def test_text_goes_and_comes_back(text):
    assert crypto.unseal_text(crypto.seal_text(text, "staff.phone"), "staff.phone") == text


def test_equal_values_look_different_each_time(home):
    assert crypto.seal_text(NUMBER, "person.number") != crypto.seal_text(NUMBER, "person.number")


def test_the_plain_value_is_not_in_the_ciphertext(home):
    assert NUMBER.encode() not in crypto.seal_text(NUMBER, "person.number")


def test_another_purpose_does_not_open(home):
    sealed = crypto.seal_text(NUMBER, "person.number")
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(sealed, "person.phone")


def test_every_changed_byte_is_noticed(home):
    sealed = crypto.seal_text(NUMBER, "person.number")
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(crypto.CannotOpen):
            crypto.unseal(bytes(changed), "person.number")


@pytest.mark.parametrize(
    "cut", [b"", b"\x01", b"\x01\x02", b"\x01\x02k1", b"\x01\x02k1" + b"0" * 12, b"\x09\x02k1"]
)
def test_what_is_no_ciphertext_is_told_so(home, cut):
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(cut, "person.number")


def test_a_ciphertext_names_its_key(home):
    sealed = crypto.seal_text(NUMBER, "person.number")
    assert crypto.sealed_with(sealed) == "k1"
    assert sealed.startswith(crypto.head_of_current())


def test_an_old_key_still_opens_and_the_new_one_seals(home):
    old = crypto.seal_text(NUMBER, "person.number")
    write_ring(home, read_ring(home).with_new_key())
    crypto.forget_keys()
    fresh = crypto.seal_text(NUMBER, "person.number")
    assert crypto.sealed_with(fresh) == "k2"
    assert crypto.unseal_text(old, "person.number") == crypto.unseal_text(fresh, "person.number") == NUMBER


def test_a_running_process_opens_what_another_sealed_with_a_newer_key(home):
    crypto.key_ring()  # read before the rotation, and not looked at again within the second
    newer = read_ring(home).with_new_key()
    write_ring(home, newer)
    nonce = os.urandom(12)
    body = crypto.AESGCM(newer.encryption["k2"]).encrypt(nonce, b"x", b"person.number")
    assert crypto.unseal(b"\x01\x02k2" + nonce + body, "person.number") == b"x"


def test_a_running_process_takes_up_a_new_key_within_a_second(home, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(crypto.time, "monotonic", lambda: now[0])
    assert crypto.key_ring().current == "k1"
    write_ring(home, read_ring(home).with_new_key())
    now[0] += crypto.LOOK_SECONDS / 2
    assert crypto.key_ring().current == "k1"
    now[0] += crypto.LOOK_SECONDS
    assert crypto.key_ring().current == "k2"


def test_a_forgotten_key_opens_nothing(home):
    old = crypto.seal_text(NUMBER, "person.number")
    write_ring(home, read_ring(home).with_new_key().without_key("k1"))
    crypto.forget_keys()
    with pytest.raises(crypto.CannotOpen, match="k1"):
        crypto.unseal(old, "person.number")


def test_keys_that_vanish_do_not_stop_a_running_process(home, monkeypatch):
    sealed = crypto.seal_text(NUMBER, "person.number")
    (home / "keys" / "ring.json").unlink()
    now = crypto.time.monotonic() + 10
    monkeypatch.setattr(crypto.time, "monotonic", lambda: now)
    assert crypto.unseal_text(sealed, "person.number") == NUMBER
    crypto.forget_keys()
    with pytest.raises(KeysMissing):
        crypto.unseal_text(sealed, "person.number")


def test_a_backups_own_ring_opens_its_ciphertexts(home):
    sealed = crypto.seal(b"probe", "backup.probe")
    assert crypto.unseal_with(read_ring(home), sealed, "backup.probe") == b"probe"
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal_with(new_ring(), sealed, "backup.probe")
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal_with(read_ring(home).with_new_key().without_key("k1"), sealed, "backup.probe")


def test_the_blind_index_finds_equal_values_and_is_bound_to_its_purpose(home):
    index = crypto.blind_index(NUMBER, "person.number")
    assert index == crypto.blind_index(NUMBER, "person.number")
    assert len(index) == crypto.INDEX_BYTES
    assert index != crypto.blind_index(NUMBER, "person.phone")
    assert index != crypto.blind_index(NUMBER[:-1] + "X", "person.number")


def test_the_blind_index_outlives_a_rotation_and_differs_between_installations(home, tmp_path):
    index = crypto.blind_index(NUMBER, "person.number")
    write_ring(home, read_ring(home).with_new_key())
    crypto.forget_keys()
    assert crypto.blind_index(NUMBER, "person.number") == index
    write_ring(home, new_ring())
    crypto.forget_keys()
    assert crypto.blind_index(NUMBER, "person.number") != index


@given(plains=st.lists(st.binary(max_size=60), max_size=20))
def test_a_block_is_sealed_value_by_value_and_each_opens_in_its_place(plains):
    sealed = crypto.seal_all(plains, "person.phone")
    assert [crypto.unseal(each, "person.phone") for each in sealed] == plains


def test_equal_values_of_a_block_have_nonces_of_their_own():
    assert len(set(crypto.seal_all([NUMBER.encode()] * 500, "person.number"))) == 500


def test_a_block_is_bound_to_its_purpose_and_sealed_with_the_current_key():
    (sealed,) = crypto.seal_all([NUMBER.encode()], "person.number")
    assert sealed.startswith(crypto.head_of_current())
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(sealed, "person.phone")
