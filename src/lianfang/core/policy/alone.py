"""One edition as if it were the law, whenever and wherever: what would it ask of people who are controlled now?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lianfang.core.policy.model import Edition, PolicyBook

SINCE = datetime(1900, 1, 1, tzinfo=UTC)
STEP = timedelta(days=1)


def alone(book: PolicyBook, name: str) -> PolicyBook:
    """Give the law in which one edition holds for every day and area, with what it carries and stands on.

    A local order stands on the latest of its bases, and so on up to a national text; no other local order holds.
    Raises KeyError for an edition that is not in the book.
    """
    standing = _standing(book, name)
    editions = {
        edition.id: replace(edition, effective_to=edition.effective_from)
        for edition in book.editions.values()
    }
    # The lower the issuer, the later it begins: so it prevails.
    for height, edition in enumerate(reversed(standing)):
        editions[edition.id] = replace(
            edition, area="", effective_from=SINCE + height * STEP, effective_to=None
        )
    return PolicyBook(editions, book.values, book.settings, (), frozenset(), book.sources)


def _standing(book: PolicyBook, name: str) -> list[Edition]:
    """List an edition and those it stands on, the national text last."""
    standing = [book.editions[name]]
    while standing[-1].bases:
        bases = [book.editions[link] for link in standing[-1].bases]
        standing.append(max(bases, key=lambda edition: edition.effective_from))
    return standing
