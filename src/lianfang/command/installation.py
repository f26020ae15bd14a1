"""The installation's state for the system administrator: the quick ones of the doctor's checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lianfang.shared.actor import Actor
from lianfang.shared.checks import CHECKS, check_chain, check_files

_LONG = (check_chain, check_files)  # read everything there is; `lianfang doctor` does


@dataclass(frozen=True, slots=True)
class Looked:
    """One check and what it found; no problems means sound."""

    name: str
    problems: list[str]


def look_over(actor: Actor, at: datetime) -> list[Looked]:
    """Run the checks that take no more than a moment."""
    return [Looked(_(name), check(actor, at)) for name, check in CHECKS if check not in _LONG]
