"""A seal on a list of members: the same people give the same seal, in whatever order they are read."""

from collections.abc import Iterable
from hashlib import sha256


def digest(member_ids: Iterable[object]) -> str:
    """SHA-256, in hex, of the ids as text, sorted by code point and each ended by a line feed.

    Raises ValueError when an id comes twice (a list of members has no doubles) or holds a line feed.
    """
    texts = sorted(str(member_id) for member_id in member_ids)
    if len(set(texts)) < len(texts):
        raise ValueError("a member is listed twice")
    if any("\n" in text for text in texts):
        raise ValueError("a member id holds a line feed")
    return sha256("".join(f"{text}\n" for text in texts).encode()).hexdigest()
