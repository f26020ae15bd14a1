"""What a check of `lianfang doctor` has to tell though nothing is wrong."""

from __future__ import annotations


class Remark(str):
    """A line that is no problem."""

    __slots__ = ()
