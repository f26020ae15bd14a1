"""Papers as they were issued, who signed them, and people handed to another county until it receipts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianfang.orders.models import Order
from lianfang.shared.classify import CARE, Personal
from lianfang.shared.fields import SealedTextField
from lianfang.shared.models import AppendOnly


class PaperCount(models.Model):
    """The last number given to a kind of paper in a year; locked by whoever takes the next."""

    kind = models.CharField(max_length=10)
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "kind", "year", "last")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="paper_count_once")]


class PaperBundle(AppendOnly):
    """Papers written together, printed as one file."""

    made_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "made_at", "by")


class Paper(AppendOnly):
    """One paper with its number and its words as issued: a reprint is the same text."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=40, unique=True)
    version = models.SmallIntegerField()  # of its kind for this order, from 1
    edition = models.CharField(max_length=40)
    clause = models.CharField(max_length=200, blank=True)
    text = SealedTextField()  # the words, as JSON
    issued_at = models.DateTimeField()
    by = models.BigIntegerField()
    bundle = models.ForeignKey(PaperBundle, models.PROTECT, null=True, related_name="papers")
    token = SealedTextField()  # what its QR code asks by
    token_index = models.BinaryField(unique=True)

    PERSONAL = {"text": CARE}
    NOT_PERSONAL = (
        "id", "order", "kind", "number", "version", "edition", "clause", "issued_at", "by", "bundle", "token",
        "token_index",
    )  # fmt: skip
    SEALED = {"text": "paper.text", "token": "paper.token"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "kind", "version"], name="paper_version_once")
        ]
        indexes = [models.Index(fields=["issued_at", "id"], name="paper_issued")]


class PaperSignature(AppendOnly):
    """That a paper was signed, or that the person would not: by whom, when, how."""

    class How(models.TextChoices):
        SELF = "self", "by the person"
        GUARDIAN = "guardian", "by the guardian or family"
        READ_OUT = "read_out", "read out by phone and agreed to"
        REFUSED = "refused", "refused; left in presence of a witness"

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="signature")
    how = models.CharField(max_length=10, choices=How)
    signer = SealedTextField()
    signed_at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"signer": CARE}
    NOT_PERSONAL = ("id", "paper", "how", "signed_at", "known_at", "by")
    SEALED = {"signer": "signature.signer"}


class HandOver(models.Model):
    """Somebody handed to another county: the loop is closed when it says that it has the person."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="hand_over")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+", db_index=False)
    to_name = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()  # until when the other county replies
    received_at = models.DateTimeField(null=True)
    receiver = SealedTextField()  # who receipted
    document = models.CharField(max_length=80, blank=True)
    by = models.BigIntegerField()

    PERSONAL = {"receiver": CARE}
    NOT_PERSONAL = ("id", "order", "paper", "to_name", "sent_at", "due_at", "received_at", "document", "by")
    SEALED = {"receiver": "handover.receiver"}

    class Meta:
        indexes = [
            models.Index(fields=["sent_at", "id"], name="handover_sent"),
            models.Index(fields=["due_at", "id"], name="handover_due", condition=Q(received_at__isnull=True)),
        ]
