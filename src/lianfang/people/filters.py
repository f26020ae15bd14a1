"""Filters that registers of people and of what concerns them share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lianfang.people.present import SEXES
from lianfang.shared.actor import Actor
from lianfang.shared.tables import Choice
from lianfang.shared.tables.filters import Option


@dataclass(frozen=True)
class OfSex(Choice):
    """People of a sex, who are as many in one place as in another."""

    options: Sequence[Option] | Callable[[Actor], Sequence[Option]] = tuple(SEXES.items())

    is_anywhere = True
