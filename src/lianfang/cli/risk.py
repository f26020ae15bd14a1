"""`lianfang risk`: lists of risk areas are imported, and a place is looked up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lianfang.cli.console import MISUSED, WANTING, Console, Refusal, with_county
from lianfang.cli.lists import read_time
from lianfang.cli.speech import _


@click.group()
def command() -> None:
    """Import lists of risk areas, and look up a place."""


@command.command("import")
@click.argument("file", metavar="FILE")
@click.option("--source", required=True, metavar="NAME", help="Who published the list, as 国务院客户端.")
@click.option(
    "--at",
    "published",
    required=True,
    metavar="TIME",
    help="When it was published, as 2022-02-28T18:00; local time.",
)
@click.option("--document", default="", metavar="NUMBER", help="Number or title of the notice.")
@click.option(
    "--complete", is_flag=True, help="It names every area of its source: what it leaves out has ended."
)
@with_county
def import_(console: Console, file: str, source: str, published: str, document: str, complete: bool) -> None:
    """Import a list of risk areas (.xlsx, .xls, .csv); a line that cannot be used is kept and named."""
    from lianfang.risk import actions, present
    from lianfang.risk.refusals import RiskRefused

    path = Path(file)
    if not path.is_file():
        raise Refusal(_("There is no file %s.") % file, _("Check the path."), MISUSED)
    if not source.strip():
        raise Refusal(_("A list needs the name of its source."), _("Name it by --source, as 省厅."), MISUSED)
    try:
        made = actions.import_sheet(
            content=path.read_bytes(), filename=path.name, source=source, published_at=read_time(published),
            document=document, whole=complete, by=console.actor, at=console.at,
        )  # fmt: skip
    except RiskRefused as refused:
        raise Refusal(present.say_refusal(refused), _("Nothing was changed."), WANTING) from refused
    held = _counted(made)
    console.answer(held, _told(path.name, held))


@command.command()
@click.argument("place")
@with_county
def answer(console: Console, place: str) -> None:
    """Say what a place is and was, as an entrance asks it."""
    from lianfang.risk import present, queries

    found = queries.ask_place(actor=console.actor, words=place, at=console.at)
    if found is None:
        raise Refusal(
            _("“%s” names no region.") % place,
            _("Write province, city and county before the street."),
            MISUSED,
        )
    held = {
        "place": found.name,
        "level": found.level,
        "days": found.days,
        "now": [_area(spell) for spell in found.now],
        "before": [_area(spell) for spell in found.before],
        "ask": [_area(spell) for spell in found.ask],
        "says": present.say_answer(found),
    }
    lines = [f"{found.name}: {present.say_level(found)}", present.say_answer(found)]
    lines += [f"  {present.GRADES[spell.grade]}: {spell.name}" for spell in found.ask]
    console.answer(held, "\n".join(lines))


def _area(spell: Any) -> dict[str, Any]:
    from lianfang.shared.clock import LOCAL

    ends = spell.ends_at
    return {
        "name": spell.name,
        "grade": spell.grade,
        "starts": spell.starts_at.astimezone(LOCAL).isoformat(),
        "ends": ends.astimezone(LOCAL).isoformat() if ends else None,
    }


def _counted(made: Any) -> dict[str, Any]:
    notice = made.notice
    held: dict[str, Any] = {
        "notice": notice.pk,
        "rows": notice.rows,
        "changed": notice.changed,
        "unchanged": notice.unchanged,
        "refused": [
            {"sheet": line.sheet, "row": line.row, "cells": line.cells.split("\t"), "reasons": line.reasons}
            for line in notice.refused_lines.order_by("row")
        ],
    }
    return held | {"already": True} if made.already else held


def _told(name: str, held: dict[str, Any]) -> str:
    from lianfang.risk.present import say_faults

    lines = [
        _("{file}: {rows} lines, {changed} areas changed, {unchanged} as they were").format(
            file=name, **held
        ),
        *(
            _("  refused: line {row}: {why}").format(row=line["row"], why=say_faults(line["reasons"]))
            for line in held["refused"]
        ),
    ]
    if held.get("already"):
        lines.append(_("  These bytes were imported before; nothing was changed."))
    return "\n".join(lines)
