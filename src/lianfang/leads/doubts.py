"""Doubtful pairs: newcomers who may be persons we know, weighed and parked with a suggested answer.

Candidates are gathered by the block and bounded for each newcomer, so that an import never waits for a
popular name. Only pairs without two different valid numbers are gathered: such two never join.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from psycopg.types.json import Jsonb

from lianfang.core.identity.same import QUEUE_FROM, Identity, Score, score
from lianfang.core.identity.sex import Sex
from lianfang.leads.models import DoubtfulPair, Lead
from lianfang.leads.opening import Opening
from lianfang.people.newcomers import Newcomer
from lianfang.people.register import Found, How
from lianfang.shared.bulk import Cursor, ask_lists, copy_rows

PARKED = 3
"""How many pairs are parked for one newcomer, the likeliest first."""

_PAIR_COLUMNS = ("lead_id", "person_id", "other_id", "score", "reasons", "suggestion", "answer", "known_at")
_SEX = {"m": Sex.MALE, "f": Sex.FEMALE}


@dataclass(slots=True)
class Candidate:
    """A known person a newcomer may be, with what speaks for it."""

    name_key: str
    pinyin: str
    born: date | None
    sex: str
    numbered: bool
    address: str = ""
    phones: set[bytes] = field(default_factory=set)


Candidates = dict[tuple[int, int], Candidate]


def park(cursor: Cursor, openings: Sequence[Opening], found: Sequence[Found], *, at: datetime) -> int:
    """Park the doubtful pairs of the persons that were made for these leads; return how many pairs."""
    new = {answer.person_id for answer in found if answer.how is How.NEW}
    newcomers = {opening.person_id: opening for opening in openings if opening.person_id in new}
    candidates = _gather(cursor, newcomers)
    pairs = list(_weigh(newcomers, candidates))
    copy_rows(
        cursor,
        DoubtfulPair,
        _PAIR_COLUMNS,
        (
            (
                newcomers[person].lead_id,
                person,
                other,
                weighed.value,
                _told(weighed),
                weighed.suggestion.value,
                "",
                at,
            )
            for person, other, weighed in pairs
        ),
    )
    if pairs:
        cursor.execute(
            "UPDATE leads_lead SET doubtful = true WHERE id = ANY(%s::bigint[])",
            [[newcomers[person].lead_id for person, _, _ in pairs]],
        )
    return len(pairs)


def park_twins(twins: Mapping[tuple[int, int], int], *, at: datetime) -> int:
    """Park pairs (person, twin) who certainly are one, by the lead they are met at; return how many are new.

    Joining them needs a person's word, as both have had their own leads.
    """
    known = set(
        DoubtfulPair.objects.filter(person__in=[one for one, _ in twins]).values_list("person", "other")
    )
    fresh = {pair: lead for pair, lead in twins.items() if pair not in known}
    DoubtfulPair.objects.bulk_create(
        DoubtfulPair(
            lead_id=lead, person_id=person, other_id=twin, score=1.0, reasons=[["name_and_mobile_equal", 1.0]],
            suggestion="merge", known_at=at,
        )
        for (person, twin), lead in fresh.items()
    )  # fmt: skip
    Lead.objects.filter(pk__in=fresh.values()).update(doubtful=True)
    return len(fresh)


def _told(weighed: Score) -> Jsonb:
    return Jsonb([[code, weight] for code, weight in weighed.reasons])


def _gather(cursor: Cursor, newcomers: dict[int, Opening]) -> Candidates:
    candidates: Candidates = {}
    _gather_by_phone(cursor, newcomers, candidates)
    _gather_numberless(cursor, newcomers, candidates)
    _gather_for_numberless(cursor, newcomers, candidates)
    return candidates


def _gather_by_phone(cursor: Cursor, newcomers: dict[int, Opening], candidates: Candidates) -> None:
    """Persons who share a phone and sound or are born alike."""
    wanted = [
        (person, index, one.pinyin, one.born, one.number_index is None)
        for person, one in _each(newcomers)
        for _, index in one.phones
    ]
    rows = _ask(
        cursor,
        "SELECT wanted.person, other.id, other.name_key, other.pinyin, other.born, other.sex,"
        " other.number_index IS NOT NULL, '', wanted.phone"
        " FROM unnest(%s::bigint[], %s::bytea[], %s, %s::date[], %s::bool[])"
        " AS wanted(person, phone, pinyin, born, numberless) CROSS JOIN LATERAL ("
        "  SELECT person.* FROM (SELECT person_id FROM people_personphone"
        "   WHERE number_index = wanted.phone AND person_id < wanted.person OFFSET 0) phone"
        "  CROSS JOIN LATERAL (SELECT * FROM people_person WHERE id = phone.person_id"
        "   AND merged_into_id IS NULL AND (wanted.numberless OR number_index IS NULL)"
        "   AND (pinyin = wanted.pinyin OR born = wanted.born) OFFSET 0) person LIMIT 10) other",
        wanted,
    )
    for person, other, *told, phone in rows:
        _note(candidates, person, other, told).phones.add(bytes(phone))


def _gather_numberless(cursor: Cursor, newcomers: dict[int, Opening], candidates: Candidates) -> None:
    """Persons without a number who sound like a newcomer with one."""
    wanted = [(person, one.pinyin) for person, one in _each(newcomers) if one.number_index is not None]
    rows = _ask(
        cursor,
        "SELECT wanted.person, other.id, other.name_key, other.pinyin, other.born, other.sex, false, other.address"
        " FROM unnest(%s::bigint[], %s) AS wanted(person, pinyin) CROSS JOIN LATERAL ("
        "  SELECT person.*, coalesce((SELECT lead.address FROM (SELECT id, address FROM leads_lead"
        "   WHERE person_id = person.id OFFSET 0) lead ORDER BY lead.id DESC LIMIT 1), '') AS address"
        "  FROM people_person person WHERE person.pinyin = wanted.pinyin AND person.number_index IS NULL"
        "  AND person.merged_into_id IS NULL AND person.id < wanted.person LIMIT 10) other",
        wanted,
    )
    for person, other, *told in rows:
        _note(candidates, person, other, told)


def _gather_for_numberless(cursor: Cursor, newcomers: dict[int, Opening], candidates: Candidates) -> None:
    """Persons who sound like a newcomer without a number and live in the same community or are born alike.

    The 200 most recent leads of people who sound so are looked at for their places.
    """
    wanted = [
        (person, one.pinyin, one.born, newcomers[person].desk.community, newcomers[person].desk.town)
        for person, one in _each(newcomers)
        if one.number_index is None
    ]
    rows = _ask(
        cursor,
        "SELECT wanted.person, other.id, other.name_key, other.pinyin, other.born, other.sex,"
        " other.number_index IS NOT NULL, coalesce(alike.address, (SELECT lead.address FROM (SELECT id, address"
        "  FROM leads_lead WHERE person_id = other.id OFFSET 0) lead ORDER BY lead.id DESC LIMIT 1), '')"
        " FROM unnest(%s::bigint[], %s, %s::date[], %s, %s)"
        " AS wanted(person, pinyin, born, community, town) CROSS JOIN LATERAL ("
        "  SELECT recent.person_id, recent.address FROM ("
        "   SELECT person_id, address, community, town FROM leads_lead"
        "   WHERE leads_lead.pinyin = wanted.pinyin AND person_id < wanted.person ORDER BY id DESC LIMIT 200) recent"
        "  WHERE recent.community = nullif(wanted.community, '')"
        "   OR (recent.community = '' AND recent.town = nullif(wanted.town, ''))"
        "  UNION ALL (SELECT id, NULL FROM people_person"
        "   WHERE born = wanted.born AND pinyin = wanted.pinyin AND id < wanted.person LIMIT 200)"
        " ) alike CROSS JOIN LATERAL (SELECT * FROM people_person WHERE id = alike.person_id"
        "  AND merged_into_id IS NULL OFFSET 0) other",
        wanted,
    )
    for person, other, *told in rows:
        _note(candidates, person, other, told)


def _each(newcomers: dict[int, Opening]) -> Iterator[tuple[int, Newcomer]]:
    for person, opening in newcomers.items():
        yield person, opening.incoming.newcomer


def _ask(cursor: Cursor, query: str, wanted: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Run a query whose every parameter is a column of `wanted`, which is not empty."""
    return ask_lists(cursor, query, *zip(*wanted, strict=True)).fetchall() if wanted else []


def _note(candidates: Candidates, person: int, other: int, told: list[Any]) -> Candidate:
    name, pinyin, born, sex, numbered, address = told
    candidate = candidates.setdefault((person, other), Candidate(name, pinyin, born, sex, numbered))
    candidate.address = candidate.address or address
    return candidate


def _weigh(newcomers: dict[int, Opening], candidates: Candidates) -> Iterator[tuple[int, int, Score]]:
    """Score the candidates and keep the likeliest pairs of each newcomer from the threshold up."""
    weighed: dict[int, list[tuple[float, int, Score]]] = {}
    for (person, other), candidate in candidates.items():
        opening = newcomers[person]
        result = score(_newcomer_identity(opening), _candidate_identity(opening.incoming.newcomer, candidate))
        if result.value >= QUEUE_FROM:
            weighed.setdefault(person, []).append((-result.value, other, result))
    for person, pairs in weighed.items():
        for _, other, result in sorted(pairs)[:PARKED]:
            yield person, other, result


def _newcomer_identity(opening: Opening) -> Identity:
    one = opening.incoming.newcomer
    return Identity(
        name_key=one.name_key,
        number=one.number or None,
        phones=frozenset(phone for phone, _ in one.phones),
        born=one.born,
        sex=_SEX.get(one.sex),
        address=opening.incoming.traveller.address,
        pinyin=one.pinyin,
    )


def _candidate_identity(newcomer: Newcomer, candidate: Candidate) -> Identity:
    """Compare without unsealing: of phones only the shared ones matter, of a number only that it is another."""
    return Identity(
        name_key=candidate.name_key,
        number="another" if candidate.numbered else None,
        phones=frozenset(phone for phone, index in newcomer.phones if index in candidate.phones),
        born=candidate.born,
        sex=_SEX.get(candidate.sex),
        address=candidate.address,
        pinyin=candidate.pinyin,
    )
