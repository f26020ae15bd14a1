"""Those who live together and join the measure become leads of their own, through a list like any other."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime

from lianfang.care.models import HomeMember
from lianfang.care.scope import members_visible_to
from lianfang.intake.actions import accept_file
from lianfang.intake.models import Source
from lianfang.leads.importing import import_batch
from lianfang.leads.models import Lead, LeadSource
from lianfang.people.needs import live_together
from lianfang.shared import clock
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.roles import Permission

SOURCE = "入户核查同住人员"
_HEADINGS = ("姓名", "身份证号", "联系电话", "现住址", "备注")
MOST = 500


def open_member_leads(*, by: Actor, at: datetime, tick: Callable[[], datetime] = clock.now) -> int:
    """Turn the members who join and have no lead into one list, received and opened; return how many found leads.

    The measure is then proposed on each lead as for anybody. A member whose row was refused, as without a usable
    name, goes on waiting and is seen among the rows to correct. Raises Forbidden.
    """
    check_may(by, Permission.UPLOAD_LISTS)
    waiting = members_visible_to(by).filter(choice=HomeMember.Choice.JOINS, done_at__isnull=True)
    members = list(waiting.select_related("check_made__lead__person").order_by("pk")[:MOST])
    if not members:
        return 0
    accepted = accept_file(
        content=_write_list(members), filename=f"同住人员{at:%Y%m%d%H%M%S}.csv", source_name=SOURCE,
        pushed_at=at, by=by, at=at, event=members[0].check_made.lead.event, kind=Source.Kind.DOOR_TO_DOOR,
    )  # fmt: skip
    batch = import_batch(batch_id=accepted.batch.pk, by=by, tick=tick)
    sources = LeadSource.objects.filter(batch=batch, known_to__isnull=True).select_related(
        "lead__person", "row"
    )
    by_seq: dict[int, Lead] = {source.row.seq: source.lead for source in sources}
    done = [(member, by_seq[place]) for place, member in enumerate(members) if place in by_seq]
    for member, lead in done:
        HomeMember.objects.filter(pk=member.pk, done_at__isnull=True).update(done_at=at, lead=lead)
        if by.may(Permission.RECORD_CARE):
            live_together(people=[member.check_made.lead.person, lead.person], by=by, at=at)
    return len(done)


def _write_list(members: list[HomeMember]) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(_HEADINGS)
    for member in members:
        lead = member.check_made.lead
        lines.writerow([member.name, member.number, member.phone, lead.address, f"同住人员 {member.pk}"])
    return text.getvalue().encode("utf-8-sig")
