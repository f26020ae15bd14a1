"""Who is a contact of whom, and what changes when a contact turns positive (rules §9.6).

Close contacts are those who met a positive person within the window; contacts of contacts are those who met a
close contact since that one was exposed. So a chain is worked out anew from meetings and positives: when a
contact turns positive, contacts of that contact become close contacts by themselves, and a new positive at home
gives a later last contact, from which the days count again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianfang.core.policy.decision import Facts
from lianfang.core.policy.model import PolicyBook
from lianfang.core.policy.settings import count_at
from lianfang.core.timeline import DAY

CLOSE, SECONDARY = "close_contact", "secondary_contact"
_RANK = {SECONDARY: 1, CLOSE: 2}


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two people near each other, from the first time to the last."""

    one: str
    other: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Grade:
    """What a person is in the chains: the category, the last contact that counts, and with whom it was."""

    category: str
    anchor: datetime
    via: str


@dataclass(frozen=True, slots=True)
class Promotion:
    """A person who became a contact, rose from contact of a contact, or whose days count from later on."""

    person: str
    was: Grade | None
    now: Grade


def infectious_from(book: PolicyBook, area: str, onset: datetime) -> datetime:
    """Say since when those who met a positive person are contacts: days before onset, or before the sample that
    was positive where there are no symptoms (rules §8.1). Raises NoValue.
    """
    return onset - count_at(book, "contact_window_days", area, onset) * DAY


def grade(meetings: Iterable[Meeting], positives: Mapping[str, datetime]) -> dict[str, Grade]:
    """Grade everyone who met somebody; `positives` gives since when each positive person is infectious.

    Positive people bear no grade. A contact who turned positive makes contacts of all met since the exposure, as
    those were contacts of a contact before. Of several contacts that count the last gives the anchor.
    """
    known = list(_both_ways(meetings))
    exposed = _exposures(known, positives)
    since = {person: min(at, exposed.get(person, at)) for person, at in positives.items()}
    close: dict[str, Grade] = {}
    for source, person, meeting in known:
        if source in since and person not in since and meeting.last >= since[source]:
            _keep_later(close, person, Grade(CLOSE, meeting.last, source))
    exposed = _exposures(known, since)
    secondary: dict[str, Grade] = {}
    for source, person, meeting in known:
        apart = person in since or person in close
        if source in close and not apart and meeting.last >= exposed[source]:
            _keep_later(secondary, person, Grade(SECONDARY, meeting.last, source))
    return close | secondary


def _exposures(
    known: Iterable[tuple[str, str, Meeting]], positives: Mapping[str, datetime]
) -> dict[str, datetime]:
    """Say since when each person who met a positive one has been exposed."""
    exposed: dict[str, datetime] = {}
    for source, person, meeting in known:
        if source in positives and meeting.last >= positives[source]:
            begin = max(meeting.first, positives[source])
            exposed[person] = min(begin, exposed.get(person, begin))
    return exposed


def list_promotions(before: Mapping[str, Grade], after: Mapping[str, Grade]) -> tuple[Promotion, ...]:
    """List who needs a new decision after a chain has changed; nobody's days are shortened by it (rules §9.5)."""
    return tuple(
        Promotion(person, before.get(person), now)
        for person, now in after.items()
        if _is_more(before.get(person), now)
    )


def facts_of(promotion: Promotion, area: str, found: datetime) -> tuple[Facts, ...]:
    """Give the facts to decide on together: what the person is now, and what was, so that nothing is cut short."""
    grades = [promotion.now, *([promotion.was] if promotion.was else [])]
    return tuple(Facts(one.category, one.anchor, found, area) for one in grades)


def first_two_negative(outcomes: Sequence[str]) -> str:
    """Say how a release stands that waits for the first two tests of the close contact (rules §1.3, eighth edition).

    "met" when both are negative, "waiting" while a result is not there, "broken" when one is positive: then the
    person is a close contact. `outcomes` are those of the close contact's tests, in order.
    """
    if "positive" in outcomes:
        return "broken"
    negative = [outcome for outcome in outcomes[:2] if outcome == "negative"]
    return "met" if len(negative) == 2 else "waiting"


def _both_ways(meetings: Iterable[Meeting]) -> Iterator[tuple[str, str, Meeting]]:
    for meeting in meetings:
        yield meeting.one, meeting.other, meeting
        yield meeting.other, meeting.one, meeting


def _keep_later(grades: dict[str, Grade], person: str, new: Grade) -> None:
    held = grades.get(person)
    if held is None or held.anchor < new.anchor:
        grades[person] = new


def _is_more(was: Grade | None, now: Grade) -> bool:
    if was is None or _RANK[was.category] < _RANK[now.category]:
        return True
    return was.category == now.category and was.anchor < now.anchor
