"""The shared lists through the whole import: outcomes, reasons, areas and joined as their truth says (A3)."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lianfang.accounts.actions import make_console
from lianfang.events.actions import open_event
from lianfang.intake.actions import accept_file, read_batch
from lianfang.intake.models import Batch
from lianfang.leads.actions import open_from_rows
from lianfang.leads.models import LeadSource
from lianfang.places.actions import load_divisions
from lianfang.shared.actor import Actor

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
AT = datetime(2022, 2, 28, 4, tzinfo=UTC)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the shared lists are not beside this checkout"),
]


def county(name: str) -> Actor:
    console = make_console(county=name[:6], at=AT).actor
    load_divisions(path=SHARED / "divisions" / f"{name}.csv", by=console, at=AT)
    open_event(name="event", kind="outbreak", by=console, at=AT, default=True)
    return console


def bring(number: int, by: Actor) -> Batch:
    path = next(path for path in (SHARED / "pushes").glob(f"push-{number}.*") if path.suffix != ".json")
    accepted = accept_file(
        content=path.read_bytes(), filename=path.name, source_name="省厅", pushed_at=AT, by=by, at=AT
    )
    assert not accepted.already
    batch = read_batch(batch_id=accepted.batch.pk, by=by, tick=lambda: AT)
    while open_from_rows(batch_id=batch.pk, after_seq=_opened(batch), limit=150, by=by, at=AT).last_seq >= 0:
        pass
    return Batch.objects.get(pk=batch.pk)


def _opened(batch: Batch) -> int:
    return Batch.objects.values_list("opened_rows", flat=True).get(pk=batch.pk) - 1


def truth(number: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((SHARED / "pushes" / f"push-{number}.truth.json").read_text())[
        "rows"
    ]
    return rows


def read_again(batch: Batch) -> dict[tuple[str, int], dict[str, Any]]:
    joined = dict(LeadSource.objects.filter(batch=batch).values_list("row_id", "joined"))
    return {
        (row.sheet, row.row): {
            "outcome": row.outcome,
            "reasons": row.reasons,
            "area": row.area if row.place == "assigned" else row.place,
            "earlier": joined.get(row.pk, False),
        }
        for row in batch.row_set.all()
    }


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("141123-xing", (1, 2, 3)), ("140702-yuci", (5,)), ("611002-shangzhou", (6,))],
)
def test_shared_lists_meet_the_bars(name: str, numbers: tuple[int, ...]) -> None:
    by = county(name)
    for number in numbers:
        batch = bring(number, by)
        found, wanted = read_again(batch), truth(number)
        assert set(found) == {(row["sheet"], row["row"]) for row in wanted}
        outcomes = Counter(row["outcome"] for row in wanted)
        assert (batch.ready, batch.warning, batch.rejected, batch.duplicate) == tuple(
            outcomes[name] for name in ("ready", "warning", "rejected", "duplicate")
        )
        wrong_place = 0
        for row in wanted:
            got = found[row["sheet"], row["row"]]
            assert (got["outcome"], got["reasons"]) == (row["outcome"], row["reasons"]), row
            if row["outcome"] in ("ready", "warning"):
                assert got["earlier"] == row["earlier"], row
            wrong_place += got["area"] != row["area"]
        assert wrong_place <= 0.005 * len(wanted)


def test_identical_bytes_are_the_same_batch() -> None:
    by = county("141123-xing")
    batch = bring(3, by)
    content = (SHARED / "pushes" / "push-3.csv").read_bytes()
    again = accept_file(
        content=content, filename="renamed.csv", source_name="市局", pushed_at=AT, by=by, at=AT
    )
    assert (again.batch.pk, again.already) == (batch.pk, True)
    assert read_batch(batch_id=batch.pk, by=by, tick=lambda: AT).rows == batch.rows
