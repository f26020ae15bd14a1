"""Words that cannot be guessed: what QR codes and links carry in place of a person."""

from __future__ import annotations

import re
import secrets

from lianfang.shared.crypto import blind_index

_BYTES = 16  # 128 bits
_SHAPE = re.compile(r"[\w-]{22}", re.ASCII)


def make_token() -> str:
    """Make a new one, 22 characters of the address alphabet."""
    return secrets.token_urlsafe(_BYTES)


def index_of(token: str, purpose: str) -> bytes | None:
    """Return the keyed digest by which a token is found; None for what cannot be one."""
    return blind_index(token, purpose) if _SHAPE.fullmatch(token) else None
