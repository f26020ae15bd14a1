"""Encryption of personal values: AES-GCM with a key id in each ciphertext, and a keyed blind index."""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from lianfang.config.keys import KeyRing, read_ring

_VERSION = 1
_NONCE = 12
INDEX_BYTES = 16


class CannotOpen(Exception):
    """A ciphertext could not be opened: unknown key or changed bytes."""


@cache
def key_ring() -> KeyRing:
    """Return this installation's keys, read once; raises KeysMissing before `init`."""
    return read_ring(settings.HOME)


@cache
def _cipher(key_id: str) -> AESGCM:
    try:
        return AESGCM(key_ring().encryption[key_id])
    except KeyError as missing:
        raise CannotOpen(f"no key {key_id!r} in the ring") from missing


def forget_keys() -> None:
    """Read the keys anew at next use, after a rotation."""
    key_ring.cache_clear()
    _cipher.cache_clear()


def seal(plain: bytes, purpose: str) -> bytes:
    """Encrypt bytes; `purpose` binds the ciphertext to its column, as ``person.number``."""
    key_id = key_ring().current
    head = bytes((_VERSION, len(key_id))) + key_id.encode()
    nonce = os.urandom(_NONCE)
    return head + nonce + _cipher(key_id).encrypt(nonce, plain, purpose.encode())


def unseal(sealed: bytes | memoryview, purpose: str) -> bytes:
    """Decrypt what `seal` made; raises CannotOpen for an unknown key, another purpose or changed bytes."""
    whole = bytes(sealed)
    if len(whole) < 2 or whole[0] != _VERSION:
        raise CannotOpen("not a ciphertext of this product")
    start = 2 + whole[1]
    nonce, body = whole[start : start + _NONCE], whole[start + _NONCE :]
    try:
        return _cipher(sealed_with(whole)).decrypt(nonce, body, purpose.encode())
    except (InvalidTag, ValueError) as broken:
        raise CannotOpen(f"the ciphertext of {purpose} does not open") from broken


def sealed_with(sealed: bytes | memoryview) -> str:
    """Return the id of the key that a ciphertext was made with."""
    whole = bytes(sealed)
    return whole[2 : 2 + whole[1]].decode()


def seal_text(plain: str, purpose: str) -> bytes:
    """Encrypt a text."""
    return seal(plain.encode(), purpose)


def unseal_text(sealed: bytes | memoryview, purpose: str) -> str:
    """Decrypt a text."""
    return unseal(sealed, purpose).decode()


def blind_index(value: str, purpose: str) -> bytes:
    """Return the keyed index by which an encrypted value is found: 16 bytes of HMAC-SHA-256."""
    message = f"{purpose}\x00{value}".encode()
    return hmac.digest(key_ring().blind_index, message, hashlib.sha256)[:INDEX_BYTES]
