"""Lists as received: sources, batches, rows, and what each row was read as."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lianfang.events.models import Event
from lianfang.shared.classify import FIND, Personal
from lianfang.shared.models import StoredFile


class Source(models.Model):
    """Where lists come from; only pushed sources count in `pushed.*` (P-10, P-13)."""

    class Kind(models.TextChoices):
        PUSHED = "pushed", "pushed"
        DECLARED = "declared", "declared"
        DOOR_TO_DOOR = "door_to_door", "door to door"
        LETTER = "letter", "letter"

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    headings = models.JSONField(default=dict)  # heading as written -> field, corrected by hand
    category = models.CharField(
        max_length=40, blank=True
    )  # the class its people are in unless a row says other

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "name", "kind", "headings", "category")

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """One received file; identical bytes are one batch."""

    class State(models.TextChoices):
        RECEIVED = "received", "received"
        READING = "reading", "reading"
        OPENING = "opening", "opening"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        AGAIN = "again", "being read again"

    source = models.ForeignKey(Source, models.PROTECT, related_name="batches")
    event = models.ForeignKey(Event, models.PROTECT, related_name="batches")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    pushed_at = models.DateTimeField()  # the list's own time, true at
    received_at = models.DateTimeField()  # known at
    by = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    fault = models.JSONField(
        default=dict
    )  # code, place and remedy when the file as a whole could not be read
    rows = models.IntegerField(default=0)
    ready = models.IntegerField(default=0)
    warning = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    duplicate = models.IntegerField(default=0)
    opened_rows = models.IntegerField(default=0)  # progress: rows already turned into leads
    layouts = models.JSONField(default=list)  # per sheet: header row, columns found
    look_again_at = models.DateTimeField(null=True)

    PERSONAL = {"filename": FIND}
    NOT_PERSONAL = (
        "id", "source", "event", "file", "sha256", "pushed_at", "received_at", "by", "state", "fault", "rows",
        "ready", "warning", "rejected", "duplicate", "opened_rows", "layouts", "look_again_at",
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["pushed_at", "id"], name="batch_pushed"),
            models.Index(
                fields=["look_again_at"], name="batch_due", condition=Q(look_again_at__isnull=False)
            ),
        ]


class Row(models.Model):
    """A data row of a batch and what it was read as; its cells are kept apart, encrypted."""

    # Rows are written with their batch locked, by ids just taken: the server need not look for it a million times.
    # Their own index would repeat the beginning of `row_once`.
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="row_set", db_constraint=False, db_index=False
    )
    seq = models.IntegerField()  # order in the file, from 0
    sheet = models.CharField(max_length=60, blank=True)
    row = models.IntegerField()  # as Excel numbers it, physical line in a CSV
    outcome = models.CharField(max_length=10)
    reasons = ArrayField(models.CharField(max_length=30), default=list)
    remarks = ArrayField(models.CharField(max_length=30), default=list)
    duplicate_of = models.IntegerField(null=True)  # seq of the earlier row
    place = models.CharField(max_length=10)  # assigned, ambiguous, elsewhere, none
    area = models.CharField(max_length=12, blank=True)
    candidates = ArrayField(models.CharField(max_length=12), default=list)
    place_reason = models.CharField(max_length=40, blank=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)  # set when a corrected row replaced it
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaces", db_index=False
    )

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = (
        "id", "batch", "seq", "sheet", "row", "outcome", "reasons", "remarks", "duplicate_of", "place", "area",
        "candidates", "place_reason", "known_from", "known_to", "replaced_by",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "seq"], name="row_once"),
            models.UniqueConstraint(
                fields=["replaced_by"], condition=Q(replaced_by__isnull=False), name="row_replaces_one"
            ),
        ]
        indexes = [models.Index(fields=["batch", "outcome", "seq"], name="row_outcome")]


class RowContent(models.Model):
    """The cells as received and the traveller read from them, encrypted as one."""

    # Written in the transaction of its row and never without it, so not checked twice.
    row = models.OneToOneField(
        Row, models.CASCADE, primary_key=True, related_name="content", db_constraint=False
    )
    sealed = models.BinaryField()

    PERSONAL = {"sealed": FIND}
    NOT_PERSONAL = ("row",)
    SEALED = {"sealed": "row.content"}
