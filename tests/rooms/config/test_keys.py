"""Keys are made once, closed to others, and refused when damaged."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.config import keys
from lianfang.config.keys import KeysMissing, KeysUnreadable


@pytest.fixture(autouse=True)
def own_place(monkeypatch):
    monkeypatch.delenv("LIANFANG_KEYS", raising=False)


def test_a_ring_is_written_and_read(tmp_path):
    ring = keys.new_ring()
    keys.write_ring(tmp_path, ring)
    assert keys.read_ring(tmp_path) == ring
    assert keys.keys_path(tmp_path).stat().st_mode & 0o777 == 0o600
    assert keys.keys_path(tmp_path).parent.stat().st_mode & 0o777 == 0o700
    assert len(list(keys.keys_path(tmp_path).parent.iterdir())) == 1


def test_two_installations_share_no_key():
    one, other = keys.new_ring(), keys.new_ring()
    assert one.encryption != other.encryption
    assert one.blind_index != other.blind_index
    assert one.django != other.django


def test_a_missing_ring_says_what_to_do(tmp_path):
    with pytest.raises(KeysMissing, match="lianfang init"):
        keys.read_ring(tmp_path)


def test_production_refuses_to_start_without_keys_and_elsewhere_the_secret_is_random(tmp_path):
    with pytest.raises(KeysMissing):
        keys.django_secret(tmp_path, production=True)
    assert keys.django_secret(tmp_path, production=False) != keys.django_secret(tmp_path, production=False)
    keys.ensure_ring(tmp_path)
    assert keys.django_secret(tmp_path, production=True) == keys.read_ring(tmp_path).django


def test_a_ring_is_made_once(tmp_path):
    assert keys.ensure_ring(tmp_path) is True
    ring = keys.read_ring(tmp_path)
    assert keys.ensure_ring(tmp_path) is False
    assert keys.read_ring(tmp_path) == ring


def test_of_several_at_once_one_makes_the_ring(tmp_path):
    barrier, made = threading.Barrier(8), []

    def make() -> None:
        barrier.wait(10)
        made.append(keys.ensure_ring(tmp_path))

    threads = [threading.Thread(target=make) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False] * 7 + [True]
    assert len(list(keys.keys_path(tmp_path).parent.iterdir())) == 1


def test_the_ring_may_lie_elsewhere(tmp_path, monkeypatch):
    elsewhere = tmp_path / "safe" / "ring"
    monkeypatch.setenv("LIANFANG_KEYS", str(elsewhere))
    keys.ensure_ring(tmp_path)
    assert elsewhere.is_file()
    assert not (tmp_path / "keys").exists()


@given(st.integers(1, 12))
def test_each_new_key_has_a_name_of_its_own_and_the_old_ones_stay(turns):
    ring = keys.new_ring()
    for _turn in range(turns):
        ring = ring.with_new_key()
    assert ring.current == f"k{turns + 1}"
    assert len(ring.encryption) == len(set(ring.encryption.values())) == turns + 1


def test_a_forgotten_keys_name_is_not_given_again():
    ring = keys.new_ring().with_new_key().without_key("k1").with_new_key()
    assert sorted(ring.encryption) == ["k2", "k3"]
    with pytest.raises(ValueError, match="current"):
        ring.without_key("k3")


@pytest.mark.parametrize(
    "damage",
    [
        lambda held: "not json",
        lambda held: "",
        lambda held: "[]",
        lambda held: json.dumps({**held, "current": "k9"}),
        lambda held: json.dumps({**held, "encryption": {"k1": "zz"}}),
        lambda held: json.dumps({**held, "encryption": {"k1": "00ff"}}),
        lambda held: json.dumps({**held, "encryption": []}),
        lambda held: json.dumps({**held, "blind_index": "00"}),
        lambda held: json.dumps({name: value for name, value in held.items() if name != "django"}),
    ],
)
def test_a_damaged_ring_is_refused_and_never_replaced(tmp_path, damage):
    keys.ensure_ring(tmp_path)
    path: Path = keys.keys_path(tmp_path)
    path.write_text(damage(json.loads(path.read_text())))
    with pytest.raises(KeysUnreadable, match="copy"):
        keys.read_ring(tmp_path)
    assert keys.ensure_ring(tmp_path) is False
