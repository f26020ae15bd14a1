"""What people let follow a joining is known from the start."""

from __future__ import annotations

from lianfang.people import needs

__all__ = ["needs"]
