"""The keys of an installation: made by `init`, kept apart from database and files."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


class KeysMissing(Exception):
    """The installation has no keys; production refuses to start without them."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Encryption keys by id, the id in use, the blind index's own key and Django's secret."""

    current: str
    encryption: dict[str, bytes]
    blind_index: bytes
    django: str

    def with_new_key(self) -> KeyRing:
        """Return a ring whose current key is new; old keys stay to read old ciphertexts."""
        key_id = f"k{len(self.encryption) + 1}"
        keys = {**self.encryption, key_id: secrets.token_bytes(32)}
        return KeyRing(key_id, keys, self.blind_index, self.django)


def new_ring() -> KeyRing:
    """Make a ring with fresh random keys."""
    first = {"k1": secrets.token_bytes(32)}
    return KeyRing("k1", first, secrets.token_bytes(32), secrets.token_urlsafe(50))


def keys_path(home: Path) -> Path:
    """Return where the ring is kept: LIANFANG_KEYS, or keys/ring.json in the home."""
    return Path(os.environ.get("LIANFANG_KEYS") or home / "keys" / "ring.json")


def write_ring(home: Path, ring: KeyRing) -> None:
    """Write the ring readable by its owner only, replacing the old file in one step."""
    path = keys_path(home)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps(
        {
            "current": ring.current,
            "encryption": {key_id: key.hex() for key_id, key in ring.encryption.items()},
            "blind_index": ring.blind_index.hex(),
            "django": ring.django,
        }
    )
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read_ring(home: Path) -> KeyRing:
    """Read the ring; raises KeysMissing where `lianfang init` has not made one."""
    path = keys_path(home)
    if not path.exists():
        raise KeysMissing(f"no keys at {path}: run `lianfang init`, or set LIANFANG_KEYS to their file")
    held = json.loads(path.read_text())
    keys = {key_id: bytes.fromhex(key) for key_id, key in held["encryption"].items()}
    return KeyRing(held["current"], keys, bytes.fromhex(held["blind_index"]), held["django"])


def django_secret(home: Path, *, production: bool) -> str:
    """Return Django's secret; outside production a missing ring gives one for this process only."""
    try:
        return read_ring(home).django
    except KeysMissing:
        if production:
            raise
        return secrets.token_urlsafe(50)
