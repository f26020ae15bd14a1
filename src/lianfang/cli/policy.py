"""`lianfang policy`: the law as data, listed, shown, checked, explained, and asked for decisions.

Only `simulate` needs the county: all others work without a database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import click

from lianfang.cli import policy_check, policy_facts, policy_simulate
from lianfang.cli.console import MISUSED, Console, Refusal, with_console
from lianfang.cli.policy_books import (
    TIME,
    add_time_zone,
    find_edition,
    one_book,
    told_of_book,
    told_of_source,
)
from lianfang.cli.speech import _
from lianfang.core.policy import (
    CATEGORIES,
    PLACE_WORDS,
    Decision,
    Edition,
    FactsWrong,
    PolicyBook,
    answer_of,
    decide,
    explain,
    read_facts,
    said,
)
from lianfang.core.policy.citations import Citation, cite, cite_edition, gather, join_names, list_out
from lianfang.core.policy.compare import Row, compare, page_of
from lianfang.core.policy.wording import CONFIDENCE_LABELS, LEVEL_LABELS


@click.group()
def command() -> None:
    """The law as data: editions and local orders, what they ask, and decisions with their reasons."""


command.add_command(policy_check.check)
command.add_command(policy_facts.decide_)
command.add_command(policy_simulate.simulate)


@command.command("list")
@click.option("--area", default="", metavar="CODE", help="Only what holds in this county, city or province.")
@click.option("--date", "day", type=TIME, help="Only what is in force at this time.")
@with_console
def list_(console: Console, area: str, day: Any) -> None:
    """List the editions and local orders that are loaded, in the order of their days."""
    book = one_book(())
    editions = sorted(book.editions.values(), key=lambda edition: edition.effective_from)
    if area:
        editions = [edition for edition in editions if area.startswith(edition.area)]
    if day is not None:
        at = add_time_zone(day)
        editions = [edition for edition in editions if edition.in_force(at)]
    held = [_plain(edition) for edition in editions]
    lines = "\n".join(_line(edition) for edition in editions)
    console.answer(held, lines or _("Nothing is in force there then."))


def _plain(edition: Edition) -> dict[str, Any]:
    return {
        "id": edition.id,
        "title": edition.title,
        "level": edition.level.value,
        "area": edition.area,
        "document": edition.document,
        "from": edition.effective_from.isoformat(),
        "to": edition.effective_to.isoformat() if edition.effective_to else None,
        "bases": list(edition.bases),
        "carries": list(edition.carries),
        "day_base": edition.day_base,
        "clock": edition.clock,
        "transition": edition.transition,
        "source": edition.source,
        "confidence": edition.confidence,
        "note": edition.note,
    }


def _line(edition: Edition) -> str:
    level = _(LEVEL_LABELS[edition.level])
    return f"{edition.id:<18} {_span(edition)}  {edition.area or '-':<6}  {level}  {edition.title}"


def _span(edition: Edition) -> str:
    ends = f"{edition.effective_to:%Y-%m-%d}" if edition.effective_to else "          "
    return f"{edition.effective_from:%Y-%m-%d} – {ends}"


@command.command()
@click.argument("editions", metavar="EDITION...", nargs=-1, required=True)
@with_console
def show(console: Console, editions: tuple[str, ...]) -> None:
    """Show what an edition asks of everyone, with clause and source; two editions stand side by side."""
    if len(editions) > 2:
        raise Refusal(_("More than two editions."), _("Name one, or two to compare."), MISUSED)
    book = one_book(())
    shown = [find_edition(book, name) for name in editions]
    rows = compare(book, shown, _)
    rests = _rests(book, shown, rows)
    held = {
        "editions": [_plain(edition) for edition in shown],
        "categories": [{"category": row.category, "asks": list(row.cells)} for row in rows],
        "sources": [told_of_source(one) for one in rests],
    }
    lines = page_of(book, shown[0], _) if len(shown) == 1 else _side_by_side(shown, rows, rests)
    console.answer(held, "\n".join(lines))


def _rests(book: PolicyBook, editions: Sequence[Edition], rows: Sequence[Row]) -> tuple[Citation, ...]:
    own = [cite_edition(book, edition, _) for edition in editions]
    values = [value for row in rows for value in row.values if value is not None]
    return gather([*own, *(cite(book, value.source, value.mark, _) for value in values)])


def _side_by_side(
    editions: Sequence[Edition], rows: Sequence[Row], rests: Sequence[Citation]
) -> Iterator[str]:
    for edition in editions:
        yield f"{edition.id}: {edition.title}  {_span(edition)}"
    for row in rows:
        yield ""
        yield row.label + ("" if row.same else "  *")
        for edition, cell in zip(editions, row.cells, strict=True):
            yield f"  {edition.id:<12} {cell}"
    yield ""
    yield from list_out(rests, _)


@command.command("explain")
@click.option("--category", type=click.Choice(CATEGORIES), required=True, help="What the person is.")
@click.option("--anchor", type=TIME, required=True, help="Last contact, leaving the risk area, or arrival.")
@click.option("--found", type=TIME, help="When we learned of the person; the anchor by default.")
@click.option(
    "--area", default="", metavar="CODE", help="The county's code; the national text alone without."
)
@click.option("--unfit-home", is_flag=True, help="The home is not fit for isolation.")
@click.option("--no-bed", is_flag=True, help="No bed is free for those whose home is unfit.")
@click.option("--chosen", type=click.Choice(tuple(PLACE_WORDS)), help="A place the person asks for.")
@with_console
def explain_(
    console: Console,
    category: str,
    anchor: Any,
    found: Any,
    area: str,
    unfit_home: bool,
    no_bed: bool,
    chosen: str | None,
) -> None:
    """Decide for one person and explain it: stages, tests with their hours, and every reason with its source."""
    begins = add_time_zone(anchor)
    told = {
        "id": "",
        "category": category,
        "anchor": begins.isoformat(),
        "found": begins.isoformat() if found is None else add_time_zone(found).isoformat(),
        "area": area,
        "unfit_home": unfit_home,
        "bed_free": not no_bed,
        "chosen": chosen or "",
    }
    try:
        _name, facts, _unread = read_facts(json.dumps(told))
    except FactsWrong as fault:
        raise Refusal(fault.what.said(_), fault.wanted.said(_), MISUSED) from fault
    book = one_book(())
    decision = decide(book, facts, facts.found)
    sentence = explain(decision, _)
    sources = [told_of_book(book, rule, category) for rule in decision.rules]
    held = {
        **answer_of(decision, _),
        "sentence": sentence,
        "windows": [
            {"on": test.on.isoformat(), "opens": test.opens.isoformat(), "closes": test.closes.isoformat()}
            for test in decision.tests
        ],
        "rules": sources,
    }
    console.answer(held, "\n".join(_explained(decision, sentence, sources)))


def _explained(decision: Decision, sentence: str, sources: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield sentence
    for test in decision.tests:
        hours = {"on": test.on.isoformat(), "opens": f"{test.opens:%H:%M}", "closes": f"{test.closes:%H:%M}"}
        hours["closes"] = "24:00" if hours["closes"] == "00:00" else hours["closes"]
        hours["samples"] = str(test.samples)
        yield _("  test %(on)s, %(opens)s to %(closes)s, samples: %(samples)s") % hours
    for reason in decision.reasons:
        yield f"  - {said(reason, _)}"
    cited = [[Citation(**one) for one in rule["sources"]] for rule in sources]
    for rule, citations in zip(sources, cited, strict=True):
        label = CONFIDENCE_LABELS[rule["confidence"]]
        told = {"source": join_names(citations, _), "confidence": _(label)}
        yield (
            _("  rule %(edition)s: source %(source)s, confidence %(confidence)s (%(file)s, line %(line)s)")
            % {**rule, **told}
        )
    if cited:
        yield from list_out(gather(cited), _)
