"""The keys of an installation: made by `init`, kept apart from database and files."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

_BYTES = 32  # AES-256, HMAC-SHA-256


class KeysMissing(Exception):
    """The installation has no keys; production refuses to start without them."""


class KeysUnreadable(Exception):
    """The file of keys is damaged; the copy kept apart must be put back."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Encryption keys by id, the id in use, the blind index's own key and Django's secret."""

    current: str
    encryption: dict[str, bytes]
    blind_index: bytes
    django: str

    def with_new_key(self) -> KeyRing:
        """Return a ring whose current key is new; old keys stay to read old ciphertexts."""
        key_id = f"k{max(int(known[1:]) for known in self.encryption) + 1}"
        keys = {**self.encryption, key_id: secrets.token_bytes(_BYTES)}
        return KeyRing(key_id, keys, self.blind_index, self.django)

    def without_key(self, key_id: str) -> KeyRing:
        """Return a ring without an old key; raises ValueError for the current one."""
        if key_id == self.current:
            raise ValueError(f"{key_id} is the current key")
        keys = {known: key for known, key in self.encryption.items() if known != key_id}
        return KeyRing(self.current, keys, self.blind_index, self.django)

    def as_text(self) -> str:
        """Return the ring as the JSON its file holds."""
        return json.dumps(
            {
                "current": self.current,
                "encryption": {key_id: key.hex() for key_id, key in self.encryption.items()},
                "blind_index": self.blind_index.hex(),
                "django": self.django,
            }
        )


def new_ring() -> KeyRing:
    """Make a ring with fresh random keys."""
    first = {"k1": secrets.token_bytes(_BYTES)}
    return KeyRing("k1", first, secrets.token_bytes(_BYTES), secrets.token_urlsafe(50))


def keys_path(home: Path) -> Path:
    """Return where the ring is kept: LIANFANG_KEYS, or keys/ring.json in the home."""
    return Path(os.environ.get("LIANFANG_KEYS") or home / "keys" / "ring.json")


def write_ring(home: Path, ring: KeyRing) -> None:
    """Write the ring readable by its owner only, replacing the old file in one step."""
    path = keys_path(home)
    _write_beside(path, ring).replace(path)


def ensure_ring(home: Path) -> bool:
    """Make a ring where there is none; tell whether one was made. Of two at once, one wins."""
    path = keys_path(home)
    if path.exists():
        return False
    fresh = _write_beside(path, new_ring())
    try:
        os.link(fresh, path)
    except FileExistsError:
        return False
    finally:
        fresh.unlink()
    return True


def _write_beside(path: Path, ring: KeyRing) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(ring.as_text())
        file.flush()
        os.fsync(file.fileno())
    return fresh


def read_ring(home: Path) -> KeyRing:
    """Read the ring; raises KeysMissing where there is none, KeysUnreadable where it is damaged."""
    path = keys_path(home)
    if not path.exists():
        raise KeysMissing(f"no keys at {path}: run `lianfang init`, or set LIANFANG_KEYS to their file")
    return read_ring_text(path.read_text(), path)


def read_ring_text(text: str, path: Path) -> KeyRing:
    """Read a ring from its text; `path` is named where it is damaged."""
    try:
        held = json.loads(text)
        keys = {str(key_id): bytes.fromhex(key) for key_id, key in held["encryption"].items()}
        ring = KeyRing(held["current"], keys, bytes.fromhex(held["blind_index"]), held["django"])
        sound = {len(key) for key in [*keys.values(), ring.blind_index]} == {_BYTES} and ring.current in keys
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise KeysUnreadable(f"the keys at {path} are damaged: put back their copy") from broken
    if not sound:
        raise KeysUnreadable(f"the keys at {path} are damaged: put back their copy")
    return ring


def django_secret(home: Path, *, production: bool) -> str:
    """Return Django's secret; outside production a missing ring gives one for this process only."""
    try:
        return read_ring(home).django
    except KeysMissing:
        if production:
            raise
        return secrets.token_urlsafe(50)
