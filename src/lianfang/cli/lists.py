"""`lianfang lists`: received lists are imported, listed, and shown row by row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lianfang.cli.console import MISUSED, WANTING, Console, Refusal, with_county
from lianfang.cli.progress import counting
from lianfang.cli.speech import _

if TYPE_CHECKING:
    from lianfang.events.models import Event
    from lianfang.intake.models import Batch

KINDS = ("pushed", "declared", "door_to_door", "letter")


@click.group()
def command() -> None:
    """Import received lists, and show their rows."""


@command.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--source", required=True, metavar="NAME", help="Who sent the list, as 省厅.")
@click.option(
    "--at",
    "pushed",
    required=True,
    metavar="TIME",
    help="When it was pushed, as 2022-02-28T18:00; local time.",
)
@click.option(
    "--kind", type=click.Choice(KINDS), default="pushed", show_default=True, help="What a new source is."
)
@click.option("--event", default="", metavar="NAME", help="The event it belongs to; else the default one.")
@with_county
def import_(
    console: Console, files: tuple[str, ...], source: str, pushed: str, kind: str, event: str
) -> None:
    """Import lists (.xlsx, .xls, .csv): read, check, place, and open a lead for each person."""
    pushed_at, belongs = read_time(pushed), _find_event(event)
    if pushed_at > console.at:
        raise Refusal(_("This time has not come yet."), _("Give the list's own time."), MISUSED)
    if not source.strip():
        raise Refusal(_("A list needs the name of its source."), _("Name it by --source, as 省厅."), MISUSED)
    paths = [_find_file(name) for name in files]
    failed = 0
    for path in paths:
        held = _import_one(console, path, source, pushed_at, kind, belongs)
        console.answer(held, _told(path, held))
        failed += held.get("state") == "failed"
    if failed:
        raise click.exceptions.Exit(WANTING)


@command.command("list")
@with_county
def list_(console: Console) -> None:
    """List the received lists, newest first."""
    from lianfang.intake.scope import visible_to
    from lianfang.shared.clock import LOCAL

    batches = visible_to(console.actor).select_related("source").order_by("-pk")
    held: list[dict[str, Any]] = [
        {
            "batch": batch.pk,
            "file": batch.filename,
            "source": batch.source.name,
            "kind": batch.source.kind,
            "pushed_at": batch.pushed_at.astimezone(LOCAL).isoformat(),
            "state": batch.state,
            **_outcomes(batch),
        }
        for batch in batches
    ]
    lines = [
        f"{one['batch']:>6} {one['pushed_at'][:16]} {one['state']:<8} {one['rows']:>8} {one['source']}  {one['file']}"
        for one in held
    ]
    console.answer(held, "\n".join(lines) or _("No lists have been received yet."))


@command.command()
@click.argument("batch", type=int)
@with_county
def rows(console: Console, batch: int) -> None:
    """Show each data row of a list with its outcome, its place and its lead; with --json one object a line."""
    from lianfang.intake.queries import get_batch

    found = get_batch(console.actor, batch)
    if found is None:
        raise Refusal(_("There is no list %s.") % batch, _("`lianfang lists list` shows them."), code=MISUSED)
    for row in _rows(found):
        if console.as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo(
                f"{row['sheet']:<12} {row['row']:>7} {row['outcome']:<9} {row['area']:<12} "
                f"{row['lead'] or '-':>8} {'+' if row['joined'] else ' '} {' '.join(row['reasons'])}"
            )


def _rows(batch: Batch) -> Iterator[dict[str, Any]]:
    from lianfang.leads.queries import iter_rows

    for row in iter_rows(batch.pk):
        yield {
            "sheet": row.sheet,
            "row": row.row,
            "outcome": row.outcome,
            "reasons": row.reasons,
            "area": row.area if row.place == "assigned" else row.place,
            "joined": row.joined,
            "lead": row.lead,
        }


def _import_one(
    console: Console, path: Path, source: str, pushed_at: datetime, kind: str, event: Event | None
) -> dict[str, Any]:
    from lianfang.intake.actions import NoBytes, TooLarge, accept_file, check_size

    try:
        check_size(size=path.stat().st_size)
        accepted = accept_file(
            content=path.read_bytes(), filename=path.name, source_name=source, pushed_at=pushed_at, kind=kind,
            event=event, by=console.actor, at=console.at,
        )  # fmt: skip
    except TooLarge as large:
        words = _("{file} has {size:,} bytes; at most {limit:,} are taken.")
        told = words.format(file=path.name, size=large.size, limit=large.limit)
        raise Refusal(told, _("Split it into several files and import each."), MISUSED) from large
    except NoBytes as nothing:
        raise Refusal(
            _("{file} is empty.").format(file=path.name), _("Ask the sender for the file again."), MISUSED
        ) from nothing
    _work(console, accepted.batch)
    return _counted(accepted.batch.pk, already=accepted.already)


def _work(console: Console, batch: Batch) -> None:
    from lianfang.leads.importing import import_batch

    with counting(console, batch.filename) as advance:
        shown = 0

        def progress(now: Batch) -> None:
            nonlocal shown
            done = now.rows + now.opened_rows
            advance(max(done - shown, 0))
            shown = max(done, shown)

        import_batch(batch_id=batch.pk, by=console.actor, progress=progress)


def _counted(batch_id: int, *, already: bool) -> dict[str, Any]:
    from dataclasses import asdict

    from lianfang.intake.models import Batch
    from lianfang.leads.queries import count_batch

    batch = Batch.objects.get(pk=batch_id)
    held: dict[str, Any] = {"batch": batch.pk, **_outcomes(batch), **asdict(count_batch(batch.pk))}
    if already:
        held["already"] = True
    if batch.state == Batch.State.FAILED:
        from lianfang.intake.present import fault_words

        place, remedy = fault_words(batch.fault)
        held |= {"state": "failed", "place": place, "remedy": remedy}
    return held


def _outcomes(batch: Batch) -> dict[str, int]:
    return {name: getattr(batch, name) for name in ("rows", "ready", "warning", "rejected", "duplicate")}


def _told(path: Path, held: dict[str, Any]) -> str:
    if held.get("state") == "failed":
        return f"{path.name}: {held['place']}\n{held['remedy']}"
    lines = [
        _("{file}: list {batch}, {rows} rows").format(file=path.name, **held),
        _("  ready {ready}, warning {warning}, rejected {rejected}, duplicate {duplicate}").format(**held),
        _("  leads opened {leads_opened}, joined {leads_joined}").format(**held),
        _("  assigned {assigned}, ambiguous {ambiguous}, elsewhere {elsewhere}, unplaced {unplaced}").format(
            **held
        ),
    ]
    if held.get("already"):
        lines.append(_("  These bytes were imported before; nothing was opened."))
    return "\n".join(lines)


def read_time(text: str) -> datetime:
    """Read an ISO time; one without an offset is local time in Asia/Shanghai, a day alone its first minute."""
    from lianfang.shared.clock import LOCAL

    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as wrong:
        raise Refusal(
            _("“%s” is no time.") % text, _("Write it as 2022-02-28T18:00 or 2022-02-28."), MISUSED
        ) from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def _find_file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise Refusal(_("There is no file %s.") % name, _("Check the path."), MISUSED)
    return path


def _find_event(name: str) -> Event | None:
    from lianfang.events.queries import list_open

    if not name:
        return None
    known = list(list_open())
    for event in known:
        if event.name == name:
            return event
    names = ", ".join(event.name for event in known)
    raise Refusal(_("There is no open event %s.") % name, _("Known: %s") % names, MISUSED)
