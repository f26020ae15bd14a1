"""The day of a site: rounds laid out and ticked, waste handed on, samples of rooms, the daily report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from lianfang.core.isolation import plan_rounds
from lianfang.core.timeline import day_of
from lianfang.isolation.actions.ground import check_moment, check_site, check_text, note, write_once
from lianfang.isolation.models import EnvironmentSample, Room, Round, Site, SiteReport, Waste
from lianfang.isolation.policy import get_count, get_round_times
from lianfang.isolation.refusals import TooEarly
from lianfang.shared import outbox
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.roles import Permission

MOST_GRAMS = 5_000_000
MOST_BAGS = 2_000


def lay_rounds(*, site: Site, at: datetime) -> int:
    """Lay out the rounds of a site's day that are still ahead; done again it adds nothing. Returns how many."""
    hours, day = get_count("site_round_hours", at), day_of(at)
    if hours is None or site.state != Site.State.ACTIVE:
        return 0
    known = set(Round.objects.filter(site=site, day=day).values_list("kind", "seq"))
    planned = plan_rounds(get_round_times(at), hours, day)
    fresh = [
        Round(site=site, day=day, kind=one.kind, seq=one.seq, opens_at=one.opens, closes_at=one.closes)
        for one in planned
        if (one.kind, one.seq) not in known and one.closes > max(at, site.state_since)
    ]
    Round.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def lay_all_rounds(*, at: datetime) -> int:
    """Lay out the day's rounds of every site in use."""
    with transaction.atomic():
        return sum(lay_rounds(site=site, at=at) for site in Site.objects.filter(state=Site.State.ACTIVE))


def tick_round(
    *, round_id: int, by: Actor, at: datetime, true_at: datetime | None = None, text: str = "", key: str = ""
) -> Round:
    """Tick a round as done; one that is done already stays as it was ticked first.

    Raises TooEarly before it is due, WrongTime, Forbidden.
    """
    row = Round.objects.select_related("site").get(pk=round_id)
    check_site(row.site, by, Permission.WORK_SITES)
    done = true_at or at
    check_moment(done, earliest=None, latest=at)
    if done < row.opens_at:
        raise TooEarly(row.opens_at.isoformat())

    def write() -> Round:
        held = Round.objects.select_for_update(of=("self",)).select_related("site").get(pk=round_id)
        if held.done_at is None:
            held.done_at, held.done_by, held.done_name = done, by.staff_id, by.name
            held.note = text.strip()[:200]
            held.save(update_fields=["done_at", "done_by", "done_name", "note"])
            note(by, at, "ticked", "round", held.pk, round=held.kind)
        return held

    return write_once(Round, name="tick", target=round_id, key=key, by=by, at=at, write=write)


def hand_waste(
    *,
    site: Site,
    bags: int,
    grams: int,
    given_by: str,
    taken_by: str,
    by: Actor,
    at: datetime,
    firm: str = "",
    true_at: datetime | None = None,
    key: str = "",
) -> Waste:
    """Note medical waste that was handed on: bags, weight in grams, who gave it and who took it.

    Raises ReasonMissing without both names, WrongTime, Forbidden, ValueError for numbers that cannot be.
    """
    check_site(site, by, Permission.WORK_SITES)
    check_text(given_by, taken_by)
    handed = true_at or at
    check_moment(handed, earliest=None, latest=at)
    if not (0 < bags <= MOST_BAGS and 0 < grams <= MOST_GRAMS):
        raise ValueError("bags or weight out of bounds")

    def write() -> Waste:
        waste = Waste.objects.create(
            site=site,
            handed_at=handed,
            bags=bags,
            grams=grams,
            given_by=given_by.strip()[:60],
            taken_by=taken_by.strip()[:60],
            firm=firm.strip()[:80],
            known_at=at,
            by=by.staff_id,
        )
        note(by, at, "waste", "site", site.pk, bags=bags, grams=grams)
        return waste

    return write_once(Waste, name="waste", target=site.pk, key=key, by=by, at=at, write=write)


def take_sample(
    *,
    site: Site,
    by: Actor,
    at: datetime,
    room: Room | None = None,
    spot: str = "",
    true_at: datetime | None = None,
    key: str = "",
) -> EnvironmentSample:
    """Note that things and surfaces of a room, or of a named place of the site, were sampled.

    Raises ReasonMissing without a room or a place, WrongTime, Forbidden.
    """
    check_site(site, by, Permission.WORK_SITES)
    if room is None:
        check_text(spot)
    elif room.site_id != site.pk:
        raise Forbidden("room of another site")
    taken = true_at or at
    check_moment(taken, earliest=None, latest=at)

    def write() -> EnvironmentSample:
        sample = EnvironmentSample.objects.create(
            site=site, room=room, spot=spot.strip()[:80], taken_at=taken, taken_by=by.staff_id
        )
        note(by, at, "sampled", "site", site.pk, sample=sample.pk)
        return sample

    return write_once(EnvironmentSample, name="sample", target=site.pk, key=key, by=by, at=at, write=write)


def record_sample(
    *, sample: EnvironmentSample, result: str, by: Actor, at: datetime, key: str = ""
) -> EnvironmentSample:
    """Note what a sample came to; a positive one is told upward. Raises Forbidden, ValueError for no result."""
    check_site(sample.site, by, Permission.WORK_SITES)
    found = EnvironmentSample.Result(result)
    if found == EnvironmentSample.Result.PENDING:
        raise ValueError("a result is negative or positive")

    def write() -> EnvironmentSample:
        held = EnvironmentSample.objects.select_for_update(of=("self",)).get(pk=sample.pk)
        held.result, held.result_at, held.result_by = found, at, by.staff_id
        held.save(update_fields=["result", "result_at", "result_by"])
        note(by, at, "sample_result", "site", held.site_id, sample=held.pk)
        if found == EnvironmentSample.Result.POSITIVE:
            outbox.tell("isolation.sample_positive", at=at, site=held.site_id, room=held.room_id)
        return held

    return write_once(
        EnvironmentSample, name="sample_result", target=sample.pk, key=key, by=by, at=at, write=write
    )


def write_report(
    *,
    site: Site,
    day: date,
    facts: Mapping[str, object],
    by: Actor,
    at: datetime,
    remark: str = "",
    key: str = "",
) -> SiteReport:
    """Keep a site's report of a day as it stands, and tick that day's round of reporting. Raises Forbidden."""
    check_site(site, by, Permission.WORK_SITES)

    def write() -> SiteReport:
        report = SiteReport.objects.create(
            site=site,
            day=day,
            facts=dict(facts),
            remark=remark.strip()[:500],
            made_at=at,
            made_by=by.staff_id,
            made_name=by.name,
        )
        waiting = Round.objects.filter(site=site, day=day, kind=Round.Kind.REPORT, done_at__isnull=True)
        waiting.filter(opens_at__lte=at).update(done_at=at, done_by=by.staff_id, done_name=by.name)
        note(by, at, "reported", "site", site.pk, day=day.isoformat())
        return report

    return write_once(
        SiteReport, name="report", target=f"{site.pk} {day}", key=key, by=by, at=at, write=write
    )
