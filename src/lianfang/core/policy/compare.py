"""What editions ask, in words: one edition as a page, two side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lianfang.core.policy.citations import cite, cite_edition, gather, join_names, list_out
from lianfang.core.policy.model import CATEGORIES, Edition, PolicyBook, StageRule, Value
from lianfang.core.policy.plan import list_values
from lianfang.core.policy.wording import CATEGORY_LABELS, CONFIDENCE_LABELS, MEASURE_LABELS
from lianfang.core.wording import Translate, msgid

STAGE = msgid("%(place)s %(days)s day(s)")
TESTS = msgid("%(stage)s, tests on days %(days)s")
DERIVED = msgid("%(stage)s, tests on days %(days)s (the text gives their number only)")
TWICE = msgid("%(day)s (two samples)")
OR_PLACE = msgid("%(stage)s, or %(place)s if chosen")
UNFIT = msgid("%(stage)s, %(place)s if the home is unfit")
LIFTED = msgid("no measure")
NOTHING = msgid("not named")
OFF = msgid("switched off: %(note)s")
THEN = msgid(", then ")
COMMA = msgid(", ")
CARRIED = msgid("%(asks)s (as in “%(title)s”)")
CLAUSE = msgid("    clause: %(clause)s; source %(source)s, confidence %(confidence)s")
NOTE = msgid("    note: %(note)s")


@dataclass(frozen=True, slots=True)
class Row:
    """One category and what each edition asks for it, in words, with the values that say so."""

    category: str
    label: str
    cells: tuple[str, ...]
    values: tuple[Value | None, ...]

    @property
    def same(self) -> bool:
        """Say whether all editions ask the same."""
        return len(set(self.cells)) == 1


def compare(book: PolicyBook, editions: Sequence[Edition], translate: Translate) -> tuple[Row, ...]:
    """Put what editions ask side by side, a row for each category that any of them names or carries."""
    rows = []
    for category in CATEGORIES:
        named = [next(list_values(book, edition, category), None) for edition in editions]
        if any(named):
            cells = tuple(
                _cell(book, edition, value, translate) for edition, value in zip(editions, named, strict=True)
            )
            rows.append(Row(category, translate(CATEGORY_LABELS[category]), cells, tuple(named)))
    return tuple(rows)


def page_of(book: PolicyBook, edition: Edition, translate: Translate) -> Iterator[str]:
    """Write an edition out, line by line: its head, each category with clause, source and note, then the sources."""
    cited = [cite_edition(book, edition, translate)]
    yield f"{edition.id}: {edition.title}"
    for row in compare(book, [edition], translate):
        value = next(list_values(book, edition, row.category))
        yield f"{row.label}: {row.cells[0]}"
        cited.append(cite(book, value.source, value.mark, translate))
        yield (
            translate(CLAUSE)
            % {
                "clause": value.clause,
                "source": join_names(cited[-1], translate),
                "confidence": translate(CONFIDENCE_LABELS[value.confidence]),
            }
        )
        if value.note:
            yield translate(NOTE) % {"note": value.note}
    yield from list_out(gather(cited), translate)


def _cell(book: PolicyBook, edition: Edition, value: Value | None, translate: Translate) -> str:
    if value is None:
        return translate(NOTHING)
    asks = _asks(value, translate)
    if value.edition == edition.id:
        return asks
    return translate(CARRIED) % {"asks": asks, "title": book.editions[value.edition].title}


def _asks(value: Value, translate: Translate) -> str:
    if value.off:
        return translate(OFF) % {"note": value.off}
    if not value.stages:
        return translate(LIFTED)
    return translate(THEN).join(_stage(stage, translate) for stage in value.stages)


def _stage(rule: StageRule, translate: Translate) -> str:
    told = translate(STAGE) % {"place": translate(MEASURE_LABELS[rule.place]), "days": rule.days}
    if rule.tests:
        days = [
            translate(TWICE) % {"day": test.day} if test.samples > 1 else str(test.day) for test in rule.tests
        ]
        form = DERIVED if rule.tests[0].derived else TESTS
        told = translate(form) % {"stage": told, "days": translate(COMMA).join(days)}
    for form, place in ((OR_PLACE, rule.alternative), (UNFIT, rule.fallback)):
        if place:
            told = translate(form) % {"stage": told, "place": translate(MEASURE_LABELS[place])}
    return told
