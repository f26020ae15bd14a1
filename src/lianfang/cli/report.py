"""`lianfang report`: the dispatch report, the people behind its figures, signing, and checking a statement."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lianfang.cli.console import MISUSED, WANTING, Console, Refusal, with_console, with_county
from lianfang.cli.speech import _

if TYPE_CHECKING:
    from lianfang.core.figures.statement import Finding
    from lianfang.figures.dispatch import Dispatch

_DAY = click.DateTime(["%Y-%m-%d"])
_HOURS = click.Choice(["24:00", "18:00"])


def _cut_options(command: Any) -> Any:
    command = click.option("--cut", "hour", type=_HOURS, default="24:00", show_default=True, help="The cut.")(
        command
    )
    return click.option("--date", "day", type=_DAY, required=True, help="The day, as 2022-02-28.")(command)


@click.group()
def command() -> None:
    """The dispatch report: read it, open its figures, sign it, check a statement."""


@command.command()
@_cut_options
@click.option("--text", "form", flag_value="text", default="text", help="As text (the default).")
@click.option("--docx", "form", flag_value="docx", help="As a Word paper.")
@click.option("--xlsx", "form", flag_value="xlsx", help="As a workbook.")
@click.option("--out", metavar="FILE", default="", help="Where to write a paper or workbook.")
@with_county
def dispatch(console: Console, day: Any, hour: str, form: str, out: str) -> None:
    """Print or write the dispatch report of a day."""
    from lianfang.figures import exports
    from lianfang.shared.actor import check_may
    from lianfang.shared.roles import Permission

    if form != "text" and not console.as_json:
        check_may(console.actor, Permission.EXPORT)
    report = _read(console, day.date(), hour)
    if console.as_json:
        console.answer(report.values)
    elif form == "text":
        click.echo(report.text)
    else:
        content = exports.to_docx(report) if form == "docx" else exports.to_xlsx(report)
        path = Path(out or f"dispatch-{day:%Y-%m-%d}.{form}")
        try:
            path.write_bytes(content)
        except OSError as fault:
            raise Refusal(_("%s cannot be written.") % path, _("Check the path."), code=MISUSED) from fault
        _note_export(console, form, day.date())
        click.echo(str(path))


def _read(console: Console, day: date, hour: str) -> Dispatch:
    from lianfang.core.figures.cut import CutHour
    from lianfang.figures.dispatch import read_dispatch
    from lianfang.shared import clock
    from lianfang.shared.actor import check_may
    from lianfang.shared.roles import Permission

    check_may(console.actor, Permission.SEE_FIGURES)
    return read_dispatch(day=day, hour=CutHour(hour), actor=console.actor, now=clock.now())


def _note_export(console: Console, form: str, day: date) -> None:
    from lianfang.shared import audit

    audit.record(
        by=console.actor,
        at=console.at,
        action="figures.export",
        object_kind="report",
        form=form,
        day=day.isoformat(),
    )


@command.command()
@click.argument("figure")
@_cut_options
@click.option("--report", "report_id", type=int, help="As known when this report was signed.")
@with_county
def members(console: Console, figure: str, day: Any, hour: str, report_id: int | None) -> None:
    """List the members of FIGURE, as controlled.now_by.home: one JSON object a line with --json."""
    from lianfang.core.figures.cut import CutHour
    from lianfang.figures.opening import open_figure
    from lianfang.figures.queries import get_report

    report = get_report(report_id) if report_id else None
    if report_id and report is None:
        raise Refusal(_("There is no signed report %s.") % report_id, code=MISUSED)
    try:
        opened = open_figure(
            path=figure, day=day.date(), hour=CutHour(hour), report=report, by=console.actor, at=console.at
        )
    except LookupError:
        raise Refusal(
            _("There is no figure called %s.") % figure,
            _("`lianfang report figures` lists them; a split needs its key, as controlled.now_by.home."),
            code=MISUSED,
        ) from None
    for member in opened.list_all():
        if console.as_json:
            console.answer(member)
        else:
            click.echo("  ".join(str(value) for value in member.values()))


@command.command()
@with_console
def figures(console: Console) -> None:
    """List the figures that can be opened."""
    from lianfang.core.figures.dispatch import FIGURES

    paths = [{"path": figure.path, "split": figure.by or ""} for figure in FIGURES]
    console.answer(paths, "\n".join(f"{one['path']:<32} {one['split']}" for one in paths))


@command.command()
@_cut_options
@with_county
def sign(console: Console, day: Any, hour: str) -> None:
    """Sign the report of a day: its counts and members are kept as known now."""
    from lianfang.core.figures.cut import CutHour
    from lianfang.figures.actions import CutAhead, DoesNotReconcile, sign_report
    from lianfang.figures.dispatch import explain_ahead, explain_breach

    try:
        report = sign_report(day=day.date(), hour=CutHour(hour), by=console.actor, at=console.at)
    except DoesNotReconcile as refused:
        told = "\n".join(explain_breach(breach) for breach in refused.breaches)
        raise Refusal(
            _("The report contradicts itself and cannot be signed."), told, code=WANTING
        ) from refused
    except CutAhead as refused:
        raise Refusal(
            _("The report cannot be signed yet."), explain_ahead(refused.cut_at, refused.last), code=MISUSED
        ) from refused
    console.answer(
        {"report": report.pk, "figures": report.figures.count()}, _("Signed as report %s.") % report.pk
    )


@command.command()
@click.argument("file")
@with_console
def check(console: Console, file: str) -> None:
    """Check whether the figures of a statement add up; exit 0 sound, 1 contradiction, 2 unreadable."""
    from lianfang.core.figures.statement import check_statement, exit_code

    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise Refusal(
            _("%s cannot be read as text.") % file,
            _("Give a text file in UTF-8, or - for the input."),
            code=2,
        ) from fault
    findings = check_statement(text)
    console.answer(
        [_plain(finding) for finding in findings], "\n".join(map(_told, findings)) or _unreadable()
    )
    raise click.exceptions.Exit(exit_code(findings))


def _plain(finding: Finding) -> dict[str, Any]:
    return {**asdict(finding), "verdict": finding.verdict, "explanation": finding.explanation}


def _unreadable() -> str:
    return _("No whole with parts was found: give a paragraph such as 共30人，其中男10人、女20人。")


def _told(finding: Finding) -> str:
    sum_ = " + ".join(str(part) for part in finding.parts)
    if not finding.difference:
        held = {"whole": finding.whole, "sum": sum_, "text": finding.text}
        if sum(finding.parts) < finding.whole:
            return _("sound: %(sum)s of %(whole)s  «%(text)s»") % held
        return _("sound: %(whole)s = %(sum)s  «%(text)s»") % held
    words = {
        "overlap": _("an overlap of the parts may explain it"),
        "person_times": _("no overlap can explain it; person-times counted as people may"),
        "repeats": _("things counted more than once may explain it"),
        "missing": _("a part that is not named may explain it"),
        "rounding": _("rounding may explain it"),
    }
    return _("contradiction: %(whole)s, but %(sum)s is %(by)+g; %(why)s  «%(text)s»") % {
        "whole": finding.whole,
        "sum": sum_,
        "by": finding.difference,
        "why": words[finding.explanation or "missing"],
        "text": finding.text,
    }
