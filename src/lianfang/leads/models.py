"""Leads: a person who concerns us, who must be called, and what was found."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import Q

from lianfang.events.models import Event
from lianfang.intake.models import Batch, Row
from lianfang.people.models import Person
from lianfang.shared.characters import characters_of
from lianfang.shared.classify import FIND, Personal
from lianfang.shared.fields import SealedTextField
from lianfang.shared.models import AppendOnly

# What filters ask of the texts of a row; whoever looks for characters in one of them asks one index.
TEXTS = ("address", "from_place", "category", "transport")
# What filters ask of the days of a lead: borne by the indexes of the lists' orders, so that who walks one for it reads
# the index alone.
DAYS = ("left_on", "arrived_on", "answered_at")


class CallOutcome(models.TextChoices):
    """What a call found; the closed list of A4."""

    HERE_CONTROL = "here_control", "here and to be controlled"
    HERE_FREE = "here_free", "here, no measure needed"
    AWAY = "away", "away"
    WRONG_NUMBER = "wrong_number", "wrong number"
    NO_ANSWER = "no_answer", "no answer"
    REFUSED = "refused", "refused"
    ELSEWHERE = "elsewhere", "elsewhere"
    DUPLICATE = "duplicate", "duplicate"
    NO_SUCH_PERSON = "no_such_person", "no such person"
    NOT_BEEN_THERE = "not_been_there", "not been there"
    INCOMPLETE = "incomplete", "information incomplete"


class Lead(models.Model):
    """One open matter about one person: found, assigned, called, answered, closed."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        ANSWERED = "answered", "answered"
        CLOSED = "closed", "closed"

    class Holder(models.TextChoices):
        OFFICE = "office", "office"
        TOWN = "town", "town"
        COMMUNITY = "community", "community"
        GRID = "grid", "grid"

    # Found or made under `lock_people`, and nobody is ever deleted: a million rows are not checked again.
    person = models.ForeignKey(Person, models.PROTECT, related_name="leads", db_constraint=False)
    # The batch's, which is checked; a county has few events, so that an index on them finds nothing.
    event = models.ForeignKey(
        Event, models.PROTECT, related_name="leads", db_constraint=False, db_index=False
    )
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=16, choices=CallOutcome, blank=True)
    place = models.CharField(max_length=10)  # assigned, ambiguous, elsewhere, none
    candidates = ArrayField(models.CharField(max_length=12), default=list)
    place_reason = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    holder = models.CharField(max_length=10, choices=Holder)
    assignee_id = models.BigIntegerField(null=True)
    category = models.CharField(max_length=40, blank=True)
    from_place = models.CharField(max_length=120, blank=True)
    left_on = models.DateField(null=True)
    arrived_on = models.DateField(null=True)
    transport = models.CharField(max_length=80, blank=True)
    reasons = ArrayField(models.CharField(max_length=30), default=list)  # of the row that opened it
    pinyin = models.CharField(
        max_length=240, db_collation="C"
    )  # the person's, so that a list sorts by one index
    received_at = models.DateTimeField()  # the list's time
    due_at = models.DateTimeField()
    calls = models.IntegerField(default=0)
    doubtful = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    look_again_at = models.DateTimeField(null=True)

    PERSONAL = dict.fromkeys(("address", "from_place", "left_on", "arrived_on", "transport", "pinyin"), FIND)  # fmt: skip
    NOT_PERSONAL = (
        "id", "person", "event", "state", "outcome", "place", "candidates", "place_reason", "town", "community",
        "grid", "holder", "assignee_id", "category", "reasons", "received_at", "due_at", "calls", "doubtful",
        "answered_at", "closed_at", "look_again_at",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=~Q(state="closed"), name="lead_one_open_per_person"
            )
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="lead_due", include=["town", *DAYS]),
            models.Index(fields=["received_at", "id"], name="lead_received", include=["town", *DAYS]),
            models.Index(fields=["pinyin", "id"], name="lead_pinyin"),
            # Of a million leads few wait: what is asked of those is read from these alone. To the figures a lead
            # waits that has no answer; one can be closed without, as by a joining, and called again with one.
            models.Index(
                fields=["due_at", "id"], name="lead_open", include=["state", "town", "community", "grid"],
                condition=Q(state="open") | Q(answered_at__isnull=True),
            ),
            models.Index(
                fields=["state", "due_at", "id"], name="lead_held", condition=Q(holder="office")
            ),
            models.Index(
                fields=["due_at", "id"], name="lead_answered", condition=Q(state="answered"),
                include=["outcome", "town", "community", "grid", *DAYS],
            ),
            # What filters ask for rarely: not written while a list comes in, which opens leads uncalled and placed.
            models.Index(fields=["outcome"], name="lead_outcome", condition=~Q(outcome="")),
            models.Index(fields=["calls"], name="lead_calls", condition=Q(calls__gt=0)),
            models.Index(
                fields=["answered_at", "id"], name="lead_answered_at", include=["received_at", "town"],
                condition=Q(answered_at__isnull=False),
            ),
            models.Index(fields=["place"], name="lead_unplaced", condition=~Q(place="assigned")),
            models.Index(fields=["id"], name="lead_doubtful", condition=Q(doubtful=True)),
            BrinIndex(fields=["left_on", "arrived_on"], name="lead_journey", autosummarize=True),
            GinIndex(*map(characters_of, TEXTS), name="lead_texts"),
            # With the person and the sound, so that the people of a scope and whom a name may mean are read from
            # these alone.
            *(
                models.Index(
                    fields=[level, "state", "due_at", "id"], name=f"lead_{level}_due",
                    include=["person", "received_at", *DAYS, "pinyin"],
                )
                for level in ("town", "community", "grid")
            ),
            models.Index(
                fields=["look_again_at"], name="lead_look", condition=Q(look_again_at__isnull=False)
            ),
        ]  # fmt: skip


class LeadTally(models.Model):
    """By how much the number of leads of a place and state has changed; the sum of all rows is the number now.

    The triggers `lead_tally` write a row for what each statement changed, so that nobody waits for a counter
    that somebody else holds; `sweeps.sum_up` puts rows together.
    """

    town = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=8, choices=Lead.State)
    number = models.IntegerField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "town", "community", "grid", "state", "number")


class LeadSource(models.Model):
    """A list row that led to this person; every source is kept, across lists and days.

    Versioned by what we knew: joining or parting persons closes a row and writes its successor. The row's
    outcome and its own deadline never change; the answer of the lead held true now is kept here too, by the
    triggers `source_answer` and `answer_source`, so that a report over a million rows joins nothing. So is where
    the lead is, by the trigger `place_source`, so that the rows of a place stand together in their order.
    """

    # A source is written in the transaction that opened or found its lead and read its row, and neither is ever
    # deleted; batch and person follow from them and are here for the figures. The server checks none of it again.
    lead = models.ForeignKey(
        Lead, models.PROTECT, related_name="sources", db_index=False, db_constraint=False
    )
    row = models.ForeignKey(Row, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    joined = models.BooleanField()  # the person already had a lead for certain
    outcome = models.CharField(max_length=10)  # of the row
    due_at = models.DateTimeField()  # of the row: a lead called again has a later one
    answered_at = models.DateTimeField(null=True)  # of the lead, as held true now
    answer = models.CharField(max_length=16, blank=True)
    town = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = (
        "id", "lead", "row", "batch", "person", "joined", "outcome", "due_at", "answered_at", "answer", "town",
        "community", "grid", "known_from", "known_to",
    )  # fmt: skip

    class Meta:
        constraints = [
            # With what days a list of rows is narrowed by, which are met in the order of the rows.
            models.UniqueConstraint(
                fields=["row"],
                condition=Q(known_to__isnull=True),
                name="source_row_once",
                include=["batch", "town", "due_at", "answered_at"],
            )
        ]
        indexes = [
            # With what lists the rows of the leads of a place.
            models.Index(fields=["lead"], name="source_lead", include=["row", "batch", "known_to"]),
            models.Index(
                fields=["person"],
                name="source_person",
                include=["batch", "town", "due_at", "answered_at"],
                condition=Q(known_to__isnull=True),
            ),
            *(
                models.Index(
                    fields=[level, "row"],
                    name=f"source_{level}",
                    include=["person", "batch", "due_at"],
                    condition=Q(known_to__isnull=True) & ~Q(**{level: ""}),
                )
                for level in ("town", "community", "grid")
            ),
            # No import writes these: nothing is answered yet. What is not stands in source_until, in the figures' words.
            models.Index(
                fields=["answered_at"],
                name="source_answered",
                condition=Q(known_to__isnull=True) & Q(answered_at__isnull=False),
            ),
            models.Index(
                fields=["answer"], name="source_answer", condition=Q(known_to__isnull=True) & ~Q(answer="")
            ),
            # The deadlines of a list's rows are alike and stand together.
            BrinIndex(fields=["due_at"], name="source_due", autosummarize=True),
            # No rejected row has a source. Whoever opens the rejected rows is told so by an index that stays empty.
            models.Index(fields=["row"], name="source_rejected", condition=Q(outcome="rejected")),
        ]


class RecognisedBlock(models.Model):
    """Who the rows of a block of a list are, kept from when that is told until their leads are opened.

    `seqs`, `people` and `twins` run side by side: a row, who it names, and a second record who certainly is the
    same person; `made` are those of the people who were made for these rows.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_constraint=False)
    last_seq = models.IntegerField()
    seqs = ArrayField(models.IntegerField())
    people = ArrayField(models.BigIntegerField())
    made = ArrayField(models.BigIntegerField())
    twins = ArrayField(models.BigIntegerField(null=True))

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "batch", "last_seq", "seqs", "people", "made", "twins")


class LeadAnswer(models.Model):
    """What a lead's call settled, versioned by what we knew, read by the figures."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="answers")
    outcome = models.CharField(max_length=16, choices=CallOutcome)
    answered_at = models.DateTimeField()
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "lead", "outcome", "answered_at", "known_from", "known_to")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=Q(known_to__isnull=True), name="answer_one_current"
            )
        ]


class LeadMove(AppendOnly):
    """One move of a lead's state or holder: who, when it was true, when we learned it."""

    # Written in the transaction that made or locked the lead, so not checked twice.
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="moves", db_constraint=False)
    move = models.CharField(max_length=16)
    to_holder = models.CharField(max_length=10, blank=True)
    to_code = models.CharField(max_length=24, blank=True)
    note = SealedTextField()
    true_at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"note": FIND}
    NOT_PERSONAL = ("id", "lead", "move", "to_holder", "to_code", "true_at", "known_at", "by")
    SEALED = {"note": "move.note"}


class Call(AppendOnly):
    """One call or visit and its outcome."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="call_log")
    outcome = models.CharField(max_length=16, choices=CallOutcome)
    note = SealedTextField()
    away_place = SealedTextField()
    back_on = models.DateField(null=True)
    at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"note": FIND, "away_place": FIND, "back_on": FIND}
    NOT_PERSONAL = ("id", "lead", "outcome", "at", "known_at", "by")
    SEALED = {"note": "call.note", "away_place": "call.away_place"}


class DoubtfulPair(models.Model):
    """Two persons who may be one: parked with a score, reasons and a suggested answer."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="doubts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")  # the newcomer
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")  # known before
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    suggestion = models.CharField(max_length=10)
    answer = models.CharField(max_length=10, blank=True)  # merged, separate
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    known_at = models.DateTimeField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = (
        "id", "lead", "person", "other", "score", "reasons", "suggestion", "answer", "answered_at", "answered_by",
        "known_at",
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "other"], name="pair_once")]
        indexes = [models.Index(fields=["-score", "id"], name="pair_waiting", condition=Q(answer=""))]


class TransferLetter(models.Model):
    """A letter 协查 to the place where a person is, numbered when sent."""

    lead = models.OneToOneField(Lead, models.PROTECT, related_name="letter")
    to_area = models.CharField(max_length=12, blank=True)
    to_name = models.CharField(max_length=80)
    number = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, default="draft")  # draft, sent, answered
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_by = models.BigIntegerField(null=True)
    reply = SealedTextField()
    replied_at = models.DateTimeField(null=True)

    PERSONAL = {"reply": FIND, "to_name": FIND}  # a draft is addressed as the row wrote it
    NOT_PERSONAL = (
        "id", "lead", "to_area", "number", "state", "made_at", "sent_at", "sent_by", "replied_at",
    )  # fmt: skip
    SEALED = {"reply": "letter.reply"}

    class Meta:
        indexes = [
            models.Index(fields=["made_at", "id"], name="letter_made"),
            models.Index(fields=["made_at", "id"], name="letter_draft", condition=Q(state="draft")),
        ]
