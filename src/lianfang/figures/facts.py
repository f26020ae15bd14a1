"""The tables of facts as PostgreSQL relations, in the versions known at a moment or held true now.

`core.figures.facts` says which columns each offers. The versioned tables on the nullable side of a join are
cut to the moment inside the join, so that a row whose lead was not yet answered then is read as unanswered.
"""

from __future__ import annotations

from datetime import datetime

from lianfang.core.figures.facts import LEADS, ROWS, SPELLS, TESTS, Table

PLACES = ("town", "community", "grid")
HELD = (*PLACES, "answer")

# When the person's previous and next stage started, anywhere or in the same place: what is held true now bears it.
NEIGHBOURS = {
    side: {level: f"{level}_{side}_at" if level else f"{side}_at" for level in ("", *PLACES)}
    for side in ("previous", "next")
}

# What is HELD is NULL where there is none, and stands as its table holds it beside, so that an index finds it.
_AT = ", ".join(f"nullif({{0}}.{kind}, '') AS {kind}, {{0}}.{kind} AS {kind}_held" for kind in PLACES)
# Branches of one relation agree in every column's type: else the server joins what nobody asks for.
_NOWHERE = ", ".join(f"NULL::text AS {kind}, NULL::varchar AS {kind}_held" for kind in PLACES)
_SPELLS = """
SELECT stage_id AS stage, person_id AS person, place, starts_at, ends_at, nullif(ended_by, '') AS ended_by,
       nullif(p.category, '') AS category, {at_p}, {neighbours},
       event_id AS event, known_from, known_to
FROM orders_spell p
"""
_ROWS_THEN = """
SELECT r.id AS row, r.batch_id AS batch, s.person_id AS person, src.kind AS source_kind,
       b.pushed_at AS received_at, TRUE AS first_of_identical_file, r.outcome, s.lead_id AS lead,
       a.answered_at, a.outcome AS answer, a.outcome AS answer_held, s.due_at,
       {at_l},
       b.event_id AS event, r.known_from, r.known_to
FROM intake_row r
JOIN intake_batch b ON b.id = r.batch_id
JOIN intake_source src ON src.id = b.source_id
LEFT JOIN leads_leadsource s ON s.row_id = r.id AND {held_s}
LEFT JOIN leads_lead l ON l.id = s.lead_id
LEFT JOIN leads_leadanswer a ON a.lead_id = s.lead_id AND {held_a}
"""
# What is held true now is read from the sources alone, which bear what the figures ask of row, answer and place. Only
# rows without a source are looked up beside them: the rejected ones, and those not yet turned into leads.
_SOURCES_NOW = """
SELECT s.row_id AS row, s.batch_id AS batch, s.person_id AS person, src.kind AS source_kind,
       b.pushed_at AS received_at, TRUE AS first_of_identical_file, s.outcome, s.lead_id AS lead,
       s.answered_at, nullif(s.answer, '') AS answer, s.answer AS answer_held, s.due_at,
       {at_s},
       b.event_id AS event, s.known_from, s.known_to
FROM leads_leadsource s
JOIN intake_batch b ON b.id = s.batch_id
JOIN intake_source src ON src.id = b.source_id
WHERE s.known_to IS NULL
"""
_WITHOUT_SOURCE_NOW = """
SELECT r.id AS row, r.batch_id AS batch, NULL::bigint AS person, src.kind AS source_kind, b.pushed_at AS received_at,
       TRUE AS first_of_identical_file, r.outcome, NULL::bigint AS lead, NULL::timestamptz AS answered_at,
       NULL::text AS answer, NULL::varchar AS answer_held, NULL::timestamptz AS due_at, {nowhere},
       b.event_id AS event, r.known_from, r.known_to
FROM {rows}
JOIN intake_source src ON src.id = b.source_id
WHERE r.known_to IS NULL AND {which}
"""
_REJECTED_NOW = _WITHOUT_SOURCE_NOW.format(
    rows="intake_row r JOIN intake_batch b ON b.id = r.batch_id",
    which="r.outcome = 'rejected'",
    nowhere=_NOWHERE,
)
# The fence lets who lists members begin with the few lists that are not wholly turned into leads, most often none;
# who counts everything goes without it, as it keeps the server from sharing the work among processes.
_WAITING_NOW = _WITHOUT_SOURCE_NOW.format(
    rows="(SELECT * FROM intake_batch WHERE opened_rows < rows {fence}) b CROSS JOIN LATERAL"
    " (SELECT * FROM intake_row w WHERE w.batch_id = b.id AND w.seq >= b.opened_rows {fence}) r",
    which="r.outcome <> 'rejected'"
    " AND NOT EXISTS (SELECT FROM leads_leadsource s WHERE s.row_id = r.id AND s.known_to IS NULL)",
    nowhere=_NOWHERE,
)
_TESTS = """
SELECT t.id AS test, t.person_id AS person, t.stage_id AS stage, t.due_on, q.done_at, q.result,
       {at_t},
       t.event_id AS event, t.known_from, t.known_to
FROM orders_duetest t
LEFT JOIN orders_testresult q ON q.test_id = t.id AND {held_q}
"""
_LEADS_THEN = """
SELECT l.id AS lead, l.person_id AS person, l.received_at AS opened_at, l.due_at, a.answered_at,
       a.outcome AS answer, a.outcome AS answer_held, l.pinyin AS sound, {at_l}, l.event_id AS event,
       l.received_at AS known_from, NULL::timestamptz AS known_to
FROM leads_lead l
LEFT JOIN leads_leadanswer a ON a.lead_id = l.id AND {held_a}
"""
# A lead bears the answer that is held true now.
_LEADS_NOW = """
SELECT l.id AS lead, l.person_id AS person, l.received_at AS opened_at, l.due_at, l.answered_at,
       nullif(l.outcome, '') AS answer, l.outcome AS answer_held, l.pinyin AS sound, {at_l}, l.event_id AS event,
       l.received_at AS known_from, NULL::timestamptz AS known_to
FROM leads_lead l
"""
# What a row has from its list. Who is counted over whole lists, as they stand now, is found by the sources alone: the
# lists are read once and looked up, whatever order the sources come in, and nothing beside a source is asked.
OF_LIST = frozenset(("source_kind", "received_at", "first_of_identical_file", "event"))
LISTS = """
SELECT b.id AS batch, src.kind AS source_kind, b.pushed_at AS received_at, TRUE AS first_of_identical_file,
       b.event_id AS event
FROM intake_batch b
JOIN intake_source src ON src.id = b.source_id
"""
PEOPLE_OF_LISTS = """
SELECT s.person_id AS person FROM leads_leadsource s WHERE s.known_to IS NULL AND (s.batch_id IN ({lists})) IS TRUE
"""
_PLACED = {f"at_{alias}": _AT.format(alias) for alias in ("l", "p", "s", "t")}
_NEIGHBOURS = ", ".join(name for levels in NEIGHBOURS.values() for name in levels.values())
_RELATIONS = {SPELLS.name: _SPELLS, ROWS.name: _ROWS_THEN, TESTS.name: _TESTS, LEADS.name: _LEADS_THEN}


def branches(
    table: Table, known: datetime | None, fence: str = "OFFSET 0", *, with_person: bool = False
) -> list[str]:
    """Return the SELECTs that together offer a table's facts, each fact in one of them; or those `with_person` alone.

    They use the parameter %(known)s when a moment is given.
    """
    if table is ROWS and known is None:
        sources = _SOURCES_NOW.format(**_PLACED)
        return [sources] if with_person else [sources, _REJECTED_NOW, _WAITING_NOW.format(fence=fence)]
    if table is LEADS and known is None:
        return [_LEADS_NOW.format(**_PLACED)]
    held = {f"held_{alias}": _held(alias, known) for alias in ("s", "a", "q")}
    return [_RELATIONS[table.name].format(**held, **_PLACED, neighbours=_NEIGHBOURS)]


def relation(table: Table, known: datetime | None) -> str:
    """Return the SELECT that offers all of a table's facts."""
    return " UNION ALL ".join(branches(table, known, fence=""))


def _held(alias: str, known: datetime | None) -> str:
    if known is None:
        return f"{alias}.known_to IS NULL"
    return f"{alias}.known_from <= %(known)s AND ({alias}.known_to IS NULL OR %(known)s < {alias}.known_to)"
