"""The figures' facts: a started stage, written in versions of what we knew and never overwritten."""

from __future__ import annotations

from datetime import datetime

from lianfang.orders.models import Order, Spell, Stage


def start_spell(*, stage: Stage, order: Order, starts_at: datetime, known: datetime) -> None:
    """Write that a stage started."""
    Spell.objects.create(
        stage=stage,
        order=order,
        person_id=order.person_id,
        event_id=order.event_id,
        place=stage.place,
        category=order.category,
        town=order.town,
        community=order.community,
        grid=order.grid,
        starts_at=starts_at,
        known_from=known,
    )


def current_spell(stage: Stage) -> Spell:
    """Return the version of a started stage held true now."""
    return Spell.objects.get(stage=stage, known_to__isnull=True)


def end_spell(*, stage: Stage, ends_at: datetime, ended_by: str, known: datetime) -> None:
    """Write that a stage ended, as a new version."""
    renew_spell(spell=current_spell(stage), known=known, ends_at=ends_at, ended_by=ended_by)


def renew_spell(*, spell: Spell, known: datetime, **changes: object) -> None:
    """Close a version and write its successor with changes."""
    void_spell(spell=spell, known=known)
    spell.pk = None
    spell._state.adding = True
    spell.known_from, spell.known_to = max(known, spell.known_from), None
    for name, value in changes.items():
        setattr(spell, name, value)
    spell.save(force_insert=True)


def void_spell(*, spell: Spell, known: datetime) -> None:
    """Close a version without a successor: it never was so."""
    Spell.objects.filter(pk=spell.pk).update(known_to=known)
