"""How a change of levels is written: versions are closed and written anew, nothing is overwritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from lianfang.core.risk.grades import NORMAL
from lianfang.core.risk.parts import TOWN_SLOT, VILLAGE_SLOT, Place, grain_of
from lianfang.risk.models import RiskNotice, RiskSpell
from lianfang.risk.placing import Placer, key_of
from lianfang.shared.actor import Actor

_LOCK = 0x4C46_0010


@dataclass(frozen=True, slots=True)
class Entry:
    """A place and the grade it has from a moment on; `until` is None while it lasts, no grade where it is lifted."""

    place: Place
    grade: str
    since: datetime
    until: datetime | None = None


@dataclass(slots=True)
class Written:
    """What a publication came to: the places whose levels changed, and how many stayed as they were."""

    changed: list[Place] = field(default_factory=list)
    unchanged: int = 0


def lock_areas() -> None:
    """Let one publication after the other change the areas, so that two never split one time between them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def write_entries(
    entries: Sequence[Entry], *, notice: RiskNotice, placer: Placer, known: datetime, by: Actor
) -> Written:
    """Apply entries in the order of their time; the areas are locked."""
    held = read_current({key_of(entry.place) for entry in entries})
    written = Written()
    for entry in sorted(entries, key=lambda one: one.since):
        spells = held[key_of(entry.place)]
        if _stays(spells, entry):
            written.unchanged += 1
            continue
        writer = _Writer(spells, notice, placer, known, by)
        writer.cut(entry.since, entry.until)
        if entry.grade != NORMAL:
            writer.write(entry)
        written.changed.append(entry.place)
    return written


def read_current(keys: Iterable[str]) -> defaultdict[str, list[RiskSpell]]:
    """Read the levels of places as held true now, by place."""
    held: defaultdict[str, list[RiskSpell]] = defaultdict(list)
    for spell in RiskSpell.objects.filter(key__in=list(keys), known_to__isnull=True).order_by("starts_at"):
        held[spell.key].append(spell)
    return held


def _stays(spells: Sequence[RiskSpell], entry: Entry) -> bool:
    """Say whether an entry tells what is held already."""
    if entry.grade == NORMAL:
        return not any(spell.ends_at is None or entry.since < spell.ends_at for spell in spells)
    return any(
        spell.grade == entry.grade and spell.starts_at <= entry.since and spell.ends_at == entry.until
        for spell in spells
    )


@dataclass(slots=True)
class _Writer:
    """Writes versions of one place; `spells` are those held true now and are kept so."""

    spells: list[RiskSpell]
    notice: RiskNotice
    placer: Placer
    known: datetime
    by: Actor

    def cut(self, since: datetime, until: datetime | None) -> None:
        """Take a time out of what is held: what lies before it and, where it has an end, behind it stays."""
        for spell in list(self.spells):
            if (spell.ends_at and spell.ends_at <= since) or (until and until <= spell.starts_at):
                continue
            RiskSpell.objects.filter(pk=spell.pk).update(known_to=self.known)
            self.spells.remove(spell)
            if spell.starts_at < since:
                self._succeed(spell, spell.starts_at, since)
            if until and (spell.ends_at is None or until < spell.ends_at):
                self._succeed(spell, until, spell.ends_at)

    def _succeed(self, spell: RiskSpell, starts: datetime, ends: datetime | None) -> None:
        ended_by = self.notice if ends is not None and ends != spell.ends_at else spell.ended_by
        self._create(spell, spell.grade, starts, ends, notice=spell.notice, ended_by=ended_by)

    def write(self, entry: Entry) -> None:
        """Write a new level."""
        place, codes = entry.place, [part if part.isdigit() else "" for part in entry.place]
        like = RiskSpell(
            place=list(place), key=key_of(place), county=place[2], grain=grain_of(place), name=self.placer.say(place),
            town=codes[TOWN_SLOT] if len(codes) > TOWN_SLOT else "",
            community=codes[VILLAGE_SLOT] if len(codes) > VILLAGE_SLOT else "",
        )  # fmt: skip
        starts, notice = self._join(entry)
        ended_by = self.notice if entry.until else None
        self._create(like, entry.grade, starts, entry.until, notice=notice, ended_by=ended_by)

    def _join(self, entry: Entry) -> tuple[datetime, RiskNotice]:
        """Let a level that goes on without a gap begin where it began, by the notice that raised it."""
        before = next(
            (one for one in self.spells if one.grade == entry.grade and one.ends_at == entry.since), None
        )
        if before is None:
            return entry.since, self.notice
        RiskSpell.objects.filter(pk=before.pk).update(known_to=self.known)
        self.spells.remove(before)
        return before.starts_at, before.notice

    def _create(
        self,
        like: RiskSpell,
        grade: str,
        starts: datetime,
        ends: datetime | None,
        *,
        notice: RiskNotice,
        ended_by: RiskNotice | None,
    ) -> None:
        fresh = RiskSpell.objects.create(
            place=like.place, key=like.key, county=like.county, town=like.town, community=like.community,
            grain=like.grain, name=like.name[:240], grade=grade, starts_at=starts, ends_at=ends, notice=notice,
            ended_by=ended_by, known_from=self.known, by=self.by.staff_id,
        )  # fmt: skip
        self.spells.append(fresh)
