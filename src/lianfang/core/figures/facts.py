"""The tables of facts a figure may count, with the columns every reading must offer.

Who reads them in memory gives a mapping a row, who reads them by SQL gives a relation with these column
names. Times carry a zone, dates do not. Each row is one *version* of a fact: known from when we learned it
until we learned better (`known_to` NULL: still held true), so that a signed report can be read again as known
at signing.
"""

from dataclasses import dataclass

from lianfang.core.figures.algebra import (
    AtOrAfter,
    Before,
    Column,
    Expr,
    IsNull,
    Param,
    Params,
    all_of,
    any_of,
)

KNOWN_COLUMNS = ("known_from", "known_to")
AREA_COLUMNS = ("town", "community", "grid")


@dataclass(frozen=True)
class Table:
    """One kind of fact: `key` names a row, `person` whose it is, `order` puts one person's facts in sequence.

    `order` columns are never NULL and end with the key, so the sequence is total. `person` may be NULL where
    a fact has none (a rejected row); such a fact counts as itself and never as a person.
    """

    name: str
    key: str
    person: str
    order: tuple[str, ...]
    columns: tuple[str, ...]


SPELLS = Table(
    name="spells",  # one row a stage started: a person-time 人次
    key="stage",
    person="person",
    order=("starts_at", "stage"),
    columns=(
        "stage",
        "person",
        "place",  # centralised | home | monitoring | self
        "category",  # the class of people under the law, NULL where it was not written
        "starts_at",
        "ends_at",  # NULL while running
        "ended_by",  # NULL | moved | released | left | died | transferred
        *AREA_COLUMNS,
        "event",
        *KNOWN_COLUMNS,
    ),
)

ROWS = Table(
    name="rows",  # one row a row 条 of a list as received
    key="row",
    person="person",  # NULL when rejected
    order=("received_at", "row"),
    columns=(
        "row",
        "batch",
        "person",
        "source_kind",  # pushed | declared | door_to_door | letter
        "received_at",  # the list's time
        "first_of_identical_file",  # false for rows of a file received before, byte for byte
        "outcome",  # ready | warning | rejected | duplicate
        "lead",  # NULL when rejected
        "answered_at",  # of the lead, NULL while unanswered
        "answer",  # how the lead was answered, NULL while unanswered
        "due_at",  # of the lead
        *AREA_COLUMNS,
        "event",
        *KNOWN_COLUMNS,
    ),
)

TESTS = Table(
    name="tests",  # one row a test due under a measure
    key="test",
    person="person",
    order=("due_on", "test"),
    columns=(
        "test",
        "person",
        "stage",
        "due_on",  # a date
        "done_at",
        "result",  # negative | positive | inconclusive | NULL while waited for
        *AREA_COLUMNS,
        "event",
        *KNOWN_COLUMNS,
    ),
)

LEADS = Table(
    name="leads",  # one row a lead: a person somebody must call
    key="lead",
    person="person",
    order=("opened_at", "lead"),
    columns=(
        "lead",
        "person",
        "opened_at",
        "due_at",
        "answered_at",
        "answer",
        *AREA_COLUMNS,
        "event",
        *KNOWN_COLUMNS,
    ),
)

TABLES = {table.name: table for table in (SPELLS, ROWS, TESTS, LEADS)}

HELD_NOW: Expr = IsNull(Column("known_to"))
HELD_THEN: Expr = all_of(
    AtOrAfter(Param("known"), Column("known_from")),
    any_of(IsNull(Column("known_to")), Before(Param("known"), Column("known_to"))),
)


def held(params: Params) -> Expr:
    """Choose the versions to read: as known at `params["known"]`, or as held true now when that is None or
    absent.
    """
    return HELD_NOW if params.get("known") is None else HELD_THEN
