"""The staff of a site: posted, on shift, tested, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from lianfang.isolation.actions.ground import check_moment, check_site, check_text, note, write_once
from lianfang.isolation.models import Posting, Shift, Site, StaffTest
from lianfang.isolation.refusals import AlreadyPosted, NotHere, WrongTime
from lianfang.shared import crypto
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission

RESULTS = ("", "negative", "positive", "inconclusive")
LONGEST_SHIFT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """Somebody to post to a site; `staff_id` is the account that is let in by it, None for who has none."""

    name: str
    post: str = Posting.Post.SERVICE
    phone: str = ""
    staff_id: int | None = None


def post_staff(*, site: Site, plan: StaffPlan, by: Actor, at: datetime, key: str = "") -> Posting:
    """Post somebody to a site; with an account, they see and work in this site from now on.

    Raises ReasonMissing without a name, AlreadyPosted, Forbidden, ValueError for an unknown post.
    """
    check_site(site, by, Permission.MANAGE_SITES)
    check_text(plan.name)
    post = Posting.Post(plan.post)

    def write() -> Posting:
        sealed = crypto.seal_text(plan.phone.strip(), "posting.phone") if plan.phone.strip() else None
        row = Posting(site=site, staff_id=plan.staff_id, name=plan.name.strip()[:60], post=post, phone=sealed)
        row.starts_at, row.by = at, by.staff_id
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as twice:
            raise AlreadyPosted(plan.name) from twice
        note(by, at, "posted", "posting", row.pk, site=site.pk)
        return row

    return write_once(Posting, name="post", target=site.pk, key=key, by=by, at=at, write=write)


def end_posting(*, posting: Posting, by: Actor, at: datetime, key: str = "") -> Posting:
    """Withdraw somebody from a site; an account loses its way in at once. Raises NotHere, Forbidden."""
    check_site(posting.site, by, Permission.MANAGE_SITES)

    def write() -> Posting:
        held = _lock(posting)
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        held.shifts.filter(starts_at__gte=at).delete()
        note(by, at, "withdrawn", "posting", held.pk)
        return held

    return write_once(Posting, name="end_posting", target=posting.pk, key=key, by=by, at=at, write=write)


def _lock(posting: Posting) -> Posting:
    held = (
        Posting.objects.select_for_update(of=("self",)).filter(pk=posting.pk, ended_at__isnull=True).first()
    )
    if held is None:
        raise NotHere(str(posting.pk))
    return held


def set_shifts(
    *,
    postings: Sequence[Posting],
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    at: datetime,
) -> int:
    """Put people on a shift; one who is on it already stays. Returns how many were new.

    Raises WrongTime for a shift that ends before it begins or lasts longer than a day, Forbidden.
    """
    for posting in postings:
        check_site(posting.site, by, Permission.WORK_SITES)
    if not timedelta() < ends_at - starts_at <= LONGEST_SHIFT:
        raise WrongTime(ends_at)
    with transaction.atomic():
        known = set(
            Shift.objects.filter(posting__in=postings, starts_at=starts_at).values_list(
                "posting_id", flat=True
            )
        )
        fresh = [one for one in postings if one.pk not in known]
        shifts = [Shift(posting=one, starts_at=starts_at, ends_at=ends_at) for one in fresh]
        Shift.objects.bulk_create(shifts, ignore_conflicts=True)
        for one in fresh:
            note(by, at, "shift", "posting", one.pk)
    return len(fresh)


def test_staff(
    *,
    posting: Posting,
    by: Actor,
    at: datetime,
    sampled_at: datetime | None = None,
    result: str = "",
    key: str = "",
) -> StaffTest:
    """Note a sample of a member of a site's staff, with its result where it is known.

    Raises WrongTime, NotHere, Forbidden, ValueError for an unknown result.
    """
    check_site(posting.site, by, Permission.WORK_SITES)
    if result not in RESULTS:
        raise ValueError(f"unknown result {result!r}")
    sampled = sampled_at or at
    check_moment(sampled, earliest=None, latest=at)

    def write() -> StaffTest:
        held = _lock(posting)
        test = StaffTest.objects.create(
            posting=held, sampled_at=sampled, result=result, known_at=at, by=by.staff_id
        )
        held.tested_at = max(held.tested_at or sampled, sampled)
        held.save(update_fields=["tested_at"])
        note(by, at, "staff_tested", "posting", held.pk)
        return test

    return write_once(StaffTest, name="staff_test", target=posting.pk, key=key, by=by, at=at, write=write)
