"""How rooms above take part when two persons are joined or parted: each moves its own rows, and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from lianfang.shared.actor import Actor


class Follower(Protocol):
    """A room whose rows point to persons. Both methods run in the transaction of the joining or parting."""

    name: str

    def follow(self, *, gone: int, kept: int, by: Actor, at: datetime) -> dict[str, Any]:
        """Move what points to `gone` over to `kept`; return the ids that moved, as JSON, for the way back."""

    def return_back(self, moved: dict[str, Any], *, gone: int, kept: int, by: Actor, at: datetime) -> None:
        """Move back what `follow` moved."""


_followers: dict[str, Follower] = {}


def register_follower(follower: Follower) -> None:
    """Let a room take part; called at import of a module that its jobs.py imports."""
    _followers[follower.name] = follower


def list_followers() -> list[Follower]:
    """Return the rooms that take part, in the order of their names."""
    return [_followers[name] for name in sorted(_followers)]
