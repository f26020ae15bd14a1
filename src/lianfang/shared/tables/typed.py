"""What readers type into a list's search and filters, kept out of addresses.

A name or a number in an address stays in the browser's history and in the logs of whatever carries
it. So forms post what was typed, and the list answers with an address that holds it sealed.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from lianfang.shared import crypto
from lianfang.shared.crypto import CannotOpen
from lianfang.shared.tables.filters import LONGEST_TEXT

MARK = "~"
PURPOSE = "list.typed"


def hide(text: str) -> str:
    """Return a text as an address may hold it; what is too long for a filter is cut, and stays too long."""
    sealed = crypto.seal_text(text[: LONGEST_TEXT + 1], PURPOSE)
    return MARK + urlsafe_b64encode(sealed).decode().rstrip("=")


def is_hidden(value: str) -> bool:
    """Say whether an address's value is a sealed one."""
    return value.startswith(MARK)


def reveal(value: str) -> str:
    """Return the text of a sealed value; raises CannotOpen where it is none, or of a key that was forgotten."""
    token = value.removeprefix(MARK)
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError as broken:
        raise CannotOpen("no sealed text") from broken
    return crypto.unseal_text(sealed, PURPOSE)
