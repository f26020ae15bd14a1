"""Encryption of personal values: AES-GCM with a key id in each ciphertext, and a keyed blind index."""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from collections.abc import Sequence
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from lianfang.config.keys import KeyRing, keys_path, read_ring

_VERSION = 1
_NONCE = 12
INDEX_BYTES = 16
LOOK_SECONDS = 1.0


class CannotOpen(Exception):
    """A ciphertext could not be opened: unknown key or changed bytes."""


class _Held:
    """The ring as last read, the stamp of its file, and when to look at the file again."""

    ring: KeyRing | None = None
    stamp = 0
    look_again = 0.0


_held = _Held()


def key_ring() -> KeyRing:
    """Return this installation's keys; raises KeysMissing before `init`.

    Their file is looked at again each second, so that a running process takes up a new key
    soon after a rotation began.
    """
    ring = _held.ring
    return _look_again() if ring is None or time.monotonic() >= _held.look_again else ring


def _look_again() -> KeyRing:
    path, ring = keys_path(settings.HOME), _held.ring
    stamp = path.stat().st_mtime_ns if path.exists() else _held.stamp
    if ring is None or stamp != _held.stamp:
        ring = read_ring(settings.HOME)
        _held.ring, _held.stamp = ring, stamp
        _cipher.cache_clear()
    _held.look_again = time.monotonic() + LOOK_SECONDS
    return ring


@cache
def _cipher(key_id: str) -> AESGCM:
    if key_id not in key_ring().encryption:
        forget_keys()  # made a moment ago by another process
    try:
        return AESGCM(key_ring().encryption[key_id])
    except KeyError as missing:
        raise CannotOpen(f"no key {key_id!r} in the ring") from missing


def forget_keys() -> None:
    """Read the keys anew at next use."""
    _held.ring, _held.look_again = None, 0.0
    _cipher.cache_clear()


def seal(plain: bytes, purpose: str) -> bytes:
    """Encrypt bytes; `purpose` binds the ciphertext to its column, as ``person.number``."""
    key_id = key_ring().current
    nonce = os.urandom(_NONCE)
    return _head(key_id) + nonce + _cipher(key_id).encrypt(nonce, plain, purpose.encode())


def seal_all(plains: Sequence[bytes], purpose: str) -> list[bytes]:
    """Encrypt the values of a block for one column; their nonces are drawn at once, each used for one value."""
    key_id, context = key_ring().current, purpose.encode()
    head, encrypt = _head(key_id), _cipher(key_id).encrypt
    drawn = os.urandom(_NONCE * len(plains))
    sealed = []
    for start, plain in zip(range(0, len(drawn), _NONCE), plains, strict=True):
        nonce = drawn[start : start + _NONCE]
        sealed.append(head + nonce + encrypt(nonce, plain, context))
    return sealed


def head_of_current() -> bytes:
    """Return the bytes that every ciphertext made with the current key begins with."""
    return _head(key_ring().current)


def _head(key_id: str) -> bytes:
    return bytes((_VERSION, len(key_id))) + key_id.encode()


def unseal(sealed: bytes | memoryview, purpose: str) -> bytes:
    """Decrypt what `seal` made; raises CannotOpen for an unknown key, another purpose or changed bytes."""
    whole = bytes(sealed)
    return _open(_cipher(sealed_with(whole)), whole, purpose)


def unseal_with(ring: KeyRing, sealed: bytes, purpose: str) -> bytes:
    """Decrypt with a ring that is not this installation's, such as the one of a backup."""
    key_id = sealed_with(sealed)
    if key_id not in ring.encryption:
        raise CannotOpen(f"no key {key_id!r} in the ring")
    return _open(AESGCM(ring.encryption[key_id]), sealed, purpose)


def _open(cipher: AESGCM, whole: bytes, purpose: str) -> bytes:
    start = 2 + whole[1]
    nonce, body = whole[start : start + _NONCE], whole[start + _NONCE :]
    try:
        return cipher.decrypt(nonce, body, purpose.encode())
    except (InvalidTag, ValueError) as broken:
        raise CannotOpen(f"the ciphertext of {purpose} does not open") from broken


def sealed_with(sealed: bytes | memoryview) -> str:
    """Return the id of the key that a ciphertext was made with; raises CannotOpen where it is none."""
    whole = bytes(sealed)
    if len(whole) < 2 or whole[0] != _VERSION or len(whole) < 2 + whole[1] + _NONCE:
        raise CannotOpen("not a ciphertext of this product")
    return whole[2 : 2 + whole[1]].decode("ascii", "replace")


def seal_text(plain: str, purpose: str) -> bytes:
    """Encrypt a text."""
    return seal(plain.encode(), purpose)


def unseal_text(sealed: bytes | memoryview, purpose: str) -> str:
    """Decrypt a text."""
    return unseal(sealed, purpose).decode()


def blind_index(value: str, purpose: str) -> bytes:
    """Return the keyed index by which an encrypted value is found: 16 bytes of HMAC-SHA-256."""
    return authenticate(value, purpose)[:INDEX_BYTES]


def authenticate(value: str, purpose: str) -> bytes:
    """Return the HMAC-SHA-256 of a text under the key that no rotation changes."""
    keyed = _keyed(key_ring().blind_index).copy()
    keyed.update(f"{purpose}\x00{value}".encode())
    return keyed.digest()


@cache
def _keyed(key: bytes) -> hmac.HMAC:
    """Return an HMAC that has taken in its key, to be copied for each value: half the time of a new one."""
    return hmac.new(key, digestmod=hashlib.sha256)
