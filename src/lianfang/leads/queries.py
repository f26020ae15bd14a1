"""Reads of leads: one lead with its history, the board, a batch's leads, what is overdue."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import CharField, Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from lianfang.intake.models import Batch, Row
from lianfang.leads.models import DoubtfulPair, Lead, LeadSource, TransferLetter
from lianfang.leads.scope import letters_visible_to, pairs_visible_to, tally_visible_to, visible_to
from lianfang.shared.actor import Actor, ScopeKind


def get_lead(actor: Actor, lead_id: int) -> Lead | None:
    """Return a lead the actor may see, with its person, or None."""
    return visible_to(actor).filter(pk=lead_id).first()


def get_next_ambiguous(actor: Actor, beside: Lead) -> Lead | None:
    """Return the other open lead of several possible places that the office holds and that is due first, or None."""
    held = visible_to(actor).filter(state=Lead.State.OPEN, holder=Lead.Holder.OFFICE, place="ambiguous")
    return held.exclude(pk=beside.pk).order_by("due_at", "pk").first()


def get_pair(actor: Actor, pair_id: int) -> DoubtfulPair | None:
    """Return a doubtful pair the actor may see, or None."""
    return pairs_visible_to(actor).filter(pk=pair_id).first()


def get_letter(actor: Actor, letter_id: int) -> TransferLetter | None:
    """Return a transfer letter the actor may see, or None."""
    return letters_visible_to(actor).filter(pk=letter_id).first()


def get_letter_of(lead: Lead) -> TransferLetter | None:
    """Return the letter of a lead, or None where none is written."""
    return TransferLetter.objects.filter(lead=lead).first()


def list_overdue(actor: Actor, at: datetime) -> QuerySet[Lead]:
    """Return the leads in the actor's scope that wait past their deadline."""
    return visible_to(actor).filter(state=Lead.State.OPEN, due_at__lte=at)


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many leads of a place wait past their deadline, and since when the longest does."""

    code: str
    number: int
    first: datetime


def count_overdue(actor: Actor, level: str, at: datetime, **within: str) -> list[Overdue]:
    """Count what is overdue in the actor's scope by place of one level, the longest waiting first."""
    overdue = list_overdue(actor, at).filter(**within)
    if actor.scope.kind in (ScopeKind.COUNTY, ScopeKind.TOWN) and "community" not in within:
        overdue = _list_waiting(actor, **within).filter(due_at__lte=at)
    overdue = overdue.order_by().values(level)
    counted = overdue.annotate(number=Count("pk"), first=Min("due_at")).order_by("first", level)
    return [Overdue(*line) for line in counted.values_list(level, "number", "first")]


def _list_waiting(actor: Actor, **within: str) -> QuerySet[Lead]:
    """Return the open leads of a large place, asked for in words that only the index of what waits answers.

    It alone bears every place. Beside the million leads that left it, the server would take it to be larger than it is
    and read the leads themselves.
    """
    waits = Q(state=Lead.State.OPEN) | Q(answered_at__isnull=True)
    state = Coalesce("state", "state", output_field=CharField())
    return visible_to(actor).filter(waits, **within).alias(is_in=state).filter(is_in=Lead.State.OPEN)


def list_waiting_pairs(actor: Actor) -> QuerySet[DoubtfulPair]:
    """Return the doubtful pairs that wait for an answer, the likeliest to be one person first."""
    waiting = pairs_visible_to(actor).filter(answer="")
    alive = waiting.filter(person__merged_into__isnull=True, other__merged_into__isnull=True)
    return alive.order_by("-score", "pk")


@dataclass(frozen=True, slots=True)
class BoardLine:
    """The leads of one place, counted."""

    code: str
    open: int
    overdue: int
    answered: int
    closed: int

    @property
    def all(self) -> int:
        """All leads of the place."""
        return self.open + self.answered + self.closed


def add_up(lines: Sequence[BoardLine]) -> BoardLine:
    """Return the sums of a board's lines."""
    return BoardLine(
        "",
        sum(line.open for line in lines),
        sum(line.overdue for line in lines),
        sum(line.answered for line in lines),
        sum(line.closed for line in lines),
    )


def count_board(actor: Actor, level: str, at: datetime, *, within: dict[str, str]) -> list[BoardLine]:
    """Count the leads of the actor's scope by place of one level (town, community, grid).

    How many there are is read from the tally, how many are overdue from the open ones: a million closed leads
    cost nothing.
    """
    overdue = {place.code: place.number for place in count_overdue(actor, level, at, **within)}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    tally = tally_visible_to(actor).filter(**within).order_by().values_list(level, "state")
    for code, state, number in tally.annotate(Sum("number")):
        counts[code][state] = number
    return [
        BoardLine(code, by["open"], overdue.get(code, 0), by["answered"], by["closed"])
        for code, by in sorted(counts.items())
        if by.total()
    ]


def list_unopened() -> list[int]:
    """List the batches that have been read and not wholly been turned into leads."""
    waiting = Batch.objects.filter(state=Batch.State.OPENING).order_by("pk")
    return list(waiting.values_list("pk", flat=True))


def last_opened(batch_id: int) -> int:
    """Return the sequence number of the last row of a batch that became a lead, -1 before the first."""
    return Batch.objects.values_list("opened_rows", flat=True).get(pk=batch_id) - 1


@dataclass(frozen=True, slots=True)
class BatchLeads:
    """What the ready and warning rows of a batch came to; opened + joined = the four places' sum."""

    leads_opened: int
    leads_joined: int
    assigned: int
    ambiguous: int
    elsewhere: int
    unplaced: int


def count_batch(batch_id: int) -> BatchLeads:
    """Count a batch's rows by lead and by place, exactly."""
    sources = LeadSource.objects.filter(
        batch=batch_id, known_to__isnull=True, row__outcome__in=["ready", "warning"]
    )
    counted = sources.aggregate(
        leads_opened=Count("pk", filter=Q(joined=False)),
        leads_joined=Count("pk", filter=Q(joined=True)),
        assigned=Count("pk", filter=Q(row__place="assigned")),
        ambiguous=Count("pk", filter=Q(row__place="ambiguous")),
        elsewhere=Count("pk", filter=Q(row__place="elsewhere")),
        unplaced=Count("pk", filter=Q(row__place="none")),
    )
    return BatchLeads(**counted)


def list_leads_of(batch_id: int) -> QuerySet[LeadSource, Any]:
    """Return the keys of the leads that rows of a batch led to, as a condition for lists of leads."""
    return LeadSource.objects.filter(batch=batch_id, known_to__isnull=True).values("lead")


def get_list_of_leads(actor: Actor, batch_id: int) -> Batch | None:
    """Return a batch that led to a lead of the actor's scope, or None; the lead's page names its list too."""
    sources = LeadSource.objects.filter(batch=batch_id, known_to__isnull=True, lead__in=visible_to(actor))
    return Batch.objects.get(pk=batch_id) if sources.exists() else None


@dataclass(frozen=True, slots=True)
class RowLead:
    """A data row of a batch without its contents, and the lead it went to."""

    sheet: str
    row: int
    outcome: str
    reasons: list[str]
    place: str
    area: str
    lead: int | None
    joined: bool


def iter_rows(batch_id: int, chunk: int = 5_000) -> Iterator[RowLead]:
    """Yield every data row of a batch with its lead, in the order of the file; a corrected row stands last."""
    rows = Row.objects.filter(batch=batch_id, known_to__isnull=True).order_by("seq")
    after = -1
    while held := list(rows.filter(seq__gt=after)[:chunk]):
        leads = get_leads_of_rows(row.pk for row in held)
        for row in held:
            lead, joined = leads.get(row.pk, (None, False))
            yield RowLead(row.sheet, row.row, row.outcome, row.reasons, row.place, row.area, lead, joined)
        after = held[-1].seq


def get_leads_of_rows(row_ids: Iterable[int]) -> dict[int, tuple[int, bool]]:
    """Return for each row its lead and whether it joined one that was there before the list."""
    sources = LeadSource.objects.filter(row__in=list(row_ids), known_to__isnull=True)
    return {row: (lead, joined) for row, lead, joined in sources.values_list("row_id", "lead_id", "joined")}


MOST_TIMES = 1_000
_ENDS = """
WITH RECURSIVE times AS (
  (SELECT {time} AS at FROM leads_lead WHERE {within} ORDER BY {time} LIMIT 1)
  UNION ALL
  SELECT (SELECT {time} FROM leads_lead WHERE {within} AND {time} > at ORDER BY {time} LIMIT 1)
  FROM times WHERE at IS NOT NULL
), found AS (SELECT at FROM times WHERE at IS NOT NULL LIMIT {most})
SELECT count(*), min((SELECT id FROM leads_lead WHERE {time} = at ORDER BY id LIMIT 1)),
       max((SELECT id FROM leads_lead WHERE {time} = at ORDER BY id DESC LIMIT 1))
FROM found
"""


def find_ends(time: str, bounds: tuple[Any, Any], *, until: bool) -> tuple[int, int] | None:
    """Return the first and the last key of the leads received or due within bounds, `until` as `DateRange` has it.

    A list's leads are received and due at one time: from each time an index leads to its first and last lead and to
    the next time. None where there is no lead, or more times than are worth that.
    """
    assert time in ("received_at", "due_at")
    signs = (">", "<=") if until else (">=", "<")
    asked = [(sign, moment) for sign, moment in zip(signs, bounds, strict=True) if moment is not None]
    within = " AND ".join(f"{time} {sign} %s" for sign, _moment in asked)
    statement = _ENDS.format(time=time, within=within, most=MOST_TIMES + 1)
    with connection.cursor() as cursor:
        cursor.execute(statement, [moment for _sign, moment in asked] * 2)
        times, first, last = cursor.fetchone()
    return (first, last) if 0 < times <= MOST_TIMES else None
