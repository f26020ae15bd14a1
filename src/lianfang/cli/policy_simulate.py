"""`lianfang policy simulate`: the orders that run on a day, as they are and as another edition would have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click
from rich.cells import cell_len

from lianfang.cli.console import MISUSED, Console, Refusal, with_county
from lianfang.cli.policy_books import find_edition, one_book
from lianfang.cli.speech import _
from lianfang.core.policy import CATEGORY_LABELS, MEASURE_LABELS, Document, Edition, PolicyError
from lianfang.core.policy.local import name_edition
from lianfang.core.policy.replay import DAYS, OUTCOMES, Load, Tally
from lianfang.core.timeline import DAY

if TYPE_CHECKING:
    from lianfang.orders.simulation import Simulation

FIRST_YEAR, LAST_YEAR = 2000, 9000
PLACES = ("centralised", "home", "monitoring", "self")
Lines = Iterator[tuple[str, ...]]


@click.command(
    epilog="The edition is tried as if it had always been the law here, without local orders beside it; a local "
    "order is tried with the texts it stands on. Nothing is changed."
)
@click.option("--edition", "name", metavar="ID", default="", help="`lianfang policy list` names them.")
@click.option("--draft", type=int, metavar="NUMBER", help="A local order of the county, signed or not.")
@click.option("--date", "day", metavar="DAY", required=True, help="The day, as 2022-02-28.")
@click.option("--order", "orders", metavar="FILE", multiple=True, help="A policy file that holds besides.")
@with_county
def simulate(console: Console, name: str, draft: int | None, day: str, orders: tuple[str, ...]) -> None:
    """Try an edition on the orders that run on a day: beds, tests, person-days and releases side by side."""
    from lianfang.law.book import list_signed
    from lianfang.orders.simulation import simulate as run

    asked = _read_day(day)
    if not name and draft is None:
        raise Refusal(_("Nothing to try was named."), _("Name --edition ID or --draft NUMBER."), MISUSED)
    tried = _read_draft(console, draft)
    book = one_book(orders, signed=list_signed(without=draft or 0), draft=tried)
    edition = find_edition(book, name or name_edition(tried))
    done = run(book=book, edition=edition.id, day=asked, by=console.actor, at=console.at)
    console.answer(_plain(done, console.at), "\n".join(_told(done, edition)))


def _read_draft(console: Console, number: int | None) -> Sequence[Document]:
    """Read a local order by its number, as far as the actor may see it."""
    from lianfang.law.book import read_order
    from lianfang.law.queries import get_order

    if number is None:
        return ()
    order = get_order(console.actor, number)
    if order is None:
        raise Refusal(
            _("There is no local order number %s.") % number,
            _("The page of local orders shows them."),
            MISUSED,
        )
    try:
        return read_order(order)
    except PolicyError as fault:
        raise Refusal(fault.said(_), _("Put the text right on its page.")) from fault


def _read_day(text: str) -> date:
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year < LAST_YEAR:
        raise Refusal(_("%s is not a day.") % text, _("Write it as 2022-02-28."), MISUSED)
    return day


def _plain(done: Simulation, known: datetime) -> dict[str, Any]:
    whole = done.done.whole
    return {
        "edition": done.edition,
        "date": done.day.isoformat(),
        "known_at": known.isoformat(),
        "orders": done.people,
        "overdue": done.overdue,
        "as_they_are": _plain_load(done.done.as_they_are, done.day),
        "under": _plain_load(done.done.under, done.day),
        "change": _plain_tally(whole),
        "by_category": {category: _plain_tally(tally) for category, tally in _in_order(done)},
    }


def _plain_load(load: Load, first: date) -> dict[str, Any]:
    return {
        "beds": load.beds[0],
        "tests": load.tests[0],
        "samples": load.samples[0],
        "releases": load.releases[0],
        "over_before": load.gone,
        "beds_most": max(load.beds),
        "tests_ahead": sum(load.tests),
        "samples_ahead": sum(load.samples),
        "releases_ahead": sum(load.releases),
        "person_days": _count_days(sum(load.days.values(), timedelta())),
        "person_days_by": {place: _count_days(load.days.get(place, timedelta())) for place in PLACES},
        "days": [
            {
                "date": (first + number * DAY).isoformat(),
                "people": load.people[number],
                "beds": load.beds[number],
                "tests": load.tests[number],
                "samples": load.samples[number],
                "releases": load.releases[number],
            }
            for number in range(DAYS)
        ],
    }


def _plain_tally(tally: Tally) -> dict[str, Any]:
    return {
        "people": tally.people,
        **{outcome: tally.outcomes[outcome] for outcome in OUTCOMES},
        "moved": tally.moved,
        "days_gained": _count_days(tally.gained),
        "days_lost": _count_days(tally.lost),
        "days": _count_days(tally.gained - tally.lost),
    }


def _count_days(time: timedelta) -> float:
    return round(time / DAY, 2)


def _in_order(done: Simulation) -> list[tuple[str, Tally]]:
    """Put the classes with the most people first."""
    return sorted(done.done.classes.items(), key=lambda one: (-one[1].people, one[0]))


def _told(done: Simulation, edition: Edition) -> Iterator[str]:
    said = {"id": edition.id, "title": edition.title, "day": done.day.isoformat(), "people": done.people}
    yield _("%(id)s “%(title)s” on the orders that run on %(day)s: %(people)s people") % said
    yield ""
    yield from _aligned(_compare(done))
    yield ""
    yield from _aligned(_by_class(done))
    yield ""
    yield from _aligned(_by_day(done))
    yield ""
    yield from _notes(done)


def _compare(done: Simulation) -> Lines:
    was, would_be = done.done.as_they_are, done.done.under
    yield ("", _("as they are"), _("under the edition"), _("difference"))
    yield _line(_("under control at 24:00"), was.people[0], would_be.people[0])
    yield _line(_("at an isolation site at 24:00"), was.beds[0], would_be.beds[0])
    yield _line(_("most beds on one of the 15 days"), max(was.beds), max(would_be.beds))
    yield _line(_("tests due that day"), was.tests[0], would_be.tests[0])
    yield _line(_("tests due in the 15 days"), sum(was.tests), sum(would_be.tests))
    yield _line(_("samples in the 15 days"), sum(was.samples), sum(would_be.samples))
    yield _line(_("releases that day"), was.releases[0], would_be.releases[0])
    yield _line(_("releases in the 15 days"), sum(was.releases), sum(would_be.releases))
    yield _line(_("days over before that day"), was.gone, would_be.gone)
    nothing = timedelta()
    summed = (sum(was.days.values(), nothing), sum(would_be.days.values(), nothing))
    yield _line(_("person-days in the 15 days"), *map(_count_days, summed))
    for place in PLACES:
        days = (was.days.get(place, nothing), would_be.days.get(place, nothing))
        yield _line("  " + _(MEASURE_LABELS[place]), *map(_count_days, days))


def _line(label: str, was: float, would_be: float) -> tuple[str, ...]:
    form = ",.1f" if isinstance(was, float) else ",d"
    more = would_be - was
    return label, format(was, form), format(would_be, form), format(more, f"+{form}" if more else form)


def _by_class(done: Simulation) -> Lines:
    yield (
        _("Class of person"), _("people"), _("longer"), _("shorter"), _("same days"), _("no measure"),
        _("days over when found"), _("no rule"), _("another place"), _("days gained"), _("days lost"),
    )  # fmt: skip
    classes = [(_(CATEGORY_LABELS.get(name, name)), tally) for name, tally in _in_order(done)]
    for label, tally in [*classes, (_("all"), done.done.whole)]:
        counts = (tally.people, *(tally.outcomes[outcome] for outcome in OUTCOMES), tally.moved)
        days = (f"{_count_days(time):,.1f}" for time in (tally.gained, tally.lost))
        yield (label, *(f"{count:,}" for count in counts), *days)


def _by_day(done: Simulation) -> Lines:
    yield (_("day"), _("under control at 24:00"), _("beds at 24:00"), _("tests due"), _("releases"))
    was, would_be = done.done.as_they_are, done.done.under
    for number in range(DAYS):
        pairs = (
            (was.people, would_be.people), (was.beds, would_be.beds), (was.tests, would_be.tests),
            (was.releases, would_be.releases),
        )  # fmt: skip
        told = (f"{one[number]:,} → {other[number]:,}" for one, other in pairs)
        yield ((done.day + number * DAY).isoformat(), *told)


def _notes(done: Simulation) -> Iterator[str]:
    unknown = done.done.whole.outcomes["unknown"]
    if done.runs:
        first, last = done.runs
        yield _("No order runs on that day; there are orders from %(first)s to %(last)s.") % {
            "first": first.isoformat(),
            "last": last.isoformat(),
        }
    elif not done.people:
        yield _("No order runs on that day; none has been issued yet.")
    if unknown:
        yield _("No rule is loaded for %s of these people in this edition; they stay as they are.") % unknown
    if done.overdue:
        yield (
            _(
                "The days of %s of these people are over and nobody has ended them; they count to their last day."
            )
            % done.overdue
        )
    yield _("Nobody new is assumed, and nobody released before that day is called back.")


def _aligned(lines: Lines) -> Iterator[str]:
    """Put the columns under each other; a Chinese character is two wide."""
    rows: Sequence[tuple[str, ...]] = list(lines)
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *others = (" " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        cells = (space + cell for cell, space in zip(row[1:], others, strict=True))
        yield "  ".join((row[0] + first, *cells)).rstrip()
