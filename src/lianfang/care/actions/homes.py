"""The look at a home before isolation there; those who live in it join the measure or move out first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from lianfang.care.actions.ground import check_when, check_words, write_once
from lianfang.care.models import HomeCheck, HomeMember
from lianfang.care.refusals import NoRule, NotPossible
from lianfang.care.scope import members_visible_to
from lianfang.core.care import FITNESS_LABELS, judge_home
from lianfang.core.policy import NoValue, setting_at
from lianfang.core.policy.model import Setting
from lianfang.law.book import get_book
from lianfang.leads.models import Lead
from lianfang.leads.scope import visible_to as leads_visible_to
from lianfang.places.queries import get_county
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.roles import Permission

MOST_MEMBERS = 20


@dataclass(frozen=True, slots=True)
class MemberIn:
    """Somebody living together: `joins` the measure or `moves_out`; number and phone as known."""

    name: str
    choice: str
    number: str = ""
    phone: str = ""
    to_place: str = ""


def fitness_asked(at: datetime) -> Setting:
    """Return the value that says what a home must have and what is better. Raises NoRule."""
    try:
        return setting_at(get_book(), "home_fitness", get_county().code, at)
    except NoValue as none:
        raise NoRule("home_fitness") from none


def record_home_check(
    *,
    lead: Lead,
    found: Collection[str],
    members: Sequence[MemberIn] = (),
    by: Actor,
    at: datetime,
    note: str = "",
    true_at: datetime | None = None,
    key: str = "",
) -> HomeCheck:
    """Keep what a home has and who lives there; say whether it is fit by the value in force.

    Raises NoRule, TextMissing for a member without a name, WrongMoment, Forbidden, ValueError.
    """
    check_may(by, Permission.RECORD_CARE)
    if not set(found) <= FITNESS_LABELS.keys() or len(members) > MOST_MEMBERS:
        raise ValueError("an unknown sign of a home, or too many members")
    check_words(*(member.name for member in members), "-")
    asked, when = fitness_asked(at), true_at or at
    check_when(when, at=at)
    wanted = cast("dict[str, tuple[str, ...]]", asked.value)
    judged = judge_home(found, must=wanted["must"], better=wanted["better"])

    def write() -> HomeCheck:
        held = leads_visible_to(by).filter(pk=lead.pk).first()
        if held is None:
            raise Forbidden("lead out of scope")
        check = HomeCheck.objects.create(
            lead=held, found=sorted(found), must=list(wanted["must"]), better=list(wanted["better"]),
            clause=asked.clause[:80], fit=judged.fit, note=note.strip()[:200], true_at=when, known_at=at,
            by=by.staff_id,
        )  # fmt: skip
        HomeMember.objects.bulk_create(
            HomeMember(
                check_made=check, name=member.name.strip()[:40], number=member.number.strip()[:30],
                phone=member.phone.strip()[:30], choice=HomeMember.Choice(member.choice),
                to_place=member.to_place.strip()[:120],
            )
            for member in members
        )  # fmt: skip
        audit.record(
            by=by, at=at, action="care.home_check", object_kind="lead", object_id=held.pk, fit=check.fit,
            members=len(members),
        )  # fmt: skip
        outbox.tell("care.home_checked", at=at, lead=held.pk, check=check.pk)
        return check

    return write_once(HomeCheck, name="home_check", target=lead.pk, key=key, by=by, at=at, write=write)


def settle_member(
    *, member: HomeMember, by: Actor, at: datetime, lead: Lead | None = None, key: str = ""
) -> HomeMember:
    """Note that somebody moved out, or has a lead of their own from which the measure follows.

    Raises NotPossible for one settled before or who joins without a lead, Forbidden.
    """
    check_may(by, Permission.RECORD_CARE)

    def write() -> HomeMember:
        held = members_visible_to(by).select_for_update(of=("self",)).filter(pk=member.pk).first()
        if held is None:
            raise Forbidden("member out of scope")
        joins = held.choice == HomeMember.Choice.JOINS
        if held.done_at is not None or (joins and lead is None):
            raise NotPossible("member")
        held.done_at, held.lead = at, lead
        held.save(update_fields=["done_at", "lead"])
        audit.record(
            by=by, at=at, action="care.settle_member", object_kind="lead", object_id=lead.pk if lead else ""
        )
        return held

    return write_once(HomeMember, name="settle_member", target=member.pk, key=key, by=by, at=at, write=write)
