"""Sites: entered in the list, inspected, activated by an order, closed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from lianfang.core.isolation import ANSWERS, list_faults
from lianfang.isolation.actions.daily import lay_rounds
from lianfang.isolation.actions.ground import (
    check_moment,
    check_site,
    check_text,
    move_site,
    note,
    write_once,
)
from lianfang.isolation.models import Room, Site, SiteCheck, SiteMove, Stay
from lianfang.isolation.policy import get_check_items
from lianfang.isolation.refusals import NameTaken, NotChecked, StillHoused
from lianfang.places.queries import get_desk
from lianfang.shared import crypto
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.roles import Permission


@dataclass(frozen=True, slots=True)
class SitePlan:
    """What is entered about a site; `area` is the code of its town, community or village."""

    name: str
    address: str = ""
    area: str = ""
    contact: str = ""
    phone: str = ""
    kitchen: str = ""
    remark: str = ""


def enter_site(*, plan: SitePlan, by: Actor, at: datetime, key: str = "") -> Site:
    """Enter a site in reserve. Raises NameTaken, ReasonMissing for no name, Forbidden."""
    check_may(by, Permission.MANAGE_SITES)
    check_text(plan.name)

    def write() -> Site:
        site = Site(state=Site.State.RESERVE, state_since=at)
        _fill(site, plan)
        SiteMove.objects.create(site=site, move="listed", true_at=at, known_at=at, by=by.staff_id)
        note(by, at, "listed", "site", site.pk)
        return site

    return write_once(Site, name="enter_site", target=plan.name, key=key, by=by, at=at, write=write)


def change_site(*, site: Site, plan: SitePlan, by: Actor, at: datetime, key: str = "") -> Site:
    """Put right what is entered about a site. Raises NameTaken, ReasonMissing for no name, Forbidden."""
    check_site(site, by, Permission.MANAGE_SITES)
    check_text(plan.name)

    def write() -> Site:
        held = _lock(site)
        _fill(held, plan)
        note(by, at, "change_site", "site", held.pk)
        return held

    return write_once(Site, name="change_site", target=site.pk, key=key, by=by, at=at, write=write)


def _fill(site: Site, plan: SitePlan) -> None:
    desk = get_desk(plan.area)
    site.name, site.address = plan.name.strip()[:60], plan.address.strip()[:120]
    site.town, site.community, site.grid = desk.town, desk.community, desk.grid
    site.contact, site.kitchen = plan.contact.strip()[:60], plan.kitchen.strip()[:60]
    site.phone = crypto.seal_text(plan.phone.strip(), "site.phone") if plan.phone.strip() else None
    site.remark = plan.remark.strip()[:120]
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError as twice:
        raise NameTaken(site.name) from twice


def _lock(site: Site) -> Site:
    return Site.objects.select_for_update(no_key=True).get(pk=site.pk)


def inspect(
    *,
    site: Site,
    answers: Mapping[str, str],
    inspector: str,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    remark: str = "",
    key: str = "",
) -> SiteCheck:
    """Note an inspection of three zones and two passages: each point's answer, and who inspected.

    Raises ReasonMissing without the inspector's name, WrongTime, Forbidden, ValueError for an unknown answer.
    """
    check_site(site, by, Permission.WORK_SITES)
    check_text(inspector)
    if unknown := set(answers.values()) - set(ANSWERS):
        raise ValueError(f"unknown answers {sorted(unknown)}")
    done = true_at or at
    check_moment(done, earliest=None, latest=at)

    def write() -> SiteCheck:
        items = get_check_items(at)
        faults = list_faults(items, answers)
        check = SiteCheck.objects.create(
            site=site,
            answers={item: answers.get(item, "fault") for item in items},
            faults=len(faults),
            remark=remark.strip()[:200],
            inspector=inspector.strip()[:60],
            done_at=done,
            known_at=at,
            by=by.staff_id,
        )
        held = _lock(site)
        if held.checked_at is None or held.checked_at <= done:
            held.checked_at, held.passed = done, not faults
            held.save(update_fields=["checked_at", "passed"])
        note(by, at, "inspected", "site", site.pk, faults=len(faults))
        return check

    return write_once(SiteCheck, name="inspect", target=site.pk, key=key, by=by, at=at, write=write)


def activate(
    *,
    site: Site,
    document: str,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    reason: str = "",
    key: str = "",
) -> Site:
    """Take a site of the reserve into use by an order, at its hour; the rounds of its first day are laid out.

    Raises ReasonMissing without the order's number, NotChecked unless the last inspection passed, NotPossible,
    WrongTime, Forbidden.
    """
    check_site(site, by, Permission.MANAGE_SITES)
    check_text(document)
    begins = true_at or at
    check_moment(begins, earliest=None, latest=at)

    def write() -> Site:
        held = _lock(site)
        if not held.passed:
            raise NotChecked(_last_faults(held))
        move_site(held, "activated", by=by, at=at, true_at=begins, document=document, reason=reason)
        lay_rounds(site=held, at=at)
        return held

    return write_once(Site, name="activate", target=site.pk, key=key, by=by, at=at, write=write)


def _last_faults(site: Site) -> tuple[str, ...]:
    check = site.checks.order_by("-done_at", "-pk").first()
    return list_faults(check.answers, check.answers) if check else ()


def close(
    *,
    site: Site,
    document: str,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    reason: str = "",
    key: str = "",
) -> Site:
    """Close a site by an order and return it to the reserve, when its last resident has left.

    Raises StillHoused, ReasonMissing without the order's number, NotPossible, WrongTime, Forbidden.
    """
    check_site(site, by, Permission.MANAGE_SITES)
    check_text(document)
    ends = true_at or at

    def write() -> Site:
        _check_empty(site)
        held = _lock(site)
        check_moment(ends, earliest=held.state_since, latest=at)
        # Who assigns locks a room before looking at the site's state: whoever was first is seen by the other.
        list(Room.objects.filter(site=site).order_by("pk").select_for_update())
        _check_empty(site)
        move_site(held, "closed", by=by, at=at, true_at=ends, document=document, reason=reason)
        held.rounds.filter(done_at__isnull=True, opens_at__gte=ends).delete()
        return held

    return write_once(Site, name="close", target=site.pk, key=key, by=by, at=at, write=write)


def _check_empty(site: Site) -> None:
    if number := Stay.objects.filter(site=site, ended_at__isnull=True).count():
        raise StillHoused(number)
