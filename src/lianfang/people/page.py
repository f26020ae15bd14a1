"""What rooms above tell on a person's page: entries of the timeline, and what is to do now at the top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lianfang.people.models import Person
from lianfang.shared.actor import Actor
from lianfang.web.pieces import Entry, Words


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter of a person that is open now, as a measure or a lead; lower `order` stands higher."""

    title: Words
    text: Words = ""
    url: str = ""
    tone: str = ""
    icon: str = "point"
    order: int = 50


Timeline = Callable[[Actor, Person], list[Entry]]
Matters = Callable[[Actor, Person], list[Matter]]
_timelines: list[Timeline] = []
_matters: list[Matters] = []


def tells_timeline(tell: Timeline) -> Timeline:
    """Register a room's entries; the function returns only what the actor may see."""
    if tell not in _timelines:
        _timelines.append(tell)
    return tell


def tells_matters(tell: Matters) -> Matters:
    """Register a room's open matters; the function returns only what the actor may see."""
    if tell not in _matters:
        _matters.append(tell)
    return tell


def list_timeline(actor: Actor, person: Person) -> list[Entry]:
    """Return everything known and done, from every room, newest first."""
    entries = [entry for tell in _timelines for entry in tell(actor, person)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def list_matters(actor: Actor, person: Person) -> list[Matter]:
    """Return what is open of a person, most pressing first."""
    return sorted(
        (matter for tell in _matters for matter in tell(actor, person)), key=lambda matter: matter.order
    )
