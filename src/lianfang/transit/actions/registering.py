"""The register at the station: whoever is entered becomes a row of the journey's list and, by it, a lead.

A station sends no lists; the list of a journey's register is received in the console's name with the first who is
entered, and the others are its further rows. Who registered stands in the arrival, its move and the audit trail.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.accounts.queries import get_console_actor
from lianfang.core.intake.fields import Field
from lianfang.core.timeline import local
from lianfang.intake.actions import NotCorrectable, accept_file, enter_row, read_batch
from lianfang.intake.models import Batch, Row
from lianfang.isolation.models import Site
from lianfang.leads.actions import open_from_rows
from lianfang.leads.models import Lead, LeadSource
from lianfang.places.queries import get_county, get_desk, names
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor
from lianfang.transit.actions.ground import check_moment, check_station, write_once
from lianfang.transit.actions.journeys import lock_journey
from lianfang.transit.models import Arrival, ArrivalMove, Journey
from lianfang.transit.refusals import NotPossible, NotReadable

HEADINGS = ("姓名", "身份证号", "联系电话", "现住址", "来源地", "返回时间", "车次")
SOURCE, KIND = "车站落地登记", "declared"
_ROWS = 5_000  # more than come with a journey


@dataclass(frozen=True, slots=True)
class Traveller:
    """Somebody as they are entered; `area` is the code of the village or community they go to."""

    name: str
    number: str = ""
    phone: str = ""
    area: str = ""
    address: str = ""
    site: int | None = None
    note: str = ""


def register(
    *,
    journey: Journey,
    traveller: Traveller,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    key: str = "",
) -> Arrival:
    """Enter somebody who came with a journey; their lead is opened, or joined where one is open.

    Entered twice, they are there once. Raises NotReadable without a name and a number or phone, NotPossible for a
    journey that was called off, WrongTime, Forbidden.
    """
    check_station(by)
    moment = true_at or at
    check_moment(moment, earliest=None, latest=at)

    def write() -> Arrival:
        held = lock_journey(journey, by)
        if held.state == Journey.State.CANCELLED:
            raise NotPossible(held.state, "registered")
        if held.state == Journey.State.EXPECTED:
            held.state, held.arrived_at = Journey.State.ARRIVED, moment
            held.save(update_fields=["state", "arrived_at"])
        lead = _open_lead(held, traveller, moment, at)
        known = Arrival.objects.filter(journey=held, person=lead.person_id).first()
        return known or _enter(held, lead, traveller, moment, by=by, at=at)

    target = f"{journey.pk} {traveller.name} {traveller.number}"
    return write_once(Arrival, name="register", target=target, key=key, by=by, at=at, write=write)


def _open_lead(journey: Journey, told: Traveller, moment: datetime, at: datetime) -> Lead:
    console = get_console_actor()
    with transaction.atomic():
        row = _enter_row(journey, told, moment, by=console, at=at)
        if row is not None:
            # From where opening stands: a corrected row of the list may still wait for its lead.
            opened = Batch.objects.values_list("opened_rows", flat=True).get(pk=row.batch_id)
            open_from_rows(batch_id=row.batch_id, after_seq=opened - 1, limit=_ROWS, by=console, at=at)
        source = (
            LeadSource.objects.filter(row=row, known_to__isnull=True).select_related("lead__person").first()
        )
        if source is None:
            raise NotReadable(told.name)
    return source.lead


def _enter_row(journey: Journey, told: Traveller, moment: datetime, *, by: Actor, at: datetime) -> Row | None:
    """Write somebody as the next row of the journey's list, or as the first of a new one."""
    values = _as_row(journey, told, moment)
    if journey.batch is not None:
        # While somebody has the list read again, nobody waits in the queue of the station: a further list begins.
        with suppress(NotCorrectable):
            return enter_row(batch=journey.batch, values=values, by=by, at=at)
    accepted = accept_file(
        content=_as_list(list(values.values())),
        filename=f"{SOURCE}-{journey.number}-{local(moment):%Y%m%d%H%M%S}.csv",
        source_name=SOURCE,
        pushed_at=moment,
        by=by,
        at=at,
        kind=KIND,
    )
    journey.batch = read_batch(batch_id=accepted.batch.pk, by=by, tick=lambda: at)
    journey.save(update_fields=["batch"])
    return Row.objects.filter(batch=journey.batch).order_by("-seq").first()


def _as_row(journey: Journey, told: Traveller, moment: datetime) -> dict[Field, str]:
    return {
        Field.NAME: told.name,
        Field.ID_NUMBER: told.number,
        Field.PHONE: told.phone,
        Field.ADDRESS: _address(told),
        Field.FROM_PLACE: journey.from_place,
        Field.ARRIVED_ON: f"{local(moment):%Y-%m-%d}",
        Field.VEHICLE: journey.number,
    }


def _as_list(values: Sequence[str]) -> bytes:
    """Write the first row of a list under the headings that registers use."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerow(values)
    return text.getvalue().encode()


def _address(told: Traveller) -> str:
    """Write where somebody goes in full, so that the list finds the desk of the place that was chosen."""
    desk = get_desk(told.area)
    known = names({desk.town, desk.community} - {""})
    area = known.get(desk.town, "") + known.get(desk.community, "")
    return f"{get_county().name if area else ''}{area}{told.address.strip()}"


def _enter(
    journey: Journey, lead: Lead, told: Traveller, moment: datetime, *, by: Actor, at: datetime
) -> Arrival:
    site = Site.objects.filter(pk=told.site).first() if told.site else None
    desk = get_desk(told.area)
    row = Arrival.objects.create(
        journey=journey,
        person=lead.person,
        lead=lead,
        pinyin=lead.person.pinyin,
        state_since=moment,
        registered_at=moment,
        site=site,
        town=desk.town or lead.town,
        community=desk.community or lead.community,
        grid=desk.grid or lead.grid,
        note=told.note.strip()[:200],
        by=by.staff_id,
    )
    ArrivalMove.objects.create(arrival=row, move="registered", true_at=moment, known_at=at, by=by.staff_id)
    audit.record(
        by=by, at=at, action="transit.registered", object_kind="arrival", object_id=row.pk, lead=lead.pk
    )
    outbox.tell("transit.registered", at=at, arrivals=[row.pk], lead=lead.pk)
    return row
