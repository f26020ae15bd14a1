"""What the law in force asks of a zone: its kind, its rounds, the conditions before it is lowered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from lianfang.core.policy import NoValue
from lianfang.core.policy.citations import Citation, cite
from lianfang.core.policy.model import Level, Setting
from lianfang.core.policy.zones import (
    Condition,
    Round,
    ZoneHistory,
    check_lowering,
    has_second,
    kinds_in_force,
    next_of,
    plan_rounds,
    zone_rule,
)
from lianfang.core.risk.grades import LEVEL_OF
from lianfang.law.book import get_book
from lianfang.places.queries import get_county
from lianfang.zones.models import Zone, ZoneRound

LIFTED = "lifted"


@dataclass(frozen=True, slots=True)
class Check:
    """The check before lowering: the rule with its clause, what follows, and each condition with its evidence."""

    rule: Setting
    follows: str
    conditions: tuple[Condition, ...]

    @property
    def met(self) -> bool:
        """Say whether nothing stands against it."""
        return all(one.met for one in self.conditions)


def list_kinds(at: datetime) -> tuple[str, ...]:
    """Name the kinds of zones that the edition in force draws."""
    return kinds_in_force(get_book(), get_county().code, at)


def edition_at(at: datetime) -> str:
    """Name the national edition in force; empty where none is."""
    editions = [one for one in get_book().editions.values() if one.level is Level.NATIONAL]
    held = [one for one in editions if one.effective_from <= at]
    return max(held, key=lambda one: one.effective_from).id if held else ""


def check_zone(zone: Zone, at: datetime) -> Check | None:
    """Lay the rule beside what is known of a zone; None where no rule says how its kind is lowered.

    A zone that came down from high takes the second step of that rule, no first one of its own (rules §9.10).
    """
    book, county = get_book(), get_county().code
    stepped = zone.kind == "medium" and zone.drawn_as == "high"
    kind = zone.drawn_as if stepped else zone.kind
    try:
        rule = zone_rule(book, kind, LEVEL_OF[kind], county, at)
    except NoValue:
        return None
    second = stepped and has_second(rule)
    conditions = check_lowering(rule, read_history(zone), at, second=second)
    return Check(rule, next_of(rule, second=second), conditions)


def cite_rule(rule: Setting) -> tuple[Citation, ...]:
    """Explain what a rule rests on."""
    return cite(get_book(), rule.source, rule.mark, _)


def read_history(zone: Zone) -> ZoneHistory:
    """Read what the conditions look at."""
    done = zone.rounds.filter(state=ZoneRound.State.DONE).order_by("on")
    rounds = tuple(Round(one.on, one.expected, one.sampled, one.tested, one.positive) for one in done)
    return ZoneHistory(zone.last_new_at, rounds, zone.contacts_left_at, bool(zone.contacts_document))


def days_of_rounds(zone: Zone, at: datetime) -> tuple[date, ...]:
    """List the days on which the rule in force wants everybody in a zone tested."""
    kind = zone.kind
    return plan_rounds(get_book(), kind, LEVEL_OF[kind], get_county().code, zone.last_new_at, at)
