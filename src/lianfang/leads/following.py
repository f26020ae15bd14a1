"""Leads follow when their persons are joined, and go back when they are parted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from lianfang.leads import moves
from lianfang.leads.models import Lead, LeadSource
from lianfang.people.joining import register_follower
from lianfang.people.models import Person
from lianfang.shared.actor import Actor


class LeadsFollow:
    """One person, one open lead: of two that are not closed one goes into the other, with all its sources."""

    name = "leads"

    def follow(self, *, gone: int, kept: int, by: Actor, at: datetime) -> dict[str, Any]:
        """Move the leads and sources of a person that is joined to another; return what moved."""
        moves.lock_leads()
        merged = self._merge_open(gone, kept, by=by, at=at)
        into = {one["lead"]: one["into"] for one in merged}
        leads = list(Lead.objects.filter(person=gone).exclude(pk__in=into).values_list("pk", flat=True))
        pinyin = Person.objects.values_list("pinyin", flat=True).get(pk=kept)
        Lead.objects.filter(pk__in=leads).update(person=kept, pinyin=pinyin)
        sources = LeadSource.objects.filter(lead__in=[*leads, *into], known_to__isnull=True)
        moved = [
            succeed(source, lead=into.get(source.lead_id, source.lead_id), person=kept, at=at)
            for source in sources.order_by("pk")
        ]
        return {"leads": leads, "merged": merged, "sources": moved}

    def _merge_open(self, gone: int, kept: int, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
        going = _open_lead(gone)
        staying = _open_lead(kept)
        if going is None or staying is None:
            return []
        if going.state == "answered" and staying.state == "open":
            return [_merge_into(staying, going, by=by, at=at)]  # what was found out is not asked again
        return [_merge_into(going, staying, by=by, at=at)]

    def return_back(self, moved: dict[str, Any], *, gone: int, kept: int, by: Actor, at: datetime) -> None:
        """Give a parted person its leads and sources again."""
        moves.lock_leads()
        self._return_leads(moved["leads"], gone)
        for one in moved["merged"]:
            _unmerge(one, by=by, at=at)
        olds = LeadSource.objects.in_bulk(one["old"] for one in moved["sources"])
        news = LeadSource.objects.in_bulk(one["new"] for one in moved["sources"])
        rows = LeadSource.objects.filter(row__in=[new.row_id for new in news.values()], known_to__isnull=True)
        held = {source.row_id: source for source in rows}
        for one in moved["sources"]:
            put, before = news[one["new"]], olds[one["old"]]
            source = held.get(put.row_id)
            # A later joining that was undone left a newer version where ours had put it.
            if source is not None and (source.lead_id, source.person_id) == (put.lead_id, put.person_id):
                succeed(source, lead=before.lead_id, person=before.person_id, at=at)

    def _return_leads(self, leads: Iterable[int], gone: int) -> None:
        pinyin = Person.objects.values_list("pinyin", flat=True).get(pk=gone)
        Lead.objects.filter(pk__in=leads).update(person=gone, pinyin=pinyin)


def _open_lead(person: int) -> Lead | None:
    return Lead.objects.select_for_update().filter(person=person).exclude(state="closed").first()


def succeed(source: LeadSource, *, lead: int, person: int, at: datetime) -> dict[str, int]:
    """Close a version of a source and write its successor; return both ids."""
    LeadSource.objects.filter(pk=source.pk).update(known_to=at)
    place = Lead.objects.values("town", "community", "grid").get(pk=lead)
    new = LeadSource.objects.create(
        lead_id=lead, row_id=source.row_id, batch_id=source.batch_id, person_id=person, joined=source.joined,
        outcome=source.outcome, due_at=source.due_at, known_from=at, **place,
    )  # fmt: skip
    return {"old": source.pk, "new": new.pk}


def _merge_into(lead: Lead, into: Lead, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Close a lead whose matter goes on in another one of the same person."""
    moves.check(lead, "merge")
    before = {
        "lead": lead.pk, "into": into.pk, "state": lead.state, "holder": lead.holder, "outcome": lead.outcome,
        "look_again_at": lead.look_again_at.isoformat() if lead.look_again_at else None,
    }  # fmt: skip
    moves.write_move(lead, "merge", by=by, at=at, note=str(into.pk))
    lead.state, lead.closed_at, lead.look_again_at = Lead.State.CLOSED, at, None
    lead.save()
    return before


def _unmerge(before: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Open a lead again that was closed by a joining, as it was before."""
    lead = moves.lock_lead(before["lead"])
    if lead.state != Lead.State.CLOSED or _open_lead(lead.person_id) is not None:
        return  # its matter has gone on in another lead since
    moves.write_move(lead, "unmerge", by=by, at=at, to_holder="office")
    lead.state, lead.holder, lead.closed_at = Lead.State.OPEN, "office", None
    if before["holder"] != "office":
        lead.holder = before["holder"]
        moves.write_move(
            lead, f"assign_{lead.holder}", by=by, at=at, to_holder=lead.holder, to_code=moves.code_held(lead)
        )
    if before["state"] == Lead.State.ANSWERED:
        lead.state = Lead.State.ANSWERED
        moves.write_move(lead, "answer", by=by, at=at, true_at=lead.answered_at, note=lead.outcome)
    lead.look_again_at = datetime.fromisoformat(before["look_again_at"]) if before["look_again_at"] else None
    lead.save()


register_follower(LeadsFollow())
