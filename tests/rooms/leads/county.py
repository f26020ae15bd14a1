"""A small county for tests: Xing's divisions, some grids, and lists typed as lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from lianfang.accounts.actions import make_console
from lianfang.core.identity.names import name_key, normalise_name
from lianfang.core.identity.numbers import IdentityNumber, check_digit, parse_number
from lianfang.core.identity.phones import parse_phones
from lianfang.core.intake.particulars import Traveller
from lianfang.events.actions import open_event
from lianfang.events.queries import get_default
from lianfang.intake.content import Content
from lianfang.intake.models import Batch, Row, Source
from lianfang.intake.queries import ListRow
from lianfang.leads.actions import Opened, open_rows
from lianfang.leads.models import Lead, LeadSource
from lianfang.places.actions import GridPlan, load_divisions, load_grids
from lianfang.shared.actor import Actor
from lianfang.shared.models import StoredFile

DIVISIONS = Path(__file__).resolve().parents[3] / "src/lianfang/demo/divisions/141123-xing.csv"
AT = datetime(2022, 2, 28, 1, tzinfo=UTC)  # 9:00 in Shanxi
MIDNIGHT = datetime(2022, 2, 28, 16, tzinfo=UTC)  # 24:00
TOWN, OTHER_TOWN = "141123100", "141123101"
COMMUNITY = "141123100023"  # 蔚汾景苑社区
VILLAGE, OTHER_VILLAGE = "141123100225", "141123101227"
GRID, COMPOUND_GRID, OTHER_GRID = "XW-088", "SQ-001", "XW-099"

_files = count(1)


def make_county() -> Actor:
    """Load the county with three grids and open its event; return the console."""
    console = make_console(county="141123", at=AT).actor
    load_divisions(path=DIVISIONS, by=console, at=AT)
    load_grids(
        grids=[
            GridPlan(GRID, "贺家坪网格", TOWN, villages=(VILLAGE,)),
            GridPlan(OTHER_GRID, "白家塔网格", OTHER_TOWN, villages=(OTHER_VILLAGE,)),
            GridPlan(COMPOUND_GRID, "景苑一网格", TOWN, community=COMMUNITY, compounds=("景苑小区",)),
        ],
        by=console,
        at=AT,
    )
    open_event(name="2022年2月疫情", kind="outbreak", by=console, at=AT, default=True)
    return console


def number(seed: int, born: date = date(1980, 5, 1)) -> str:
    """Invent a valid identity number; the same seed and birth date give the same."""
    body = f"{110000 + seed}{born:%Y%m%d}000"
    return body + check_digit(body)


def traveller(
    name: str, number: str = "", phones: str = "", address: str = "", born: date | None = None
) -> Traveller:
    """Read a person as a list would name one."""
    parsed = parse_number(number or None, date(2022, 2, 28))
    read = parsed if isinstance(parsed, IdentityNumber) else None
    called = normalise_name(name)
    return Traveller(
        called, name_key(called), read, parse_phones(phones or None).valid, read.sex if read else None, None,
        read.born if read else born, address,
    )  # fmt: skip


def make_batch(*, kind: str = "pushed", pushed_at: datetime = AT) -> Batch:
    """Make a batch that waits to be opened."""
    seed = next(_files)
    source, _ = Source.objects.get_or_create(name="省厅", defaults={"kind": kind, "category": "arrival"})
    file = StoredFile.objects.create(
        kind="list", filename="名单.xlsx", size=0, sha256="", path="", key_id="", made_at=AT, made_by=1
    )
    return Batch.objects.create(
        source=source, event=get_default(), file=file, filename="名单.xlsx", pushed_at=pushed_at, by=1,
        sha256=hashlib.sha256(str(seed).encode()).hexdigest(), received_at=pushed_at,
    )  # fmt: skip


def list_row(
    batch: Batch,
    seq: int,
    told: Traveller | None,
    *,
    duplicate_of: int | None = None,
    area: str = VILLAGE,
    place: str = "assigned",
    candidates: tuple[str, ...] = (),
) -> ListRow:
    """Write a bare row and return it as intake hands it over, with the outcome that follows from the person."""
    outcome, reasons = _judge(told, duplicate_of)
    row = Row.objects.create(
        batch=batch, seq=seq, row=seq + 2, outcome=outcome, reasons=reasons, duplicate_of=duplicate_of, place=place,
        area=area, candidates=list(candidates), known_from=AT,
    )  # fmt: skip
    content = Content((), told, (), told.address if told else "")
    return ListRow(
        row.pk, seq, outcome, reasons, [], duplicate_of, place, area, list(candidates), "village", batch.pushed_at,
        AT, content,
    )  # fmt: skip


def _judge(told: Traveller | None, duplicate_of: int | None) -> tuple[str, list[str]]:
    if told is None:
        return "rejected", ["name_missing"]
    if duplicate_of is not None:
        return "duplicate", []
    if told.number and told.phones:
        return "ready", []
    return "warning", ["phone_missing" if told.number else "id_missing"]


def open_list(
    by: Actor, *people: Traveller | None, at: datetime = AT, **place: object
) -> tuple[Batch, Opened]:
    """Receive a list of these people, none of them twice, and open its leads in one block."""
    batch = make_batch(pushed_at=at)
    rows = [list_row(batch, seq, told, **place) for seq, told in enumerate(people)]  # type: ignore[arg-type]
    return batch, open_rows(batch_id=batch.pk, rows=rows, by=by, at=at)


def leads_of(batch: Batch) -> list[Lead]:
    """Return the lead of each row of a batch that has one, in the order of the rows."""
    return list(iter_leads(batch))


def iter_leads(batch: Batch) -> Iterator[Lead]:
    """Yield the lead of each row of a batch."""
    sources = LeadSource.objects.filter(batch=batch, known_to__isnull=True).select_related("lead__person")
    for source in sources.order_by("row__seq"):
        yield source.lead


def one_lead(by: Actor, name: str = "张三", seed: int = 1, **place: object) -> Lead:
    """Open a lead for one person of a village with a grid."""
    batch, _ = open_list(by, traveller(name, number(seed), f"154{seed:08d}", "兴县蔚汾镇贺家坪村"), **place)  # type: ignore[arg-type]
    return leads_of(batch)[0]
