"""Who is telephoned today: a draw that anybody can repeat from its seed."""

import hashlib
from collections.abc import Iterable


def draw(seed: str, pool: Iterable[int], percent: int) -> tuple[int, ...]:
    """Draw `percent` of a pool, rounded up, in the order in which they are drawn.

    Each member's lot is the SHA-256 of the seed and its number; the lowest lots are drawn. The same seed and
    pool draw the same, whatever the pool's order, so that a draw can be audited later.
    """
    members = sorted(set(pool))
    wanted = -(-len(members) * percent // 100)
    lots = sorted(members, key=lambda member: _lot(seed, member))
    return tuple(lots[: max(wanted, 0)])


def _lot(seed: str, member: int) -> bytes:
    return hashlib.sha256(f"{seed}:{member}".encode()).digest()
