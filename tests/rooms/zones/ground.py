"""People who travelled, areas raised, zones drawn: one line each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.rooms.leads.county import AT, VILLAGE, one_lead

from lianfang.leads.models import Lead
from lianfang.risk.actions import declare
from lianfang.risk.models import RiskNotice
from lianfang.shared.actor import Actor
from lianfang.shared.clock import LOCAL
from lianfang.zones import actions
from lianfang.zones.actions import PlaceIn
from lianfang.zones.matching import Matched, match_notice
from lianfang.zones.models import Exposure, Zone

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STREET = "陕西省西安市雁塔区长延堡街道"
COMPOUND = f"{STREET}明德门小区"
NINTH = datetime(2022, 8, 1, 9, tzinfo=LOCAL)  # the ninth edition is in force


def came(
    by: Actor, seed: int, from_place: str = STREET, left: date | None = None, area: str = VILLAGE
) -> Lead:
    """Open a lead for somebody who left a place on a day, the day before the list unless told."""
    lead = one_lead(by, f"张{chr(0x4E00 + seed)}", seed, area=area)
    Lead.objects.filter(pk=lead.pk).update(from_place=from_place, left_on=left or (AT - DAY).date())
    lead.refresh_from_db()
    return lead


def grade(by: Actor, words: str, grade: str, at: datetime = AT, **more: Any) -> RiskNotice:
    """Raise or lower an area."""
    made = declare(words=words, grade=grade, source="陕西省", by=by, at=at, **more)
    return RiskNotice.objects.get(pk=made.notice)


def match(by: Actor, words: str, level: str, at: datetime = AT, **more: Any) -> Matched:
    """Raise or lower an area and match who was there."""
    return match_notice(notice_id=grade(by, words, level, at, **more).pk, by=by, at=at)


def waiting() -> list[tuple[int, str, str, str]]:
    """Return who waits: lead, kind, how, level."""
    rows = Exposure.objects.filter(state="waiting").order_by("lead")
    return list(rows.values_list("lead", "kind", "how", "level"))


def draw(by: Actor, at: datetime = AT, kind: str = "lockdown", **more: Any) -> Zone:
    """Draw a zone around our village."""
    told: dict[str, Any] = {
        "name": "贺家坪村封控区", "number": f"兴防指〔2022〕{kind}", "issuer": "兴县疫情防控指挥部",
        "places": [PlaceIn("兴县蔚汾镇贺家坪村")], "people": 300, "households": 90,
    }  # fmt: skip
    return actions.draw(kind=kind, by=by, at=at, **{**told, **more})
