"""Lists for tests: typed as lines, received and read by the room's own actions."""

from __future__ import annotations

from collections.abc import Sequence

from tests.rooms.leads.county import AT, number

from lianfang.intake.actions import accept_file, read_batch
from lianfang.intake.models import Batch, Row
from lianfang.leads.importing import import_batch
from lianfang.shared.actor import Actor

HEADINGS = "姓名,身份证号,联系电话,现住址"
ZHANG = f"张三,{number(1)},15400000001,兴县蔚汾镇贺家坪村"
LI = f"李四,{number(2)},,兴县蔚汾镇贺家坪村"
NAMELESS = f",{number(3)},15400000003,兴县蔚汾镇"
NOBODY = "王五,无,不详,兴县蔚汾镇"


def text(*lines: str, headings: str = HEADINGS) -> bytes:
    """Write lines as a text table."""
    return "\n".join([headings, *lines]).encode()


def receive(by: Actor, *lines: str, name: str = "名单.csv", headings: str = HEADINGS) -> Batch:
    """Receive a list and leave it unread."""
    content = text(*lines, headings=headings)
    return accept_file(content=content, filename=name, source_name="省厅", pushed_at=AT, by=by, at=AT).batch


def read(by: Actor, *lines: str, headings: str = HEADINGS) -> Batch:
    """Receive a list and read it."""
    batch = receive(by, *lines, headings=headings)
    return read_batch(batch_id=batch.pk, by=by, tick=lambda: AT)


def bring(by: Actor, *lines: str, headings: str = HEADINGS) -> Batch:
    """Receive a list, read it and open its leads."""
    batch = receive(by, *lines, headings=headings)
    return import_batch(batch_id=batch.pk, by=by, tick=lambda: AT)


def outcomes(batch: Batch) -> list[tuple[int, str, list[str]]]:
    """Return row, outcome and reasons of the rows that hold now, in the order they were entered."""
    rows = Row.objects.filter(batch=batch, known_to__isnull=True).order_by("seq")
    return [(row.row, row.outcome, row.reasons) for row in rows]


def counts(batch: Batch) -> tuple[int, ...]:
    """Return rows, ready, warning, rejected and duplicate as the batch counts them."""
    fresh = Batch.objects.get(pk=batch.pk)
    return fresh.rows, fresh.ready, fresh.warning, fresh.rejected, fresh.duplicate


def rejected(batch: Batch) -> Sequence[Row]:
    """Return the rows that are rejected now."""
    return list(Row.objects.filter(batch=batch, outcome="rejected", known_to__isnull=True).order_by("seq"))
